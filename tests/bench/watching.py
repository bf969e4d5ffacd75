"""`python -m tests.bench.watching` drops 1,000 files into a watched folder while four askers ask, and prints what that cost them."""

import statistics
import subprocess
import sys
import threading
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, sleep

from bot.settings import SAMPLES
from corpus.read import read_folder
from corpus.types import Article
from corpus.web.saving import file_text
from index.library import Index
from tests.bench.__main__ import NEWSDESK, ROOT, title

FILES = 1000
ASKERS = 4
CALM = 15.0  # seconds of asking before the first file is dropped
LONGEST = 900.0  # seconds until every file has to be in
QUESTIONS = (
    "How many officers are deployed?",
    "How many boats sank in Vell?",
    "Who is the force commander?",
    "What did the crane cost?",
)


class Askers:
    """Threads that ask one question after another, each with an index of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.times: list[tuple[float, float]] = []  # when, and seconds
        self.failed: list[str] = []
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(ASKERS)]

    def __enter__(self) -> "Askers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _ask(self, number: int) -> None:
        index = Index.open(self.folder)
        while not self._stop.is_set():
            began = perf_counter()
            try:
                index.ask(QUESTIONS[number % len(QUESTIONS)])
            except Exception as error:
                self.failed.append(repr(error))
            self.times.append((began, perf_counter() - began))
            number += 1

    def p95(self, since: float, until: float) -> float:
        return statistics.quantiles([spent for began, spent in self.times if since <= began < until], n=20)[-1]


def main() -> None:
    print(title(SAMPLES), flush=True)
    with TemporaryDirectory() as work:
        corpus, folder = Path(work) / "corpus", Path(work) / "index"
        corpus.mkdir()
        for number, article in enumerate(one for one in read_folder(SAMPLES) if isinstance(one, Article)):
            (corpus / f"sample{number}.txt").write_text(file_text(article), encoding="utf-8")
        Index.create(folder).update([corpus])
        command = [sys.executable, *NEWSDESK, "watch", str(corpus), "--index", str(folder)]
        with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL) as watcher, Askers(folder) as askers:
            began = perf_counter()
            sleep(CALM)
            dropped = perf_counter()
            for number in range(FILES):
                text = f"Ferry {number} to Vell was late\n\nFerry number {number} to Vell was {number % 9 + 2} hours late on Monday. Its {100 + number} passengers slept on board.\n"
                (corpus / f"ferry{number:04}.txt").write_text(text, encoding="utf-8")
            wanted, reader = FILES + 8, Index.open(folder)
            while reader.store.count("articles") < wanted and perf_counter() - dropped < LONGEST:
                sleep(0.5)
            done, indexed = perf_counter(), reader.store.count("articles")
            watcher.terminate()
        calm, busy = askers.p95(began + CALM / 3, dropped), askers.p95(dropped, done)
        print(f"files dropped, indexed             {FILES}, {indexed - 8} in {done - dropped:.1f} s")
        print(f"questions asked, failed            {len(askers.times)}, {len(askers.failed)}")
        print(f"p95 before, meanwhile              {1e3 * calm:.0f} ms, {1e3 * busy:.0f} ms; {busy / calm:.2f} times")
        print(*askers.failed[:3], sep="\n")


if __name__ == "__main__":
    main()
