"""The month or year that a question is about."""

import re
from datetime import date

MONTHS = "january february march april may june july august september october november december".split()
_MONTH = "|".join(MONTHS)
_BY = re.compile(
    rf"\b(?:by|until|till|up to|as of) (?:the )?(?:(?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m>{_MONTH})|(?P<m2>{_MONTH}) (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)"
    r"\b(?:,? (?P<y>(?:19|20)\d\d))?"
)
YEAR = 365  # days before a day "by" which something is asked


def _year(told: str | None, month: int, newest: date | None) -> int:
    """The year that is told, or the last one of which `newest` knows the month."""
    return int(told) if told else newest.year - (month > newest.month) if newest else 0


def _until(low: str, newest: date | None) -> tuple[date, date] | None:
    """The year up to the day that a question names: "by 12 May"."""
    found = _BY.search(low)
    if found is None or not (found["y"] or newest):
        return None
    month, day = MONTHS.index(found["m"] or found["m2"]) + 1, int(found["d"] or found["d2"])
    year = _year(found["y"], month, newest)
    try:
        last = date(year, month, day)
    except ValueError:  # the 31st of June
        return None
    return date.fromordinal(last.toordinal() - YEAR), last


def period_of(low: str, newest: date | None = None) -> tuple[date, date] | None:
    """The month or year that the question is about; a month without a year is the last one that `newest` knows."""
    until = _until(low, newest)
    if until is not None:
        return until
    year = re.search(rf"\b(?:in|during|since|of|by|until|{_MONTH}),? ((?:19|20)\d\d)\b", low)
    month = re.search(
        rf"\b(?:in|since|during|last|of|by|until|,|\d{{1,2}}) ?({_MONTH})\b|\b({_MONTH}) (?=(19|20)\d\d|\d)",
        low,
    )
    if year is None and (month is None or newest is None):
        return None
    if month is None:
        assert year is not None
        y = int(year.group(1))
        return date(y, 1, 1), date(y, 12, 31)
    m = MONTHS.index(month.group(1) or month.group(2)) + 1
    y = _year(year and year.group(1), m, newest)
    return date(y, m, 1), date.fromordinal((date(y + m // 12, m % 12 + 1, 1)).toordinal() - 1)
