"""Questions with the sentences and figures found for them, each marked as right or wrong: what weights are learned from."""

import argparse
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.scoring import read_questions
from index.answers.asking import understand, weigh
from index.answers.evidence.candidates import Candidate, candidates
from index.answers.evidence.gathering import Scored
from index.answers.questions.question import Question
from index.answers.questions.typed import is_empty
from index.library import Index
from index.types import Encoder
from tests.eval.gate import digest, index_of, learning_sets
from tests.eval.remembered import opened
from tests.learn.aside import Labelled, kept_aside

KINDS = ("quote", "list", "reason", "person", "place", "other")
SENTENCE = ("coverage", "inside", "joined", "cosine", "passage", "read", "share", *KINDS)
FIGURE = ("noun", "predicate", "role", "state", "coverage", "cosine", "inside", "read", "share")

Floats = NDArray[np.float64]
IsRight = Callable[[str, int, int], bool]  # path of an article, start and end of a sentence or figure


@dataclass(frozen=True, slots=True)
class Example:
    """What was found for one question: a row of signs for each, and which are right. `group` is never split."""

    group: str
    signs: Floats
    right: NDArray[np.bool_]


def event_questions(encoder: Encoder, store: Path | None = None) -> Iterator[tuple[str, Index, dict[str, Any]]]:
    """Every question of the sets that are learned from, with the name of its event and an index of its articles.

    The index is the one that is remembered in a `store` where there is one.
    """
    for name, (file, folder) in learning_sets().items():
        index = opened(name, store) if store else index_of(folder, encoder)
        for item in read_questions(file):
            yield name, index, item  # type: ignore[misc]  # what is remembered answers as an index does


def remembered(description: str) -> Path | None:
    """The folder of `python -m tests.eval.remembered` that the command line names: asking all questions takes minutes."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--remembered", type=Path, metavar="FOLDER", help="what tests.eval.remembered keeps")
    store: Path | None = parser.parse_args().remembered
    return store


def digests() -> dict[str, str]:
    """What these sets hold, by the name of the event, for the card of what was learned from them."""
    return {name: digest(*where) for name, where in learning_sets().items()}


def from_events(encoder: Encoder) -> tuple[list[Example], list[Example]]:
    """Sentences and figures of the question sets; right is what holds an expected value in an article to be cited."""
    sentences: list[Example] = []
    figures: list[Example] = []
    for name, index, item in event_questions(encoder):
        if item["status"] != "not_found" and item.get("must") and not item.get("context"):
            texts = {path: index.article(path).text for path in index.store.paths()}
            _add(name, index, item["question"], _expected(item, texts), sentences, figures)
    return sentences, figures


def _expected(item: dict[str, Any], texts: dict[str, str]) -> IsRight:
    patterns = [re.compile(pattern, re.I) for group in item["must"] for pattern in group]
    cited = [*item.get("cites_any", ()), *item.get("cites_all", ())]

    def is_right(path: str, start: int, end: int) -> bool:
        known = not cited or any(path == name or Path(path).name == name for name in cited)
        return known and any(pattern.search(texts[path][start:end]) for pattern in patterns)

    return is_right


def from_aside(encoder: Encoder) -> tuple[list[Example], list[Example]]:
    """The same of what the reader was never trained on; right is what holds the answer where it was marked."""
    sentences: list[Example] = []
    figures: list[Example] = []
    for articles, asked in kept_aside():
        index = Index.in_memory(articles, encoder)
        for one in asked:
            if one.answers and not is_empty(one.question):
                _add(one.group, index, one.question, _marked(one), sentences, figures)
    return sentences, figures


def _marked(asked: Labelled) -> IsRight:
    spans = {path: [(start, start + len(text)) for text, start in told] for path, told in asked.answers.items()}
    return lambda path, start, end: any(start < last and first < end for first, last in spans.get(path, ()))


def _add(
    group: str, index: Index, text: str, is_right: IsRight, sentences: list[Example], figures: list[Example]
) -> None:
    understood = understand(index, text)
    weights, ranked = weigh(index, understood)
    question = understood.question
    whole = [(one.evidence.article.path, one.evidence.start, one.evidence.end) for one in ranked]
    sentences += _example(group, [_of_sentence(question, one) for one in ranked], [is_right(*at) for at in whole])
    found = candidates(question, ranked, weights) if question.kinds else []
    spans = [(c.scored.evidence.article.path, c.figure.start, c.figure.end) for c in found]
    figures += _example(group, [_of_figure(question, c) for c in found], [is_right(*at) for at in spans])


def _example(group: str, signs: list[list[float]], right: list[bool]) -> Iterator[Example]:
    """None where there is nothing to choose, or nothing right among it."""
    if any(right) and not all(right):
        yield Example(group, np.array(signs), np.array(right))


def _of_sentence(question: Question, one: Scored) -> list[float]:
    kind = question.wanted if question.wanted in KINDS else "other"
    kinds = [one.kind if kind == name else 0.0 for name in KINDS]
    return [one.coverage, one.inside, one.joined, one.cosine, one.evidence.passage_cosine, one.read, one.share, *kinds]


def _of_figure(question: Question, c: Candidate) -> list[float]:
    role = [0.0, c.role] if question.state else [c.role, 0.0]
    return [c.noun, c.predicate, *role, c.scored.coverage, c.scored.cosine, c.scored.inside, c.read, c.share]
