"""Commands that bring articles into the corpus: add, and feeds add, list, remove, update."""

from pathlib import Path
from typing import Any

import click

from bot.codes import Coded
from bot.options import encoder_option, home_option, home_options, json_option
from bot.settings import SAMPLES, Settings
from bot.terminal import complain, say, say_json, talk
from corpus.errors import CorpusMissing, NewsdeskError


@click.command(cls=Coded)
@click.argument("what", nargs=-1, required=True, help="Addresses of pages, files, or - for a text on stdin.")
@home_options
@encoder_option
@click.option("--title", metavar="TEXT", help="Title of the text on stdin.")
@click.option("--outlet", metavar="NAME", help="Who published the text on stdin.")
@click.option("--published", metavar="YYYY-MM-DD", help="Its day, as in 2026-03-06.")
@json_option
def add(
    what: tuple[str, ...],
    corpus: Path | None,
    index: Path | None,
    store: str | None,
    encoder: str | None,
    title: str | None,
    outlet: str | None,
    published: str | None,
    json: bool,
) -> int:
    """Take pages, files or a text as articles, and index them."""
    home = _home(corpus)
    told: list[dict[str, Any]] = []
    failed = 0
    for one in what:
        try:
            name, new = _take(home, one, title, outlet, published)
        except (NewsdeskError, OSError) as error:
            reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
            complain(f"{one}: {reason}")
            told.append({"asked": one, "article": None, "problem": reason})
            failed += 1
            continue
        if not json:
            talk(f"{'added' if new else 'already there:'} {name}")
        told.append({"asked": one, "article": name, "new": new})
    changes = _index(home, index, store, encoder)
    if json:
        say_json({"asked": told, "index": changes})
    return 2 if failed else 0


@click.group(no_args_is_help=True)
def feeds() -> None:
    """Take articles from RSS and Atom feeds."""


@feeds.command("add")
@click.argument("url", help="Address of a feed, or of a page that names one.")
@home_option
def add_feed(url: str, corpus: Path | None) -> None:
    """Subscribe to a feed; `newsdesk feeds update` takes its articles."""
    import asyncio

    from corpus.web.gathering import find_feed
    from corpus.web.manners import Visitor
    from corpus.web.subscriptions import Subscription, subscribe

    home = _home(corpus)
    found, feed = asyncio.run(find_feed(url, Visitor()))
    subscribe(home, Subscription(found, feed.title))
    say(
        f"{found}: {feed.title or 'untitled'}, {len(feed.items)} items; `newsdesk feeds update --corpus {home}` takes them"
    )


@feeds.command("list")
@home_option
@json_option
def list_feeds(corpus: Path | None, json: bool) -> None:
    """Show the feeds of a corpus, when each was asked last, and what went wrong."""
    from corpus.web.subscriptions import subscriptions

    told = subscriptions(_home(corpus))
    if json:
        say_json(
            [
                {
                    "url": one.url,
                    "title": one.title,
                    "asked": one.asked,
                    "problem": one.problem,
                    "items": len(one.items),
                }
                for one in told
            ]
        )
        return
    for one in told:
        state = one.problem or (f"asked {one.asked}, {len(one.items)} articles" if one.asked else "not yet asked")
        say(f"{one.url}  {one.title or 'untitled'}: {state}")
    if not told:
        talk("there are no feeds; `newsdesk feeds add URL` adds one")


@feeds.command("remove")
@click.argument("url", help="Address of the feed.")
@home_option
def remove_feed(url: str, corpus: Path | None) -> None:
    """Forget a feed; its articles stay."""
    from corpus.web.subscriptions import unsubscribe

    unsubscribe(_home(corpus), url)
    say(f"{url} is removed; its articles stay in the folder")


@feeds.command("update")
@home_options
@encoder_option
@json_option
def update(corpus: Path | None, index: Path | None, store: str | None, encoder: str | None, json: bool) -> None:
    """Take the new articles of every feed, and index them."""
    from bot.watching import gather

    home = _home(corpus)
    gathered = gather(home, complain)
    changes = _index(home, index, store, encoder)
    if json:
        told = [
            {"feed": one.url, "saved": list(one.saved), "unchanged": one.unchanged, "problems": list(one.problems)}
            for one in gathered
        ]
        say_json({"feeds": told, "index": changes})
        return
    for one in gathered:
        talk(f"{one.url}: {len(one.saved)} new, {one.unchanged} known, {len(one.problems)} not taken")


def _take(home: Path, what: str, title: str | None, outlet: str | None, published: str | None) -> tuple[str, bool]:
    """Put one page, file or text into the corpus: its name there, and whether it is new."""
    import asyncio
    import sys

    from corpus.markdown import read_fields
    from corpus.web.gathering import add_page
    from corpus.web.manners import Visitor
    from corpus.web.saving import copy_in, save

    if what == "-":
        fields: dict[str, Any] = {"title": title, "outlet": outlet, "published": published}
        return save(home, read_fields(fields, sys.stdin.read(), "stdin"))
    if "://" in what:
        return asyncio.run(add_page(home, what, Visitor()))
    return copy_in(home, Path(what))


def _home(corpus: Path | None) -> Path:
    """The user's own folder. Raises NewsdeskError where none is named: nothing is written into the sample articles."""
    home = corpus or Settings.from_env().corpus
    if home is None or home.resolve() == SAMPLES.resolve():
        raise NewsdeskError("say into which folder, with --corpus FOLDER or NEWSDESK_CORPUS")
    if not home.is_dir():
        raise CorpusMissing(f"the corpus folder {home} does not exist; make it first")
    return home


def _index(home: Path, index: Path | None, store: str | None, encoder: str | None) -> dict[str, Any]:
    """Bring the index of a corpus in line, and say what that changed."""
    from bot.opening import create, named, usual
    from bot.opening import update as bring
    from bot.render import changes_json, changes_text

    settings = Settings.from_env()
    place = named(index, store) or usual() or settings.index_of(home)
    opened = create(place, encoder or settings.encoder, rebuild=False)
    changes = bring(opened, [home], rebuild=False)
    talk(changes_text(changes))
    return changes_json(changes)
