"""Names and places as each source gives them."""

from datetime import date

import pytest

from corpus.types import Article
from index.answers.evidence import Evidence, Scored
from index.answers.question import read_question
from index.answers.values import span_text, values
from index.figures.extract import extract


def heard(
    path: str, text: str, answer: str, *, read: float = 0.8, score: float = 3.0, day: date | None = None
) -> Scored:
    """A sentence that is a whole article, with the reader's span in it."""
    article = Article(path, text, None, path, day)
    one = Evidence(
        article, 0, len(text), 0, frozenset(), frozenset(), frozenset(), frozenset(), tuple(extract(text, day)), 0.7
    )
    start = text.index(answer)
    return Scored(one, 1.0, 1.0, 0.0, 1.0, 0.7, 1.0, {}, score, read, (start, start + len(answer)))


WHO = read_question("Who leads the harbour police in Vell?")
A = heard("a", "The harbour police in Vell are led by Ines Vaur.", "Ines Vaur", score=3.2)
B = heard("b", "Captain Vaur leads the harbour police in Vell.", "Captain Vaur")
C = heard("c", "Tomas Brede leads the harbour police in Vell.", "Tomas Brede")


def test_one_name_in_two_forms_is_one_answer() -> None:
    """ "Captain Vaur" and "Ines Vaur" are one; the longer list of sources answers."""
    found = values(WHO, [A, B], given=False)

    assert [["a", "b"]] == [[one.evidence.article.path for one in value.scored] for value in found]
    assert "Ines Vaur" == found[0].text


def test_two_names_compete() -> None:
    """Two names, as well read and of one time, are both told, the one with more sources first."""
    assert ["Ines Vaur", "Tomas Brede"] == [value.text for value in values(WHO, [A, C, B], given=False)]


def test_a_name_of_another_time_does_not_compete() -> None:
    """Who led it a year ago is no difference between sources."""
    now = heard("a", "Ines Vaur leads the harbour police in Vell.", "Ines Vaur", day=date(2026, 5, 4), score=3.2)
    then = heard("c", "Tomas Brede leads the harbour police in Vell.", "Tomas Brede", day=date(2025, 5, 4))

    assert ["Ines Vaur"] == [value.text for value in values(WHO, [now, then], given=False)]


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


def test_figures_of_given_sources_are_read_whole() -> None:
    """A span that cuts a date or a count is told with the whole of it."""
    when = read_question("When did the mill close?")
    cut = heard("a", "The mill closed on 9 May 2026.", "2026")
    count = heard("b", "The town has 3,559 people.", "3,559")

    assert "9 May 2026" == span_text(cut)
    assert "3,559 people" == span_text(count)
    other = heard("c", "The mill closed on 12 May 2026.", "12 May 2026", score=2.0)
    assert ["9 May 2026", "12 May 2026"] == [value.text for value in values(when, [cut, other], given=True)]
