"""The command `newsdesk telegram`."""

from typing import Annotated

import typer

from bot.options import CorpusOption, EncoderOption, IndexOption
from bot.settings import Settings


def telegram(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    encoder: EncoderOption = None,
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

    from bot.opening import encoder_of, opened
    from bot.telegram import serve
    from bot.telegram.redact import start_log
    from bot.telegram.settings import read_settings
    from index.library import Index
    from index.reader import reader_of

    settings = read_settings(Settings.from_env().data)
    hook = serve.read_webhook(webhook, listen) if webhook else None
    start_log(settings.token, settings.log)
    found = opened(corpus, index, encoder)
    folder, name = found.store.folder, encoder or Settings.from_env().encoder
    assert folder is not None
    found.store.close()
    reader = reader_of(Settings.from_env().reader)

    def open_index() -> Index:
        index = Index.open(folder, encoder_of(name))
        index.reader = reader  # one for all threads: it takes 40 MB
        return index

    if check:
        typer.echo(asyncio.run(serve.check(settings, open_index)))
    else:
        asyncio.run(serve.serve(settings, open_index, hook))
