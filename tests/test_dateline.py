"""Datelines without a year, placed by the articles beside them."""

from datetime import date

import pytest

from corpus.dateline import dateline, with_datelines
from corpus.types import Article

NEAR = [date(2025, 12, 28), date(2026, 1, 14)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("OSTMERE, Jan 9 (Coast Wire) - Nine boats sank.", date(2026, 1, 9)),
        ("Nine boats had sunk by Friday, January 9, the harbour master said.", date(2026, 1, 9)),
        ("OSTMERE, 30 December (Coast Wire) - Nine boats sank.", date(2025, 12, 30)),
        ("Nine boats had sunk by Monday, January 9.", None),  # that was no Monday in any year near
        ("Nine boats sank on 9 January 2019.", None),  # a whole date is no dateline
        ("Nine boats sank on 31 February.", None),
        ("Nine boats sank on Tuesday; 12 may follow.", None),
        ("Nine boats sank.", None),
    ],
)
def test_a_day_without_a_year_takes_the_nearest(text: str, day: date | None) -> None:
    """The year is the one that brings the day nearest to the articles beside it; a weekday that does not fit leaves it open."""
    assert day == dateline(text, NEAR)


def test_a_day_far_from_all_articles_stays_open() -> None:
    """More than 90 days from the only dated article, the year would be a guess; with none dated it always is."""
    assert dateline("OSTMERE, July 30 (Coast Wire) - Nine boats sank.", [date(2026, 1, 9)]) is None
    assert dateline("OSTMERE, Jan 9 (Coast Wire) - Nine boats sank.", []) is None


def test_only_articles_without_a_day_are_placed() -> None:
    """An article that gives its day keeps it, whatever its dateline says."""
    known = Article("a.txt", "OSTMERE, Jan 9 (Coast Wire) - Nine boats sank.", published=date(2026, 1, 14))
    other = Article("b.txt", "OSTMERE, Jan 9 (Coast Wire) - Nine boats sank.")

    placed = with_datelines({"a.txt": known, "b.txt": other})

    assert placed["a.txt"] == known
    assert placed["b.txt"].published == date(2026, 1, 9)
