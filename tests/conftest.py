"""An encoder whose vectors a reader can compute in his head, and small articles to index with it."""

import re
import shutil
import signal
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Article
from index.encoders.exported import FILES
from index.library import Index
from index.types import Chunk, Encoder, Vectors

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # as of a run in the background of a script; children inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

VOCABULARY = ("officers", "storm", "bridge", "harbour", "dead", "cost", "rice", "school")


class CountingEncoder:
    """One dimension for each word of VOCABULARY, which counts it; a last one that is always 1. Rows have length 1."""

    name = "counting"
    fingerprint = "counting-1"
    dimension = len(VOCABULARY) + 1

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        self.encoded += texts
        rows = [[float(len(re.findall(rf"\b{word}\b", text.lower()))) for word in VOCABULARY] + [1.0] for text in texts]
        array = np.asarray(rows, dtype=np.float32).reshape(len(texts), self.dimension)
        return np.asarray(array / np.linalg.norm(array, axis=1, keepdims=True), dtype=np.float32)

    encode_queries = encode_passages

    def encode_chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """A sentence for itself, as if nothing stood around it."""
        return [self.encode_passages([text, *(text[a:b] for a, b in sentences)]) for text, sentences in chunks]


ARTICLES = (
    Article("bridge.txt", "The bridge over the Orla was closed on Monday.\n\nThe new bridge cost $12 million, the city said.", "Bridge closed", "Orla Post", date(2026, 5, 4)),
    Article("storm.txt", "The storm left 14 people dead in Vell.\n\nNineteen fishermen are missing, the coast guard said.", "Storm in Vell", "Vell Herald", date(2026, 5, 5)),
    Article("rice.txt", "Rice was dearer in May. A school in Vell gave rice to its pupils.", "Rice prices", "Orla Post", None),
)  # fmt: skip


def embedded(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """(len(texts), dimension) vectors of texts as passages of which no sentence gets one."""
    return np.concatenate(encoder.encode_chunks([Chunk(text, ()) for text in texts]))


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test touches the user's own data, and none prints in colour because a CI machine asks for it."""
    monkeypatch.setenv("NEWSDESK_DATA", str(tmp_path / "data"))
    ours = ("NEWSDESK_INDEX", "NEWSDESK_CORPUS", "NEWSDESK_ENCODER", "NEWSDESK_STORE", "NEWSDESK_STORE_TOKEN")
    for name in (*ours, "FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS", "TERMINAL_WIDTH"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def carrier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index that carries a copy of the real encoder; one that is made beside it takes that copy, and no torch is loaded for it."""
    corpus = tmp_path_factory.mktemp("carried")
    write(corpus, ARTICLES[0])
    made = Index.create(tmp_path_factory.mktemp("carrier") / "index")
    made.update([corpus])
    made.store.close()
    assert made.place is not None
    return Path(str(made.place))


def lend(carrier: Path, home: Path) -> None:
    """Lay the carrier into a folder that will hold other indexes."""
    (home / "carrier").mkdir(parents=True)
    for path in carrier.iterdir():
        (home / "carrier" / path.name).hardlink_to(path) if path.name in FILES else shutil.copy2(path, home / "carrier")


@pytest.fixture
def encoder() -> CountingEncoder:
    return CountingEncoder()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A corpus folder with the three articles as files."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for article in ARTICLES:
        write(corpus, article)
    return corpus


@pytest.fixture
def library(encoder: CountingEncoder) -> Index:
    return Index.in_memory(ARTICLES, encoder)


def origins(articles: Sequence[Article]) -> list[int]:
    """For each article the place of the first of its copies, as an index finds them."""
    told = Index.in_memory(articles, CountingEncoder()).told_by([article.path for article in articles])
    numbers = [told[article.path][0] for article in articles]
    return [numbers.index(number) for number in numbers]


def write(corpus: Path, article: Article) -> Path:
    """Write an article as a file with front matter."""
    fields = [
        f"title: {article.title}",
        f"outlet: {article.outlet}",
        *([f"published: {article.published}"] if article.published else []),
    ]
    path = corpus / article.path
    path.write_text("---\n" + "\n".join(fields) + f"\n---\n{article.text}\n", encoding="utf-8")
    return path
