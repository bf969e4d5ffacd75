"""The first line of an answer: a second sentence where it finds room, and never more than 300 characters."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Article
from index.answers import ask
from index.answers.telling.headlines import HEADLINE, Quoted, of_sentence
from index.library import Index
from tests.conftest import CountingEncoder

ORLA = Article("orla.txt", "", "News of Orla", "Orla Post", date(2026, 3, 2))
VELL = Article("vell.txt", "", "News of Vell", "Vell Star", date(2026, 3, 3))


def test_a_second_sentence_follows_with_its_own_source() -> None:
    """Two short sentences stand side by side, each with who printed it."""
    told = of_sentence(Quoted(ORLA, "The bridge was shut.", "The bridge"), Quoted(VELL, "A pillar had cracked."))

    assert told == (
        "The bridge – “The bridge was shut.” (Orla Post, 2 March 2026); also “A pillar had cracked.” (Vell Star, 3 March 2026)"
    )


def test_two_sentences_of_one_article_share_their_source() -> None:
    """The source is told once."""
    told = of_sentence(Quoted(ORLA, "The bridge was shut."), Quoted(ORLA, "A pillar had cracked."))

    assert told == "“The bridge was shut.”; also “A pillar had cracked.” (Orla Post, 2 March 2026)"


def test_a_second_sentence_without_room_is_left_out() -> None:
    """Where less than sixty characters are left, only the first one stands."""
    long = "The bridge was shut on Monday because " + "the river rose and " * 11 + "fell."

    assert of_sentence(Quoted(ORLA, long), Quoted(VELL, "A pillar had cracked. " * 5)).count("“") == 1


@given(st.text(alphabet="abc .", min_size=1, max_size=500), st.text(alphabet="abc .", min_size=1, max_size=500))
def test_no_headline_is_longer_than_allowed(first: str, second: str) -> None:
    """Whatever the sentences are."""
    assert len(of_sentence(Quoted(ORLA, first), Quoted(VELL, second))) <= HEADLINE


def test_a_toll_stands_before_its_number() -> None:
    """A "death toll of 13", not "13 death toll"."""
    article = Article(
        "vell.txt", "The death toll rose to about 13 on Tuesday.", "Blast at Vell", "Vell Star", date(2026, 3, 3)
    )
    answer = ask(Index.in_memory([article], CountingEncoder()), "What was the death toll in Vell?")

    assert answer.headline.startswith("death toll of about 13 – ")
