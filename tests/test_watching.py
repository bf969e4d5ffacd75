"""A watched folder and its index stay in step, whatever happens to the folder."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event, Thread
from time import monotonic
from unittest.mock import patch

import pytest

from bot import watching
from bot.watching import keep_in_step, watching_beside
from corpus.types import Article
from index.library import Index
from tests.conftest import CountingEncoder, lend, write

PATIENCE = 30.0  # seconds that a line may take on a busy machine
NEW = Article("school.txt", "A school was opened in Vell by the mayor on Friday.", "School", "Orla Post")


class Watched:
    """A watcher in a thread of its own, with what it said."""

    def __init__(self, index: Path, folder: Path) -> None:
        self.lines: Queue[str] = Queue()
        self.folder = folder
        self.stop = Event()
        self._thread = Thread(target=self._run, args=(index,))
        self._thread.start()

    def _run(self, index: Path) -> None:
        opened = Index.create(index, CountingEncoder())
        keep_in_step(opened, [self.folder], self.lines.put, self.lines.put, self.stop)
        opened.store.close()

    def until(self, wanted: Callable[[str], bool]) -> str:
        """The first line that fits; what comes before it is dropped."""
        deadline = monotonic() + PATIENCE
        seen = []
        while monotonic() < deadline:
            try:
                seen.append(self.lines.get(timeout=0.2))
            except Empty:
                continue
            if wanted(seen[-1]):
                return seen[-1]
        raise AssertionError(f"not among {seen}")

    def end(self) -> None:
        self.stop.set()
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()


@pytest.fixture
def watched(tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    monkeypatch.setattr(watching, "SETTLED", 0.05)
    monkeypatch.setattr(watching, "AGAIN", 0.1)
    monkeypatch.setattr(watching, "GATHER", 50)
    one = Watched(tmp_path / "index", folder)
    one.until(lambda line: line == "added storm.txt")
    yield one
    one.end()


def asking(tmp_path: Path) -> Index:
    return Index.open(tmp_path / "index", CountingEncoder())


def test_every_change_is_taken_in_and_told(watched: Watched, tmp_path: Path) -> None:
    """New, edited, renamed and deleted files, each in a line, seen by an index that was open before."""
    reader = asking(tmp_path)
    write(watched.folder, NEW)
    assert watched.until(lambda line: "school" in line) == "added school.txt"
    assert reader.search("school opened", limit=1)[0].passage.article == "school.txt"

    write(
        watched.folder, Article("school.txt", "The school in Vell was closed again on Sunday.", "School", "Orla Post")
    )
    assert watched.until(lambda line: "school" in line) == "changed school.txt"
    (watched.folder / "school.txt").rename(watched.folder / "shut.txt")
    assert watched.until(lambda line: "shut" in line) == "renamed school.txt to shut.txt"
    (watched.folder / "shut.txt").unlink()
    assert watched.until(lambda line: "shut" in line) == "gone shut.txt"
    assert reader.store.paths() == ["bridge.txt", "rice.txt", "storm.txt"]


def test_a_folder_that_vanishes_empties_nothing(watched: Watched, tmp_path: Path) -> None:
    """A lost mount is waited for; when the folder is back, so is the watch."""
    shutil.move(watched.folder, tmp_path / "away")
    assert "nothing is removed" in watched.until(lambda line: "not there" in line)
    assert asking(tmp_path).store.count("articles") == 3
    shutil.move(tmp_path / "away", watched.folder)
    write(watched.folder, NEW)

    assert watched.until(lambda line: "school" in line) == "added school.txt"


def test_a_bad_file_is_named_and_the_rest_goes_on(watched: Watched) -> None:
    """What cannot be read is told with its reason, beside what came with it."""
    (watched.folder / "broken.json").write_text("{")
    write(watched.folder, NEW)

    assert "broken.json: it is not valid JSON" in watched.until(lambda line: "broken" in line)


def test_a_bot_watches_beside_answering(tmp_path: Path, folder: Path) -> None:
    """The folders that the index was made from are watched while the caller does something else."""
    index = Index.create(tmp_path / "index", CountingEncoder())
    index.update([folder])
    lines: Queue[str] = Queue()
    with watching_beside(lambda: asking(tmp_path), 15.0, lines.put, lines.put):
        write(folder, NEW)
        assert lines.get(timeout=PATIENCE) == "added school.txt"
    assert index.search("school opened", limit=1)[0].passage.article == "school.txt"


def test_a_watch_that_breaks_off_is_told_and_begins_again(tmp_path: Path, folder: Path) -> None:
    """An error that nobody foresaw ends neither the bot nor, in silence, the watch beside it: what comes then is taken in."""
    Index.create(tmp_path / "index", CountingEncoder()).update([folder])
    lines: Queue[str] = Queue()
    failing = [OSError(24, "the limit of watched files is reached")]

    def opening() -> Index:
        if failing:
            raise failing.pop()
        return asking(tmp_path)

    with patch("bot.watching.LATER", 0.1), watching_beside(opening, 15.0, lines.put, lines.put):
        assert "the watch broke off (OSError" in lines.get(timeout=PATIENCE)
        write(folder, NEW)
        assert lines.get(timeout=PATIENCE) == "added school.txt"


def test_a_full_disk_is_tried_again(watched: Watched, tmp_path: Path) -> None:
    """What could not be taken in for want of room is taken in when there is room, without another change of the folder."""
    with patch("bot.watching.LATER", 0.1):
        with patch("index.room.free", lambda _: 0):
            write(watched.folder, NEW)
            assert "the disk is too full" in watched.until(lambda line: "full" in line)
        assert watched.until(lambda line: line.startswith("added")) == "added school.txt"


def test_another_writer_is_waited_for(watched: Watched, tmp_path: Path) -> None:
    """While another process holds the lock nothing is lost: the change comes in afterwards."""
    with asking(tmp_path).store.writing():
        write(watched.folder, NEW)
        assert "another process" in watched.until(lambda line: "writing" in line)

    assert watched.until(lambda line: "school" in line) == "added school.txt"


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_command_ends_when_it_is_told_to(sent: signal.Signals, code: int, tmp_path: Path, carrier: Path) -> None:
    """SIGTERM ends it with 0, Ctrl-C with 130, neither with a traceback."""
    lend(carrier, tmp_path)
    corpus = tmp_path / "c"
    corpus.mkdir()
    write(corpus, NEW)
    command = [
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "watch",
        str(corpus),
        "--index",
        str(tmp_path / "i"),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=dict(os.environ)) as process:
        assert process.stderr is not None
        lines = [process.stderr.readline()]
        while "added school.txt" not in lines[-1]:
            lines.append(process.stderr.readline())
            assert lines[-1], lines
        process.send_signal(sent)
        rest = process.stderr.read()

    assert process.returncode == code, rest
    assert "Traceback" not in rest
