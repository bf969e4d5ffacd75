"""Values told beside the one that fits best, since each may be what was asked for; a newer one may take its place."""

from datetime import date

import pytest

from corpus.types import Article
from index.answers import ask
from index.answers.relations import beside
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Answer

BEFORE = Article(
    "before.txt",
    "The Vell shipyard has put 1,450 workers on short time because orders are weak. Its owner spoke of a bad year. "
    "The shipyard has 5,200 employees in all.",
    "Short time at the Vell shipyard",
    "Orla Post",
    date(2026, 3, 2),
)
NOW = "how many workers of the Vell shipyard are on short time now?"
LATER = "The Vell shipyard is to build two ferries. Of its people, 380 are still on short time."


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


def asked(
    encoder: SentenceTransformerEncoder, question: str, later: str, day: date | None = date(2026, 9, 14)
) -> Answer:
    after = Article("after.txt", later, "The Vell shipyard gets an order", "Orla Post", day)
    return ask(Index.in_memory([BEFORE, after], encoder), question)


def test_what_is_said_last_in_passing_answers(encoder: SentenceTransformerEncoder) -> None:
    """ "Of its people, 380 are still on short time" is no sentence about workers, but the newest about them."""
    answer = asked(encoder, NOW, LATER)

    assert answer.headline.startswith("380 people – “Of its people, 380 are still on short time.”")
    assert [told.value for told in answer.figures] == [380, 1450, 5200]
    assert "; earlier: 1,450 workers (Orla Post, 2 March 2026)" in answer.headline
    assert "Earlier:\n- 1,450 workers" in answer.text


def test_it_is_the_weights_that_tell(encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "others", lambda *_: iter(()))

    assert asked(encoder, NOW, LATER).figures[0].value == 1450


def test_what_may_have_taken_its_place_is_told_beside_it(
    encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A newer value that is too uncertain to lead stands in the headline with its day, and its quote among the sources."""
    monkeypatch.setattr(beside, "INSTEAD", 1.0)
    answer = asked(encoder, NOW, LATER)

    assert answer.headline.startswith("1,450 workers – ")
    assert "; later: 380 people (Orla Post, 14 September 2026)" in answer.headline
    assert "Of its people, 380 are still on short time." in [citation.quote for citation in answer.citations]


def test_of_an_unknown_day_it_is_neither_earlier_nor_later(encoder: SentenceTransformerEncoder) -> None:
    answer = asked(encoder, NOW, LATER, day=None)

    assert answer.headline.startswith("1,450 workers – ")
    assert "380 people (Orla Post)" in answer.headline.split("; also: ")[1]


@pytest.mark.parametrize(
    ("question", "later"),
    [
        ("how many workers were put on short time at first?", LATER),
        (NOW, "The Vell shipyard is to build two ferries. Of its people, 380 will still be on short time in spring."),
        (NOW, "The Vell shipyard is to build two ferries. Its canteen served 380 meals to them on Monday."),
        (NOW, "The Vell shipyard is to build two ferries. In Brede, 380 workers of another shipyard went home."),
    ],
)
def test_the_first_a_plan_or_another_matter_stays_aside(
    encoder: SentenceTransformerEncoder, question: str, later: str
) -> None:
    assert asked(encoder, question, later).figures[0].value == 1450
