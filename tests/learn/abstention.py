"""Learns index/answers/abstention.json: `python -m tests.learn.abstention`, about three minutes on two cores.

Every question of the sets is asked, and its signs are noted; a logistic model tells those whose articles do not say from
the others, and may overrule a reason to abstain. Its threshold is the one with the best F1 of what then abstains, each
question judged by a model that saw nothing of its event.
"""

import json
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
from index.encoder import SentenceTransformerEncoder
from index.library import Index
from tests.eval.gate import digest, sets

FILE = Path(__file__).parents[2] / "index" / "answers" / "abstention.json"
STRENGTH = 1.0  # of scikit-learn's penalty (C)
THRESHOLDS = np.arange(0.1, 0.5, 0.01)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def examples() -> tuple[list[str], Floats, Flags, Flags]:
    """The event of each question, its signs, whether there is a reason to abstain, and whether the articles do not say."""
    encoder, found = SentenceTransformerEncoder(), []
    for name, (file, folder) in sets().items():
        index = Index.in_memory([a for a in read_folder(folder) if isinstance(a, Article)], encoder)
        for item in read_questions(file):
            noted = _noted(index, item)
            if noted is not None:
                absent = item["status"] == "not_found" or item["status"][0] == "not_found"
                found.append((name, [noted[0][key] for key in abstain.SIGNS], noted[1], absent))
    names, signs, reasons, absences = zip(*found, strict=True)
    return list(names), np.array(signs), np.array(reasons), np.array(absences)


def _noted(index: Index, item: dict[str, Any]) -> tuple[dict[str, float], bool] | None:
    """The signs of the last question of a chat, and whether there is a reason to abstain; None where nothing was found."""
    seen: list[tuple[dict[str, float], bool]] = []

    def note(*evidence: Any) -> None:
        if evidence[2]:
            seen.append((abstain.signs(*evidence), abstain.reason(*evidence) is not None))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "unsupported", note)  # every question is answered here, whatever is found
        index.ask(item["question"], item["context"])
    return seen[-1] if seen else None


def left_out(groups: list[str], signs: Floats, absent: Flags) -> Floats:
    """The probability of each question that the articles do not say, by a model without its event."""
    told, of = np.zeros(len(absent)), np.array(groups)
    for group in dict.fromkeys(groups):
        model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs[of != group], absent[of != group])
        told[of == group] = model.predict_proba(signs[of == group])[:, 1]
    return told


def precision_recall(abstained: Flags, absent: Flags) -> tuple[float, float]:
    right = float((absent & abstained).sum())
    return right / max(float(abstained.sum()), 1.0), right / float(absent.sum())


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


def main() -> None:
    groups, signs, reasons, absent = examples()
    told = left_out(groups, signs, absent)
    figureless = (signs[:, abstain.SIGNS.index("no figure")] > 0) & (signs[:, abstain.SIGNS.index("told")] == 0)

    def abstained(threshold: float) -> Flags:
        silent: Flags = reasons & (figureless | (told > threshold))
        return silent

    threshold = float(max(THRESHOLDS, key=lambda t: f1(*precision_recall(abstained(t), absent))))
    model = LogisticRegression(C=STRENGTH, max_iter=2000).fit(signs, absent)
    precision, recall = precision_recall(abstained(threshold), absent)
    before = precision_recall(reasons, absent)
    learned = {
        "weights": {key: round(float(weight), 3) for key, weight in zip(abstain.SIGNS, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 3),
        "threshold": round(threshold, 2),
        "card": {
            "command": "python -m tests.learn.abstention",
            "data": {name: digest(*where) for name, where in sets().items()},
            "questions": len(absent), "whose articles do not say": int(absent.sum()),
            "each event by a model without it": {"AUC": round(float(roc_auc_score(absent, told)), 3), "precision": round(precision, 3), "recall": round(recall, 3)},
            "by the reasons alone": {"precision": round(before[0], 3), "recall": round(before[1], 3)},
        },
    }  # fmt: skip
    FILE.write_text(json.dumps(learned, indent=1) + "\n")
    print(FILE.read_text())


if __name__ == "__main__":
    main()
