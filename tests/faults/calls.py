"""A fault at every mutating system call of four operations, by `strace -e inject`."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from tests.faults.stage import OPERATIONS, answers, judge, prepare, run_quietly
from tests.faults.table import Row

T = TypeVar("T")
CALLS = "write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,rmdir,mkdir"
READS = "openat,read,pread64,fstat,newfstatat,mmap,close"
FAULTS = {"SIGKILL": "signal=SIGKILL", "ENOSPC": "error=ENOSPC", "EIO": "error=EIO"}
FINE = {"SIGKILL": {-9}, "ENOSPC": {0, 74}, "EIO": {0, 69, 74}}


def is_there() -> bool:
    """Whether strace may be used here."""
    return shutil.which("strace") is not None and subprocess.run(["strace", "-o", os.devnull, "true"], check=False).returncode == 0  # fmt: skip


def traced(work: Callable[[], None], options: list[str]) -> int:
    """Run something in a child under strace; its exit code, below 0 for a signal."""
    child = os.fork()
    if child == 0:
        while "TracerPid:\t0" in Path("/proc/self/status").read_text():
            time.sleep(0.002)
        os._exit(run_quietly(work))
    with subprocess.Popen(["strace", "-p", str(child), *options], stderr=subprocess.DEVNULL) as tracer:
        _, status = os.waitpid(child, 0)
        tracer.wait()
    return os.waitstatus_to_exitcode(status)


def count(root: Path, operation: str) -> list[tuple[str, int]]:
    """Every mutating call of an operation: its name, and its number among those of its name."""
    *_, work = prepare(root, operation)
    log = root / "calls.log"
    assert traced(work, ["-o", str(log), "-e", f"trace={CALLS}"]) == 0
    seen: dict[str, int] = {}
    found = []
    for name in re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.M):
        seen[name] = seen.get(name, 0) + 1
        found.append((name, seen[name]))
    return found


def spread(found: Sequence[T], most: int | None) -> Sequence[T]:
    """About `most` of them, evenly spread; all where there is no bound."""
    return found[:: max(1, len(found) // most)] if most else found


def run(
    root: Path,
    most: int | None,
    operations: Sequence[str] = OPERATIONS,
    faults: Sequence[str] = tuple(FAULTS),
    first: int = 0,
    *,
    stop: bool = False,
) -> list[Row]:
    """Each fault at each call from the `first` of each operation on, or at `most` of them spread over the operation; `stop` at the first that harms."""
    rows = {fault: Row(f"{fault} at a mutating call of {', '.join(operations)}") for fault in faults}
    calls = 0
    for operation in operations:
        found = count(root, operation)[first:]
        chosen = spread(found, most)
        calls += len(chosen)
        for name, number in chosen:
            for fault, row in rows.items():
                row.note(*one(root, operation, fault, f"{name}:{FAULTS[fault]}:when={number}"))
            if stop and any(row.lost for row in rows.values()):
                return list(rows.values())
    for row in rows.values():
        row.fault += f" ({calls:,} calls)"
    return list(rows.values())


def run_reading(root: Path, most: int | None) -> Row:
    """A failing disk at each call by which a question reads the index: told, or answered all the same."""
    row = Row("EIO at a reading call of a question")
    stage, *_ = prepare(root, "add")
    right = answers(stage)

    def work() -> None:
        assert answers(stage) == right, "another answer"

    files = [option for path in stage.index.iterdir() for option in ("-P", str(path))]
    log = root / "reads.log"
    assert traced(work, ["-o", str(log), *files, "-e", f"trace={READS}"]) == 0
    seen: dict[str, int] = {}
    calls = []
    for name in re.findall(r"^(\w+)\(", log.read_text(errors="replace"), re.M):
        seen[name] = seen.get(name, 0) + 1
        calls.append((name, seen[name]))
    for name, number in spread(calls, most):
        inject = f"{name}:error=EIO:when={number}"
        code = traced(work, ["-o", os.devnull, *files, "-e", f"trace={READS}", "-e", f"inject={inject}"])
        row.note(*([] if code in (0, 69, 74) else [f"{inject}: exit code {code}"]))
    row.fault += f" ({len(calls)} calls)"
    return row


def one(root: Path, operation: str, fault: str, inject: str) -> list[str]:
    """What is wrong after one fault."""
    stage, before, after, work = prepare(root, operation)
    name = inject.split(":")[0]
    code = traced(work, ["-o", os.devnull, "-e", f"trace={name}", "-e", f"inject={inject}"])
    wrong = judge(stage, before, after, acknowledged=code == 0)
    if code not in FINE[fault] and not (fault == "SIGKILL" and code == 0):
        wrong.append(f"exit code {code}")
    return [f"{operation}, {inject}: {one}" for one in wrong]


def run_syncs(root: Path, most: int | None) -> Row:
    """A failing disk at each flush of a file: it ends with 74, as a flush that succeeds after one that failed proves nothing."""
    row = Row("EIO at a flush of a file")
    for operation in OPERATIONS:
        found = [(name, number) for name, number in count(root, operation) if name in ("fsync", "fdatasync")]
        for name, number in spread(found, most):
            code, path, wrong = _failed(root, operation, name, number)
            if path in (
                root / "index",
                root / "index" / "rebuild",
            ):  # SQLite does not look at what a folder says; the flushes of ours do
                continue
            row.note(
                *wrong, *([] if code == 74 else [f"{operation}, {name} {number} of {path.name}: exit code {code}"])
            )
    return row


def run_closes(root: Path, most: int | None) -> Row:
    """A failing disk at each closing of a file of the index: what was reported as done is there."""
    row = Row("EIO at a close of a file of the index")
    for operation in OPERATIONS:
        *_, work = prepare(root, operation)
        log = root / "calls.log"
        assert traced(work, ["-y", "-o", str(log), "-e", "trace=close"]) == 0
        paths = re.findall(r"^close\(\d+<([^>]*)>", log.read_text(errors="replace"), re.M)
        found = [number for number, path in enumerate(paths, start=1) if path.startswith(str(root / "index"))]
        for number in spread(found, most):
            code, path, wrong = _failed(root, operation, "close", number)
            row.note(*wrong, *([] if code in (0, 74) else [f"{operation}, close {number} of {path.name}: exit code {code}"]))  # fmt: skip
    return row


def _failed(root: Path, operation: str, name: str, number: int) -> tuple[int, Path, list[str]]:
    """The exit code of an operation one of whose calls fails, the file of that call, and what is wrong afterwards."""
    stage, before, after, work = prepare(root, operation)
    log = root / "calls.log"
    code = traced(work, ["-y", "-o", str(log), "-e", f"trace={name}", "-e", f"inject={name}:error=EIO:when={number}"])
    found = re.search(r"^\w+\(\d+<([^>]*)>.*INJECTED", log.read_text(errors="replace"), re.M)
    wrong = judge(stage, before, after, acknowledged=code == 0)
    path = Path(found.group(1).removesuffix(" (deleted)")) if found else Path("nothing")
    return code, path, [f"{operation}, {name} {number} of {path.name}: {one}" for one in wrong]
