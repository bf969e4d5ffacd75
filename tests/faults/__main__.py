"""`python -m tests.faults [--long] [--only NAME]`: one table of faults, tried, survived, lost; 1 if anything was lost."""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import bots, calls, damage, fuzz, kills, mutants, power
from tests.faults.table import Row


def sections(root: Path, *, long: bool) -> dict[str, Callable[[], Iterable[Row]]]:
    """The parts of the table, the quick ones first."""
    return {
        "calls": lambda: calls.run(root / "calls", None if long else 40),
        "power": lambda: [power.run(root / "power", 10_000 if long else 400)],
        "kills": lambda: kills.run(root / "kills", 1000 if long else 200),
        "damage": lambda: [
            damage.run(root / "damage", 10_000 if long else 500),
            damage.run(root / "rot", 2000 if long else 200, keep_time=True),
        ],
        "bots": lambda: [bots.run(root / "bots", 100 if long else 20)],
        "fuzz": lambda: fuzz.run(3600 if long else 60),
        "mutants": lambda: [_caught(name, run(root / "mutant")) for name, run in (mutants.QUICK | mutants.SLOW).items()],
    }  # fmt: skip


def _caught(name: str, harmed: Row) -> Row:
    """A mutant survives, and the tests with it are worth nothing, where nothing is lost."""
    row = Row(f"mutant, {name}: caught ({harmed.lost:,} of {harmed.tried:,} went wrong)")
    row.note(*([] if harmed.lost else ["it was not caught"]))
    return row


def main() -> int:
    """Print the table, row by row as it comes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", action="append", default=[])
    wanted = parser.parse_args()
    logging.disable(logging.ERROR)
    lost = 0
    print("| fault | tried | survived | lost |\n|---|---|---|---|", flush=True)
    with TemporaryDirectory() as folder:
        for name, run in sections(Path(folder), long=wanted.long).items():
            if wanted.only and name not in wanted.only:
                continue
            if name in ("calls", "power", "mutants") and not calls.is_there():
                print(f"| {name}: not tried, strace is not there | 0 | 0 | 0 |", flush=True)
                continue
            began = time.monotonic()
            for row in run():
                print(row, flush=True)
                lost += row.lost
            print(f"{name}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
