"""What the bot remembers, for how long, and what it forgets."""

import json
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.telegram.answers import Rendered
from bot.telegram.health import readable
from bot.telegram.journal import DONE, SENDING, TRIES, Journal, SoleCopy
from bot.telegram.memory import Kept, Memory, MemoryUnusable
from bot.telegram.sources import Source

KEPT = Kept(
    "a1", 42, None, 5, 1000, (6, 7), Rendered(("one", "two"), None, (Source(1, "a.txt", 0, 9),)), "digest", "en"
)


@pytest.fixture
def memory(tmp_path: Path) -> Memory:
    return Memory(tmp_path / "telegram.sqlite", 48)


def test_an_answer_is_found_by_its_id_its_question_and_its_messages(memory: Memory) -> None:
    """The same answer comes back, whichever way it is looked up; of another chat none does."""
    memory.keep(KEPT)

    assert [KEPT] * 4 == [memory.answer("a1"), memory.answer_to(42, 5, 1000), memory.answer_in(42, 7), memory.last_answer(42, None)]  # fmt: skip
    assert [None] * 3 == [memory.answer("a2"), memory.answer_to(42, 5, 1001), memory.last_answer(42, 7)]


def test_a_topic_has_its_own_earlier_questions(memory: Memory) -> None:
    """Follow-ups lean on the questions before them in their topic, the last four, until /new."""
    for number in range(6):
        memory.asked(-1, 7, number, f"question {number}")
    memory.asked(-1, None, 9, "elsewhere")

    assert ["question 1", "question 2", "question 3", "question 4"] == memory.earlier(-1, 7, 5)
    assert ["elsewhere"] == memory.earlier(-1, None, 10)
    memory.new_topic(-1, 7)
    assert [] == memory.earlier(-1, 7, 99)


def test_a_vote_counts_once_and_can_be_changed(memory: Memory) -> None:
    """The same vote again is none; the other one takes its place."""
    assert [True, False, True] == [memory.vote("a1", 42, 1), memory.vote("a1", 42, 1), memory.vote("a1", 42, -1)]
    assert (0, 1) == memory.votes("a1")
    assert {"up": 0, "down": 1} == memory.counts()


def test_forgetting_leaves_nothing_of_a_chat(memory: Memory, tmp_path: Path) -> None:
    """After /forget no question, answer or vote is left, and none of their words in the file."""
    memory.keep(KEPT)
    memory.asked(42, None, 5, "unforgettable question")
    memory.vote("a1", 42, 1)
    memory.forget(42, 42)
    memory.close()

    assert b"unforgettable" not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert (None, (0, 0)) == ((again := Memory(tmp_path / "telegram.sqlite", 48)).answer("a1"), again.votes("a1"))


def test_what_is_old_is_purged(tmp_path: Path) -> None:
    """With no hours to keep, everything goes."""
    memory = Memory(tmp_path / "telegram.sqlite", 0)
    memory.keep(KEPT)
    memory.purge()

    assert memory.answer("a1") is None


def test_a_group_that_moved_keeps_its_answers(memory: Memory) -> None:
    """Answers and questions go with the group to its new id."""
    memory.keep(KEPT)
    memory.move(42, -1009)

    assert (None, "a1") == (memory.answer_to(42, 5, 1000), getattr(memory.answer_to(-1009, 5, 1000), "id", None))


def test_a_damaged_file_is_put_aside(tmp_path: Path) -> None:
    """The bot starts with an empty memory, and the damaged file is kept."""
    (tmp_path / "telegram.sqlite").write_bytes(b"no database at all" * 100)
    memory = Memory(tmp_path / "telegram.sqlite", 48)

    assert memory.answer("a1") is None
    assert (tmp_path / "telegram.damaged").read_bytes().startswith(b"no database")


def test_the_journal_accepts_a_message_once_and_forgets_its_words_when_it_is_done(tmp_path: Path) -> None:
    """What was not finished comes back after a restart, with how far it came; what was done left its ids alone."""
    journal = Journal(tmp_path / "telegram.sqlite")
    payload = json.dumps({"text": "a question"})

    assert [True, False, True] == [journal.accept(key, 1, payload) for key in ((42, 1, 0), (42, 1, 0), (42, 1, 99))]
    journal.mark((42, 1, 99), SENDING)
    journal.close()
    again = Journal(tmp_path / "telegram.sqlite")
    assert [({"text": "a question"}, "waiting"), ({"text": "a question"}, "sending")] == again.unfinished()
    again.mark((42, 1, 0), DONE)
    again.mark((42, 1, 99), DONE)
    assert [] == again.unfinished()
    assert not again.accept((42, 1, 0), 2, payload)


def test_what_people_ask_is_the_owner_s_alone(memory: Memory, tmp_path: Path) -> None:
    """The file, and the log beside it that holds the newest questions, are 0600 also where the umask would let others read."""
    memory.asked(42, None, 1, "a question")
    modes = {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()}

    assert "telegram.sqlite-wal" in modes
    assert set(modes.values()) == {0o600}


def test_a_damaged_page_inside_is_seen_at_the_start(memory: Memory, tmp_path: Path) -> None:
    """A file that opens but holds nonsense further in is put aside with its log, so that no question meets it later."""
    for number in range(200):
        memory.asked(42, None, number, f"question {number} " * 20)
    memory.close()
    raw = bytearray((tmp_path / "telegram.sqlite").read_bytes())
    raw[8192:-4096] = bytes(len(raw) - 8192 - 4096)
    (tmp_path / "telegram.sqlite").write_bytes(raw)
    again = Memory(tmp_path / "telegram.sqlite", 48)

    assert again.earlier(42, None, 999) == []
    assert (tmp_path / "telegram.damaged").read_bytes() == bytes(raw)


def test_a_disk_that_is_in_the_way_costs_no_question(tmp_path: Path) -> None:
    """A locked file is no damaged one: the bot says so and ends, and what was accepted is there when it starts again."""
    journal = Journal(tmp_path / "telegram.sqlite")
    journal.accept((42, 1, 0), 1, json.dumps({"text": "a question"}))
    journal.close()
    with closing(sqlite3.connect(tmp_path / "telegram.sqlite", isolation_level=None)) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        with patch("bot.telegram.memory.PATIENCE", 0.1), pytest.raises(MemoryUnusable, match="cannot be opened"):
            Journal(tmp_path / "telegram.sqlite")

    assert len(Journal(tmp_path / "telegram.sqlite").unfinished()) == 1


def test_a_message_that_ends_every_process_is_given_up(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Taken up so often and never finished, it comes back as one whose answer is uncertain; a damaged one not at all."""
    journal = Journal(tmp_path / "telegram.sqlite")
    journal.accept((42, 1, 0), 1, json.dumps({"text": "a question"}))
    journal.accept((42, 2, 0), 2, '{"text": "dam')
    states = [[state for _, state in journal.unfinished()] for _ in range(TRIES + 1)]

    assert states == [["waiting"]] * TRIES + [["sending"]]
    assert f"message 1 is given up: {TRIES} processes ended over it" in caplog.text
    assert "message 2 is given up: it is damaged" in caplog.text


def test_a_clock_that_jumps_loses_no_question(tmp_path: Path) -> None:
    """Ten years on, or back, what waits still waits, and an answer's buttons go at the most."""
    for jump in (10 * 365 * 86400.0, -10 * 365 * 86400.0):
        path = tmp_path / f"{jump}.sqlite"
        journal, memory = Journal(path), Memory(path, 48)
        journal.accept((42, 1, 0), 1, json.dumps({"text": "a question"}))
        memory.asked(42, None, 1, "a question")
        now = time.time() + jump
        with patch("time.time", lambda now=now: now):
            memory.purge()
            memory.asked(42, None, 2, "another")
            assert "another" in memory.earlier(42, None, 3)
        assert [state for _, state in journal.unfinished()] == ["waiting"]


def test_a_bot_that_cannot_write_remembers_in_memory(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Without a place for its file it starts all the same, accepts each message once, and says that the inbox is not durable."""
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "telegram.sqlite"
    journal, memory = Journal(path), Memory(path, 48)
    memory.keep(KEPT)

    assert [True, False] == [journal.accept((42, 1, 0), 1, "{}"), journal.accept((42, 1, 0), 1, "{}")]
    assert memory.answer("a1") == KEPT
    assert "the inbox is not durable" in caplog.text
    alone = SoleCopy(path.with_suffix(".lock"))
    assert alone.alone
    alone.close()


def test_only_one_copy_is_the_sole_one(tmp_path: Path) -> None:
    """The second copy on a folder knows that it is not alone, until the first has gone."""
    first, second = SoleCopy(tmp_path / "lock"), SoleCopy(tmp_path / "lock")
    assert (True, False) == (first.alone, second.alone)
    first.close()
    third = SoleCopy(tmp_path / "lock")
    assert third.alone
    second.close()
    third.close()


def test_an_update_that_cannot_be_read_keeps_its_number_alone() -> None:
    """The others of its batch are left as they are, and so is whatever is no batch."""
    good = {"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}}
    body = json.dumps({"ok": True, "result": [good, {"update_id": 2, "poll": {"id": "1"}}]}).encode()

    assert {"ok": True, "result": [good, {"update_id": 2}]} == json.loads(readable(body))
    assert [b"<html>", b'{"ok": true}'] == [readable(b"<html>"), readable(b'{"ok": true}')]
