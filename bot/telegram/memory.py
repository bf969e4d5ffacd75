"""What the bot keeps between messages, in one SQLite file, for a limited time."""

import contextlib
import json
import logging
import os
import secrets
import sqlite3
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.telegram.answers import Rendered
from bot.telegram.sources import Source
from corpus.errors import NewsdeskError

log = logging.getLogger(__name__)

TALK = 7200.0  # seconds after which a question no longer follows on from the one before
PATIENCE = 10.0  # seconds that another process may be in the way
EARLIER = 4  # questions that a follow-up may lean on
_SCHEMA = """
CREATE TABLE IF NOT EXISTS journal (chat INTEGER, message INTEGER, written INTEGER, update_id INTEGER, payload TEXT, state TEXT NOT NULL,
    at REAL NOT NULL, PRIMARY KEY (chat, message, written)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS tries (chat INTEGER, message INTEGER, written INTEGER, n INTEGER NOT NULL, PRIMARY KEY (chat, message, written)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS questions (chat INTEGER, topic INTEGER, message INTEGER, text TEXT NOT NULL, at REAL NOT NULL,
    PRIMARY KEY (chat, message)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS answers (id TEXT PRIMARY KEY, chat INTEGER, topic INTEGER, question INTEGER, dated INTEGER, messages TEXT NOT NULL,
    rendered TEXT NOT NULL, asked TEXT NOT NULL, language TEXT NOT NULL, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS answers_by_question ON answers (chat, question);
CREATE TABLE IF NOT EXISTS votes (answer TEXT, person INTEGER, value INTEGER, at REAL NOT NULL, PRIMARY KEY (answer, person)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS told (person INTEGER, what TEXT, at REAL NOT NULL, PRIMARY KEY (person, what)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS counts (what TEXT PRIMARY KEY, n INTEGER NOT NULL) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer as it stands in a chat."""

    id: str
    chat: int
    topic: int | None
    question: int
    dated: int  # when the question was first written
    messages: tuple[int, ...]
    rendered: Rendered
    asked: str  # a digest of the question
    language: str


class MemoryUnusable(NewsdeskError):
    """The disk does not let the bot open its own file."""

    code = 74


def connect(path: Path, *, durable: bool) -> sqlite3.Connection:
    """Open the bot's own file; a damaged one is put aside, and the bot starts with an empty one.

    Where nothing can be written the bot remembers in memory, and says so. Raises MemoryUnusable where a disk is full
    or fails, or another process is in the way: what the file holds is not given up for that.
    """
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for _ in range(2):
        try:
            return _opened(path, durable=durable)
        except sqlite3.DatabaseError as error:
            name = getattr(error, "sqlite_errorname", "") or "SQLITE_CORRUPT"
            if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")):
                log.warning("%s cannot be written: the inbox is not durable, a restart forgets what was asked", path)
                return _made(sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False))
            if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
                raise MemoryUnusable(f"{path} cannot be opened ({error}); free the disk or stop the other bot, then start again") from None  # fmt: skip
        _put_aside(path)
        log.error("the bot's memory in %s cannot be read; it was put aside as .damaged", path)
    raise MemoryUnusable(f"{path} cannot be written; check the disk")


def _opened(path: Path, *, durable: bool) -> sqlite3.Connection:
    """Raises sqlite3.DatabaseError, also for a file that opens and is damaged inside."""
    with contextlib.suppress(OSError):  # its log takes the mode of the file, so that comes first
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=PATIENCE)
    try:
        connection.execute("PRAGMA journal_mode = WAL").fetchone()
        connection.execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.execute("PRAGMA secure_delete = ON")
        _made(connection)
        if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
            raise sqlite3.DatabaseError("it is damaged")
    except sqlite3.DatabaseError:
        connection.close()
        raise
    return connection


def _made(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.executescript(_SCHEMA)
    return connection


def _put_aside(path: Path) -> None:
    """The file, and its log, which would be taken for that of the new one."""
    for end in ("", "-wal", "-shm"):
        left = path.with_name(path.name + end)
        if left.exists():
            left.replace(path.with_suffix(f".damaged{end}"))


class Memory:
    """Earlier questions, answers behind buttons, votes, and counts."""

    def __init__(self, path: Path, keep_hours: int) -> None:
        self._connection = connect(path, durable=False)
        self._do = self._connection.execute
        self._keep = 3600.0 * keep_hours

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def purge(self) -> None:
        """Forget what is too old; a question that waits is never old, whatever a clock says that was set."""
        for table in ("questions", "answers", "votes", "journal"):
            done = " AND state = 'done'" if table == "journal" else ""
            self._do(f"DELETE FROM {table} WHERE at < ?{done}", (time.time() - self._keep,))
        self._do(
            "DELETE FROM tries WHERE NOT EXISTS (SELECT 1 FROM journal j WHERE j.chat = tries.chat AND j.message = tries.message)"
        )

    def earlier(self, chat: int, topic: int | None, before: int) -> list[str]:
        """The chat's last questions, the oldest first."""
        rows = self._do(
            "SELECT text FROM questions WHERE chat = ? AND topic IS ? AND message < ? AND at > ? ORDER BY at DESC LIMIT ?",
            (chat, topic, before, time.time() - TALK, EARLIER),
        )
        return [text for (text,) in rows][::-1]

    def asked(self, chat: int, topic: int | None, message: int, text: str) -> None:
        """Remember a question for those that follow on from it."""
        self._do("INSERT OR REPLACE INTO questions VALUES (?, ?, ?, ?, ?)", (chat, topic, message, text, time.time()))

    def new_topic(self, chat: int, topic: int | None) -> None:
        """Let the next question follow on from none."""
        self._do("DELETE FROM questions WHERE chat = ? AND topic IS ?", (chat, topic))

    def keep(self, kept: Kept) -> None:
        """Remember an answer, in the place of an older one of the same id."""
        self._do(
            "INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                kept.id, kept.chat, kept.topic, kept.question, kept.dated, json.dumps(kept.messages), json.dumps(asdict(kept.rendered)),
                kept.asked, kept.language, time.time(),
            ),
        )  # fmt: skip

    def answer(self, answer: str) -> Kept | None:
        """The answer with an id, if it is still kept."""
        return self._one("id = ?", answer)

    def answer_to(self, chat: int, question: int, dated: int) -> Kept | None:
        """The answer to a question; `dated` is when that was written."""
        return self._one("chat = ? AND question = ? AND dated = ?", chat, question, dated)

    def last_answer(self, chat: int, topic: int | None) -> Kept | None:
        """The newest answer in a chat, or in a topic of it."""
        return self._one("chat = ? AND topic IS ?", chat, topic)

    def answer_in(self, chat: int, message: int) -> Kept | None:
        """The answer that a message of the bot's shows."""
        return self._one("chat = ? AND EXISTS (SELECT 1 FROM json_each(messages) WHERE value = ?)", chat, message)

    def _one(self, where: str, *values: object) -> Kept | None:
        row = self._do(
            f"SELECT id, chat, topic, question, dated, messages, rendered, asked, language FROM answers WHERE {where} ORDER BY at DESC LIMIT 1",
            values,
        ).fetchone()
        if row is None:
            return None
        shown = json.loads(row[6])
        rendered = Rendered(tuple(shown["pages"]), shown["more"], tuple(Source(**one) for one in shown["sources"]))
        messages = tuple(json.loads(row[5]))
        return Kept(row[0], row[1], row[2], row[3], row[4], messages, rendered, row[7], row[8])

    def vote(self, answer: str, person: int, value: int) -> bool:
        """Count a person's vote; False if it was cast before."""
        before = self._do("SELECT value FROM votes WHERE answer = ? AND person = ?", (answer, person)).fetchone()
        self._do("INSERT OR REPLACE INTO votes VALUES (?, ?, ?, ?)", (answer, person, value, time.time()))
        return before is None or before[0] != value

    def votes(self, answer: str) -> tuple[int, int]:
        """How many are for an answer, and how many against it."""
        up, down = self._do(
            "SELECT coalesce(sum(value > 0), 0), coalesce(sum(value < 0), 0) FROM votes WHERE answer = ?", (answer,)
        ).fetchone()
        return up, down

    def tell(self, person: int, what: str) -> bool:
        """Whether a person is to be told something that is told once."""
        return self._do("INSERT OR IGNORE INTO told VALUES (?, ?, ?)", (person, what, time.time())).rowcount > 0

    def count(self, what: str) -> None:
        """Count one more of something."""
        self._do("INSERT INTO counts VALUES (?, 1) ON CONFLICT (what) DO UPDATE SET n = n + 1", (what,))

    def counts(self) -> dict[str, int]:
        """Everything that was counted, and all votes."""
        up, down = self._do("SELECT coalesce(sum(value > 0), 0), coalesce(sum(value < 0), 0) FROM votes").fetchone()
        return {"up": up, "down": down} | dict(self._do("SELECT what, n FROM counts"))

    def forget(self, chat: int, person: int | None = None) -> None:
        """Delete everything of a chat, and the votes of a person."""
        for table in ("questions", "answers"):
            self._do(f"DELETE FROM {table} WHERE chat = ?", (chat,))
        self._do("UPDATE journal SET payload = NULL, state = 'done' WHERE chat = ? AND state != 'waiting'", (chat,))
        if person is not None:
            self._do("DELETE FROM votes WHERE person = ?", (person,))

    def recent(self, seconds: float) -> list[tuple[int, float]]:
        """The chats that were answered in the last so many seconds, and how many seconds ago."""
        now = time.time()
        rows = self._do("SELECT chat, at FROM answers WHERE at > ? ORDER BY at", (now - seconds,))
        return [(chat, now - at) for chat, at in rows]

    def move(self, old: int, new: int) -> None:
        """Follow a group that became a supergroup."""
        for table in ("questions", "answers"):
            self._do(f"UPDATE OR REPLACE {table} SET chat = ? WHERE chat = ?", (new, old))


def new_id() -> str:
    """An id for an answer; nobody can guess it."""
    return secrets.token_urlsafe(8)
