"""Work beside the answers: polling, the pulse, the page for supervisors, forgetting what is old."""

import asyncio
import logging
from collections.abc import Coroutine
from typing import Any

from bot.telegram.redact import place_of
from corpus.errors import NewsdeskError


class BotBroken(NewsdeskError):
    """A part of the bot failed in a way that nobody foresaw."""

    code = 70


log = logging.getLogger(__name__)


class Background:
    """Tasks of which none may break unseen: then the bot ends, since half a bot looks like a whole one."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop
        self._tasks: list[asyncio.Task[None]] = []

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        task.add_done_callback(lambda _: self._stop.set() if self._broken() else None)
        self._tasks.append(task)

    def cancel(self) -> None:
        for task in self._tasks:
            task.cancel()

    def verify(self) -> None:
        """Raises NewsdeskError if one of the tasks broke."""
        for error in self._broken():
            log.critical("the bot cannot go on: %s", place_of(error))
            raise BotBroken(f"the bot had to end ({type(error).__name__}); its log says where: mend that and start it again")  # fmt: skip

    def _broken(self) -> list[BaseException]:
        ended = [task.exception() for task in self._tasks if task.done() and not task.cancelled()]
        return [error for error in ended if error is not None]
