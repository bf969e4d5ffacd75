"""Both stores do the same: SQLite with FAISS in a folder, and Milvus, here a real milvus-lite in a file."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from bot.settings import SAMPLES
from corpus.types import Article, Rejected
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import IndexMismatch, IndexMissing, IndexOutdated
from index.library import Index
from index.milvus.address import Address
from index.opening import Place, open_store
from index.preparing import known_vectors, prepare
from index.store import FileState, Prepared, Store
from index.types import Encoder, Figure, Filter
from tests.conftest import ARTICLES, VOCABULARY, CountingEncoder, write
from tests.test_words import wide

COST = Figure(
    "$12 million", 12e6, None, "money", "USD", "cost", ("new", "stone"), "exact", "reported", "the city", date(2026, 5, 4), 16, 27, 0, 28
)  # fmt: skip
WRONG = replace(COST, standing="withdrawn", noun="boats", kind="count")
WIRE = (
    "A ferry with 214 passengers ran aground off Vell on Sunday night. The coast guard took everybody off within three hours. "
    "Nobody was hurt, the harbour master said. The ferry line has stopped its service until the hull has been looked at."
)


@pytest.fixture(params=["local", "milvus"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Where a store may be made."""
    if request.param == "local":
        yield tmp_path / "index"
        return
    pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
    manager = pytest.importorskip("milvus_lite.server_manager", reason="the extra milvus is not installed")
    path = tmp_path / "store.db"
    yield Address.parse(f"milvus+file://{path}", None, tmp_path / "here")
    manager.server_manager_instance.release_server(str(path))


@pytest.fixture
def index(place: Place, encoder: CountingEncoder) -> Index:
    return Index.create(place, encoder)


@pytest.fixture
def store(index: Index) -> Store:
    """A store that holds the three articles."""
    index.store.apply(made(*ARTICLES))
    return index.store


def made(*articles: Article, figures: Sequence[Figure] = ()) -> list[Prepared]:
    """Articles as an update prepares them; with these figures, if there are any."""
    prepared = prepare([(a.path, a) for a in articles], CountingEncoder().encode_chunks, {})
    return [replace(one, figures=figures) if figures else one for one in prepared]


def asked(*words: str) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """The vector of a question that holds these words."""
    vector: np.ndarray[tuple[int], np.dtype[np.float32]] = CountingEncoder().encode_queries([" ".join(words)])[0]
    return vector


def found(store: Store, ids: Sequence[int], only: Filter | None = None) -> list[str]:
    passages = store.passages(ids, only or Filter())
    return [passages[i][0].article for i in ids if i in passages]


LONG = Article("long.txt", "\n\n".join(f"Officer {n} crossed bridge {n * 7919}." for n in range(6000)), "Long")


@pytest.mark.parametrize(
    "article",
    [*ARTICLES, LONG, Article("é/雨 \"x'\\%_.txt", "Línea\n\n“雨” 🌧 fell.", "", "", None, "https://a.example/1", "Vell Wire")],
    ids=lambda article: article.path[:5],
)  # fmt: skip
def test_an_article_comes_back_as_it_was(index: Index, article: Article) -> None:
    """All fields of an article, however long or odd, its figures and the vectors of its sentences are read back."""
    (prepared,) = made(article, figures=(COST, WRONG))
    index.store.apply([prepared])

    assert article == index.store.article(article.path)
    assert (COST, WRONG) == index.store.figures(article.path)
    halves = prepared.sentences.astype(np.float16).astype(np.float32)
    assert np.array_equal(halves, index.store.sentence_vectors(article.path))
    assert {"articles": 1, "figures": 2} == {"articles": index.store.count("articles"), "figures": index.store.count("figures")}  # fmt: skip
    assert [article.path] == index.store.paths()
    assert None is index.store.article("other")


def test_passages_come_back_with_their_vectors(store: Store) -> None:
    """A passage is its article's slice; its vector is read back bit by bit; unknown ids are missing."""
    near, _ = store.rankings(asked("storm", "dead"), "", 10, Filter())
    passages = store.passages([*near, 99], Filter())

    assert 3 == store.count("passages") == len(near) == len(passages)
    for number, (passage, vector) in passages.items():
        article = store.article(passage.article)
        assert article is not None
        assert (number, article.text[passage.start : passage.end]) == (passage.id, passage.text)
        (prepared,) = made(article)
        assert np.array_equal(prepared.vectors[0], vector)


@pytest.mark.parametrize("word", VOCABULARY[1:3])
def test_the_nearest_and_the_best_worded_come_first(store: Store, word: str) -> None:
    """Both rankings put the passage about a word first; without a vector there is no nearest, without a word no worded."""
    near, worded = store.rankings(asked(word), word, 10, Filter())

    assert f"{word}.txt" == found(store, near)[0] == found(store, worded)[0]
    assert 3 == len(near)
    assert [] == store.rankings(0 * asked(word), word, 10, Filter())[0]
    assert [] == store.rankings(asked(word), "zebras?", 10, Filter())[1]
    assert 1 == len(store.rankings(asked(word), word, 1, Filter())[0])


@pytest.mark.parametrize("query", ['"', "' or 1 == 1 --", "a AND (b", "%_\\", "", "雨", "storm\nNEAR/2 \"'"])
def test_any_query_is_safe(store: Store, query: str) -> None:
    """Whatever people type is taken as words."""
    near, worded = store.rankings(asked("storm"), query, 10, Filter())

    assert 3 == len(near)
    assert found(store, worded) == (["storm.txt"] if "storm" in query else [])


@pytest.mark.parametrize(
    ("only", "paths"),
    [
        (Filter(), {"bridge.txt", "storm.txt", "rice.txt"}),
        (Filter(since=date(2026, 5, 5)), {"storm.txt"}),
        (Filter(until=date(2026, 5, 4)), {"bridge.txt"}),
        (Filter(date(2026, 5, 4), date(2026, 5, 5)), {"bridge.txt", "storm.txt"}),
        (Filter(outlet="ORLA post"), {"bridge.txt", "rice.txt"}),
        (Filter(since=date(2026, 1, 1), outlet="Orla Post"), {"bridge.txt"}),
        (Filter(outlet='Orla" or outlet == "x'), set()),
    ],
)
def test_a_filter_narrows_both_rankings(store: Store, only: Filter, paths: set[str]) -> None:
    """Both days are included, an article without a day is left out where days narrow, and outlets have no case."""
    near, worded = store.rankings(asked("storm"), "Vell Orla city storm rice bridge", 10, only)

    assert paths == set(found(store, near)) == set(found(store, worded))
    every, _ = store.rankings(asked("storm"), "", 10, Filter())
    assert paths == set(found(store, every, only))
    named = {one.name for one in store.outlets(only)}
    assert named == {article.outlet for article in ARTICLES if article.path in paths}


def test_outlets_are_told_with_their_days(store: Store) -> None:
    """Each outlet with the number of its articles, those without a day, and the first and last day."""
    told = [(one.name, one.articles, one.undated, one.first, one.last) for one in store.outlets(Filter())]

    assert [("Orla Post", 2, 1, date(2026, 5, 4), date(2026, 5, 4)), ("Vell Herald", 1, 0, date(2026, 5, 5), date(2026, 5, 5))] == told  # fmt: skip


def test_words_are_counted_by_their_stems(store: Store) -> None:
    """A word counts the passages that hold it in any form, title and outlet included."""
    assert {"closing": 1, "VELL": 2, "post": 2, "zebra": 0} == store.passage_counts(
        ["closing", "VELL", "post", "zebra"]
    )


def test_full_width_is_found_quoted_and_forgotten(index: Index) -> None:
    """An article in full-width letters and digits is found by plain words and the other way round, and quoted as it is printed."""
    index.reads_with = "none"
    text = wide("The storm left 14 people dead in Vell.")
    index.store.apply(made(replace(ARTICLES[1], text=text), ARTICLES[0]))
    answers = [
        index.ask(question)
        for question in ("How many people died in the storm?", wide("How many people died in the storm?"))
    ]

    assert [["storm.txt"]] * 2 == [[one.article for one in answer.citations] for answer in answers]
    assert [[text]] * 2 == [[one.quote for one in answer.citations] for answer in answers]
    assert [14.0] == [figure.value for figure in index.figures("storm.txt")]
    assert ["bridge.txt"] == [hit.passage.article for hit in index.search(wide("bridge cost"), limit=1)]
    index.store.apply(remove=["storm.txt"])
    assert [] == index.store.rankings(asked("storm"), wide("storm vell"), 10, Filter())[1]


def test_what_is_written_twice_is_there_once(store: Store) -> None:
    """Storing articles again doubles nothing."""
    store.apply(made(*ARTICLES), [article.path for article in ARTICLES])
    near, worded = store.rankings(asked("storm"), "storm", 10, Filter())

    assert (3, 3) == (store.count("articles"), store.count("passages"))
    assert ["storm.txt"] == found(store, worded)
    assert sorted(article.path for article in ARTICLES) == sorted(found(store, near))
    assert [] == store.problems()


def test_a_removed_article_is_gone_with_all_that_was_its_own(store: Store) -> None:
    """Neither its text nor its passages, figures, words or file are left."""
    state = FileState("storm.txt", 1, 2, 3, "d")
    store.apply(files=[state])
    store.apply(remove=["storm.txt", "nosuch.txt"], forget=["storm.txt"])
    near, worded = store.rankings(asked("storm"), "storm dead Vell", 10, Filter())

    assert ["bridge.txt", "rice.txt"] == store.paths() == sorted(found(store, near))
    assert "storm.txt" not in found(store, worded)
    assert (2, 2) == (store.count("articles"), store.count("passages"))
    assert (None, ()) == (store.article("storm.txt"), store.figures("storm.txt"))
    assert "storm.txt" not in store.files()
    assert {"dead": 0} == store.passage_counts(["dead"])
    assert [] == store.problems()


def test_an_edited_article_is_told_as_it_is_now(store: Store) -> None:
    """The new text is found and the old one is not; the vectors of what stayed are known by what was embedded."""
    bridge = ARTICLES[0]
    edited = replace(bridge, text=bridge.text.replace("$12 million", "$15 million in rice"))
    kept = known_vectors(bridge, store.passage_vectors("bridge.txt"), store.sentence_vectors("bridge.txt"))
    store.apply(made(edited), ["bridge.txt"])

    (chunk,) = kept
    assert chunk.text.endswith(bridge.text)
    assert np.allclose(CountingEncoder().encode_chunks([chunk])[0], kept[chunk], atol=1e-3)
    assert edited == store.article("bridge.txt")
    assert ["bridge.txt"] == found(store, store.rankings(asked("rice"), "15", 10, Filter())[1])
    assert [] == store.rankings(asked("rice"), "12", 10, Filter())[1]
    assert 3 == store.count("passages")
    assert [] == store.problems()


def test_files_and_what_was_rejected_are_remembered(index: Index) -> None:
    """Files come back as they were recorded, by the start of their names too; what is read again loses its old complaint."""
    store = index.store
    states = [FileState(f"2025/{n}_%.txt", n, 2**60 + n, 3, "ab" if n else "") for n in range(3)]
    other = FileState("2024/0.txt", 5, 6, 7, "cd")
    store.apply(files=[*states, other], rejected=[("2025/0_%.txt", Rejected("2025/0_%.txt#1", 'it\'s "broken"'))])

    assert {state.name: state for state in (*states, other)} == store.files()
    assert {state.name: state for state in states} == store.files("2025/")
    assert {"2025/1_%.txt": states[1]} == store.files("2025/1_%")
    assert [Rejected("2025/0_%.txt#1", 'it\'s "broken"')] == store.rejected()
    store.apply(files=[states[0]])
    assert [] == store.rejected()
    store.apply(forget=["2024/0.txt"])
    assert {state.name: state for state in states} == store.files()


def test_paths_are_told_by_their_start(store: Store) -> None:
    """A part of the articles is those whose paths start with it."""
    assert ["bridge.txt"] == store.paths("b")
    assert ["bridge.txt", "rice.txt", "storm.txt"] == store.paths()
    assert [] == store.paths("%")


def test_figures_are_found_by_their_noun(store: Store) -> None:
    """Articles that give a figure of one noun and kind come newest first, those without a day last; others are not told."""
    fare = replace(COST, noun="fares")
    days = [date(2026, 5, 1), None, date(2020, 1, 1), date(2026, 5, 9)]
    for number, day in enumerate(days):
        store.apply(made(Article(f"{number}.txt", "The bridge cost $12 million.", published=day), figures=(fare,)))

    assert ["3.txt", "0.txt", "2.txt", "1.txt"] == store.told_of(fare, 9)
    assert ["3.txt", "0.txt"] == store.told_of(fare, 2)
    assert [] == store.told_of(replace(COST, noun="boats"), 9)


def test_corrections_are_found_by_their_outlet(store: Store) -> None:
    """Articles that withdraw a figure are told: all, or those of some outlets."""
    article = Article("correction.txt", "We were wrong about the boats.", outlet="Vell Herald")
    store.apply(made(article, figures=(WRONG,)))

    assert ["correction.txt"] == store.correcting() == store.correcting(["vell herald", "x"])
    assert [] == store.correcting(["Orla Post"]) == store.correcting([])


def story() -> list[Article]:
    return [
        Article("a.txt", WIRE, "Ferry aground", "Orla Post", date(2026, 5, 1)),
        Article("b.txt", WIRE + " It sails under the flag of Vell.", "Ferry off Vell", "Vell Herald", date(2026, 5, 2)),
        Article("c.txt", WIRE + " A diver found a crack of two metres on Monday.", "Ferry aground", "Orla Post", date(2026, 5, 3)),
    ]  # fmt: skip


def test_copies_and_versions_share_a_story(store: Store) -> None:
    """Copies have one origin, a newer version replaces an older one, and both end when an article goes."""
    for article in story():
        store.apply(made(article))
    told = store.told_by(["a.txt", "b.txt", "c.txt", "storm.txt", "nosuch"])

    assert {"a.txt", "b.txt", "c.txt", "storm.txt"} == set(told)
    assert 1 == len({told[path][0] for path in ("a.txt", "b.txt", "c.txt")})
    assert told["storm.txt"][0] != told["a.txt"][0]
    assert {"a.txt": "c.txt", "b.txt": None, "c.txt": None, "storm.txt": None} == {path: newer for path, (_, newer) in told.items()}  # fmt: skip
    assert [["a.txt", "b.txt", "c.txt"]] == [[one.article.path for one in told] for told in store.stories()]
    assert [3] == [len(told) for told in store.stories(["b.txt"])]
    assert [] == store.stories(["storm.txt"])
    store.apply(remove=["c.txt", "b.txt"])
    assert None is store.told_by(["a.txt"])["a.txt"][1]
    assert [] == store.stories()


def test_copies_of_one_change_are_found(store: Store) -> None:
    """Copies that are stored together are one story as those that come one after another."""
    store.apply(made(*story()))

    assert [["a.txt", "b.txt", "c.txt"]] == [[one.article.path for one in told] for told in store.stories()]


def test_an_update_follows_its_folder(index: Index, encoder: CountingEncoder, folder: Path) -> None:
    """New, changed, renamed and vanished files are followed; what stayed is not embedded again."""
    first = index.update([folder])
    encoder.encoded = []
    again = index.update([folder])
    assert (["bridge.txt", "rice.txt", "storm.txt"], 3, []) == (first.added, again.unchanged, encoder.encoded)

    (folder / "rice.txt").unlink()
    (folder / "storm.txt").rename(folder / "gale.txt")
    text = (folder / "bridge.txt").read_text().replace("$12", "$14")
    (folder / "bridge.txt").write_text(text)
    changes = index.update([folder])

    assert (["bridge.txt"], ["rice.txt"], [("storm.txt", "gale.txt")]) == (changes.changed, changes.gone, changes.renamed)  # fmt: skip
    assert ["12 million -> 14"] == [f"{one.before.lstrip('$')} -> {one.after.split()[0].lstrip('$')}" for one in changes.figures]  # fmt: skip
    assert not [text for text in encoder.encoded if "storm" in text.lower()]
    assert ["bridge.txt", "gale.txt"] == index.store.paths()
    assert ["gale.txt"] == [hit.passage.article for hit in index.search("fishermen", limit=1)]
    assert "Storm in Vell" == index.article("gale.txt").title
    assert [] == index.check()
    assert Index.open(index.place or Path()).sources == (str(folder.resolve()),)


def test_a_part_is_brought_in_line_alone(index: Index, folder: Path) -> None:
    """What lies outside of a part is neither read nor thought to be gone."""
    write(folder, replace(ARTICLES[2], path="robin.txt", text="A robin sang in the school."))
    index.update([folder])
    (folder / "rice.txt").unlink()
    (folder / "storm.txt").unlink()
    changes = index.update([folder], part="r")

    assert (["rice.txt"], [], 1) == (changes.gone, changes.added, changes.unchanged)
    assert ["bridge.txt", "robin.txt", "storm.txt"] == index.store.paths()


def test_a_rebuild_makes_all_anew(index: Index, folder: Path) -> None:
    """After a rebuild the store holds what the folder holds, and nothing else."""
    index.store.apply(made(Article("old.txt", "An old bridge.")))
    index.update([folder], rebuild=True)

    assert ["bridge.txt", "rice.txt", "storm.txt"] == index.store.paths()
    assert [] == index.check()


def test_an_index_of_another_encoder_is_refused(index: Index, place: Place) -> None:
    """Another encoder, or the same with other weights, may not use an index; there the command that mends it is named."""
    other = CountingEncoder()
    other.fingerprint = "counting-2"

    with pytest.raises(IndexMismatch, match="was made with the encoder counting.*newsdesk index --rebuild"):
        Index.open(place, other)
    assert Index.open(place, CountingEncoder()).store.count("articles") == 0


def test_an_index_of_another_format_is_refused(index: Index, place: Place) -> None:
    """A store made by another version of the program is not read."""
    with index.store.writing():
        index.store.set_recipe("format", "0")

    with pytest.raises(IndexOutdated, match="has format 0, this program reads .*--rebuild"):
        open_store(place)


def test_where_there_is_no_index_it_is_said(place: Place) -> None:
    """Looking for an index makes none."""
    for _ in range(2):
        with pytest.raises(IndexMissing, match="there is no index in .*newsdesk index FOLDER"):
            open_store(place)


def test_the_recipe_is_kept(index: Index, place: Place) -> None:
    """What is noted of the whole index is read back by whoever opens it, however long."""
    index.store.set_recipe("sources", "\n".join(map(str, range(30_000))))

    assert index.store.recipe["sources"] == open_store(place).recipe["sources"]
    assert "counting" == open_store(place).recipe["encoder"]


@pytest.mark.encoder
def test_answers_are_those_of_the_local_store(tmp_path: Path) -> None:
    """Every question about the sample articles gets the same status, headline and sources from both stores."""
    manager = pytest.importorskip("milvus_lite.server_manager", reason="the extra milvus is not installed")
    encoder: Encoder = SentenceTransformerEncoder()
    address = Address.parse(f"milvus+file://{tmp_path}/store.db", None, tmp_path / "here")
    here, there = Index.create(tmp_path / "index", encoder), Index.create(address, encoder)
    for index in (here, there):
        index.update([SAMPLES])
    lines = (SAMPLES.parent.parent / "bot" / "samples.jsonl").read_text(encoding="utf-8").splitlines()
    for line in map(json.loads, lines):
        one, other = (index.ask(line["question"], line.get("context", ())) for index in (here, there))
        assert (one.status, one.headline) == (other.status, other.headline), line["question"]
        assert [citation.article for citation in one.citations] == [citation.article for citation in other.citations]
    manager.server_manager_instance.release_server(address.uri)
