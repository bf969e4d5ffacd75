"""How figures relate: whose they are, which agree, which compete, which follow."""

from dataclasses import replace
from datetime import date

import pytest

from corpus.types import Article
from index.answers.evidence.candidates import Candidate, owned
from index.answers.evidence.fits import OTHER_THING, noun_fit, predicate_fit
from index.answers.evidence.gathering import Evidence, Scored
from index.answers.evidence.roles import role_fit
from index.answers.questions.question import read_question
from index.answers.relations.groups import grouped, parts_of, same_value
from index.answers.relations.relating import relate
from index.answers.words import stem_set
from index.figures.extract import extract
from index.types import Answer, Figure, Finding

DAY = date(2026, 5, 4)


def sentence(text: str, path: str = "a.txt", day: date | None = DAY) -> Scored:
    """One sentence as a whole article, well scored."""
    stems = stem_set(text)
    evidence = Evidence(
        Article(path, text, None, None, day),
        0,
        len(text),
        0,
        stems,
        stems,
        stems,
        stems,
        stems,
        tuple(extract(text, day)),
        0.7,
    )
    return Scored(evidence, 1.0, 1.0, 0.0, 1.0, 0.7, 1.0, {}, 3.0)


def candidate(
    text: str, number: str, path: str = "a.txt", day: date | None = DAY, score: float = 3.0, role: float = 0.6
) -> Candidate:
    one = sentence(text, path, day)
    return Candidate(next(f for f in one.evidence.figures if f.text == number), one, 1.0, 1.0, role, 0.0, 0.0, score)


def figure(text: str) -> Figure:
    return next(f for f in extract(text, DAY) if f.kind in ("count", "date", "money"))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("14 people died.", "Fourteen people died.", True),
        ("14 people died.", "15 people died.", False),
        ("1,020 people came.", "About 1,000 people came.", True),
        ("1,300 people came.", "About 1,000 people came.", False),
        ("At least 14 people died.", "14 people died.", True),
        ("At least 14 people died.", "31 people died.", False),
        ("It cost $12 million.", "It cost €12 million.", False),
        ("It opens on 9 May 2026.", "It opens in May 2026.", True),
        ("It opens on 9 May 2026.", "It opens on 10 May 2026.", False),
    ],
)
def test_equal_values(one: str, other: str, same: bool) -> None:
    """Words and digits, a rounded figure near an exact one, and a day within a month are one value; currencies are not."""
    assert same == same_value(figure(one), figure(other))


ROW = "Arland has 150 officers in the valley, Boland has 78 soldiers, and Ceria 24 medics."


@pytest.mark.parametrize(
    ("question", "mine"),
    [
        ("How many people has Arland sent?", ["150"]),
        ("How many people has Boland sent?", ["78"]),
        ("how many cerians are there", ["24"]),
        ("How many people are in the valley?", ["150", "78", "24"]),
    ],
)
def test_whose_a_figure_is(question: str, mine: list[str]) -> None:
    """In a sentence that gives several names a figure each, a figure belongs to the name of its own part."""
    one = sentence(ROW)

    assert mine == [f.text for f in one.evidence.figures if owned(read_question(question), one, f)]


def test_a_figure_of_another_people_is_not_ours() -> None:
    """Bolandan officers are no answer to how many Arland sent."""
    one = sentence("Last week 739 new Bolandan officers received their badges.")

    assert not owned(read_question("How many officers did Arland send?"), one, one.evidence.figures[-1])


DIED = read_question("How many people died in the fire?")
FIVE = candidate("Five people died in the fire, the brigade said.", "Five")
SEVEN = candidate("Seven people died in the fire, the union said.", "Seven", "b.txt")
LATER = candidate("Nine people died in the fire, the brigade said.", "Nine", "c.txt", date(2026, 5, 9))
PLAN = candidate("The town will send twelve people.", "twelve", "d.txt")


def test_the_newest_answers_and_the_rest_is_earlier() -> None:
    """The newest value is the answer; those before it are told, newest first."""
    found = relate(DIED, grouped([FIVE, LATER]))

    assert found is not None
    assert (9, [5]) == (found.main.figure.value, [g.figure.value for g in found.earlier])
    assert () == found.rivals


def test_a_value_told_again_after_the_month_asked_about_is_no_newer_one() -> None:
    """Asked of May, a count of early May that an article of June gives too does not outrun one of late May."""
    asked = read_question("How many people died in the fire in May 2026?")
    early = [candidate("Five people died in the fire.", "Five", f"{day}.txt", day) for day in (DAY, date(2026, 6, 9))]
    late = candidate("Nine people died in the fire.", "Nine", "late.txt", date(2026, 5, 28))
    found = relate(asked, grouped([*early, late]))

    assert found is not None
    assert 9 == found.main.figure.value


def test_a_peak_is_answered_by_the_value_that_fits_best() -> None:
    """Asked of the worst point, a newer count that fits less does not take the place of the one told as the most."""
    asked = read_question("How many ships waited off Vell at the worst point?")
    most = candidate("There were 54 ships off Vell, more than on any day before.", "54", "a.txt", date(2026, 5, 4), 3.2)
    newer = candidate("The harbour master counted 51 ships off Vell.", "51", "b.txt", date(2026, 5, 9), 3.0)
    found = relate(asked, grouped([most, newer]))

    assert found is not None
    assert 54 == found.main.figure.value


@pytest.mark.parametrize(
    ("question", "text", "number", "fit"),
    [
        ("How many officers were hurt?", "Five officers were killed, and 61 wounded.", "61", 0.8),
        ("How many officers were killed?", "Five officers were killed, and 61 wounded.", "61", OTHER_THING),
        ("How many deaths did the ministry count?", "The ministry counts 29 dead.", "29", 1.0),
        ("How many deaths did the ministry count?", "The ministry counts 29 missing.", "29", 0.3),
        ("How many people were hurt?", "Nine people have died.", "Nine", 0.3),
        ("How many people were on board?", "The number of people who lost their lives rose to nine.", "nine", 0.3),
        ("How many prisoners escaped?", "Of the 139 who fled in May, 128 are back.", "139", 0.85),
    ],
)
def test_a_state_stands_for_those_who_are_in_it(question: str, text: str, number: str, fit: float) -> None:
    """ "61 wounded" counts the officers who were hurt, "29 dead" the deaths."""
    one = sentence(text)
    figure = next(f for f in one.evidence.figures if f.text == number)

    assert fit == noun_fit(read_question(question), one, figure)


def test_lower_bounds_of_unknown_days_can_both_be_true() -> None:
    """ "More than 700" and "more than 1,000" do not contradict one another; the higher one says more."""
    low = candidate("More than 700 people died in the fire.", "700", "a.txt", None)
    high = candidate("More than 1,000 people died in the fire.", "1,000", "b.txt", None)
    found = relate(DIED, grouped([low, high]))

    assert found is not None
    assert (1000, ()) == (found.main.figure.value, found.rivals)


def test_a_plan_never_answers_what_happened() -> None:
    """Where something was reported, a plan is told beside it; alone it is all there is."""
    beside = relate(DIED, grouped([FIVE, PLAN]))
    alone = relate(DIED, grouped([PLAN]))

    assert beside is not None
    assert alone is not None
    assert (5, [12]) == (beside.main.figure.value, [g.figure.value for g in beside.planned])
    assert 12 == alone.main.figure.value


def test_agreement_decides_between_equals() -> None:
    """Of two values as well told, undated, the one that more articles give is the answer."""
    once = candidate("Five people died in the fire.", "Five", "a.txt", None, score=3.05)
    twice = [candidate("Seven people died in the fire.", "Seven", path, None) for path in ("b.txt", "c.txt", "d.txt")]
    found = relate(DIED, grouped([once, *twice]))

    assert found is not None
    assert 7 == found.main.figure.value


def test_a_part_is_not_the_whole_told_before() -> None:
    """After "five people", "how many of them ..." asks for another value than five."""
    whole = Finding(5, "Five", "people", "exact", "reported", DAY, 1, 1, (1,))
    told = Answer("", "", "answered", "", "", (whole,))

    assert [7] == [group.figure.value for group in parts_of(told, grouped([FIVE, SEVEN]))]


@pytest.mark.parametrize(
    ("text", "number", "role"),
    [
        ("Thirty-one people of the Orla have died, two of them in hospital.", "two", 0.1),
        ("Three of the dead were from the Orla.", "Three", 0.1),
        ("Five of them have died since the Orla sank.", "Five", 0.6),
    ],
)
def test_a_part_of_what_is_told_before_it_is_no_rival_of_the_whole(text: str, number: str, role: float) -> None:
    """ "Two of them" after a count is a part of it, also where the question holds a name; at the start it may be the answer."""
    one = sentence(text)
    figure = next(f for f in one.evidence.figures if f.text == number)

    assert role == role_fit(read_question("How many people died on the Orla?"), one, figure)


def test_a_newer_part_does_not_answer_for_the_whole() -> None:
    """ "740 of the houses have been paid for" is newer than "1,043 houses were destroyed", and no count of them."""
    whole = candidate("The flood destroyed 1,043 houses.", "1,043", "a.txt", DAY)
    part = candidate("The owners of 740 of the houses have been paid.", "740", "b.txt", DAY.replace(month=9), role=0.3)
    found = relate(read_question("number of houses destroyed"), grouped([whole, part]))

    assert found is not None
    assert 1043 == found.main.figure.value


def test_what_is_taken_back_gives_way_to_what_is_put_right() -> None:
    """The right figure answers, however short its sentence, though another outlet still prints the wrong one."""
    text = "We told you that the pier cost $80,000. It cost $18,000. We are sorry."
    wrong, right, still = (
        candidate(text, "$80,000"),
        candidate(text, "$18,000", score=1.5),
        candidate("The pier cost $80,000.", "$80,000", "b.txt"),
    )
    found = relate(read_question("How much did the pier cost?"), grouped([wrong, still, right]))

    assert "withdrawn" == wrong.figure.standing
    assert found is not None
    assert (18_000, [80_000], ()) == (found.main.figure.value, [g.figure.value for g in found.withdrawn], found.rivals)


def test_what_another_says_is_not_withdrawn() -> None:
    """Where one mouth is asked for, what another gives is left out, and nothing of it is told as taken back."""
    ours = candidate("The union said that 1,043 houses were destroyed.", "1,043")
    theirs = candidate("The mayor said that 740 houses were destroyed.", "740", "b.txt")
    found = relate(read_question("How many houses were destroyed according to the union?"), grouped([theirs, ours]))

    assert found is not None
    assert (1043, ()) == (found.main.figure.value, found.withdrawn)


@pytest.mark.parametrize(
    ("question", "role"),
    [("What did the strike cost the country?", 0.1), ("What did the strike cost the country a day?", 0.6)],
)
def test_a_rate_answers_only_where_a_rate_is_asked_for(question: str, role: float) -> None:
    one = sentence("The strike is costing the country £38 million a day, the chamber says.")

    assert role_fit(read_question(question), one, one.evidence.figures[0]) == pytest.approx(role)


def test_a_time_that_something_took_is_no_rate() -> None:
    """ "1.1 million in a week" is the whole of that week."""
    one = sentence("The depositors took out £1.1 million in a week, the bank says.")

    assert role_fit(read_question("How much money was taken out?"), one, one.evidence.figures[0]) == pytest.approx(0.6)


def test_a_reported_value_is_led_by_who_reports_it() -> None:
    planned = candidate("The brigade will bury five people.", "five", "plan.txt", score=3.5)
    again = candidate("Five people died in the fire, the union said.", "Five", "c.txt")

    (group,) = grouped([planned, FIVE, again])

    assert (group.standing, group.figure.standing) == ("reported", "reported")


def test_an_outcome_is_told_in_place_of_a_plan() -> None:
    """Asked what was reached in the end, a reported value answers though the plan's sentence fits far better."""
    reached = replace(candidate("Only nine people came.", "nine", "e.txt", score=1.0), read=0.4)
    question = read_question("how many people came to the town in the end?")
    found = relate(question, grouped([PLAN, reached]))

    assert found is not None
    assert 9 == found.main.figure.value


@pytest.mark.parametrize(
    ("text", "number", "role"),
    [
        ("It is the worst fire since 2009, when 118 people died in Brede.", "118", 0.3),
        ("It is the worst fire for years: 118 people died in Brede.", "118", 0.6),
    ],
)
def test_a_case_of_another_year_is_past(text: str, number: str, role: float) -> None:
    one = sentence(text)
    figure = next(f for f in one.evidence.figures if f.text == number)

    assert role == pytest.approx(role_fit(read_question("How many people have died in Brede?"), one, figure))


@pytest.mark.parametrize(
    ("text", "fit"),
    [
        ("It came to 334 million marks.", 1.0),
        ("It was sold for 334 million marks.", 0.9),
        ("It rained on 334 million marks.", 0.0),
    ],
)
def test_a_price_is_told_in_other_words_than_cost(text: str, fit: float) -> None:
    one = replace(sentence(text), support={})
    told = predicate_fit(read_question("What did it cost?"), one, one.evidence.figures[0], {})

    assert told == pytest.approx(fit, abs=0.1)
