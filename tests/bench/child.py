"""One measurement in a process of its own: `python -m tests.bench.child NAME ARGUMENTS` prints its figures as JSON."""

import json
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time

from index.library import Index
from index.types import Chunk

Figures = dict[str, float]
QUESTIONS = 30
FOUND = 5  # passages, as the peers find
ADDED = 5  # articles added one at a time; their median counts


def indexing(corpus: str, folder: str) -> Figures:
    """Index a corpus from nothing, the loading of the encoder included."""
    started = perf_counter()
    index = Index.create(Path(folder))
    index.update([Path(corpus)])
    seconds = perf_counter() - started
    status = index.status()
    return {"seconds": seconds, "articles": status.articles, "passages": status.passages, "bytes": status.bytes}


def adding(corpus: str, folder: str) -> Figures:
    """Bring an index in line with one new article, in a process that has its encoder loaded."""
    index = Index.open(Path(folder))
    index.encode([Chunk("Load the encoder.", ())])
    times = []
    for number in range(ADDED):
        text = f"The ferry to Vell was {number} hours late on Monday.\n\nIts {100 + number} passengers slept on board."
        (Path(corpus) / f"added{number}.txt").write_text(text, encoding="utf-8")
        started = perf_counter()
        index.update([Path(corpus)])
        times.append(perf_counter() - started)
    return {"ms": 1e3 * statistics.median(times)}


def opening(folder: str, question: str) -> Figures:
    """Open an index and answer a first question, imports not included."""
    started = perf_counter()
    Index.open(Path(folder)).ask(question)
    return {"ms": 1e3 * (perf_counter() - started)}


def asking(folder: str) -> Figures:
    """Answer questions one after the other, each for the first time, after two that are not counted."""
    index = Index.open(Path(folder))
    asked = questions(index)
    for question in asked[:2]:
        index.ask(question)
    spent, processor = [], []
    for question in asked[2:]:
        began = process_time()
        spent.append(index.ask(question).timings_ms)
        processor.append(1e3 * (process_time() - began))
    figures: Figures = {"processor median": statistics.median(processor)}
    for name, times in (
        ("ask", [sum(each.values()) for each in spent]),
        ("search", [each["search"] for each in spent]),
        ("answer", [each["answer"] for each in spent]),
    ):
        figures |= {f"{name} {key}": figure for key, figure in _spread(times).items()}
    return figures


def finding(folder: str) -> Figures:
    """Find passages, as `newsdesk search` does, for the same questions."""
    index = Index.open(Path(folder))
    asked = questions(index)
    for question in asked[:2]:
        index.search(question, limit=FOUND)
    spent = []
    for question in asked[2:]:
        began = perf_counter()
        index.search(question, limit=FOUND)
        spent.append(1e3 * (perf_counter() - began))
    return _spread(spent)


def _spread(times: list[float]) -> Figures:
    return {"median": statistics.median(times), "p95": statistics.quantiles(times, n=20)[-1]}


def questions(index: Index) -> list[str]:
    """A question on each of some articles spread over the index: on its first count, or else on its title."""
    paths = index.store.paths()
    asked = []
    for path in paths[:: max(1, len(paths) // QUESTIONS)]:
        article = index.article(path)
        about = article.title or " ".join(article.text.split()[:8])
        noun = next((figure.noun for figure in index.figures(path) if figure.kind == "count" and figure.noun), None)
        asked.append(f"How many {noun}: {about}?" if noun else f"What happened: {about}?")
    return (asked * QUESTIONS)[:QUESTIONS] if len(asked) < 4 else asked


MEASUREMENTS: dict[str, Callable[..., Figures]] = {
    "indexing": indexing, "adding": adding, "opening": opening, "asking": asking, "finding": finding,
}  # fmt: skip

if __name__ == "__main__":
    print(json.dumps(MEASUREMENTS[sys.argv[1]](*sys.argv[2:])))
