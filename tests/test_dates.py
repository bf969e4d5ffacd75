"""Days are read where they are stated in full, and only there."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from corpus.dates import as_day, find_day

DAY = date(2026, 3, 9)


@pytest.mark.parametrize(
    "text",
    [
        "9 March 2026",
        "Monday, 9 March 2026",
        "Monday 9 March 2026, 6.20pm",
        "March 9, 2026",
        "Mon 9 Mar 2026",
        "9th of March 2026",
        "published on 2026-03-09 in the evening",
        "the 9TH MARCH 2026",
    ],
)
def test_a_full_date_is_found(text: str) -> None:
    """Day, month and year in any usual order give the day."""
    assert find_day(text) == DAY


@pytest.mark.parametrize("text", ["March 9", "in March 2026", "2026", "9/3/2026", "31 February 2026", "2026-13-45", ""])
def test_half_a_date_is_no_date(text: str) -> None:
    """A date without its year or month, an ambiguous one and an impossible one stay unknown."""
    assert find_day(text) is None


def test_an_impossible_date_does_not_hide_a_later_one() -> None:
    """The first date that exists is taken."""
    assert find_day("not on 31 June 2026 but on 9 March 2026") == DAY


@pytest.mark.parametrize(
    "value",
    [
        DAY,
        datetime(2026, 3, 9, 23, 50, tzinfo=UTC),
        "2026-03-09",
        "2026-03-09T00:10:00+05:00",
        "2026-03-09T23:50:00Z",
        "Mon, 09 Mar 2026 18:20:00 +0200",
        " March 9, 2026 ",
    ],
)
def test_a_field_gives_the_day_as_its_place_counts_it(value: object) -> None:
    """A time stamp's day is the one on the calendar of its own time zone."""
    assert as_day(value) == DAY


@pytest.mark.parametrize("value", [None, 20260309, 1.5, True, ["2026-03-09"], "soon", "", "9999-99-99"])
def test_a_field_that_is_no_date_gives_none(value: object) -> None:
    """Numbers, lists and words are no days, and nothing is raised."""
    assert as_day(value) is None


def test_a_datetime_in_a_far_zone_keeps_its_calendar_day() -> None:
    """A datetime object is not moved to UTC."""
    assert as_day(datetime(2026, 3, 9, 0, 30, tzinfo=timezone(timedelta(hours=13)))) == DAY
