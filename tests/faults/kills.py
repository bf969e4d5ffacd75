"""Random SIGKILL to two builders at once while four readers ask without a pause."""

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from index.library import Index
from tests.conftest import CountingEncoder
from tests.faults.stage import Stage, prepare, run_quietly
from tests.faults.table import Row

BUILDERS, READERS = 2, 4


def fork(work: Callable[[], int]) -> int:
    """Run something in a child; its process id."""
    child = os.fork()
    if child == 0:
        code = 98
        try:
            code = work()
        finally:
            os._exit(code)
    return child


def read_on(stage: Stage, number: int) -> int:
    """Ask until told to stop; a line for each error, and for each state older than one seen before."""
    stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda *_: stop.append(1))
    seen: set[str] = set()
    with (stage.root / f"reader-{number}.log").open("w") as log:
        while not stop:
            try:
                found = Index.open(stage.index, CountingEncoder())
                found.reads_with = "none"  # its threads do not outlive a fork
                answer = found.ask("How many people died in the storm?")
                paths = set(found.store.paths())
                found.store.close()
                if seen - paths:
                    print(f"went backwards by {sorted(seen - paths)}", file=log, flush=True)
                if not answer.citations:
                    print("no answer", file=log, flush=True)
                seen = paths
                print("asked", file=log, flush=True)
            except Exception as error:
                print(f"error {error!r}", file=log, flush=True)
    return 0


def run(root: Path, deaths: int, seed: int = 0) -> list[Row]:
    """Kill builders at random moments until so many have died; articles are added all the while."""
    row, reading = Row("SIGKILL at random, 2 builders and 4 readers"), Row("questions of the readers meanwhile")
    stage, *_ = prepare(root, "add")
    stage.held()  # imports once what every child needs
    readers = [fork(lambda number=number: read_on(stage, number)) for number in range(READERS)]  # type: ignore[misc]
    chance, number, died, acknowledged = random.Random(seed), 8, 0, set[str]()
    sys.stdout.flush()
    try:
        while died < deaths:
            stage.put(number)
            number += 1
            listed = stage.listed()
            for code in _together(stage, chance):
                died += code == -signal.SIGKILL
                if code == 0:
                    acknowledged |= listed
                row.note(*([] if code in (0, 75, -9) else [f"a builder ended with {code}"]))
    finally:
        for reader in readers:
            os.kill(reader, signal.SIGTERM)
        for reader in readers:
            os.waitpid(reader, 0)
    held = stage.held() or set()
    row.note(*([f"lost {sorted(acknowledged - held)}"] if acknowledged - held else []))
    stage.update()
    row.note(*([] if stage.held() == stage.listed() else ["the last update does not hold everything"]))
    row.fault += f" ({died:,} died)"
    for path in stage.root.glob("reader-*.log"):
        for line in path.read_text().splitlines():
            reading.note(*([] if line == "asked" else [line]))
    return [row, reading]


def _together(stage: Stage, chance: random.Random) -> list[int]:
    """Two builders at once, each killed after a while unless it ends before; their exit codes."""
    running = {fork(lambda: run_quietly(stage.update)) for _ in range(BUILDERS)}
    codes = []
    until = time.monotonic() + chance.uniform(0.0, 0.12)
    while running:
        for child in list(running):
            done, status = os.waitpid(child, os.WNOHANG)
            if done:
                running.discard(child)
                codes.append(os.waitstatus_to_exitcode(status))
        if time.monotonic() > until:
            for child in running:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
        time.sleep(0.001)
    return codes
