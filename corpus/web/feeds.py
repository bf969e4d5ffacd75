"""Feeds: what they list, and where a page says its feed is."""

import io
import re
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from corpus.decode import visible
from corpus.errors import ArticleError

MOST = 500  # items of one feed that are looked at, the newest first
FULL = 150  # words from which what a feed carries is the article and no summary
_FEED_KIND = re.compile(r"application/(?:rss|atom)\+xml", re.I)


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed."""

    link: str
    title: str | None
    published: date | None
    updated: str | None  # as the feed writes it: another text means another state of the item
    content: str | None  # the whole article as HTML, where the feed carries it


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as it is now."""

    title: str | None
    items: tuple[Item, ...]
    problems: tuple[str, ...]


def read_feed(raw: bytes, url: str) -> Feed:
    """Read a feed from its bytes; nothing is fetched. Raises ArticleError where it is none.

    An entry without a link is named and left out; a date that it does not give stays unknown.
    """
    import feedparser

    found: Any = feedparser.parse(io.BytesIO(raw), response_headers={"content-location": url})
    if not found.version and not found.entries:
        raise ArticleError("it is no feed; give the address of its RSS or Atom file")
    entries = sorted(
        found.entries,
        key=lambda entry: _first(entry, "published_parsed", "updated_parsed") or (),
        reverse=True,
    )
    items, problems = [], []
    for number, entry in enumerate(entries[:MOST], start=1):
        link = _address(url, entry.get("link"))
        if not entry.get("link") or not link.startswith(("http:", "https:")):
            problems.append(f"item {number} ({_line(entry.get('title')) or 'untitled'}) has no link to a page")
            continue
        items.append(
            Item(
                link,
                _line(entry.get("title")),
                _day(entry),
                _line(_first(entry, "updated", "published")),
                _content(entry),
            )
        )
    if len(entries) > MOST:
        problems.append(f"it lists {len(entries)} items; the newest {MOST} are read")
    return Feed(_line(found.feed.get("title")), tuple(items), tuple(problems))


def feed_link(page: bytes, url: str) -> str | None:
    """The feed that a page names in its head, if it names one."""
    from trafilatura.utils import load_html

    tree = load_html(page)
    links = tree.xpath("//link[@rel and @href]") if tree is not None else ()
    fits = (a for a in links if "alternate" in a.get("rel").lower() and _FEED_KIND.search(a.get("type") or ""))
    return next((link for a in fits if (link := _address(url, a.get("href")))), None)


def _address(url: str, link: object) -> str:
    """A link of an entry in full; nothing where it is no address."""
    try:
        return urljoin(url, str(link or ""))
    except ValueError:
        return ""


def _first(entry: Any, *keys: str) -> Any:  # noqa: ANN401 - feedparser ships no types
    """The first of these that an entry gives itself; feedparser's own dictionary would make one up from another."""
    return next((value for key in keys if (value := dict.get(entry, key))), None)


def _day(entry: Any) -> date | None:  # noqa: ANN401 - feedparser ships no types
    told = _first(entry, "published_parsed", "updated_parsed")
    try:
        return date(*told[:3]) if told else None
    except ValueError:
        return None


def _content(entry: Any) -> str | None:  # noqa: ANN401 - feedparser ships no types
    whole = max((str(part.get("value") or "") for part in entry.get("content") or ()), key=len, default="")
    return whole if len(re.sub(r"<[^>]*>", " ", whole).split()) >= FULL else None


def _line(text: object) -> str | None:
    """A title or date on one line, without markup and what cannot be seen."""
    bare = re.sub(r"<[^>]*>", "", str(text)) if text else ""
    return " ".join(visible(bare).split())[:300] or None
