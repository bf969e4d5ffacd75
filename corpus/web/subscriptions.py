"""The feeds of a corpus: kept in one small hidden file inside it, so that they move with the articles."""

import json
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from corpus.errors import ArticleError
from corpus.web.saving import write

FILE = Path(".newsdesk") / "feeds.json"
REMEMBERED = 2000  # items of each feed whose state is remembered


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed, what its server said of its state, and the items that were taken from it."""

    url: str
    title: str | None = None
    etag: str | None = None
    modified: str | None = None
    asked: str | None = None  # when, as an ISO time
    problem: str | None = None  # why it could not be read the last time
    items: dict[str, str] = field(default_factory=dict)  # their links, with what each gave as its date


def subscriptions(corpus: Path) -> list[Subscription]:
    """The feeds of a corpus. Raises ArticleError where the file cannot be read."""
    path = corpus / FILE
    try:
        told = json.loads(path.read_text("utf-8")) if path.is_file() else []
        return [Subscription(**one) for one in told]
    except (OSError, ValueError, TypeError):
        raise ArticleError(f"{path} cannot be read; mend or delete it, then add the feeds again") from None


def keep(corpus: Path, told: list[Subscription]) -> None:
    """Write the feeds of a corpus."""
    path = corpus / FILE
    path.parent.mkdir(exist_ok=True)
    short = [replace(one, items=dict(list(one.items.items())[-REMEMBERED:])) for one in told]
    write(path, json.dumps([asdict(one) for one in short], ensure_ascii=False, indent=1) + "\n")


def subscribe(corpus: Path, subscription: Subscription) -> None:
    """Add a feed. Raises ArticleError if it is there already."""
    known = subscriptions(corpus)
    if any(one.url == subscription.url for one in known):
        raise ArticleError(f"{subscription.url} is there already; `newsdesk feeds update` reads it")
    keep(corpus, [*known, subscription])


def unsubscribe(corpus: Path, url: str) -> None:
    """Remove a feed; its articles stay. Raises ArticleError if it is not there."""
    known = subscriptions(corpus)
    kept = [one for one in known if one.url != url]
    if len(kept) == len(known):
        raise ArticleError(f"there is no feed {url}; `newsdesk feeds list` shows them")
    keep(corpus, kept)
