"""How sure a figure is: hedged, planned, or reported; and who says it."""

import re

from index.types import Qualifier, Standing

_HEDGES: tuple[tuple[Qualifier, str], ...] = (
    ("at least", r"\b(?:at least|no (?:fewer|less) than|a minimum of|minimum of|not less than)"),
    ("fewer than", r"\b(?:fewer than|less than|under|below|just under|short of|not (?:more|even))"),
    ("more than", r"\b(?:(?:just |well |slightly |a little )?(?:more than|over|above|in excess of|upwards? of|exceeding|exceeded|topp(?:ed|ing)|pass(?:ed|es) (?:the )?))"),
    ("up to", r"\b(?:up to|as (?:many|much|high|far|long) as|at most|a maximum of|no more than|not more than|maximum of)"),
    ("about", r"(?:\b(?:about|around|some|approximately|approx\.?|roughly|nearly|almost|close to|an? estimated|estimated(?: at)?|circa|or so|nearing|in the region of|near|somewhere near)|~)"),
)  # fmt: skip
_HEDGE = [
    (name, re.compile(rf"{pattern}(?: (?:a|an|the|another|only|total of|a total of|additional|half))*[\s(]*$", re.I))
    for name, pattern in _HEDGES
]
_AFTER = re.compile(r"^(?:\+| or (?:more|so|fewer|less)| and (?:counting|more)|-plus| plus\b)", re.I)

_PLAN = re.compile(
    r"\b(?:will|would|'ll|is to|are to|was to|were to|plan(?:s|ned|ning)?(?: to)?|plans|intend(?:s|ed|ing)?|expect(?:s|ed|ing)?|expectations?|pledg(?:e|es|ed|ing)|promis(?:e|es|ed|ing)|vow(?:s|ed|ing)?|propos(?:e|es|ed|al|als)|"
    r"due to|set to|scheduled|forecasts?|projected|projections?|budget(?:ed)?|set aside|aim(?:s|ed|ing)?|hop(?:e|es|ed|ing)|going to|supposed to|meant to|could|may|might|should|targets?|goal|commit(?:s|ted|ment|ments|ting)?|"
    r"earmarked|ask(?:ed|s|ing) for|appeal(?:ed|s|ing)? for|need(?:s|ed)?|seek(?:s|ing)?|sought|want(?:s|ed)? to|agreed to|ready to|order(?:s|ed) \d[\d,]* .{0,40}(?:from|out|to)|ahead of|announced plans|approved plans|be (?:deployed|sent|built|ordered|opened|paid)|undertak\w+)\b",
    re.I,
)
_ACTUAL = re.compile(
    r"\b(?:has|have|had) (?:now |already |since |so far |also |been |not |yet )*\w+(?:ed|en|ne|ught|ut|id|ad|ent|ilt|old|elt|eft|ung|un|ome|ost)\b|\b(?:killed|died|injured|arrived|sent|dispatched|deployed|opened|landed|received|carried|destroyed|"
    r"displaced|reached|rose|climbed|fell|raised|spent|paid|cost|won|lost|voted|joined|left|fled|escaped|released|arrested|recorded|counted|sold|bought|built|delivered|completed|graduated|drowned|collapsed|jumped|dropped|"
    r"were|was|is|are|stands?|stood|brings|brought|runs?|serv(?:es|ed|ing)|hosts?|employs?|remains?)\b",
    re.I,
)
_BREAK = re.compile(
    r"[;—–]|, (?:and|but|while|which|when|although|though|whereas|as|after|with|of which|of whom|compared)\b|\b(?:but|while|whereas|although|instead of|rather than|compared with)\b|\) "
)

_NP = r"(?:[Tt]he |[Aa]n? |[Ii]ts |[Tt]heir |[Hh]is |[Hh]er )?(?:[A-Za-z][\w’'.&-]*(?: (?:of|and|for|the|de) )?[ ]?){1,7}?"
_NAME = r"(?:[A-Z][\w’'.&-]+(?: (?:of|and|for|the|de|van|al|bin)(?= [A-Z])| [A-Z][\w’'.&-]+)*)"
_ROLE = r"(?:(?:(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Ll]ocal|[Ss]ome) )?(?:[A-Za-z][\w’'-]+ ){0,4}?(?:officials?|police|army|navy|ministry|ministers?|spokes(?:man|woman|person)|authorit(?:y|ies)|government|council|office|agency|company|union|hospital|department|bank|report|survey|study|group|charity|guard|cooperative|auditor|auditor-general|league|bureau|commission|service|firm|club|airline|organi[sz]ers?|doctors|residents|witnesses|experts|analysts|economists?|mayor|governor|director|chief|chairman|chairwoman|secretary|city|court|operator|exchange|institute|federation|association|committee|researchers|scientists|insurers?|state media|rescuers?|firefighters))"
_SAY = r"(?:said|says|say|told|added|announced|reported|reports|confirmed|confirms|estimated|estimates|stated|claimed|claims|noted|put|puts|wrote|writes|found|revealed|insisted|insists|warned|counted|counts|lists|listed)"
_SPEAKERS = (
    re.compile(rf"\b(?:according to|as reported by|data from|figures from) (?P<who>(?:the |a |an )?{_NAME}(?: (?:[a-z]+)){{0,2}}?(?=[,.;)]|$)|(?:the |a |an )?{_NAME}|{_ROLE})"),
    re.compile(rf"(?:^|[,;”\"] ?|\bthat |[.] )(?P<who>(?:[Tt]he )?{_NAME}|{_ROLE})(?:, [^,]{{3,60}},)? (?:has |have |had )?{_SAY}\b"),
    re.compile(rf"\b(?P<who>(?:[Tt]he )?{_NAME}|{_ROLE})(?:, [^,]{{3,60}},)? (?:has |have |had )?{_SAY}\b"),
    re.compile(rf"[,”\"] ?{_SAY} (?P<who>(?:the |its )?(?:[a-z’'-]+ ){{0,4}}{_NAME}|{_ROLE})"),
)  # fmt: skip
_NOT_WHO = re.compile(r"^(?:It|He|She|They|This|That|There|But|And|The|A|On|In|At|As|We|I)$")


def qualifier_of(before: str, after: str) -> tuple[Qualifier, int]:
    """The hedge around a number, and how many characters before it the hedge begins."""
    for name, pattern in _HEDGE:
        match = pattern.search(before[-40:])
        if match:
            return name, len(before[-40:]) - match.start()
    if _AFTER.match(after):
        low = _AFTER.match(after).group().lower()  # type: ignore[union-attr]  # it matched one line above
        return ("about" if "so" in low else "fewer than" if "fewer" in low or "less" in low else "more than"), 0
    return "exact", 0


def standing_of(sentence: str, start: int, end: int) -> Standing:
    """Whether the clause of a figure tells a plan: the mark nearest to the figure decides."""
    first = max((m.end() for m in _BREAK.finditer(sentence, 0, start)), default=0)
    following = _BREAK.search(sentence, end)
    last = following.start() if following else len(sentence)
    before, after = sentence[first:start], sentence[end:last]
    plans = [m.start() for m in _PLAN.finditer(before)]
    actuals = [m.start() for m in _ACTUAL.finditer(before) if not before[: m.start()].endswith(" to ")]
    inside_plan = [m.span() for m in _PLAN.finditer(before)]
    actuals = [a for a in actuals if not any(p <= a < q for p, q in inside_plan)]
    if plans and (
        not actuals
        or plans[-1] > actuals[-1]
        or re.search(
            r"\b(?:expected|supposed|meant|due|scheduled|forecast|projected|pledged|promised|planned)\b",
            before[plans[-1] :],
            re.I,
        )
    ):
        return "planned"
    if actuals and not re.match(r"\W*(?:\w+\W+){0,5}?(?:will|would|is to|are to)\b", after):
        return "reported"
    ahead = re.match(
        r"\W*(?:[\w’'-]+\W+){0,7}?(will|would|is to|are to|was to|were to|is expected|are expected|was expected|were expected|are planned|is planned|were planned|have been promised|has been promised|pledged|promised)\b",
        after,
    )
    return "planned" if ahead else "reported"


def speaker_of(sentence: str) -> str | None:
    """Who a sentence says its news comes from, as written; None where it does not say."""
    for pattern in _SPEAKERS:
        match = pattern.search(sentence)
        if match and not _NOT_WHO.match(match["who"].strip()):
            return match["who"].strip(" ,.")
    return None
