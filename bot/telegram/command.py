"""The command `newsdesk telegram`."""

import logging
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bot.codes import Coded
from bot.options import encoder_option, flag, place_options
from bot.settings import Settings
from bot.terminal import say

if TYPE_CHECKING:
    from index.library import Index

log = logging.getLogger(__name__)
FEEDS = 15.0  # minutes between two readings of the feeds


@click.command(cls=Coded)
@place_options
@encoder_option
@flag("--watch", help="Take in what changes in the articles' folders, and their feeds, meanwhile.")
@flag("--check", help="Load the index, greet Telegram, and stop.")
@click.option("--webhook", metavar="URL", help="Let Telegram call this address instead of polling.")
@click.option(
    "--listen",
    default="127.0.0.1:8080",
    show_default=True,
    metavar="HOST:PORT",
    help="Where to wait for those calls, behind a proxy.",
)
def telegram(
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    encoder: str | None,
    watch: bool,
    check: bool,
    webhook: str | None,
    listen: str,
) -> None:
    """Answer questions on Telegram. The token and who may ask come from the environment or from .env."""
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
        say(asyncio.run(serve.check(settings, open_index)))
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
