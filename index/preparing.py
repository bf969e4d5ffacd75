"""Articles with their passages, vectors and figures, ready to be stored."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from corpus.types import Article
from index.figures.extract import extract
from index.passages import embedded, split
from index.sentences import sentences
from index.store import Prepared
from index.types import Encode, Vectors


def prepare(
    articles: Sequence[tuple[str, Article]], encode: Encode, known: Mapping[str, Vectors]
) -> Iterator[Prepared]:
    """Passages, vectors and figures of articles by the name of their file; a text that is `known` keeps its vector."""
    spans = [split(article.text) for _, article in articles]
    passages = [
        [embedded(article, span) for span in found] for (_, article), found in zip(articles, spans, strict=True)
    ]
    told = [[article.text[start:end] for start, end in sentences(article.text)] for _, article in articles]
    fresh = sorted({text for texts in (*passages, *told) for text in texts if text not in known}, key=len)
    vectors = {**known, **(dict(zip(fresh, encode(fresh), strict=True)) if fresh else {})}
    for (name, article), found, embedding, sentence in zip(articles, spans, passages, told, strict=True):
        figures = extract(article.text, article.published)
        yield Prepared(article, name, found, _rows(vectors, embedding), figures, _rows(vectors, sentence))


def _rows(vectors: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), dtype=np.float32)
