"""Who may use the bot, how often, and what it says in which language."""

from datetime import date
from pathlib import Path

import pytest
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from bot.telegram import words
from bot.telegram.limits import A_MINUTE, AT_ONCE, Buckets
from bot.telegram.phrases import LANGUAGES, LOCALES, day, language_of, phrases, span
from bot.telegram.redact import Redacting
from bot.telegram.settings import read_settings
from corpus.errors import NewsdeskError

TOKEN = "123456:TEST-TOKEN-abcdefghijklmnopqrstuvwxyz"
PHRASES = {value for name, value in vars(words).items() if name.isupper()}


def test_settings_name_who_may_ask(tmp_path: Path) -> None:
    """People, groups and admins come from their ids; the token is in no repr."""
    env = {"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "42, -1001", "NEWSDESK_ADMINS": "7"}
    settings = read_settings(tmp_path, env)

    assert [True, True, True, False, False] == [settings.access.allows(i) for i in (42, -1001, 7, 43, None)]
    assert settings.access.allows(43, -1001)
    assert "TEST" not in repr(settings)
    assert "https://api.telegram.org" == settings.api


@pytest.mark.parametrize(("allow", "anybody"), [("public", True), ("none", False)])
def test_the_bot_can_be_open_or_shut(tmp_path: Path, allow: str, anybody: bool) -> None:
    """`public` lets everybody in, `none` nobody."""
    settings = read_settings(tmp_path, {"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": allow})

    assert anybody == settings.access.allows(1)


@pytest.mark.parametrize(
    ("env", "told"),
    [
        ({}, "there is no TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": "oops"}, "does not look like a token"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, "NEWSDESK_ALLOW=public"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "me"}, "holds something that is no id"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "1", "NEWSDESK_HEALTH_PORT": "x"}, "is no number"),
    ],
)
def test_settings_that_miss_something_say_what(tmp_path: Path, env: dict[str, str], told: str) -> None:
    """Each missing or broken setting is one line that says what to write."""
    with pytest.raises(NewsdeskError, match=told) as raised:
        read_settings(tmp_path, env)

    assert TOKEN not in str(raised.value)


def test_a_file_env_serves_and_the_environment_goes_before_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The token may stand in .env; what is set in the environment counts more."""
    (tmp_path / ".env").write_text(f"TELEGRAM_BOT_TOKEN={TOKEN}\nNEWSDESK_ALLOW=1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NEWSDESK_ALLOW", "public")
    settings = read_settings(tmp_path)

    assert (TOKEN, True) == (settings.token, settings.access.public)


def test_one_person_asks_five_at_once_and_ten_a_minute() -> None:
    """The sixth question at once must wait; six seconds later one more may come."""
    buckets = Buckets()

    assert [0.0] * AT_ONCE == [buckets.wait(42, 1000.0) for _ in range(AT_ONCE)]
    assert 60 / A_MINUTE == pytest.approx(buckets.wait(42, 1000.0))
    assert [True, False] == [buckets.tell(42), buckets.tell(42)]
    assert 0.0 == buckets.wait(43, 1000.0)
    assert 0.0 == buckets.wait(42, 1000.0 + 60 / A_MINUTE)
    assert buckets.tell(42)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
def test_a_catalogue_holds_every_phrase(language: str) -> None:
    """Every phrase is translated, with the same blanks to fill in, and the compiled catalogue is the written one."""
    folder = LOCALES / language / "LC_MESSAGES"
    with (folder / "newsdesk.po").open("rb") as po, (folder / "newsdesk.mo").open("rb") as mo:
        written, compiled = read_po(po), read_mo(mo)
    translated = {message.id: message.string for message in written if message.id}

    assert PHRASES == set(translated)
    assert translated == {message.id: message.string for message in compiled if message.id}
    assert {p: blanks(p) for p in PHRASES} == {p: blanks(str(translated[p])) for p in PHRASES}


def blanks(phrase: str) -> set[str]:
    import re

    return set(re.findall(r"\{\w+\}", phrase))


@pytest.mark.parametrize(
    ("code", "language"), [("fr-CA", "fr"), ("sw", "sw"), ("EN_gb", "en"), ("pt-br", "en"), (None, "en"), ("", "en")]
)
def test_a_language_code_chooses_the_language(code: str | None, language: str) -> None:
    """Regions are left out, and what is not spoken is English."""
    assert language == language_of(code)


def test_dates_and_spans_are_in_the_language_and_unmistakable() -> None:
    """Days have a named month in every language."""
    assert ["5 May 2026", "5 mai 2026", "5 Mei 2026"] == [day(date(2026, 5, 5), language) for language in LANGUAGES]
    assert "9 minutes" == span(540, "en")
    assert "Plus" == phrases("fr")(words.MORE)


def test_the_log_never_holds_the_token() -> None:
    """Not in a message, not in an address, not in a traceback; and no update that could not be read."""
    import logging

    try:
        raise ValueError(f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe failed for {TOKEN}")
    except ValueError:
        import sys

        record = logging.LogRecord("bot", logging.ERROR, "x", 1, "token %s", (TOKEN,), sys.exc_info())
    unread = logging.LogRecord("telegram.ext", 50, "x", 1, "Received data was %s", ("secret question",), None)

    assert TOKEN.partition(":")[2] not in Redacting(TOKEN).format(record)
    assert "secret question" not in Redacting(TOKEN).format(unread)
