"""Articles of a local store: as they were read, their figures, files, outlets and stories."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from corpus.types import Article, Rejected
from index.local import stories
from index.local.database import Database, damaged
from index.local.passages import NARROW, bounds
from index.rows import (  # fmt: skip
    ARTICLE_COLUMNS,
    FIGURE_COLUMNS,
    article_of,
    checksum,
    checksum_of_figures,
    checksum_of_vectors,
    figure_of,
)
from index.store import FileState, Outlet
from index.stories import Told
from index.types import Figure, Filter, Vectors

_ARTICLES, _FIGURES = ", ".join(ARTICLE_COLUMNS), ", ".join(FIGURE_COLUMNS)


class StoredArticles(Database):
    """What is asked of articles, by their paths."""

    def article(self, path: str) -> Article | None:
        """An article by its path, or None. Raises IndexDamaged if its row is not what was written."""
        row = self.connection.execute(f"SELECT {_ARTICLES}, checksum FROM articles WHERE path = ?", (path,)).fetchone()
        if row is None:
            return None
        article = article_of(row[:-1])
        if checksum(article) != row[-1]:
            raise damaged("text", path)
        return article

    def checksums(self, file: str) -> dict[str, str]:
        """The articles that came from a file: checksums by path."""
        return dict(
            self.connection.execute("SELECT path, checksum FROM articles WHERE file = ? ORDER BY path", (file,))
        )

    def paths(self, part: str = "") -> list[str]:
        """Paths that start with a part, sorted."""
        with self.telling():
            rows = self.connection.execute("SELECT path FROM articles WHERE substr(path, 1, ?) = ? ORDER BY path", (len(part), part))  # fmt: skip
            return [path for (path,) in rows]

    def files(self, part: str = "") -> dict[str, FileState]:
        """The files that articles came from, by name, whose names start with a part."""
        rows = self.connection.execute("SELECT name, size, mtime_ns, read_ns, digest FROM files")
        return {row[0]: FileState(*row) for row in rows if row[0].startswith(part)}

    def rejected(self) -> list[Rejected]:
        return [Rejected(*row) for row in self.connection.execute("SELECT path, reason FROM rejected ORDER BY path")]

    def figures(self, path: str) -> tuple[Figure, ...]:
        """The figures of an article in the order of its text."""
        one = self.connection.execute("SELECT id, figures_checksum FROM articles WHERE path = ?", (path,)).fetchone()
        if one is None:
            return ()
        rows = self.connection.execute(f"SELECT {_FIGURES} FROM figures WHERE article = ? ORDER BY start, id", one[:1])
        figures = tuple(map(figure_of, rows))
        if checksum_of_figures(figures) != one[1]:
            raise damaged("figures", path)
        return figures

    def told_of(self, figure: Figure, most: int) -> list[str]:
        """Articles that give a figure of the same noun and kind, the newest first."""
        rows = self.connection.execute(
            "SELECT DISTINCT a.path FROM figures f JOIN articles a ON a.id = f.article WHERE f.noun = ? AND f.kind = ? ORDER BY a.published DESC, a.id DESC LIMIT ?",
            (figure.noun, figure.kind, most),
        )
        return [path for (path,) in rows]

    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """Of each article the number of its origin, which copies share, and the path of the version that replaced it."""
        return stories.told_by(self.connection, paths)

    def stories(self, touching: Sequence[str] | None = None) -> list[list[Told]]:
        """Stories that several articles tell, the newest first; only those that one of the articles `touching` tells."""
        return stories.stories(self.connection, touching)

    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]:
        """Articles that withdraw a figure: of these outlets, or all."""
        return stories.correcting(self.connection, outlets)

    def outlets(self, only: Filter) -> list[Outlet]:
        """Each outlet of the articles that a filter lets through, the most articles first."""
        rows = self.connection.execute(
            "SELECT a.outlet, count(*) AS n, sum(a.published IS NULL), min(a.published), max(a.published) FROM articles a "
            f"WHERE {NARROW} GROUP BY a.outlet COLLATE NOCASE ORDER BY n DESC, a.outlet",
            bounds(only),
        )
        return [Outlet(name, count, undated, _day(first), _day(last)) for name, count, undated, first, last in rows]

    def passage_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n passages, in order."""
        rows = self.connection.execute(
            "SELECT vector FROM passages WHERE article = (SELECT id FROM articles WHERE path = ?) ORDER BY start",
            (path,),
        )
        vectors = np.frombuffer(b"".join(vector for (vector,) in rows), dtype=np.float32)
        return vectors.reshape(-1, int(self.recipe["dimension"]))

    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of an article's n sentences, in order; kept in half precision."""
        row = self.connection.execute(
            "SELECT vectors, checksum FROM sentences WHERE article = (SELECT id FROM articles WHERE path = ?)", (path,)
        ).fetchone()
        if row and checksum_of_vectors(row[0]) != row[1]:
            raise damaged("vectors", path)
        halves = np.frombuffer(row[0] if row else b"", dtype=np.float16)
        return halves.astype(np.float32).reshape(-1, int(self.recipe["dimension"]))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
