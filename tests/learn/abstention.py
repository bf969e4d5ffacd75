"""Learns index/answers/learned/abstention.json: `python -m tests.learn.abstention`, some ten minutes on two cores; less with `--remembered`.

Every question of the sets, and of the news and events that the reader was never trained on, is asked, and its signs are noted; a
logistic model tells those whose articles do not say from the others. Its threshold is the one with which most questions end
right, silence where nothing is said included, each judged by a model that saw nothing of its event or its file of news.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from bot.scoring import judge
from index.answers import asking
from index.answers.learned import FOLDER
from index.answers.telling import abstain
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from tests.learn.aside import Labelled, digest_aside, kept_aside
from tests.learn.examples import digests, event_questions, remembered
from tests.train_reader.data import normalised

FILE = FOLDER / "abstention.json"
STRENGTH = 1.0  # of scikit-learn's penalty (C)
NEWS = 0.3  # share of what is kept aside among what is learned from; its unanswered questions are harder than people's
THRESHOLDS = np.arange(0.1, 0.9, 0.01)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Asked:
    """What was noted of a question."""

    group: str  # the event, or the file of news, that is never split
    news: bool
    signs: list[float]
    missing: bool  # whether a word of it, or a figure, is found nowhere
    absent: bool  # whether the articles do not say
    right: bool = False  # whether what would be answered is right


def examples(store: Path | None) -> list[Asked]:
    encoder, found = SentenceTransformerEncoder(), []
    for name, index, item in event_questions(encoder, store):
        absent = item["status"] == "not_found" or item["status"][0] == "not_found"
        with _noting(name, news=False, absent=absent) as seen:
            verdict = judge(index, item)
        found += [replace(one, right=verdict.headline and not absent) for one in seen[-1:]]
    for articles, questions in kept_aside():
        index = Index.in_memory(articles, encoder)
        for asked in questions:
            with _noting(asked.group, news=True, absent=not asked.answers) as seen:
                headline = index.ask(asked.question).headline
            found += [replace(one, right=_holds(headline, asked)) for one in seen[-1:]]
    return found


def _holds(headline: str, asked: Labelled) -> bool:
    """Whether a headline holds one of the answers, capitals, articles and marks left aside."""
    told = f" {normalised(headline)} "
    return any(f" {normalised(text)} " in told for answers in asked.answers.values() for text, _ in answers)


@contextmanager
def _noting(group: str, *, news: bool, absent: bool) -> Iterator[list[Asked]]:
    """What is noted of each question that is asked meanwhile, those before it in its chat first; every one is answered."""
    seen: list[Asked] = []

    def note(grounds: abstain.Grounds) -> None:
        if grounds.ranked:
            signs = abstain.signs(grounds)
            missing = abstain.reason(grounds) is not None
            seen.append(Asked(group, news, [signs[key] for key in abstain.SIGNS], missing, absent))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asking, "unsupported", note)
        yield seen


def fitted(asked: Sequence[Asked]) -> LogisticRegression:
    """A model on questions of events and of the news, which count for their share however many they are."""
    news = np.array([one.news for one in asked])
    shares = np.where(news, NEWS / max(news.sum(), 1), (1 - NEWS) / (~news).sum()) * len(asked)
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
    return model.fit([one.signs for one in asked], [one.absent for one in asked], sample_weight=shares)


def left_out(asked: Sequence[Asked]) -> Floats:
    """The probability of each question that the articles do not say, by a model without its group."""
    told = np.zeros(len(asked))
    for group in dict.fromkeys(one.group for one in asked):
        model = fitted([one for one in asked if one.group != group])
        here = [at for at, one in enumerate(asked) if one.group == group]
        told[here] = model.predict_proba([asked[at].signs for at in here])[:, 1]
    return told


def silent(asked: Sequence[Asked], told: Floats, threshold: float) -> Flags:
    """Where nothing is answered by a model that gives these probabilities."""
    at = {name: np.array([one.signs[i] for one in asked]) for i, name in enumerate(abstain.SIGNS)}
    figureless = (at["no figure"] > 0) & (at["told"] == 0)
    kept: Flags = figureless | (told > threshold)
    return kept


def precision_recall(abstained: Flags, absent: Flags) -> tuple[float, float]:
    right = float((absent & abstained).sum())
    return right / max(float(abstained.sum()), 1.0), right / float(absent.sum())


def well(silent: Flags, absent: Flags, right: Flags, news: Flags) -> float:
    """Share of the questions that end right, of the news by its share; it asks for what is not there as seldom as people do."""
    ends = np.where(silent, absent, right & ~absent)
    rare = float(absent[~news].mean())
    of_news = (1 - rare) * ends[news & ~absent].mean() + rare * ends[news & absent].mean()
    return float((1 - NEWS) * ends[~news].mean() + NEWS * of_news)


def main() -> None:
    asked = examples(remembered(__doc__))
    told, absent = left_out(asked), np.array([one.absent for one in asked])
    right, news = np.array([one.right for one in asked]), np.array([one.news for one in asked])

    threshold = float(max(THRESHOLDS, key=lambda at: well(silent(asked, told, at), absent, right, news)))
    model = fitted(asked)
    precision, recall = precision_recall(silent(asked, told, threshold)[~news], absent[~news])
    before = precision_recall(np.array([one.missing for one in asked])[~news], absent[~news])
    learned = {
        "weights": {key: round(float(weight), 3) for key, weight in zip(abstain.SIGNS, model.coef_[0], strict=True)},
        "bias": round(float(model.intercept_[0]), 3),
        "threshold": round(threshold, 2),
        "card": {
            "command": "python -m tests.learn.abstention",
            "data": digests() | {"news and events kept aside": digest_aside()},
            "questions on events": int((~news).sum()), "whose articles do not say": int(absent[~news].sum()),
            "questions on news": int(news.sum()), "their share": NEWS,
            "each event by a model without it": {"AUC": round(float(roc_auc_score(absent[~news], told[~news])), 3), "precision": round(precision, 3), "recall": round(recall, 3)},
            "by a missing word or figure alone": {"precision": round(before[0], 3), "recall": round(before[1], 3)},
        },
    }  # fmt: skip
    FILE.write_text(json.dumps(learned, indent=1) + "\n")
    print(FILE.read_text())


if __name__ == "__main__":
    main()
