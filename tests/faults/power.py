"""Power loss: what strace recorded of an operation, played back to every point, with any part not yet flushed missing.

The model is the weakest that POSIX allows: data is durable after a flush of its file, a name after one of its folder;
of all else any part may be there, halved, zeroed or missing. Shared memory does not survive.
"""

import random
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.faults.calls import traced
from tests.faults.stage import OPERATIONS, Stage, judge, prepare
from tests.faults.table import Row

CALLS = "openat,write,pwrite64,fsync,fdatasync,ftruncate,rename,unlink,unlinkat,rmdir,mkdir"
_LINE = re.compile(r"^(\w+)\((.*)\)\s+= (-?\d+)", re.M)
_FD = re.compile(r"^-?\w+<([^>]*)>")


@dataclass(frozen=True, slots=True)
class Op:
    """One change, or a flush: of the data of a file, or of the names in a folder."""

    kind: str  # make, folder, write, cut, rename, remove, flush
    path: str
    data: bytes = b""
    at: int = 0
    to: str = ""


def record(stage: Stage, operation: str) -> tuple[list[Op], set[str], set[str], Path]:
    """What one operation did to its index folder, in order; the state before lies in the folder returned."""
    _, before, after, work = prepare(stage.root, operation)
    start = stage.root / "start"
    if stage.index.exists():
        shutil.copytree(stage.index, start)
    else:
        start.mkdir()
    log = stage.root / "power.log"
    code = traced(work, ["-o", str(log), "-y", "-xx", "-s", "10000000", "-e", f"trace={CALLS}"])
    assert code == 0, code
    return list(_ops(log.read_text(errors="replace"), str(stage.index))), before, after, start


def _ops(log: str, folder: str) -> Iterator[Op]:
    places: dict[int, int] = {}
    for name, text, result in _LINE.findall(log):
        fields = text.split(", ")
        if int(result) >= 0:
            yield from _op(name, fields, int(result), places, folder)


def _op(name: str, fields: Sequence[str], result: int, places: dict[int, int], folder: str) -> Iterator[Op]:
    """The operation of one call, if it is one on the folder."""
    opened = _FD.match(fields[0])
    number = int(fields[0].split("<")[0]) if opened and fields[0][0].isdigit() else -1
    path = _text(opened.group(1)) if opened else _text(fields[0])
    if name in ("openat", "unlinkat"):
        path = str(Path(path) / _text(fields[1]))
    if name == "openat":
        places[result] = 0
    if not _inside(path, folder):
        return
    if name == "openat":
        if "O_CREAT" in fields[2]:
            yield Op("make", path)
        if "O_TRUNC" in fields[2]:
            yield Op("cut", path)
    elif name in ("write", "pwrite64"):
        data = _bytes(fields[1])[:result]
        yield Op("write", path, data, int(fields[3]) if name == "pwrite64" else places.get(number, 0))
        places[number] = places.get(number, 0) + (len(data) if name == "write" else 0)
    elif name == "ftruncate":
        yield Op("cut", path, at=int(fields[1]))
    elif name == "rename":
        yield Op("rename", path, to=_text(fields[1]))
    else:
        yield Op({"mkdir": "folder", "fsync": "flush", "fdatasync": "flush"}.get(name, "remove"), path)


def _text(field: str) -> str:
    return _bytes(field).decode() if "\\x" in field else field.strip('"')


def _bytes(field: str) -> bytes:
    return bytes.fromhex(field.strip('"').replace("\\x", ""))


def _inside(path: str, folder: str) -> bool:
    return (path == folder or path.startswith(f"{folder}/")) and not path.endswith(("-shm", "/lock"))


def durable(ops: Sequence[Op], ignored: frozenset[str] = frozenset()) -> list[bool]:
    """Which operations are flushed by the last of them; flushes of "file" or "folder", where `ignored`, do nothing."""
    kept = [False] * len(ops)
    called = [op.path for op in ops]  # what the file of each write is called by now
    folders = {str(Path(op.path).parent) for op in ops}
    for number, op in enumerate(ops):
        if op.kind == "rename":
            called[:number] = [op.to if name == op.path else name for name in called[:number]]
        if op.kind != "flush" or ("folder" if op.path in folders else "file") in ignored:
            continue
        for earlier in range(number):
            other = ops[earlier]
            if other.kind in ("write", "cut"):
                kept[earlier] |= called[earlier] == op.path
            else:
                kept[earlier] |= str(Path(other.path).parent) == op.path
    return kept


def lose(ops: Sequence[Op], kept: Sequence[bool], how: str, chance: random.Random) -> None:
    """Play operations onto the folder; of what was not flushed all is there, nothing, or some."""
    for op, safe in zip(ops, kept, strict=True):
        part = "full"
        if not safe and how != "all":
            part = "missing" if how == "none" else chance.choice(("full", "full", "missing", "half", "zeroed"))
        if part == "full" or (op.kind == "write" and part != "missing"):
            _play(op, part)


def _play(op: Op, part: str) -> None:
    path = Path(op.path)
    if op.kind == "folder":
        path.mkdir(parents=True, exist_ok=True)
    elif op.kind == "remove" and path.is_dir():
        shutil.rmtree(path)
    elif op.kind == "remove":
        path.unlink(missing_ok=True)
    elif op.kind == "rename" and path.exists():
        Path(op.to).parent.mkdir(parents=True, exist_ok=True)
        path.replace(op.to)
    elif op.kind == "make" and not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    elif op.kind in ("write", "cut") and path.is_file():  # else its name was lost
        _change(path, op, part)


def _change(path: Path, op: Op, part: str) -> None:
    with path.open("r+b") as file:
        if op.kind == "cut":
            file.truncate(op.at)
            return
        file.seek(op.at)
        data = op.data[: len(op.data) // 2] if part == "half" else op.data
        file.write(bytes(len(data)) if part == "zeroed" else data)


def run(
    root: Path,
    states: int,
    seed: int = 0,
    ignored: frozenset[str] = frozenset(),
    operations: Sequence[str] = OPERATIONS,
    *,
    stop: bool = False,
) -> Row:
    """Lose power at random points of each operation, with random parts of what was not flushed; `stop` at the first that harms."""
    left_out = f", flushes of {' and '.join(sorted(ignored))} left out" if ignored else ""
    row, chance, stage = Row(f"power loss{left_out}"), random.Random(seed), Stage(root)
    for operation in operations:
        ops, before, after, start = record(stage, operation)
        for _ in range(states // len(operations)):
            point = chance.choice([len(ops), *(chance.randint(0, len(ops)) for _ in range(4))])
            how = chance.choice(("none", "all", "some", "some", "some"))
            shutil.rmtree(stage.index, ignore_errors=True)
            if any(start.iterdir()):
                shutil.copytree(start, stage.index)
            lose(ops[:point], durable(ops[:point], ignored), how, chance)
            wrong = judge(stage, before, after, acknowledged=point == len(ops))
            row.note(*(f"{operation}, after {point} of {len(ops)} calls, {how}: {one}" for one in wrong[:1]))
            if stop and row.lost:
                return row
    return row
