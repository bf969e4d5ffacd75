"""Files parsed in a process of their own: as the readers parse them, and no file takes the program along."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from bot.settings import SAMPLES
from corpus import parsing, read
from corpus.types import Article, Rejected

ROOT = Path(__file__).parent.parent
STORY = "<p>The harbour marker was seen by police on Monday evening in the old town.</p>"


def test_the_process_reads_as_the_readers_do() -> None:
    """Every sample article is the same, field by field, whichever process read it."""
    for path in sorted(SAMPLES.iterdir()):
        assert parsing.read_file(path, path.name) == read.read_file(path, path.name)


def test_a_parser_that_is_killed_is_replaced(tmp_path: Path) -> None:
    """A kill between two files costs nothing; one process serves many files."""
    path = tmp_path / "a.txt"
    path.write_text("The mayor of Vell opened a school on Friday.")
    parsing.read_file(path, "a.txt")
    assert parsing._parser is not None
    first = parsing._parser.running.pid
    parsing.read_file(path, "a.txt")
    assert parsing._parser.running.pid == first
    os.kill(first, signal.SIGKILL)
    (again,) = parsing.read_file(path, "a.txt")

    assert isinstance(again, Article)
    assert parsing._parser.running.pid != first


def test_a_file_that_kills_the_parser_is_left_out(tmp_path: Path) -> None:
    """Killed twice over one file: that file is rejected with the signal, and the next is read."""
    path = tmp_path / "a.txt"
    path.write_text("The mayor of Vell opened a school on Friday.")
    asks = parsing._Parser.ask

    def killed(self: parsing._Parser, request: dict[str, object], seconds: float) -> object:
        if request["name"] == "evil.txt":
            self.running.kill()
        return asks(self, request, seconds)

    with patch.object(parsing._Parser, "ask", killed):
        told = [parsing.read_file(path, name) for name in ("evil.txt", "good.txt")]

    assert told[0] == [Rejected("evil.txt", "it stops the program that reads it (signal 9); save it as text")]
    assert isinstance(told[1][0], Article)


def test_a_file_that_takes_too_long_is_left_out(tmp_path: Path) -> None:
    """A page of 200,000 open links is given up with the reason once its time is up; with all the time it would be read."""
    path = tmp_path / "slow.html"
    path.write_text(f"<html><body>{'<a>' * 200_000}{STORY}</body></html>")
    began = time.monotonic()
    with patch("corpus.parsing.WALL", 0.0):
        (record,) = parsing.read_file(path, "slow.html")

    assert record == Rejected("slow.html", "it took too long to read; save it as text")
    assert time.monotonic() - began < 10


def test_a_parser_that_stands_still_is_given_up(tmp_path: Path) -> None:
    """A process that takes no processor time either is ended when its time is up, and the next file has a new one."""
    path = tmp_path / "calm.txt"
    path.write_text(STORY)
    assert isinstance(parsing.read_file(path, "calm.txt")[0], Article)
    assert parsing._parser is not None
    parsing._parser.running.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    with patch("corpus.parsing.WALL", 0.0):
        (record,) = parsing.read_file(path, "calm.txt")

    assert record == Rejected("calm.txt", "it took too long to read; save it as text")
    assert time.monotonic() - began < 10
    assert isinstance(parsing.read_file(path, "calm.txt")[0], Article)


@pytest.mark.parametrize(
    "deed",
    ["socket.create_connection(('127.0.0.1', 9))", "subprocess.run(['true'])", "os.system('true')", "open('x', 'w')", "os.remove('x')"],
)  # fmt: skip
def test_the_parser_does_nothing_but_parse(deed: str, tmp_path: Path) -> None:
    """It opens no connection, starts no program, writes and removes no file, whatever the code in it tries."""
    code = f"""
        import os, socket, subprocess, sys
        from corpus.parser import _refuse
        sys.addaudithook(_refuse)
        try:
            {deed}
        except PermissionError as error:
            print("refused", error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert done.stdout.startswith("refused a parser tried"), done.stderr


def test_the_parser_sees_no_secret() -> None:
    """Nothing of the environment but the paths of Python reaches it: no token."""
    parsing.read_file(next(SAMPLES.iterdir()), "x.md")
    assert parsing._parser is not None
    seen = Path(f"/proc/{parsing._parser.running.pid}/environ").read_bytes().split(b"\0")

    assert {part.partition(b"=")[0] for part in seen if part} == {b"PYTHONPATH", b"LC_ALL"}


@pytest.mark.skipif(not Path("/proc").exists(), reason="Linux shows the limits of a process")
def test_a_parser_has_so_much_memory_and_no_more(tmp_path: Path) -> None:
    """While it reads a file the kernel holds it to a gigabyte of memory and half a minute of the processor."""
    (tmp_path / "a.txt").write_text("The mayor of Vell opened a school on Friday.")
    parsing.read_file(tmp_path / "a.txt", "a.txt")
    assert parsing._parser is not None
    lines = Path(f"/proc/{parsing._parser.running.pid}/limits").read_text().splitlines()
    limits = {line[:26].strip(): line[26:].split()[0] for line in lines}

    assert limits["Max address space"] == str(parsing.MEMORY)
    assert parsing.WALL <= int(limits["Max cpu time"]) < 2 * parsing.WALL + 60
    assert (limits["Max core file size"], limits["Max open files"]) == ("0", "64")


BAD = {
    "empty.txt": (b"", "empty"), "blank.txt": (b"  \n ", "empty"), "mark.txt": (b"\xef\xbb\xbf", "empty"),
    "tags.html": (b"<html><body><div></div></body></html>", "no article text"),
    "long.txt": (b"word " * 4_100_000, "over the limit of 20 MB"), "text.txt": (b"The mayor. " * 200_000, "million characters"),
    "png.txt": (b"\x89PNG\r\n\x1a\n\x00\x00\x00" + bytes(range(256)) * 8, "binary"),
    "deep.html": (f"<html><body>{STORY}{'<div>' * 300}{STORY}</body></html>".encode(), "nested too deep"),
    "deeper.html": (b"<html><body>" + b"<div>" * 200_000 + STORY.encode(), "nested too deep"),
    "many.html": (b"<html><body><p " + b" ".join(b"a%d=1" % n for n in range(100_000)) + b">x</p>", "thousands of attributes"),
    "deep.json": (b"[" * 100_000, "nested too deep"),
    "damaged.txt": ("The mayor \ufffd said \ufffd.".encode() * 20, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_skipped_with_its_reason(name: str, tmp_path: Path) -> None:
    """Empty, binary, too long, too deep, damaged: each is named with why, and never read as an empty article."""
    raw, reason = BAD[name]
    (tmp_path / name).write_bytes(raw)
    (record,) = parsing.read_file(tmp_path / name, name)

    assert isinstance(record, Rejected)
    assert reason in record.reason


def test_what_is_no_plain_file_is_not_opened(tmp_path: Path) -> None:
    """Links, pipes and sparse giants are skipped at once; nothing outside the folder is read."""
    secret = tmp_path / "secret"
    secret.write_text("The secret of the mayor was told on Friday.")
    folder = tmp_path / "corpus"
    folder.mkdir()
    os.mkfifo(folder / "pipe.txt")
    (folder / "link.txt").symlink_to(secret)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "dangling.txt").symlink_to("nowhere")
    with (folder / "giant.txt").open("wb") as giant:
        giant.truncate(1 << 40)
    told = {path.name: parsing.read_file(path, path.name) for path in sorted(folder.iterdir())}

    assert all(isinstance(records[0], Rejected) for records in told.values())
    assert len(told) == 5


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_a_hard_link_to_a_stranger_s_file_is_skipped(tmp_path: Path) -> None:
    """A second name of a file that another user owns is not read; a file of one's own is."""
    (tmp_path / "theirs").write_text("The secret of the mayor was told on Friday.")
    os.chown(tmp_path / "theirs", 12345, 12345)
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "theirs.txt").hardlink_to(tmp_path / "theirs")
    (record,) = parsing.read_file(folder / "theirs.txt", "theirs.txt")

    assert record == Rejected("theirs.txt", "it is a link to a file of somebody else; put a copy into the folder")
