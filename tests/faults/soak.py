"""`python -m tests.faults.soak [PASSAGES] [QUESTIONS]`: twenty people ask while the index is made anew; errors and times."""

import random
import statistics
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from corpus.types import Article
from index.figures.extract import extract
from index.library import Index
from index.opening import local
from index.sentences import sentences
from index.store import Prepared
from index.types import Vectors
from tests.conftest import CountingEncoder
from tests.faults.stage import TOWNS, article

ASKERS = 20
TOGETHER = 2  # questions at once, as the bot's worker has threads
DIMENSION = CountingEncoder.dimension


def prepared(number: int, encoder: CountingEncoder) -> Prepared:
    """One article of one passage."""
    one = article(number)
    one = Article(f"{number:06}.txt", f"{one.text} Case {number}.", one.title, one.outlet, one.published)
    encoder.encoded.clear()
    vector = encoder.encode_passages([one.text])
    told: Vectors = np.repeat(vector, len(sentences(one.text)), axis=0)
    return Prepared(one, one.path, [(0, len(one.text))], vector, extract(one.text, one.published), told)


def fill(index: Index, passages: int) -> None:
    """Store so many passages, a thousand a transaction."""
    encoder = CountingEncoder()
    with index.store.writing():
        for start in range(0, passages, 1000):
            index.store.apply([prepared(n, encoder) for n in range(start, min(start + 1000, passages))])
        local(index.store).connection.execute("PRAGMA optimize")


class Askers:
    """People who ask without a pause, and how long each answer took."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.stop = folder, threading.Event()
        self.times: list[float] = []
        self.errors: list[str] = []
        self._turn = threading.Semaphore(TOGETHER)

    def ask(self, seed: int) -> None:
        """One of them; opens an index of his own, as each thread of the bot does."""
        chance, index = random.Random(seed), Index.open(self.folder, CountingEncoder())
        index.reads_with = "none"
        while not self.stop.is_set():
            with self._turn:
                began = time.perf_counter()
                try:
                    answer = index.ask(f"How many people died in the storm in {chance.choice(TOWNS)}?")
                    if not answer.citations:
                        self.errors.append("no answer")
                except Exception as error:
                    self.errors.append(repr(error))
                self.times.append(time.perf_counter() - began)
        index.store.close()

    def run(self, questions: int, meanwhile: threading.Thread | None = None) -> None:
        """Ask until so many were answered, and until what goes on meanwhile has ended."""
        threads = [threading.Thread(target=self.ask, args=(seed,)) for seed in range(ASKERS)]
        for thread in (*threads, *([meanwhile] if meanwhile else [])):
            thread.start()
        while len(self.times) < questions or (meanwhile is not None and meanwhile.is_alive()):
            time.sleep(0.1)
        self.stop.set()
        for thread in threads:
            thread.join()

    def told(self, when: str) -> str:
        """One line of numbers."""
        p99 = statistics.quantiles(self.times, n=100)[98]
        return f"{when}: {len(self.times):,} questions, {len(self.errors)} errors, p50 {1000 * statistics.median(self.times):.0f} ms, p99 {1000 * p99:.0f} ms"


def main(passages: int = 100_000, questions: int = 10_000) -> int:
    """Idle first, then while another state of the index takes the place of this one again and again."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "index"
        index = Index.create(path, CountingEncoder())
        fill(index, passages)
        with index.store.writing():
            local(index.store).dense().write(always=True)
        idle = Askers(path)
        idle.run(questions // 5)
        print(idle.told("idle"), flush=True)

        def rebuild() -> None:
            fresh = Index.create(Path(folder) / "fresh", CountingEncoder())
            fill(fresh, passages)
            with index.store.writing():
                local(fresh.store).raise_ids(local(index.store).last_ids())
                local(index.store).become(local(fresh.store))
            fresh.store.close()

        busy = Askers(path)
        busy.run(questions, threading.Thread(target=rebuild))
        print(busy.told("during a rebuild"), flush=True)
        print(*sorted(set(busy.errors))[:5], sep="\n")
        return 1 if idle.errors or busy.errors else 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
