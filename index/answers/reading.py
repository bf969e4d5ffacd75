"""What the reader adds: the span that it takes for the answer raises the sentence around it."""

from collections.abc import Sequence
from dataclasses import replace

from index.answers.evidence import Scored
from index.answers.question import Question
from index.reader import Reader
from index.types import Hit

PASSAGES = 8  # passages that are read
SPANS = 2  # spans of each that count
WEIGHT = 0.5  # of the reader's probability beside the other signs; chosen by tests/eval/gate.py
FIRST = 24  # best sentences whose passages may be read


def read(reader: Reader | None, question: Question, hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences ranked anew with the reader's word; as they were where there is no reader."""
    chosen = _passages(hits, ranked) if reader is not None else []
    if reader is None or not chosen:
        return list(ranked)
    found: dict[tuple[str, int], tuple[float, tuple[int, int]]] = {}
    texts = [hit.passage.text for hit in chosen]
    for hit, spans in zip(chosen, reader.read_best(question.text, texts, SPANS), strict=True):
        for place, span in enumerate(spans):
            at = (hit.passage.start + span.start, hit.passage.start + span.end)
            key = next((k for k in (_key(one, hit, at) for one in ranked) if k), None)
            if key is not None:
                found[key] = max(found.get(key, (0.0, at)), (span.answerable / (1 + place), at))
    raised = [_raised(one, found.get((one.evidence.article.path, one.evidence.start))) for one in ranked]
    return sorted(raised, key=lambda one: -one.score)


def _passages(hits: Sequence[Hit], ranked: Sequence[Scored]) -> list[Hit]:
    """The passages that hold the best sentences, each text once."""
    chosen: dict[str, Hit] = {}
    for one in ranked[:FIRST]:
        for hit in hits:
            inside = hit.passage.start <= one.evidence.start < hit.passage.end
            if hit.passage.article == one.evidence.article.path and inside:
                chosen.setdefault(hit.passage.text, hit)
                break
        if len(chosen) == PASSAGES:
            break
    return list(chosen.values())


def _key(one: Scored, hit: Hit, at: tuple[int, int]) -> tuple[str, int] | None:
    evidence = one.evidence
    inside = evidence.article.path == hit.passage.article and evidence.start <= at[0] < evidence.end
    return (evidence.article.path, evidence.start) if inside else None


def _raised(one: Scored, reading: tuple[float, tuple[int, int]] | None) -> Scored:
    if reading is None:
        return one
    probability, at = reading
    return replace(one, read=probability, span=at, score=one.score + WEIGHT * probability)
