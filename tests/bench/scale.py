"""`python -m tests.bench.scale --index FOLDER [--passages N]` measures search in a store of N synthetic passages.

They are the passages of a real index, over and over, each with noise on its vector and a name of its own. Dense search is
compared with a comparison of all vectors on questions that lie as far from passages as titles do.
"""

import argparse
import json
import sqlite3
import statistics
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

import numpy as np

from index.library import Index
from index.local.dense import told, write_file
from index.local.inverted import nearest
from index.local.store import LocalStore
from index.opening import local
from index.rows import (
    ARTICLE_COLUMNS,
    article_of,
    checksum,
    checksum_of_figures,
    checksum_of_passage,
    checksum_of_vectors,
)
from index.search import hybrid
from index.types import Filter, Vectors
from tests.bench.__main__ import NEWSDESK, RUNS, run, title

NOISE = 0.5  # length of the noise beside a vector of length 1: cosine 0.89 to the real one
BATCH = 500  # articles of one transaction
QUESTIONS = 200
_ARTICLE = ", ".join(ARTICLE_COLUMNS)

Figures = dict[str, float]


def noisy(vectors: Vectors, random: np.random.Generator) -> Vectors:
    noise = random.normal(size=vectors.shape) * (NOISE / vectors.shape[1] ** 0.5)
    moved = vectors + noise
    return np.asarray(moved / np.linalg.norm(moved, axis=1, keepdims=True), dtype=np.float32)


def fill(real: LocalStore, store: LocalStore, passages: int) -> None:
    """Copy the real articles until there are enough passages, with full text, and without figures and stories."""
    random, numbers, have = (
        np.random.default_rng(7),
        [i for (i,) in real.connection.execute("SELECT id FROM articles")],
        0,
    )
    store.connection.execute("PRAGMA synchronous = OFF")
    store.connection.execute("PRAGMA wal_autocheckpoint = 1000")  # the log would grow as large as the store
    while have < passages:
        store.connection.execute("BEGIN")
        for number in random.choice(numbers, BATCH).tolist():
            have += _copy(real, store.connection, number, have, random)
        store.connection.execute("COMMIT")


def _copy(real: LocalStore, into: sqlite3.Connection, number: int, have: int, random: np.random.Generator) -> int:
    """Copy one article under another name; how many passages it has."""
    row = real.connection.execute(f"SELECT {_ARTICLE} FROM articles WHERE id = ?", (number,)).fetchone()
    article = article_of((f"{have}/{row[0]}", *row[1:]))
    new = into.execute(
        f"INSERT INTO articles ({_ARTICLE}, file, checksum, figures_checksum) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (article.path, *row[1:], article.path, checksum(article), checksum_of_figures(())),
    ).lastrowid
    spans = real.connection.execute(
        "SELECT start, end, vector FROM passages WHERE article = ? ORDER BY id", (number,)
    ).fetchall()
    vectors = noisy(np.stack([np.frombuffer(vector, np.float32) for _, _, vector in spans]), random)
    for at, ((start, end, _), vector) in enumerate(zip(spans, vectors, strict=True), start=have + 1):
        text, raw = article.text[start:end], vector.tobytes()
        into.execute(
            "INSERT INTO passages (id, article, start, end, vector, checksum) VALUES (?, ?, ?, ?, ?, ?)",
            (at, new, start, end, raw, checksum_of_passage(start, end, text, raw)),
        )
        into.execute("INSERT INTO words (rowid, context, text) VALUES (?, ?, ?)", (at, article.title or "", text))
    halves = real.sentence_vectors(row[0]).astype(np.float16).tobytes()
    into.execute("INSERT INTO sentences VALUES (?, ?, ?)", (new, halves, checksum_of_vectors(halves)))
    into.execute("INSERT INTO stories VALUES (?, ?, ?, NULL)", (new, new, new))
    return len(spans)


def questions(index: Index) -> tuple[list[str], Vectors]:
    """Titles of articles spread over the store, and their vectors."""
    rows = local(index.store).connection.execute("SELECT max(id) FROM articles").fetchone()[0]
    ids = np.linspace(1, rows, QUESTIONS).astype(int).tolist()
    titles = [
        local(index.store).connection.execute("SELECT title FROM articles WHERE id = ?", (one,)).fetchone()[0]
        for one in ids
    ]
    return titles, np.stack([index.encode_question(one) for one in titles])


def searching(folder: str) -> Figures:
    """Open the store and search it: dense search, and both rankings fused, each question for the first time."""
    started = perf_counter()
    index = Index.open(Path(folder))
    store = local(index.store)
    dense = store.dense()
    opened = perf_counter() - started
    titles, vectors = questions(index)
    right, found = nearest(store, vectors), []
    taken: list[float] = []
    fused: list[float] = []
    processor: list[float] = []
    for text, vector in zip(titles, vectors, strict=True):
        began = perf_counter()
        found.append({i for i, _ in dense.search(vector, 10)})
        taken.append(perf_counter() - began)
        began, spent = perf_counter(), process_time()
        hybrid(store, vector, text, 32, Filter())
        fused.append(perf_counter() - began)
        processor.append(process_time() - spent)
    share = sum(len(one & set(other.tolist())) for one, other in zip(found, right, strict=True)) / right.size
    figures: Figures = {"open ms": 1e3 * opened, "recall": share}
    for name, times in (("dense", taken), ("search", fused), ("processor", processor)):
        figures |= {
            f"{name} median": 1e3 * statistics.median(times),
            f"{name} p95": 1e3 * statistics.quantiles(times, n=20)[-1],
        }
    return figures


def rows(real: Index, passages: int, folder: Path) -> Iterator[tuple[str, str]]:
    assert real.store.folder is not None
    recipe = real.store.recipe
    store = LocalStore.create(
        folder, {key: recipe[key] for key in ("encoder", "fingerprint", "dimension", "passages", "canaries")}
    )
    fill(local(real.store), store, passages)
    for name in ("encoder.onnx", "encoder.npy", "encoder.json"):
        (folder / name).hardlink_to(real.store.folder / name)
    store.set_recipe("export", recipe["export"])
    with store.writing():
        began = perf_counter()
        write_file(store, int(recipe["dimension"]))
        taken = perf_counter() - began
    yield "passages", f"{store.count('passages')}"
    yield (
        "FAISS file",
        f"{taken:.0f} s, {(folder / 'dense.faiss').stat().st_size / 1e6:.0f} MB; {told(store)}",
    )
    store.close()
    yield "on disk", f"{sum(one.stat().st_size for one in folder.iterdir()) / 1e9:.1f} GB"
    measured = run("-m", "tests.bench.scale", "--searching", str(folder)).figures
    yield "open", f"{measured['open ms']:.0f} ms"
    yield "recall@10 against exact", f"{measured['recall']:.3f}"
    for name in ("dense", "search", "processor"):
        told_as = "search, processor time" if name == "processor" else name
        yield f"{told_as}, median and p95", f"{measured[f'{name} median']:.0f} ms, {measured[f'{name} p95']:.0f} ms"
    asks = [
        run(*NEWSDESK, "ask", "What did the minister say about taxes?", "--index", str(folder), "--json")
        for _ in range(RUNS)
    ]
    yield (
        "cold ask, whole command",
        f"{min(one.seconds for one in asks):.2f} s ({min(one.processor for one in asks):.2f} s of processor time), {max(one.megabytes for one in asks):.0f} MB",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", type=Path, help="a real index to take passages from")
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--work", type=Path, help="where the store is made; it takes 7 GB for each million")
    parser.add_argument("--searching", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.searching:
        sys.stdout.write(json.dumps(searching(options.searching)) + "\n")
        return
    print(title(options.index), flush=True)
    with TemporaryDirectory(dir=options.work) as work:
        for name, figure in rows(Index.open(options.index), options.passages, Path(work)):
            print(f"{name:34} {figure}", flush=True)


if __name__ == "__main__":
    main()
