"""A figure that an article's own correction withdraws is withdrawn wherever it stands."""

from datetime import date

import pytest

from corpus.types import Article
from index.answers.evidence.withdrawals import corrected
from index.figures.extract import extract
from index.library import Index
from tests.conftest import CountingEncoder


def standings(text: str) -> list[tuple[str, str]]:
    return [(f.text, f.standing) for f in extract(text, None) if f.kind not in ("date", "time")]


def test_the_uncorrected_text_is_withdrawn_too() -> None:
    """The body still says 41 boats: both are withdrawn, the right 14 is not."""
    text = "A storm sank 41 boats off Ostmere.\n\nCorrection: An earlier version of this article said that 41 boats had sunk. It was 14 boats."

    assert [("41", "withdrawn"), ("41", "withdrawn"), ("14", "reported")] == standings(text)


def test_a_corrected_text_keeps_its_figure() -> None:
    """The body already says 14."""
    text = "A storm sank 14 boats off Ostmere.\n\nCorrection: An earlier version of this article said that 41 boats had sunk. It was 14 boats."

    assert [("14", "reported"), ("41", "withdrawn"), ("14", "reported")] == standings(text)


@pytest.mark.parametrize(
    "body",
    [
        "The storm sank 37 boats.",
        "The storm sank 7 barges.",
        "It lasted 7 hours.",
        "Some 70 boats sank, 1.7 tonnes were lost.",
    ],
)
def test_a_number_is_compared_whole_with_its_noun_and_unit(body: str) -> None:
    """A withdrawn 7 boats leaves 37 boats, 7 barges and 7 hours alone."""
    text = f"{body}\n\nCorrection: An earlier version of this article said that 7 boats had sunk. It was 9 boats."

    assert "withdrawn" not in [standing for shown, standing in standings(text)[:-2]]
    assert [("7", "withdrawn"), ("9", "reported")] == standings(text)[-2:]


def test_money_is_withdrawn_by_its_amount() -> None:
    """ "$2.1bn" is the same figure in both sentences."""
    text = "The damage was $2.1bn.\n\nThis story has been corrected to say that the damage was $1.2bn, not $2.1bn."

    assert [("$2.1bn", "withdrawn"), ("$1.2bn", "reported"), ("$2.1bn", "withdrawn")] == standings(text)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("The fire burnt not 13,600 hectares but 12,850.", [("13,600 hectares", "withdrawn", "hectare"), ("12,850", "reported", "hectare")]),
        ("The bill came to $12 million, not $20 million.", [("$12 million", "reported", "USD"), ("$20 million", "withdrawn", "USD")]),
        ("It was not 14 people but 16 who died.", [("14", "withdrawn", None), ("16", "reported", None)]),
        ("Not only 14 soldiers but 16 nurses came.", [("14", "reported", None), ("16", "reported", None)]),
        ("It was 12 boats, not the 20 promised.", [("12", "reported", None), ("20", "planned", None)]),
    ],
)  # fmt: skip
def test_a_figure_that_is_denied_gives_way_to_the_one_beside_it(
    text: str, told: list[tuple[str, str, str | None]]
) -> None:
    """ "Not A but B" and "B, not A": A is taken back, and both are of one thing and unit; what was planned stays a plan."""
    assert told == [(f.text, f.standing, f.unit) for f in extract(text, None)]


def test_a_denial_is_no_correction_of_another_article() -> None:
    """What one article merely denies stays reported in those that gave it; a correction of its outlet takes it back."""
    index = Index.in_memory(
        [
            Article("first.txt", "The Orla fire burnt 13,600 hectares near Vell.", "Fire", "Orla Post", date(2026, 5, 4)),
            Article("later.txt", "The Orla fire near Vell burnt not 13,600 hectares but 12,850.", "Fire", "Orla Post", date(2026, 5, 9)),
        ],
        CountingEncoder(),
    )  # fmt: skip
    figures, correcting = corrected(index, {path: index.article(path) for path in ("first.txt", "later.txt")})

    assert [] == correcting
    assert ["reported"] == [figure.standing for figure in figures["first.txt"]]


def test_without_a_correction_nothing_is_withdrawn() -> None:
    """Two figures that differ are no correction."""
    assert [("41", "reported"), ("14", "reported")] == standings(
        "The mayor said 41 boats sank. The harbour office said 14 boats sank."
    )
