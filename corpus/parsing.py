"""Files are parsed in a process of their own, with limits: one that crashes or hangs the parser costs one article.

The process answers one file after another over pipes, in JSON; it has no network, no variables of the environment and
bounded memory, time, file size and open files. It is started when a file is to be read and ends by itself when idle.
"""

import atexit
import json
import os
import select
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from corpus.errors import ArticleError, Exhausted
from corpus.types import LARGEST, Article, Rejected
from corpus.web.feeds import Feed, Item

START = 30.0  # seconds for the process to start
WALL = 30.0  # seconds for one file
PER_MB = 0.5  # seconds more for each MB of a large file of records
MEMORY = 1 << 30  # bytes of address space
PER_BYTE = 12  # bytes of address space more for each byte of a large file of records
_TRIES = 2  # a crash may have been an accident; a file that kills twice is left out
_UNSTARTED, _RAISE = (
    "the process that reads files cannot be started",
    "raise the limits (`ulimit -a` shows them), then run it again",
)
_SLOW = "it took too long to read; save it as text"
_lock = threading.Lock()


class _Broken(Exception):
    """The parser died or hung; the message is the reason, in words for the owner of the file."""


class _Parser:
    """One running process. Raises Exhausted where it cannot be started, which is no fault of a file's."""

    def __init__(self) -> None:
        environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "LC_ALL": "C.UTF-8"}
        try:
            self.running = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "corpus.parser"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, env=environment, bufsize=0,
            )  # fmt: skip
        except OSError as error:
            raise Exhausted(f"{_UNSTARTED} ({error.strerror}): {_RAISE}") from error
        try:
            self._read(8, time.monotonic() + START)  # it greets once it has started
        except _Broken:
            self.end()
            raise Exhausted(f"{_UNSTARTED}: {_RAISE}") from None

    def ask(self, request: dict[str, Any], seconds: float) -> Any:  # noqa: ANN401 - what JSON holds
        """The answer to one request. Raises _Broken."""
        assert self.running.stdin is not None
        try:
            self.running.stdin.write(json.dumps(request).encode() + b"\n")
        except OSError:
            raise _Broken(self._death()) from None
        until = time.monotonic() + seconds
        size = int.from_bytes(self._read(8, until), "big")
        return json.loads(self._read(size, until))

    def _read(self, count: int, until: float) -> bytes:
        assert self.running.stdout is not None
        found = bytearray()
        while len(found) < count:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.running.stdout], [], [], left)[0]:
                raise _Broken(_SLOW)
            part = os.read(self.running.stdout.fileno(), min(1 << 20, count - len(found)))
            if not part:
                raise _Broken(self._death())
            found += part
        return bytes(found)

    def _death(self) -> str:
        """Why it ended, as far as the file is the reason. Raises Exhausted where it is not."""
        with suppress(subprocess.TimeoutExpired):
            code = self.running.wait(1)
            if code == Exhausted.code:
                raise Exhausted(f"the process that reads files has too few open files: {_RAISE}")
            if code == -signal.SIGXCPU:
                return _SLOW
            if code < 0:
                return f"it stops the program that reads it (signal {-code}); save it as text"
        return "it stops the program that reads it; save it as text"

    def end(self) -> None:
        """Kill the process and close its pipes."""
        self.running.kill()
        self.running.wait()
        for pipe in (self.running.stdin, self.running.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()


_parser: _Parser | None = None


def read_file(path: Path, name: str, largest: int = LARGEST) -> list[Article | Rejected]:
    """Read the article, or the records, of one file of `largest` bytes at most in the parser's process; `name` is its name in the corpus."""
    try:
        size = path.lstat().st_size
    except OSError:
        size = 0
    return _ask(
        {"do": "file", "path": os.fsencode(path.absolute()).hex(), "name": name, "largest": largest}, name, size
    )


def read_download(raw: bytes, name: str, *, page: bool | None = None) -> Article | Rejected:
    """Read the article of what was fetched; whether it is a page is told by its first characters where it is not said."""
    (record,) = _ask({"do": "download", "raw": raw.hex(), "name": name, "page": page}, name, len(raw))
    return record


def read_feed(raw: bytes, url: str) -> Feed:
    """What a feed lists, from its bytes. Raises ArticleError where it is none, or breaks what reads it."""
    (told,) = _told({"do": "feed", "raw": raw.hex(), "name": url}, url, len(raw))
    if "reason" in told:
        raise ArticleError(told["reason"])
    items = (Item(**{**one, "published": one["published"] and date.fromisoformat(one["published"])}) for one in told["items"])  # fmt: skip
    return Feed(told["title"], tuple(items), tuple(told["problems"]))


def read_feed_link(raw: bytes, url: str) -> str | None:
    """The feed that a page names in its head, if it names one. Raises ArticleError where it breaks what reads it."""
    (told,) = _told({"do": "feed link", "raw": raw.hex(), "name": url}, url, len(raw))
    if "reason" in told:
        raise ArticleError(told["reason"])
    link: str | None = told["link"]
    return link


def _ask(request: dict[str, Any], name: str, size: int) -> list[Article | Rejected]:
    return [_record(one) for one in _told(request, name, size)]


def _told(request: dict[str, Any], name: str, size: int) -> list[dict[str, Any]]:
    """Ask the parser, a new one where it broke; a file that breaks it twice is rejected with the reason."""
    global _parser
    over = max(0, size - LARGEST)  # from there on the limits grow with the file
    request |= {"cpu": int(WALL + PER_MB * over / 1e6), "memory": MEMORY + PER_BYTE * over}
    reason = ""
    with _lock:
        for _ in range(_TRIES):
            if _parser is None or _parser.running.poll() is not None:
                end()
                _parser = _Parser()
            try:
                answer: list[dict[str, Any]] = _parser.ask(request, request["cpu"] + 1.0)
                return answer
            except _Broken as broken:
                reason = str(broken)
                end()
                if reason == _SLOW:
                    break
    return [{"path": name, "reason": reason}]


def end() -> None:
    """End the parser's process, if one runs."""
    global _parser
    if _parser is not None:
        _parser.end()
        _parser = None


def _record(told: dict[str, Any]) -> Article | Rejected:
    if "reason" in told:
        return Rejected(**told)
    day = told["published"]
    return Article(**{**told, "published": date.fromisoformat(day) if day else None})


atexit.register(end)
