"""Names and places as each source gives them."""

import pytest

from index.answers.questions.question import read_question
from index.answers.relations.values import values
from tests.heard import heard

WHO = read_question("Who leads the harbour police in Vell?")
A = heard("a", "The harbour police in Vell are led by Ines Vaur.", "Ines Vaur", score=3.2)
B = heard("b", "Captain Vaur leads the harbour police in Vell.", "Captain Vaur")
C = heard("c", "Tomas Brede leads the harbour police in Vell.", "Tomas Brede")


def test_one_name_in_two_forms_is_one_answer() -> None:
    """ "Captain Vaur" and "Ines Vaur" are one; the longer list of sources answers."""
    found = values(WHO, [A, B], given=False)

    assert [["a", "b"]] == [[one.evidence.article.path for one in value.scored] for value in found]
    assert "Ines Vaur" == found[0].text


@pytest.mark.parametrize("answer", ["harbour police", "led"])
def test_what_is_no_name_does_not_answer_who(answer: str) -> None:
    """The question's own words and words without a capital are no name."""
    assert [] == values(WHO, [heard("a", "The harbour police in Vell are led by Ines Vaur.", answer)], given=False)


def test_an_unsure_reader_is_not_heard() -> None:
    """A span that the reader hardly believes leads no answer; of sources given with the question it may."""
    unsure = heard("a", "The harbour police in Vell are led by Ines Vaur.", "Ines Vaur", read=0.3)

    assert [] == values(WHO, [unsure], given=False)
    assert ["Ines Vaur"] == [value.text for value in values(WHO, [unsure], given=True)]


def test_a_list_is_told_by_one_source() -> None:
    """Towns are listed as the best source lists them; a shorter list elsewhere is no contradiction."""
    towns = read_question("Which towns were flooded?")
    long = heard("a", "Vell, Orla and Brede were flooded.", "Vell, Orla and Brede", score=3.2)
    short = heard("b", "Vell and Orla were flooded on Monday.", "Vell and Orla")

    assert ["Vell, Orla and Brede"] == [value.text for value in values(towns, [long, short], given=False)]


def test_figures_of_given_sources_compete() -> None:
    """Two days that two sources give are both told, whole."""
    when = read_question("When did the mill close?")
    one = heard("a", "The mill closed on 9 May 2026.", "2026")
    other = heard("c", "The mill closed on 12 May 2026.", "12 May 2026", score=2.0)

    assert ["9 May 2026", "12 May 2026"] == [value.text for value in values(when, [one, other], given=True)]


def test_an_answer_is_told_in_full() -> None:
    """Of "Vaur" and "Ines Vaur" the full name is told; of a day the most exact."""
    told = values(
        WHO, [heard("a", "Vaur leads it.", "Vaur"), heard("b", "Ines Vaur leads it.", "Ines Vaur")], given=True
    )

    assert ["Ines Vaur"] == [value.text for value in told]


def test_more_said_is_no_other_answer() -> None:
    """Where the reader takes the same words, a longer noun phrase around them is no other answer."""
    job = read_question("What is the profession of Tomas Brede?")
    one = heard("a", "Tomas Brede is a Vellan ice hockey player.", "ice hockey")
    other = heard("b", "Tomas Brede was a retired ice hockey forward.", "ice hockey")

    assert 1 == len(values(job, [one, other], given=True))


CHURCH = "The church of Orla stands on a hill above the harbour of Vell. It was founded in {} by fishermen who had come from the islands."
WHEN = read_question("When was the church of Orla founded?")


def test_a_changed_copy_is_told_last_and_as_such() -> None:
    """A word for word copy that gives another year, which a third source does not bear out, competes with nothing."""
    original, copy = (heard(path, CHURCH.format(year), year) for path, year in (("a", "1856"), ("b", "1900")))
    third = heard("c", "Orla church, founded in 1856, was burnt down twice.", "1856", read=0.5)
    told = values(WHEN, [copy, original, third], given=True)

    assert [("1856", False), ("1900", True)] == [(value.text, value.changed) for value in told]
