"""New states of an index, one after another, under a reader that follows them: its open files and threads stay as many."""

import gc
import threading
from pathlib import Path

from index.library import Index
from tests.conftest import CountingEncoder
from tests.faults.stage import Stage
from tests.faults.table import Row

SETTLED = 4  # states after which nothing more is opened for the first time


def run(root: Path, swaps: int) -> Row:
    """Update so often, every third time from nothing; after each the reader answers from the new state."""
    row, stage = Row("a new state under a reader that follows"), Stage(root)
    stage.put(*range(8))
    stage.update()
    found = Index.open(stage.index, CountingEncoder())
    found.reads_with = "none"
    seen: list[tuple[int, int]] = []
    for number in range(swaps):
        stage.put(8 + number % 3)
        if number % 3 == 1:
            (stage.corpus / "0000.txt").unlink(missing_ok=True)
        elif number % 3 == 2:
            stage.put(0)
        stage.update(rebuild=number % 3 == 0)
        found.ask("How many people died in Vell?")
        held = set(found.store.paths())
        gc.collect()
        seen.append((len(list(Path("/proc/self/fd").iterdir())), threading.active_count()))
        grown = seen[min(SETTLED, number)] != seen[-1]
        row.note(
            *([f"state {number}: {seen[-1]} files and threads, before {seen[SETTLED]}"] if grown else []),
            *([f"state {number} is not seen"] if held != stage.listed() else []),
        )
    found.store.close()
    return row
