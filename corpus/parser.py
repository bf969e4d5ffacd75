"""The process that parses files for `corpus.parsing`: requests come on stdin, one a line; answers go to stdout.

An answer is its length in eight bytes and JSON. Whatever a parser does, it reaches no network, starts no program and
writes no file: Python itself refuses (an audit hook, which cannot be taken off).
"""

import json
import os
import resource
import select
import signal
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from corpus.decode import decode
from corpus.errors import ArticleError, Exhausted
from corpus.markdown import read_text
from corpus.page import read_page
from corpus.read import SPENT, read_file
from corpus.types import Article, Rejected
from corpus.web.feeds import feed_link, read_feed

IDLE = 60.0  # seconds without a request after which the process ends
_FILE = 64 << 20  # bytes of a file that it could write
_OPEN = 64  # files
_REFUSED = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove", "os.rename", "os.kill", "webbrowser.", "ftplib.", "urllib.")  # fmt: skip


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    """The audit hook: what no parser needs."""
    if event.startswith(_REFUSED) and event != "socket.__new__":
        raise PermissionError(f"a parser tried {event}")
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError("a parser tried to write a file")


def _limit(cpu: int, memory: int) -> None:
    """Bounds for the next file: seconds of the processor from now, bytes of address space."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    spent = int(used.ru_utime + used.ru_stime)
    _bound(resource.RLIMIT_CPU, spent + cpu + 1)
    _bound(resource.RLIMIT_AS, memory)


def _bound(what: int, most: int, *, for_good: bool = False) -> None:
    """Limit this process, within the limit that it was started under."""
    hard = resource.getrlimit(what)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (most, most if for_good else hard))


def _answer(request: dict[str, Any]) -> list[dict[str, Any]]:
    name = request["name"]
    if request["do"] == "file":
        return list(map(_told, read_file(Path(os.fsdecode(bytes.fromhex(request["path"]))), name, request["largest"])))
    raw = bytes.fromhex(request["raw"])
    try:
        if request["do"] == "feed":
            return [_feed(raw, name)]
        if request["do"] == "feed link":
            return [{"link": feed_link(raw, name)}]
        text = decode(raw)
        is_page = request["page"] if request["page"] is not None else "<" in text[:2000]
        return [_told((read_page if is_page else read_text)(text, name))]
    except ArticleError as error:
        return [_told(Rejected(name, str(error)))]
    except (MemoryError, RecursionError):
        return [_told(Rejected(name, "it is nested too deep to read; save it as text"))]


def _feed(raw: bytes, url: str) -> dict[str, Any]:
    """A feed as JSON. Raises ArticleError."""
    try:
        feed = read_feed(raw, url)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):  # feedparser lets its slips through
        raise ArticleError("it is no sound feed; give the address of its RSS or Atom file") from None
    items = [{**asdict(item), "published": item.published and item.published.isoformat()} for item in feed.items]
    return {"title": feed.title, "items": items, "problems": feed.problems}


def _told(record: Article | Rejected) -> dict[str, Any]:
    fields = asdict(record)
    if isinstance(record, Article):
        fields["published"] = record.published.isoformat() if record.published else None
    return fields


def main() -> None:
    """Answer until stdin ends or nothing was asked for a while."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for whoever asks
    sys.dont_write_bytecode = True
    for what, most in ((resource.RLIMIT_FSIZE, _FILE), (resource.RLIMIT_NOFILE, _OPEN), (resource.RLIMIT_CORE, 0)):
        _bound(what, most, for_good=True)
    answers = os.dup(1)
    os.dup2(2, 1)  # what a library prints must not look like an answer
    sys.addaudithook(_refuse)
    source = open(0, "rb", buffering=0)  # noqa: SIM115 - unbuffered, so that select sees what waits
    waiting = b""
    os.write(answers, bytes(8))  # the greeting
    while True:
        while b"\n" not in waiting:
            if not select.select([source], [], [], IDLE)[0] or not (part := source.read(1 << 20)):
                return
            waiting += part
        line, _, waiting = waiting.partition(b"\n")
        request = json.loads(line)
        _limit(request["cpu"], request["memory"])
        try:
            raw = json.dumps(_answer(request)).encode()
        except OSError as error:
            sys.exit(Exhausted.code if error.errno in SPENT else 1)
        raw = len(raw).to_bytes(8, "big") + raw
        while raw:
            raw = raw[os.write(answers, raw) :]


if __name__ == "__main__":
    main()
