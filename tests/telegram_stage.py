"""Small indexes for the bot to answer from, and an encoder that can be slow, hang or break."""

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from corpus.errors import NewsdeskError
from corpus.types import Article
from index.library import Index
from index.types import Encoder, Vectors
from tests.conftest import ARTICLES, CountingEncoder, write


class PacedEncoder(CountingEncoder):
    """Takes its time over a question that ends in "??", hangs over one in "???", and breaks the search over one in "?!"."""

    def __init__(self, seconds: float = 0.6) -> None:
        super().__init__()
        self.seconds = seconds

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        text = " ".join(texts)
        if "?!" in text:
            raise NewsdeskError(f"the search broke down over: {text}")
        time.sleep(20 if "???" in text else self.seconds if "??" in text else 0)
        return super().encode_passages(texts)


def stage(folder: Path, articles: Sequence[Article] = ARTICLES, encoder: Encoder | None = None) -> Callable[[], Index]:
    """How to open an index over these articles, which lie in `folder`/corpus as files."""
    corpus = folder / "corpus"
    corpus.mkdir(exist_ok=True)
    for article in articles:
        path = write(corpus, article)
        if article.url:
            path.write_text(
                path.read_text("utf-8").replace("---\n", f"---\nurl: {json.dumps(article.url)}\n", 1), "utf-8"
            )
    Index.create(folder / "index", CountingEncoder()).update([corpus])
    return lambda: Index.open(folder / "index", encoder or CountingEncoder())
