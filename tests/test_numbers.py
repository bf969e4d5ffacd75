"""Numbers are read from digits, words and fractions."""

import pytest

from index.figures.numbers import Number, find_numbers, word_value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("412 boats", 412),
        ("1,846 ballots", 1846),
        ("1,00,000 devotees", 100_000),
        ("3.5 lakh farmers", 350_000),
        ("2.1 crore voters", 21_000_000),
        ("1.3m commuters", 1_300_000),
        ("US$1.2bn", 1_200_000_000),
        ("Sh230 million", 230_000_000),
        ("€1.250.000", 1_250_000),
        ("12\u00a0500 seats", 12_500),
        ("2½ hours", 2.5),
        ("½ tonne", 0.5),
        ("twenty-three schools", 23),
        ("two hundred and six houses", 206),
        ("a thousand boats", 1000),
        ("three hundred thousand bees", 300_000),
        ("two and a half million letters", 2_500_000),
        ("one and three quarters hours", 1.75),
        ("half a million tulips", 500_000),
        ("a quarter of a million people", 250_000),
        ("half an hour", 0.5),
        ("a dozen goats", 12),
        ("half a dozen trawlers", 6),
        ("three dozen villagers", 36),
        ("a pair of lynxes", 2),
        ("zero cases", 0),
        ("two million three hundred thousand bricks", 2_300_000),
    ],
)
def test_a_number_has_its_value(text: str, value: float) -> None:
    """Digits with any usual separator, scales, number words and mixed fractions."""
    [number] = find_numbers(text)

    assert value == pytest.approx(number.value)
    assert not number.share


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("two-thirds of members", 2 / 3),
        ("nearly half of the farms", 0.5),
        ("half the town", 0.5),
        ("a third were lost", 1 / 3),
        ("one in five children", 0.2),
        ("1 in 3 wells", 1 / 3),
        ("nine out of ten parents", 0.9),
        ("one in every 12 bridges", 1 / 12),
        ("three quarters of the bees", 0.75),
        ("¾ of the bees", 0.75),
    ],
)
def test_a_fraction_of_something_is_a_share(text: str, share: float) -> None:
    """A share is told apart from a count."""
    [number] = find_numbers(text)

    assert share == pytest.approx(number.value)
    assert number.share


@pytest.mark.parametrize(
    "text",
    [
        "one of the boats",
        "the one that sank",
        "no one came",
        "one day it will",
        "dozens of families",
        "hundreds of thousands of people",
        "a third ship sank",
        "in the second half of the game",
        "the half-finished tower",
        "half hidden by fog",
        "the A320 and the MQ-9",
        "Covid-19",
        "zero tolerance",
    ],
)
def test_what_is_no_number_is_left(text: str) -> None:
    """Pronouns, vague plurals, ordinals and names give no number."""
    assert find_numbers(text) == []


def test_a_share_needs_a_whole_that_shares_are_told_in() -> None:
    """ "Two in 2019" and "three in four months" are a count and a year, a count and a duration."""
    assert [2.0, 2019.0] == [n.value for n in find_numbers("two in 2019 sank")]
    assert [3.0, 4.0] == [n.value for n in find_numbers("three in four months")]


def test_a_number_is_a_span_of_its_text() -> None:
    """Start and end cut the number with its scale out of the text."""
    text = "about 1.3m people"

    assert [Number(6, 10, 1_300_000.0)] == find_numbers(text)
    assert "1.3m" == text[6:10]


def test_metres_are_no_millions() -> None:
    """ "30m by 40m" and "140m long" leave the m to the unit; "30m people" are millions."""
    assert [30.0, 40.0] == [n.value for n in find_numbers("30m by 40m")]
    assert [140.0] == [n.value for n in find_numbers("140m long")]
    assert [30_000_000.0] == [n.value for n in find_numbers("30m people")]


def test_words_that_are_no_number_have_no_value() -> None:
    """An unknown word gives None, not an error."""
    assert word_value("umpteen") is None
    assert 206.0 == word_value("two hundred and six")
