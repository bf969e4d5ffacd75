"""How sure a figure is: hedged; and whether it was reported or only planned."""

import re

from index.types import Kind, Qualifier, Standing

HEDGED = r"(?:(?:about|around|some|nearly|almost|over|more than|at least) )?"  # what may stand between a verb and the number it tells
_HEDGES: tuple[tuple[Qualifier, str], ...] = (
    ("at least", r"\b(?:at least|no (?:fewer|less) than|not (?:fewer|less) than|minimum of)"),
    ("up to", r"\b(?:up to|as (?:many|much|high|far|long) as|at most|maximum of|(?:no|not) more than)"),
    ("fewer than", r"\b(?:fewer than|less than|under|below|short of|not even)"),
    ("more than", r"\b(?:more than|over|above|in excess of|upwards? of|exceeding|exceeded|topp(?:ed|ing)|pass(?:ed|es)(?: the)?)"),
    ("about", r"(?:\b(?:about|around|some|approximately|approx\.?|roughly|nearly|almost|close to|estimated(?: at)?|circa|nearing|in the region of|near)|~)"),
)  # fmt: skip
_BEFORE = [
    (name, re.compile(rf"{pattern}(?: (?:a|an|the|another|only|total of|additional|half))*[\s(]*$", re.I))
    for name, pattern in _HEDGES
]
_AFTER: tuple[tuple[Qualifier, re.Pattern[str]], ...] = (
    ("about", re.compile(r"^(?: or so\b|-odd\b)", re.I)),
    ("at least", re.compile(r"^(?: [\w’-]+){0,2} or more\b", re.I)),
    ("fewer than", re.compile(r"^(?: [\w’-]+){0,2} or (?:fewer|less)\b", re.I)),
    ("more than", re.compile(r"^(?:\+| and (?:counting|more)\b|[- ]plus\b(?! \d))", re.I)),
)
# "a rise of $5m over two years" lasts two years; "for over two years" lasts longer
_DURING = re.compile(
    r"(?<!\bfor)(?<!\bafter)(?<!\bof)(?<!\bwell)(?<!\bjust)(?<!\blasted)(?<!\btook)(?<!\ba) over (?:a |the )?$", re.I
)

_PROMISED = "planned|promised|pledged|expected|projected|proposed|targeted|budgeted|scheduled|forecast|intended|requested|offered|ordered"
_SO_FAR = r"(?:originally |initially |previously |first |once )?"
_NEVER_BEFORE = re.compile(
    rf"(?:\b(?:the|an?|its|their|his|her|of|than) {_SO_FAR}(?:{_PROMISED}|announced)(?: (?:total|figure|sum|target) of)? |\b(?:target|goal|pledge|promise) of )"
    r"(?:about |some |nearly |at least |up to |more than |over )?$",
    re.I,
)
_NO_NOUN = r"(?:was|were|are|is|has|have|had|will|would|in|on|at|by|from|to|of|and|or|but|as|than|for|with|when|while|after|before|that|which|who|it|they|he|she)"
_NEVER_AFTER = re.compile(
    rf"^(?: (?!{_NO_NOUN}\b)[\w’-]+){{0,4}},? (?:(?:that|which|who) )?(?:(?:it|they|he|she) )?"
    rf"(?:(?:had|has|have|were|was|are|is) )?(?:been )?{_SO_FAR}(?:{_PROMISED})\b",
    re.I,
)
_ANNOUNCED = re.compile(
    rf"^(?: (?!{_NO_NOUN}\b)[\w’-]+){{0,4}} (?:(?:that|which|who) had {_SO_FAR}(?:been )?|(?:it|they|he|she) had )announced\b",
    re.I,
)

_WHOLE = re.compile(r"\d of (?:the|its|their|his|her) $")  # to lay off 140 of its 390 workers is a plan for the 140
# "Of the stations that were to open, 206 did": the plan is the whole's.
_OF_WHOLE = re.compile(r"^\W*(?:Of|Out of) [^,;.]{3,120}, (?:only |just )?$")
_DID = re.compile(r"^ (?:did|have|had|has|were|was|opened|came|went|do|does)\b")
_PAST = r"(?! have (?:been|\w{3,}ed|taken|fallen|risen|gone|come|left|lost|found|seen|given|fled|drowned)\b)"  # "may have escaped" is no plan
_PLAN = re.compile(
    rf"\b(?:(?:will|would|could|may|might){_PAST}(?! have to (?:spend|serve|pay)\b)|should|(?:is|are|was|were) to|"
    r"plan(?:s|ned|ning)?|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?|expectations?|pledg(?:e|es|ed|ing)|promis(?:e|es|ed|ing)|vow(?:s|ed|ing)?|offer(?:s|ed|ing)?|propos(?:e|es|ed|al|als)|"
    r"aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|seek(?:s|ing)?|sought|need(?:s|ed)?|wants?(?: (?:to|an?|the|more))?|wanted to|commit(?:s|ted|ment|ments|ting)?|undertak\w+|"
    r"forecasts?|projected|projections?|budget(?:ed)?|targets?|goal|earmarked|set aside|scheduled|"
    r"(?:been|is|are|was|were) asked to|due to|set to|going to|supposed to|meant to|agreed to|ready to|ahead of|(?:ask(?:ed|s|ing)|appeal(?:ed|s|ing)?) for|"
    r"order(?:s|ed) \d[\d,]* .{{0,40}}(?:from|out|to)|announced plans|approved plans|be (?:deployed|sent|built|ordered|opened|paid))\b|[’']ll\b",
    re.I,
)
_HAPPENED = re.compile(
    r"\b(?:who|having) \w+(?:ed|et)\b|\b(?:has|have|had) (?:now |already |since |so far |also |been |not |yet )*\w+(?:ed|en|ne|ught|ut|id|ad|ent|ilt|old|elt|eft|ung|un|ome|ost)\b|"
    r"\b(?:killed|died|injured|arrived|sent|dispatched|deployed|opened|landed|received|carried|destroyed|displaced|reached|rose|climbed|fell|raised|spent|"
    r"paid|cost|won|lost|voted|joined|left|fled|escaped|released|arrested|recorded|counted|sold|bought|built|delivered|completed|graduated|drowned|collapsed|"
    r"jumped|dropped|were|was|is|are|stands?|stood|brings|brought|runs?|serv(?:es|ed|ing)|hosts?|employs?|remains?)\b",
    re.I,
)
_INFINITIVE = re.compile(
    r"\b(?:will|would|could|may|might|should|to|[’']ll)(?: (?:not|also|only|soon|now|be|then|\w+ly))* $", re.I
)
_STILL_OPEN = re.compile(
    r"\b(?:expected|supposed|meant|due|scheduled|forecast|projected|pledged|promised|planned)\b", re.I
)
_LETTER, _GAP = r"[\w’'-]", r"[^\w’'-]"  # nothing is both, so that words are found in one pass
_AHEAD = re.compile(
    rf"{_GAP}*(?:{_LETTER}+{_GAP}+){{0,7}}?(?:will|would|(?:is|are|was|were) (?:to|expected|planned)|(?:has|have) been promised|pledged|promised)\b"
)
_AHEAD_SOON = re.compile(rf"{_GAP}*(?:{_LETTER}+{_GAP}+){{0,5}}?(?:will|would|is to|are to)\b")
_BREAK = re.compile(
    r"[;—–]|, (?:and|but|while|which|when|although|though|whereas|as|after|with|of which|of whom|compared)\b|"
    r"\b(?:but|while|whereas|although|instead of|rather than|compared with)\b|\) "
)
_CLAUSE = 400  # characters on either side of a figure that can tell its standing


def qualifier_of(before: str, after: str, kind: Kind) -> Qualifier:
    """The hedge around a figure, from the text before and after it."""
    before, after = before[-40:], after[:40]
    if kind in ("money", "percent") and before.endswith(" past "):
        return "more than"
    for name, pattern in _BEFORE:
        if pattern.search(before):
            return "exact" if kind == "duration" and _DURING.search(before) else name
    return next((name for name, pattern in _AFTER if pattern.match(after)), "exact")


def standing_of(sentence: str, start: int, end: int) -> Standing:
    """Whether a figure tells a plan: its own words decide ("the planned 200"), then the nearest mark in its clause."""
    near = sentence[max(0, start - _CLAUSE) : start], sentence[end : end + _CLAUSE]
    if any((_NEVER_BEFORE.search(near[0][-60:]), _NEVER_AFTER.match(near[1]), _ANNOUNCED.match(near[1]))):
        return "planned"
    if _WHOLE.search(near[0][-40:]) or (_OF_WHOLE.match(near[0]) and _DID.match(near[1])):
        return "reported"
    before = near[0][max((m.end() for m in _BREAK.finditer(near[0])), default=0) :]
    closing = _BREAK.search(near[1])
    after = near[1][: closing.start()] if closing else near[1]
    plans = list(_PLAN.finditer(before))
    happened = [
        m.start()
        for m in _HAPPENED.finditer(before)
        if not _INFINITIVE.search(before[: m.start()]) and not any(p.start() <= m.start() < p.end() for p in plans)
    ]
    if plans:
        last = plans[-1].start()
        if not happened or last > happened[-1] or _STILL_OPEN.search(before[last:]):
            return "planned"
    if happened and not _AHEAD_SOON.match(after):
        return "reported"
    return "planned" if _AHEAD.match(after) else "reported"
