"""Follow-up questions, resolved from those before them."""

import pytest

from index.answers.questions.followup import resolve
from index.answers.questions.question import read_question


@pytest.mark.parametrize(
    ("before", "text", "words"),
    [
        ("How many boats sank in Vell?", "and in Orla?", {"How many", "boats", "sank", "Orla"}),
        ("How many people were displaced?", "and in October?", {"How many", "people", "displaced", "October"}),
        ("How many boats has Arland bought?", "what about Boland?", {"How many", "boats", "bought", "Boland"}),
        ("How many people died in the storm?", "And injured?", {"How many", "people", "injured", "storm"}),
        ("How many officers were treated?", "and how many of them were shot?", {"officers", "shot", "treated"}),
    ],
)
def test_what_a_leaning_question_takes_over(before: str, text: str, words: set[str]) -> None:
    """It keeps its own words and takes what it lacks: the kind of answer, what is counted, the topic."""
    full, carried = resolve(text, read_question(before), None)

    assert [word for word in words if word.lower() not in full.lower()] == []
    assert carried


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        ("how big a fine did the owner get", "And the captain?", "how big a fine the captain (owner)?"),
        ("when was the inquiry to report?", "And whats the new date?", "what is the new date (inquiry)?"),
    ],
)
def test_what_a_short_one_asks(before: str, text: str, full: str) -> None:
    """A bare noun takes over the whole asking words; what asks for a date by itself takes none."""
    assert resolve(text, read_question(before), None)[0] == full


def test_what_became_of_people_replaces_what_was_asked_before() -> None:
    """How many were hurt asks no more how many died."""
    full, _ = resolve("And how many were hurt?", read_question("How many people died on the ferry?"), None)

    assert full == "how many people were hurt (ferry)?"


def test_a_place_replaces_the_place_before() -> None:
    """ "And in Orla?" asks of Orla, no longer of Vell."""
    full, _ = resolve("and in Orla?", read_question("How many boats sank near Vell?"), None)

    assert "Vell" not in full


@pytest.mark.parametrize(
    ("before", "text", "full"),
    [
        ("how many soldiers has New Arland sent", "what about Boland?", "how many soldiers has Boland sent?"),
        ("How many boats sank near Vell?", "and in Orla?", "How many boats sank in Orla?"),
        ("How many of the boats sank by Vell?", "and at Orla?", "How many of the boats sank at Orla?"),
        ("How many boats sank in Vell?", "what about Orla?", "How many boats sank in Orla?"),
    ],
)
def test_a_name_takes_the_place_of_the_name_before(before: str, text: str, full: str) -> None:
    """The question stays as it was worded, with the other name where its own stood."""
    assert resolve(text, read_question(before), None)[0] == full


def test_a_question_of_its_own_stays() -> None:
    """What stands by itself comes back as it is, whatever was asked before."""
    text = "How many pupils does the new school in Vell have?"

    assert (text, frozenset()) == resolve(text, read_question("Who opened the bridge?"), None)
    assert ("and now?", frozenset()) == resolve("and now?", None, None)
