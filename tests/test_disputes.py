"""Values that compete, that replace one another, that are whose: asked of whole articles."""

from datetime import date

import pytest

from corpus.types import Article
from index.answers import ask
from index.figures.extract import extract
from index.library import Index
from index.types import Answer
from tests.conftest import CountingEncoder


def asked(question: str, *texts: tuple[str, date | None]) -> Answer:
    """The answer from articles with these texts, each of an outlet of its own."""
    articles = [
        Article(f"{place}.txt", text, f"News of Vell, part {place}", f"Outlet {place}", day)
        for place, (text, day) in enumerate(texts)
    ]
    return ask(Index.in_memory(articles, CountingEncoder()), question)


MARCH, JUNE, AUTUMN = date(2026, 3, 2), date(2026, 6, 8), date(2026, 10, 5)


def test_two_speakers_side_by_side_differ() -> None:
    """One article, two sentences, two mouths: both counts are told."""
    answer = asked(
        "How many workers were on strike in Vell?",
        ("How many were out is a matter of opinion. The union counted 3,900 workers on strike in Vell. The company said 2,100 workers had taken part.", MARCH),
    )  # fmt: skip

    assert answer.status == "conflicting"
    assert {3900, 2100} == {told.value for told in answer.figures[:2]}


@pytest.mark.parametrize(
    "sentence",
    [
        "The march to the court in Vell drew 12,000 people if one believes the organisers; police said there were 3,500.",
        "The march to the court in Vell drew 12,000 people according to the organisers and 3,500 according to the police.",
        "The organisers repeated that 12,000 people had marched in Vell, and the police that it was 3,500.",
        "The organisers hold to 12,000 people at the march in Vell and the police to 3,500.",
    ],
)
def test_two_speakers_in_one_sentence_differ(sentence: str) -> None:
    """Each figure of the sentence has somebody whose it is."""
    answer = asked("How many people were at the march in Vell?", (sentence, MARCH))

    assert answer.status == "conflicting"
    assert "12,000" in answer.headline
    assert "3,500" in answer.headline


def test_a_change_in_one_article_is_no_dispute() -> None:
    """What rose from one figure to another differs from nothing."""
    answer = asked("How many workers were on strike in Vell?", ("The union said 3,900 workers were on strike in Vell, up from 2,100 a day earlier.", MARCH))  # fmt: skip

    assert answer.status == "answered"
    assert answer.headline.startswith("3,900 workers")


def test_what_replaces_a_value_answers() -> None:
    """ "165 million, not the 220 million promised" takes the place of the 220 million, which is told as earlier."""
    answer = asked(
        "How much will the new hall in Vell cost?",
        ("The new hall in Vell will cost €220 million, the board of the works said on Monday.", MARCH),
        ("The new hall in Vell will cost €165 million, not the €220 million promised in March, the board said.", JUNE),
    )

    assert answer.status == "answered"
    assert "€165 million" in answer.headline.split("–")[0]


def test_two_outlets_of_one_day_differ_though_a_third_looks_back() -> None:
    """A later article that recalls both figures does not make one the successor of the other."""
    answer = asked(
        "What was the turnout in Vell?",
        ("Turnout in Vell was 61.4 per cent, the elections office said.", AUTUMN),
        ("Turnout in Vell came to 58.9 per cent, the interior ministry announced.", AUTUMN),
        ("The ministry maintained that turnout in Vell was 58.9 per cent. The elections office would not add to the 61.4 per cent it reported on the night in Vell.", date(2026, 11, 5)),
    )  # fmt: skip

    assert answer.status == "conflicting"
    assert {61.4, 58.9} == {told.value for told in answer.figures[:2]}


def test_whose_word_is_asked_for() -> None:
    """ "According to the union" is answered by the union's count alone."""
    text = "The union counted 3,900 workers on strike in Vell. The company said 2,100 workers had taken part in Vell."
    answer = asked("How many workers were on strike in Vell according to the company?", (text, MARCH))

    assert answer.headline.startswith("2,100 workers")


def test_by_how_much_one_won() -> None:
    """A margin is the figure behind "by" or "a majority of", not the votes of either side."""
    answer = asked("How many votes did Ada Renn win by in Vell?", ("The recount in Vell ended with 66,214 votes for Ada Renn and 65,927 for Otto Lind: a majority of 287 votes.", MARCH))  # fmt: skip

    assert answer.headline.startswith("287 votes")


def test_who_holds_a_post_is_told_by_the_newest_article() -> None:
    """A successor replaces the one before; nobody is said to disagree."""
    answer = asked(
        "Who is the head of the harbour office in Vell?",
        ("The head of the harbour office in Vell is Aldous Renn, who took charge of it last year.", MARCH),
        ("The head of the harbour office in Vell is Signe Lund, who took charge of it on Monday.", AUTUMN),
    )

    assert answer.status == "answered"
    assert "Signe Lund" in answer.headline


def test_the_year_since_which_something_is_so_is_not_when_it_happened() -> None:
    """ "Since 1931" dates the beginning of something else."""
    answer = asked(
        "When did the takeover of the Vell works go through?",
        ("The takeover of the Vell works, which one family had owned since 1931, went through on 9 October, nine days behind plan.", date(2026, 10, 16)),
    )  # fmt: skip

    assert "9 October" in answer.headline.split("–")[0]


def test_a_surname_is_mended_by_the_first_name_beside_it() -> None:
    """ "Ines Corby" means the Ines Corbay of the articles."""
    text = "In Vell the pharmacist Ines Corbay won 2.9 per cent of the vote, the elections office said on Monday."

    assert asked("what % did ines corby win", (text, MARCH)).headline.startswith("2.9 per cent")


@pytest.mark.parametrize(
    ("text", "number", "noun", "standing"),
    [
        ("Of the polling stations that were to open, 206 did.", "206", "stations", "reported"),
        ("Three miners are missing, the company said. Ten are missing, the union said.", "Ten", "miners", "reported"),
        ("Six boats sank. Two were saved, the harbour master said.", "Two", "boats", "reported"),
    ],
)
def test_a_bare_number_counts_what_stands_before(text: str, number: str, noun: str, standing: str) -> None:
    """The whole of a partitive, or the noun of the sentence before."""
    (figure,) = [one for one in extract(text, MARCH) if one.text == number]

    assert (figure.noun, figure.standing) == (noun, standing)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("The recount cost 1.74 million florins.", 1_740_000),
        ("Each family got 20,000 talers.", 20_000),
        ("The firm was fined 2.4 million dalers.", 2_400_000),
    ],
)
def test_old_and_invented_currencies_are_money(text: str, value: float) -> None:
    """Florins, talers and the like are no things that are counted."""
    (figure,) = extract(text, MARCH)

    assert (figure.kind, figure.value) == ("money", value)


def test_a_bare_amount_has_the_currency_told_before() -> None:
    """ "63 million" after "78 million florins" is money; "63 boats" is not."""
    amounts = extract(
        "It cost 78 million florins, says the Chamber, and 63 million, say its builders of 40 boats.", MARCH
    )

    assert [("money", 78e6), ("money", 63e6), ("count", 40)] == [(one.kind, one.value) for one in amounts]


def test_what_was_first_given_is_taken_back() -> None:
    """ "371 people had to leave, it says, not the 340 first estimated": the 340 are people too, and wrong."""
    right, wrong = extract("In all 371 people had to leave, it says, not the 340 first estimated.", MARCH)

    assert ("reported", "people") == (right.standing, right.noun)
    assert ("withdrawn", "people") == (wrong.standing, wrong.noun)


def test_half_of_what_was_expected_is_no_share() -> None:
    """A comparison with a forecast gives no figure of its own."""
    found = extract("She won 2.9 per cent, less than half of what the polls had given her.", MARCH)

    assert [figure.text for figure in found] == ["2.9 per cent"]
