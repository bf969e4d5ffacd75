"""How groups of figures relate: what competes, what came before, what was only planned."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.candidates import Candidate
from index.answers.fits import INCREMENT, PAST, PEOPLE, PERSONS
from index.answers.groups import MARGIN, Group
from index.answers.question import Question
from index.answers.words import related, stem, words
from index.types import Figure

CLOSE = 0.88  # share of the best score from which a newer value may be the answer
ALIKE = 0.72  # a value fitting less than this share of the main one is not told beside it
DISPUTE_DAYS = 60
MENTIONED = 0.4  # the reader's probability from which a value of another part of the matter is told

_DISPUTE = re.compile(
    r"\b(reject\w*|disput\w*|den(?:y|ies|ied)|contradict\w*|stood by|stands? by|at odds|disagree\w*|contest\w*|challeng\w*|refut\w*|"
    r"argument over|row over|insist\w*|does not dispute|different (?:number|figure|count)|own (?:number|figure|count|list)|angry about the number|"
    r"more than (?:the )?\w+ (?:says|admits|claims))\b", re.I)  # fmt: skip
_CHANGE = re.compile(
    r"\b(rose|risen|raised|climbed|jumped|up from|down from|fell|fallen|increased|grew|grown|doubl\w+|brings?|brought|no longer|now stands?|revised|updated|gone up|latest)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Found:
    """What the articles give: the value now, those that compete with it, earlier ones, and plans."""

    main: Group
    rivals: tuple[Group, ...] = ()
    earlier: tuple[Group, ...] = ()
    planned: tuple[Group, ...] = ()
    withdrawn: tuple[Group, ...] = ()
    others: tuple[Group, ...] = ()  # another part of the matter: an addition, a first group, what was given of a pledge


def relate(question: Question, groups: Sequence[Group]) -> Found | None:
    """Choose the group that answers, and say how the others of the same matter relate to it."""
    alive = [g for g in groups if g.standing != "withdrawn"]
    if not alive:
        return None
    top, noun = max(g.score for g in alive), max(g.best.noun for g in alive)
    same = [g for g in alive if g.score >= MARGIN * top and g.best.noun >= 0.5 * noun]
    pool = _in_period(question, _pool(question, same))
    if not pool:
        return None
    main = _main(question, pool)
    near = [g for g in pool if g is not main and g.fit >= ALIKE * main.fit and _told_beside(g, main)]
    alike = [g for g in near if comparable(question, main, g, same_event=question.event)]
    rivals = [g for g in alike if not question.asks_first and conflicting(question, main, g)]
    outside = [g for g in same if g not in pool and (_told_beside(g, main) or g.read >= MENTIONED)]
    others = [g for g in (*near, *outside) if g not in alike and g.standing != "planned"]
    return Found(
        main,
        tuple(rivals),
        tuple(sorted((g for g in alike if g not in rivals), key=lambda g: g.day or date.min, reverse=True)),
        tuple(g for g in outside if g.standing == "planned"),
        tuple(g for g in groups if g.standing == "withdrawn" and g.fit >= ALIKE * max(h.fit for h in alive)),
        tuple(g for g in others if g.figure.kind == main.figure.kind),
    )


def _told_beside(group: Group, main: Group) -> bool:
    """Whether what is said of a value is close enough to what is said of the main one."""
    return group.best.predicate >= ALIKE * main.best.predicate


def _main(question: Question, pool: Sequence[Group]) -> Group:
    """The group that answers: of those that fit about as well as the best, the newest."""
    best = max(g.score for g in pool)
    fit = max(g.fit for g in pool if g.score >= CLOSE * best)
    close = [g for g in pool if g.score >= CLOSE * best or (g.fit >= 0.9 * fit and g.score >= 0.7 * best)]
    totals = [g for g in pool if g.best.role == 1.0 and g.best.noun >= 0.65] if question.presence else []
    return _latest(question, totals or close)


def _pool(question: Question, same: Sequence[Group]) -> list[Group]:
    """Plans answer only questions about plans, or where nothing was reported."""
    reported = [g for g in same if g.standing == "reported"]
    planned = [g for g in same if g.standing == "planned"]
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
    before = [g for g in pool if g.since and g.since <= until]
    if question.state and before:
        return before  # what held when the period ended was told before
    told = [g for g in pool if g.best.role > 0.3]  # days unknown: at least not what is told as past
    return told or pool


def _latest(question: Question, close: Sequence[Group]) -> Group:
    """The newest of the best, where days are known and the question does not ask for the first."""
    best = max(close, key=lambda g: g.agreed)
    if question.asks_first or question.moment:
        return best
    if question.wanted == "date" and best.standing == "reported":
        return best
    if best.day is None:
        return _sharpest(question, best, close)
    dated = [g for g in close if g.day is not None and comparable(question, g, best)]
    newest = max(dated, key=lambda g: (g.day or date.min, g.score))
    return newest if newest.day and best.day and newest.day > best.day else best


def _sharpest(question: Question, best: Group, close: Sequence[Group]) -> Group:
    """Of undated lower bounds that can all be true, the highest says most."""
    if best.figure.qualifier not in ("more than", "at least"):
        return best
    bounds = [
        g
        for g in close
        if g.day is None and g.figure.qualifier == best.figure.qualifier and comparable(question, g, best)
    ]
    return max([best, *bounds], key=lambda g: g.figure.value)


def comparable(question: Question, one: Group, other: Group, *, same_event: bool = False) -> bool:
    """Whether two groups count the same thing in the same role."""
    if (one.figure.kind, one.figure.unit) != (other.figure.kind, other.figure.unit):
        return False
    nouns = [{stem(w) for w in words(g.figure.noun or "")} for g in (one, other)]
    if (
        all(nouns)
        and not nouns[0] & nouns[1]
        and not any(related(a, b) for a in nouns[0] for b in nouns[1])
        and not (question.focus and question.focus[-1] in PEOPLE and all(n & PERSONS for n in nouns))
    ):
        return False
    roles = [bool(INCREMENT.search(" ".join(g.figure.modifiers))) for g in (one, other)]
    return (same_event or roles[0] == roles[1]) and abs(one.best.role - other.best.role) < 0.5


def conflicting(question: Question, main: Group, other: Group) -> bool:
    """Whether two values compete now, rather than one having followed the other."""
    if not comparable(question, main, other, same_event=question.event) or main.standing != other.standing:
        return False
    if (main.day is None or other.day is None) and _compatible(main.figure, other.figure):
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


def _compatible(one: Figure, other: Figure) -> bool:
    """Whether both can be true: "more than 700,000" and "more than a million"."""
    low, high = sorted((one, other), key=lambda f: f.value)
    return low.qualifier in ("more than", "at least") or high.qualifier in ("fewer than", "up to")


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
                    PAST.search(c.scored.evidence.text[: c.figure.start - c.scored.evidence.start]) for c in (one, two)
                )
                same_speaker = one.figure.speaker == two.figure.speaker
                if not past and not same_speaker and not _CHANGE.search(one.scored.evidence.text):
                    return True
    return False
