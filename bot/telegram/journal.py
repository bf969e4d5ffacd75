"""Accepted messages on disk before Telegram hears that they were taken: a question survives a killed process."""

import asyncio
import fcntl
import json
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from telegram import Message, Update

from bot.telegram.memory import connect

Key = tuple[int, int, int]  # chat, message, and when it was written; or edited, then below 0

WAITING, SENDING, DONE = "waiting", "sending", "done"


class Journal:
    """The messages that were accepted, and how far each has come; a message done keeps its ids, not its words."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=True)
        self._do = self._connection.execute
        self._lock = threading.Lock()

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    def accept(self, key: Key, update_id: int, payload: str) -> bool:
        """Write a message down; False if it was accepted before."""
        with self._lock:
            row = (*key, update_id, payload, WAITING, time.time())
            return self._do("INSERT OR IGNORE INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount > 0

    def mark(self, key: Key, state: str) -> None:
        with self._lock:
            self._do(
                "UPDATE journal SET state = ?1, payload = iif(?1 = 'done', NULL, payload) WHERE chat = ?2 AND message = ?3 AND written = ?4",
                (state, *key),
            )

    def unfinished(self) -> list[tuple[Any, str]]:
        """The messages that were not dealt with when the process ended, with their states, in order."""
        with self._lock:
            rows = self._do(
                "SELECT payload, state FROM journal WHERE state != ? ORDER BY update_id", (DONE,)
            ).fetchall()
        return [(json.loads(payload), state) for payload, state in rows if payload]


def key_of(message: Message) -> Key:
    written = -message.edit_date.timestamp() if message.edit_date else message.date.timestamp()
    return message.chat_id, message.message_id, int(written)


class AcceptedUpdates(asyncio.Queue[object]):
    """The queue between Telegram and the bot: a message is in the journal before the next poll confirms it.

    `journalled` says which messages are worth it; a message seen before is left out.
    """

    def __init__(self, journal: Journal, journalled: Callable[[Message], bool]) -> None:
        super().__init__()
        self._journal = journal
        self._journalled = journalled

    async def put(self, item: object) -> None:
        message = item.effective_message if isinstance(item, Update) and not item.callback_query else None
        if isinstance(item, Update) and message is not None and self._journalled(message):
            accepted = await asyncio.to_thread(self._journal.accept, key_of(message), item.update_id, item.to_json())
            if not accepted:
                return
        await super().put(item)

    async def again(self, update: Update) -> None:
        """Take up a message that is in the journal already."""
        await super().put(update)


class SoleCopy:
    """Whether this process is the only one on its data folder; the lock dies with the process."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("w")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self.alone = True
        except OSError:
            self.alone = False

    def close(self) -> None:
        self._file.close()
