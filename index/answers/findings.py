"""Figures that answer a question: which ones, grouped by value, and how the groups relate."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp

from index.answers.evidence import Scored
from index.answers.question import Question
from index.answers.words import related, stem, words
from index.figures.nouns import STATES
from index.types import Figure

MARGIN = 0.72  # a group whose best figure scores below this share of the best group's is another matter
ALIKE = 0.72  # a value fitting less than this share of the main one is not told beside it
DISPUTE_DAYS = 60
NEARBY = 10  # words from a figure at which a word of the question has lost most of its bearing on it

_PEOPLE = frozenset(
    stem(w)
    for w in "people person persons dead deaths residents victims men women toll fatalities killed injured inhabitants lives civilians".split()
)
_STATES = frozenset(stem(w) for w in STATES)
_INCREMENT = re.compile(r"\b(additional|more|another|extra|further|new|latest|reinforcements?)\b", re.I)
_SUBSET = re.compile(
    r"\b(including|among (them|the)|of (them|whom|the|its|his|her|their|those|these)|some of|only)\b", re.I
)
_FIRST = re.compile(r"\b(first|initial|original|previous|earlier)\b", re.I)
_TOTAL = re.compile(
    r"\b(total|in all|altogether|overall|brings? the number|combined|rose to|risen to|climbed to|raised|reached|toll|now)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(up from|down from|from|compared with|previously|earlier|a day earlier|at first|when it was approved|at the start|years? ago|peak of|last year|not (?:in|on|by|until)|instead of|rather than|in (19|20)\d\d)\W+(?:\w+\W+){0,3}$",
    re.I,
)
_DISPUTE = re.compile(
    r"\b(reject\w*|disput\w*|den(?:y|ies|ied)|contradict\w*|stood by|stands? by|at odds|disagree\w*|contest\w*|challeng\w*|refut\w*|"
    r"argument over|row over|insist\w*|does not dispute|different (?:number|figure|count)|own (?:number|figure|count|list)|angry about the number|"
    r"more than (?:the )?\w+ (?:says|admits|claims))\b", re.I)  # fmt: skip
_CHANGE = re.compile(
    r"\b(rose|risen|raised|climbed|jumped|up from|down from|fell|fallen|increased|grew|grown|doubl\w+|brings?|brought|no longer|now stands?|revised|updated|gone up|latest)\b",
    re.I,
)


_PAST_AFTER = re.compile(
    r"^\W*(?:[\w’'-]+\W+){0,7}?(?:previous(?:ly)?|earlier|last (?:year|month|week|week|june)|already|at first|in the first)\b",
    re.I,
)
_STANDS = re.compile(
    r"\b(?:brings?|brought|takes?|taking|bringing) the (?:total|number|count|toll|force)\b|\b(?:now|still|currently) (?:numbers?|stands?|has|have|counts?|totals?)\b|"
    r"\bstands? at\b|\bin (?:all|total)\b|\ba total of\b|\btotal(?:led|ling|s)?\b|\brose to\b|\brisen to\b|\bclimbed to\b|\bto date\b|\bso far\b|\bremain\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may answer, in its sentence, with the signs that speak for it (each 0 to 1)."""

    figure: Figure
    scored: Scored
    noun: float  # whether it counts what is asked
    predicate: float  # whether the words of the question stand near it
    role: float  # whether it is the total, the first, the additional one, as asked
    score: float

    @property
    def fit(self) -> float:
        """How well it fits by what it counts alone; the wording of its sentence left aside."""
        return self.noun + 1.3 * self.predicate + 0.5 * self.role + 0.8 * self.scored.coverage

    @property
    def day(self) -> date | None:
        return self.figure.as_of or self.scored.evidence.article.published


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates of one value; the best first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def figure(self) -> Figure:
        return self.best.figure

    @property
    def score(self) -> float:
        return self.best.score

    @property
    def fit(self) -> float:
        return max(c.fit for c in self.candidates)

    @property
    def day(self) -> date | None:
        """The latest day on which an article gives this value."""
        return max((c.day for c in self.candidates if c.day), default=None)

    @property
    def since(self) -> date | None:
        """The first day on which an article gives this value."""
        return min((c.day for c in self.candidates if c.day), default=None)

    @property
    def standing(self) -> str:
        """What most of its good candidates are told as; one correction withdraws a value."""
        standings = [c.figure.standing for c in self.candidates if c.score >= MARGIN * self.score]
        if "withdrawn" in standings:
            return "withdrawn"
        return "planned" if standings.count("planned") > len(standings) / 2 else "reported"


NAMED = 0.5  # support that every name of the question needs in the sentence of a figure


def candidates(question: Question, scored: Sequence[Scored], weights: Mapping[str, float]) -> list[Candidate]:
    """Every figure of a fitting kind in the sentences, best first."""
    found = []
    for one in scored:
        if one.weakest_name < NAMED:
            continue
        for figure in one.evidence.figures:
            if figure.kind in question.kinds and not (figure.kind == "age" and question.wanted == "count"):
                found.append(_candidate(question, one, figure, weights))
    return sorted(found, key=lambda c: -c.score)


def _candidate(question: Question, one: Scored, figure: Figure, weights: Mapping[str, float]) -> Candidate:
    noun = _noun_fit(question, one, figure)
    predicate = _predicate_fit(question, one, figure, weights)
    role = _role_fit(question, one, figure)
    if question.presence and role == 1.0:
        predicate = max(predicate, 0.6)  # "brings the number to 617" tells how many there are, whatever verb was asked
    score = (
        1.0 * noun
        + 1.3 * predicate
        + (1.0 if question.state else 0.5) * role
        + 0.8 * one.coverage
        + 0.8 * one.cosine
        + 0.4 * one.inside
    )
    return Candidate(figure, one, noun, predicate, role, score)


def _noun_fit(question: Question, one: Scored, figure: Figure) -> float:
    """1 if the figure counts the thing asked of, 0 if it counts another."""
    if figure.kind in ("date", "time", "duration", "distance", "measure"):
        return 0.6
    own = {stem(w) for part in (figure.noun or "", *figure.modifiers) for w in words(part)}
    if not question.focus:
        return 0.6
    if figure.kind in ("money", "percent"):
        return 0.9 if own & set(question.focus) else 0.6
    head = question.focus[-1]
    counted = stem(words(figure.noun)[-1]) if figure.noun and words(figure.noun) else None
    if head in _PEOPLE:
        return _people_fit(question, own, counted)
    if counted == head:
        return 1.0
    if head in own:
        return 0.9
    if any(related(head, other) for other in own):
        return 0.85
    if not own:
        return 0.6 if head in one.evidence.stems else 0.5 if head in one.evidence.near else 0.3
    return 0.1


def _people_fit(question: Question, own: set[str], counted: str | None) -> float:
    """ "People" fits whatever counts persons; best what says of them what is asked ("dead" for "have died")."""
    if any(p == o or (related(p, o) and o != "peopl") for p in question.predicate for o in own):
        return 1.0
    if own & _STATES:
        return 0.3  # "31 missing" is no count of the dead
    if counted in _PEOPLE:
        return 0.8
    return 0.6 if own & _PEOPLE else 0.4 if not own else 0.3


def _predicate_fit(question: Question, one: Scored, figure: Figure, weights: Mapping[str, float]) -> float:
    """How much of what the question says of its focus stands close to the figure."""
    asked = [s for s in question.predicate]
    if not asked:
        return one.coverage
    text, start, end = one.evidence.text, figure.start - one.evidence.start, figure.end - one.evidence.start
    rivals = [
        (f.start - one.evidence.start, f.end - one.evidence.start)
        for f in one.evidence.figures
        if f.kind == figure.kind and f.start != figure.start
    ]
    placed = [(stem(m.group()), m.start()) for m in re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", text)]
    total = sum(weights.get(s, 1.0) for s in asked)
    value = 0.0
    for s in asked:
        near = [at for found, at in placed if found == s or related(s, found)]
        best = max((_closeness(text, start, end, at, rivals) for at in near), default=0.0)
        context = 0.45 if figure.kind != "date" or one.evidence.position < 2 else 0.2
        value += weights.get(s, 1.0) * max(best, context * one.support.get(s, 0.0))
    return value / total


def _closeness(text: str, start: int, end: int, at: int, rivals: Sequence[tuple[int, int]]) -> float:
    """1 beside the figure, falling with the words between; halved where a rival figure stands nearer."""
    gap = text[end:at] if at >= end else text[at:start]
    distance = len(gap.split())
    crossed = sum(1 for a, b in rivals if (end <= a < at) or (at < b <= start))
    return exp(-distance / NEARBY) * (0.6**crossed) * (0.85 ** len(re.findall(r"[;:—–]|, (?:and|but|while)\b", gap)))


def _around(one: Scored, figure: Figure, before: int = 45, after: int = 45) -> str:
    a, b = figure.start - one.evidence.start, figure.end - one.evidence.start
    return one.evidence.text[max(0, a - before) : b + after]


def _role_fit(question: Question, one: Scored, figure: Figure) -> float:
    """Whether the figure plays the part that is asked: the whole, an addition, the first of several."""
    words_of = " ".join(figure.modifiers)
    a = figure.start - one.evidence.start
    before = one.evidence.text[max(0, a - 60) : a]
    after = one.evidence.text[figure.end - one.evidence.start :][:70]
    increment = bool(_INCREMENT.search(words_of)) or bool(
        re.search(r"\b(additional|another|further|extra)\W*$", before, re.I)
    )
    subset = bool(re.search(r"\b(including|among them|of them|of whom|only)\W*(?:\w+\W+){0,2}$", before, re.I)) or bool(
        re.match(r"\W*of (the|them|whom|those|these)\b", after, re.I)
    )
    first = (
        bool(_FIRST.search(words_of))
        or bool(re.search(r"\b(first|initial|original)\W+(?:\w+\W+){0,3}$", before, re.I))
        or bool(re.match(r"(?:\W+\w+){0,4}\W+(?:in|of|for) the first\b", after))
    )
    past = bool(_PAST.search(before))
    past = past or bool(_PAST_AFTER.match(after))
    if question.more:
        return 1.0 if increment else 0.3
    if question.state:
        return 1.0 if _STANDS.search(_around(one, figure, 90, 40)) else 0.1 if increment or first or past else 0.5
    if _asks_first(question):
        return 1.0 if first or past else 0.5
    value = 0.6
    if question.event:
        return max(0.0, value + 0.2 * increment - 0.4 * (past or first) - 0.3 * (subset and not question.names))
    value += 0.3 * bool(_TOTAL.search(_around(one, figure))) - 0.35 * increment - 0.3 * past - 0.2 * first
    if subset and not question.names:
        value -= 0.3
    return max(0.0, min(1.0, value))


def grouped(found: Sequence[Candidate]) -> list[Group]:
    """Candidates of one value together, best group first; an approximation joins the exact figure it is near."""
    groups: list[list[Candidate]] = []
    for candidate in found:
        for group in groups:
            if same_value(group[0].figure, candidate.figure) and candidate.noun >= 0.7 * group[0].noun:
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    return [Group(tuple(group)) for group in groups]


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same amount, or one roughly says what the other says exactly."""
    if one.unit != other.unit or (one.kind != other.kind and "date" in (one.kind, other.kind)):
        return False
    if one.kind == "date":
        low, high = one.high or one.value, other.high or other.value
        return one.value <= high and other.value <= low
    if one.value == other.value and (one.high or one.value) == (other.high or other.value):
        return True
    exact, loose = (one, other) if one.qualifier == "exact" else (other, one)
    if not exact.value or not loose.value:
        return False
    ratio = exact.value / loose.value
    match loose.qualifier:
        case "about":
            return 0.93 <= ratio <= 1.07
        case "more than" | "at least":
            return 1.0 <= ratio <= 1.07
        case "fewer than" | "up to":
            return 0.93 <= ratio <= 1.0
        case _:
            return False


@dataclass(frozen=True, slots=True)
class Found:
    """What the articles give: the value now, those that compete with it, earlier ones, and plans."""

    main: Group
    rivals: tuple[Group, ...] = ()
    earlier: tuple[Group, ...] = ()
    planned: tuple[Group, ...] = ()
    withdrawn: tuple[Group, ...] = ()
    others: tuple[
        Group, ...
    ] = ()  # of the same matter in another part: an addition, a first group, what was given of a pledge


def relate(question: Question, groups: Sequence[Group], today: date | None = None) -> Found | None:
    """Choose the group that answers, and say how the others of the same matter relate to it."""
    alive = [g for g in groups if g.standing != "withdrawn"]
    if not alive:
        return None
    withdrawn = tuple(g for g in groups if g.standing == "withdrawn" and g.fit >= ALIKE * max(h.fit for h in alive))
    top = max(g.score for g in alive)
    same = [g for g in alive if g.score >= MARGIN * top and g.best.noun >= 0.5 * max(h.best.noun for h in alive)]
    reported = [g for g in same if g.standing == "reported"]
    planned = [g for g in same if g.standing == "planned"]
    pool = _pool(question, reported, planned)
    if not pool:
        return None
    pool = _in_period(question, pool)
    best = max(g.score for g in pool)
    fit = max(g.fit for g in pool if g.score >= 0.88 * best)
    close = [g for g in pool if g.score >= 0.88 * best or (g.fit >= 0.9 * fit and g.score >= 0.7 * best)]
    totals = [g for g in pool if g.best.role == 1.0 and g.best.noun >= 0.9] if question.presence else []
    main = _latest(question, totals or close)
    rivals: list[Group] = []
    earlier: list[Group] = []
    others: list[Group] = []
    for group in pool:
        if group is main or group.fit < ALIKE * main.fit or group.best.predicate < ALIKE * main.best.predicate:
            continue
        if not comparable(main, group, same_event=question.event):
            others.append(group)
        elif not _asks_first(question) and conflicting(main, group, same_event=question.event):
            rivals.append(group)
        else:
            earlier.append(group)
    outside = [g for g in same if g not in pool and g.best.predicate >= ALIKE * main.best.predicate]
    plans = [g for g in outside if g.standing == "planned"]
    others = [g for g in [*others, *outside] if g.standing != "planned" and g.figure.kind == main.figure.kind]
    return Found(
        main,
        tuple(rivals),
        tuple(sorted(earlier, key=lambda g: g.day or date.min, reverse=True)),
        tuple(plans),
        withdrawn,
        tuple(others),
    )


def _asks_first(question: Question) -> bool:
    return question.first and not question.latest


def _pool(question: Question, reported: list[Group], planned: list[Group]) -> list[Group]:
    """Plans answer only questions about plans, or where nothing was reported."""
    if not reported or not planned:
        return reported or planned
    if question.planned and not question.actual:
        return planned if max(g.score for g in planned) >= 0.85 * max(g.score for g in reported) else reported
    return reported


def _in_period(question: Question, pool: list[Group]) -> list[Group]:
    if question.period is None or question.wanted == "date":
        return pool
    since, until = question.period
    inside = [g for g in pool if any(c.day and since <= c.day <= until for c in g.candidates)]
    if inside:
        return inside
    told = [g for g in pool if g.best.role > 0.3]  # days unknown: at least not what is told as past
    return told or pool


def _latest(question: Question, close: Sequence[Group]) -> Group:
    """The newest of the best, where days are known and the question does not ask for the first."""
    best = max(close, key=lambda g: g.score)
    if _asks_first(question):
        return best
    if question.wanted == "date" and best.standing == "reported":
        return best
    dated = [g for g in close if g.day is not None and comparable(g, best)]
    if best.day is None or not dated:
        return best
    newest = max(dated, key=lambda g: (g.day or date.min, g.score))
    return newest if newest.day and best.day and newest.day > best.day else best


def comparable(one: Group, other: Group, *, same_event: bool = False) -> bool:
    """Whether two groups count the same thing in the same role."""
    if (one.figure.kind, one.figure.unit) != (other.figure.kind, other.figure.unit):
        return False
    nouns = [{stem(w) for w in words(g.figure.noun or "")} for g in (one, other)]
    if (
        all(nouns)
        and not nouns[0] & nouns[1]
        and not any(related(a, b) for a in nouns[0] for b in nouns[1])
        and not all(n & _PEOPLE for n in nouns)
    ):
        return False
    roles = [bool(_INCREMENT.search(" ".join(g.figure.modifiers))) for g in (one, other)]
    return (same_event or roles[0] == roles[1]) and abs(one.best.role - other.best.role) < 0.5


def conflicting(main: Group, other: Group, *, same_event: bool = False) -> bool:
    """Whether two values compete now, rather than one having followed the other."""
    if not comparable(main, other, same_event=same_event) or main.standing != other.standing:
        return False
    if _near_in_time(main, other) and any(_disputed(c) for g in (main, other) for c in g.candidates[:3]):
        return True
    together = {c.scored.evidence.article.path for c in main.candidates} & {
        c.scored.evidence.article.path for c in other.candidates
    }
    if together:
        return _side_by_side(main, other, together)
    if main.day is None or other.day is None:
        return not any(_CHANGE.search(c.scored.evidence.text) for c in main.candidates[:2])
    later, earlier = (main, other) if (main.since or main.day) >= (other.since or other.day) else (other, main)
    assert later.since and earlier.day  # noqa: PT018
    return earlier.day >= later.since or (later.since - earlier.day).days == 0


def _near_in_time(one: Group, other: Group) -> bool:
    """Whether both values were given within a few weeks, so that a dispute can be about the two of them."""
    return one.day is None or other.day is None or abs((one.day - other.day).days) <= DISPUTE_DAYS


def _disputed(candidate: Candidate) -> bool:
    """Whether the sentence of a figure, or one beside it, says that the figure is contested."""
    evidence = candidate.scored.evidence
    text = evidence.article.text
    first = max(text.rfind("\n", 0, evidence.start) + 1, evidence.start - 200)
    last = text.find("\n", evidence.end)
    return bool(_DISPUTE.search(text[first : min(last if last >= 0 else len(text), evidence.end + 200)]))


def _side_by_side(main: Group, other: Group, together: set[str]) -> bool:
    """Two values in one article compete if two speakers give them and neither is told as past."""
    for path in together:
        ones = [c for c in main.candidates if c.scored.evidence.article.path == path]
        others = [c for c in other.candidates if c.scored.evidence.article.path == path]
        for one in ones:
            for two in others:
                past = any(
                    _PAST.search(c.scored.evidence.text[: c.figure.start - c.scored.evidence.start]) for c in (one, two)
                )
                same_speaker = one.figure.speaker == two.figure.speaker
                if not past and not same_speaker and not _CHANGE.search(one.scored.evidence.text):
                    return True
    return False
