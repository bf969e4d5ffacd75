"""The command `newsdesk telegram`."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.options import CorpusOption, EncoderOption, IndexOption, StoreOption
from bot.settings import Settings

if TYPE_CHECKING:
    from index.library import Index

log = logging.getLogger(__name__)
FEEDS = 15.0  # minutes between two readings of the feeds


def telegram(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    store: StoreOption = None,
    encoder: EncoderOption = None,
    watch: Annotated[
        bool, typer.Option("--watch", help="Take in what changes in the articles' folders, and their feeds, meanwhile.")
    ] = False,
    check: Annotated[bool, typer.Option("--check", help="Load the index, greet Telegram, and stop.")] = False,
    webhook: Annotated[
        str | None,
        typer.Option(
            "--webhook", help="Let Telegram call this address instead of polling.", metavar="URL", show_default=False
        ),
    ] = None,
    listen: Annotated[
        str, typer.Option("--listen", help="Where to wait for those calls, behind a proxy.", metavar="HOST:PORT")
    ] = "127.0.0.1:8080",
) -> None:
    """Answer questions on Telegram; the token and who may ask come from the environment or from .env."""
    import asyncio

    from bot.telegram import serve
    from bot.telegram.redact import start_log
    from bot.telegram.settings import read_settings
    from bot.watching import watching_beside

    settings = read_settings(Settings.from_env().data)
    hook = serve.read_webhook(webhook, listen) if webhook else None
    start_log(settings.token, settings.log)
    open_index = _opener(corpus, index, store, encoder)
    if check:
        typer.echo(asyncio.run(serve.check(settings, open_index)))
        return
    beside = watching_beside(open_index, FEEDS, log.info, log.warning) if watch else nullcontext()
    with beside:
        asyncio.run(serve.serve(settings, open_index, hook))


def _opener(corpus: Path | None, index: Path | None, store: str | None, encoder: str | None) -> "Callable[[], Index]":
    """How each of the bot's threads opens the index, once that is in line with its corpus."""
    from bot.opening import encoder_of, named, opened
    from index.library import Index
    from index.reader import Reader

    found = opened(corpus, named(index, store), encoder)
    place, name = found.place, encoder or Settings.from_env().encoder
    assert place is not None
    found.store.close()
    reader = Reader.bundled()

    def open_index() -> Index:
        index = Index.open(place, encoder_of(name))
        index.reader = reader  # one for all threads: it takes 40 MB
        return index

    return open_index
