"""Days without a year, as wire copy prints them: "Nov 8" in a dateline, "Friday, January 9" in the first lines."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from corpus.dates import MONTHS
from corpus.types import Article

FAR = timedelta(days=90)  # from the articles beside it; further off, the year would be a guess
_SEARCHED = 400  # first characters of an article
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTH = "|".join(form for name in sorted(MONTHS, key=len, reverse=True) for form in (name.title(), name.upper()))
_DAY = re.compile(
    rf"(?:\b(?P<weekday>{'|'.join(_WEEKDAYS)})[a-z]*,? )?"
    rf"\b(?:(?P<m1>{_MONTH})\.? (?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}}) (?P<m2>{_MONTH}))\b(?!,? \d{{4}})"
)


def with_datelines(articles: Mapping[str, Article]) -> dict[str, Article]:
    """The articles, those without a day of publication placed by their datelines among the others."""
    near = [article.published for article in articles.values() if article.published]
    return {
        path: article if article.published else replace(article, published=dateline(article.text, near))
        for path, article in articles.items()
    }


def dateline(text: str, near: Iterable[date]) -> date | None:
    """The first day that an article names, in the year that brings it nearest to the days of articles beside it.

    None where its weekday does not fit, or where no article beside it is near.
    """
    found, beside = _DAY.search(text[:_SEARCHED]), list(near)
    if found is None or not beside:
        return None
    month, day = MONTHS[(found["m1"] or found["m2"]).lower()], int(found["d1"] or found["d2"])
    days = (_placed(year + step, month, day) for year in {one.year for one in beside} for step in (-1, 0, 1))
    fitting = [one for one in days if one is not None and _WEEKDAYS[one.weekday()].startswith(found["weekday"] or "")]
    distance, nearest = min(((abs(one - other), one) for one in fitting for other in beside), default=(FAR, None))
    return nearest if distance < FAR else None


def _placed(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
