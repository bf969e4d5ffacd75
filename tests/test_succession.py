"""Who holds an office now: the name that a sentence gives as the successor's."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.types import Article
from index.answers.evidence.succession import with_successors
from index.answers.questions.question import read_question
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from tests.heard import heard

QUESTION = "who is the harbour master of Brede now?"


def named(text: str, question: str = QUESTION) -> str | None:
    """What is read as the answer in a sentence that the reader takes for none, with every word of the question near it."""
    one = replace(heard("a.txt", text, text.split()[0], read=0.1, score=1.0), support={"harbour": 1.0})
    (told,) = with_successors(read_question(question), [one])
    assert told.span is not None
    return text[told.span[0] : told.span[1]] if told.read > 0.5 else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Her successor, Ivo Tamm, learnt to sail as a boy.", "Ivo Tamm"),
        ("The replacement will be Dr Lena Osk, who starts in May.", "Lena Osk"),
        ("He is replaced by Teo Marrin, a dentist.", "Teo Marrin"),
        ("She was succeeded as harbour master by Anna van Roo on Monday.", "Anna van Roo"),
        ("Ada Lorne, a professor of law, will take his place.", "Ada Lorne"),
        ("Bo Trell took over on 1 May.", "Bo Trell"),
        ("Ines Quo has been named to succeed him.", "Ines Quo"),
        ("Nils Ward has handed over the running of the harbour to Vera Holt.", "Vera Holt"),
        ("The new harbour master is Sten Ayre.", "Sten Ayre"),
        ("The new harbour master, Sten Ayre, is an engineer.", "Sten Ayre"),
        ("The harbour master, Nils Ward, declined to comment.", None),
        ("Nils Ward was replaced on Monday.", None),
        ("She handed a letter to Vera Holt.", None),
    ],
)
def test_a_successor_is_named_in_few_ways(text: str, name: str | None) -> None:
    assert named(text) == name


@pytest.mark.parametrize(
    "question",
    [
        "who was the first harbour master of Brede?",
        "who was harbour master in March 2020?",
        "when did Ivo Tamm take over?",
    ],
)
def test_only_who_holds_an_office_now_asks_for_a_successor(question: str) -> None:
    assert named("Her successor, Ivo Tamm, learnt to sail as a boy.", question) is None


@pytest.mark.encoder
def test_the_newest_holder_of_an_office_answers() -> None:
    before = "The harbour master of Brede, Nils Ward, said on Monday that the pier was safe. Mr Ward has run the port since 2019."
    after = "Nils Ward, harbour master of Brede for seven years, retired on Friday. He keeps bees. His successor, Vera Holt, was a pilot."
    index = Index.in_memory(
        [
            Article("march.txt", before, "Pier is safe", "Orla Post", date(2026, 3, 2)),
            Article("june.txt", after, "A farewell at the port", "Orla Post", date(2026, 6, 10)),
        ],
        SentenceTransformerEncoder(),
    )

    answer = index.ask(QUESTION)

    assert answer.headline.startswith("Vera Holt – “His successor, Vera Holt, was a pilot.”")
    assert answer.citations[0].article == "june.txt"
