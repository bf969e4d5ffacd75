"""Passages: spans of an article short enough that one vector can stand for them."""

from bisect import bisect_left
from collections.abc import Sequence

from corpus.types import Article
from index.sentences import sentences
from index.types import Chunk, Span

WORDS = 120  # words of a full passage; best of 60, 90, 120 and 160 by the gate's "article in first 4"
LONGEST = 1200  # characters; a longer sentence is split between words
RECIPE = f"sentences to {WORDS} words, sentences out of passages"


def split(text: str) -> list[Span]:
    """Spans of whole sentences in order, up to WORDS words and 2 * LONGEST characters each."""
    spans: list[Span] = []
    words = 0
    for start, end in (part for span in sentences(text) for part in _short(text, span)):
        more = len(text[start:end].split())
        if spans and words + more <= WORDS and end - spans[-1][0] <= 2 * LONGEST:
            spans[-1], words = (spans[-1][0], end), words + more
        else:
            spans.append((start, end))
            words = more
    return spans


def _short(text: str, span: Span) -> list[Span]:
    """A sentence, cut between words where it is longer than a passage may be."""
    start, end = span
    parts = []
    while end - start > LONGEST:
        cut = text.rfind(" ", start + 1, start + LONGEST)
        cut = cut if cut > start else start + LONGEST
        parts.append((start, cut))
        start = cut + (text[cut] == " ")
    if end > start:
        parts.append((start, end))
    return parts


def context(article: Article) -> str:
    """What a passage is embedded and searched with: the article's title, outlet and day; what is unknown is left out."""
    day = f"{article.published.day} {article.published:%B %Y}" if article.published else None
    return ". ".join(part for part in (article.title, article.outlet, day) if part)


def chunks(article: Article, spans: Sequence[Span]) -> list[Chunk]:
    """What the encoder is given for each passage: its context, then its text, with the sentences that begin in it."""
    head, told = f"{context(article)}\n", sentences(article.text)
    starts = [start for start, _ in told]
    found: list[Chunk] = []
    for start, end in spans:
        own = told[bisect_left(starts, start) : bisect_left(starts, end)]
        at = len(head) - start
        found.append(Chunk(head + article.text[start:end], tuple((a + at, min(b, end) + at) for a, b in own)))
    return found
