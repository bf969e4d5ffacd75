"""Pages and feeds into the corpus: fetched, cleaned and saved as article files."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from corpus.errors import ArticleError
from corpus.parsing import read_download, read_feed, read_feed_link
from corpus.types import Article, Rejected
from corpus.web.addresses import checked, typed
from corpus.web.feeds import Feed, Item
from corpus.web.fetching import FEEDS, Fetched
from corpus.web.manners import Visitor
from corpus.web.saving import save
from corpus.web.subscriptions import Subscription, keep, subscriptions


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one feed brought: names of article files, and what could not be had."""

    url: str
    saved: tuple[str, ...] = ()
    unchanged: int = 0
    problems: tuple[str, ...] = ()


async def add_page(corpus: Path, url: str, visitor: Visitor) -> tuple[str, bool]:
    """Fetch a page and save its article; its name in the corpus, and whether anything is new in it.

    Raises ArticleError where the page cannot be had or holds no article.
    """
    return save(corpus, article_of(await visitor.get(typed(url))))


async def find_feed(url: str, visitor: Visitor) -> tuple[str, Feed]:
    """The feed at an address, or the one that the page there names. Raises ArticleError where there is none."""
    found = await visitor.get(typed(url), kinds=FEEDS)
    try:
        return found.url, read_feed(found.body, found.url)
    except ArticleError:
        named = read_feed_link(found.body, found.url)
        if named is None:
            raise ArticleError("it is no feed, and names none; give the address of its RSS or Atom file") from None
    found = await visitor.get(named, kinds=FEEDS)
    return found.url, read_feed(found.body, found.url)


async def update_feeds(corpus: Path, visitor: Visitor, only: Iterable[str] = ()) -> list[Gathered]:
    """Read every feed of a corpus that changed, and save the articles of its new items, each from its own page.

    What cannot be had is told and tried again the next time; the rest goes on. Bring the index in line afterwards.
    """
    wanted, told, result = set(only), subscriptions(corpus), []
    for number, one in enumerate(told):
        if wanted and one.url not in wanted:
            continue
        told[number], gathered = await _update(corpus, one, visitor)
        result.append(gathered)
        keep(corpus, told)
    return result


async def _update(corpus: Path, feed: Subscription, visitor: Visitor) -> tuple[Subscription, Gathered]:
    asked = datetime.now(UTC).isoformat(timespec="seconds")
    try:
        found = await visitor.get(feed.url, kinds=FEEDS, etag=feed.etag, modified=feed.modified)
        listed = None if found.unchanged else read_feed(found.body, found.url)
    except ArticleError as error:
        return replace(feed, asked=asked, problem=str(error)), Gathered(feed.url, problems=(str(error),))
    if listed is None:
        return replace(feed, asked=asked, problem=None), Gathered(feed.url, unchanged=len(feed.items))
    had, saved, problems, unchanged = dict(feed.items), [], list(listed.problems), 0
    for item in reversed(listed.items):  # the oldest first, so that what was seen last is remembered longest
        state = item.updated or ""
        if had.get(item.link) == state:
            unchanged += 1
            continue
        try:
            name, new = save(corpus, await _article(item, listed, visitor))
        except ArticleError as error:
            problems.append(f"{item.link}: {error}")
            continue
        had.pop(item.link, None)
        had[item.link] = state
        saved += [name] if new else []
        unchanged += not new
    failed = any(item.link not in had for item in listed.items)  # then the feed is read again though it did not change
    kept = replace(
        feed, title=listed.title, asked=asked, problem=None, items=had,
        etag=None if failed else found.etag, modified=None if failed else found.modified,
    )  # fmt: skip
    return kept, Gathered(feed.url, tuple(saved), unchanged, tuple(problems))


async def _article(item: Item, feed: Feed, visitor: Visitor) -> Article:
    """The article of an item: its page, else the whole text where the feed carries that; never a summary."""
    try:
        article = article_of(await visitor.get(item.link), feed.title)
    except ArticleError:
        if item.content is None:
            raise
        own = _read(item.content.encode("utf-8", "replace"), page=True)
        article = replace(own, url=item.link, outlet=feed.title)
    return replace(article, title=article.title or item.title, published=article.published or item.published)


def article_of(found: Fetched, outlet: str | None = None) -> Article:
    """The article on a page that was fetched; its link is the page's address, its outlet at worst the host."""
    article = _read(found.body)
    return replace(article, url=found.url, outlet=article.outlet or outlet or checked(found.url).raw_host.decode())


def _read(raw: bytes, *, page: bool | None = None) -> Article:
    """An article from bytes of others. Raises ArticleError."""
    record = read_download(raw, "page", page=page)
    if isinstance(record, Rejected):
        raise ArticleError(record.reason)
    return record
