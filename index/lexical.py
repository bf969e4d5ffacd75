"""Lexical search: BM25 by SQLite's FTS5."""

import re
import sqlite3
from collections.abc import Sequence

from index.store import Store

COMMON = 0.5  # share of all passages from which a word is too common to rank by, in a large index
LARGE = 5000  # passages from which common words are left out
TERMS = 40  # words of a question that are searched
TITLE_WEIGHT, TEXT_WEIGHT = 0.3, 1.0  # by the gate's "article in first 4"

_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    """a about after an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its
    many me more most much my no not of on or our out over she should so some such than that the their them then there these they this those to
    under up was we were what when where which while who whom whose why will with would you your""".split()
)


def search(store: Store, query: str, limit: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
    """Passages that hold words of the query: (passage id, BM25 score), best first; a higher score is better."""
    expression = match_expression(store, query)
    if expression is None:
        return []
    wide = limit if allowed is None else -1
    rows = store.connection.execute(
        f"SELECT rowid, -bm25(words, {TITLE_WEIGHT}, {TEXT_WEIGHT}) AS score FROM words WHERE words MATCH ? ORDER BY score DESC, rowid LIMIT ?",
        (expression, wide),
    )
    found = [(int(i), float(score)) for i, score in rows if allowed is None or i in allowed]
    return found[:limit]


def match_expression(store: Store, query: str) -> str | None:
    """The words of a query as an FTS5 expression, safe for any input; None if there is no word in it."""
    words = list(dict.fromkeys(word.lower() for word in _WORD.findall(query)))
    telling = [word for word in words if word not in _STOP] or words
    total = store.count("passages")
    if total >= LARGE:
        counts = passage_counts(store, telling)
        telling = [word for word in telling if counts[word] < COMMON * total] or telling
    return " OR ".join(f'"{word}"' for word in telling[:TERMS]) or None


def passage_counts(store: Store, words: Sequence[str]) -> dict[str, int]:
    """In how many passages each word stands, as the full-text index stems it."""
    return {word: _count(store.connection, word) for word in words}


def _count(connection: sqlite3.Connection, word: str) -> int:
    parts = _WORD.findall(word)
    if not parts:
        return 0
    phrase = " ".join(parts)
    return int(connection.execute("SELECT count(*) FROM words WHERE words MATCH ?", (f'"{phrase}"',)).fetchone()[0])
