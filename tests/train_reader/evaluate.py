"""Figures of readers' graphs on the held-out articles: `python -m tests.train_reader.evaluate --data FOLDER GRAPH...`.

Everything runs as it does at question time, through `index.reader`.
"""

import argparse
import collections
import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from index.passages import split
from index.reader.reader import Calibration, Reader, Spans
from index.sentences import sentences
from tests.train_reader.data import Row, held_out, normalised
from tests.train_reader.news import news_aside
from tests.train_reader.train import ENCODER

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


def read(reader: Reader, row: Row) -> Outcome:
    return outcome(row, row.context, reader.spans(row.question, [row.context], 1)[0])


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


def read_news(reader: Reader) -> tuple[list[Outcome], dict[str, Any]]:
    """Of the news kept aside, each question is asked of all passages of its file: what became of its own article's, and figures."""
    rows = news_aside()
    passages, spans_read, whole, right = [], [], [], []
    for file in sorted({row.group for row in rows}):
        here = [row for row in rows if row.group == file]
        cut = {(row.context, span): row.about for row in here for span in split(row.context)}
        texts = [context[start:end] for context, (start, end) in cut]
        for row in here:
            read_all = list(zip(cut, reader.spans(row.question, texts, 1, list(cut.values())), strict=True))
            own = [pair for pair in read_all if pair[0][0] == row.context]
            told = [replace(outcome(row, _text(at), one), answerable=_holds(row, *at)) for at, one in own]
            passages += told
            whole.append(replace(max(told, key=lambda each: each.mass), answerable=bool(row.answers)))
            if row.answers:
                spans_read.append(max((each for each in told if each.answerable), key=lambda each: each.mass))
                (context, place), spans = max(read_all, key=_mass)
                right.append(_holds(row, context, _sentence(context, place[0] + spans.found[0][0])))
    return passages, {
        "news, answerable": spans_right(spans_read),
        "news, the article's best passage, no-answer AUC": no_answer(whole),
        "news, sentence right among all passages of eight articles": {
            "questions": len(right),
            "first": round(100 * float(np.mean(right)), 1),
        },
    }


Place = tuple[str, tuple[int, int]]  # a context, and where in it a passage lies


def _mass(pair: tuple[Place, Spans]) -> float:
    return pair[1].mass


def _text(place: Place) -> str:
    return place[0][place[1][0] : place[1][1]]


def _holds(row: Row, context: str, span: tuple[int, int]) -> bool:
    return context == row.context and any(_within(start, span) for _, start in row.answers)


def _within(place: int, span: tuple[int, int]) -> bool:
    return span[0] <= place < span[1]


def _sentence(text: str, place: int) -> tuple[int, int]:
    return next((span for span in sentences(text) if _within(place, span)), (0, 0))


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


def report(graph: Path, data: Path) -> dict[str, Any]:
    reader = Reader(graph, Calibration(), ENCODER)
    aside = held_out(data)
    squad = [read(reader, row) for row in aside["squad2_half"]]
    wiki = [read(reader, row) for row in aside["squadshifts_new_wiki"]]
    other = [read(reader, row) for row in unanswerable(aside["squadshifts_new_wiki"])]
    passages, of_news = read_news(reader)
    measured = figures(squad, wiki, other, passages)
    measured["figures"] |= of_news
    return measured


def figures(squad: list[Outcome], wiki: list[Outcome], other: list[Outcome], news: list[Outcome]) -> dict[str, Any]:
    """`other`: the questions of `wiki` with passages that do not answer them; `news`: each passage of each question's article."""
    everything = [*squad, *wiki, *other, *news]
    exact, f1 = with_abstention(squad)
    pairs = list(by_article(everything))
    sure = np.concatenate([probabilities(calibrate(others), here) for here, others in pairs])
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
            "squad2_half, no-answer AUC": no_answer(squad),
            "new_wiki, answerable": spans_right(wiki),
            "new_wiki with another passage of the article, no-answer AUC": no_answer([*wiki, *other]),
        },
        "reliability": reliability([outcome for here, _ in pairs for outcome in here], sure),
    }


def auc(outcomes: Sequence[Outcome], sure: Floats) -> float:
    return round(float(roc_auc_score([outcome.answerable for outcome in outcomes], sure)), 3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("graphs", type=Path, nargs="+", metavar="GRAPH")
    parser.add_argument("--data", type=Path, required=True)
    given = parser.parse_args()
    print(json.dumps({str(graph): report(graph, given.data) for graph in given.graphs}, indent=1))


if __name__ == "__main__":
    main()
