"""Commands that keep the index: index, watch, sources, status, doctor, backup, restore."""

import signal
from pathlib import Path
from threading import Event
from typing import Annotated

import typer

from bot.options import (
    CorpusOption,
    EncoderOption,
    IndexOption,
    JsonOption,
    MaxFileOption,
    OutletOption,
    SinceOption,
    StoreOption,
    UntilOption,
    filter_of,
)
from bot.settings import SAMPLES, Settings
from bot.terminal import complain, say, say_json, talk
from corpus.errors import ArticleError, NewsdeskError


def index(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Folders or files of articles.", show_default="those indexed before, else the sample articles"
        ),
    ] = None,
    index: IndexOption = None,
    store: StoreOption = None,
    part: Annotated[
        str,
        typer.Option(
            "--part",
            help="Bring only this part in line: files whose name in the folder starts with it, as in 2025/. Several builders may share one store so.",
            metavar="START",
            show_default=False,
        ),
    ] = "",
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Make the index anew, from nothing.")] = False,
    shrink: Annotated[bool, typer.Option("--allow-shrink", help="Let an update remove nearly every article.")] = False,
    max_file: MaxFileOption = None,
    encoder: EncoderOption = None,
    json: JsonOption = False,
) -> None:
    """Bring the index in line with its articles: new ones, changed ones, those that are gone."""
    from bot.opening import NO_ARTICLES, create, give_way, known_sources, named, update, usual
    from bot.render import changes_json, changes_text

    give_way()
    settings = Settings.from_env()
    if part and rebuild:
        raise NewsdeskError("--rebuild makes the whole index anew; leave out --part")
    place = named(index, store) or usual()
    sources = paths or known_sources(place) or [settings.corpus or SAMPLES]
    opened = create(place or settings.index_of(sources[0]), encoder or settings.encoder, rebuild)
    changes = update(opened, sources, rebuild, shrink=shrink, part=part, largest=max_file and max_file * 1_000_000)
    if json:
        say_json(changes_json(changes))
    else:
        talk(changes_text(changes))
    if not opened.store.count("articles"):
        raise ArticleError(f"no article could be read in {', '.join(map(str, sources))}; {NO_ARTICLES}")


def watch(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Folders of articles.", show_default="those indexed before")
    ] = None,
    corpus: CorpusOption = None,
    index: IndexOption = None,
    store: StoreOption = None,
    every: Annotated[
        float, typer.Option("--every", metavar="MINUTES", min=1, help="How often the feeds of the folders are read.")
    ] = 15,
    encoder: EncoderOption = None,
) -> None:
    """Keep the index in step with its folders, and its feeds read: each change is told in a line."""
    from bot.opening import create, give_way, known_sources, named, usual
    from bot.watching import keep_in_step, reading_feeds

    give_way()
    settings = Settings.from_env()
    place = named(index, store) or usual()
    sources = paths or ([corpus] if corpus else None) or known_sources(place) or [settings.corpus or SAMPLES]
    opened = create(place or settings.index_of(sources[0]), encoder or settings.encoder, rebuild=False)
    stop = Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    talk(f"watching {', '.join(map(str, sources))}; Ctrl-C ends it")
    with reading_feeds(sources, every, complain, stop):
        keep_in_step(opened, sources, talk, complain, stop)


def sources(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    store: StoreOption = None,
    outlet: OutletOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    json: JsonOption = False,
) -> None:
    """Show the outlets, and the stories that several articles tell: copies, versions, corrections."""
    from bot.opening import existing, named
    from bot.stories import stories_json, stories_text

    opened = existing(corpus, named(index, store))
    only = filter_of(since, until, outlet)
    outlets, corrections = opened.outlets(only), [opened.article(path) for path in opened.correcting()]
    told = [story for story in opened.stories() if any(only.passes(one.article) for one in story)]
    corrections = [article for article in corrections if only.passes(article)]
    if json:
        say_json(stories_json(outlets, told, corrections))
    else:
        say(stories_text(outlets, told, corrections))


def status(
    corpus: CorpusOption = None, index: IndexOption = None, store: StoreOption = None, json: JsonOption = False
) -> None:
    """Say what the index holds, from where, and what was rejected."""
    from bot.opening import existing, named
    from bot.render import status_json, status_text

    found = existing(corpus, named(index, store)).status()
    say_json(status_json(found)) if json else say(status_text(found))


def doctor(
    corpus: CorpusOption = None,
    index: IndexOption = None,
    store: StoreOption = None,
    repair: Annotated[bool, typer.Option("--repair", help="Mend what can be mended.")] = False,
    json: JsonOption = False,
) -> None:
    """Check every part of the index; with --repair, mend it from the store."""
    from bot.opening import existing, named

    opened = existing(corpus, named(index, store))
    mended = opened.repair() if repair else []
    problems = opened.check()
    if json:
        say_json({"mended": mended, "problems": problems})
    else:
        if repair:
            talk("\n".join(mended) or "nothing needed mending")
        say("\n".join(problems) or "the index is sound")
    raise typer.Exit(2 if problems else 0)


def backup(
    file: Annotated[Path, typer.Argument(help="Where to write it.", dir_okay=False)],
    corpus: CorpusOption = None,
    index: IndexOption = None,
) -> None:
    """Write the whole index into one file, while others go on using it."""
    from bot.opening import existing
    from index.local.backup import back_up
    from index.opening import local

    opened = existing(corpus, index)
    try:
        size = back_up(local(opened.store), file)
    except OSError as error:
        raise NewsdeskError(f"{file} cannot be written ({error.strerror}); give another place") from error
    talk(f"{opened.store.count('articles')} articles, {size / 1e6:.1f} MB in {file}")


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `newsdesk backup` wrote.", exists=True, dir_okay=False)],
    corpus: CorpusOption = None,
    index: IndexOption = None,
    force: Annotated[bool, typer.Option("--force", help="Put it in the place of the index that is there.")] = False,
) -> None:
    """Put a backup back as the index, checked before anything is replaced."""
    from index.library import Index
    from index.local.backup import restore as put_back
    from index.local.schema import DATABASE

    settings = Settings.from_env()
    folder = index or settings.index or settings.index_of(corpus or settings.corpus or SAMPLES)
    if (folder / DATABASE).exists() and not force:
        raise NewsdeskError(f"there is an index in {folder}; add --force to put the backup in its place")
    count = put_back(file, folder)
    Index.open(folder).repair()
    talk(f"{count} articles are back in {folder}")
