"""Which spans can be told as an answer."""

import pytest

from index.answers.evidence.tellable import tellable
from index.answers.questions.question import read_question


@pytest.mark.parametrize(
    ("question", "span", "told"),
    [
        ("When was the bridge built?", "thirteenth century", True),
        ("When was the bridge built?", "Charles Lee Smith", False),
        ("When was the bridge built?", "the 121st", False),
        ("When was the bridge built?", "1960s", True),
        ("When was the bridge built?", "on the 3rd", True),
        ("How many copies were sold?", "half a million", True),
        ("How many copies were sold?", "fifty-one", True),
        ("How many copies were sold?", "Orla Smith", False),
        ("Who built the bridge?", "Ines Vaur", True),
        ("Who built the bridge?", "the bridge", False),
        ("Who built the bridge?", "CAPE ORLA, Vell, May 7 (Coast Wire) - Brede", False),
        ("How did the water get in?", "Through it the water", False),
        ("What is the bridge made of?", "stone", True),
    ],
)
def test_a_span_is_of_the_kind_asked_for(question: str, span: str, told: bool) -> None:
    """Figures answer how many, days and centuries when, names who; the question's own words nothing."""
    assert told == tellable(read_question(question), span)


def test_a_given_source_may_list_one_thing() -> None:
    """A question for a list wants an enumeration, but of a source that was given one name is an answer too."""
    towns = read_question("Which towns were flooded?")

    assert not tellable(towns, "Vell")
    assert tellable(towns, "Vell", given=True)
    assert tellable(towns, "Vell, Orla and Brede")
