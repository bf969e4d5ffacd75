"""Articles and figures as rows of the store."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from corpus.types import Article
from index.types import Figure

ARTICLE_COLUMNS = ("path", "title", "outlet", "published", "url", "agency", "text")
# "text", "end" and the like are plain names in SQLite; the order is that of the dataclass.
FIGURE_COLUMNS = tuple(field.name for field in fields(Figure))
_MODIFIERS, _AS_OF = FIGURE_COLUMNS.index("modifiers"), FIGURE_COLUMNS.index("as_of")
_START = FIGURE_COLUMNS.index("start")


def row_of_article(article: Article) -> tuple[str | None, ...]:
    """The values of ARTICLE_COLUMNS; what is unknown is None, which SQLite keeps as NULL."""
    day = article.published.isoformat() if article.published else None
    return article.path, article.title, article.outlet, day, article.url, article.agency, article.text


def article_of(row: tuple[Any, ...]) -> Article:
    path, title, outlet, published, url, agency, text = row
    return Article(path, text, title, outlet, date.fromisoformat(published) if published else None, url, agency)


def checksum(article: Article) -> str:
    """What proves that a stored article is the one that was written."""
    fields = (
        article.path,
        article.text,
        article.title,
        article.outlet,
        str(article.published),
        article.url,
        article.agency,
    )
    return hashlib.sha256("\x00".join(part or "" for part in fields).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def checksum_of_figures(figures: Sequence[Figure]) -> str:
    """What proves that the figures of an article are those that were written, all of them and in their order."""
    ordered = sorted((row_of_figure(figure) for figure in figures), key=lambda row: (row[_START], repr(row)))
    return _digest(repr(ordered).encode("utf-8", "surrogatepass"))


def checksum_of_passage(start: int, end: int, text: str, vector: bytes) -> str:
    """What proves that a passage, the text it stands for and its vector belong together."""
    return _digest(f"{start} {end} {text}\0".encode("utf-8", "surrogatepass") + vector)


def checksum_of_vectors(vectors: bytes) -> str:
    """What proves that the vectors of an article's sentences are those that were written."""
    return _digest(vectors)


def _digest(raw: bytes) -> str:
    return hashlib.blake2b(raw, digest_size=8).hexdigest()


def row_of_figure(figure: Figure) -> tuple[Any, ...]:
    """The values of FIGURE_COLUMNS."""
    row = [getattr(figure, name) for name in FIGURE_COLUMNS]
    row[_MODIFIERS] = " ".join(figure.modifiers)
    row[_AS_OF] = figure.as_of.isoformat() if figure.as_of else None
    return tuple(row)


def figure_of(row: tuple[Any, ...]) -> Figure:
    values = list(row)
    values[_MODIFIERS] = tuple(values[_MODIFIERS].split())
    values[_AS_OF] = date.fromisoformat(values[_AS_OF]) if values[_AS_OF] else None
    return Figure(*values)
