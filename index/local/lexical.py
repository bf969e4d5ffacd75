"""Lexical search: BM25 by SQLite's FTS5."""

from collections.abc import Mapping, Sequence

from index.local.passages import StoredPassages
from index.local.vectors import last_id
from index.words import TERMS, WORD, folded, telling

SCORED = 50_000  # passages that are scored for one question, 0.6 µs each
COUNTED = 20_000  # passages with a word that are counted; how many more there are is estimated
COMMON = 0.5  # share of all passages from which a word is too common to rank by, in a large index
LARGE = 5000  # passages from which common words are left out
TITLE_WEIGHT, TEXT_WEIGHT = 0.3, 1.0  # by the gate's "article in first 4"


def search(store: StoredPassages, query: str, limit: int, allowed: set[int] | None = None) -> list[tuple[int, float]]:
    """Passages that hold words of the query: (passage id, BM25 score), best first; a higher score is better.

    In a large index the rarest words choose what is scored, up to SCORED passages; of a single common word the newest.
    """
    expression = match_expression(store, query)
    if expression is None:
        return []
    wide = limit if allowed is None else -1
    rows = store.connection.execute(
        f"SELECT rowid, -bm25(words, {TITLE_WEIGHT}, {TEXT_WEIGHT}) AS score FROM words WHERE words MATCH ? AND rowid > ? ORDER BY score DESC, rowid LIMIT ?",
        (expression, _first(store, expression), wide),
    )
    found = [(int(i), float(score)) for i, score in rows if allowed is None or i in allowed]
    return found[:limit]


def match_expression(store: StoredPassages, query: str) -> str | None:
    """The words of a query as an FTS5 expression, safe for any input; None if there is no word in it."""
    words = telling(query)
    total = store.count("passages")
    if total >= LARGE:
        words = _rarest(passage_counts(store, words[:TERMS]), total)
    return " OR ".join(f'"{word}"' for word in words[:TERMS]) or None


def _rarest(counts: Mapping[str, int], total: int) -> list[str]:
    """The words that are not too common to rank by, as far as they do not stand in more than SCORED passages together."""
    chosen = [word for word in counts if counts[word] < COMMON * total] or list(counts)
    if sum(counts[word] for word in chosen) <= SCORED:
        return chosen
    kept: list[str] = []
    for word in sorted(chosen, key=lambda word: counts[word]):
        if kept and sum(counts[one] for one in (*kept, word)) > SCORED:
            break
        kept.append(word)
    return kept


def _first(store: StoredPassages, expression: str) -> int:
    """The id after which passages are scored: 0, or the id that leaves out what is too much for a single common word."""
    if " OR " in expression or store.count("passages") <= SCORED:
        return 0
    count = _count(store, expression)
    return 0 if count <= SCORED else round(last_id(store) * (1 - SCORED / count))


def passage_counts(store: StoredPassages, words: Sequence[str]) -> dict[str, int]:
    """In how many passages each word stands, as the full-text index stems it; of a very common one an estimate."""
    return {word: _count(store, word) for word in words}


def _count(store: StoredPassages, word: str) -> int:
    parts = WORD.findall(folded(word))
    if not parts:
        return 0
    phrase = " ".join(parts)
    count, last = store.connection.execute(
        "SELECT count(*), max(rowid) FROM (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?)",
        (f'"{phrase}"', COUNTED),
    ).fetchone()
    # Passages come in the order of their ids, so that what was not counted is a matter of proportion.
    return int(count) if count < COUNTED else min(store.count("passages"), round(count * last_id(store) / last))
