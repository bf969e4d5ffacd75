"""Commands that keep the index: index, watch, sources, status, doctor, backup, restore."""

import signal
from pathlib import Path
from threading import Event

import click

from bot.codes import Coded, insist
from bot.options import (
    PATH,
    corpus_option,
    encoder_option,
    filter_of,
    filter_options,
    flag,
    index_option,
    json_option,
    place_options,
    store_option,
)
from bot.settings import SAMPLES, Settings
from bot.terminal import complain, say, say_json, talk
from corpus.errors import ArticleError, NewsdeskError


@click.command(cls=Coded)
@click.argument(
    "paths",
    nargs=-1,
    type=PATH,
    help="Folders or files of articles; without them, those indexed before, else the sample articles.",
)
@index_option
@store_option
@click.option(
    "--part",
    default="",
    metavar="START",
    help="Bring only this part in line: files whose name in the folder starts with it, as in 2025/. Several builders may share one store so.",
)
@flag("--rebuild", help="Make the index anew, from nothing.")
@flag("--allow-shrink", "shrink", help="Let an update remove nearly every article.")
@click.option(
    "--max-file",
    type=click.IntRange(min=1),
    metavar="MB",
    help="Largest file that is read; the index remembers it.",
    show_default="20, records 500",
)
@encoder_option
@json_option
def index(
    paths: tuple[Path, ...],
    index: Path | None,
    store: str | None,
    part: str,
    rebuild: bool,
    shrink: bool,
    max_file: int | None,
    encoder: str | None,
    json: bool,
) -> None:
    """Bring the index in line with new, changed and lost articles."""
    from bot.opening import NO_ARTICLES, create, give_way, known_sources, named, update, usual
    from bot.render import changes_json, changes_text

    give_way()
    insist()
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


@click.command(cls=Coded)
@click.argument("paths", nargs=-1, type=PATH, help="Folders of articles; without them, those indexed before.")
@place_options
@click.option(
    "--every",
    type=click.FloatRange(min=1),
    default=15,
    metavar="MINUTES",
    show_default=True,
    help="How often the feeds of the folders are read.",
)
@encoder_option
def watch(
    paths: tuple[Path, ...],
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    every: float,
    encoder: str | None,
) -> None:
    """Keep the index in step with its folders and feeds. Each change is told in a line."""
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


@click.command()
@place_options
@filter_options
@json_option
def sources(
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    since: str | None,
    until: str | None,
    outlet: str | None,
    json: bool,
) -> None:
    """Show the outlets, and what several articles tell. Of each such story, copies, versions and corrections."""
    from bot.opening import existing, named
    from bot.stories import stories_json, stories_text
    from corpus.corrections import find_corrections

    opened = existing(corpus, named(index, store))
    only = filter_of(since, until, outlet)
    outlets, corrections = opened.outlets(only), [opened.article(path) for path in opened.correcting()]
    told = [story for story in opened.stories() if any(only.passes(one.article) for one in story)]
    corrections = [one for one in corrections if only.passes(one) and find_corrections(one.text)]  # others only deny
    if json:
        say_json(stories_json(outlets, told, corrections))
    else:
        say(stories_text(outlets, told, corrections))


@click.command()
@place_options
@json_option
def status(corpus: Path | None, index: Path | None, store: str | None, json: bool) -> None:
    """Say what the index holds, from where, and what was rejected."""
    from bot.opening import existing, named
    from bot.render import status_json, status_text

    found = existing(corpus, named(index, store)).status()
    say_json(status_json(found)) if json else say(status_text(found))


@click.command()
@place_options
@flag("--repair", help="Mend what can be mended.")
@json_option
def doctor(corpus: Path | None, index: Path | None, store: str | None, repair: bool, json: bool) -> int:
    """Check every part of the index. With --repair, mend it from the store."""
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
    return 2 if problems else 0


@click.command(cls=Coded)
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), help="Where to write it.")
@corpus_option
@index_option
def backup(file: Path, corpus: Path | None, index: Path | None) -> None:
    """Write the whole index into one file. Others may go on using it."""
    from bot.opening import existing
    from index.local.backup import back_up
    from index.opening import local

    opened = existing(corpus, index)
    try:
        size = back_up(local(opened.store), file)
    except OSError as error:
        raise NewsdeskError(f"{file} cannot be written ({error.strerror}); give another place") from error
    talk(f"{opened.store.count('articles')} articles, {size / 1e6:.1f} MB in {file}")


@click.command(cls=Coded)
@click.argument(
    "file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file that `newsdesk backup` wrote.",
)
@corpus_option
@index_option
@flag("--force", help="Put it in the place of the index that is there.")
def restore(file: Path, corpus: Path | None, index: Path | None, force: bool) -> None:
    """Put a backup back as the index. It is checked before anything is replaced."""
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
