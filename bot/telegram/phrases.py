"""The bot's own words in the language of the person: English, French or Swahili, through gettext."""

import gettext
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

LOCALES = Path(__file__).resolve().parent.parent / "locales"
LANGUAGES = ("en", "fr", "sw")

Phrases = Callable[[str], str]


def language_of(code: str | None) -> str:
    """The language for a Telegram language_code such as "fr-CA"; English if there is none of ours."""
    short = (code or "").lower().replace("_", "-").partition("-")[0]
    return short if short in LANGUAGES else "en"


@cache
def phrases(language: str) -> Phrases:
    return gettext.translation("newsdesk", LOCALES, languages=[language], fallback=True).gettext


def day(when: date | None, language: str) -> str | None:
    """A date that nobody can misread: "20 November 2026"."""
    from babel.dates import format_date

    return format_date(when, "d MMMM y", locale=language) if when else None


def span(seconds: float, language: str) -> str:
    """A stretch of time in its largest unit: "9 minutes"."""
    from babel.dates import format_timedelta

    return format_timedelta(int(seconds), locale=language)
