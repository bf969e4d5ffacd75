"""Articles of a Milvus store: as they were read, their figures, files and outlets."""

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from corpus.types import Article, Rejected
from index.milvus.address import Address
from index.milvus.body import Body, unpacked
from index.milvus.database import Database, Row, starting
from index.milvus.keys import key, noun_key, outlet_key, passage_key, piece_keys
from index.milvus.schema import ARTICLES, BODIES, MOST, NOTES, PASSAGES
from index.store import FileState, Outlet
from index.types import Figure, Filter, Vectors

if TYPE_CHECKING:
    from pymilvus import MilvusClient

KEPT = 500  # bodies that are kept in memory; one never changes
SPANS = (30, 365, 3650)  # days before the newest article in which older ones are looked for first
FIELDS = ("path", "version", "body", "pieces", "day", "near", "older", "newer")


@dataclass(frozen=True, slots=True)
class Told:
    """The row of an article that is told."""

    path: str
    version: int
    body: int
    pieces: int
    day: int
    near: tuple[int, ...]  # versions of articles that tell the same story
    older: tuple[int, ...]  # those of them that this one replaces
    newer: tuple[int, ...]  # those that replace it


class StoredArticles(Database):
    """What is asked of articles, by their paths. In a block each article is read once."""

    def __init__(self, client: "MilvusClient", address: Address) -> None:
        super().__init__(client, address)
        self._seen: dict[str, Told | None] = {}
        self._giving: dict[int, list[str]] = {}  # articles by the noun of a figure, the newest first
        self._bodies: OrderedDict[int, Body] = OrderedDict()

    def _begin(self) -> None:
        self._seen, self._giving = {}, {}

    def told(self, paths: Sequence[str], *, fresh: bool = False) -> list[Told]:
        """Rows of those of the articles that there are; `fresh` ones as they are now, others as the block saw them first."""
        known = self._seen if self._inside and not fresh else {}
        missing = [path for path in dict.fromkeys(paths) if path not in known]
        if missing:
            known = {**known, **dict.fromkeys(missing)}
            known |= {one.path: one for one in map(_told, self.among(ARTICLES, "id", [key("article", path) for path in missing], FIELDS))}  # fmt: skip
            self.remember(known)
        return [one for path in dict.fromkeys(paths) if (one := known[path]) is not None]

    def remember(self, known: dict[str, Told | None]) -> None:
        """Keep rows for the rest of the block, or until it changes them."""
        if self._inside:
            self._seen |= known

    def of_versions(self, versions: Sequence[int]) -> list[Told]:
        """Rows of the articles that are told in one of these states."""
        found = [_told(row) for row in self.among(ARTICLES, "version", versions, FIELDS)]
        self.remember({one.path: one for one in found})
        return found

    def where(self, only: str) -> list[Told]:
        """Rows of the articles that an expression lets through."""
        return [_told(row) for row in self.rows(ARTICLES, only, FIELDS)]

    def bodies(self, rows: Sequence[Told]) -> dict[str, Body]:
        """What belongs to some articles, by path, as far as nobody replaced them meanwhile. Raises IndexDamaged."""
        missing = {row.body: row for row in rows if row.body not in self._bodies}
        keys = [number for row in missing.values() for number in piece_keys(row.body, row.pieces)]
        texts = {int(row["id"]): str(row["piece"]) for row in self.among(BODIES, "id", keys, ("piece",))}
        whole = {body for body, row in missing.items() if all(key in texts for key in piece_keys(body, row.pieces))}
        lost = [row.path for body, row in missing.items() if body not in whole]
        damaged = {one.body for one in self.told(lost, fresh=True)} if lost else set()
        found = {}
        for body, row in missing.items():
            if body in whole or body in damaged:
                text = "".join(texts.get(number, "") for number in piece_keys(body, row.pieces))
                found[body] = unpacked(text, body, row.path)
        here = {row.path: one for row in rows if (one := found.get(row.body) or self._bodies.get(row.body))}
        self._bodies |= found
        while len(self._bodies) > KEPT:
            self._bodies.popitem(last=False)
        return here

    def body(self, path: str) -> Body | None:
        """What belongs to an article, read together with all that a question came across."""
        told = self.told([path])
        if not told:
            return None
        also = [one for one in self._seen.values() if one is not None and one.body not in self._bodies]
        return self.bodies([*also, *told]).get(path)

    def article(self, path: str) -> Article | None:
        """An article by its path, or None. Raises IndexDamaged if it is not what was written."""
        body = self.body(path)
        return body.article if body else None

    def figures(self, path: str) -> tuple[Figure, ...]:
        """The figures of an article in the order of its text."""
        body = self.body(path)
        return body.figures if body else ()

    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n sentences, in order; kept in half precision."""
        body = self.body(path)
        if body is None or not len(body.sentences):
            return np.zeros((0, int(self.recipe["dimension"])), dtype=np.float32)
        return body.sentences

    def passage_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n passages, in order."""
        told, body = self.told([path]), self.body(path)
        keys = [passage_key(told[0].version, start) for start, _ in body.spans] if told and body is not None else []
        found = {row["id"]: row["dense"] for row in self.among(PASSAGES, "id", keys, ("dense",))}
        vectors = np.array([found[key] for key in keys], dtype=np.float32)
        return vectors.reshape(-1, int(self.recipe["dimension"]))

    def paths(self, part: str = "") -> list[str]:
        """Paths that start with a part, sorted."""
        rows = self.rows(ARTICLES, starting("path", part), ("path",))
        return sorted(str(row["path"]) for row in rows if row["path"].startswith(part))

    def checksums(self, file: str) -> dict[str, str]:
        """The articles that came from a file: checksums by path."""
        rows = self.rows(ARTICLES, f"file == {key('file', file)}", ("path", "checksum"))
        return dict(sorted((str(row["path"]), str(row["checksum"])) for row in rows))

    def files(self, part: str = "") -> dict[str, FileState]:
        """The files that articles came from, by name, whose names start with a part."""
        of_part = starting("name", part)
        rows = self.rows(NOTES, 'kind == "file"' + (f" and {of_part}" if part else ""), ("name", "value"))
        return {row["name"]: _state(row) for row in rows if row["name"].startswith(part)}

    def rejected(self) -> list[Rejected]:
        rows = self.rows(NOTES, 'kind == "rejected" and part == 0', ("name", "value"))
        return sorted((Rejected(row["name"], row["value"]) for row in rows), key=lambda one: one.path)

    def told_of(self, figure: Figure, most: int) -> list[str]:
        """Articles that give a figure of the same noun and kind, the newest first, those without a day last."""
        noun = noun_key(figure.kind, figure.noun or "")
        if noun not in self._giving:
            found = self._newest(f"array_contains_any(nouns, [{noun}])", most)
            self.remember({one.path: one for one in found})
            if not self._inside:
                return [one.path for one in found]
            self._giving[noun] = [one.path for one in found]
        return self._giving[noun][:most]

    def _newest(self, only: str, most: int) -> list[Told]:
        """The newest articles that an expression lets through; of very many only the last days are looked at first."""
        few = self.client.query(ARTICLES, filter=only, output_fields=list(FIELDS), limit=MOST, consistency_level=self._level)  # fmt: skip
        found = [_told(dict(row)) for row in few] if len(few) < MOST else []
        until, today = date.max.toordinal(), date.today().toordinal()  # noqa: DTZ011 - only how far back is looked first
        for since in (*(today - span for span in SPANS), -1) if not found and few else ():
            found += self.where(f"{only} and day > {since} and day <= {until}")
            until = since
            if len(found) >= most:
                break
        return sorted(found, key=lambda one: (-one.day, one.path))[:most]

    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]:
        """Articles that withdraw a figure: of these outlets, or all."""
        of = "" if outlets is None else f" and outlet in {sorted({outlet_key(outlet) for outlet in outlets})}"
        found = self.where(f"withdrawn == 1{of}") if outlets != [] else []
        self.remember({one.path: one for one in found})
        return sorted(one.path for one in found)

    def outlets(self, only: Filter) -> list[Outlet]:
        """Each outlet of the articles that a filter lets through, the most articles first; reads a row of each article."""
        days: dict[int, list[int]] = {}
        names: dict[int, str | None] = {}
        for row in self.rows(ARTICLES, narrowed(only), ("outlet", "outlet_name", "day")):
            days.setdefault(row["outlet"], []).append(row["day"])
            names.setdefault(row["outlet"], row["outlet_name"] if row["outlet"] else None)
        found = [_outlet(names[one], [day for day in days[one] if day], len(days[one])) for one in days]
        return sorted(found, key=lambda one: (-one.articles, one.name or ""))


def narrowed(only: Filter) -> str:
    """A filter as an expression over days and outlets; an article without a day has day 0."""
    parts = []
    if only.since is not None or only.until is not None:
        parts.append(f"day >= {only.since.toordinal() if only.since else 1}")
    if only.until is not None:
        parts.append(f"day <= {only.until.toordinal()}")
    if only.outlet is not None:
        parts.append(f"outlet == {outlet_key(only.outlet)}")
    return " and ".join(parts)


def day_of(article: Article) -> int:
    return article.published.toordinal() if article.published else 0


def _told(row: Row) -> Told:
    links: Iterator[tuple[int, ...]] = (tuple(row[name] or ()) for name in ("near", "older", "newer"))
    return Told(row["path"], row["version"], row["body"], row["pieces"], row["day"], *links)


def _state(row: Row) -> FileState:
    size, mtime_ns, read_ns, digest = str(row["value"]).split(" ")
    return FileState(row["name"], int(size), int(mtime_ns), int(read_ns), digest)


def _outlet(name: str | None, days: Sequence[int], articles: int) -> Outlet:
    first, last = (date.fromordinal(pick(days)) if days else None for pick in (min, max))
    return Outlet(name, articles, articles - len(days), first, last)
