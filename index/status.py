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
from index.encoders.bundled import serves
from index.encoders.exported import flaw
from index.reader import Reader
from index.store import Store, sources
from index.types import Filter


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
    recipe, found = store.recipe, store.outlets(Filter())
    days = [day for one in found for day in (one.first, one.last) if day is not None]
    made_from = sources(store)
    return Status(
        articles=store.count("articles"), passages=store.count("passages"), figures=store.count("figures"),
        outlets=tuple((one.name, one.articles) for one in found if one.name is not None),
        undated=sum(one.undated for one in found), first_published=min(days, default=None), last_published=max(days, default=None),
        encoder=recipe["encoder"], compared=store.compared(), asked_with=_asked_with(store), reader=_reader(), sources=made_from, feeds=tuple(_feeds(made_from)),
        updated=recipe.get("updated"), bytes=store.bytes(), rejected=tuple(store.rejected()), writing=store.writer(),
    )  # fmt: skip


def _feeds(sources: Sequence[str]) -> Iterator[str]:
    for source in sources:
        with suppress(ArticleError):  # `newsdesk feeds list` says what is wrong with the file
            yield from (feed.url for feed in subscriptions(Path(source)))


def problems(store: Store) -> list[str]:
    """Every problem of a store and of what is derived from it, in words; every byte is read."""
    return [*store.problems(), *filter(None, (_flaw(store, thorough=True),))]


def _reader() -> str:
    if Reader.bundled() is not None:
        return "bundled"
    return "none (its file or onnxruntime is missing or damaged; answers come from sentences and figures alone)"


def _asked_with(store: Store) -> str:
    made = json.loads(store.recipe.get("export", "{}"))
    else_with = "onnxruntime" if serves(store.recipe["fingerprint"]) else "sentence-transformers"
    if "files" not in made:
        return f"{else_with} ({made['failed']})" if "failed" in made else else_with
    wrong = _flaw(store, thorough=False)
    return f"{else_with} ({wrong}; run `newsdesk doctor --repair`)" if wrong else "onnxruntime"


def _flaw(store: Store, *, thorough: bool) -> str | None:
    made = json.loads(store.recipe.get("export", "{}"))
    return flaw(store.folder, made, thorough=thorough) if store.folder else None
