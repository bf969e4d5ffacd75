"""Accepted messages on disk before Telegram hears that they were taken: a question survives a killed process."""

import asyncio
import fcntl
import json
import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from telegram import Message, Update

from bot.telegram.memory import connect

log = logging.getLogger(__name__)

TRIES = 5  # processes that may end over one message before nobody takes it up again
Key = tuple[int, int, int]  # chat, message, and when it was written; or edited, then below 0

WAITING, SENDING, DONE = "waiting", "sending", "done"


class Journal:
    """The messages that were accepted, and how far each has come; a message done keeps its ids, not its words."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path, durable=True)
        self._do = self._connection.execute
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the file, once nobody writes to it."""
        with self._lock:
            self._connection.close()

    def accept(self, key: Key, update_id: int, payload: str) -> bool:
        """Write a message down; False if it was accepted before."""
        with self._lock:
            row = (*key, update_id, payload, WAITING, time.time())
            return self._do("INSERT OR IGNORE INTO journal VALUES (?, ?, ?, ?, ?, ?, ?)", row).rowcount > 0

    def mark(self, key: Key, state: str) -> None:
        """Note how far a message has come; with DONE its words are deleted."""
        with self._lock:
            self._do(
                "UPDATE journal SET state = ?1, payload = iif(?1 = 'done', NULL, payload) WHERE chat = ?2 AND message = ?3 AND written = ?4",
                (state, *key),
            )

    def unfinished(self) -> list[tuple[Any, str]]:
        """The messages that were not dealt with when the process ended, with their states, in order.

        One that is damaged, or was taken up so often and ended no process well, is left out and named.
        """
        found = []
        with self._lock:
            rows = self._do(
                "SELECT payload, state, chat, message, written FROM journal WHERE state != ? ORDER BY update_id",
                (DONE,),
            ).fetchall()
            for payload, state, *key in rows:
                message, tries = _read(payload), self._tried(key)
                if message is None or tries > TRIES:
                    log.error("message %s is given up: %s", key[1], "it is damaged" if message is None else f"{TRIES} processes ended over it")  # fmt: skip
                found += [(message, SENDING if tries > TRIES else state)] if message is not None else []
        return found

    def _tried(self, key: Sequence[int]) -> int:
        """How often a message was taken up, with this time."""
        self._do("INSERT INTO tries VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1", tuple(key))
        return int(self._do("SELECT n FROM tries WHERE chat = ? AND message = ? AND written = ?", tuple(key)).fetchone()[0])  # fmt: skip


def _read(payload: str | None) -> Any:  # noqa: ANN401 - what JSON holds
    """What was written down; None where it cannot be read."""
    try:
        return json.loads(payload or "null")
    except ValueError:
        return None


def key_of(message: Message) -> Key:
    """What a message is known by in the journal."""
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
        """Accept an update; PTB asks Telegram for more only after this."""
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
        self.alone = True
        try:
            self._file = path.open("w")
        except OSError:  # read-only: nobody can be told apart, and nothing is kept that two could quarrel about
            self._file = Path(os.devnull).open("w")  # noqa: SIM115 - closed below
            return
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.alone = False

    def close(self) -> None:
        """Give the folder up."""
        self._file.close()
