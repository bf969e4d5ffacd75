"""Whether a database holds what was written: SQLite's own check, and the checksum of every row that has one."""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from index.errors import IndexDamaged
from index.rows import (
    ARTICLE_COLUMNS,
    FIGURE_COLUMNS,
    article_of,
    checksum,
    checksum_of_figures,
    checksum_of_passage,
    checksum_of_vectors,
    figure_of,
)

_MEND = "run `newsdesk index --rebuild`"


@contextmanager
def doubted(connection: sqlite3.Connection) -> Iterator[None]:
    """Look for damage where reading rows led to an error that sound rows do not lead to. Raises IndexDamaged."""
    try:
        yield
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        flaw = next(flaws(connection), None)
        if flaw is None:
            raise
        raise IndexDamaged(flaw) from None


def flaws(connection: sqlite3.Connection) -> Iterator[str]:
    """Every problem of a database, in words; every row is read."""
    one = connection.execute
    try:
        yield from (f"the store: {row[0]}" for row in one("PRAGMA integrity_check") if row[0] != "ok")
        orphans = Counter(row[0] for row in one("PRAGMA foreign_key_check"))
        yield from (
            f"the store: {count} rows of {table} belong to no article" for table, count in sorted(orphans.items())
        )
        yield from _recipe(connection)
        yield from _rows(connection)
        indexed = one("SELECT count(*) FROM words_docsize").fetchone()[0]
        passages = one("SELECT count(*) FROM passages").fetchone()[0]
        if indexed != passages:
            yield f"the full text holds {indexed} passages, the store {passages}"
    except (sqlite3.DatabaseError, ValueError, TypeError, UnicodeError) as error:
        yield f"the store cannot be read through ({error}); {_MEND}"


def _recipe(connection: sqlite3.Connection) -> Iterator[str]:
    """What the store says of itself and cannot be."""
    made = dict(connection.execute("SELECT key, value FROM recipe"))
    known = {"format", "encoder", "fingerprint", "dimension", "passages"} <= set(made) and made["dimension"].isdigit()
    whole = all(_is_object(made.get(name, "{}")) for name in ("dense", "export"))
    if made and not (known and whole):
        yield f"the store does not say how it was made; {_MEND}"


def _is_object(text: str) -> bool:
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def _rows(connection: sqlite3.Connection) -> Iterator[str]:
    articles = connection.execute(
        f"SELECT id, checksum, figures_checksum, {', '.join(ARTICLE_COLUMNS)} FROM articles ORDER BY path"
    )
    for number, proof, figures_proof, *row in articles:
        article = article_of(tuple(row))
        if checksum(article) != proof:
            yield f"the stored text of {article.path} was damaged; {_MEND}"
            continue
        yield from (f"{what} of {article.path} were damaged; {_MEND}" for what in _parts(connection, number, article.text, figures_proof))  # fmt: skip


def _parts(connection: sqlite3.Connection, number: int, text: str, figures_proof: str) -> Iterator[str]:
    """What of an article beside its text does not hold what was written."""
    figures = connection.execute(f"SELECT {', '.join(FIGURE_COLUMNS)} FROM figures WHERE article = ?", (number,))
    if checksum_of_figures([figure_of(row) for row in figures]) != figures_proof:
        yield "the stored figures"
    passages = connection.execute("SELECT start, end, vector, checksum FROM passages WHERE article = ?", (number,))
    if any(checksum_of_passage(start, end, text[start:end], vector) != proof for start, end, vector, proof in passages):
        yield "the stored passages"
    vectors = connection.execute("SELECT vectors, checksum FROM sentences WHERE article = ?", (number,)).fetchone()
    if vectors is None or checksum_of_vectors(vectors[0]) != vectors[1]:
        yield "the stored vectors of sentences"
