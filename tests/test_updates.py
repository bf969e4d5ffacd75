"""Newer values that took the place of the one that fits the question, though they are said in other words."""

from datetime import date

import pytest

from corpus.types import Article
from index.answers import ask
from index.answers.relations import updates
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


def asked(encoder: SentenceTransformerEncoder, question: str, later: str) -> Answer:
    after = Article("after.txt", later, "The Vell shipyard gets an order", "Orla Post", date(2026, 9, 14))
    return ask(Index.in_memory([BEFORE, after], encoder), question)


def test_what_is_said_last_in_passing_answers(encoder: SentenceTransformerEncoder) -> None:
    """ "Of its people, 380 are still on short time" is no sentence about workers, but the newest about them."""
    answer = asked(encoder, NOW, LATER)

    assert answer.headline.startswith("380 people – “Of its people, 380 are still on short time.”")
    assert [told.value for told in answer.figures] == [380, 1450, 5200]
    assert "Earlier:\n- 1,450 workers" in answer.text


def test_it_is_the_weights_that_tell(encoder: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(updates, "updates", lambda *_: iter(()))

    assert asked(encoder, NOW, LATER).figures[0].value == 1450


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
