"""Passages: spans of an article short enough that one vector can stand for them."""

from collections.abc import Sequence

from corpus.types import Article
from index.sentences import sentences
from index.types import Chunk, Span

WORDS = 120  # words of a full passage; best of 60, 90, 120 and 160 by the gate's "article in first 4"
LONGEST = 1200  # characters; a longer sentence is split between words
RECIPE = f"sentences to {WORDS} words, 1 sentence of overlap, sentences out of passages"


def split(text: str) -> list[Span]:
    """Spans of whole sentences in order, up to WORDS words and 2 * LONGEST characters each; a passage starts with the last sentence of the one before."""
    pieces = [part for span in sentences(text) for part in _short(text, span)]
    spans: list[Span] = []
    first = 0
    while first < len(pieces):
        last, count = first, len(text[pieces[first][0] : pieces[first][1]].split())
        while last + 1 < len(pieces):
            more = len(text[pieces[last + 1][0] : pieces[last + 1][1]].split())
            if count + more > WORDS or pieces[last + 1][1] - pieces[first][0] > 2 * LONGEST:
                break
            last, count = last + 1, count + more
        spans.append((pieces[first][0], pieces[last][1]))
        if last + 1 >= len(pieces):
            break
        first = last if last > first else last + 1
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
    """What the encoder is given for each passage: its context, then its text, with the sentences that no passage before holds."""
    found: list[Chunk] = []
    head, told = f"{context(article)}\n", sentences(article.text)
    for start, end in spans:
        own = [(a, min(b, end)) for a, b in told if a < end]
        told = told[len(own) :]
        at = len(head) - start
        found.append(Chunk(head + article.text[start:end], tuple((a + at, b + at) for a, b in own)))
    return found
