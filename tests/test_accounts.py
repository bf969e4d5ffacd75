"""A second account in words: who, where and whether, told by another mouth."""

from datetime import date

import pytest

from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Answer

BARN = (
    "The barn of the Orla mill burned down on Sunday night. The mill's owner, Tilde Harrow, says that the watchman, Odo Penn, had locked the gate at nine. "
    "Mr Penn, through his lawyer, denies it. He says that Mrs Harrow had sent him home at six and that the gate was never locked."
)
LEDGE = (
    "The climbers fell from the north ledge of the Orla, the mountain police said on Monday.",
    "The climbers fell from the chapel wall of the Orla, according to the hut's keeper, Signe Lund, who watched them on Monday.",
)


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


def asked(encoder: SentenceTransformerEncoder, question: str, *texts: str) -> Answer:
    articles = [
        Article(f"{at}.txt", text, f"Night on the Orla, part {at}", f"Outlet {at}", date(2026, 5, 4))
        for at, text in enumerate(texts)
    ]
    return Index.in_memory(articles, encoder).ask(question)


def test_a_denial_stands_beside_what_it_denies(encoder: SentenceTransformerEncoder) -> None:
    """Yes from one mouth and no from the next are both quoted, and neither is called right."""
    answer = asked(encoder, "Was the gate of the mill locked?", BARN)

    assert "conflicting" == answer.status
    assert answer.headline.startswith("Reports differ: “")
    assert 2 == len(answer.citations)
    assert any("locked the gate at nine" in cited.quote for cited in answer.citations)


def test_two_places_of_one_day_are_both_told(encoder: SentenceTransformerEncoder) -> None:
    """Two outlets that do not mention each other differ on where it was."""
    answer = asked(encoder, "Where did the climbers fall?", *LEDGE)

    assert "conflicting" == answer.status
    assert "north ledge" in answer.headline
    assert "chapel wall" in answer.headline
    assert len(answer.headline) <= 300


def test_one_account_told_by_two_is_no_difference(encoder: SentenceTransformerEncoder) -> None:
    """A second source for the same place is no second account."""
    again = LEDGE[0].replace("the mountain police said", "said the mountain police of the valley")

    assert "answered" == asked(encoder, "Where did the climbers fall?", LEDGE[0], again).status
