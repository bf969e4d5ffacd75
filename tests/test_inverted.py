"""In a large store dense search looks into lists: what that finds is measured, told, and kept as articles come and go."""

import json
from pathlib import Path

import numpy as np
import pytest

from corpus.types import Article
from index.local import inverted, lexical
from index.local.dense import Dense, is_behind, told, write_file
from index.local.inverted import RECALL
from index.local.store import LocalStore
from index.search import hybrid
from index.store import Prepared
from index.types import Filter, Vectors

DIMENSION, ROWS = 16, 3000


def near(topic: int, number: int) -> Vectors:
    """One unit vector of a topic, the same at every run."""
    centre = np.random.default_rng(topic).normal(size=DIMENSION)
    vector = centre + 0.4 * np.random.default_rng(10_000 + number).normal(size=DIMENSION)
    return (vector / np.linalg.norm(vector)).astype(np.float32).reshape(1, -1)


def articles(first: int, last: int) -> list[Prepared]:
    """Articles of one passage and one sentence each, on fifty topics, from two outlets."""
    made = []
    for number in range(first, last + 1):
        article = Article(
            f"{number}.txt", f"Ferry number {number}.", None, "Orla Post" if number % 500 else "Vell Herald"
        )
        vector = near(number % 50, number)
        made.append(Prepared(article, article.path, [(0, len(article.text))], vector, (), vector))
    return made


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand passages count as many here."""
    monkeypatch.setattr(inverted, "FEWEST", 1000)
    monkeypatch.setattr(inverted, "BLOCK", 700)


@pytest.fixture
def store(tmp_path: Path) -> LocalStore:
    made = LocalStore.create(tmp_path / "index", {"dimension": str(DIMENSION)})
    made.apply(articles(1, ROWS))
    write_file(made, DIMENSION)
    return made


def recall(store: LocalStore, questions: range) -> float:
    """The share of the ten nearest passages, by numpy, that dense search finds."""
    ids, vectors = store.vectors()
    dense, found = Dense(store), 0
    for number in questions:
        asked = near(number % 50, 50_000 + number)[0]
        best = {ids[i] for i in np.argsort(-(vectors @ asked))[:10]}
        found += len(best & {i for i, _ in dense.search(asked, 10)})
    return found / (10 * len(questions))


def test_what_is_found_is_measured_and_told(store: LocalStore) -> None:
    """The recall that was measured is the one that questions get, and `status` tells it with the number of lists."""
    made = json.loads(store.recipe["dense"])

    assert made["recall"] >= RECALL
    assert recall(store, range(100)) == pytest.approx(made["recall"], abs=0.05)
    assert f"approximate ({made['probed']} of {made['lists']} lists" in told(store)
    assert made["probed"] < made["lists"]


def test_a_small_store_is_compared_whole(tmp_path: Path) -> None:
    """Under the threshold every vector is compared, and `status` says so."""
    few = LocalStore.create(tmp_path / "few", {"dimension": str(DIMENSION)})
    few.apply(articles(1, 999))
    write_file(few, DIMENSION)

    assert "exact (every vector is compared)" == told(few)
    assert 1.0 == recall(few, range(20))


def test_lists_follow_what_comes_and_goes(store: LocalStore) -> None:
    """After additions and removals the file is brought in line without making its lists anew, and finds what is there."""
    lists = json.loads(store.recipe["dense"])["lists"]
    store.apply(articles(ROWS + 1, ROWS + 400), remove=[f"{n}.txt" for n in range(1, 301)])
    assert is_behind(store)
    write_file(store, DIMENSION)
    made = json.loads(store.recipe["dense"])

    assert (lists, ROWS, ROWS + 100) == (made["lists"], made["learned"], made["rows"])
    assert recall(store, range(50)) >= RECALL - 0.05
    assert not is_behind(store)
    gone = near(7, 7)[0]
    assert 7 not in {i for i, _ in Dense(store).search(gone, 50)}


def test_a_store_that_doubled_gets_new_lists(store: LocalStore) -> None:
    """Lists made for half of the passages are made anew for all of them."""
    store.apply(articles(ROWS + 1, 2 * ROWS))
    write_file(store, DIMENSION)

    assert 2 * ROWS == json.loads(store.recipe["dense"])["learned"]


def test_a_filter_narrows_lists_too(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """The nearest of the passages that a filter lets through are found, be they few (exactly), many, or none."""
    assert [] == Dense(store).search(near(3, 99_999)[0], 5, set())
    ids, vectors = store.vectors()
    asked = near(3, 99_999)[0]
    for outlet, most in (("Vell Herald", 5000), ("Orla Post", 10)):
        monkeypatch.setattr("index.local.dense.EXACT", most)
        allowed = store.allowed(Filter(outlet=outlet))
        assert allowed is not None
        best = [ids[i] for i in np.argsort(-(vectors @ asked)) if ids[i] in allowed][:5]

        found = {i for i, _ in Dense(store).search(asked, 5, allowed)}
        assert len(set(best) & found) >= (5 if most == 5000 else 4)  # eight bits may swap two that are as near
        assert found <= allowed


def test_common_words_do_not_widen_a_search(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where words stand in more passages than are scored, the rarest choose; of one common word the newest are scored."""
    monkeypatch.setattr(lexical, "LARGE", 1000)
    monkeypatch.setattr(lexical, "COMMON", 1.1)
    monkeypatch.setattr(lexical, "SCORED", 200)
    monkeypatch.setattr(lexical, "COUNTED", 500)

    assert 2345 == lexical.search(store, "ferry number 2345", 5)[0][0]
    assert '"2345"' == lexical.match_expression(store, "ferry 2345")
    newest = {i for i, _ in lexical.search(store, "ferry", 5000)}
    assert set(range(ROWS - 199, ROWS + 1)) == newest
    assert {"ferry": ROWS, "2345": 1, "tram": 0} == lexical.passage_counts(store, ["ferry", "2345", "tram"])


def test_a_broad_filter_is_applied_to_what_was_found(store: LocalStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Searching before the filter gives the passages that searching after it gives, for a filter that lets most through."""
    asked = near(3, 99_999)[0]
    broad, narrow = Filter(outlet="Orla Post"), Filter(outlet="Vell Herald")
    after = [hybrid(store, asked, "ferry 1503", 10, only) for only in (broad, narrow)]
    monkeypatch.setattr("index.local.ranking.LARGE", 1000)
    before = [hybrid(store, asked, "ferry 1503", 10, only) for only in (broad, narrow)]

    assert "1503.txt" == before[0][0].passage.article
    assert len({hit.passage.id for hit in before[0]} & {hit.passage.id for hit in after[0]}) >= 9
    assert after[1] == before[1]
    found = [pair.passage.article for pair in hybrid(store, 0 * asked, "ferry 1503", 10, broad)]
    assert "1503.txt" == found[0]  # by words alone, where the question has no vector
    assert {"Vell Herald"} == {article.outlet for hit in before[1] if (article := store.article(hit.passage.article))}
