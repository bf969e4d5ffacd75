"""Newer values that took the place of the one that fits the question, told by learned weights.

What holds now is often said in passing and in other words than the question's ("3,900 are still on short time"), so that an
older sentence fits better.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.evidence.roles import stands
from index.answers.learned.weights import UPDATES
from index.answers.questions.question import Question
from index.answers.relations.groups import Group

DAYS = 100  # days from which a newer value is no newer
TIMES = 3.0  # log of how many times as large a value is, beyond which it counts no more
TOLD = 3  # articles that give a value, from which more count no more
RANKS = 20  # values that score higher, from which more count no more

_NOW = re.compile(r"\b(?:these days|eventually|actually|at the moment)\b", re.I)  # besides what `latest` knows


@dataclass(frozen=True, slots=True)
class Update:
    """A newer value, and what speaks for its having taken the place of the main one."""

    group: Group
    signs: dict[str, float]


def updated(question: Question, main: Group, groups: Sequence[Group]) -> Group:
    """The newer value that most probably took the place of the main one; the main one itself where none did."""
    weighed = [(UPDATES.probability(one.signs), one.group) for one in updates(question, main, groups)]
    probability, newer = max(weighed, key=lambda one: one[0], default=(0.0, main))
    return newer if probability >= UPDATES.threshold else main


def updates(question: Question, main: Group, groups: Sequence[Group]) -> Iterator[Update]:
    """Every newer value of the kind of the main one; none where the first, the highest or a moment is asked about."""
    if question.asks_first or question.moment or question.peak or main.day is None:
        return
    until = question.period[1] if question.period else date.max
    for rank, group in enumerate(groups):
        one_kind = (group.figure.kind, group.figure.unit) == (main.figure.kind, main.figure.unit)
        if one_kind and group.day is not None and main.day < group.day <= until:
            yield Update(group, _signs(question, main, group, rank))


def _signs(question: Question, main: Group, group: Group, rank: int) -> dict[str, float]:
    assert main.day is not None
    assert group.day is not None
    candidate, figure = group.best, group.figure
    times = _times(main, group)
    values = {
        "read": _odds(group.read),
        "main read": _odds(main.read),
        "days": math.log(min(DAYS, (group.day - main.day).days)) / math.log(DAYS),
        "now": question.latest or _NOW.search(question.text) is not None,
        "outcome": question.actual,
        "plan asked": question.planned,
        "no noun": figure.noun is None,
        "score": group.score / max(0.1, main.score),
        "sentence": candidate.scored.score / max(0.1, main.best.scored.score),
        "higher": math.log1p(min(rank, RANKS)) / math.log1p(RANKS),
        "predicate": candidate.predicate,
        "role": candidate.role - main.best.role,
        "stands": stands(candidate.scored.evidence, figure),
        "told as past": any(c.told_as_past for c in group.candidates[:TOLD]),
        "rounded": figure.qualifier != "exact",
        "larger": times,
        "apart": abs(times),
        "day or hour": figure.kind in ("date", "time"),
        "money": figure.kind == "money",
        "articles": min(len(group.told), TOLD) / TOLD,
    }
    return {name: float(value) for name, value in values.items()}


def _odds(probability: float) -> float:
    """The log-odds of a probability, from -1 to 1."""
    sure = min(max(probability, 0.001), 0.999)
    return math.log(sure / (1 - sure)) / math.log(0.999 / 0.001)


def _times(main: Group, group: Group) -> float:
    """How many times as large a value is as the main one, on a scale of logarithms from -1 to 1."""
    one, two = main.figure.value, group.figure.value
    if group.figure.kind in ("date", "time") or one < 0 or two < 0:
        return 0.0
    return max(-TIMES, min(TIMES, math.log((two + 1) / (one + 1)))) / TIMES
