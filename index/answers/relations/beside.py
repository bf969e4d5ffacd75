"""Values told beside the one that fits the question best: each may be what was asked for; how probably is told by learned weights.

What holds now is often said in passing and in other words than the question's ("3,900 are still on short time"), so that an
older sentence fits better, and which of two values is meant can often not be told from words at all.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.learned.weights import BESIDE, INSTEAD
from index.answers.questions.question import Question
from index.answers.relations.groups import Group, same_value

LEAST = 0.01  # probability from which a value is worth a line
DAYS = 100  # days between two values from which more count no more
TIMES = 3.0  # log of how many times as large a value is, beyond which it counts no more
TOLD = 3  # articles that give a value, from which more count no more
RANKS = 20  # values that score higher, from which more count no more

_NOW = re.compile(r"\b(?:these days|eventually|actually|at the moment)\b", re.I)  # besides what `latest` knows
_MOVED = re.compile(  # words by which a sentence tells how something stands by now, or what became of it
    r"\b(?:now|still|so far|in all|all told|altogether|by then|already|finally|in the end|at last|eventually|these days|to date|"
    r"instead|(?:up|down) from|rose|risen|fell|fallen|raised|cut|climbed|grown|reached|brings?|brought|latest|new|final|total)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Other:
    """Another value than the main one, and what speaks for its being the one that was asked for."""

    group: Group
    signs: dict[str, float]


def updated(question: Question, main: Group, groups: Sequence[Group]) -> Group:
    """The newer value that most probably took the place of the main one; the main one itself where none did."""
    newer = [
        (probability, group)
        for probability, group in _weighed(question, main, groups)
        if follows(question, group, main)
    ]
    probability, likeliest = max(newer, key=lambda one: one[0], default=(0.0, main))
    return likeliest if probability >= INSTEAD else main


def likely(question: Question, main: Group, groups: Sequence[Group]) -> list[tuple[float, Group]]:
    """The other values that are worth telling, each once, with how probably it is the one that was asked for, the likeliest first."""
    told: list[tuple[float, Group]] = []
    for probability, group in sorted(_weighed(question, main, groups), key=lambda one: -one[0]):
        if probability >= LEAST and not any(same_value(group.figure, one.figure) for _, one in told):
            told.append((probability, group))
    return told


def others(question: Question, main: Group, groups: Sequence[Group]) -> Iterator[Other]:
    """Every other value of some, the best first."""
    newest = max((day for group in groups if (day := _printed(group))), default=None)
    for rank, group in enumerate(sorted(groups, key=lambda group: -group.score)):
        if not same_value(group.figure, main.figure):
            yield Other(group, _signs(question, main, group, rank) | {"newest": float(_printed(group) == newest)})


def _weighed(question: Question, main: Group, groups: Sequence[Group]) -> Iterator[tuple[float, Group]]:
    """How probably each other value is the one that was asked for."""
    return ((BESIDE.probability(one.signs), one.group) for one in others(question, main, groups))


def follows(question: Question, group: Group, main: Group) -> bool:
    """Whether one value is newer than another of its kind; never where the first, the highest or a moment is asked about."""
    if question.asks_first or question.moment or question.peak or main.day is None or group.day is None:
        return False
    until = question.period[1] if question.period else date.max
    return _one_kind(group, main) and main.day < group.day <= until


def _one_kind(one: Group, two: Group) -> bool:
    return (one.figure.kind, one.figure.unit) == (two.figure.kind, two.figure.unit)


def _printed(group: Group) -> date | None:
    return group.best.scored.evidence.article.published


def _signs(question: Question, main: Group, group: Group, rank: int) -> dict[str, float]:
    best, first = group.best.scored, main.best.scored
    days = (group.day - main.day).days if group.day and main.day else 0
    times = _times(main, group)
    values = {
        "read": _odds(group.read),
        "sentence read": best.read,
        "newer": days > 0,
        "days since": _far(days),
        "days before": _far(-days),
        "now": question.latest or _NOW.search(question.text) is not None,
        "outcome": question.actual,
        "period": question.period is not None,
        "score": group.score / max(0.1, main.score),
        "sentence": best.score / max(0.1, first.score),
        "higher": math.log1p(min(rank, RANKS)) / math.log1p(RANKS),
        "moved": _MOVED.search(best.evidence.text) is not None,
        "rounded": group.figure.qualifier != "exact",
        "larger": times,
        "apart": abs(times),
        "articles": min(len(group.told), TOLD) / TOLD,
        "noun": group.best.noun,
        "named": best.weakest_name,
        "one kind": _one_kind(group, main),
        "planned": group.standing == "planned",
        "main planned": main.standing == "planned",
        "one sentence": best.evidence.stems == first.evidence.stems,
        "one article": not group.paths.isdisjoint(main.paths),
    }
    return {name: float(value) for name, value in values.items()}


def _far(days: int) -> float:
    """How long one value was told after another, on a scale of logarithms; 0 where it was not after it."""
    return math.log1p(min(DAYS, max(0, days))) / math.log1p(DAYS)


def _odds(probability: float) -> float:
    """The log-odds of a probability, from -1 to 1."""
    sure = min(max(probability, 0.001), 0.999)
    return math.log(sure / (1 - sure)) / math.log(0.999 / 0.001)


def _times(main: Group, group: Group) -> float:
    """How many times as large a value is as the main one, on a scale of logarithms from -1 to 1."""
    one, two = main.figure.value, group.figure.value
    if group.figure.kind in ("date", "time") or not _one_kind(main, group) or one < 0 or two < 0:
        return 0.0
    return max(-TIMES, min(TIMES, math.log((two + 1) / (one + 1)))) / TIMES
