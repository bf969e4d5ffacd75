"""What a change of the store writes, inside a transaction of its caller's."""

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from corpus.types import Rejected
from index.local.stories import place
from index.passages import context
from index.rows import (
    ARTICLE_COLUMNS,
    FIGURE_COLUMNS,
    article_of,
    checksum,
    checksum_of_figures,
    checksum_of_passage,
    checksum_of_vectors,
    row_of_article,
    row_of_figure,
)
from index.store import FileState, Prepared
from index.words import folded

_ARTICLE = f"SELECT {', '.join(ARTICLE_COLUMNS)}, id FROM articles WHERE path = ?"


def add_article(connection: sqlite3.Connection, prepared: Prepared) -> None:
    """Store an article with its passages, their vectors and words, and its figures."""
    article = prepared.article
    values = (*row_of_article(article), prepared.file, checksum(article), checksum_of_figures(prepared.figures))
    columns = (*ARTICLE_COLUMNS, "file", "checksum", "figures_checksum")
    number = connection.execute(_insert("articles", columns), values).lastrowid
    for (start, end), vector in zip(prepared.spans, prepared.vectors, strict=True):
        raw = vector.astype(np.float32).tobytes()
        proof = checksum_of_passage(start, end, article.text[start:end], raw)
        passage = connection.execute(
            _insert("passages", ("article", "start", "end", "vector", "checksum")), (number, start, end, raw, proof)
        ).lastrowid
        connection.execute(
            "INSERT INTO words (rowid, context, text) VALUES (?, ?, ?)",
            (passage, folded(context(article)), folded(article.text[start:end])),
        )
    halves = prepared.sentences.astype(np.float16).tobytes()
    connection.execute("INSERT INTO sentences VALUES (?, ?, ?)", (number, halves, checksum_of_vectors(halves)))
    assert number is not None
    place(connection, number, article)
    figures = [(number, *row_of_figure(figure)) for figure in prepared.figures]
    connection.executemany(_insert("figures", ("article", *FIGURE_COLUMNS)), figures)


def remove_article(connection: sqlite3.Connection, path: str) -> None:
    """Remove an article with all that belongs to it; one that is not there is no error."""
    row = connection.execute(_ARTICLE, (path,)).fetchone()
    if row is None:
        return
    article, number = article_of(row[:-1]), row[-1]
    spans = connection.execute("SELECT id, start, end FROM passages WHERE article = ?", (number,)).fetchall()
    for passage, start, end in spans:
        connection.execute(
            "INSERT INTO words (words, rowid, context, text) VALUES ('delete', ?, ?, ?)",
            (passage, folded(context(article)), folded(article.text[start:end])),
        )
    connection.execute("DELETE FROM articles WHERE id = ?", (number,))


def rename_file(connection: sqlite3.Connection, old: str, new: str) -> None:
    """Give a file and its articles another name; passages, vectors and figures stay as they are."""
    connection.execute("DELETE FROM files WHERE name = ?", (new,))
    connection.execute("UPDATE files SET name = ? WHERE name = ?", (new, old))
    for (path,) in connection.execute("SELECT path FROM articles WHERE file = ?", (old,)).fetchall():
        row = connection.execute(_ARTICLE, (path,)).fetchone()
        article = replace(article_of(row[:-1]), path=new + path.removeprefix(old))
        connection.execute(
            "UPDATE articles SET path = ?, file = ?, checksum = ? WHERE id = ?",
            (article.path, new, checksum(article), row[-1]),
        )
    connection.execute(
        "UPDATE rejected SET path = ? || substr(path, ?), file = ? WHERE file = ?", (new, len(old) + 1, new, old)
    )


def record_files(
    connection: sqlite3.Connection,
    files: Sequence[FileState],
    forget: Sequence[str],
    rejected: Sequence[tuple[str, Rejected]],
) -> None:
    """Record files as they were read, with what was rejected in them, and forget others."""
    told = [(name,) for name in (*forget, *(state.name for state in files))]
    connection.executemany("DELETE FROM rejected WHERE file = ?", told)
    connection.executemany("DELETE FROM files WHERE name = ?", [(name,) for name in forget])
    connection.executemany(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
        [(state.name, state.size, state.mtime_ns, state.read_ns, state.digest) for state in files],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO rejected VALUES (?, ?, ?)", [(r.path, file, r.reason) for file, r in rejected]
    )


def _insert(table: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
