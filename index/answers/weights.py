"""How much each sign of an answer counts: learned by tests/learn/, whose scripts wrote the files beside this one and their cards."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_FILE = Path(__file__).with_name("weights.json")


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
class Abstention:
    """A logistic model of whether the articles do not say; above `threshold` they are taken not to."""

    weights: Mapping[str, float]
    bias: float
    threshold: float

    def probability(self, signs: Mapping[str, float]) -> float:
        logit = self.bias + sum(weight * signs[name] for name, weight in self.weights.items())
        return 0.5 + 0.5 * math.tanh(logit / 2)


_learned = json.loads(_FILE.read_text(encoding="utf-8"))
_abstention = json.loads(_FILE.with_name("abstention.json").read_text(encoding="utf-8"))
SENTENCE = SentenceWeights(**_learned["sentence"])
FIGURE = FigureWeights(**_learned["figure"])
ABSTENTION = Abstention(_abstention["weights"], _abstention["bias"], _abstention["threshold"])
