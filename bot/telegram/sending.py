"""Getting a message through: lost connections, refusals, typing."""

import asyncio
import contextlib
import html
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeVar

import httpx
from telegram import InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.telegram.markup import visible
from bot.telegram.ratelimit import Before, LimitedBot

T = TypeVar("T")
log = logging.getLogger(__name__)

GROUP_TYPING = 2  # times in a group, where all see it
LONGEST_TYPING = 60.0  # seconds
REFUSED = "can't parse entities"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a message goes: the chat, the topic if it has one, and the message it replies to."""

    chat: int
    topic: int | None = None
    reply_to: int | None = None


@dataclass(slots=True)
class Attempts:
    """What is known of the attempts to send one message, and who hears that one surely failed."""

    undone: Callable[[], Awaitable[None]] | None = None
    lost: bool = False  # whether only the response of one was lost: then the message may have arrived


async def insist(call: Callable[[], Awaitable[T]], patience: float, attempts: Attempts | None = None) -> T:
    """Call until it gets through.

    What surely was not done is tried again for `patience` seconds; where only the response was lost, once, since the
    Bot API cannot tell a repeated message from a new one.
    """
    until, pause, attempts = time.monotonic() + patience, 0.5, attempts or Attempts()
    while True:
        try:
            return await call()
        except (BadRequest, InvalidToken, Forbidden, RetryAfter, ChatMigrated):
            raise
        except NetworkError as error:
            if not _is_ambiguous(error) and not attempts.lost and attempts.undone:
                await attempts.undone()
            if attempts.lost if _is_ambiguous(error) else time.monotonic() + pause > until:
                raise
            attempts.lost = attempts.lost or _is_ambiguous(error)
        await asyncio.sleep(pause)
        pause = min(2 * pause, 8.0)


def is_unsent(error: NetworkError) -> bool:
    """Whether what was asked was surely not done, because the server could not be reached."""
    return not isinstance(error, BadRequest) and not _is_ambiguous(error)


def _is_ambiguous(error: NetworkError) -> bool:
    """Whether the server may have done what was asked."""
    cause = error.__cause__
    return isinstance(cause, httpx.TransportError) and not isinstance(
        cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout
    )


async def send(
    bot: LimitedBot,
    place: Place,
    markup: str,
    keyboard: InlineKeyboardMarkup | None = None,
    *,
    patience: float = 30.0,
    attempts: Attempts | None = None,
    before: Before | None = None,
) -> int:
    """Send one message and return its id; a group that became a supergroup is followed by the caller."""
    reply = ReplyParameters(place.reply_to, allow_sending_without_reply=True) if place.reply_to else None

    async def call(text: str = markup, mode: str | None = ParseMode.HTML, topic: int | None = place.topic) -> int:
        sent = await bot.send_message(
            place.chat, text, parse_mode=mode, reply_markup=keyboard, reply_parameters=reply, message_thread_id=topic,
            link_preview_options=LinkPreviewOptions(is_disabled=True), rate_limit_args=before,
        )  # fmt: skip
        return sent.message_id

    try:
        return await insist(call, patience, attempts)
    except BadRequest as error:
        if REFUSED in error.message.lower():
            log.error("Telegram refused the markup of an answer; it went out as plain text")
            return await insist(lambda: call(visible(markup), None), patience)
        if "message thread not found" in error.message.lower() and place.topic:
            return await insist(lambda: call(topic=None), patience)
        raise


async def say(bot: LimitedBot, place: Place, text: str) -> int:
    """Send one line of our own words."""
    return await send(bot, place, html.escape(text, quote=False))


async def edit(
    bot: LimitedBot, chat: int, message: int, markup: str, keyboard: InlineKeyboardMarkup | None = None, *, before: Before | None = None
) -> bool:  # fmt: skip
    """Change one message; False if it is gone. What is already so is no error."""
    try:
        await insist(
            lambda: bot.edit_message_text(
                markup, chat, message, parse_mode=ParseMode.HTML, reply_markup=keyboard,
                link_preview_options=LinkPreviewOptions(is_disabled=True), rate_limit_args=before,
            ),
            30.0,
        )  # fmt: skip
    except BadRequest as error:
        return "not modified" in error.message.lower()
    return True


@asynccontextmanager
async def typing(bot: LimitedBot, place: Place, every: float) -> AsyncIterator[None]:
    """Show that the answer is being written, until it is there; in a group only at first."""
    task = asyncio.create_task(_type(bot, place, every))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def _type(bot: LimitedBot, place: Place, every: float) -> None:
    times = GROUP_TYPING if place.chat < 0 else int(LONGEST_TYPING / every)
    for _ in range(times):
        with contextlib.suppress(TelegramError):
            await bot.send_chat_action(place.chat, ChatAction.TYPING, message_thread_id=place.topic)
        await asyncio.sleep(every)


@asynccontextmanager
async def later(bot: LimitedBot, place: Place, text: str, after: float) -> AsyncIterator[list[int]]:
    """Send a line if what follows takes long; the list then holds its id, so that the answer can take its place."""
    sent: list[int] = []
    over = asyncio.Event()

    async def tell() -> None:
        try:
            await asyncio.wait_for(over.wait(), after)
        except TimeoutError:
            with contextlib.suppress(TelegramError):
                sent.append(await say(bot, place, text))

    task = asyncio.create_task(tell())
    try:
        yield sent
    except BaseException:
        over.set()
        await task
        with contextlib.suppress(TelegramError):
            for message in sent:
                await bot.delete_message(place.chat, message)
        raise
    over.set()
    await task
