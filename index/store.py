"""The seam of the store: what an update writes, and what a question reads, wherever it is kept.

Two implementations serve it: `index/local` (SQLite and FAISS in a folder) and `index/milvus` (a Milvus server).
"""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, Protocol

from corpus.types import LARGEST, Article, Rejected
from index.stories import Told
from index.types import Figure, Filter, Passage, Span, Vectors

Counted = Literal["articles", "passages", "figures"]


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article ready to be stored: its passages as spans, their vectors, and its figures."""

    article: Article
    file: str
    spans: Sequence[Span]
    vectors: Vectors
    figures: Sequence[Figure]
    sentences: Vectors  # one row for each sentence of the text


@dataclass(frozen=True, slots=True)
class FileState:
    """What is known of a file of the corpus: enough to see, without reading it, that it did not change."""

    name: str
    size: int
    mtime_ns: int
    read_ns: int
    digest: str


@dataclass(frozen=True, slots=True)
class Outlet:
    """What there is of one outlet; None stands for articles that name none."""

    name: str | None
    articles: int
    undated: int
    first: date | None
    last: date | None


class Articles(Protocol):
    """What is asked of articles, by their paths."""

    def article(self, path: str) -> Article | None:
        """An article, or None. Raises IndexDamaged if it is not what was written."""

    def paths(self, part: str = "") -> list[str]:
        """Paths that start with a part, sorted."""

    def figures(self, path: str) -> tuple[Figure, ...]:
        """The figures of an article in the order of its text."""

    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n sentences, in order; kept in half precision."""

    def passage_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n passages, in order."""

    def told_of(self, figure: Figure, most: int) -> list[str]:
        """Articles that give a figure of the same noun and kind, the newest first."""

    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """Of each article the number of its origin, which copies share, and the path of the version that replaced it."""

    def stories(self, touching: Sequence[str] | None = None) -> list[list[Told]]:
        """Stories that several articles tell, the newest first; only those that one of the articles `touching` tells."""

    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]:
        """Articles that withdraw a figure: of these outlets, or all."""

    def outlets(self, only: Filter) -> list[Outlet]:
        """Each outlet of the articles that a filter lets through, the most articles first."""


class Passages(Protocol):
    """What is asked of passages, by their ids."""

    def rankings(self, vector: Vectors, query: str, depth: int, only: Filter) -> tuple[list[int], list[int]]:
        """The nearest passages to a unit vector, none to zeros, and those that hold the words; best first."""

    def passages(self, ids: Sequence[int], only: Filter) -> dict[int, tuple[Passage, Vectors]]:
        """Passages by id with their vectors; those that the filter leaves out, and unknown ids, are missing."""

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, stemmed; of a very common one an estimate."""


class Store(Articles, Passages, Protocol):
    """Articles, passages, vectors, figures and full text of one index."""

    folder: Path | None  # where files that are derived from it may lie, on this machine
    place: str  # its name in messages

    def close(self) -> None: ...

    @property
    def recipe(self) -> dict[str, str]:
        """How the index was made and what was derived from it, as the last commit of any process left it."""

    def set_recipe(self, key: str, value: str) -> None:
        """Note something of the whole index; what is noted already is no change."""

    def reading(self) -> AbstractContextManager[None]:
        """What is read in the block is sound and of one state; troubles beneath are told in words."""

    def writing(self) -> AbstractContextManager[None]:
        """Changes may be made in the block. Raises IndexBusy where only one may write and another does."""

    def apply(
        self,
        add: Sequence[Prepared] = (),
        remove: Sequence[str] = (),
        files: Sequence[FileState] = (),
        forget: Sequence[str] = (),
        rejected: Sequence[tuple[str, Rejected]] = (),
    ) -> None:
        """Remove articles (by path), add others, and record the files they came from.

        `forget` names files that are gone, `rejected` what could not be read with its file. An article is read as it
        was before or as it is after, never in part.
        """

    def rename(self, names: Mapping[str, str]) -> None:
        """Files by their old and new names: their articles take the new ones, and keep all that belongs to them."""

    def anew(self, recipe: dict[str, str]) -> AbstractContextManager["Store"]:
        """An empty store to fill, with this recipe, which takes the place of this one at the end of the block."""

    def settle(self) -> None:
        """Bring what is derived from the rows in line, where it has fallen behind; at the end of an update."""

    def files(self, part: str = "") -> dict[str, FileState]:
        """The files that articles came from, by name, whose names start with a part."""

    def checksums(self, file: str) -> dict[str, str]:
        """The articles that came from a file: checksums by path."""

    def rejected(self) -> list[Rejected]: ...

    def count(self, what: Counted) -> int: ...

    def compared(self) -> str:
        """How dense search compares, for `status`."""

    def bytes(self) -> int:
        """How much room the index takes; 0 where that cannot be seen from here."""

    def writer(self) -> str | None:
        """Who writes at this moment, as in "pid 7, since ..."; None if nobody is known to."""

    def problems(self) -> list[str]:
        """Every problem of the store, in words; every row is read."""

    def mend(self) -> list[str]:
        """Mend what can be mended from the rows, and say what was done."""


def sources(store: Store) -> tuple[str, ...]:
    """The folders and files that a store was last filled from."""
    return tuple(filter(None, store.recipe.get("sources", "").split("\n")))


def largest_of(store: Store) -> int:
    """The most bytes that a file could have at the last update, which hold until its owner sets others."""
    return int(store.recipe.get("largest", LARGEST))
