"""Twenty people ask while the index is made anew beside them: no question fails, and none waits much longer than on an idle machine."""

import multiprocessing
import random
import statistics
import threading
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from bot.opening import give_way
from corpus.types import Article
from index.figures.extract import extract
from index.library import Index
from index.opening import local, recipe_of
from index.sentences import sentences
from index.store import Prepared
from index.types import Vectors
from tests.conftest import CountingEncoder
from tests.faults.stage import TOWNS, article
from tests.faults.table import Row

ASKERS = 20
TOGETHER = 2  # questions at once, as the bot's worker has threads
PASSAGES = 10  # in the index for each question that is asked during the rebuild
IDLE = 5  # times as many are asked then as before it
SLOWER = 2.0  # times the idle p99 that the p99 during a rebuild may be
FEWEST = 10_000  # questions below which a p99 is chance, and only errors count


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
        local(index.store).dense().write(always=True)


def rebuild(place: Path, passages: int) -> None:
    """Make the index anew, as `newsdesk index --rebuild` does in a process that gives way to others."""
    give_way()
    index = Index.open(place, CountingEncoder())
    with index.store.writing(), index.store.anew(recipe_of(index.encoder)) as fresh:
        fill(Index(fresh, CountingEncoder()), passages)


class Askers:
    """People who ask without a pause, and how long each answer took."""

    def __init__(self, place: Path) -> None:
        self.place, self.stop = place, threading.Event()
        self.times: list[float] = []
        self.errors: list[str] = []
        self._turn = threading.Semaphore(TOGETHER)

    def ask(self, seed: int) -> None:
        """One of them; opens an index of his own, as each thread of the bot does."""
        chance, index = random.Random(seed), Index.open(self.place, CountingEncoder())
        index.reads_with = "none"
        index.ask("How many people died?")  # what is loaded once is loaded before the bot takes a question
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

    def run(self, enough: Callable[[int], bool]) -> None:
        """Ask until enough were answered."""
        threads = [threading.Thread(target=self.ask, args=(seed,)) for seed in range(ASKERS)]
        for thread in threads:
            thread.start()
        while not enough(len(self.times)):
            time.sleep(0.1)
        self.stop.set()
        for thread in threads:
            thread.join()

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.times, n=100)[98]


def run(root: Path, questions: int) -> Row:
    """Idle first, then until so many were asked and the new state has taken the place of the old one."""
    passages, place = PASSAGES * questions, root / "index"
    fill(Index.create(place, CountingEncoder()), passages)
    idle, busy = Askers(place), Askers(place)
    idle.run(lambda asked: asked >= questions // IDLE)
    builder = multiprocessing.get_context("spawn").Process(target=rebuild, args=(place, passages))
    builder.start()
    busy.run(lambda asked: asked >= questions and not builder.is_alive())
    builder.join()
    p99 = f"p99 {1000 * busy.p99:.0f} ms, idle {1000 * idle.p99:.0f} ms"
    row = Row(f"questions of {ASKERS} people during a rebuild of {passages:,} passages ({p99})")
    for _ in busy.times[len(busy.errors) :]:
        row.note()
    for error in busy.errors:
        row.note(error)
    if builder.exitcode:
        row.note(f"the rebuild ended with {builder.exitcode}")
    if questions >= FEWEST and busy.p99 > SLOWER * idle.p99:
        row.note(f"p99 is {busy.p99 / idle.p99:.1f} times that of an idle machine")
    return row
