"""The terminal: what is printed where, with colours or without."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


def talk(line: str) -> None:
    """Say something that is no result."""
    print(line, file=sys.stderr)


def complain(message: str) -> int:
    """Say in one line what went wrong; the exit code of an error."""
    talk(f"newsdesk: {message}")
    return 2


def print_json(value: object) -> None:
    """One object on one line, at once."""

    print(json.dumps(value, ensure_ascii=False), flush=True)


def has_colours() -> bool:
    """Whether stdout is a terminal whose owner did not say no to colours."""

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def columns() -> int:
    """Width of the text, in characters."""

    return min(shutil.get_terminal_size((100, 24)).columns, 100)


@contextmanager
def progress_bar() -> Iterator[Any]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    shown = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*shown, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
