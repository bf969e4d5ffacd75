"""Commands that ask: ask, chat, search, show, eval."""

import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

import click

from bot.options import (
    PATH,
    encoder_option,
    filter_of,
    filter_options,
    flag,
    json_option,
    place_options,
    reader_option,
)
from bot.questions import checked, checked_earlier
from bot.settings import SAMPLES, Settings
from bot.terminal import columns, complain, has_colours, progress_bar, say, say_json, talk
from corpus.errors import NewsdeskError

if TYPE_CHECKING:
    from index.opening import Place
    from index.types import Filter


@click.command()
@click.argument("question", required=False, help="What you want to know.")
@place_options
@click.option(
    "--in", "files", type=PATH, multiple=True, metavar="FILE", help="Answer from this file alone; may be given again."
)
@click.option("--batch", metavar="FILE", help="Answer questions from JSON lines; - reads standard input.")
@click.option(
    "--after", multiple=True, metavar="QUESTION", help="An earlier question of the same chat; may be given again."
)
@filter_options
@encoder_option
@reader_option
@json_option
@flag("--explain", help="Show how the answer was found.")
@flag("--timings", help="Print what the time went to.")
def ask(
    question: str | None,
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    files: tuple[Path, ...],
    batch: str | None,
    after: tuple[str, ...],
    since: str | None,
    until: str | None,
    outlet: str | None,
    encoder: str | None,
    reader: str | None,
    json: bool,
    explain: bool,
    timings: bool,
) -> int:
    """Answer a question from the articles, with its sources."""
    from bot.opening import from_files, named, opened, with_reader
    from index.loading import load_ahead

    started, only = perf_counter(), filter_of(since, until, outlet)
    if files and (corpus or index or store or batch is not None):
        raise NewsdeskError("--in answers from those files alone; leave out --corpus, --index, --store and --batch")
    if batch is not None:
        if question or after or explain or timings:
            raise NewsdeskError("the lines of --batch bring their own questions; give the file and no more about them")
        return _batch(batch, corpus, named(index, store), encoder, reader, only)
    if question is None:
        raise NewsdeskError('no question was asked; try `newsdesk ask "How many officers are deployed?"`')
    text, earlier = checked(question), checked_earlier(after)
    found = with_reader(from_files(files, encoder) if files else opened(corpus, named(index, store), encoder), reader)
    load_ahead(found)  # while what follows is imported
    from bot.render import answer_json, answer_text, explanation_text

    ready = perf_counter()
    answer = found.ask(text, earlier, only)
    say_json(answer_json(answer)) if json else say(answer_text(answer, colour=has_colours(), width=columns()))
    if explain:
        talk(explanation_text(answer, width=columns()))
    if timings:
        spent = {"open": 1e3 * (ready - started), **answer.timings_ms}
        talk(", ".join(f"{name} {ms:.0f} ms" for name, ms in spent.items()))
    return 1 if answer.status == "not_found" else 0


@click.command()
@place_options
@encoder_option
@reader_option
def chat(corpus: Path | None, index: Path | None, store: str | None, encoder: str | None, reader: str | None) -> None:
    """Ask one question after another, each leaning on those before."""
    from bot.chat import converse
    from bot.opening import named, opened, with_reader

    converse(with_reader(opened(corpus, named(index, store), encoder), reader), Settings.from_env().data / "history")


@click.command()
@click.argument("query", help="What to look for.")
@place_options
@click.option("--limit", "-n", type=click.IntRange(1, 100), default=8, show_default=True, help="How many passages.")
@filter_options
@encoder_option
@json_option
def search(
    query: str,
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    limit: int,
    since: str | None,
    until: str | None,
    outlet: str | None,
    encoder: str | None,
    json: bool,
) -> int:
    """Show the passages that match a query best."""
    from bot.opening import named, opened
    from bot.render import hit_json, hits_text

    text, only = checked(query), filter_of(since, until, outlet)
    found = opened(corpus, named(index, store), encoder)
    hits = found.search(text, limit=limit, only=only)
    if json:
        say_json([hit_json(hit) for hit in hits])
    elif hits:
        say(hits_text(hits, [found.article(hit.passage.article) for hit in hits], width=columns()))
    return 0 if hits else 1


@click.command()
@click.argument("article", help="Path of the article in its corpus.")
@place_options
@json_option
def show(article: str, corpus: Path | None, index: Path | None, store: str | None, json: bool) -> None:
    """Print one article as it was read. With --json, offsets of quotes count the characters of its text."""
    from bot.opening import named, opened
    from bot.render import article_json, article_text

    found = opened(corpus, named(index, store), None).article(article)
    if json:
        say_json(article_json(found))
    else:
        say(article_text(found, width=columns()))


@click.command("eval")
@click.argument(
    "file",
    type=PATH,
    required=False,
    help="Questions with what is expected, one JSON object a line; without it, those over the sample articles.",
)
@place_options
@encoder_option
@reader_option
@click.option(
    "--floor", type=click.FloatRange(0, 100), default=0, help="Percentage that must pass; exit code 1 below it."
)
@json_option
def evaluate(
    file: Path | None,
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    encoder: str | None,
    reader: str | None,
    floor: float,
    json: bool,
) -> int:
    """Score questions whose answers are known on your own articles."""
    from bot.opening import named, opened, with_reader
    from bot.scoring import OWN, failure_json, failure_line, figures, judge, missing, read_questions, table

    if file is None and (corpus or index or store):
        raise NewsdeskError("the questions that come with it are about the sample articles; give a file of your own")
    questions = read_questions(file or OWN)
    found = with_reader(
        opened(corpus, named(index, store), encoder) if file else opened(SAMPLES, None, encoder), reader
    )
    for name in missing(questions, found.store.paths()):
        complain(f"{name} is not in the index, so that questions which must cite it fail; mend the name or index it")
    verdicts = []
    with progress_bar("asking") as progress:
        for done, question in enumerate(questions, start=1):
            verdicts.append(judge(found, question))
            if progress:
                progress(done, len(questions))
    measured, failed = figures(verdicts), [verdict for verdict in verdicts if not verdict.passed]
    if json:
        shares = {name: share.value for name, share in measured.items()}
        say_json({"questions": len(verdicts), "figures": shares, "failed": [failure_json(one) for one in failed]})
    else:
        say("\n".join([*table(measured, len(verdicts)), *(failure_line(verdict) for verdict in failed)]))
    passed = measured["passed"]
    return 1 if 100 * passed.right < floor * passed.of else 0


def _batch(
    source: str, corpus: Path | None, place: "Place | None", encoder: str | None, reader: str | None, only: "Filter"
) -> int:
    """Answer every line of a file or of standard input; 2 if a line was broken, else 0."""
    from functools import cache

    from bot.batch import answers
    from bot.opening import opened, with_reader
    from index.encoders.sentence_transformer import SentenceTransformerEncoder

    shared = cache(lambda: with_reader(opened(corpus, place, encoder), reader))
    own = cache(lambda: SentenceTransformerEncoder(encoder or Settings.from_env().encoder))
    try:
        lines = sys.stdin if source == "-" else Path(source).open(encoding="utf-8", errors="replace")  # noqa: SIM115 - closed when the process ends
    except OSError as error:
        raise NewsdeskError(f"{source} cannot be read ({error.strerror}); give a file of JSON lines, or -") from None
    broken = 0
    for found in answers(lines, shared, own, only, reader or Settings.from_env().reader):
        say_json(found)
        if "error" in found:
            broken += 1
            complain(f"line {found['line']}: {found['error']}")
    return 2 if broken else 0
