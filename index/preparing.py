"""Articles with their passages, vectors and figures, ready to be stored."""

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from corpus.types import Article
from index.figures.extract import extract
from index.passages import chunks, split
from index.store import Prepared
from index.stories import sketch
from index.types import Chunk, Encode, Figure, Vectors


def prepare(
    articles: Sequence[tuple[str, Article]], encode: Encode, known: Mapping[Chunk, Vectors]
) -> Iterator[Prepared]:
    """Passages, vectors and figures of articles by the name of their file; a chunk that is `known` keeps its vectors."""
    spans = [split(article.text) for _, article in articles]
    found = [chunks(article, passages) for (_, article), passages in zip(articles, spans, strict=True)]
    fresh = sorted({chunk for each in found for chunk in each if chunk not in known}, key=lambda chunk: len(chunk.text))
    with ThreadPoolExecutor(1, thread_name_prefix="figures") as beside:  # computing vectors leaves the interpreter free
        figures = beside.map(_figures, [article for _, article in articles])
        vectors = {**known, **(dict(zip(fresh, encode(fresh), strict=True)) if fresh else {})}
    for (name, article), passages, each, told in zip(articles, spans, found, figures, strict=True):
        rows = [vectors[chunk] for chunk in each]
        wholes, parts = _stacked([one[:1] for one in rows]), _stacked([one[1:] for one in rows])
        yield Prepared(article, name, passages, wholes, told, parts)


def _figures(article: Article) -> list[Figure]:
    sketch(article.text)  # remembered for the store, which asks for it next
    return extract(article.text, article.published)


def known_vectors(article: Article, passages: Vectors, sentences: Vectors) -> dict[Chunk, Vectors]:
    """The vectors of an article as it is stored by what was embedded, so that what did not change keeps them."""
    found: dict[Chunk, Vectors] = {}
    first = 0
    for chunk, passage in zip(chunks(article, split(article.text)), passages, strict=True):
        last = first + len(chunk.sentences)
        found[chunk] = np.vstack([passage, sentences[first:last]])
        first = last
    return found


def _stacked(rows: Sequence[Vectors]) -> Vectors:
    return np.concatenate(rows) if rows else np.zeros((0, 1), dtype=np.float32)
