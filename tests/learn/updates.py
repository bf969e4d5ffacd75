"""Learns index/answers/learned/updates.json: `python -m tests.learn.updates`, about six minutes on two cores.

Every question of the sets is asked, and of each value newer than the one that was chosen its signs are noted; it is the one
to tell if the set expects it and not the chosen one. The threshold is the one by which most questions are put right,
less twice those that are broken, each event judged by a model without it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bot.scoring import judge
from index.answers.learned import FOLDER
from index.answers.questions.question import Question
from index.answers.relations import choosing, updates
from index.answers.relations.groups import Group
from index.answers.telling.compose import date_words
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from tests.learn import logistic
from tests.learn.examples import digests, event_questions
from tests.learn.logistic import Floats

FILE = FOLDER / "updates.json"
STRENGTH = 0.03  # of scikit-learn's penalty (C)
BROKEN = 2  # questions put right that weigh as much as one that is broken

Weighed = tuple[Group, list[updates.Update]]  # the value that was chosen, and the newer ones


@dataclass(frozen=True, slots=True)
class Noted:
    """A newer value that was weighed for a question."""

    event: str
    question: str
    chosen: bool  # whether the value that was chosen is expected
    right: bool  # whether this one is
    signs: Mapping[str, float]


def examples() -> Iterator[Noted]:
    """The newer values of every question that has an answer."""
    encoder = SentenceTransformerEncoder()
    for name, index, item in event_questions(encoder):
        if isinstance(item["status"], list) or item["status"] == "not_found":
            continue
        with _noting() as seen:
            judge(index, item)
        for main, newer in seen[-1:]:  # of the last question alone: those before it in its chat come first
            for one in newer:
                yield Noted(name, f"{name}/{item['id']}", _expected(item, main), _expected(item, one.group), one.signs)


@contextmanager
def _noting() -> Iterator[list[Weighed]]:
    """What is weighed meanwhile."""
    seen: list[Weighed] = []

    def noted(question: Question, main: Group, groups: Sequence[Group]) -> Group:
        seen.append((main, list(updates.updates(question, main, groups))))
        return main

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "updated", noted)
        yield seen


def _expected(item: Mapping[str, Any], group: Group) -> bool:
    """Whether a value is what the headline must hold."""
    figure = group.figure
    told = f"{figure.text} {figure.noun or ''} {date_words(figure) if figure.kind == 'date' else ''}"
    return any(re.search(pattern, told, re.I) for patterns in item["must"] for pattern in patterns)


def learned(noted: Sequence[Noted]) -> dict[str, Any]:
    """The model with its threshold and what it does on events that it was learned without."""
    right = np.array([one.right and not one.chosen for one in noted])
    model, told = logistic.learned([one.signs for one in noted], right, [one.event for one in noted], STRENGTH)
    first = _likeliest(noted, told)
    gains = {float(at): _gain(first, at) for at in np.arange(0.1, 0.6, 0.01)}
    threshold = max(gains, key=lambda at: gains[at][0] - BROKEN * gains[at][1])
    return {
        **model,
        "threshold": round(threshold, 2),
        "card": {
            "command": "python -m tests.learn.updates",
            "newer values": len(noted), "to be told": int(right.sum()),
            "each event by a model without it": {
                "AUC": round(float(roc_auc_score(right, told)), 3),
                "questions put right": gains[threshold][0], "broken": gains[threshold][1],
            },
            "data": digests(),
        },
    }  # fmt: skip


def _likeliest(noted: Sequence[Noted], told: Floats) -> list[tuple[float, Noted]]:
    """Of each question the newer value that is the likeliest, with its probability."""
    asked: dict[str, list[tuple[float, Noted]]] = defaultdict(list)
    for one, probability in zip(noted, told, strict=True):
        asked[one.question].append((float(probability), one))
    return [max(values, key=lambda one: one[0]) for values in asked.values()]


def _gain(first: Sequence[tuple[float, Noted]], threshold: float) -> tuple[int, int]:
    """Questions whose value is put right, and broken, where the likeliest newer value is told."""
    chosen = [one for probability, one in first if probability >= threshold]
    return sum(one.right and not one.chosen for one in chosen), sum(one.chosen and not one.right for one in chosen)


def main() -> None:
    result = learned(list(examples()))
    FILE.write_text(json.dumps(result, indent=1) + "\n")
    print(
        json.dumps({key: result[key] for key in ("weights", "bias", "threshold")}, indent=1),
        result["card"]["each event by a model without it"],
    )


if __name__ == "__main__":
    main()
