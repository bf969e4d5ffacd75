"""Figures of a reader's graph on the held-out articles: `python -m tests.train_reader.evaluate --data FOLDER GRAPH`.

Everything runs as it does at question time, through `index.reader`.
"""

import argparse
import collections
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.reader.reader import Calibration, Reader
from tests.train_reader.data import Row, held_out, normalised
from tests.train_reader.train import ENCODER

Figures = dict[str, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the reader made of one pair."""

    article: str
    answerable: bool
    score: float
    none: float
    exact: float  # of the best span against the gold answers; 0 where there is none
    f1: float


def read(reader: Reader, row: Row) -> Outcome:
    spans = reader.spans(row.question, [row.context], 1)[0]
    start, end, score = spans.found[0]
    said = normalised(row.context[start:end])
    golds = [normalised(text) for text, _ in row.answers]
    exact = float(said in golds)
    f1 = max((overlap(said, gold) for gold in golds), default=0.0)
    return Outcome(row.group, bool(golds), score, spans.none, exact, f1)


def overlap(said: str, gold: str) -> float:
    """F1 of the words of two normalised answers."""
    a, b = said.split(), gold.split()
    if not a or not b:
        return float(a == b)
    shared = sum((collections.Counter(a) & collections.Counter(b)).values())
    return 2 * shared / (len(a) + len(b))


def unanswerable(rows: Sequence[Row], seed: int = 5) -> list[Row]:
    """Each question with the passage of its article that shares most words with it and holds none of its answers."""
    rnd = random.Random(seed)
    contexts: dict[str, list[str]] = {}
    for row in rows:
        contexts.setdefault(row.group, []).append(row.context)
    result = []
    for row in rows:
        golds = [normalised(text) for text, _ in row.answers]
        others = [c for c in dict.fromkeys(contexts[row.group]) if not any(gold in normalised(c) for gold in golds)]
        asked = set(re.findall(r"\w+", row.question.lower()))
        rnd.shuffle(others)
        if others and row.answers:
            best = max(others, key=lambda c: len(asked & set(re.findall(r"\w+", c.lower()))))
            result.append(Row(best, row.question, (), row.source, row.group))
    return result


def probabilities_elsewhere(
    outcomes: Sequence[Outcome], fit: Callable[[Sequence[Outcome]], Calibration]
) -> NDArray[np.float64]:
    """Each outcome's probability by a calibration fitted on the other articles."""
    result = np.zeros(len(outcomes))
    for article in sorted({outcome.article for outcome in outcomes}):
        calibration = fit([outcome for outcome in outcomes if outcome.article != article])
        for i, outcome in enumerate(outcomes):
            if outcome.article == article:
                result[i] = calibration.probability(outcome.score, outcome.none)
    return result


def calibrate(outcomes: Sequence[Outcome]) -> Calibration:
    signs = np.array([(outcome.score, outcome.none) for outcome in outcomes])
    model = LogisticRegression(C=100.0).fit(signs, [outcome.answerable for outcome in outcomes])
    score, none = model.coef_[0]
    return Calibration(round(float(score), 4), round(float(none), 4), round(float(model.intercept_[0]), 4))


def with_abstention(outcomes: Sequence[Outcome], sure: NDArray[np.float64]) -> tuple[float, float]:
    """SQuAD 2.0 exact match and F1 with the threshold for each article chosen on the other ones."""
    articles = np.array([outcome.article for outcome in outcomes])
    gold = np.array([(o.exact, o.f1) if o.answerable else (0.0, 0.0) for o in outcomes])
    empty = np.array([not o.answerable for o in outcomes], float)[:, None]
    points = np.zeros_like(gold)
    for article in sorted(set(articles)):
        here = articles == article
        tried = np.quantile(sure[~here], np.linspace(0, 1, 101))
        means = [np.where(sure[~here, None] > t, gold[~here], empty[~here])[:, 1].mean() for t in tried]
        points[here] = np.where(sure[here, None] > tried[int(np.argmax(means))], gold[here], empty[here])
    exact, f1 = 100 * points.mean(0)
    return float(exact), float(f1)


def reliability(outcomes: Sequence[Outcome], sure: NDArray[np.float64]) -> list[dict[str, float]]:
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


def report(graph: Path, data: Path) -> dict[str, Any]:
    reader = Reader(graph, Calibration(), ENCODER)
    aside = held_out(data)
    squad = [read(reader, row) for row in aside["squad2_half"]]
    wiki = [read(reader, row) for row in aside["squadshifts_new_wiki"]]
    other = [read(reader, row) for row in unanswerable(aside["squadshifts_new_wiki"])]
    everything = [*squad, *wiki, *other]
    sure_squad = probabilities_elsewhere(squad, calibrate)
    sure = probabilities_elsewhere(everything, calibrate)
    exact, f1 = with_abstention(squad, sure_squad)
    return {
        "calibration": asdict(calibrate(everything)),
        "figures": {
            "squad2_half, answerable": spans_right(squad),
            "squad2_half, all, threshold from the other articles": {
                "questions": len(squad),
                "exact": round(exact, 1),
                "f1": round(f1, 1),
                "always abstaining": round(100 * np.mean([not outcome.answerable for outcome in squad]), 1),
            },
            "squad2_half, no-answer AUC": auc(squad, sure_squad),
            "new_wiki, answerable": spans_right(wiki),
            "new_wiki with another passage of the article, no-answer AUC": auc([*wiki, *other], sure[len(squad) :]),
        },
        "reliability": reliability(everything, sure),
    }


def auc(outcomes: Sequence[Outcome], sure: NDArray[np.float64]) -> float:
    return round(float(roc_auc_score([outcome.answerable for outcome in outcomes], sure)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graph", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps(report(given.graph, given.data), indent=1))


if __name__ == "__main__":
    main()
