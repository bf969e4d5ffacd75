"""Starting, running and stopping the bot."""

import asyncio
import contextlib
import logging
import secrets
import signal
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from telegram import Message, Update
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, Updater

from bot.telegram import words
from bot.telegram.app import CHANNEL_UPDATES, UPDATES, build, set_menus
from bot.telegram.background import Background
from bot.telegram.health import Pulse, serve_health
from bot.telegram.journal import DONE, SENDING, AcceptedUpdates, SoleCopy, key_of
from bot.telegram.parts import Parts
from bot.telegram.redact import Troubles, place_of
from bot.telegram.settings import TelegramSettings
from corpus.errors import NewsdeskError
from index.library import Index

log = logging.getLogger(__name__)

CONFLICTS = 5  # in a row
CONFLICT = 60.0  # seconds for which another copy is put up with

REJECTED = "Telegram does not accept the token; copy TELEGRAM_BOT_TOKEN from @BotFather again"
LONGEST_PAUSE = 5.0  # seconds between two tries to reach Telegram at the start
PURGE = 3600.0  # seconds
CLOSING = 1.0  # seconds for each of the last two steps

App = Application[Any, Any, Any, Any, Any, Any]


class TokenRejected(NewsdeskError):
    """Telegram does not know the token, or no longer."""

    code = 78


class RivalBot(NewsdeskError):
    """Another bot listens with the same token, and stays."""

    code = 75


class Rival:
    """Whether another copy of the bot keeps taking the updates; two must not fight for ever."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._met: list[float] = []
        self.stays = False

    def meet(self) -> None:
        """Another copy was in the way; too often and too long, and this one ends."""
        self._met.append(time.monotonic())
        if len(self._met) >= CONFLICTS and self._met[-1] - self._met[0] >= CONFLICT:
            log.critical("another instance uses this token")
            self.stays = True
            self._stop.set()

    def leave(self) -> None:
        """A poll went through."""
        self._met.clear()


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where Telegram sends updates, and where the bot listens for them, behind a proxy."""

    url: str
    host: str
    port: int


def read_webhook(url: str, listen: str) -> Webhook:
    """A webhook from its two options. Raises NewsdeskError for an address that Telegram would not take."""
    host, _, port = listen.rpartition(":")
    if not url.startswith(("https://", "http://127.0.0.1")) or not host or not port.isdigit():
        raise NewsdeskError("give --webhook https://HOST/PATH and --listen HOST:PORT, as in --listen 127.0.0.1:8080")
    return Webhook(url, host, int(port))


async def serve(
    settings: TelegramSettings,
    open_index: Callable[[], Index],
    webhook: Webhook | None = None,
    stop: asyncio.Event | None = None,
) -> None:
    """Run the bot until a signal, or `stop`. Raises NewsdeskError if Telegram rejects the token."""
    stop, revoked, pulse, troubles = stop or asyncio.Event(), asyncio.Event(), Pulse(), Troubles(log)
    rival = Rival(stop)

    def heard(status: int) -> None:
        if status == 200:
            rival.leave()
            pulse.heard = time.monotonic()
            troubles.over("Telegram answers again")
        elif status in (401, 404):
            revoked.set()
            stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(one, stop.set)
    application, parts = build(settings, open_index, heard)
    sole = SoleCopy(settings.memory.with_suffix(".lock"))
    background = Background(stop)
    background.start(pulse.beat())
    background.start(_purge(parts))
    try:
        if await _reach(application, stop, troubles):
            background.start(_run(application, parts, webhook, troubles, sole, rival))
            if settings.health:
                timeout = None if webhook else settings.pace.poll
                background.start(serve_health(settings.health, pulse, lambda: parts.asking.waiting, timeout))
            await stop.wait()
    finally:
        await _stop(application, parts, background)
        parts.close()
        sole.close()
    if revoked.is_set():
        raise TokenRejected(REJECTED)
    background.verify()
    if rival.stays:
        raise RivalBot("another instance uses this token; stop it, or give this one a token of its own")


async def _reach(application: App, stop: asyncio.Event, troubles: Troubles) -> bool:
    """Introduce the bot to Telegram, however long that takes; False if it is stopped before."""
    pause = 0.5
    while not stop.is_set():
        try:
            await application.initialize()
        except InvalidToken:
            raise TokenRejected(REJECTED) from None
        except NetworkError as error:
            troubles.tell("start", f"Telegram cannot be reached ({type(error).__name__}); trying on")
        else:
            return True
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause)
        pause = min(2 * pause, LONGEST_PAUSE)
    return False


async def _run(
    application: App, parts: Parts, webhook: Webhook | None, troubles: Troubles, sole: SoleCopy, rival: Rival
) -> None:
    settings = parts.settings
    await _warm(parts)
    await application.start()
    uncertain = await take_up(application, parts) if sole.alone else []
    if not sole.alone:
        log.warning("another copy of the bot runs on %s; Telegram lets only one of them listen", settings.data)
    updater = application.updater
    assert updater is not None
    await _listen(updater, settings, webhook, lambda error: _tell(troubles, rival, error))
    log.info(
        "@%s answers %s", parts.bot.username, "everybody" if settings.access.public else "whom NEWSDESK_ALLOW names"
    )
    for message in uncertain:
        with contextlib.suppress(TelegramError):
            await parts.say(message, words.RESTARTED)
        parts.journal.mark(key_of(message), DONE)  # not before: a process killed in between would leave it unanswered
    await set_menus(parts)


async def _listen(
    updater: Updater, settings: TelegramSettings, webhook: Webhook | None, told: Callable[[TelegramError], None]
) -> None:
    wanted = [*UPDATES, *(CHANNEL_UPDATES if settings.channel else [])]
    if webhook is None:
        await updater.start_polling(
            timeout=int(settings.pace.poll), bootstrap_retries=-1, allowed_updates=wanted, error_callback=told
        )
        return
    await updater.start_webhook(
        webhook.host, webhook.port, urlsplit(webhook.url).path, bootstrap_retries=-1, webhook_url=webhook.url,
        allowed_updates=wanted, secret_token=settings.secret or secrets.token_urlsafe(32),
    )  # fmt: skip


def _tell(troubles: Troubles, rival: Rival, error: TelegramError) -> None:
    if isinstance(error, Conflict):
        rival.meet()
        troubles.tell("conflict", "another copy of the bot, or a webhook, uses the same token; stop one of them")
    else:
        troubles.tell("polling", f"Telegram cannot be reached ({type(error).__name__}); trying on")


async def take_up(application: App, parts: Parts) -> list[Message]:
    """Queue the messages that a process before this one accepted and did not finish.

    Those whose answers were on their way come back: they may have arrived, so they are not answered again.
    """
    queue = application.update_queue
    assert isinstance(queue, AcceptedUpdates)
    uncertain = []
    for payload, state in parts.journal.unfinished():
        update = Update.de_json(payload, parts.bot)
        message = update.effective_message
        if message is None:
            continue
        if state == SENDING:
            if parts.memory.answer_to(message.chat_id, message.message_id, int(message.date.timestamp())) is None:
                uncertain.append(message)
            else:
                parts.journal.mark(key_of(message), DONE)
        else:
            await queue.again(update)
    return uncertain


async def _warm(parts: Parts) -> None:
    """Load what answering needs before somebody asks."""
    try:
        await parts.worker.run(lambda index: index.ask("How many?"), parts.settings.pace.answer)
    except Exception as error:
        log.error("the index does not answer: %s", place_of(error))


async def _purge(parts: Parts) -> None:
    while True:
        try:
            parts.memory.purge()
        except sqlite3.Error as error:  # a full disk: the next hour will do
            log.error("old messages could not be forgotten: %s", place_of(error))
        await asyncio.sleep(PURGE)


async def _stop(application: App, parts: Parts, background: Background) -> None:
    """Take no more, finish what is under way, close; each step for so long and no longer."""
    updater = application.updater
    steps = [parts.asking.stop(parts.settings.pace.stop)]
    if updater is not None and updater.running:
        steps.append(asyncio.wait_for(updater.stop(), parts.settings.pace.stop / 2))
    await asyncio.gather(*steps, return_exceptions=True)
    background.cancel()
    for is_due, close in ((application.running, application.stop), (True, application.shutdown)):
        if is_due:
            with contextlib.suppress(TimeoutError, TelegramError, RuntimeError):
                await asyncio.wait_for(close(), CLOSING)


async def check(settings: TelegramSettings, open_index: Callable[[], Index]) -> str:
    """What the bot would answer from, and as whom. Raises NewsdeskError with what is wrong."""
    application, parts = build(settings, open_index)
    try:
        await application.initialize()
        found = await parts.worker.run(lambda index: index.status(), settings.pace.answer)
    except InvalidToken:
        raise TokenRejected(REJECTED) from None
    except NetworkError as error:
        raise NewsdeskError(f"{settings.api} cannot be reached ({type(error).__name__}); check the network") from None
    finally:
        await application.shutdown()
        parts.close()
    who = "everybody" if settings.access.public else f"{len(settings.access.ids | settings.access.admins)} ids"
    return f"@{parts.bot.username} would answer {who} from {found.articles} articles"
