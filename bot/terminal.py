"""The terminal: what is printed where, with colours or without."""

import io
import json
import os
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TextIO

# Control characters, and those that turn the direction of writing: an article must not steer the terminal.
_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def replace_unprintable() -> None:
    """Let no character stop the program: one that stdin or stdout has no code for is replaced."""
    for stream in (sys.stdin, sys.stdout):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def printable(text: str) -> str:
    """The text without the characters that steer a terminal; tabs and line ends stay."""
    return _STEERING.sub("", text)


def say(text: str) -> None:
    """Print a result, at once."""
    _print(text, sys.stdout)


def talk(line: str) -> None:
    """Say something that is no result."""
    _print(printable(line), sys.stderr)


def complain(message: str) -> int:
    """Say in one line what went wrong; the exit code of an error."""
    talk(f"newsdesk: {message}")
    return 2


def say_json(value: object) -> None:
    """One object on one line, at once."""
    say(json.dumps(value, ensure_ascii=False))


def _print(text: str, stream: TextIO) -> None:
    """Print and flush; end quietly where the reader has had enough, as `head` does after some lines."""
    try:
        print(text, file=stream, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())  # what is still in the buffer goes nowhere
        raise SystemExit(0) from None


def has_colours() -> bool:
    """Whether stdout is a terminal whose owner did not say no to colours."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def columns() -> int:
    """Width of the text, in characters."""
    return min(shutil.get_terminal_size((100, 24)).columns, 100)


@contextmanager
def progress_bar(what: str) -> Iterator[Any]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
