"""What a question asks: which kind of answer, of what, under which predicate, as of when."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from index.answers.questions.period import MONTHS, period_of
from index.answers.questions.typed import amount_asked, asked_part, expand
from index.answers.questions.wanted import FIGURES, Wanted, focus_of, head_of, wanted_of
from index.answers.vocabulary import TITLES
from index.answers.words import WORD, is_stop, pairs_of, phrasals, stem, words
from index.types import Kind

_CALENDAR = frozenset([*MONTHS, "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]) - {
    "may",
    "march",
}
_NEWEST = frozenset("final latest current newest".split())  # which of several is asked for, not what is said of it
_PLANNED = re.compile(
    r"\b(plan(s|ned|ning)?|pledg\w+|promis\w+|expect\w*|intend\w*|will|going to|supposed|meant(?! to (?:hold|house|seat|carry)\b)|due|forecast|budget(ed)?|"
    r"hop(e[sd]?|ing) (to|for|that)|want(s|ed)? to|aim(s|ed|ing)? (to|for)|target|goal|propos\w+|original(ly)?|scheduled|estimate[ds]?|projected|commit\w*|should have)\b|"
    r"\b(?:think|thought|believed?|reckon(?:ed)?) (?:[\w’'-]+ ){1,3}(?:could|would|might)\b|"
    r"\b(?:say|said|claim(?:ed)?|announced?|told [\w’'-]+) (?:[\w’'-]+ ){0,4}would\b|\bmean to\b|\b(?:bid|offer(?:ed)?)\b"
)
_ACTUAL = re.compile(
    r"\b(actual(ly)?|really|in the end|so far|finished|did|were|was|are|have|has|already|now|today|currently|to date|turned up|still)\b"
)
_PRESENCE = frozenset(
    stem(w) for w in "deployed stationed present serving based posted ground field place country force mission".split()
)
_STATE = re.compile(
    r"\bhow many (?:[\w’'-]+ ){0,5}?(?:(?:are|is)\b(?! (?:being|planned|expected))|(?:were|was) (?:there|in|at|on)\b|(?:does|did|has|have) (?:[\w’'-]+ ){1,3}have\b)",
    re.I,
)
_MOMENT = re.compile(
    r"\b(?:first|opening|last|second|same|that|election|polling) (?:day|night|morning|evening|week|weekend)\b|"
    r"\bon (?:mon|tues|wednes|thurs|fri|satur|sun)day\b",
    re.I,
)
_LASTING = re.compile(
    r"^\W*(?:and |so |but )?(?:who|where)(?:['’]s| is| are| runs?| leads?| heads?| owns?| chairs?| holds?| commands?| rules?| now\b)\b",
    re.I,
)
_ENDED = re.compile(r"\b(?:these days|nowadays|end(?:ed)? up|in the end|at present|currently)\b", re.I)
_PEAK = re.compile(
    r"\bat (?:the|its|their) (?:very )?(?:worst|peak|height|highest|busiest|most)\b|\b(?:worst|highest|peak) (?:point|moment)\b|\bat most\b|\bat any one time\b"
)
_MARGIN = re.compile(
    r"\b(?:win|won|lose|lost|lead|led|beat|ahead|behind|trail(?:ed|ing)?)(?: \w+){0,3} by\b|\bby how (?:many|much)\b|\b(?:majority|margin)\b",
    re.I,
)
_OUTCOME = re.compile(
    r"\b(?:actual(?:ly)?|really|in the end|so far|final(?:ly)?|already|to date|at last|eventually|in fact)\b", re.I
)
_SUBSET = re.compile(r"\bhow (?:many|much) of (?:them|those|these|the|his|her|their|its)\b", re.I)
_HOW_MUCH = re.compile(r"\bhow much\b", re.I)
_LATEST = re.compile(r"\b(now|so far|still|latest|current(ly)?|today|to date|in the end|final(ly)?|yet|as of)\b")
_NO_FIRST = "round|half|leg|quarter|stage|phase|match|game|ballot|lady|minister|class|reading|find|found|hear|heard|learn|learnt|learned|know|notice|see|spot|realise|realize|appear|report|come|become|open|arrive|happen|start|begin"
_FIRST = re.compile(
    rf"\b(first(?! (?:{_NO_FIRST})\b)|initial(ly)?|original(ly)?|at the start|at first|earliest|opening)\b"
)
TOTAL = re.compile(r"\b(total|in all|altogether|overall|combined)\b", re.I)
_MORE = re.compile(
    r"\bhow (?:many|much) (?:\w+ )?(more|additional|extra|further|other|new)\b(?! th[ae]n\b)|\b(more(?! th[ae]n\b)|additional|extra)\b"
)

_NTH = re.compile(r"\d{1,2}(?:st|nd|rd|th)$", re.I)
_PARTICLES = frozenset("back away aside".split())  # of verbs of two words; the others carry no meaning anywhere

# Words that only say which kind of answer is wanted.
ASKING: dict[str, frozenset[str]] = {
    "count": frozenset("big large size".split()),
    "quantity": frozenset("big large size".split()),
    "percent": frozenset("percentage percent share proportion fraction part portion".split()),
    "time": frozenset("time hour".split()),
    "date": frozenset("date day year month soon".split()),
    "duration": frozenset("long days weeks months years hours minutes".split()),
    "distance": frozenset("far long deep tall high wide close km kilometres miles metres feet".split()),
    "measure": frozenset("fast hot cold heavy strong loud warm".split()),
    "money": frozenset("money terms value big large high much".split()),
    "list": frozenset("list name names".split()),
    "reason": frozenset("reason".split()),
    "place": frozenset("place location".split()),
    "age": frozenset("old age".split()),
}


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
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Stems of words that carry meaning and follow one another."""
        return pairs_of(self.text)

    @property
    def phrases(self) -> tuple[str, ...]:
        """Names of several words that are written with capitals, in lower case; titles of persons left out."""
        return _phrases(self.text)

    @property
    def state(self) -> bool:
        """Whether it asks how many there are, not how many came or went."""
        return (
            self.wanted == "count" and bool(_STATE.search(self.text)) and not (self.planned or self.more or self.first)
        )

    @property
    def lasting(self) -> bool:
        """Whether it asks who or where someone is now, which another may have become since."""
        return (
            self.wanted in ("person", "place")
            and bool(_LASTING.match(self.text) or _ENDED.search(self.text))
            and not self.first
            and self.period is None
        )

    @property
    def said_by(self) -> frozenset[str]:
        """Stems of whose word is asked for: "according to the elections office"."""
        found = re.search(r"\baccording to (?:the )?([\w’'-]+(?: [\w’'-]+){0,3})", self.text, re.I)
        return frozenset(stem(word) for word in words(found.group(1)) if not is_stop(word)) if found else frozenset()

    @property
    def margin(self) -> bool:
        """Whether it asks by how much one was ahead of another ("how many votes did she win by")."""
        return bool(_MARGIN.search(self.text))

    @property
    def presence(self) -> bool:
        """Whether it asks only how many there are at a place, so that any running total answers."""
        return self.state and all(s in _PRESENCE for s in self.predicate)

    @property
    def moment(self) -> bool:
        """Whether it asks of one day or night, so that what was counted later is no answer."""
        return bool(_MOMENT.search(self.text))

    @property
    def peak(self) -> bool:
        """Whether it asks how far something went at its height, so that what was counted later is no answer."""
        return bool(_PEAK.search(self.text.lower()))

    @property
    def asks_plan(self) -> bool:
        """Whether it asks what was planned, and not also what came of it."""
        return self.planned and not self.actual

    @property
    def asks_first(self) -> bool:
        return self.first and not self.latest and not self.moment

    @property
    def outcome(self) -> bool:
        """Whether it asks how a thing turned out, so that what was planned is no answer ("in the end", "finally")."""
        return not self.planned and bool(_OUTCOME.search(self.text))

    @property
    def subset(self) -> bool:
        """Whether it asks how many of a group named before ("how many of them ...")."""
        return bool(_SUBSET.search(self.text))

    @property
    def event(self) -> bool:
        """Whether it asks of one thing that was done, not of a running total."""
        return (
            self.wanted in ("count", "quantity")
            and bool(re.search(r"\b(did|was|were|sent|left|arrived)\b", self.text, re.I))
            and not self.total
        )

    @property
    def predicate(self) -> tuple[str, ...]:
        """Stems of what is said of the focus: all terms that are neither focus nor name."""
        return tuple(s for s, _ in self.terms if s not in self.focus and s not in self.names)

    @property
    def kinds(self) -> frozenset[Kind]:
        kinds = FIGURES.get(self.wanted, frozenset())
        uncounted = self.wanted == "quantity" and _HOW_MUCH.search(self.text)  # how much is never how many
        return kinds - {"count"} if uncounted else kinds


def read_question(text: str) -> Question:
    """Read a question without looking at any article."""
    full = amount_asked(asked_part(expand(text)))
    low = full.lower()
    wanted = wanted_of(full)
    period = period_of(low)
    found: dict[str, str] = {}
    names = set()
    meant = {at: meaning for at, _, meaning in phrasals(full, apart=True)}
    for position, match in enumerate(WORD.finditer(full)):
        word = meant.get(match.start(), match.group())
        if (is_stop(word) and not full.isupper()) or (meant and word.lower() in _PARTICLES):
            continue
        if word.lower() in _NEWEST or word.lower() in _CALENDAR or (wanted != "date" and _dated(full, match)):
            continue
        if word.lower() in ASKING.get(wanted, frozenset()) or (
            period and (word.lower() in MONTHS or word == str(period[0].year))
        ):
            continue
        found.setdefault(stem(word), word)
        if word[:1].isupper() and position and not full.isupper() and not full.istitle():
            names.add(stem(word))
    head = head_of(low, wanted)
    focus = focus_of(low) or ((stem(head),) if head and stem(head) in found else ())
    planned = bool(_PLANNED.search(low))
    return Question(
        text=full, wanted=wanted, focus=focus, terms=tuple(found.items()), names=frozenset(names - set(focus)),
        planned=planned, actual=(bool(_ACTUAL.search(low)) and not planned) or bool(re.search(r"\b(actual|actually|really|in the end|so far)\b", low)),
        latest=bool(_LATEST.search(low)), first=bool(_FIRST.search(low)), total=bool(TOTAL.search(low)),
        more=bool(_MORE.search(low)), period=period,
    )  # fmt: skip


@lru_cache(maxsize=64)
def _phrases(text: str) -> tuple[str, ...]:
    found = re.findall(r"\b[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)+", text[1:])
    low = [re.sub(r"['’]s\b", "", name).lower() for name in found]
    bare = [" ".join(word for word in name.split() if word not in TITLES) for name in low]
    return tuple(name for name in bare if " " in name)


def _dated(text: str, match: re.Match[str]) -> bool:
    """Whether a number belongs to a date ("6 February", "on the 12th")."""
    if _NTH.match(match.group()) and re.search(r"\bon the $", text[: match.start()], re.I):
        return not re.match(r" (?!of|in|at|by|when|and|or|during)\w", text[match.end() :])
    if not match.group().isdigit():
        return False
    beside = rf"(?:{'|'.join(MONTHS)})"
    return bool(
        re.match(rf" {beside}\b", text[match.end() :], re.I) or re.search(rf"\b{beside} $", text[: match.start()], re.I)
    )
