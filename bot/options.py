"""Options of the commands that need more than a line, and which articles they let answer."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from corpus.errors import NewsdeskError

if TYPE_CHECKING:
    from index.types import Filter

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index", help="Folder of the index.", show_default="the corpus folder's own, in your data directory"
    ),
]
StoreOption = Annotated[
    str | None,
    typer.Option(
        "--store",
        help="A Milvus server (milvus+http://HOST:19530) or file of milvus-lite (milvus+file:///PATH.db) instead of a folder.",
        metavar="ADDRESS",
        show_default=False,
    ),
]
CorpusOption = Annotated[
    Path | None,
    typer.Option(
        "--corpus", help="Folder of articles; indexed first where needed.", show_default="the sample articles"
    ),
]
EncoderOption = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        help="Any sentence-transformers model, by name or folder.",
        show_default="the one that comes with it",
    ),
]
ReaderOption = Annotated[
    str | None,
    typer.Option(
        "--reader",
        help="Any Hugging Face reader, by name or folder; none for no reader.",
        show_default="the one that comes with it",
    ),
]
MaxFileOption = Annotated[
    int | None,
    typer.Option(
        "--max-file",
        help="Largest file that is read; the index remembers it.",
        metavar="MB",
        min=1,
        show_default="20, records 500",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="Only articles published on this day or later.", metavar="YYYY-MM-DD")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="Only articles published on this day or earlier.", metavar="YYYY-MM-DD")
]
OutletOption = Annotated[str | None, typer.Option("--outlet", help="Only articles of this outlet.")]
FilesOption = Annotated[
    list[Path] | None,
    typer.Option("--in", help="Answer from this file alone; may be given again.", metavar="FILE", show_default=False),
]
BatchOption = Annotated[
    str | None,
    typer.Option(
        "--batch",
        help="Answer questions from JSON lines; - reads standard input.",
        metavar="FILE",
        show_default=False,
    ),
]
AfterOption = Annotated[
    list[str] | None,
    typer.Option(
        "--after",
        help="An earlier question of the same chat; may be given again.",
        metavar="QUESTION",
        show_default=False,
    ),
]
ExplainOption = Annotated[bool, typer.Option("--explain", help="Show how the answer was found.")]
TimingsOption = Annotated[bool, typer.Option("--timings", help="Print what the time went to.")]
FloorOption = Annotated[
    float, typer.Option("--floor", help="Percentage that must pass; exit code 1 below it.", min=0, max=100)
]


def filter_of(since: str | None, until: str | None, outlet: str | None) -> "Filter":
    """Which articles may answer. Raises NewsdeskError for a day that is none."""
    from index.types import Filter

    def day(text: str | None, option: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise NewsdeskError(f"{option} {text} is no day; write it as 2025-01-18") from None

    return Filter(day(since, "--since"), day(until, "--until"), outlet)
