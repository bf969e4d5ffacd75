"""Who a sentence says its news comes from."""

import re
from functools import cache

# Capitalised words that open a sentence or name a day, and are nobody's name.
_NOBODY = (
    "It|He|She|They|This|That|These|Those|There|But|And|Or|So|The|A|An|On|In|At|As|We|I|You|By|For|From|After|Before|Since|When|While|Until|Though|Although|"
    "If|Once|Because|However|Meanwhile|Earlier|Later|Last|Next|Some|More|About|Nearly|Almost|Only|Another|One|None|No|Not|What|Who|Which|How|Why|Yesterday|"
    "Today|Tonight|Tomorrow|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|"
    "November|December|His|Her|Their|Its|Our|My|Both|All|Many|Most|Several|Each|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Dozens|Hundreds|Thousands|"
    "Officially|Previously|Instead|Also|Then|Now|Still|Even|Yet|Correction|Clarification"
)
_ROLES = (
    "officials?|police|army|navy|ministry|ministers?|spokes(?:man|woman|person|people)|authorit(?:y|ies)|government|council|councillors?|office|agency|company|"
    "union|hospitals?|department|bank|report|survey|study|group|charity|guard|coastguard|cooperative|auditor|auditor-general|league|bureau|commission|service|firm|"
    "club|airline|organi[sz]ers?|doctors?|residents|witnesses|experts|analysts|economists?|mayor|governor|director|chief|chairman|chairwoman|chair|secretary|city|"
    "court|operator|exchange|institute|federation|association|committee|researchers|scientists|insurers?|media|rescuers?|firefighters|brigade|president|"
    "prosecutors?|lawyers?|farmers?|mission|party|guild|inspectors?|forecasters?|regulator|utility|museum|university|school|caretaker|owner|captain|commander|general"
)
# A word that makes the phrase before a role a sentence of its own ("had been killed, police").
_NO_MODIFIER = (
    "was|were|is|are|be|been|had|has|have|did|do|does|will|would|may|could|can|and|or|but|of|in|on|at|to|from|by|with|for|that|which|who|when|as|than|it|he|she|"
    "they|we|not|killed|injured|died|said|after|before|since|about|into|out|up|down|over|under|no|if|so|there|their|his|her|its|the|a|an"
)
_DETERMINER = r"(?:[Tt]he|[Aa]n?|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er|[Ll]ocal|[Ss]ome|[Oo]ne|[Tt]wo|[Oo]ur|[Ss]tate)"
_WORD = r"[A-Z][\w’'.&-]*(?:(?<![.’'&-])|(?<=[’'])(?= [A-Z]))"
_NAME = rf"(?!(?:{_NOBODY})\b){_WORD}(?: (?:(?:of|and|for|the|de|van|al|bin) )?{_WORD})*"
_OF = rf"(?: (?:of|for|at) (?:the )?(?:{_NAME}|[a-z]+(?: [a-z]+)?))?"
_HOLDER = rf"(?:{_DETERMINER} )?(?:(?!(?:{_NO_MODIFIER})\b)[A-Za-z][\w’'-]+ ){{0,4}}?(?:{_ROLES})\b{_OF}(?: {_NAME})?"
_WHO = rf"(?P<who>(?:[Tt]he )?{_NAME}(?: (?:{_ROLES})\b| of the (?:[a-z]+ ){{0,2}}(?:{_ROLES})\b)?|{_HOLDER})"
_VERBS = (
    "said|says|say|told|added|adds|announced|reported|reports|confirmed|confirms|estimated|estimates|stated|claimed|claims|noted|notes|put|puts|wrote|writes|"
    "found|finds|revealed|insisted|insists|warned|warns|counted|counts|lists|listed|acknowledged|admitted|declared|denied|disclosed|repeated|repeats|maintained|maintains|argued|argues|reckoned|reckons|recorded|registered"
)
_LEFT = r"(?:^|[,;:.”\"’] ?|\b(?:that|and|but|while|as|when|after|[A-Z][a-z]+day|yesterday|today) )"
_APPOSITION = r"(?:, [^,]{3,60},|,)?"
_SPEAKERS = (
    rf"\b[Bb]y {_WHO}[’']s? (?:\w+ )?(?:reckoning|count|estimate|tally|figures|account)\b",
    rf"\b(?:[Aa]ccording to|[Aa]s reported by|[Dd]ata from|[Ff]igures from) {_WHO}",
    rf"{_LEFT}{_WHO}{_APPOSITION} (?:(?:has|have|had|later|also|then) ){{0,2}}(?:{_VERBS})\b",
    rf"\b(?P<who>(?:[Tt]he )?{_NAME}){_APPOSITION} (?:(?:has|have|had|later|also) )?(?:{_VERBS})\b",
    rf"[,”\"’] ?(?:said|says|added|reported|according to) {_WHO}",
)  # fmt: skip
_MOST = 600  # characters of a sentence that are searched


@cache
def _speakers() -> tuple[re.Pattern[str], ...]:
    """Compiled with the first sentence that is searched, which takes 50 ms: few questions need it."""
    return tuple(map(re.compile, _SPEAKERS))


def speaker_of(sentence: str) -> str | None:
    """Who a sentence says its news comes from, as written; None where it does not say.

    A place may speak for its government ("according to Ostmere"); a pronoun, a day or a clause never does.
    """
    for pattern in _speakers():
        for match in pattern.finditer(sentence[:_MOST]):
            who = match["who"].strip(" ,.")
            if who and not re.fullmatch(_NOBODY, who, re.I) and not re.search(r"\d", who):
                return who
    return None
