"""`python -m tests.faults [--long] [--only NAME] [--count N --seed N --first N]`: one table of faults, tried, survived, lost.

Ends with 1 if anything was lost. A long run can be split: parts with another `--seed` (or another `--first` call) add up.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.faults import bots, calls, damage, fuzz, kills, mutants, mutations, outage, power, soak, swaps
from tests.faults.table import Row

COUNTS = {  # in the short run and in the long one
    "calls": (40, 0), "reads": (40, 0), "syncs": (5, 0), "closes": (5, 0), "swaps": (30, 1000), "power": (400, 10_000), "kills": (200, 1000), "damage": (500, 10_000), "rot": (200, 10_000),
    "bots": (20, 100), "outage": (20, 600), "soak": (500, 10_000), "fuzz": (60, 3600), "mutants": (0, 0), "mutations": (0, 0),
}  # fmt: skip
TRACED = ("calls", "reads", "syncs", "closes", "power")


def sections(
    root: Path, counts: dict[str, int], seed: int, first: int, *, every: bool
) -> dict[str, Callable[[], Iterable[Row]]]:
    """The parts of the table; of `calls`, `syncs` and `closes` so many of each operation (0: all), of `fuzz` and `outage` seconds, else so many faults."""
    return {
        "calls": lambda: calls.run(root / "calls", counts["calls"] or None, first=first),
        "reads": lambda: [calls.run_reading(root / "reads", counts["reads"] or None)],
        "syncs": lambda: [calls.run_syncs(root / "syncs", counts["syncs"] or None)],
        "closes": lambda: [calls.run_closes(root / "closes", counts["closes"] or None)],
        "swaps": lambda: [swaps.run(root / "swaps", counts["swaps"])],
        "power": lambda: [power.run(root / "power", counts["power"], seed)],
        "kills": lambda: kills.run(root / "kills", counts["kills"], seed),
        "damage": lambda: [damage.run(root / "damage", counts["damage"], seed)],
        "rot": lambda: [damage.run(root / "rot", counts["rot"], seed, keep_time=True)],
        "bots": lambda: [bots.run(root / "bots", counts["bots"], seed)],
        "outage": lambda: [outage.run(root / "outage", counts["outage"])],
        "soak": lambda: [soak.run(root / "soak", counts["soak"])],
        "fuzz": lambda: fuzz.run(counts["fuzz"], seed),
        "mutants": lambda: (_caught(name, run(root / "mutant", False)) for name, run in (mutants.QUICK | mutants.SLOW).items()),
        "mutations": lambda: map(mutations.caught, (one for one in mutations.MUTATIONS if one.quick or every)),
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
    parser.add_argument("--only", action="append", choices=list(COUNTS))
    parser.add_argument("--count", type=int, help="instead of the usual number, for all parts that run")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--first", type=int, default=0, help="of the calls, the number of the first")
    wanted = parser.parse_args()
    logging.disable(logging.ERROR)
    counts = {name: (wanted.count if wanted.count is not None else both[wanted.long]) for name, both in COUNTS.items()}
    lost = 0
    print("| fault | tried | survived | lost |\n|---|---|---|---|", flush=True)
    with TemporaryDirectory() as folder:
        for name, run in sections(Path(folder), counts, wanted.seed, wanted.first, every=wanted.long).items():
            if wanted.only and name not in wanted.only:
                continue
            if name in TRACED and not calls.is_there():
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
