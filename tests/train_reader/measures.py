"""What a reader's answers to questions with known answers come to: F1, no-answer AUC, calibration, reliability."""

import collections
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.reader.reader import Calibration, Spans
from tests.train_reader.data import Row, normalised

Figures = dict[str, float]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of one pair."""

    article: str
    answerable: bool
    mass: float
    none: float
    exact: float  # of the best span against the gold answers; 0 where there is none
    f1: float


def outcome(row: Row, passage: str, spans: Spans) -> Outcome:
    start, end, _ = spans.found[0]
    said = normalised(passage[start:end])
    golds = [normalised(text) for text, _ in row.answers]
    exact = float(said in golds)
    f1 = max((overlap(said, gold) for gold in golds), default=0.0)
    return Outcome(row.group, bool(golds), spans.mass, spans.none, exact, f1)


def overlap(said: str, gold: str) -> float:
    """F1 of the words of two normalised answers."""
    a, b = said.split(), gold.split()
    if not a or not b:
        return float(a == b)
    shared = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * shared / (len(a) + len(b))


def calibrate(outcomes: Sequence[Outcome]) -> Calibration:
    signs = np.array([[outcome.mass] for outcome in outcomes])
    model = LogisticRegression(C=100.0).fit(signs, [outcome.answerable for outcome in outcomes])
    return Calibration(round(float(model.coef_[0, 0]), 4), round(float(model.intercept_[0]), 4))


def probabilities(calibration: Calibration, outcomes: Sequence[Outcome]) -> Floats:
    return np.array([calibration.probability(outcome.mass) for outcome in outcomes])


def by_article(outcomes: Sequence[Outcome]) -> Iterator[tuple[list[Outcome], list[Outcome]]]:
    """The outcomes of each article with those of the others."""
    for article in sorted({outcome.article for outcome in outcomes}):
        here = [outcome for outcome in outcomes if outcome.article == article]
        yield here, [outcome for outcome in outcomes if outcome.article != article]


def with_abstention(outcomes: Sequence[Outcome]) -> tuple[float, float]:
    """SQuAD 2.0 exact match and F1, with the calibration and the threshold for each article chosen on the other ones."""
    points = []
    for here, others in by_article(outcomes):
        calibration = calibrate(others)
        sure = probabilities(calibration, others)
        tried = np.quantile(sure, np.linspace(0, 1, 101))
        threshold = tried[int(np.argmax([scored(others, sure > one)[:, 1].mean() for one in tried]))]
        points.append(scored(here, probabilities(calibration, here) > threshold))
    exact, f1 = 100 * np.concatenate(points).mean(0)
    return float(exact), float(f1)


def scored(outcomes: Sequence[Outcome], told: NDArray[np.bool_]) -> Floats:
    """Exact match and F1 of each, where those told give their span and the others say that there is no answer."""
    given = np.array([(outcome.exact, outcome.f1) for outcome in outcomes])
    silent = np.array([[not outcome.answerable] * 2 for outcome in outcomes], float)
    return np.where(told[:, None], given, silent)


def no_answer(outcomes: Sequence[Outcome]) -> Figures:
    """AUC of the two signs as they are, with nothing fitted, and of their calibration within each article."""
    inside = [auc(here, probabilities(calibrate(others), here)) for here, others in by_article(outcomes)]
    return {
        "of the odds of any span": auc(outcomes, np.array([outcome.mass for outcome in outcomes])),
        "of the no-answer logit": auc(outcomes, np.array([-outcome.none for outcome in outcomes])),
        "calibrated on the other articles, mean of the articles": round(float(np.mean(inside)), 3),
    }


def reliability(outcomes: Sequence[Outcome], sure: Floats) -> list[dict[str, float]]:
    """In ten steps of probability: how many pairs, what was said on average, what share truly holds an answer."""
    truth = np.array([outcome.answerable for outcome in outcomes])
    result = []
    for low in range(10):
        inside = (sure * 10).astype(int).clip(0, 9) == low
        if inside.any():
            said, held = float(sure[inside].mean()), float(truth[inside].mean())
            result.append({"pairs": int(inside.sum()), "said": round(said, 3), "held": round(held, 3)})
    return result


def spans_right(outcomes: Sequence[Outcome]) -> Figures:
    there = [outcome for outcome in outcomes if outcome.answerable]
    exact, f1 = np.mean([(outcome.exact, outcome.f1) for outcome in there], axis=0) * 100
    return {"questions": len(there), "exact": round(float(exact), 1), "f1": round(float(f1), 1)}


def auc(outcomes: Sequence[Outcome], sure: Floats) -> float:
    return round(float(roc_auc_score([outcome.answerable for outcome in outcomes], sure)), 3)
