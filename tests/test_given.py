"""What each given source answers by itself."""

import pytest

from index.answers.evidence.spans import span_text
from index.answers.questions.question import read_question
from index.answers.relations.given import heard as answers
from tests.heard import heard

BORN, DIED = (read_question(f"When {asked}?") for asked in ("was Captain Jarro born", "did Captain Jarro die"))
LIFE = "Captain Jarro (3 May 1851 – 12 June 1920) led the harbour police."


@pytest.mark.parametrize("read", ["1851", "12 June 1920", "3 May 1851 – 12 June 1920"])
def test_of_a_lifetime_the_end_asked_for_is_told(read: str) -> None:
    """Whatever of "(3 May 1851 – 12 June 1920)" the reader takes, birth is its beginning and death its end."""
    assert "3 May 1851" == span_text(answers(BORN, [heard("a", LIFE, read)])[0])
    assert "12 June 1920" == span_text(answers(DIED, [heard("a", LIFE, read)])[0])


def test_a_year_is_told_as_the_day() -> None:
    """Where the next sentence tells the one day of that year, the day is told from there."""
    text = "The mill of Orla closed in 2026. On 9 May 2026 its last shift went home."
    when = read_question("When did the mill of Orla close?")
    year, day = heard("a", text, "2026"), heard("a", text, "shift", read=0.0)

    assert "9 May 2026" == span_text(answers(when, [year, day])[0])


def test_of_each_source_the_surest_answer_is_told() -> None:
    """The reader's best span of a source counts, not the best sentence; the surest source comes first."""
    who = read_question("Who led the harbour police?")
    text = "Tomas Brede led the harbour police. Ines Vaur wrote of it."
    best, worse = (
        heard("a", text, "Tomas Brede", read=0.7, score=1.0),
        heard("a", text, "Ines Vaur", read=0.4, score=4.0),
    )
    other = heard("b", "Jarro led it.", "Jarro", read=0.9)

    assert ["Jarro", "Tomas Brede"] == [span_text(one) for one in answers(who, [worse, best, other])]


def test_a_sum_of_money_does_not_answer_how_many() -> None:
    """A figure of another kind is no answer, however sure the reader is."""
    people = read_question("How many people live in Vell?")

    assert [] == answers(people, [heard("a", "Vell has a budget of $40,000.", "$40,000")])
    assert ["8,310"] == [span_text(one) for one in answers(people, [heard("a", "Vell has 8,310.", "8,310")])]


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Vell has a density of 885.0 people per square mile.", "885.0 people"),
        ("Of the area of Vell, 9.62% is water.", "9.62%"),
        ("Vell lies at (39.212583, -94.123699).", "39.212583"),
    ],
)
def test_a_population_is_a_number_of_wholes(text: str, answer: str) -> None:
    """A density, a share or a coordinate is no population; what else the source gives is."""
    population = read_question("What is the population of Vell?")
    census = "In 2000 it had 2,355 people."

    (told,) = answers(population, [heard("a", text, answer, read=0.9), heard("a", census, "2,355", read=0.5)])
    assert "2,355 people" == span_text(told)


def test_where_a_total_is_asked_the_total_is_told() -> None:
    """However sure the reader is of a part."""
    text = "The first stage was 213 km. The total distance of the race was 1,333 km."
    part, whole = heard("a", text, "213 km", read=0.9), heard("a", text, "1,333 km", read=0.1)
    total, first = (read_question(f"What was the {of} of the race?") for of in ("total distance", "length"))

    assert ["1,333 km"] == [span_text(one) for one in answers(total, [part, whole])]
    assert ["213 km"] == [span_text(one) for one in answers(first, [part, whole])]
