"""Days and clock times in sentences are placed on the calendar."""

from datetime import date

import pytest

from index.figures.days import find_days, find_times, minutes

TUESDAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "shown", "first", "last"),
    [
        ("on 3 March", "3 March", date(2026, 3, 3), date(2026, 3, 3)),
        ("on March 3, 2025, bombs", "March 3, 2025", date(2025, 3, 3), date(2025, 3, 3)),
        ("the 4th of July 2024", "4th of July 2024", date(2024, 7, 4), date(2024, 7, 4)),
        ("on 2024-07-04 it", "2024-07-04", date(2024, 7, 4), date(2024, 7, 4)),
        ("on 28 December", "28 December", date(2025, 12, 28), date(2025, 12, 28)),
        ("on Saturday", "Saturday", date(2026, 3, 7), date(2026, 3, 7)),
        ("on Tuesday", "Tuesday", TUESDAY, TUESDAY),
        ("they will vote on Friday", "Friday", date(2026, 3, 13), date(2026, 3, 13)),
        ("next Tuesday", "Tuesday", date(2026, 3, 17), date(2026, 3, 17)),
        ("yesterday", "yesterday", date(2026, 3, 9), date(2026, 3, 9)),
        ("in October 2024", "October 2024", date(2024, 10, 1), date(2024, 10, 31)),
        ("in 2019, it", "2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("since June", "June", date(2025, 6, 1), date(2025, 6, 30)),
        ("is to open in June", "June", date(2026, 6, 1), date(2026, 6, 30)),
        ("in February 2024", "February 2024", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_day_is_placed(text: str, shown: str, first: date, last: date) -> None:
    """Days, months and years get their first and last day, counted from the day of publication where they are relative."""
    [day], _ = find_days(text, TUESDAY)

    assert (shown, first, last) == (text[day.start : day.end], day.first, day.last)


@pytest.mark.parametrize(
    "text", ["they may come", "a march of 40", "a crowd of 2000 people", "31 February 2026", "the 1980s", "31 boats"]
)
def test_what_is_no_day_is_left(text: str) -> None:
    """Verbs that are spelt like months, counts that look like years and days that do not exist give none."""
    assert find_days(text, TUESDAY)[0] == []


def test_a_day_without_a_year_needs_the_day_of_publication() -> None:
    """It is not placed by guessing, yet its number is known to count nothing."""
    assert ([], [(3, 10)]) == find_days("on March 6", None)


@pytest.mark.parametrize(
    ("text", "shown", "value"),
    [
        ("at 7.30 a.m. it", "7.30 a.m.", 450),
        ("until 18:45", "18:45", 1125),
        ("at 2am", "2am", 120),
        ("at 12 p.m.", "12 p.m.", 720),
        ("at 12.10am", "12.10am", 10),
        ("left at half past nine", "half past nine", 570),
        ("at quarter to eight", "quarter to eight", 465),
        ("at noon", "noon", 720),
        ("before midnight", "midnight", 0),
        ("at 9 o’clock", "9 o’clock", 540),
    ],
)
def test_a_clock_time_is_told_in_minutes(text: str, shown: str, value: float) -> None:
    """Minutes after midnight, of twelve and twenty-four hours and of words."""
    ((start, end),) = find_times(text)

    assert (shown, value) == (text[start:end], minutes(text[start:end]))
