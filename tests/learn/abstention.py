"""Learns index/answers/abstention.json: `python -m tests.learn.abstention`, about three minutes on two cores.

Every question of the sets, and of the invented news that the reader was never trained on, is asked, and its signs are
noted; a logistic model tells those whose articles do not say from the others. Its threshold is the one with the best F1
of what then abstains, each question judged by a model that saw nothing of its event. The events count as much as the news.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.scoring import read_questions
from corpus.read import read_folder
from corpus.types import Article
from index.answers import abstain, asking
from index.answers.typed import is_empty
from index.encoder import SentenceTransformerEncoder
from index.library import Index
from tests.eval.gate import digest, sets
from tests.train_reader.news import apart, files_aside

FILE = Path(__file__).parents[2] / "index" / "answers" / "abstention.json"
NEWS = "news"
STRENGTH = 1.0  # of scikit-learn's penalty (C)
THRESHOLDS = np.arange(0.1, 0.9, 0.01)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of the last of a chat: the event it belongs to, its signs, and whether the articles do not say."""

    event: str
    signs: list[float]
    reason: bool  # whether there is a word missing
    absent: bool


def examples() -> list[Asked]:
    """Every question of the sets and of the news kept aside for which anything was found."""
    encoder, found = SentenceTransformerEncoder(), []
    for name, (file, folder) in sets().items():
        index = Index.in_memory([a for a in read_folder(folder) if isinstance(a, Article)], encoder)
        for item in read_questions(file):
            absent = item["status"] == "not_found" or item["status"][0] == "not_found"
            found.append(_asked(name, index, item["question"], item["context"], absent=absent))
    for number, told in enumerate(apart()):
        index = Index.in_memory([article for article, _ in told], encoder)
        for row in (row for _, rows in told for row in rows if not is_empty(row.question)):
            found.append(_asked(f"{NEWS} {number}", index, row.question, (), absent=not row.answers))
    return [one for one in found if one is not None]


def _asked(event: str, index: Index, question: str, earlier: Sequence[str], *, absent: bool) -> Asked | None:
    """The last question of a chat; None where nothing was found for it."""
    seen: list[Asked] = []

    def note(*evidence: Any) -> None:
        if evidence[2]:
            signs = abstain.signs(*evidence)
            why = abstain.reason(*evidence)
            seen.append(Asked(event, [signs[key] for key in abstain.SIGNS], why is not None, absent))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "unsupported", note)  # every question is answered here, whatever is found
        index.ask(question, earlier)
    return seen[-1] if seen else None


def importance_of(events: Sequence[str]) -> Floats:
    """Weight of each question, so that the sets count as much as the news, however few their questions are."""
    news = np.array([event.startswith(NEWS) for event in events])
    weights: Floats = np.where(news, 0.5 / max(news.sum(), 1), 0.5 / max((~news).sum(), 1)) * len(news)
    return weights


def fit(signs: Floats, absent: Flags, importance: Floats) -> LogisticRegression:
    return LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs, absent, importance)


def left_out(events: Sequence[str], signs: Floats, absent: Flags, importance: Floats) -> Floats:
    """The probability of each question that the articles do not say, by a model without its event."""
    told, of = np.zeros(len(absent)), np.array(events)
    for event in dict.fromkeys(events):
        others = of != event
        told[~others] = fit(signs[others], absent[others], importance[others]).predict_proba(signs[~others])[:, 1]
    return told


def precision_recall(abstained: Flags, absent: Flags, importance: Floats) -> tuple[float, float]:
    right = float(importance[absent & abstained].sum())
    return right / max(float(importance[abstained].sum()), 1e-9), right / float(importance[absent].sum())


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> None:
    asked = examples()
    events, absent = [one.event for one in asked], np.array([one.absent for one in asked])
    signs, reasons = np.array([one.signs for one in asked]), np.array([one.reason for one in asked])
    importance, of_sets = importance_of(events), np.array([not event.startswith(NEWS) for event in events])
    told = left_out(events, signs, absent, importance)
    figureless = (signs[:, abstain.SIGNS.index("no figure")] > 0) & (signs[:, abstain.SIGNS.index("told")] == 0)

    def measured(abstained: Flags, among: Flags) -> dict[str, float]:
        precision, recall = precision_recall(abstained[among], absent[among], importance[among])
        return {"precision": round(precision, 3), "recall": round(recall, 3)}

    def quality(threshold: float) -> float:
        return f1(*precision_recall(figureless | (told > threshold), absent, importance))

    threshold = float(max(THRESHOLDS, key=quality))
    model = fit(signs, absent, importance)
    learned = {
        "weights": {key: round(float(weight), 3) for key, weight in zip(abstain.SIGNS, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 3),
        "threshold": round(threshold, 2),
        "card": {
            "command": "python -m tests.learn.abstention",
            "data": {name: digest(*where) for name, where in sets().items()} | {f"{NEWS} {file.stem}": digest(file) for file in files_aside()},
            "questions": len(absent), "whose articles do not say": int(absent.sum()),
            "each event by a model without it": {
                kind: {"AUC": round(float(roc_auc_score(absent[among], told[among])), 3), **measured(figureless | (told > threshold), among)}
                for kind, among in (("sets", of_sets), (NEWS, ~of_sets))
            },
            "by a missing word alone": {kind: measured(reasons, among) for kind, among in (("sets", of_sets), (NEWS, ~of_sets))},
        },
    }  # fmt: skip
    FILE.write_text(json.dumps(learned, indent=1) + "\n")
    print(FILE.read_text())


if __name__ == "__main__":
    main()
