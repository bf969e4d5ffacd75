"""Options of the commands that need more than a line, and which articles they let answer."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.errors import NewsdeskError

if TYPE_CHECKING:
    from index.types import Filter

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

PATH = click.Path(path_type=Path)


def _together(*options: Decorator) -> Decorator:
    """Several options as one, listed in their order."""

    def decorate(command: Callable[..., Any]) -> Callable[..., Any]:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def flag(name: str, *target: str, help: str) -> Decorator:
    """An option that is given or not."""
    return click.option(name, *target, is_flag=True, help=help)


index_option = click.option(
    "--index", type=PATH, metavar="FOLDER", help="Folder of the index.",
    show_default="the corpus folder's own, in your data directory",
)  # fmt: skip
corpus_option = click.option(
    "--corpus", type=PATH, metavar="FOLDER", help="Folder of articles; indexed first where needed.",
    show_default="the sample articles",
)  # fmt: skip
store_option = click.option(
    "--store", metavar="ADDRESS",
    help="A Milvus server (milvus+http://HOST:19530) or file of milvus-lite (milvus+file:///PATH.db) instead of a folder.",
)  # fmt: skip
encoder_option = click.option(
    "--encoder", metavar="MODEL", help="Any sentence-transformers model, by name or folder.",
    show_default="the one that comes with it",
)  # fmt: skip
reader_option = click.option(
    "--reader", metavar="MODEL", help="Any Hugging Face reader, by name or folder; none for no reader.",
    show_default="the one that comes with it",
)  # fmt: skip
json_option = flag("--json", help="Print JSON.")

home_option = click.option(
    "--corpus", type=PATH, metavar="FOLDER", help="Your folder of articles.", show_default="NEWSDESK_CORPUS"
)
place_options = _together(corpus_option, index_option, store_option)
home_options = _together(home_option, index_option, store_option)
filter_options = _together(
    click.option("--since", metavar="YYYY-MM-DD", help="Only articles published on this day or later."),
    click.option("--until", metavar="YYYY-MM-DD", help="Only articles published on this day or earlier."),
    click.option("--outlet", metavar="NAME", help="Only articles of this outlet."),
)


def filter_of(since: str | None, until: str | None, outlet: str | None) -> "Filter":
    """Which articles may answer. Raises NewsdeskError for a day that is none."""
    from index.types import Filter

    def day(text: str | None, option: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise NewsdeskError(f"{option} {text} is no day; write it as 2025-01-18") from None

    return Filter(day(since, "--since"), day(until, "--until"), outlet)
