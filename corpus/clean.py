"""Page furniture: what stands around an article on its page and is not the article."""

import re
from collections.abc import Sequence

_TEASER = re.compile(
    r"^\W*(?:(?:also|see also|now)\s+read|read\s+(?:also|more|next|this)|see also|related(?: (?:stor(?:y|ies)|articles?|news|posts?|topics?|content))?|"
    r"more (?:on|from|about) \w[\w ]{0,40}|don[’']t miss|recommended(?: for you)?|you (?:may|might) (?:also )?like|watch|listen|in pictures|paid post|sponsored|promoted|"
    r"editor[’']s (?:pick|choice)s?)\s*(?:[:|–—]|- |\])",
    re.I,
)
_HEADING = re.compile(
    r"^\W*(?:recent (?:news|posts|stories)|latest (?:news|stories)|related(?: (?:stories|articles|news|posts|topics))?|most (?:read|popular|viewed)|trending(?: now)?|top stories|"
    r"recommended(?: for you)?|you (?:may|might) also like|more (?:stories|news|from .{2,40})|also in .{2,30}|also read|read (?:also|more|next)|popular posts|"
    r"(?:next|previous) (?:post|article|story)|(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|comments are closed\.?|join the (?:conversation|discussion)|what do you think\??)\W*$",
    re.I,
)
_LINE = re.compile(
    r"^\W*(?:(?:share|print|e-?mail|tweet|comments?|like|save|copy link|whats ?app|facebook|twitter|linkedin|telegram|reddit|flipboard|x)\b[\s|:()/,&\d]*(?:this|on|article|story|via)?[\s|:()/,&\d]*){1,12}$|"
    r"^\W*(?:share|print)(?: this)?(?: (?:article|story|page|post|on))*\W*(?:$|[|:])|"
    r"^\W*(?:skip to (?:main )?content|advertisements?|advert|story continues below.{0,40}|continue reading.{0,40}|"
    r"back to top|load more|show more|click (?:here|to) .{0,80}|tap to .{0,60}|sign (?:in|up)|log ?in|\d+ min(?:ute)?s? read|tags?\s*:.{0,200}|filed under\s*:.{0,120}|topics?\s*:.{0,120})\W*$|"
    r"^\W*(?:subscribe|sign up|follow us|follow our|follow @|join our|join us on|download (?:our|the) app|get our|get the latest|support (?:our|us)|become a (?:member|subscriber)|register (?:now|for)|"
    r"already a subscriber|this article is (?:for|reserved)|to continue reading)\b.{0,240}$|"
    r"^\W*(?:©|\(c\) ?\d{4}|copyright\b|all rights reserved).{0,200}$|"
    r"^\W*(?:photo(?:graph)?|image|picture|file photo|video)s?\s*(?:credit|by|courtesy)?\s*[:|/].{0,200}$|"
    r"^.{0,80}\b(?:all rights reserved|terms (?:of use|and conditions|\|)|privacy policy)\b.{0,120}$",
    re.I,
)
_EMAIL = re.compile(r"\[email[\s\xa0]*protected\]", re.I)
_PLEA = re.compile(
    r"\b(?:(?:welcomes?|allows?|accepts?) guest (?:writers?|posts?|blogg\w+|columns?)|drop us an? (?:e-?mail|line)|(?:have|got) an? (?:story|tip|photo|news tip)\b.{0,60}\b(?:write|send|email|contact|get in touch)|"
    r"(?:find|follow) us on (?:telegram|facebook|twitter|whatsapp|instagram|x)\b)",
    re.I,
)
_COOKIES = re.compile(
    r"\bcookies?\b.{0,160}\b(?:accept|agree|consent|partners|vendors|preferences|settings|policy|choices|reject|improve your|working)\b|\b(?:we|site|website)\b.{0,60}\buses? cookies\b|"
    r"\b(?:accept|reject|manage) (?:all|cookies|choices)\b|^\W*we value your privacy\b",
    re.I,
)
_AGO = re.compile(r"^\W*[A-Z][\w &’'/]{0,30}?\s?\d{1,2} (?:second|minute|hour|day|week|month|year)s? ago\s?\w?")
_LISTED = re.compile(r"^(?:[-*•·▪►»]|\d{1,2}[.)])\s*")
_RESIDUE = re.compile(
    r"(?<=[.!?”\"’)\]])[ \t]*((?:[A-Z][\w.&’' ]{1,40}?\+\d{1,2} ?)+(?:[A-Z][\w&’']+(?: [A-Z][\w&’']+){0,2}(?=$|\n))?)",
    re.M,
)
_OUTLET_PLEA = re.compile(r"^\W*((?:[A-Z][\w’'&]*\s){1,4}?)(?:welcomes?|allows?|accepts?) guest ")


def clean(paragraphs: Sequence[str]) -> list[str]:
    """The paragraphs that belong to the article; a list of teasers goes with its heading."""
    kept: list[str] = []
    in_list = False
    for paragraph in without_residue(paragraphs):
        text = paragraph.strip()
        if _HEADING.match(text):
            in_list = True
            continue
        if in_list and not _is_prose(text):
            continue
        if not text or is_furniture(text):
            continue
        in_list = False
        kept.append(text)
    return kept


def is_furniture(text: str) -> bool:
    """Whether one paragraph is no part of the article."""
    if _is_correction(text):
        return False
    short = len(text) < 400
    return bool(
        not re.search(r"\w\w", text)
        or (text.isdigit() and len(text) < 4)
        or (_TEASER.match(text) and len(text) < 200)
        or _LINE.match(text)
        or (_EMAIL.search(text) and short)
        or (_PLEA.search(text) and short)
        or (_COOKIES.search(text) and short and len(text.split()) < 45)
        or (_AGO.match(text) and not _is_prose(text) and not text.endswith("."))
    )


def _is_correction(text: str) -> bool:
    return bool(re.match(r"^\W*(?:correction|clarification|corrected|editor[’']s note|update)\b", text, re.I))


def _is_prose(text: str) -> bool:
    return len(text.split()) >= 12 and bool(re.search(r"[.!?][”\"’)]?$", text)) and not _LISTED.match(text)


def without_residue(paragraphs: Sequence[str]) -> list[str]:
    """Remove source labels that a copied answer left between sentences ("Reuters+1")."""
    names = {
        name.strip()
        for p in paragraphs
        for run in _RESIDUE.findall(p)
        for name in re.split(r"\+\d{1,2}", run)
        if name.strip()
    }
    if not names:
        return list(paragraphs)
    bare = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    between = re.compile(rf"(?<=[.!?”\"’)\]]) (?:{bare})(?=$| [A-Z“\"])")
    ending = re.compile(r"(?<=[.!?”\"’)\]]) [A-Z][\w&’']+(?: [A-Z][\w&’']+){0,2}$")
    return [ending.sub("", between.sub("", _RESIDUE.sub("", p))) for p in paragraphs]


def outlet_in_furniture(paragraphs: Sequence[str]) -> str | None:
    """The outlet that a plea for guest writers names."""
    for paragraph in paragraphs:
        match = _OUTLET_PLEA.match(paragraph)
        if match:
            return match.group(1).strip()
    return None
