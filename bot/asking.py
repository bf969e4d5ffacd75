"""Commands that ask: ask, chat, search, show, eval."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import (
    AfterOption,
    BatchOption,
    CorpusOption,
    EncoderOption,
    ExplainOption,
    FilesOption,
    IndexOption,
    JsonOption,
    OutletOption,
    SinceOption,
    TimingsOption,
    UntilOption,
    filter_of,
)
from bot.settings import Settings
from bot.terminal import columns, complain, has_colours, print_json, talk
from corpus.errors import NewsdeskError

if TYPE_CHECKING:
    from index.library import Index
    from index.types import Filter


def ask(
    question: Annotated[str | None, typer.Argument(help="What you want to know.", show_default=False)] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    files: FilesOption = None,
    batch: BatchOption = None,
    after: AfterOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    outlet: OutletOption = None,
    encoder: EncoderOption = None,
    json: JsonOption = False,
    explain: ExplainOption = False,
    timings: TimingsOption = False,
) -> None:
    """Answer a question from the articles, with the source of every statement."""
    from time import perf_counter

    from bot.opening import from_files, opened
    from bot.questions import checked
    from bot.render import answer_json, answer_text

    started = perf_counter()
    only = filter_of(since, until, outlet)
    if files and (corpus or index or batch):
        raise NewsdeskError("--in answers from those files alone; leave out --corpus, --index and --batch")
    if batch is not None and (question or after):
        raise NewsdeskError("the lines of --batch bring their own questions; leave out the question and --after")
    if batch is not None:
        _batch(batch, corpus, index, encoder, only)
    if question is None:
        raise NewsdeskError('no question was asked; try `newsdesk ask "How many officers are deployed?"`')
    text = checked(question)
    found = from_files(files, encoder) if files else opened(corpus, index, encoder)
    ready = perf_counter()
    answer = found.ask(text, after or (), only)
    if json:
        print_json(answer_json(answer))
    else:
        print(answer_text(answer, colour=has_colours(), width=columns()))
    if explain:
        talk("\n".join(answer.explanation))
    if timings:
        spent = {"open": 1e3 * (ready - started), **answer.timings_ms}
        talk(", ".join(f"{name} {ms:.0f} ms" for name, ms in spent.items()))
    raise typer.Exit(1 if answer.status == "not_found" else 0)


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
    from bot.opening import opened
    from bot.questions import checked
    from bot.render import hit_json, hits_text

    text = checked(query)
    found = opened(corpus, index, encoder)
    hits = found.search(text, limit=limit, only=filter_of(since, until, outlet))
    if json:
        print_json([hit_json(hit) for hit in hits])
    elif hits:
        print(hits_text(hits, [_label(found, hit.passage.article) for hit in hits], width=columns()))
    raise typer.Exit(0 if hits else 1)


def show(
    article: Annotated[str, typer.Argument(help="Path of the article in its corpus.")],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    json: JsonOption = False,
) -> None:
    """Print one article as it was read; offsets of quotes count its characters."""
    from bot.opening import opened
    from bot.render import article_json, article_text

    found = opened(corpus, index, None).article(article)
    if json:
        print_json(article_json(found))
    else:
        print(article_text(found))


def chat(corpus: CorpusOption = None, index: IndexOption = None, encoder: EncoderOption = None) -> None:
    """Ask one question after another; each may lean on those before it."""
    from bot.chat import converse
    from bot.opening import opened

    converse(opened(corpus, index, encoder), Settings.from_env().data / "history")


def evaluate(
    file: Annotated[
        Path | None,
        typer.Argument(
            help="Questions with what is expected, one JSON object a line.",
            show_default="those over the sample articles",
        ),
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    encoder: EncoderOption = None,
    floor: Annotated[
        float, typer.Option("--floor", help="Percentage that must pass; exit code 1 below it.", min=0, max=100)
    ] = 0,
    json: JsonOption = False,
) -> None:
    """Score questions whose answers are known on your own articles."""
    from bot.opening import opened
    from bot.scoring import OWN, failure_line, figures, judge, read_questions, table

    questions = read_questions(file or OWN)
    found = opened(corpus, index, encoder)
    verdicts = [judge(found, question) for question in questions]
    measured = figures(verdicts)
    failed = [verdict for verdict in verdicts if not verdict.passed]
    if json:
        print_json({"questions": len(verdicts), "figures": measured, "failed": [v.question["id"] for v in failed]})
    else:
        print("\n".join([*table(measured, len(verdicts)), *(failure_line(verdict) for verdict in failed)]))
    raise typer.Exit(1 if 100 * measured["passed"] < floor else 0)


def _batch(source: str, corpus: Path | None, folder: Path | None, encoder: str | None, only: "Filter") -> None:
    """Answer every line, then leave: 0, or 2 if a line was broken."""
    from functools import cache

    from bot.batch import answers
    from bot.opening import opened
    from index.encoder import SentenceTransformerEncoder

    shared = cache(lambda: opened(corpus, folder, encoder))
    own = cache(lambda: SentenceTransformerEncoder(encoder or Settings.from_env().encoder))
    try:
        lines = sys.stdin if source == "-" else Path(source).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed when the process ends
    except OSError as error:
        raise NewsdeskError(f"{source} cannot be read ({error.strerror}); give a file of JSON lines, or -") from None
    broken = 0
    for found in answers(lines, shared, own, only):
        print_json(found)
        if "error" in found:
            broken += 1
            complain(f"line {found['line']}: {found['error']}")
    raise typer.Exit(2 if broken else 0)


def _label(opened: "Index", path: str) -> str:
    from index.answers.compose import day_words

    article = opened.article(path)
    return ", ".join(part for part in (article.outlet, article.title, day_words(article.published)) if part) or path
