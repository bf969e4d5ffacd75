"""Days that a text states in full; nothing is guessed."""

import re
from datetime import date, datetime

MONTHS = {name: number for number, names in enumerate(
    ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug", "september sept sep",
     "october oct", "november nov", "december dec"), start=1) for name in names.split()}  # fmt: skip
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? )?"
FULL = re.compile(
    rf"\b{_DAY}(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m1>{_MONTH})\.?,? (?P<y1>(?:19|20)\d\d)|"
    rf"(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y2>(?:19|20)\d\d)|(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d))\b",
    re.I,
)


def find_day(text: str) -> date | None:
    """The first full calendar date (day, month and year) in a text."""
    for match in FULL.finditer(text):
        day = _day(match)
        if day:
            return day
    return None


def _day(match: re.Match[str]) -> date | None:
    for n in "123":
        if match[f"d{n}"]:
            month = match[f"m{n}"].lower()
            try:
                return date(int(match[f"y{n}"]), MONTHS.get(month) or int(month), int(match[f"d{n}"]))
            except ValueError:
                return None
    return None


def as_day(value: object) -> date | None:
    """A day from a field of front matter or JSON: a date, an ISO string, or a date in words; else None."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if not isinstance(value, str):
        return None
    try:
        return datetime.fromisoformat(value.strip()).date()
    except ValueError:
        return find_day(value)
