"""What a question asks: which kind of answer, of what, under which predicate, as of when."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from index.answers.words import CHAT, STOP, WORD, is_stop, stem, words
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

_MONEY = re.compile(
    r"\b(money|cost|costs|price|pay|paid|spend|spent|pledged?|donat\w+|raise[ds]?|worth|owe[ds]?|fund\w*|budget|fine[ds]?|"
    r"invest\w*|earn\w*|dollars?|euros?|pounds?|salary|wages?|fare|ticket|fee|loan|aid|grant|profit|revenue|sales|bill|debt|damages?|"
    r"lose|lost|losses|compensation|ransom|charge[ds]?|receive[ds]?|contribut\w+|provid\w+|promised?|given)\b"
)
_WANTED: tuple[tuple[Wanted, str], ...] = (
    ("percent", r"\b(what|which|how (large|big|much of)) (a )?(percentage|percent|per cent|share|proportion|fraction)\b|\bpercentage of\b|\bwhat (part|portion)\b"),
    ("time", r"\b(what time|at what hour|which hour|what hour)\b"),
    ("date", r"\b(when|(what|which) (date|day|month|year)|since when|until when|how (soon|recently)|on (what|which) (date|day))\b"),
    ("age", r"\bhow old\b|\b(what|which) age\b"),
    ("duration", r"\bhow long\b|\bhow many (days|weeks|months|years|hours|minutes)\b|\bfor how many\b"),
    ("distance", r"\bhow (far|tall|high|deep|wide|close)\b|\bhow many (km|kilomet\w+|miles|met(re|er)s|feet)\b"),
    ("measure", r"\bhow (fast|hot|cold|heavy|strong|loud|warm)\b"),
    ("count", r"\bhow many\b|\bnumber of\b|\bhow often\b|\b(death|casualty) toll\b|\bhow (large|big)\b|\bheadcount\b"),
    ("money", r"\b(price|cost|budget|bill|fare|salary|fee|value|fine|penalty|ransom) (of|for)\b|\bwhat (is|was|are|were|did|does|do) .*\b(price|cost|costs|budget|bill|fare|salary|fee)\b|\bmoney terms\b"),
    ("quote", r"\bwhat (did|does|do|has|have|had|was|were|is|are) .*\b(say|says|said|tell|told|saying|warn|write|wrote|call|describe|promise people|respond|reply|comment)\b|\bquote\b|\bin (his|her|their) words\b"),
    ("reason", r"\b(why|how come|for what reason|what (is |was )?(the )?(reason|cause|motive)|what (caused|made|led|prompted|triggered)|(complain|protest|complaining|protesting|worried|angry) about)\b"),
    ("person", r"\b(who|whom|whose|by whom)\b|\b(what|which) (person|man|woman|president|minister|official|leader|player|gang|group|company|firm|team|organi[sz]ation|agency|party|airline|bank)\b"),
    ("place", r"\b(where|whereabouts)\b|\b(what|which) (place|city|town|country|village|region|state|province|district|airport|port|street|location|hospital|island|venue|stadium)\b"),
    ("list", r"\b(which|what|name|list) (?:\w+ ){0,2}\w{3,}(?<!s)s\b"),
)  # fmt: skip
_YESNO = re.compile(
    r"^\W*(?:and |so |but )?(is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|any)\b", re.I
)
_HOW_MUCH = re.compile(r"\bhow much\b")
# Which kind of figure a bare noun asks for ("what was the turnout?"); the first that fits.
_HEADS: tuple[tuple[Wanted, re.Pattern[str]], ...] = (
    ("distance", re.compile(r"\b(distance|length|height|depth|width|altitude|elevation)\b")),
    ("measure", re.compile(r"\b(speed|weight|area|temperature|magnitude|volume)\b")),
    ("percent", re.compile(r"\b(rate|salinity|concentration)\b")),
    ("count", re.compile(r"\b(population|toll|casualties|headcount|ridership)\b")),
    ("quantity", re.compile(r"\b(total|size|count|capacity|turnout|attendance|score|amount|number)\b")),
)

MONTHS = "january february march april may june july august september october november december".split()
_CALENDAR = frozenset([*MONTHS, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]) - {
    "may",
    "march",
}
_PLANNED = re.compile(
    r"\b(plan(s|ned|ning)?|pledg\w+|promis\w+|expect\w*|intend\w*|will|going to|supposed|meant|due|forecast|budget(ed)?|"
    r"target|goal|propos\w+|original(ly)?|scheduled|estimate[ds]?|projected|commit\w*|should have)\b"
)
_ACTUAL = re.compile(
    r"\b(actual(ly)?|really|in the end|so far|finished|did|were|was|are|have|has|already|now|today|currently|to date|turned up|still)\b"
)
_TITLES = frozenset(
    "president prime minister mr mrs ms dr sir king queen pope general captain governor mayor senator".split()
)
_PRESENCE = frozenset(
    stem(w) for w in "deployed stationed present serving based posted ground field place country force mission".split()
)
_STATE = re.compile(
    r"\bhow many (?:[\w’'-]+ ){0,5}?(?:(?:are|is)\b(?! (?:being|planned|expected))|(?:were|was) (?:there|in|at|on)\b|(?:does|did|has|have) (?:[\w’'-]+ ){1,3}have\b)",
    re.I,
)
_LATEST = re.compile(r"\b(now|so far|still|latest|current(ly)?|today|to date|in the end|final(ly)?|yet|as of)\b")
_FIRST = re.compile(r"\b(first|initial(ly)?|original(ly)?|at the start|at first|earliest|opening)\b")
_TOTAL = re.compile(r"\b(total|in all|altogether|overall|combined)\b")
_MORE = re.compile(
    r"\bhow (?:many|much) (?:\w+ )?(more|additional|extra|further|other)\b|\b(more|additional|extra|new)\b"
)

# Words that end the noun phrase after "how many".
_VERBISH = frozenset(
    """are is was were do does did have has had will would can could should must may might be been being go went got get
    of in on at from to by for with the a an this that these those who which it they he she we you i there so still
    actually really ever already and or but not after before during since when because under over out live lives
    died die killed left come came took take rode ride ran run lost made make said say need needs use used""".split()
)
_PLURALS = frozenset("people men women children fishermen policemen firemen staff dead police troops cattle sheep fish feet teeth personnel aircraft businessmen servicemen congressmen sportsmen media data".split())  # fmt: skip
# Words that only say which kind of answer is wanted.
ASKING: dict[str, frozenset[str]] = {
    "count": frozenset("big large size".split()),
    "quantity": frozenset("big large size".split()),
    "percent": frozenset("percentage percent share proportion fraction part portion".split()),
    "time": frozenset("time hour".split()),
    "date": frozenset("date day year month soon".split()),
    "duration": frozenset("long days weeks months years hours minutes".split()),
    "distance": frozenset("far long km kilometres miles metres".split()),
    "money": frozenset("money terms value".split()),
    "reason": frozenset("reason".split()),
    "place": frozenset("place location".split()),
    "age": frozenset("old age".split()),
}
_PRONOUN = re.compile(r"\b(he|she|they|it|him|her|them|his|their|its|that|those|these|this|there)\b", re.I)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read. `terms` are (stem, word as written); focus is what is counted or asked of."""

    text: str
    wanted: Wanted
    focus: tuple[str, ...]
    terms: tuple[tuple[str, str], ...]
    names: frozenset[str]  # stems of the terms that the asker or the articles write with a capital
    planned: bool
    actual: bool
    latest: bool
    first: bool
    total: bool
    more: bool
    period: tuple[date, date] | None
    corrections: tuple[tuple[str, str], ...] = ()

    @property
    def phrases(self) -> tuple[str, ...]:
        """Names of several words that are written with capitals, in lower case; titles of persons left out."""
        found = re.findall(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+", self.text[1:])
        low = [re.sub(r"['’]s\b", "", name).lower() for name in found]
        bare = [" ".join(word for word in name.split() if word not in _TITLES) for name in low]
        return tuple(name for name in bare if " " in name)

    @property
    def state(self) -> bool:
        """Whether it asks how many there are, not how many came or went."""
        return (
            self.wanted == "count" and bool(_STATE.search(self.text)) and not (self.planned or self.more or self.first)
        )

    @property
    def presence(self) -> bool:
        """Whether it asks only how many there are at a place, so that any running total answers."""
        return self.state and all(s in _PRESENCE for s in self.predicate)

    @property
    def asks_first(self) -> bool:
        return self.first and not self.latest

    @property
    def subset(self) -> bool:
        """Whether it asks how many of a group named before ("how many of them ...")."""
        return bool(re.search(r"\bhow (?:many|much) of (?:them|those|these|the|his|her|their|its)\b", self.text, re.I))

    @property
    def event(self) -> bool:
        """Whether it asks of one thing that was done, not of a running total."""
        return (
            self.wanted == "count"
            and bool(re.search(r"\b(did|was|were|sent|left|arrived)\b", self.text, re.I))
            and not self.total
        )

    @property
    def predicate(self) -> tuple[str, ...]:
        """Stems of what is said of the focus: all terms that are neither focus nor name."""
        return tuple(s for s, _ in self.terms if s not in self.focus and s not in self.names)

    @property
    def kinds(self) -> frozenset[Kind]:
        return FIGURES.get(self.wanted, frozenset())


def expand(text: str) -> str:
    """Write out what people shorten in a chat."""

    def full(match: re.Match[str]) -> str:
        word = match.group()
        before = text[: match.start()].rstrip()
        if word.lower() in {"pm", "km"} and before[-1:].isdigit():
            return word
        if word.lower() == "st" and not (word.islower() and text[match.end() :].lstrip()[:1].islower()):
            return word  # "St Eunan's" is a name as it stands
        return CHAT.get(word.lower().replace("’", "'"), word)

    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", full, re.sub(r"\s+", " ", text)).strip()


def wanted_of(text: str) -> Wanted:
    low = text.lower()
    first = min(
        ((found.start(), rank, wanted, found.end()) for rank, (wanted, found) in enumerate(_asked(low)) if found),
        default=None,
    )
    if first is not None:
        _, _, wanted, end = first
        if wanted == "duration" and re.search(r"\b(km|kilomet\w+|miles?|met(re|er)s?|feet|length)\b", low):
            return "distance"
        return "list" if wanted in ("person", "place") and _is_plural(low, end) else wanted
    much = _HOW_MUCH.search(low)
    if much:
        return "money" if _MONEY.search(low) or re.match(r" (is|are|was|were|for)\b", low[much.end() :]) else "quantity"
    if _YESNO.match(low):
        return "yesno"
    return next((wanted for wanted, heads in _HEADS if heads.search(low)), "free")


def _asked(low: str) -> list[tuple[Wanted, re.Match[str] | None]]:
    return [(wanted, re.search(pattern, low)) for wanted, pattern in _WANTED]


def _is_plural(low: str, end: int) -> bool:
    return bool(re.match(r"(?<=y)ies\b|s\b", low[end:])) or bool(
        re.search(r"\b(which|what) \w+(ies|s)\b", low[: end + 3])
    )


def _focus(low: str) -> tuple[str, ...]:
    """The noun phrase after "how many", "how much", "which", "what percentage of" or "number of", as stems."""
    start = re.search(
        r"\bhow (?:many|much)(?: more| additional| other| extra| of)*(?: the| its| their| those| these)?\b|\b(?:number|percentage|percent|share|proportion|amount) of(?: the| its| their)?\b|\bwhich\b",
        low,
    )
    if start is None:
        return ()
    phrase: list[str] = []
    for word in words(low[start.end() :]):
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


def _period(low: str, newest: date | None = None) -> tuple[date, date] | None:
    """The month or year that the question is about; a month without a year is the last one that `newest` knows."""
    year = re.search(rf"\b(?:in|during|since|of|by|until|{'|'.join(MONTHS)}),? ((?:19|20)\d\d)\b", low)
    month = re.search(
        rf"\b(?:in|since|during|last|of|by|until|,|\d{{1,2}}) ?({'|'.join(MONTHS)})\b|\b({'|'.join(MONTHS)}) (?=(19|20)\d\d|\d)",
        low,
    )
    if year is None and (month is None or newest is None):
        return None
    if month is None:
        assert year is not None
        y = int(year.group(1))
        return date(y, 1, 1), date(y, 12, 31)
    m = MONTHS.index(month.group(1) or month.group(2)) + 1
    y = int(year.group(1)) if year else newest.year - (m > newest.month) if newest else 0
    return date(y, m, 1), date.fromordinal((date(y + m // 12, m % 12 + 1, 1)).toordinal() - 1)


def read_question(text: str) -> Question:
    """Read a question without looking at any article."""
    full = expand(text)
    low = full.lower()
    wanted = wanted_of(full)
    period = _period(low)
    found: dict[str, str] = {}
    names = set()
    for position, match in enumerate(WORD.finditer(full)):
        word = match.group()
        if is_stop(word) and not full.isupper():
            continue
        if word.lower() in _CALENDAR or (word.isdigit() and wanted != "date" and _dated(full, match)):
            continue
        if word.lower() in ASKING.get(wanted, frozenset()) or (
            period and (word.lower() in MONTHS or word == str(period[0].year))
        ):
            continue
        found.setdefault(stem(word), word)
        if word[:1].isupper() and position and not full.isupper() and not full.istitle():
            names.add(stem(word))
    focus = _focus(low)
    planned = bool(_PLANNED.search(low))
    return Question(
        text=full, wanted=wanted, focus=focus, terms=tuple(found.items()), names=frozenset(names - set(focus)),
        planned=planned, actual=(bool(_ACTUAL.search(low)) and not planned) or bool(re.search(r"\b(actual|actually|really|in the end|so far)\b", low)),
        latest=bool(_LATEST.search(low)), first=bool(_FIRST.search(low)), total=bool(_TOTAL.search(low)),
        more=bool(_MORE.search(low)), period=period,
    )  # fmt: skip


def _dated(text: str, match: re.Match[str]) -> bool:
    """Whether a number belongs to a date ("6 February")."""
    beside = rf"(?:{'|'.join(MONTHS)})"
    return bool(
        re.match(rf" {beside}\b", text[match.end() :], re.I) or re.search(rf"\b{beside} $", text[: match.start()], re.I)
    )


def with_names(question: Question, capitalised: Callable[[str], bool], carried: frozenset[str]) -> Question:
    """Also count as names the words that the articles write with a capital, whatever the asker typed; not those carried over."""
    more = {s for s, word in question.terms if s not in question.focus and capitalised(word)}
    return replace(question, names=(question.names | more) - carried)


def with_period(question: Question, newest: date | None) -> Question:
    """Place a month that was asked about without its year, by the newest article found."""
    return question if question.period else replace(question, period=_period(question.text.lower(), newest))


def with_spelling(question: Question, mend: Callable[[str], str]) -> Question:
    """Mend misspelt words of the question; `mend` gives the word that was meant, or the word itself."""
    mended = question.text
    corrections = []
    for _, word in question.terms:
        meant = mend(word)
        if meant != word:
            mended = re.sub(rf"\b{re.escape(word)}\b", meant, mended)
            corrections.append((word, meant))
    return replace(read_question(mended), corrections=tuple(corrections)) if corrections else question


def is_empty(text: str) -> bool:
    """Whether a question holds no word at all."""
    return not words(text)


def refers_back(text: str) -> bool:
    """Whether a question leans on an earlier one: a bare "and ...", a pronoun, or too few words of its own."""
    low = text.lower().strip()
    return (
        bool(re.match(r"^(and|but|so|also|what about|how about)\b", low))
        or bool(_PRONOUN.search(low))
        or len([w for w in words(low) if w not in STOP]) < 3
    )


def phrase(terms: Sequence[tuple[str, str]]) -> str:
    return " ".join(word for _, word in terms)
