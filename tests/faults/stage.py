"""An index to break: a small corpus, four operations on it, and what must be true of it afterwards."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from unittest.mock import patch

import faiss

from corpus.errors import NewsdeskError
from corpus.read import read_file
from corpus.types import Article
from index.errors import IndexMissing
from index.library import Index
from tests.conftest import CountingEncoder, write

faiss.omp_set_num_threads(1)  # children are forked, and threads do not come along
TOWNS = ("Vell", "Orla", "Iva", "Tarn", "Skel", "Brun", "Castre", "Lethe")
QUESTIONS = (
    *(f"How many people died in the storm in {town}?" for town in TOWNS[:4]),
    "What did the bridge of Tarn cost?",
    "What did the bridge of Brun cost?",
)
OPERATIONS = ("build", "add", "delete", "rebuild")


def article(number: int) -> Article:
    """An article with figures of its own."""
    town = TOWNS[number % len(TOWNS)]
    text = (
        f"The storm left {number + 3} people dead in {town} on Monday, the army said.\n\n"
        f"The bridge of {town} cost ${number + 12} million, officers of the harbour said. A school is shut."
    )
    return Article(
        f"{number:04}.txt", text, f"Storm {number} in {town}", f"{town} Post", date(2026, 5, 1 + number % 28)
    )


@dataclass(frozen=True, slots=True)
class Stage:
    """A folder with a corpus and an index that holds the first `before` articles."""

    root: Path

    @property
    def corpus(self) -> Path:
        return self.root / "corpus"

    @property
    def index(self) -> Path:
        return self.root / "index"

    def put(self, *numbers: int) -> None:
        """Write articles into the corpus."""
        self.corpus.mkdir(exist_ok=True, parents=True)
        for number in numbers:
            write(self.corpus, article(number))

    def listed(self) -> set[str]:
        """What the corpus folder holds."""
        return {path.name for path in self.corpus.iterdir()}

    def update(self, *, rebuild: bool = False) -> None:
        """Bring the index in line; when this returns, it was reported as done."""
        with patch("index.folder.read_file", read_file):  # the parser's process is no part of the store
            made = Index.create(self.index, CountingEncoder())
            made.update([self.corpus], rebuild=rebuild)
            made.store.close()

    def held(self) -> set[str] | None:
        """The articles of the index as a new reader sees them; None if there is no index yet."""
        try:
            found = Index.open(self.index, CountingEncoder())
        except IndexMissing:
            return None
        found.reads_with = "none"  # its threads would not outlive a fork
        try:
            answer = found.ask("How many people died in the storm?")
            paths = set(found.store.paths())
            problems = [problem for problem in found.check() if "dense.faiss" not in problem]
            assert problems == [], problems
            assert not paths or answer.citations, "an index with articles does not answer"
            return paths
        finally:
            found.store.close()


def prepare(root: Path, operation: str, articles: int = 6) -> tuple[Stage, set[str], set[str], Callable[[], None]]:
    """A stage before an operation: the articles it holds, those it will hold, and the operation itself."""
    shutil.rmtree(root, ignore_errors=True)
    stage = Stage(root)
    stage.put(*range(articles))
    before: set[str] = set()
    if operation != "build":
        stage.update()
        before = stage.listed()
    if operation in ("add", "rebuild"):
        stage.put(articles, articles + 1)
    if operation == "delete":
        (stage.corpus / article(0).path).unlink()
        (stage.corpus / article(1).path).unlink()
    return stage, before, stage.listed(), lambda: stage.update(rebuild=operation == "rebuild")


def answers(stage: Stage) -> list[str]:
    """What a new reader is told. Raises NewsdeskError where the index is refused."""
    found = Index.open(stage.index, CountingEncoder())
    found.reads_with = "none"
    try:
        return [found.ask(question).text for question in QUESTIONS]
    finally:
        found.store.close()


def run_quietly(work: Callable[[], None]) -> int:
    """The exit code of a command: that of its error, 99 for one that a user would see as a traceback."""
    try:
        work()
    except NewsdeskError as error:
        return error.code
    except BaseException as error:
        os.write(2, f"traceback: {error!r}\n".encode())
        return 99
    return 0


def judge(stage: Stage, before: set[str], after: set[str], *, acknowledged: bool) -> list[str]:
    """What is wrong with an index after a fault; the next plain update must mend everything."""
    wrong = []
    try:
        held = stage.held()
        allowed = [after] if acknowledged else [before, after]
        if held is None and before:
            wrong.append("the index is gone")
        elif held is not None and held not in allowed:
            wrong.append(f"holds {sorted(held)}, neither the old state nor the new")
    except Exception as error:
        wrong.append(f"does not open: {error!r}")
    try:
        stage.update()
        held = stage.held()
        if held != after:
            wrong.append(f"after the next update it holds {sorted(held or ())}")
        if (stage.index / "rebuild").exists() and any((stage.index / "rebuild").iterdir()):
            wrong.append("the next update leaves rebuild/ behind")
    except Exception as error:
        wrong.append(f"the next update does not mend it: {error!r}")
    return wrong
