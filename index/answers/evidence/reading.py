"""What the reader adds: the span that it takes for the answer, in every source by itself."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from index.answers.evidence.gathering import Scored, Span
from index.answers.evidence.spans import held
from index.answers.learned.weights import SENTENCE
from index.answers.questions.question import Question
from index.passages import context
from index.reader import HubReader, Reader, Reading
from index.types import Hit

STEP = 4  # passages that are read before it is asked whether one of them answers
PASSAGES = 12  # passages that are read at most
FOUND = 0.85  # the reader's probability that a passage answers from which no more are read
SPANS = 8  # spans of each that count
FALL = 0.18  # how much the log-odds of a span fall with each logit that it lies under the best one of its passage
PASSAGES_GIVEN = 20  # the same of sources that were given with the question: each of them is read
HIGHEST = 50.0  # logits that are told apart
FIRST = 24  # best sentences whose passages may be read

FIGURE = 0.35  # the reader's probability from which a figure may be what is wanted
MOSTLY = 0.5  # share of the reader's span that the figure makes up

Reads = list[list[Reading]]  # of each passage its spans, best first


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
    articles = {one.evidence.article.path: one.evidence.article for one in ranked}
    heads = [context(articles[hit.passage.article]) for hit in chosen]
    texts = [hit.passage.text for hit in chosen]
    step = len(texts) if given else STEP
    reads: Reads = []
    while len(reads) < len(texts) and not any(spans and spans[0].answerable >= FOUND for spans in reads):
        part = slice(len(reads), len(reads) + step)
        reads += reader.read_best(question.text, texts[part], SPANS, heads[part])
    chosen = chosen[: len(reads)]
    found: dict[tuple[str, int], list[Span]] = {}
    for article, span in _spans(chosen, reads):
        key = next((_key(one) for one in ranked if _holds(one, article, span)), None)
        if key is not None:
            found.setdefault(key, []).append(span)
    # what somebody said is no span of a few words; of sources that were given, each has its own answer
    weight = SENTENCE.read if question.wanted != "quote" else 0.0
    shared = SENTENCE.share if question.wanted != "quote" and not given else 0.0
    raised = [_raised(one, found.get(_key(one)), weight, shared) for one in ranked]
    return sorted(raised, key=lambda one: -one.score)


def with_kind_read(question: Question, ranked: Sequence[Scored]) -> Question:
    """A question whose words tell no kind of answer wants a figure where the reader takes one for the answer."""
    best = max(ranked, key=lambda one: one.read, default=None)
    if question.wanted != "free" or best is None or best.span is None or best.read < FIGURE:
        return question
    (start, end), figures = best.span, held(best)
    if len(figures) != 1 or min(end, figures[0].end) - max(start, figures[0].start) < MOSTLY * (end - start):
        return question
    kind = figures[0].kind
    return question if kind == "ordinal" else replace(question, wanted=kind)


def _spans(chosen: Sequence[Hit], reads: Reads) -> Iterator[tuple[str, Span]]:
    """Every span with the path of its article."""
    whole = math.log(1 + sum(math.exp(min(reading.score, HIGHEST)) for spans in reads for reading in spans))
    for hit, spans in zip(chosen, reads, strict=True):
        for one in spans:
            share = math.exp(min(one.score, HIGHEST) - whole)
            start = hit.passage.start
            yield hit.passage.article, Span(start + one.start, start + one.end, _probability(spans[0], one), share)


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


def _holds(one: Scored, article: str, span: Span) -> bool:
    return one.evidence.article.path == article and one.evidence.start <= span.start < one.evidence.end


def _probability(best: Reading, span: Reading) -> float:
    """That a span answers: as probable as that its passage does, less by how far it falls short of the best one there."""
    sure = min(max(best.answerable, 1e-6), 1 - 1e-6)
    return 1 / (1 + math.exp(FALL * (best.score - span.score) - math.log(sure / (1 - sure))))


def _raised(one: Scored, spans: Sequence[Span] | None, weight: float, shared: float) -> Scored:
    if not spans:
        return one
    best_first = sorted(spans, key=lambda span: (-span.read, span.start))
    best = best_first[0]
    score = one.score + weight * best.read + shared * best.share
    return replace(one, read=best.read, span=(best.start, best.end), spans=tuple(best_first), score=score)
