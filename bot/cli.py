"""The command line. Results go to stdout, talk to stderr; 0 answered, 1 not found, 2 error."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.settings import SAMPLES, Settings
from corpus.errors import NewsdeskError

if TYPE_CHECKING:
    from index.build import Changes
    from index.library import Index
    from index.types import Encoder, Filter

app = typer.Typer(
    name="newsdesk", help="Answers questions from a folder of news articles, with the source of every statement.", no_args_is_help=True,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip

IndexOption = Annotated[
    Path | None,
    typer.Option(
        "--index", help="Folder of the index.", show_default="the corpus folder's own, in your data directory"
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
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]
SinceOption = Annotated[
    str | None, typer.Option("--since", help="Only articles published on this day or later.", metavar="YYYY-MM-DD")
]
UntilOption = Annotated[
    str | None, typer.Option("--until", help="Only articles published on this day or earlier.", metavar="YYYY-MM-DD")
]
OutletOption = Annotated[str | None, typer.Option("--outlet", help="Only articles of this outlet.")]


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        print(f"newsdesk {version('newsdesk')}")
        raise typer.Exit


@app.callback()
def newsdesk(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers questions from a folder of news articles, with the source of every statement."""


@app.command()
def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders or files of articles.", show_default="those indexed before, else the sample articles"
        ),
    ] = None,
    index: IndexOption = None,
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew, from nothing.")] = False,
    encoder: EncoderOption = None,
    json: JsonOption = False,
) -> None:
    """Bring the index in line with its articles: new ones, changed ones, those that are gone."""
    from bot.render import changes_json, changes_text

    settings = Settings.from_env()
    sources = paths or _known_sources(index or settings.index) or [settings.corpus or SAMPLES]
    folder = index or settings.index or settings.index_of(sources[0])
    opened = _create(folder, encoder or settings.encoder, rebuild)
    changes = _update(opened, sources, rebuild)
    if json:
        _print_json(changes_json(changes))
    else:
        print(changes_text(changes), file=sys.stderr)
    if not opened.store.count("articles"):
        raise NewsdeskError(
            f"no article could be read in {', '.join(map(str, sources))}; put .txt, .md, .html, .json or .jsonl files there"
        )


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    files: Annotated[
        list[Path] | None,
        typer.Option(
            "--in", help="Answer from this file alone; may be given again.", metavar="FILE", show_default=False
        ),
    ] = None,
    batch: Annotated[
        str | None,
        typer.Option(
            "--batch",
            help="Answer questions from JSON lines; - reads standard input.",
            metavar="FILE",
            show_default=False,
        ),
    ] = None,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after",
            help="An earlier question of the same chat; may be given again.",
            metavar="QUESTION",
            show_default=False,
        ),
    ] = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    encoder: EncoderOption = None,
    json: JsonOption = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show how the answer was found.")] = False,
    timings: Annotated[bool, typer.Option("--timings", help="Print what the time went to.")] = False,
) -> None:
    """Answer a question from the articles, with the source of every statement."""
    from time import perf_counter

    from bot.questions import checked
    from bot.render import answer_json, answer_text

    started = perf_counter()
    only = _filter(since, until, outlet)
    if files and (corpus or index or batch):
        raise NewsdeskError("--in answers from those files alone; leave out --corpus, --index and --batch")
    if batch is not None and (question or after):
        raise NewsdeskError("the lines of --batch bring their own questions; leave out the question and --after")
    if batch is not None:
        _batch(batch, corpus, index, encoder, only)
    if question is None:
        raise NewsdeskError('no question was asked; try `newsdesk ask "How many officers are deployed?"`')
    text = checked(question)
    opened = _from_files(files, encoder) if files else _opened(corpus, index, encoder)
    ready = perf_counter()
    answer = opened.ask(text, after or (), only)
    if json:
        _print_json(answer_json(answer))
    else:
        print(answer_text(answer, colour=_colour(), width=_width()))
    if explain:
        print("\n".join(answer.explanation), file=sys.stderr)
    if timings:
        spent = {"open": 1e3 * (ready - started), **answer.timings_ms}
        print(", ".join(f"{name} {ms:.0f} ms" for name, ms in spent.items()), file=sys.stderr)
    raise typer.Exit(1 if answer.status == "not_found" else 0)


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="What to look for.")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    limit: Annotated[int, typer.Option("--limit", "-n", help="How many passages.", min=1, max=100)] = 8,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    encoder: EncoderOption = None,
    json: JsonOption = False,
) -> None:
    """Show the passages that match a query best."""
    from bot.questions import checked
    from bot.render import hit_json, hits_text

    text = checked(query)
    opened = _opened(corpus, index, encoder)
    hits = opened.search(text, limit=limit, only=_filter(since, until, outlet))
    if json:
        _print_json([hit_json(hit) for hit in hits])
    elif hits:
        print(hits_text(hits, [_label(opened, hit.passage.article) for hit in hits], width=_width()))
    raise typer.Exit(0 if hits else 1)


@app.command()
def show(
    article: Annotated[str, typer.Argument(help="Path of the article in its corpus.")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Print one article as it was read; offsets of quotes count its characters."""
    found = _opened(corpus, index, None).article(article)
    if json:
        _print_json(
            {
                "article": found.path,
                "title": found.title,
                "outlet": found.outlet,
                "published": found.published and found.published.isoformat(),
                "url": found.url,
                "text": found.text,
            }
        )
        return
    head = [found.title, ", ".join(str(part) for part in (found.outlet, found.published, found.url) if part)]
    print("\n\n".join(part for part in (*head, found.text) if part))


@app.command()
def status(corpus: CorpusOption = None, index: IndexOption = None, json: JsonOption = False) -> None:
    """Say what the index holds, from where, and what was rejected."""
    from bot.render import status_json, status_text

    found = _existing(corpus, index).status()
    _print_json(status_json(found)) if json else print(status_text(found))


@app.command()
def doctor(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
) -> None:
    """Check every part of the index; with --repair, mend it from the store."""
    opened = _existing(corpus, index)
    if repair:
        print("\n".join(opened.repair()) or "nothing needed mending", file=sys.stderr)
    problems = opened.check()
    print("\n".join(problems) or "the index is sound")
    raise typer.Exit(2 if problems else 0)


def main() -> None:
    """Run the command; every error of a user is one line on stderr."""
    try:
        code = app(prog_name="newsdesk", standalone_mode=False)  # the code of typer.Exit comes back as the result
    except typer.Exit as stop:
        code = stop.exit_code
    except NewsdeskError as error:
        code = _complain(str(error))
    except KeyboardInterrupt:
        _complain("stopped; what was stored before is kept")
        code = 130
    except BrokenPipeError:
        sys.stdout = None
        code = 0
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        told = error.format_message()  # nothing where a bare `newsdesk` has printed its help
        code = _complain(f"{told} (`newsdesk --help` shows what there is)") if told else 2
    sys.exit(code if isinstance(code, int) else 0)


def _complain(message: str) -> int:
    print(f"newsdesk: {message}", file=sys.stderr)
    return 2


def _filter(since: str | None, until: str | None, outlet: str | None) -> "Filter":
    from index.types import Filter

    def day(text: str | None, option: str) -> date | None:
        try:
            return date.fromisoformat(text) if text else None
        except ValueError:
            raise NewsdeskError(f"{option} {text} is no day; write it as 2025-01-18") from None

    return Filter(day(since, "--since"), day(until, "--until"), outlet)


def _encoder(name: str | None) -> "Encoder | None":
    from index.encoder import SentenceTransformerEncoder

    return SentenceTransformerEncoder(name) if name else None


def _known_sources(folder: Path | None) -> list[Path]:
    """What an index was made from, if there is one."""
    from index.errors import IndexMissing
    from index.library import Index

    if folder is None:
        return []
    try:
        return [Path(source) for source in Index.open(folder).status().sources]
    except IndexMissing:
        return []


def _create(folder: Path, encoder: str | None, rebuild: bool) -> "Index":
    from index.errors import IndexDamaged, IndexMismatch
    from index.library import Index

    try:
        return Index.create(folder, _encoder(encoder))
    except (IndexMismatch, IndexDamaged):
        if not rebuild:
            raise
        return Index.replace(folder, _encoder(encoder))


def _opened(corpus: Path | None, folder: Path | None, encoder: str | None) -> "Index":
    """The index to ask: brought in line with its corpus first, unless an index alone was given."""
    settings = Settings.from_env()
    folder, name = folder or (settings.index if corpus is None else None), encoder or settings.encoder
    if folder is not None and corpus is None:
        return _existing(None, folder, name)
    corpus = corpus or settings.corpus or SAMPLES
    opened = _create(folder or settings.index_of(corpus), name, rebuild=False)
    _update(opened, [corpus], rebuild=False, quiet=True)
    if not opened.store.count("articles"):
        raise NewsdeskError(f"no article could be read in {corpus}; put .txt, .md, .html, .json or .jsonl files there")
    return opened


def _existing(corpus: Path | None, folder: Path | None, encoder: str | None = None) -> "Index":
    from index.library import Index

    settings = Settings.from_env()
    return Index.open(
        folder or settings.index or settings.index_of(corpus or settings.corpus or SAMPLES), _encoder(encoder)
    )


def _from_files(files: list[Path], encoder: str | None) -> "Index":
    """An index in memory over these files alone."""
    from corpus.read import read_file
    from corpus.types import Article
    from index.encoder import SentenceTransformerEncoder
    from index.library import Index

    records = [record for path in files for record in read_file(path, path.name)]
    for record in records:
        if not isinstance(record, Article):
            print(f"newsdesk: {record.path}: {record.reason}", file=sys.stderr)
    articles = {record.path: record for record in records if isinstance(record, Article)}
    if not articles:
        raise NewsdeskError("none of the files could be read; give .txt, .md, .html, .json or .jsonl files")
    return Index.in_memory(list(articles.values()), SentenceTransformerEncoder(encoder or Settings.from_env().encoder))


def _update(opened: "Index", sources: list[Path], rebuild: bool, quiet: bool = False) -> "Changes":
    from bot.render import changes_text

    with _progress() as progress:
        changes = opened.update(sources, rebuild=rebuild, progress=progress)
    for rejected in changes.rejected if changes.any or not quiet else ():
        print(f"newsdesk: {rejected.path}: {rejected.reason}", file=sys.stderr)
    if quiet and changes.any:
        print(f"indexed {', '.join(map(str, sources))}: {changes_text(changes)}", file=sys.stderr)
    return changes


@contextmanager
def _progress() -> Iterator[Any]:
    """A progress bar with the time left, on a terminal; nothing elsewhere."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("indexing"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("indexing", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _batch(source: str, corpus: Path | None, folder: Path | None, encoder: str | None, only: "Filter") -> None:
    """Answer every line, then leave: 0, or 2 if a line was broken."""
    from functools import cache

    from bot.batch import answers
    from index.encoder import SentenceTransformerEncoder

    opened = cache(lambda: _opened(corpus, folder, encoder))
    own = cache(lambda: SentenceTransformerEncoder(encoder or Settings.from_env().encoder))
    try:
        lines = sys.stdin if source == "-" else Path(source).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed when the process ends
    except OSError as error:
        raise NewsdeskError(f"{source} cannot be read ({error.strerror}); give a file of JSON lines, or -") from None
    broken = 0
    for found in answers(lines, opened, own, only):
        _print_json(found)
        if "error" in found:
            broken += 1
            print(f"newsdesk: line {found['line']}: {found['error']}", file=sys.stderr)
    raise typer.Exit(2 if broken else 0)


def _label(opened: "Index", path: str) -> str:
    from index.answers.compose import day_words

    article = opened.article(path)
    return ", ".join(part for part in (article.outlet, article.title, day_words(article.published)) if part) or path


def _print_json(value: object) -> None:
    import json

    print(json.dumps(value, ensure_ascii=False), flush=True)


def _colour() -> bool:
    import os

    return sys.stdout.isatty() and not os.environ.get("NO_COLOR")


def _width() -> int:
    import shutil

    return min(shutil.get_terminal_size((100, 24)).columns, 100)


if __name__ == "__main__":
    main()
