"""Telegram's flood limits, kept in each chat for itself: a chat that must wait stalls no other."""

import asyncio
import time
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from datetime import timedelta
from typing import Any

from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter, ExtBot

ALL = (4, 0.2)  # messages in so many seconds: even, as what leaves in a burst arrives late; Telegram takes 30 a second
PRIVATE = (8, 10.0)  # Telegram asks for about one a second and lets short bursts pass
GROUP = (20, 61.0)
TRIES = 4
LONGEST_WAIT = 86_400.0  # seconds that a message is worth waiting for: as long as Telegram keeps what it was asked
COUNTED = ("send", "edit", "copy", "forward")
FREE = ("sendChatAction",)  # Telegram does not count it as a message


Before = Callable[[], Awaitable[None]]  # what a call waits for once its turn has come
LimitedBot = ExtBot[Before]


class FloodLimits(BaseRateLimiter[Before]):
    """Waits for its turn before each message, and for as long as a 429 asks, in that chat alone."""

    def __init__(self, recent: Iterable[tuple[object, float]] = ()) -> None:
        """`recent` are chats that were written to before this process began, and how many seconds ago."""
        self._sent: deque[float] = deque()
        self._chats: dict[object, deque[float]] = {}
        for chat, ago in recent:
            self._chats.setdefault(chat, deque()).append(time.monotonic() - ago)
        self._closed: dict[object, float] = {}  # until when, after a 429

    async def initialize(self) -> None:
        """Nothing to do before the first call."""

    async def shutdown(self) -> None:
        """Nothing to do after the last call."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Any]],
        args: Any,  # noqa: ANN401 - PTB's signature
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Before | None,
    ) -> Any:  # noqa: ANN401 - PTB's signature
        """Make one call, in its turn; calls that are no messages go at once."""
        chat = data.get("chat_id")
        if chat is None or endpoint in FREE or not endpoint.startswith(COUNTED):
            return await callback(*args, **kwargs)
        for _ in range(TRIES - 1):
            await self._turn(chat)
            if rate_limit_args:
                await rate_limit_args()
            try:
                return await callback(*args, **kwargs)
            except RetryAfter as error:
                wait = seconds_of(error)
                if wait > LONGEST_WAIT:
                    raise
                self._closed[chat] = time.monotonic() + wait + 0.2
        await self._turn(chat)
        return await callback(*args, **kwargs)

    async def _turn(self, chat: object) -> None:
        log = self._chats.setdefault(chat, deque())
        limit = GROUP if str(chat).startswith(("-", "@")) else PRIVATE
        while True:
            now = time.monotonic()
            wait = max(
                self._closed.get(chat, now) - now, _until_free(log, limit, now), _until_free(self._sent, ALL, now)
            )
            if wait <= 0:
                break
            await asyncio.sleep(wait)
        log.append(now)
        self._sent.append(now)
        self._closed.pop(chat, None)
        if len(self._chats) > 10_000:
            self._chats = {known: sent for known, sent in self._chats.items() if sent and sent[-1] > now - GROUP[1]}


def _until_free(log: deque[float], limit: tuple[int, float], now: float) -> float:
    """Seconds until one more fits into the window."""
    most, window = limit
    while log and log[0] <= now - window:
        log.popleft()
    return log[-most] + window - now if len(log) >= most else 0.0


def seconds_of(error: RetryAfter) -> float:
    """How long a 429 asks to wait."""
    wait = error.retry_after
    return wait.total_seconds() if isinstance(wait, timedelta) else float(wait)
