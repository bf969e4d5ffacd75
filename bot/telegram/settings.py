"""What the environment, or a file `.env`, decides about the bot; read once."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import NewsdeskError

WHO = (
    "say who may use the bot: NEWSDESK_ALLOW=public, or the ids of people and groups, as in NEWSDESK_ALLOW=1234,-100987; "
    "with NEWSDESK_ALLOW=none the bot only answers /start, with the id of who sent it"
)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long things may take, in seconds."""

    typing: float = 4.5  # Telegram shows "typing" for five seconds
    still_searching: float = 10.0
    answer: float = 30.0
    stop: float = 7.0  # supervisors kill after ten, and closing takes two more
    edit: float = 900.0  # a question edited later than this stays answered as it was
    album: float = 1.0
    poll: float = 10.0
    debounce: float = 0.3  # inline questions, while they are typed


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask. Ids of people are positive, those of groups negative."""

    public: bool
    ids: frozenset[int]
    admins: frozenset[int]

    def allows(self, *ids: int | None) -> bool:
        """Whether one of these ids may ask."""
        return self.public or any(i in self.ids or i in self.admins for i in ids if i is not None)


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """The variables are named in the README."""

    token: str = field(repr=False)
    access: Access
    api: str
    data: Path
    channel: str | None = None
    secret: str | None = field(default=None, repr=False)
    health: int | None = None
    keep_hours: int = 48
    log: str = "INFO"
    pace: Pace = Pace()

    @property
    def memory(self) -> Path:
        """The file that this bot keeps its memory in; each bot of a data folder has its own."""
        return self.data / f"telegram-{self.token.partition(':')[0]}.sqlite"


def read_settings(data: Path, env: Mapping[str, str] | None = None) -> TelegramSettings:
    """The bot's settings; the environment goes before `.env`. Raises NewsdeskError with what to write."""
    values = env if env is not None else {**_dotenv(), **os.environ}
    token = values.get("TELEGRAM_BOT_TOKEN", "").strip()
    if not token:
        raise NewsdeskError("there is no TELEGRAM_BOT_TOKEN; ask @BotFather for one and put it into .env")
    if not re.fullmatch(r"\d+:[\w-]+", token):
        raise NewsdeskError("TELEGRAM_BOT_TOKEN does not look like a token; copy it from @BotFather again")
    return TelegramSettings(
        token=token,
        access=_access(values.get("NEWSDESK_ALLOW", ""), values.get("NEWSDESK_ADMINS", "")),
        api=values.get("TELEGRAM_API_BASE_URL", "").rstrip("/") or "https://api.telegram.org",
        data=data,
        channel=values.get("NEWSDESK_CHANNEL", "").strip() or None,
        secret=values.get("NEWSDESK_WEBHOOK_SECRET") or None,
        health=_number(values, "NEWSDESK_HEALTH_PORT"),
        keep_hours=_number(values, "NEWSDESK_KEEP_HOURS") or 48,
        log=values.get("NEWSDESK_LOG", "INFO").upper(),
    )


def _access(allow: str, admins: str) -> Access:
    if not allow.strip():
        raise NewsdeskError(f"the bot does not start for everybody by accident; {WHO}")
    public, none = allow.strip().lower() == "public", allow.strip().lower() == "none"
    return Access(
        public, frozenset() if public or none else _ids(allow, "NEWSDESK_ALLOW"), _ids(admins, "NEWSDESK_ADMINS")
    )


def _ids(text: str, name: str) -> frozenset[int]:
    try:
        return frozenset(int(part) for part in text.replace(",", " ").split())
    except ValueError:
        raise NewsdeskError(f"{name}={text} holds something that is no id; {WHO}") from None


def _number(values: Mapping[str, str], name: str) -> int | None:
    text = values.get(name, "").strip()
    if text and not text.isdigit():
        raise NewsdeskError(f"{name}={text} is no number; write one, or leave it out")
    return int(text) if text else None


def _dotenv() -> dict[str, str]:
    from dotenv import dotenv_values

    return {name: value for name, value in dotenv_values(".env").items() if value is not None}
