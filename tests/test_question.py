"""What a question asks: the kind of answer, of what, of whom, as of when."""

from datetime import date

import pytest

from index.answers.questions.completed import with_period
from index.answers.questions.question import read_question
from index.answers.questions.typed import expand, refers_back


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("How many boats sank?", "count"),
        ("how many ppl died in vell", "count"),
        ("how big a fine did the owner get", "money"),
        ("how much per share was the offer", "money"),
        ("what is the bounty on the robber", "money"),
        ("what was the mayor's reaction", "quote"),
        ("what was the death toll", "count"),
        ("number of pupils in the new school?", "count"),
        ("How much did the bridge cost?", "money"),
        ("what is the price of a ferry ticket", "money"),
        ("What percentage of homes lost power?", "percent"),
        ("When did the harbour open?", "date"),
        ("what time does the last ferry leave", "time"),
        ("how long is the tunnel in km", "distance"),
        ("How long did the strike last?", "duration"),
        ("how old is the mayor", "age"),
        ("Who opened the bridge?", "person"),
        ("which company built the tunnel", "person"),
        ("Where did the storm make landfall?", "place"),
        ("Why was the school closed?", "reason"),
        ("What did the mayor say about the bridge?", "quote"),
        ("Which towns were flooded?", "list"),
        ("who were the buyers", "list"),
        ("where were the missing boats found", "place"),
        ("Is the bridge open again?", "yesno"),
        ("what was the length of the runway", "distance"),
        ("so what is ferros paying for the ferry", "money"),
        ("what did the mayor pay for?", "free"),
        ("what pay rise did the ferrymen get", "quantity"),
        ("How big is the gap in the pensions of the pilots?", "quantity"),
        ("what is ferros", "free"),
        ("did more than 3,000 people sail, yes or no?", "count"),
        ("have over 60% of homes got power again", "percent"),
        ("did more than half of Vell vote?", "percent"),
        ("did over 3,000 of the ferrymen stay away?", "count"),
        ("did more ferries sink?", "yesno"),
        ("what did the old ferries go for?", "money"),
        ("what was the harbour company fined", "money"),
        ("what is the tax break worth", "money"),
        ("what sum did the captain have to find", "money"),
        ("what has the mayor spent on it so far", "money"),
        ("what did the mayor say he would earn?", "quote"),
        ("what have the lawyers cost vell so far", "money"),
        ("how much of the forest was lost", "quantity"),
        ("how much of the aid money was lost", "money"),
        ("how far did ticket sales fall, in percent", "percent"),
        ("how many riders percent did the line lose", "percent"),
        ("how thick was the ash", "distance"),
        ("how full is the reservoir", "measure"),
        ("last day to send in a claim?", "date"),
        ("date the schools opened again", "date"),
        ("beds in the hospital when the merger was announced?", "free"),
        ("ferry to vell when", "date"),
        ("tell me when the merger was announced", "date"),
    ],
)
def test_the_kind_of_answer(text: str, wanted: str) -> None:
    """Every kind of question is told apart, however it is typed."""
    assert wanted == read_question(text).wanted


@pytest.mark.parametrize(
    ("text", "focus"),
    [
        ("How many police officers were sent to Vell?", ("polic", "offic")),
        ("How many more boats are planned?", ("boat",)),
        ("what is the number of pupils", ("pupil",)),
        ("How many died?", ()),
    ],
)
def test_what_is_counted(text: str, focus: tuple[str, ...]) -> None:
    """The focus is the noun phrase that is counted, as stems."""
    assert focus == read_question(text).focus


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("how many boats did the mayor think she could buy", "planned"),
        ("How many boats are planned?", "planned"),
        ("How many boats were bought in the end?", "actual"),
        ("how many flats did the city say would be ready by May", "planned"),
        ("how many boats does she mean to buy", "planned"),
        ("How many officers are there now?", "latest"),
        ("How many officers were in the first group?", "first"),
        ("How many more boats will be bought?", "more"),
        ("How many were bought in total?", "total"),
    ],
)
def test_signs_of_time_and_part(text: str, sign: str) -> None:
    """Plans, facts, the latest, the first, the additional and the total are told apart."""
    assert getattr(read_question(text), sign)


def test_what_is_meant_to_hold_is_no_plan() -> None:
    assert not read_question("how many people is the hall meant to hold").planned


@pytest.mark.parametrize(
    ("text", "state", "event", "subset"),
    [
        ("How many officers are in Vell?", True, False, False),
        ("How many officers were there in May 2026?", True, True, False),
        ("How many officers did Arland send?", False, True, False),
        ("How many of them were hurt?", False, True, True),
    ],
)
def test_states_and_events(text: str, state: bool, event: bool, subset: bool) -> None:
    """How many there are, how many came, and how many of a group are three questions."""
    question = read_question(text)

    assert (state, event, subset) == (question.state, question.event, question.subset)


def test_periods() -> None:
    """A month with its year is a period; without it, the last such month that the newest article knows; a year alone is one too."""
    may = (date(2026, 5, 1), date(2026, 5, 31))

    assert may == read_question("How many boats sank in May 2026?").period
    assert (date(2025, 1, 1), date(2025, 12, 31)) == read_question("boats sunk in 2025").period
    bare = read_question("How many boats sank in October?")
    assert bare.period is None
    found = with_period(bare, [date(2026, 5, 4)])
    assert (date(2025, 10, 1), date(2025, 10, 31)) == found.period
    assert (["boats", "sank"], frozenset()) == ([word for _, word in found.terms], found.names)


def test_a_month_without_its_year_is_one_of_which_articles_tell() -> None:
    """Papers of January 2024 and of March 2026: January is that of 2024, May none that they tell of, so the last one."""
    published = [date(2024, 1, 17), date(2026, 3, 10)]

    january, may = (
        with_period(read_question(f"How many boats sank in {month}?"), published).period for month in ("January", "May")
    )
    assert (date(2024, 1, 1), date(2024, 1, 31)) == january
    assert (date(2025, 5, 1), date(2025, 5, 31)) == may


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Hello, I have cousins in Orla and would like to know when the bridge at Vell opens", "when the bridge at Vell opens"),
        ("can you tell me how many boats sank in the storm", "how many boats sank in the storm"),
        ("I wonder why", "I wonder why"),
    ],
)  # fmt: skip
def test_what_a_polite_message_asks(text: str, asked: str) -> None:
    """What stands before "I would like to know" is left out, where enough stands after it."""
    assert asked == read_question(text).text


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("why did the mayor step down", {"mayor", "resign"}),
        ("why did they knock the old tower down", {"old", "tower", "demolish"}),
        ("how many boats hadn't been mended", {"boats", "mended"}),
        ("how many workers were laid off", {"workers", "layoff"}),
        ("what has the builder paid back so far", {"builder", "return"}),
    ],
)
def test_verbs_of_two_words_mean_one(text: str, terms: set[str]) -> None:
    """ "Step down" is resigning; a contraction says nothing that is asked about."""
    assert terms == {word for _, word in read_question(text).terms}


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("how many boats had sunk by 12 may", date(2026, 5, 12)),
        ("boats sunk up to May 2nd?", date(2026, 5, 2)),
        ("How many boats had sunk until the 3rd of October 2024?", date(2024, 10, 3)),
        ("how many boats had sunk by 31 june", None),
    ],
)
def test_what_is_asked_by_a_day_looks_no_further(text: str, until: date | None) -> None:
    """ "By 12 May" lets what was told in the year before that day answer; a day that is none leaves its month."""
    period = with_period(read_question(text), [date(2026, 5, 30)]).period

    assert period is not None
    assert (until or date(2025, 6, 30)) == period[1]
    assert (period[1] - period[0]).days == (365 if until else 29)


def test_a_day_of_an_unnamed_month_is_not_looked_for_as_a_word() -> None:
    """ "On the 12th" says when; "the 12th ferry" says which."""
    assert {"ferri", "sank"} == {s for s, _ in read_question("how many ferries sank on the 12th?").terms}
    assert "12th" in {s for s, _ in read_question("who built the 12th ferry").terms}


def test_a_peak_is_no_latest_count() -> None:
    """What is asked of the worst moment is not answered by what was counted later."""
    assert read_question("how many ships were waiting at the worst point").peak
    assert read_question("How many people were homeless at the peak?").peak
    assert not read_question("How many people climbed the peak?").peak


def test_names_are_capitals_inside_a_question() -> None:
    """A word written with a capital, not the first, is a name; a name of several words is one phrase."""
    question = read_question("When did Mayor Ines Vaur visit Lower Orla?")

    assert {"ine", "vaur", "lower", "orla", "mayor"} == question.names
    assert ("ines vaur", "lower orla") == question.phrases


def test_chat_is_written_out() -> None:
    """What people shorten in a chat is read in full; a saint in a name stays as it is."""
    assert "how many people are not there" == expand("how many  ppl arent there")
    assert "Who runs St Orla's school?" == expand("Who runs St Orla's school?")
    assert "at 9 pm" == expand("at 9 pm")
    assert "his share in first round" == expand("his share in round 1")
    assert "the first round of talks" == expand("the first round of talks")
    assert "who is the chief executive now" == expand("who is the ceo right now")
    assert "how many votes in Vell" == expand("hw many votes in the whole of Vell")


@pytest.mark.parametrize(
    ("text", "leans"),
    [
        ("and how many are planned?", True),
        ("what about Vell?", True),
        ("When did they leave?", True),
        ("How many boats sank in the harbour of Vell?", False),
    ],
)
def test_what_leans_on_the_question_before(text: str, leans: bool) -> None:
    """A bare "and", a pronoun or too few words of its own lean on the question before."""
    assert leans == refers_back(text)


def test_a_message_before_the_question_is_left_aside() -> None:
    """What stands before a question that names its subject is no part of it; initials end no sentence; a pronoun needs it all."""
    told = "Ines Vaur, a painter from Orla, was born in 1951. When was Ines Vaur married?"

    assert "When was Ines Vaur married?" == read_question(told).text
    assert "When was the J. D. Brede Bridge opened?" == read_question("When was the J. D. Brede Bridge opened?").text
    assert "1951" in read_question("Ines Vaur was born in 1951. When was she married?").text


def test_a_clause_about_a_time_or_place_asks_for_neither() -> None:
    """ "did anyone lose money when the bank failed" wants a yes or no; "did they say when it opens" wants the day."""
    assert read_question("did anyone lose money when the bank failed?").wanted == "yesno"
    assert read_question("has the road where it happened reopened").wanted == "yesno"
    assert read_question("did they say when it opens").wanted == "date"


def test_a_hope_is_a_plan() -> None:
    """What somebody hoped for or wanted to reach is asked of plans."""
    assert read_question("when did the owner hope to open again").planned
    assert read_question("how many helpers did they want to have").planned
    assert not read_question("how many helpers came").planned


def test_how_a_thing_turned_out_is_asked_of_no_plan() -> None:
    assert read_question("when did the harbour finally open").outcome
    assert read_question("what did the ferries cost in the end").outcome
    assert not read_question("what were the ferries supposed to cost in the end").outcome
    assert not read_question("when did the harbour open").outcome


def test_what_happened_first_is_no_first_of_several() -> None:
    """Two mouths may differ on when something was first known; the first group is only one of several."""
    assert not read_question("when did the owner first find out about the leak").asks_first
    assert not read_question("what was the turnout in the first round").asks_first
    assert read_question("when did the first ferry sail").asks_first


def test_what_an_earlier_question_was_about_is_not_what_is_counted() -> None:
    assert read_question("for how much (bought Orla ferries)?").focus == ()
