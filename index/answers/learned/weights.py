"""How much each sign of an answer counts: learned by tests/learn/, whose scripts wrote the files beside this one and their cards."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from index.answers.learned import FOLDER


@dataclass(frozen=True, slots=True)
class SentenceWeights:
    """Of the signs of a sentence; `kind` by what the question wants, under "other" for the rest."""

    coverage: float
    inside: float
    joined: float
    cosine: float
    passage: float
    read: float
    share: float
    kind: Mapping[str, float]

    def score(
        self,
        coverage: float,
        inside: float,
        joined: float,
        cosine: float,
        passage_cosine: float,
        kind: float,
        wanted: str,
    ) -> float:
        """A sentence's score before it is read; what the reader says comes on top, weighted by `read` and `share`."""
        return (
            self.coverage * coverage
            + self.inside * inside
            + self.joined * joined
            + self.cosine * cosine
            + self.passage * passage_cosine
            + self.kind.get(wanted, self.kind["other"]) * kind
        )


@dataclass(frozen=True, slots=True)
class FigureWeights:
    """Of the signs of a figure; `state` is the weight of its role where the question asks how things stand."""

    noun: float
    predicate: float
    role: float
    state: float
    coverage: float
    cosine: float
    inside: float
    read: float
    share: float


@dataclass(frozen=True, slots=True)
class Logistic:
    """A logistic model of some signs; at `threshold` what it tells of is taken to be so."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signs: Mapping[str, float]) -> float:
        logit = self.bias + sum(weight * signs[name] for name, weight in self.weights.items())
        return 0.5 + 0.5 * math.tanh(logit / 2)


def _logistic(learned: Mapping[str, Any]) -> Logistic:
    return Logistic(learned["weights"], learned["bias"], learned["threshold"])


_learned, _abstention, _rivals, _beside = (
    json.loads(FOLDER.joinpath(name).read_text(encoding="utf-8"))
    for name in ("weights.json", "abstention.json", "rivals.json", "beside.json")
)
SENTENCE = SentenceWeights(**_learned["sentence"])
FIGURE = FigureWeights(**_learned["figure"])
ABSTENTION = _logistic(_abstention)  # that the articles do not say
RIVALS = _logistic(_rivals["values"])  # that another value competes with the one that answers
ACCOUNTS = _logistic(_rivals["accounts"])  # that another sentence gives another account than the one that answers
BESIDE = _logistic(_beside)  # that another value than the one that fits best is the one that was asked for
INSTEAD: float = _beside["instead"]  # the probability from which such a value answers in its place, where it is newer
