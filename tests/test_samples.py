"""The sample articles, read and asked like anybody's, with the real encoder."""

import re
from datetime import date
from pathlib import Path

import pytest

from bot.settings import SAMPLES
from corpus.read import read_folder
from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from tests.conftest import origins

REAL = Path(__file__).parents[2] / "shared" / "eval" / "seeds" / "articles"


@pytest.fixture(scope="module")
def samples() -> Index:
    return Index.in_memory(articles(), SentenceTransformerEncoder())


def articles() -> list[Article]:
    return [a for a in read_folder(SAMPLES) if isinstance(a, Article)]


def runs(text: str) -> list[tuple[str, ...]]:
    """Every seven words in a row."""
    words = re.findall(r"\w+", text.lower())
    return [tuple(words[start : start + 7]) for start in range(len(words) - 6)]


def test_every_sample_is_complete() -> None:
    """Every sample has a title, an outlet, a day and a link, and none is rejected."""
    found = list(read_folder(SAMPLES))

    assert 8 == len(articles()) == len(found)
    assert all(a.title and a.outlet and a.published and a.url for a in articles())


def test_the_wire_story_has_one_origin() -> None:
    """The story that two outlets took from one wire is one origin; the others are their own."""
    found = articles()
    by_origin: dict[int, list[str]] = {}
    for article, origin in zip(found, origins(found), strict=True):
        by_origin.setdefault(origin, []).append(article.path)

    assert [["2025-01-18-contingent-flies-out.html", "2025-01-18-officers-leave-nairobi.txt"]] == [
        p for p in by_origin.values() if len(p) > 1
    ]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real articles are not beside the project")
def test_the_samples_are_our_own_words() -> None:
    """No seven words in a row of a sample stand in a real article on the same events."""
    real = {run for path in REAL.iterdir() for run in runs(path.read_text(encoding="utf-8", errors="replace"))}

    assert [] == [(a.path, " ".join(run)) for a in articles() for run in runs(a.text) if run in real]


@pytest.mark.encoder
def test_the_total_now_and_before(samples: Index) -> None:
    """The headline gives the newest total, the text the one before it."""
    answer = samples.ask("How many officers are deployed?")

    assert ("answered", 761, date(2025, 2, 7)) == (
        answer.status,
        answer.figures[0].value,
        answer.citations[0].published,
    )
    assert "617" in answer.text


@pytest.mark.encoder
def test_reports_that_differ(samples: Index) -> None:
    """217 and 270 are told side by side, the wire copies counted as one source."""
    answer = samples.ask("How many officers did Kenya send in January 2025?")

    assert "conflicting" == answer.status
    assert {217, 270} <= {f.value for f in answer.figures}
    assert "217" in answer.headline
    assert "270" in answer.headline


@pytest.mark.encoder
def test_what_is_not_there(samples: Index) -> None:
    """A country that sent nobody is not found, and the nearest article is named."""
    answer = samples.ask("How many officers has Uganda sent?")

    assert ("not_found", ()) == (answer.status, answer.citations)
    assert "nearest article" in answer.text


@pytest.mark.encoder
def test_every_quote_is_a_slice_and_every_figure_of_a_headline_is_cited(samples: Index) -> None:
    """Quotes are literal, and a number in a headline stands in a cited quote or is a count of sources."""
    for question in (
        "How many officers are deployed?",
        "who is the force commander",
        "How much did the United States give?",
    ):
        answer = samples.ask(question)
        quotes = " ".join(c.quote for c in answer.citations)
        told = re.sub(r"\([^()]*(?:article|independent|printed|\d{4})[^()]*\)", "", answer.headline)
        assert all(samples.article(c.article).text[c.start : c.end] == c.quote for c in answer.citations)
        assert all(number in quotes for number in re.findall(r"\d[\d,.]*\d|\d", told)), answer.headline


@pytest.mark.encoder
def test_the_day_of_a_figure_is_that_of_a_quote_that_gives_it(samples: Index) -> None:
    """ "As of" tells the day of a cited article, or a day that a cited sentence itself gives to its figure."""
    for question in ("How many officers are deployed?", "How many officers did Kenya send?"):
        answer = samples.ask(question)
        cited = {c.n: c for c in answer.citations}
        for figure in answer.figures:
            quotes = [cited[n] for n in figure.citations]
            days = {q.published for q in quotes}
            days |= {f.as_of for q in quotes for f in samples.figures(q.article) if q.start <= f.start < q.end}
            assert figure.as_of in days, figure


@pytest.mark.encoder
def test_about_four_hundred_is_as_old_as_the_article_that_says_so(samples: Index) -> None:
    """Another sentence of a later article, with the same number of something else, does not make it newer."""
    answer = samples.ask("How many officers are deployed?")

    assert [date(2024, 10, 12)] == [figure.as_of for figure in answer.figures if figure.value == 400]
