"""Lexical search takes any words as words, and ranks by what is rare and how often it stands there."""

import math
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Article
from index.library import Index
from index.local import lexical
from index.local.lexical import TEXT_WEIGHT, TITLE_WEIGHT, match_expression, passage_counts, search
from index.opening import local
from index.types import Filter
from index.words import TERMS
from tests.conftest import ARTICLES, CountingEncoder

BRIDGE, STORM, RICE = 1, 2, 3  # ids of the passages of ARTICLES


def index_of(*articles: Article) -> Index:
    return Index.in_memory(articles, CountingEncoder())


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("fishermen", STORM),
        ("the fisherman that was missed", STORM),
        ("who closed it", BRIDGE),
        ("pupils, rice?", RICE),
        ("RICE", RICE),
        ("Orlá", BRIDGE),
        ("what is in it", RICE),
    ],
)
def test_the_passage_with_the_words_comes_first(library: Index, query: str, first: int) -> None:
    """Words are found in any case, number or tense and without their accents; words of asking count only when alone."""
    assert first == search(local(library.store), query, 5)[0][0]


@pytest.mark.parametrize(
    "query",
    [
        'bridge AND NOT "',
        "bridge OR",
        "NEAR(bridge storm, 1)",
        "context:bridge",
        "{context text}: bridge",
        "bridge*",
        "^bridge",
        "-bridge",
        "(bridge",
        "'bridge'; DROP TABLE words; --",
        "bridge\x00storm",
        "“bridge”…",
        "bridge\ud800",
        "bridge " * 50_000,
        " ".join(f"bridge w{n}" for n in range(5000)),
    ],
    ids=lambda query: query[:12].encode("unicode_escape").decode(),
)
def test_operators_and_odd_signs_are_not_obeyed(library: Index, query: str) -> None:
    """FTS5 syntax, SQL, NUL, half characters and endless queries are searched as the words in them."""
    assert BRIDGE in [i for i, _ in search(local(library.store), query, 5)]
    assert 3 == library.store.count("passages")


@pytest.mark.parametrize("query", ["", " \n", '"*(){}^:-', "…", "\x00", "🌧", "\ud800"])
def test_a_query_without_words_finds_nothing(library: Index, query: str) -> None:
    """Without a word there is nothing to search."""
    assert match_expression(local(library.store), query) is None
    assert [] == search(local(library.store), query, 5)


@given(st.text(max_size=200))
def test_any_query_is_safe(query: str) -> None:
    """No query, whatever signs it holds, is an error, and no passage is found twice."""
    found = [i for i, _ in search(local(index_of(*ARTICLES[:1]).store), query, 5)]

    assert len(found) == len(set(found))


def test_a_query_of_operators_is_words(library: Index) -> None:
    """Each word is searched once, in quotes, words of asking left out; a question of nothing else keeps them."""
    assert '"bridge" OR "near" OR "cost"' == match_expression(local(library.store), 'the bridge NEAR "cost"* Bridge')
    assert '"who" OR "was" OR "it"' == match_expression(local(library.store), "Who was it?")
    assert TERMS == (match_expression(local(library.store), " ".join(f"w{n}" for n in range(500))) or "").count('"') / 2


def test_scores_are_those_of_the_textbook() -> None:
    """Scores are BM25 with k1 1.2 and b 0.75, context and text weighted, as computed here with Robertson's formula."""
    store = index_of(*(Article(f"{n}", text) for n, text in enumerate(TEXTS))).store
    lengths = [len(text.split()) for text in TEXTS]
    mean = sum(lengths) / len(TEXTS)

    def bm25(word: str, text: str) -> float:
        holding = sum(word in other.split() for other in TEXTS)
        rarity = math.log((len(TEXTS) - holding + 0.5) / (holding + 0.5))
        count = TEXT_WEIGHT * text.split().count(word)
        return rarity * count * 2.2 / (count + 1.2 * (0.25 + 0.75 * len(text.split()) / mean))

    expected = {n: bm25("ferry", text) + bm25("quay", text) for n, text in enumerate(TEXTS, start=1)}

    assert {n: pytest.approx(score) for n, score in expected.items() if score} == dict(
        search(local(store), "ferry quay", 9)
    )


TEXTS = (
    "ferry ferry quay",
    "ferry boat boat boat boat boat",
    "quay",
    "boat",
    "tram",
    "road",
    "cart",
    "rail",
    "lorry bus",
)


def test_the_text_outweighs_the_title() -> None:
    """A word in a passage counts for more than the same word in its title or outlet, and that more than nothing."""
    store = index_of(
        Article("title", "Nothing more is known.", "Ferry sinks"),
        Article("text", "The ferry sank.", "Nothing is known"),
        Article("outlet", "Nothing is known here.", "Nothing", "Ferry Times"),
        Article("none", "Nothing is known.", "Nothing"),
        *(Article(f"{n}", "All is calm.", "Calm") for n in range(4)),
    ).store

    assert TITLE_WEIGHT < TEXT_WEIGHT
    assert [2, 1, 3] == [i for i, _ in search(local(store), "ferry", 9)]


def test_the_best_are_first_and_ties_by_id(library: Index) -> None:
    """Scores fall, and passages with equal scores come in the order of their ids, so a limit keeps the same ones."""
    store = index_of(*(Article(f"{n}", "The tram ran." if n % 2 else "A bus ran late.") for n in range(9))).store

    assert [2, 4, 6, 8] == [i for i, _ in search(local(store), "tram", 9)]
    assert [2, 4] == [i for i, _ in search(local(store), "tram", 2)]
    found = [score for _, score in search(local(library.store), "storm bridge cost Vell", 9)]
    assert sorted(found, reverse=True) == found


def test_a_filter_is_no_limit(library: Index) -> None:
    """Passages that a filter leaves out take no place of those it lets through."""
    allowed = local(library.store).allowed(Filter(since=date(2026, 5, 5)))

    assert [STORM] == [i for i, _ in search(local(library.store), "Vell rice bridge", 1, allowed)]
    assert [] == search(local(library.store), "rice", 5, allowed)


def test_counts_are_of_passages(library: Index) -> None:
    """A word is counted once for each passage that holds any form of it; a sign or an unknown word in none."""
    words = ["vell", "fisherman", "bridges", "orla post", "…", "zebra"]

    assert {"vell": 2, "fisherman": 0, "bridges": 1, "orla post": 2, "…": 0, "zebra": 0} == passage_counts(
        local(library.store), words
    )


def test_common_words_are_left_out_of_a_large_index(monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large index a word that stands in most passages is not searched beside rarer ones, but is when alone."""
    store = index_of(
        *(Article(f"{n}", f"The council met in Vell{' again' if n == 5 else ''}.") for n in range(9))
    ).store

    assert '"council" OR "again"' == match_expression(local(store), "council again")
    monkeypatch.setattr(lexical, "LARGE", 9)
    assert '"again"' == match_expression(local(store), "council again")
    assert '"council"' == match_expression(local(store), "council")
