"""Calendar days and clock times in a sentence, weekdays counted back from the day of publication."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from corpus.dates import MONTHS
from index.figures.nouns import counted_after
from index.figures.screen import may_tell
from index.types import Span

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = "|".join(_WEEKDAYS)
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
# A month that stands alone needs its capital: "may" and "march" are verbs.
_FULL_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = r"(?:1[0-9]|20)\d\d"
_YEAR_AFTER = "in|since|by|until|during|from|of|early|late|mid|before|after|for|between|and|spring|summer|autumn|fall|winter|end of"
_MONTH_AFTER = "in|by|until|since|from|last|next|this|early|late|of|before|after"
_NTH = r"(?:st|nd|rd|th)?"
_FORMS = (
    rf"(?:(?:{_WEEKDAY}),? )?(?:"
    rf"(?P<d1>\d{{1,2}}){_NTH}(?: of)? (?P<m1>{_MONTH})\b\.?(?:,? (?P<y1>{_YEAR}))?|"
    rf"(?P<m2>{_MONTH})\.? (?P<d2>\d{{1,2}}){_NTH}\b(?![,.]\d)(?:,? (?P<y2>{_YEAR}))?|"
    rf"(?P<m3>{_MONTH})\.?,?(?: of)? (?P<y3>{_YEAR})|"
    rf"(?P<iso>{_YEAR}-\d\d-\d\d))\b",
    rf"(?P<weekday>{_WEEKDAY})\b",
    r"(?P<relative>yesterday|today|tonight|tomorrow)\b",
    rf"(?P<lead>{_YEAR_AFTER})[ -](?P<y4>{_YEAR})\b(?![-–]?\w)",
    rf"(?:{_MONTH_AFTER}) (?P<m5>(?-i:{_FULL_MONTHS}))\b(?! \d)",
    rf"(?P<m6>(?-i:{_FULL_MONTHS.replace('|May', '')})\b)(?= (?:and|at|as|but)\b)",
)
DAY = re.compile(rf"\b(?:{'|'.join(_FORMS)})", re.I)
_HOUR = "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_TIMES = (
    rf"(?:half|quarter) (?:past|to) (?:{_HOUR}|noon|midnight|\d{{1,2}})\b",
    r"\d{1,2}(?:[.:]\d\d)? ?(?:a\.?m\b\.?|p\.?m\b\.?|o[’']clock)",
    r"(?:[01]?\d|2[0-3]):[0-5]\d(?::\d\d)?(?: ?(?:GMT|UTC|local time))?",
    r"(?<=at )(?:noon|midnight)|around (?:noon|midnight)|(?<=before )midnight|(?<=after )midnight",
)
_TIME = re.compile(rf"\b(?:{'|'.join(_TIMES)})", re.I)
# Without a digit, a day or a time is told by one of these.
_DAY_WORDS = frozenset([*_WEEKDAYS, *MONTHS, "yesterday", "today", "tonight", "tomorrow"])
_TIME_WORDS = frozenset({"half", "quarter", "noon", "midnight"})
_AHEAD = re.compile(r"\b(?:will|would|is to|are to|due|expects?|expected|hopes?|plans?|next|by)\b[^.;]{0,60}$", re.I)
_CERTAIN = (
    "in",
    "since",
    "until",
    "during",
    "early",
    "late",
    "mid",
    "spring",
    "summer",
    "autumn",
    "fall",
    "winter",
    "end of",
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


def find_days(text: str, published: date | None) -> tuple[list[Day], list[Span]]:
    """The calendar dates of a sentence, and where it names any: what cannot be placed without guessing is no date, but no count either."""
    if not may_tell(text, _DAY_WORDS):
        return [], []
    days: list[Day] = []
    named = [match for match in DAY.finditer(text) if not _is_count(match, text)]
    for match in named:
        period = _period(match, text, published)
        if period is not None:
            days.append(Day(_start(match), match.end(), *period))
    return days, [(_start(match), match.end()) for match in named]


def find_times(text: str) -> list[Span]:
    """Where a sentence tells a time of day."""
    if not may_tell(text, _TIME_WORDS):
        return []
    return [match.span() for match in _TIME.finditer(text)]


def _start(match: re.Match[str]) -> int:
    return next((match.start(group) for group in ("y4", "m5") if match[group]), match.start())


def _is_count(match: re.Match[str], text: str) -> bool:
    """ "A crowd of 2000 people" holds no year."""
    return bool(
        match["y4"]
        and match["lead"].lower() not in _CERTAIN
        and int(match["y4"]) % 50 == 0
        and counted_after(text, match.end())
    )


def _period(match: re.Match[str], text: str, published: date | None) -> tuple[date, date] | None:
    try:
        if match["iso"]:
            return (date.fromisoformat(match["iso"]),) * 2
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
    before = text[max(0, match.start() - 80) : match.start()].lower()
    ahead = bool(_AHEAD.search(before))
    if match["weekday"]:
        return (_weekday(match["weekday"].lower(), before, ahead, published),) * 2
    if match["relative"]:
        day = published + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(match["relative"].lower(), 0))
        return day, day
    month = MONTHS[(match["m5"] or match["m6"]).lower()]
    if ahead or match.group().lower().startswith("next"):
        return _month(published.year + (month < published.month), month)
    return _month(published.year - (month > published.month), month)


def _weekday(name: str, before: str, ahead: bool, published: date) -> date:
    back = (published.weekday() - _WEEKDAYS.index(name)) % 7
    if before.rstrip().endswith("next"):
        return published + timedelta(days=7 - back)
    if ahead and back:
        return published + timedelta(days=7 - back)
    return published - timedelta(days=back)


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
    told = re.match(r"(half|quarter) (past|to) (.+)", low)
    if told:
        step = (30 if told.group(1) == "half" else 15) * (1 if told.group(2) == "past" else -1)
        return (minutes(_digits(told.group(3))) + step) % 1440
    if "noon" in low or "midnight" in low:
        return 720.0 if "noon" in low else 0.0
    hour, minute = [*re.findall(r"\d+", low), "0"][:2]
    value = int(hour) % 12 * 60 if re.search(r"[ap]\.?m", low) else int(hour) * 60
    return float(value + int(minute) + (720 if re.search(r"p\.?m", low) else 0))


def _digits(hour: str) -> str:
    names = _HOUR.split("|")
    return str(names.index(hour) + 1) if hour in names else hour
