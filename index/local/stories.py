"""Stories in the local store, kept as articles come and go."""

import sqlite3
from collections.abc import Sequence
from datetime import date

from corpus.copies import is_copy
from corpus.types import Article
from corpus.versions import newer_version
from index.rows import ARTICLE_COLUMNS, article_of
from index.stories import FURNITURE, MEET, NEAREST, Told, sketch

TABLES = """
CREATE TABLE sketches (hash INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, PRIMARY KEY (hash, article)) WITHOUT ROWID;
CREATE INDEX sketches_by_article ON sketches (article);
CREATE TABLE stories (article INTEGER PRIMARY KEY REFERENCES articles ON DELETE CASCADE, story INTEGER NOT NULL, origin INTEGER NOT NULL,
    newer INTEGER REFERENCES articles ON DELETE SET NULL);
CREATE INDEX stories_by_story ON stories (story);
CREATE INDEX stories_by_newer ON stories (newer);
CREATE INDEX figures_withdrawn ON figures (article) WHERE standing = 'withdrawn';
"""
_SHARING = f"SELECT article FROM (SELECT article FROM sketches WHERE hash = ? ORDER BY article DESC LIMIT {FURNITURE})"
_ARTICLE = ", ".join(f"a.{column}" for column in ARTICLE_COLUMNS)


def place(connection: sqlite3.Connection, number: int, article: Article) -> None:
    """Find the story of a new article among the stored ones; the cost does not grow with their number."""
    hashes = sketch(article.text)
    sharing = " UNION ALL ".join([_SHARING] * len(hashes)) or "SELECT NULL AS article"
    near = connection.execute(
        f"SELECT {_ARTICLE}, a.id, s.story, s.origin FROM articles a JOIN stories s ON s.article = a.id WHERE a.id IN "
        f"(SELECT article FROM ({sharing}) GROUP BY article HAVING count(*) >= ? ORDER BY count(*) DESC, article LIMIT ?) "
        "OR a.id IN (SELECT id FROM articles WHERE url = ? AND id != ?) ORDER BY a.id",
        (*hashes, min(MEET, len(hashes)), NEAREST, article.url, number),
    ).fetchall()
    connection.executemany("INSERT OR IGNORE INTO sketches VALUES (?, ?)", [(one, number) for one in hashes])
    connection.execute("INSERT INTO stories VALUES (?, ?, ?, NULL)", (number, number, number))
    for *row, other, story, origin in near:
        known = article_of(tuple(row))
        newer = newer_version(known, article)
        if newer is None and not is_copy(known.text, article.text):
            continue
        _join(connection, number, story, origin)
        if newer is not None:
            older, newest = (other, number) if newer is article else (number, other)
            connection.execute("UPDATE stories SET newer = ? WHERE article = ?", (newest, older))


def _join(connection: sqlite3.Connection, number: int, story: int, origin: int) -> None:
    """Put an article, and whatever it had joined already, into another story."""
    mine = connection.execute("SELECT story, origin FROM stories WHERE article = ?", (number,)).fetchone()
    if origin != mine[1]:  # what shares an origin shares its story, by which rows are found
        connection.execute("UPDATE stories SET origin = ? WHERE story = ? AND origin = ?", (origin, *mine))
    if story != mine[0]:  # else every article of a long story would be written for each one that joins it
        connection.execute("UPDATE stories SET story = ? WHERE story = ?", (story, mine[0]))


def told_by(connection: sqlite3.Connection, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
    """Origin and newer version of each of these articles."""
    rows = connection.execute(
        f"SELECT a.path, s.origin, n.path FROM stories s JOIN articles a ON a.id = s.article LEFT JOIN articles n ON n.id = s.newer "
        f"WHERE a.path IN ({', '.join('?' * len(paths))})",
        tuple(paths),
    )
    return {path: (origin, newer) for path, origin, newer in rows}


def stories(connection: sqlite3.Connection, touching: Sequence[str] | None = None) -> list[list[Told]]:
    """Stories that more than one article tells, the newest first; only those with one of the articles `touching`, if given."""
    of = "SELECT story FROM stories" if touching is None else (
        f"SELECT story FROM stories WHERE story IN (SELECT s.story FROM stories s JOIN articles a ON a.id = s.article WHERE a.path IN ({', '.join('?' * len(touching))}))"
    )  # fmt: skip
    rows = connection.execute(
        f"SELECT {_ARTICLE}, s.story, s.origin, n.path FROM stories s JOIN articles a ON a.id = s.article LEFT JOIN articles n ON n.id = s.newer "
        f"WHERE s.story IN ({of} GROUP BY story HAVING count(*) > 1) ORDER BY a.published, a.id",
        tuple(touching or ()),
    )
    found: dict[int, list[Told]] = {}
    for *row, story, origin, newer in rows:
        found.setdefault(story, []).append(Told(article_of(tuple(row)), origin, newer))
    return sorted(found.values(), key=lambda told: max(one.article.published or date.min for one in told), reverse=True)


def correcting(connection: sqlite3.Connection, outlets: Sequence[str] | None) -> list[str]:
    """Articles that withdraw a figure: of these outlets, or all."""
    of = "" if outlets is None else f"outlet COLLATE NOCASE IN ({', '.join('?' * len(outlets))}) AND "
    rows = connection.execute(
        f"SELECT path FROM articles WHERE {of}id IN (SELECT article FROM figures WHERE standing = 'withdrawn') ORDER BY id",
        tuple(outlets or ()),
    )
    return [path for (path,) in rows]
