"""Commands that keep the index: index, status, doctor."""

from pathlib import Path
from typing import Annotated

import typer

from bot.options import CorpusOption, EncoderOption, IndexOption, JsonOption
from bot.settings import SAMPLES, Settings
from bot.terminal import say, say_json, talk
from corpus.errors import NewsdeskError


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
    from bot.opening import NO_ARTICLES, create, known_sources, update
    from bot.render import changes_json, changes_text

    settings = Settings.from_env()
    sources = paths or known_sources(index or settings.index) or [settings.corpus or SAMPLES]
    folder = index or settings.index or settings.index_of(sources[0])
    opened = create(folder, encoder or settings.encoder, rebuild)
    changes = update(opened, sources, rebuild)
    if json:
        say_json(changes_json(changes))
    else:
        talk(changes_text(changes))
    if not opened.store.count("articles"):
        raise NewsdeskError(f"no article could be read in {', '.join(map(str, sources))}; {NO_ARTICLES}")


def status(corpus: CorpusOption = None, index: IndexOption = None, json: JsonOption = False) -> None:
    """Say what the index holds, from where, and what was rejected."""
    from bot.opening import existing
    from bot.render import status_json, status_text

    found = existing(corpus, index).status()
    say_json(status_json(found)) if json else say(status_text(found))


def doctor(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    json: JsonOption = False,
) -> None:
    """Check every part of the index; with --repair, mend it from the store."""
    from bot.opening import existing

    opened = existing(corpus, index)
    mended = opened.repair() if repair else []
    problems = opened.check()
    if json:
        say_json({"mended": mended, "problems": problems})
    else:
        if repair:
            talk("\n".join(mended) or "nothing needed mending")
        say("\n".join(problems) or "the index is sound")
    raise typer.Exit(2 if problems else 0)
