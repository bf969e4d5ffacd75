"""Whether there is room for what is to be done, on the disk and in memory, before anything is begun."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from index.errors import IndexUnwritable, OutOfMemory
from index.local.schema import DATABASE
from index.local.trouble import KEPT, free

MARGIN = 64 << 20  # bytes for the log of the database, and for whatever else uses the disk
SPARE = 1.5  # times the estimate that must be free
GROWTH = {".txt": 15.0, ".md": 15.0, ".json": 15.0, ".jsonl": 15.0, ".gz": 40.0}  # bytes of an index for each of a file
PAGES = 2.0  # the same of what is mostly no text: pages, PDF
ASKING = 600_000_000  # bytes of address space that the libraries for a question map
BUILDING = 1_500_000_000  # the same for torch


def verify_disk(folder: Path, files: Sequence[Path]) -> None:
    """Raise IndexUnwritable where the disk has surely too little room for the index of these files."""
    made = folder.parent / DATABASE  # an index that is made anew takes the old one's place at the end, through the log
    again = made.stat().st_size if folder.name == "rebuild" and made.is_file() else 0
    need = int(SPARE * (again + sum(map(_estimate, files)))) + MARGIN
    left = free(folder)
    if files and left < need:
        raise IndexUnwritable(
            f"the disk is too full: this needs about {need / 1e6:.0f} MB, {left / 1e6:.0f} MB are left for {folder}; {KEPT}: free some space, then run it again"
        )


def _estimate(path: Path) -> float:
    try:
        return path.lstat().st_size * GROWTH.get(path.suffix.lower(), PAGES)
    except OSError:
        return 0.0


def verify_memory(need: int) -> None:
    """Raise OutOfMemory where a limit of the process leaves less: native libraries end the process instead of saying so."""
    with suppress(ImportError, OSError, ValueError):  # systems without such limits
        import resource

        most = resource.getrlimit(resource.RLIMIT_AS)[0]
        used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
        if most != resource.RLIM_INFINITY and most - used < need:
            raise OutOfMemory(
                f"there is not enough memory for this: it needs about {need / 1e6:.0f} MB more, the limit leaves {(most - used) / 1e6:.0f} MB; {KEPT}: raise the limit"
            )
