"""What belongs to one state of an article and never changes: its text, spans, figures and vectors of sentences, as pieces of text."""

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from corpus.types import Article
from index.errors import IndexDamaged
from index.milvus.keys import key
from index.rows import article_of, figure_of, row_of_article, row_of_figure
from index.store import Prepared
from index.types import Figure, Span, Vectors

PIECE = 60_000  # characters of a row; Milvus takes 65,535 bytes


@dataclass(frozen=True, slots=True)
class Body:
    """An article with what was derived from it."""

    article: Article
    file: str
    spans: Sequence[Span]
    figures: tuple[Figure, ...]
    sentences: Vectors


def packed(prepared: Prepared) -> str:
    """A body as ASCII, compressed."""
    told = {
        "article": row_of_article(prepared.article),
        "file": prepared.file,
        "spans": list(prepared.spans),
        "figures": [row_of_figure(figure) for figure in prepared.figures],
        "sentences": len(prepared.sentences),
    }
    head = json.dumps(told).encode()  # escapes what UTF-8 cannot hold
    raw = len(head).to_bytes(4, "big") + head + prepared.sentences.astype(np.float16).tobytes()
    return base64.b64encode(zlib.compress(raw)).decode()


def pieces(text: str) -> list[str]:
    return [text[start : start + PIECE] for start in range(0, len(text), PIECE)]


def digest(text: str) -> int:
    return key("body", text)


def unpacked(text: str, proof: int, path: str) -> Body:
    """A body from its pieces put together. Raises IndexDamaged if they are not what was written."""
    if digest(text) != proof:
        raise IndexDamaged(f"the stored text of {path} was damaged; run `newsdesk index --rebuild`")
    raw = zlib.decompress(base64.b64decode(text))
    size = 4 + int.from_bytes(raw[:4], "big")
    told = json.loads(raw[4:size])
    halves = np.frombuffer(raw[size:], dtype=np.float16).astype(np.float32)
    figures = sorted(map(figure_of, told["figures"]), key=lambda figure: figure.start)
    vectors = halves.reshape(told["sentences"], -1) if told["sentences"] else np.zeros((0, 1), dtype=np.float32)
    return Body(article_of(tuple(told["article"])), told["file"], [(a, b) for a, b in told["spans"]], tuple(figures), vectors)  # fmt: skip
