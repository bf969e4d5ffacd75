"""What the reader adds: the span that it takes for the answer, in every source by itself."""

import math
from collections.abc import Sequence
from dataclasses import replace

from index.answers.evidence import Scored
from index.answers.question import Question
from index.answers.weights import SENTENCE
from index.passages import context
from index.reader import HubReader, Reader, Reading
from index.types import Hit

PASSAGES = 8  # passages that are read
SPANS = 8  # spans of each that count
FALL = 0.18  # how much the log-odds of a span fall with each logit that it lies under the best one of its passage
PASSAGES_GIVEN = 20  # the same of sources that were given with the question: each of them is read
FIRST = 24  # best sentences whose passages may be read

Span = tuple[int, int]  # in characters of an article's text


def read(
    reader: Reader | HubReader | None,
    question: Question,
    hits: Sequence[Hit],
    ranked: Sequence[Scored],
    *,
    given: bool = False,
) -> list[Scored]:
    """The sentences ranked anew with the reader's word; as they were where there is no reader."""
    chosen = _passages(hits, ranked, given=given) if reader is not None else []
    if reader is None or not chosen:
        return list(ranked)
    found: dict[tuple[str, int], list[tuple[float, Span]]] = {}
    articles = {one.evidence.article.path: one.evidence.article for one in ranked}
    heads = [context(articles[hit.passage.article]) for hit in chosen]
    texts = [hit.passage.text for hit in chosen]
    for hit, spans in zip(chosen, reader.read_best(question.text, texts, SPANS, heads), strict=True):
        for span in spans:
            at = (hit.passage.start + span.start, hit.passage.start + span.end)
            key = next((_key(one) for one in ranked if _holds(one, hit.passage.article, at)), None)
            if key is not None:
                found.setdefault(key, []).append((_probability(spans[0], span), at))
    weight = SENTENCE.read if question.wanted != "quote" else 0.0  # what somebody said is no span of a few words
    raised = [_raised(one, found.get(_key(one)), weight) for one in ranked]
    return sorted(raised, key=lambda one: -one.score)


def _passages(hits: Sequence[Hit], ranked: Sequence[Scored], *, given: bool) -> list[Hit]:
    """The passages that hold the best sentences, each text once: one of every article before a second of any."""
    held: dict[str, Hit] = {}
    for one in ranked if given else ranked[:FIRST]:
        hit = next((hit for hit in hits if _within(hit, one)), None)
        if hit is not None:
            held.setdefault(hit.passage.text, hit)
    first: dict[str, Hit] = {}
    for hit in held.values():
        first.setdefault(hit.passage.article, hit)
    chosen = [*first.values(), *(hit for hit in held.values() if first[hit.passage.article] is not hit)]
    return chosen[: PASSAGES_GIVEN if given else PASSAGES]


def _within(hit: Hit, one: Scored) -> bool:
    evidence = one.evidence
    return hit.passage.article == evidence.article.path and hit.passage.start <= evidence.start < hit.passage.end


def _key(one: Scored) -> tuple[str, int]:
    return one.evidence.article.path, one.evidence.start


def _holds(one: Scored, article: str, at: Span) -> bool:
    return one.evidence.article.path == article and one.evidence.start <= at[0] < one.evidence.end


def _probability(best: Reading, span: Reading) -> float:
    """That a span answers: as probable as that its passage does, less by how far it falls short of the best one there."""
    sure = min(max(best.answerable, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(FALL * (best.score - span.score) - math.log(sure / (1 - sure))))


def _raised(one: Scored, readings: Sequence[tuple[float, Span]] | None, weight: float) -> Scored:
    if not readings:
        return one
    best_first = sorted(readings, reverse=True)
    probability, at = best_first[0]
    return replace(one, read=probability, span=at, spans=tuple(best_first), score=one.score + weight * probability)
