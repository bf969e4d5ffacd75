"""The store gives back what was written, changes whole or not at all, and never uses an id twice."""

import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Article, Rejected
from index.errors import IndexBusy, IndexDamaged, IndexMismatch, IndexMissing
from index.local.schema import DATABASE, FORMAT
from index.local.store import LocalStore
from index.sentences import sentences
from index.store import FileState, Prepared
from index.types import Figure, Filter, Passage

RECIPE = {"encoder": "none", "dimension": "2"}
BRIDGE = Article(
    "bridge.txt", "The bridge cost $12 million. It is shut.", "Bridge shut", "Orla Post", date(2026, 5, 4), "https://orla.example/1", "Vell Wire"
)  # fmt: skip
PLAIN = Article("plain.txt", "Nobody knows who wrote this.")
COST = Figure(
    "$12 million", 12e6, None, "money", "USD", None, ("new", "stone"), "exact", "reported", "the city", date(2026, 5, 4), 16, 27, 0, 28
)  # fmt: skip
BARE = Figure("two", 2.0, 3.0, "count", None, "boats", (), "about", "planned", None, None, 0, 3, 0, 9)


def prepared(article: Article, *figures: Figure) -> Prepared:
    """An article of one passage with the vector (1, 0)."""
    vector = np.array([[1.0, 0.0]], dtype=np.float32)
    told = np.tile(vector, (len(sentences(article.text)), 1))
    return Prepared(article, article.path, [(0, len(article.text))], vector, figures, told)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    return LocalStore.create(tmp_path / "index", RECIPE)


def ids(store: LocalStore) -> list[int]:
    return store.vectors()[0]


def words(store: LocalStore, word: str) -> list[int]:
    return [i for (i,) in store.connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (word,))]


@pytest.mark.parametrize(
    "article", [BRIDGE, PLAIN, Article("é/雨.txt", "Línea\n\n“雨” 🌧 fell.", "", None, None, None, None)]
)
def test_an_article_comes_back_as_it_was(store: LocalStore, article: Article) -> None:
    """All fields of an article are read back; what is unknown is None, and stays NULL in the table."""
    store.apply([prepared(article)])
    unknown = store.connection.execute("SELECT outlet IS NULL, published IS NULL, url IS NULL FROM articles").fetchone()

    assert article == store.article(article.path)
    assert (article.outlet is None, article.published is None, article.url is None) == tuple(map(bool, unknown))


def test_figures_come_back_as_they_were(store: LocalStore) -> None:
    """All fields of a figure are read back, in the order of the text; those of a gone article are gone."""
    store.apply([prepared(BRIDGE, COST, BARE)])

    assert (BARE, COST) == store.figures("bridge.txt")
    store.apply(remove=["bridge.txt"])
    assert () == store.figures("bridge.txt")
    assert 0 == store.count("figures")


def test_passages_come_back_with_their_vectors(store: LocalStore) -> None:
    """A passage is its article's slice; its vector is read back bit by bit; unknown ids are missing."""
    vectors = np.array([[0.6, 0.8], [1 / 3, -0.1]], dtype=np.float32)
    store.apply([Prepared(BRIDGE, "bridge.txt", [(0, 28), (29, 40)], vectors, (), vectors)])
    found = store.passages([2, 99, 1], Filter())

    assert {1, 2} == set(found) == store.existing([2, 99, 1])
    assert Passage(2, "bridge.txt", 29, 40, "It is shut.") == found[2][0]
    assert np.array_equal(vectors, np.stack([found[1][1], found[2][1]]))
    assert np.array_equal(vectors, store.vectors()[1])


def test_vectors_of_an_article_come_back(store: LocalStore) -> None:
    """Those of its passages, in their order; none where there is no such article."""
    spans, vectors = [(0, 28), (29, 40)], np.array([[1.0, 0.0], [0.0, 1.0]], dtype=np.float32)
    store.apply([replace(prepared(BRIDGE), spans=spans, vectors=vectors), prepared(PLAIN)])

    assert np.array_equal(vectors, store.passage_vectors("bridge.txt"))
    assert (0, 2) == store.passage_vectors("nowhere.txt").shape


@pytest.mark.parametrize(
    ("only", "paths"),
    [
        (Filter(since=date(2026, 5, 4)), {"bridge.txt"}),
        (Filter(since=date(2026, 5, 5)), set()),
        (Filter(until=date(2026, 5, 4)), {"bridge.txt"}),
        (Filter(until=date(2026, 5, 3)), set()),
        (Filter(outlet="ORLA post"), {"bridge.txt"}),
        (Filter(), {"bridge.txt", "plain.txt"}),
    ],
)
def test_a_filter_includes_its_days_and_leaves_out_the_unknown(
    store: LocalStore, only: Filter, paths: set[str]
) -> None:
    """Both days of a filter count; an article without a day or outlet passes no filter by it."""
    store.apply([prepared(BRIDGE), prepared(PLAIN)])
    allowed = store.allowed(only)

    assert paths == {passage.article for passage, _ in store.passages(ids(store), only).values()}
    assert (None if only == Filter() else paths) == (
        allowed if allowed is None else {p.article for p, _ in store.passages(sorted(allowed), Filter()).values()}
    )


def test_ids_are_never_used_twice(store: LocalStore) -> None:
    """A passage added after the newest one was removed has a higher id than any before."""
    store.apply([prepared(BRIDGE), prepared(PLAIN)])
    store.apply(remove=["plain.txt"])
    store.apply([prepared(PLAIN)])
    store.apply(remove=["bridge.txt", "plain.txt"])
    store.apply([prepared(BRIDGE)])

    assert [4] == ids(store)


def test_a_removed_article_leaves_no_word(store: LocalStore) -> None:
    """The full text forgets an article's words, those of its title included, and keeps the words of others."""
    store.apply([prepared(BRIDGE), prepared(PLAIN)])
    store.apply(remove=["bridge.txt", "nowhere.txt"])

    assert [] == words(store, "bridge")
    assert [2] == words(store, "nobody")
    assert 1 == store.connection.execute("SELECT count(*) FROM words_docsize").fetchone()[0]


def test_sentences_come_back_with_their_vectors(store: LocalStore) -> None:
    """A row for each sentence of an article, in half precision; none for an article that is not there."""
    vectors = np.array([[0.6, 0.8], [1.0, 0.0]], dtype=np.float32)
    store.apply([Prepared(BRIDGE, "bridge.txt", [(0, 28), (29, 40)], vectors, (), vectors)])

    assert np.allclose(vectors, store.sentence_vectors("bridge.txt"), atol=1e-3)
    assert (0, 2) == store.sentence_vectors("other.txt").shape


def test_a_change_that_fails_changes_nothing(store: LocalStore) -> None:
    """When any part of a change fails, articles, words, files and recipe are as before it."""
    store.apply([prepared(BRIDGE, COST)], files=[FileState("bridge.txt", 1, 2, 3, "a")])
    before = "\n".join(store.connection.iterdump())
    wrong = Prepared(
        PLAIN, "plain.txt", [(0, 5), (6, 9)], np.zeros((1, 2), dtype=np.float32), (), np.zeros((1, 2), dtype=np.float32)
    )
    with pytest.raises(ValueError, match="shorter"):
        store.apply([prepared(BRIDGE), wrong], ["bridge.txt"], [FileState("plain.txt", 1, 2, 3, "b")], ["bridge.txt"])

    assert before == "\n".join(store.connection.iterdump())
    assert [1] == words(store, "bridge")


def test_a_reader_sees_a_change_whole_or_not_at_all(store: LocalStore) -> None:
    """While a change is written another reader sees the old articles, and after it all of the new ones."""
    store.apply([prepared(BRIDGE)])
    assert store.folder is not None
    reader = LocalStore.open(store.folder)
    version, seen = reader.state, []
    store.connection.set_trace_callback(lambda _: seen.append(reader.paths()))  # before each statement of the writer
    store.apply([prepared(PLAIN)], ["bridge.txt"])
    store.connection.set_trace_callback(None)

    assert len(seen) > 5
    assert all(paths == ["bridge.txt"] for paths in seen)
    assert ["plain.txt"] == reader.paths()
    assert reader.state != version


def test_a_reader_sees_the_recipe_of_the_last_commit(store: LocalStore) -> None:
    """What another process derived from the store is known to a reader that was open before."""
    assert store.folder is not None
    reader = LocalStore.open(store.folder)
    store.set_recipe("dense", "new")

    assert "new" == reader.recipe["dense"]


def test_files_and_what_was_rejected_are_remembered(store: LocalStore) -> None:
    """The state of a file, its articles and its rejected records are kept until the file is read anew or forgotten."""
    state = FileState("list.jsonl", 10, 20, 30, "digest")
    store.apply(files=[state], rejected=[("list.jsonl", Rejected("list.jsonl#2", "line 2 is broken"))])

    assert {"list.jsonl": state} == store.files()
    assert [Rejected("list.jsonl#2", "line 2 is broken")] == store.rejected()
    store.apply(files=[state])
    assert [] == store.rejected()
    store.apply(forget=["list.jsonl"])
    assert {} == store.files()


def test_a_changed_row_is_seen(store: LocalStore) -> None:
    """An article whose row is not what was written is refused with what to run."""
    store.apply([prepared(BRIDGE)])
    store.connection.execute("UPDATE articles SET text = replace(text, '12', '21')")

    with pytest.raises(IndexDamaged, match="bridge.txt was damaged; run `newsdesk index --rebuild`"):
        store.article("bridge.txt")


def _read(store: LocalStore, what: str) -> None:
    if what == "passages":
        store.passages(ids(store), Filter())
    elif what == "figures":
        store.figures("bridge.txt")
    else:
        store.sentence_vectors("bridge.txt")


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("UPDATE passages SET end = end - 1", "passages"),
        ("UPDATE passages SET vector = zeroblob(8)", "passages"),
        ("UPDATE figures SET value = 21e6", "figures"),
        ("DELETE FROM figures", "figures"),
        ("UPDATE sentences SET vectors = zeroblob(length(vectors))", "vectors"),
    ],
)
def test_a_changed_part_of_an_article_is_seen(store: LocalStore, change: str, what: str) -> None:
    """A passage, its vector, a figure and the vectors of sentences are refused where they are not what was written."""
    store.apply([prepared(BRIDGE, COST)])
    store.connection.execute(change)

    with pytest.raises(IndexDamaged, match=f"the stored {what} of bridge.txt was damaged"):
        _read(store, what)


def test_only_one_writes(store: LocalStore) -> None:
    """A second writer is told to wait, and may write when the first has ended."""
    assert store.folder is not None
    second = LocalStore.open(store.folder)
    with store.writing(), pytest.raises(IndexBusy, match="wait for it to end"), second.writing():
        pass
    with second.writing():
        second.apply([prepared(PLAIN)])

    assert ["plain.txt"] == store.paths()


def test_what_cannot_be_opened_is_said(store: LocalStore, tmp_path: Path) -> None:
    """No index, one of another format and a file that is no database each say what to run."""
    assert store.folder is not None
    with pytest.raises(IndexMissing, match="run `newsdesk index FOLDER"):
        LocalStore.open(tmp_path / "nowhere")
    store.set_recipe("format", "99")
    with pytest.raises(
        IndexMismatch, match=f"has format 99, this program reads {FORMAT}; run `newsdesk index --rebuild"
    ):
        LocalStore.open(store.folder)
    store.close()
    (store.folder / DATABASE).write_bytes(b"this is no database" * 1000)
    with pytest.raises(IndexDamaged, match="cannot be read .* run `newsdesk index --rebuild"):
        LocalStore.open(store.folder)


def test_an_index_is_its_owner_s_alone(store: LocalStore) -> None:
    """Neither the folder nor the database may be read by other users of the machine."""
    assert store.folder is not None

    assert 0o700 == store.folder.stat().st_mode & 0o777
    assert 0o600 == (store.folder / DATABASE).stat().st_mode & 0o777


def test_a_passage_needs_its_article(store: LocalStore) -> None:
    """The database itself refuses a passage of an article that is not there."""
    with pytest.raises(sqlite3.IntegrityError):
        store.connection.execute("INSERT INTO passages (article, start, end, vector) VALUES (7, 0, 1, '')")
