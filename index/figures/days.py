"""Calendar days and clock times in a sentence, weekdays counted back from the day of publication."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import MONTHS

_MONTH = "|".join(sorted((name for name in MONTHS if name != "may"), key=len, reverse=True)) + "|may"
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = "|".join(_WEEKDAYS)
_YEAR = r"(?:19|20)\d\d"
DAY = re.compile(
    rf"\b(?:(?:{_WEEKDAY}),? )?(?:"
    rf"(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{_MONTH})\b\.?(?:,? (?P<y1>{_YEAR}))?|"
    rf"(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b(?![,.]\d)(?:,? (?P<y2>{_YEAR}))?|"
    rf"(?P<m3>{_MONTH})\.?,?(?: of)? (?P<y3>{_YEAR})|"
    rf"(?P<iso>{_YEAR}-\d\d-\d\d))\b|"
    rf"\b(?P<weekday>{_WEEKDAY})\b|\b(?P<relative>yesterday|today|tonight|tomorrow)\b|"
    rf"\b(?:in|since|by|until|during|from|of|early|late|mid|before|after|for|between|and|spring|summer|autumn|fall|winter|end of)[ -](?P<y4>{_YEAR})\b(?![-–]?\w)|"
    rf"\b(?:in|by|until|since|from|last|next|this|early|late|of|before|after) (?P<m5>(?-i:January|February|March|April|May|June|July|August|September|October|November|December))\b(?! \d)|"
    rf"(?P<m6>\b(?-i:January|February|March|April|June|July|August|September|October|November|December))\b(?= (?:and|at|as|but)\b)",
    re.I,
)
TIME = re.compile(
    r"\b(?:\d{1,2}(?:[.:]\d\d)? ?(?:a\.?m\b\.?|p\.?m\b\.?|o[’']clock)|(?:[01]?\d|2[0-3]):[0-5]\d(?::\d\d)?(?: ?(?:GMT|UTC|local time))?|(?<=at )(?:noon|midnight)|around (?:noon|midnight)|(?<=before )midnight|(?<=after )midnight)",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day, month or year as a span of its text; `exact` if it is one day."""

    start: int
    end: int
    first: date
    last: date

    @property
    def exact(self) -> bool:
        return self.first == self.last


def find_days(text: str, published: date | None) -> list[Day]:
    """The calendar dates of a sentence; what cannot be placed without guessing is left out."""
    found = []
    for match in DAY.finditer(text):
        period = _period(match, text, published)
        if period is not None:
            start = match.start("y4") if match["y4"] else match.start("m5") if match["m5"] else match.start()
            found.append(Day(start, match.end(), *period))
    return found


def _period(match: re.Match[str], text: str, published: date | None) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            day = date.fromisoformat(match["iso"])
            return day, day
        for n in "12":
            if match[f"d{n}"]:
                month, number = MONTHS[match[f"m{n}"].lower()], int(match[f"d{n}"])
                year = int(match[f"y{n}"]) if match[f"y{n}"] else _year_of(month, number, published)
                return (date(year, month, number),) * 2 if year else None
    except ValueError:
        return None
    if match["m3"]:
        return _month(int(match["y3"]), MONTHS[match["m3"].lower()])
    if match["y4"]:
        year = int(match["y4"])
        return date(year, 1, 1), date(year, 12, 31)
    return _near(match, text, published) if published else None


def _near(match: re.Match[str], text: str, published: date) -> tuple[date, date] | None:
    """Days told relative to the day of publication."""
    before = text[max(0, match.start() - 12) : match.start()].lower()
    if match["weekday"]:
        back = (published.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
        day = (
            published + timedelta(days=7 - back if back else 7)
            if before.rstrip().endswith("next")
            else published - timedelta(days=back)
        )
        if _future(text, match.start()) and day <= published and back:
            day += timedelta(days=7)
        return day, day
    if match["relative"]:
        day = published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(match["relative"].lower(), 0))
        return day, day
    named = match["m5"] or match["m6"]
    if not named:
        return None
    month = MONTHS[named.lower()]
    ahead = _future(text, match.start()) or match.group().lower().startswith("next")
    year = published.year + (
        1 if ahead and month < published.month else -1 if not ahead and month > published.month else 0
    )
    return _month(year, month)


def _future(text: str, at: int) -> bool:
    return bool(
        re.search(
            r"\b(?:will|would|is to|are to|due|expects?|expected|hopes?|plans?|next|by)\b[^.;]{0,60}$", text[:at], re.I
        )
    )


def _year_of(month: int, day: int, published: date | None) -> int | None:
    """The year of "14 February": the one that brings it nearest to the day of publication."""
    if published is None:
        return None
    years = []
    for year in (published.year - 1, published.year, published.year + 1):
        if day <= monthrange(year, month)[1]:
            years.append((abs((date(year, month, day) - published).days), year))
    return min(years)[1] if years else None


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def minutes(text: str) -> float:
    """A clock time as minutes after midnight."""
    low = text.lower()
    if "noon" in low or "midnight" in low:
        return 720.0 if "noon" in low else 0.0
    hour, minute = [*re.findall(r"\d+", low), "0"][:2]
    value = int(hour) % 12 * 60 if re.search(r"[ap]\.?m", low) else int(hour) * 60
    return float(value + int(minute) + (720 if re.search(r"p\.?m", low) else 0))
