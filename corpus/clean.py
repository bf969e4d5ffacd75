"""Page furniture: what stands around an article on its page and is not the article."""

import re
from collections.abc import Sequence

_TEASER = re.compile(
    r"^\W*(?:(?:also|see also|now)\s+read|read\s+(?:also|more|next|this)|see also|don[’']t miss|paid post|"
    r"related(?: (?:stor(?:y|ies)|articles?|news|posts?|topics?|content))?|more (?:on|from|about) \w[\w ]{0,40}|"
    r"recommended(?: for you)?|you (?:may|might) (?:also )?like|editor[’']s (?:pick|choice)s?)\s*(?:[:|–—]|- |\])|"
    r"^\W*(?:watch|listen|in pictures|sponsored|promoted|most (?:read|viewed|popular)|small ads)\s*[:|]|^\W*advertisement\s*[:|–—-]|"
    r"^\W*home\s*[>›»/]\s*\w|^\W*[A-Z][\w ]{2,30}(?:\s*[>›»]\s*[A-Z][\w ]{2,30}){2,}\W*$",
    re.I,
)
_HEADING = re.compile(
    r"^\W*(?:recent (?:news|posts|stories)|latest (?:news|stories)|most (?:read|popular|viewed)|trending(?: now)?|"
    r"related(?: (?:stories|articles|news|posts|topics))?|top stories|popular posts|recommended(?: for you)?|"
    r"you (?:may|might) also like|more (?:stories|news|from .{2,40}|on .{2,40})|also in .{2,30}|also read|read (?:also|more|next)|"
    r"(?:next|previous) (?:post|article|story)|(?:\d+ )?comments?(?: \(\d+\))?|leave a (?:comment|reply)|"
    r"comments are closed\.?|join the (?:conversation|discussion)|what do you think\??)\W*$",
    re.I,
)
_SHARE = (
    r"share|print|e-?mail|tweet|comments?|like|save|copy link|whats ?app|facebook|twitter|linkedin|telegram|reddit|"
    r"flipboard|x"
)
_LINE = re.compile(
    rf"^\W*(?:(?:{_SHARE})\b[\s|:()/,&\d]*(?:this|on|article|story|via)?[\s|:()/,&\d]*){{1,12}}$|"
    r"^\W*(?:share|print)(?: this)?(?: (?:article|story|page|post|on))*\W*(?:$|[|:])|"
    r"^\W*(?:skip to (?:main )?content|advertisements?|advert|story continues below.{0,40}|continue reading.{0,40}|"
    r"listen to (?:this|the) (?:article|story).{0,30}|"
    r"back to top|load more|show more|click (?:here|to) .{0,80}|tap to .{0,60}|sign (?:in|up)|log ?in|"
    r"\d+ min(?:ute)?s? read|tags?\s*:.{0,200}|filed under\s*:.{0,120}|topics?\s*:.{0,120})\W*$|"
    r"^\W*(?:©|\(c\) ?\d{4}|copyright (?:©|\(c\)|\d{4})|all rights reserved).{0,200}$|"
    r"^\W*(?:photo(?:graph)?|image|picture|file photo|video)s?\s*(?:credit|by|courtesy)?\s*[:|/].{0,200}$|"
    r"^.{0,80}\ball rights reserved\b.{0,120}$|"
    r"^\W*(?:terms|privacy)(?: (?:of use|of service|and conditions|policy|notice))?\s*(?:[|•·/]|$).{0,120}$",
    re.I,
)
# What a page asks of its reader. A paper also prints these words as news, and then somebody says them.
_APPEAL = re.compile(
    r"^\W*(?:subscribe|sign up|follow us|follow our|follow @|join our|join us on|download (?:our|the) app|get our|"
    r"get the latest|support (?:our|us)|become a (?:member|subscriber)|register (?:now|for)|already a subscriber|"
    r"this article is (?:for|reserved)|to continue reading)\b.{0,240}$|"
    r"\b(?:welcomes?|allows?|accepts?) guest (?:writers?|posts?|blogg\w+|columns?)|\bdrop us an? (?:e-?mail|line)|"
    r"\b(?:have|got) an? (?:story|tip|photo|news tip)\b.{0,60}\b(?:write|send|email|contact|get in touch)|"
    r"\b(?:find|follow) us on (?:telegram|facebook|twitter|whatsapp|instagram|x)\b|"
    r"\b(?:accept|reject|manage) (?:all|cookies|choices)\b|^\W*we value your privacy\b",
    re.I,
)
_COOKIES = re.compile(
    r"\bcookies?\b.{0,160}\b(?:accept|agree|consent|partners|vendors|preferences|settings|policy|choices|reject|improve|"
    r"working)\b|\b(?:we|site|website)\b.{0,60}\buses? cookies\b|\bcookies\?",
    re.I,
)
_READER = re.compile(r"\b(?:we|us|our|you|your|this (?:web)?site)\b", re.I)
_SAID = re.compile(
    r"^\W{0,2}[“\"‘]|\b(?:said|says|told|asked|added|wrote|announced|according to|reported|warned|called|ruled|fined)\b"
)
_ADDRESS = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+[a-z]{2,}(?:/\S*)?$", re.I)
_MENU = re.compile(
    r"^(?=.*\b(?:menu|search|subscribe|home)\b.*\b(?:menu|search|log ?in|sign in|subscribe|scores)\b)[^.!?:;“”\"]{0,100}$",
    re.I,
)
_BAR = re.compile(r"^(?:[^|.!?]{2,40}\|){2,}[^|.!?]{2,40}$")  # "World | Sport | 3 free articles left"
_EMAIL = re.compile(r"\[email[\s\xa0]*protected\]", re.I)
_AGO = re.compile(r"^\W*[A-Z][\w &’'/]{0,30}?\s?\d{1,2} (?:second|minute|hour|day|week|month|year)s? ago\s?\w?")
_LISTED = re.compile(r"^(?:[-*•·▪►»]|\d{1,2}[.)])\s*")
_LABEL = r"[A-Z][\w.&’'-]{0,30}(?: [A-Z][\w.&’'-]{0,30}){0,3}"
_RESIDUE = re.compile(
    rf"(?<=[.!?”\"’)\]])[ \t]*((?:{_LABEL}\+\d{{1,2}} ?)+(?:[A-Z][\w&’']+(?: [A-Z][\w&’']+){{0,2}}(?=$|\n))?)", re.M
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
    news = _SAID.search(text) and _is_sentence(text)
    return bool(
        not re.search(r"\w\w", text)
        or (text.isdigit() and len(text) < 4)
        or (_TEASER.match(text) and len(text) < 200)
        or _LINE.match(text)
        or _ADDRESS.match(text)
        or _MENU.match(text)
        or _BAR.match(text)
        or (_EMAIL.search(text) and short)
        or (short and not news and (_APPEAL.search(text) or _is_cookie_notice(text)))
        or (_AGO.match(text) and not _is_sentence(text))
    )


def _is_cookie_notice(text: str) -> bool:
    return (
        bool(_COOKIES.search(text)) and len(text.split()) < 45 and bool(_READER.search(text) or not _is_sentence(text))
    )


def _is_correction(text: str) -> bool:
    return bool(re.match(r"^\W*(?:correction|clarification|corrected|editor[’']s note|update)\b", text, re.I))


def _is_sentence(text: str) -> bool:
    return bool(re.search(r"[.!?][”\"’)]*$", text)) and not _LISTED.match(text)


def _is_prose(text: str) -> bool:
    return _is_sentence(text) and (len(text.split()) >= 12 or bool(_SAID.search(text)))


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
    return [ending.sub("", between.sub("", _RESIDUE.sub(" ", p)).rstrip()) for p in paragraphs]


def outlet_in_furniture(paragraphs: Sequence[str]) -> str | None:
    """The outlet that a plea for guest writers names."""
    for paragraph in paragraphs:
        match = _OUTLET_PLEA.match(paragraph)
        if match:
            return match.group(1).strip()
    return None
