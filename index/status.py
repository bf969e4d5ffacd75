"""What an index holds, and what is wrong with it."""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from corpus.errors import ArticleError
from corpus.types import Rejected
from corpus.web.subscriptions import subscriptions
from index import seal
from index.dense import damage, told
from index.exported import flaw
from index.reader import Reader
from index.schema import DATABASE
from index.soundness import flaws
from index.store import NARROW, Store, bounds
from index.types import Filter
from index.writer import writing_since


@dataclass(frozen=True, slots=True)
class Status:
    """What an index holds."""

    articles: int
    passages: int
    figures: int
    outlets: tuple[tuple[str, int], ...]  # with how many articles, the most first
    undated: int
    first_published: date | None
    last_published: date | None
    encoder: str
    compared: str  # how dense search compares: exactly, or approximately with the recall that was measured
    asked_with: str  # what encodes questions: "onnxruntime", or "sentence-transformers" with the reason
    reader: str  # "bundled", or "none" with the reason
    sources: tuple[str, ...]
    feeds: tuple[str, ...]  # addresses, of all sources
    updated: str | None
    bytes: int
    rejected: tuple[Rejected, ...]
    writing: str | None = None  # who writes the index at this moment, and since when


def status(store: Store) -> Status:
    """What a store holds; loads no encoder."""
    one = store.connection.execute
    first, last, undated = one("SELECT min(published), max(published), sum(published IS NULL) FROM articles").fetchone()
    outlets = one(
        "SELECT outlet, count(*) AS n FROM articles WHERE outlet IS NOT NULL GROUP BY outlet ORDER BY n DESC, outlet"
    ).fetchall()
    folder, recipe = store.folder, store.recipe
    sources = tuple(filter(None, recipe.get("sources", "").split("\n")))
    return Status(
        articles=store.count("articles"), passages=store.count("passages"), figures=store.count("figures"), outlets=tuple(outlets),
        undated=undated or 0, first_published=_day(first), last_published=_day(last),
        encoder=recipe["encoder"], compared=told(store), asked_with=_asked_with(store), reader=_reader(), sources=sources, feeds=tuple(_feeds(sources)),
        updated=recipe.get("updated"), bytes=sum(path.stat().st_size for path in folder.iterdir() if path.is_file()) if folder else 0,
        rejected=tuple(store.rejected()), writing=writing_since(folder) if folder else None,
    )  # fmt: skip


def outlets(store: Store, only: Filter) -> list[tuple[str | None, int, date | None, date | None]]:
    """Each outlet with the number of its articles and the days of the first and the last, the most first."""
    rows = store.connection.execute(
        f"SELECT a.outlet, count(*) AS n, min(a.published), max(a.published) FROM articles a WHERE {NARROW} "  # noqa: S608 - a constant; values are bound
        "GROUP BY a.outlet COLLATE NOCASE ORDER BY n DESC, a.outlet",
        bounds(only),
    )
    return [(name, count, _day(first), _day(last)) for name, count, first, last in rows]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _feeds(sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        with suppress(ArticleError):  # `newsdesk feeds list` says what is wrong with the file
            yield from (feed.url for feed in subscriptions(Path(source)))


def problems(store: Store) -> list[str]:
    """Every problem of a store and of what is derived from it, in words; every byte is read."""
    found = list(flaws(store.connection))
    wrong = seal.damaged(store.folder / DATABASE) if store.folder else 0
    found += [f"{wrong} pages of the store do not hold what was written; run `newsdesk index --rebuild`"] * (wrong > 0)
    if store.folder and (store.folder / seal.FILE).exists() and seal.read(store.folder) is None:
        found.append(
            "the seal of the store is damaged, so that its pages are not proven; run `newsdesk index`, which makes it again"
        )
    return [*found, *filter(None, (damage(store), _flaw(store, thorough=True)))]


def _reader() -> str:
    if Reader.bundled() is not None:
        return "bundled"
    return "none (its file or onnxruntime is missing or damaged; answers come from sentences and figures alone)"


def _asked_with(store: Store) -> str:
    made = json.loads(store.recipe.get("export", "{}"))
    if "files" not in made:
        return f"sentence-transformers ({made['failed']})" if "failed" in made else "sentence-transformers"
    wrong = _flaw(store, thorough=False)
    return f"sentence-transformers ({wrong}; run `newsdesk doctor --repair`)" if wrong else "onnxruntime"


def _flaw(store: Store, *, thorough: bool) -> str | None:
    made = json.loads(store.recipe.get("export", "{}"))
    return flaw(store.folder, made, thorough=thorough) if store.folder else None
