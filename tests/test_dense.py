"""Dense search equals a dot product with every stored vector, whatever the state of the FAISS file."""

import logging
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Article
from index.library import Index
from index.local.dense import FILE, Dense, damage
from index.local.store import LocalStore
from index.opening import local
from index.store import Prepared
from index.types import Filter, Vectors
from tests.conftest import CountingEncoder

DIMENSION = 8
QUERY: Vectors = np.eye(DIMENSION, dtype=np.float32)[0]


def articles(first: int, last: int, outlet: str = "Orla Post") -> list[Prepared]:
    """Articles first to last, each of one passage; of one number come the same vectors at every run."""
    made = []
    for number in range(first, last + 1):
        vector = np.random.default_rng(number).normal(size=(1, DIMENSION)).astype(np.float32)
        article = Article(f"{number}.txt", f"Number {number}.", None, outlet)
        made.append(Prepared(article, article.path, [(0, 5)], vector / np.linalg.norm(vector), (), vector))
    return made


def exact(store: LocalStore, limit: int = 10, only: Filter | None = None) -> list[tuple[int, float]]:
    """The oracle: numpy's dot product with all that is stored."""
    ids, vectors = store.vectors()
    allowed = store.allowed(only or Filter())
    pairs = zip(ids, (vectors @ QUERY).tolist(), strict=True)
    return sorted((p for p in pairs if allowed is None or p[0] in allowed), key=lambda pair: (-pair[1], pair[0]))[
        :limit
    ]


def same(one: list[tuple[int, float]], other: list[tuple[int, float]]) -> bool:
    return [i for i, _ in one] == [i for i, _ in other] and np.allclose([c for _, c in one], [c for _, c in other])


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    """Two hundred passages, all of them in the FAISS file."""
    made = LocalStore.create(tmp_path / "index", {"dimension": str(DIMENSION)})
    made.apply(articles(1, 200))
    Dense(made).write()
    return made


def test_the_nearest_are_those_of_a_dot_product(store: LocalStore) -> None:
    """Ids and cosines are those of numpy, best first; a limit over the number of passages gives all."""
    assert same(exact(store), Dense(store).search(QUERY, 10))
    assert same(exact(store, 500), Dense(store).search(QUERY, 500))


def test_an_empty_store_has_no_neighbours(tmp_path: Path) -> None:
    """With nothing stored nothing is near, with or without a file."""
    empty = LocalStore.create(tmp_path / "index", {"dimension": str(DIMENSION)})
    dense = Dense(empty)

    assert [] == dense.search(QUERY, 5)
    dense.write(always=True)
    assert [] == dense.search(QUERY, 5, set())


def test_equal_passages_come_in_the_order_of_their_ids(store: LocalStore) -> None:
    """Passages with one vector are ordered by id, be they in the file or newer."""
    copies = [
        Prepared(Article(f"copy{n}.txt", "Copy."), "f", [(0, 5)], QUERY.reshape(1, -1), (), QUERY.reshape(1, -1))
        for n in range(3)
    ]
    store.apply(copies[:2])
    dense = Dense(store)
    dense.write(always=True)
    store.apply(copies[2:])
    dense.refresh()

    assert [201, 202, 203] == [i for i, _ in dense.search(QUERY, 3)]


def test_rows_newer_than_the_file_are_found(store: LocalStore) -> None:
    """A few new passages are searched beside the file, which is not written for them."""
    before = (store.folder or Path()).joinpath(FILE).stat().st_mtime_ns
    store.apply(articles(201, 205))
    dense = Dense(store)

    assert not dense.write()
    assert before == (store.folder or Path()).joinpath(FILE).stat().st_mtime_ns
    assert same(exact(store, 205), dense.search(QUERY, 205))


def test_rows_that_are_gone_are_not_found(store: LocalStore) -> None:
    """Removed passages are left out although the file still holds them, and take no place from others."""
    nearest = [i for i, _ in exact(store, 8)]
    store.apply(remove=[f"{i}.txt" for i in nearest])
    dense = Dense(store)

    assert not dense.write()
    assert same(exact(store), dense.search(QUERY, 10))
    assert set(nearest).isdisjoint(i for i, _ in dense.search(QUERY, 200))


def test_a_file_that_fell_behind_is_written_again(store: LocalStore) -> None:
    """When more than a twentieth of the rows changed the file is written anew, and says the same as before."""
    store.apply(articles(201, 206), remove=[f"{n}.txt" for n in range(1, 6)])
    dense = Dense(store)
    found = dense.search(QUERY, 50)

    assert dense.write()
    assert not dense.write()
    assert same(found, dense.search(QUERY, 50))
    assert same(exact(store, 50), Dense(store).search(QUERY, 50))


def test_a_filter_narrows_the_search_itself(store: LocalStore) -> None:
    """With a filter the nearest of the allowed passages are found, however many others are nearer."""
    store.apply(articles(201, 204, "Vell Herald"), remove=["7.txt", "8.txt"])
    dense, herald, post = Dense(store), Filter(outlet="Vell Herald"), Filter(outlet="Orla Post")

    assert same(exact(store, 10, herald), dense.search(QUERY, 10, store.allowed(herald)))
    assert same(exact(store, 10, post), dense.search(QUERY, 10, store.allowed(post)))
    assert [] == dense.search(QUERY, 10, set())


def flip(path: Path) -> None:
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 4
    path.write_bytes(raw)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:100]),
    "flipped": flip,
    "foreign": lambda path: path.write_bytes(b"IxPQ" * 1000),
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_file_that_cannot_be_trusted_is_not_used(
    store: LocalStore, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A missing or damaged file changes no result, is said in one line, and is written again from the stored vectors."""
    path = (store.folder or Path()) / FILE
    DAMAGES[name](path)
    with caplog.at_level(logging.WARNING):
        dense = Dense(store)

    assert same(exact(store, 50), dense.search(QUERY, 50))
    assert [True] == ["newsdesk doctor --repair" in record.getMessage() for record in caplog.records]
    assert damage(store) is not None
    assert dense.write()
    assert damage(store) is None
    assert same(exact(store, 50), Dense(store).search(QUERY, 50))


def test_an_old_file_is_not_used(store: LocalStore) -> None:
    """A file put back from an earlier time is not taken for the newer one: what it lacks is found all the same."""
    path = (store.folder or Path()) / FILE
    old = path.read_bytes()
    store.apply(articles(201, 250))
    Dense(store).write()
    path.write_bytes(old)

    assert same(exact(store, 50), Dense(store).search(QUERY, 50))


def test_an_open_reader_follows_a_new_file(store: LocalStore, caplog: pytest.LogCaptureFixture) -> None:
    """A reader that was open when another process wrote the file uses the new one, without complaint."""
    assert store.folder is not None
    reader = LocalStore.open(store.folder)
    dense = Dense(reader)
    store.apply(articles(201, 250))
    Dense(store).write()
    dense.refresh()

    assert same(exact(store, 50), dense.search(QUERY, 50))
    assert [] == caplog.records
    assert not dense.write()


def test_mending_embeds_nothing(tmp_path: Path, folder: Path) -> None:
    """A lost file is made again by the next update and by repair from the stored vectors; the encoder is not asked."""
    encoder = CountingEncoder()
    index = Index.create(tmp_path / "index", encoder)
    index.update([folder])
    expected = index.search("storm dead", only=Filter(since=date(2026, 5, 5)))
    encoder.encoded.clear()
    (tmp_path / "index" / FILE).unlink()
    index.update([folder])
    assert damage(local(index.store)) is None
    (tmp_path / "index" / FILE).unlink()
    again = Index.open(tmp_path / "index", encoder)
    assert ["dense.faiss was written again from 3 stored vectors"] == again.repair()

    assert damage(local(index.store)) is None
    assert [] == encoder.encoded
    assert expected == again.search("storm dead", only=Filter(since=date(2026, 5, 5)))
