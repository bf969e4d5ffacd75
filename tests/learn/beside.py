"""Learns index/answers/learned/beside.json: `python -m tests.learn.beside`, about six minutes on two cores; less with `--remembered`.

Every question of the sets is asked, and of each value beside the one that was chosen its signs are noted; it is the one to
tell if the set expects it and not the chosen one. Each event is judged by a model without it. A value is told beside
the chosen one from the probability by which most headlines are put right, less those that are broken and what is told for
nothing; a newer one takes its place from the probability by which most values are put right, less those that are broken.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bot.scoring import judge
from index.answers.learned import FOLDER
from index.answers.questions.question import Question
from index.answers.relations import beside, choosing, relating
from index.answers.relations.groups import Group
from index.answers.telling.compose import named
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from tests.learn import logistic
from tests.learn.examples import digests, event_questions, remembered

FILE = FOLDER / "beside.json"
STRENGTH = 0.05  # of scikit-learn's penalty (C)
BROKEN = 2  # questions put right that weigh as much as one that is broken
IDLE = 25  # values told for nothing that weigh as much as a question put right

Weighed = tuple[Question, Group, Sequence[Group]]  # the value that was chosen, and all that were found


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that was found beside the chosen one."""

    event: str
    question: str
    newer: bool  # of its kind, and so one that may take its place
    chosen: bool  # whether the chosen value is expected, and nothing in it that may not be told
    instead: bool  # whether this one is
    both: bool  # whether the two side by side are
    signs: Mapping[str, float]


def examples(store: Path | None) -> Iterator[Noted]:
    """The values found for every question that has one answer."""
    encoder = SentenceTransformerEncoder()
    for name, index, item in event_questions(encoder, store):
        if isinstance(item["status"], list) or item["status"] != "answered":
            continue
        with _noting() as seen:
            judge(index, item)
        for question, main, groups in seen[-1:]:  # of the last question alone: those before it in its chat come first
            yield from _noted(name, item, question, main, groups)


@contextmanager
def _noting() -> Iterator[list[Weighed]]:
    """What is weighed meanwhile, where no value takes the place of another."""
    seen: list[Weighed] = []

    def noted(question: Question, main: Group, groups: Sequence[Group]) -> list[tuple[float, Group]]:
        seen.append((question, main, groups))
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(choosing, "updated", lambda question, main, groups: main)
        patch.setattr(relating, "likely", noted)
        yield seen


def _noted(
    name: str, item: Mapping[str, Any], question: Question, main: Group, groups: Sequence[Group]
) -> Iterator[Noted]:
    right = _right(item)
    for one in beside.others(question, main, groups):
        yield Noted(
            name,
            f"{name}/{item['id']}",
            beside.follows(question, one.group, main),
            right(named(main)),
            right(named(one.group)),
            right(f"{named(main)}; {named(one.group)}"),
            one.signs,
        )


def _right(item: Mapping[str, Any]) -> Callable[[str], bool]:
    """Whether a headline holds what it must, and nothing that it may not."""
    must = [re.compile("|".join(f"(?:{pattern})" for pattern in group), re.I) for group in item["must"]]
    barred = [re.compile(pattern, re.I) for pattern in item["must_not"]]
    return lambda told: all(one.search(told) for one in must) and not any(one.search(told) for one in barred)


def learned(noted: Sequence[Noted]) -> dict[str, Any]:
    """The model with its thresholds and what it does on events that it was learned without."""
    right = np.array([one.both and not one.chosen for one in noted])
    model, told = logistic.learned([one.signs for one in noted], right, [one.event for one in noted], STRENGTH)
    first = _likeliest(zip(noted, told, strict=True))
    newer = _likeliest((one, probability) for one, probability in zip(noted, told, strict=True) if one.newer)
    put_beside = {float(at): _gain(first, at, lambda one: one.both) for at in np.arange(0.02, 0.4, 0.01)}
    put_instead = {float(at): _gain(newer, at, lambda one: one.instead) for at in np.arange(0.1, 0.8, 0.01)}
    threshold = max(put_beside, key=lambda at: _worth(put_beside[at], IDLE))
    instead = max(put_instead, key=lambda at: _worth(put_instead[at]))
    return {
        **model,
        "threshold": round(threshold, 2),
        "instead": round(instead, 2),
        "card": {
            "command": "python -m tests.learn.beside",
            "values": len(noted), "to be told": int(right.sum()),
            "each event by a model without it": {
                "AUC": round(float(roc_auc_score(right, told)), 3),
                "told beside": dict(zip(("questions put right", "broken", "of"), put_beside[threshold], strict=True)),
                "told instead": dict(zip(("questions put right", "broken", "of"), put_instead[instead], strict=True)),
            },
            "data": digests(),
        },
    }  # fmt: skip


def _worth(gain: tuple[int, int, int], idle: float = float("inf")) -> float:
    right, broken, told = gain
    return right - BROKEN * broken - told / idle


def _likeliest(weighed: Iterable[tuple[Noted, float]]) -> list[tuple[float, Noted]]:
    """Of each question the value that is the likeliest, with its probability."""
    asked: dict[str, list[tuple[float, Noted]]] = defaultdict(list)
    for one, probability in weighed:
        asked[one.question].append((float(probability), one))
    return [max(values, key=lambda one: one[0]) for values in asked.values()]


def _gain(
    first: Sequence[tuple[float, Noted]], threshold: float, right: Callable[[Noted], bool]
) -> tuple[int, int, int]:
    """Questions put right, and broken, where the likeliest value is told from this probability; and how many are told it."""
    told = [one for probability, one in first if probability >= threshold]
    put_right = sum(right(one) and not one.chosen for one in told)
    return put_right, sum(one.chosen and not right(one) for one in told), len(told)


def main() -> None:
    result = learned(list(examples(remembered(__doc__))))
    FILE.write_text(json.dumps(result, indent=1) + "\n")
    print(
        json.dumps({key: result[key] for key in ("weights", "bias", "threshold", "instead")}, indent=1),
        result["card"]["each event by a model without it"],
    )


if __name__ == "__main__":
    main()
