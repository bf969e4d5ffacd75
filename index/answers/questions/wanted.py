"""What a question wants: which kind of answer, and of what."""

import re
from typing import Literal

from index.answers.vocabulary import STOP
from index.answers.words import stem, words
from index.figures.units import unit_of
from index.types import Kind

Wanted = Literal["count", "money", "percent", "duration", "distance", "measure", "age", "quantity",
                 "date", "time", "person", "place", "list", "reason", "yesno", "quote", "free"]  # fmt: skip

# The kinds of figure that can answer each kind of question.
FIGURES: dict[str, frozenset[Kind]] = {
    "count": frozenset({"count", "percent", "age"}),
    "money": frozenset({"money"}),
    "percent": frozenset({"percent"}),
    "duration": frozenset({"duration", "distance"}),
    "distance": frozenset({"distance", "measure"}),
    "measure": frozenset({"measure", "distance", "percent"}),
    "age": frozenset({"age"}),
    "quantity": frozenset({"count", "money", "percent", "measure", "distance", "duration"}),
    "date": frozenset({"date"}),
    "time": frozenset({"time"}),
}

MONEY = re.compile(
    r"\b(money|cost|costs|price|buy|bought|sell|sold|purchase[ds]?|acquire[ds]?|pay|paid|spend|spent|pledged?|donat\w+|raise[ds]?|worth|owe[ds]?|fund\w*|budget|fine[ds]?|"
    r"invest\w*|earn\w*|dollars?|euros?|pounds?|salary|wages?|fare|ticket|fee|loan|aid|grant|profit|revenue|sales|bill|debt|damages?|"
    r"lose|lost|losses|compensation|ransom|charge[ds]?|receive[ds]?|contribut\w+|provid\w+|promised?|given|gets?|got|hand(?:ed)? over|offer(?:ed)?|set aside|claim(?:ed|s)?|rescue|bailout|withdr[ae]wn?|pull(?:ed)? out)\b"
)
_SUM = r"(?:fine|price|cost|bill|budget|salary|fee|loan|debts?|bonus|payment|penalty|fund|grant|offer|bid|loss|losses|profits?|pledge|donation|payout|compensation|reward|bailout|damage|damages)"
_UNSAID = r"(?:(?!\b(?:say|says|said|tell|told|think|thinks|thought)\b).)*"  # no words of somebody are asked for
_WANTED: tuple[tuple[Wanted, str], ...] = (
    ("money", rf"\bhow (?:large|big|high) an? (?:\w+ )?{_SUM}\b|\bhow much (?:per|a|for each) (?:share|ticket|head|person)\b|\bhow (?:large|big|high|much) (?:is|was|are|were|will|would|did|does) (?:[\w’'-]+ ){{0,4}}{_SUM}\b"),
    ("percent", r"\b(what|which) ?%|\b(what|which|how (large|big|much of)) (a )?(percentage|percent|per cent|pct|share|proportion|fraction)\b|\bpercentage of\b|\bwhat (part|portion)\b"),
    ("time", r"\b(what time|at what hour|which hour|what hour)\b"),
    ("date", r"\b(when|(what|which) (date|day|month|year)|since when|until when|how (soon|recently)|on (what|which) (date|day)|deadline|last day (?:to|for|of))\b|^\W*(?:the )?date\b"),
    ("age", r"\bhow old\b|\b(what|which) age\b"),
    ("duration", r"\bhow long\b|\bhow many (days|weeks|months|years|hours|minutes)\b|\bfor how many\b"),
    ("distance", r"\bhow (far|tall|high|deep|wide|close|thick|thin|broad|narrow)\b|\bhow many (km|kilomet\w+|miles|met(re|er)s|feet)\b"),
    ("measure", r"\bhow (fast|hot|cold|heavy|strong|loud|warm|full)\b"),
    ("count", r"\bhow many\b|\bnumber of\b|\bhow often\b|\b(death|casualty) toll\b|\bheadcount\b"),
    ("quantity", r"\bhow (large|big)\b"),
    ("money", r"\bfor how much\b|\b(price|cost|budget|bill|fare|salary|fee|value|fine|penalty|ransom) (of|for)\b|\bwhat (is|was|are|were|did|does|do|has|have|had|will|would) .*\b(price|cost|costs|costing|budget|bill|fare|salary|fee)\b|\bmoney terms\b|\bwhat (?:is|are|was|were|did|does|do|will|would) (?:[\w’'-]+ ){1,5}(?:pay|paying|paid|charg(?:e|ed|ing)) (?!for\W*$|attention)\w"),
    ("money", rf"\b(?:what|which) sum\b|\bsum of\b|\bwhat (?:is|was|are|were) {_UNSAID}\b(?:fined|worth)\b|\bwhat (?:did|does|do|has|have|had|will|would) {_UNSAID}\b(?:(?:go|gone|sell|sold) for|spend(?:ing)?|spent|earn(?:ed)?|owe[ds]?)\b"),
    ("quantity", r"\bwhat (?:\w+ )?(?:rise|raise|increase|discount|reduction)\b"),
    ("quote", r"\bwhat (did|does|do|has|have|had|was|were|is|are) .*\b(say|says|said|tell|told|saying|warn|write|wrote|call|describe|promise people|respond|reply|comment|react|reaction|response)\b|\bquote\b|\bin (his|her|their) words\b"),
    ("reason", r"\b(why|how come|for what reason|what (is |was )?(the )?(reason|cause|motive)|what (caused|made|led|prompted|triggered)|(complain|protest|complaining|protesting|worried|angry) about)\b"),
    ("person", r"\b(who|whom|whose|by whom)\b|\b(what|which) (person|man|woman|president|minister|official|leader|player|gang|group|company|firm|team|organi[sz]ation|agency|party|airline|bank)\b"),
    ("place", r"\b(where|whereabouts)\b|\b(what|which) (place(?! (?:did|do|does|has|have|will) .*\b(?:finish|come|came|rank|end)\b)|city|town|country|village|region|state|province|district|airport|port|street|location|hospital|island|venue|stadium)\b"),
    ("list", r"\b(which|what|name|list) (?!(?:is|was|did|does|do|has|have|had|will|would|can)\b)(?:\w+ ){0,2}\w{3,}(?<!s)s\b|\bnames of\b"),
)  # fmt: skip
_YESNO = re.compile(
    r"^\W*(?:and |so |but )?(is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|any)\b", re.I
)
# "when" and the like ask only at the head of a question, or where somebody is to say, know or tell it: "did anyone lose
# money when the bank failed" and "what was the turnout when they voted" are no questions about a day, nor is "beds in the
# hospital when the merger was announced"
_OTHERS = re.compile(r"^\W*(?:and |so |but |then )?(?:what|how|why|who|which|whose)\b")
_CLAUSE = re.compile(
    r"\b(say|says|said|know|known|tell|told|announced?|decided?|clear|sure|certain|remember|explain(?:ed)?|idea|wonder(?:ing)?|the (?:day|date|time)) (?:\w+ )?$"
)
_BACKGROUND = re.compile(
    r"\w+ .*\bwhen (?!(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|exactly)\b)(?:[\w’'-]+ ){2,}"
)
_IN_PERCENT = re.compile(r"\bin per ?cent\b|\bper ?cent (?:did|do|does|has|have|had)\b")
_OF_WHAT = re.compile(r" of (?!(?:[\w’'-]+ ){0,4}?(?:money|cash|funds?|aid|loan|debt|sum|compensation|budget)\b)")
_HOW_MUCH = re.compile(r"\bhow much\b")
_BY_HOW_MUCH = re.compile(
    r"\bby how much\b.*\b(?:drop|f[ae]ll|r[io]se|grow|grew|shr[aiu]nk|increase|decrease|decline|slump|plunge|climb|jump|sink|sank|change|go (?:up|down)|went (?:up|down))"
)
_UNIT = re.compile(r" (?:square |cubic )?\w+s\b")
# Which kind of figure a bare noun asks for ("what was the turnout?"); the first that fits.
_HEADS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("distance", re.compile(r"\b(distance|length|height|depth|width|altitude|elevation)\b")),
    ("measure", re.compile(r"\b(speed|weight|area|temperature|magnitude|volume)\b")),
    ("percent", re.compile(r"\b(rate|salinity|concentration|turnout|percentage|share of)\b")),
    (
        "money",
        re.compile(
            r"\b(sales|turnover|revenues?|profits?|earnings|salary|wages?|price|cost|costs|bill|budget|fee|fare|fine|debts?|ransom|bonus|reward|bounty|compensation)\b"
        ),
    ),
    ("count", re.compile(r"\b(population|toll|casualties|headcount|ridership)\b")),
    ("quantity", re.compile(r"\b(total|size|count|capacity|attendance|level|score|amount|number)\b")),
)


def head_of(low: str, wanted: Wanted) -> str | None:
    """The noun that itself asks for a figure: "turnout", "sales"; None where other words ask."""
    found = next((match for kind, heads in _HEADS if kind == wanted and (match := heads.search(low))), None)
    asked = _HOW_MUCH.search(low) or any(asking for _, asking in _asked(low))
    return None if found is None or asked else found.group()


# Words that end the noun phrase after "how many".
_VERBISH = frozenset(
    """are is was were do does did have has had will would can could should must may might be been being go went got get
    of in on at from to by for with the a an this that these those who which it they he she we you i there so still
    actually really ever already and or but not after before during since when because under over out live lives
    died die killed left come came took take rode ride ran run lost made make said say need needs use used""".split()
)
_PLURALS = frozenset("people men women children fishermen policemen firemen staff dead police troops cattle sheep fish feet teeth personnel aircraft businessmen servicemen congressmen sportsmen media data".split())  # fmt: skip


def wanted_of(text: str) -> Wanted:
    low = text.lower()
    if _IN_PERCENT.search(low):
        return "percent"
    asked = [(found.start(), rank, wanted, found.end()) for rank, (wanted, found) in enumerate(_asked(low)) if found]
    first = min((each for each in asked if not _in_clause(low, each[0], each[2])), default=None)
    if first is not None:
        _, _, wanted, end = first
        unit = unit_of("", low[end:], share=False) if wanted == "count" and _UNIT.match(low[end:]) else None
        if unit is not None and unit.kind != "ordinal":
            return unit.kind  # "how many hectares" asks for an area, "how many florins" for money
        if wanted == "duration" and re.search(r"\b(km|kilomet\w+|miles?|met(re|er)s?|feet|length)\b", low):
            return "distance"
        return "list" if _several(low, end, wanted) else wanted
    much = _HOW_MUCH.search(low)
    if much:
        if _OF_WHAT.match(low, much.end()) or _BY_HOW_MUCH.search(low):
            return "quantity"
        return "money" if MONEY.search(low) or re.match(r" (is|are|was|were|for)\b", low[much.end() :]) else "quantity"
    if _YESNO.match(low):
        return "yesno"
    return next((wanted for wanted, heads in _HEADS if heads.search(low)), "free")


def _in_clause(low: str, start: int, wanted: Wanted) -> bool:
    """Whether the "when", "where" or "who" at `start` only joins a clause to a question that asks something else."""
    if wanted not in ("date", "place", "person") or not start or not re.match(r"(?:when|where|who)\b", low[start:]):
        return False
    other = _YESNO.match(low) or _OTHERS.match(low) or (wanted == "date" and _BACKGROUND.match(low))
    return bool(other) and not _CLAUSE.search(low[:start])


def _asked(low: str) -> list[tuple[Wanted, re.Match[str] | None]]:
    return [(wanted, re.search(pattern, low)) for wanted, pattern in _WANTED]


def _several(low: str, end: int, wanted: Wanted) -> bool:
    """Whether several are asked for: "which countries", "who were the bidders"; a place where several things are is one."""
    if wanted not in ("person", "place"):
        return False
    those = r" (?:are|were) (?:the|all|its|their|his|her) (?:[\w’'-]+ ){0,2}?[\w’'-]{3,}(?<!s)s\b"
    return bool(
        (wanted == "person" and re.match(those, low[end:]))
        or re.match(r"(?<=y)ies\b|s\b", low[end:])
        or re.search(r"\b(which|what) \w+(ies|s)\b", low[: end + 3])
    )


def focus_of(low: str) -> tuple[str, ...]:
    """The noun phrase after "how many", "how much", "which", "what percentage of" or "number of", as stems."""
    start = re.search(
        r"\bhow (?:many|much)(?: more| additional| other| extra| of)*(?: the| its| their| those| these)?\b|\b(?:number|percentage|percent|share|proportion|amount) of(?: the| its| their)?\b|\bwhich\b",
        low,
    )
    if start is None:
        return ()
    phrase: list[str] = []
    for word in words(low[start.end() :].split("(")[0]):  # in brackets stands what an earlier question was about
        if word in _VERBISH:
            break
        if word in STOP:
            continue
        phrase.append(word)
        if len(phrase) >= 4 or (_plural(word) and not _next_plural(low, start.end(), word)):
            break
    if not phrase or not any(_plural(word) for word in phrase):
        phrase = (
            phrase[:1]
            if phrase and start.group().startswith(("which", "how much"))
            else [w for w in phrase[:1] if not w.endswith(("ed", "ing"))] and []
        )
    return tuple(stem(word) for word in phrase)


def _plural(word: str) -> bool:
    return word in _PLURALS or (word.endswith("s") and not word.endswith(("ss", "us", "is")))


def _next_plural(low: str, start: int, word: str) -> bool:
    """Whether the word right after is a plural noun too ("police officers")."""
    after = words(low[low.index(word, start) + len(word) :])[:1]
    return bool(after) and _plural(after[0]) and after[0] not in _VERBISH and after[0] not in STOP
