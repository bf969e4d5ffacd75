"""A sentence as the reader hears it, for tests of what is made of it."""

from datetime import date

from corpus.types import Article
from index.answers.evidence.gathering import Evidence, Scored, Span
from index.figures.extract import extract
from index.sentences import sentences


def heard(
    path: str,
    text: str,
    answer: str,
    *,
    read: float = 0.8,
    share: float = 0.0,
    score: float = 3.0,
    day: date | None = None,
) -> Scored:
    """The sentence of an article that holds the reader's span, with its share in all that was read."""
    article = Article(path, text, None, path, day)
    at = text.index(answer)
    span = next((start, end) for start, end in sentences(text) if start <= at < end)
    position = sentences(text).index(span)
    figures = tuple(figure for figure in extract(text, day) if span[0] <= figure.start < span[1])
    none: frozenset[str] = frozenset()
    one = Evidence(article, *span, position, none, none, none, none, none, figures, 0.7)
    told = Span(at, at + len(answer), read, share)
    return Scored(one, 1.0, 1.0, 0.0, 1.0, 0.7, 1.0, {}, score, read, (told.start, told.end), (told,))
