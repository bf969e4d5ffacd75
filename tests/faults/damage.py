"""Damage to any byte of an index at rest: it is told, or it changes no answer."""

import os
import random
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path

from corpus.errors import NewsdeskError
from index.local import seal
from index.local.schema import DATABASE
from tests.faults.stage import Stage, answers, prepare
from tests.faults.table import Row

ARTICLES = 30
PAGE = 4096


def damaged(raw: bytes, older: bytes, chance: random.Random) -> Iterator[tuple[str, bytes | None]]:
    """One damage after another to the bytes of a file, for ever; None deletes it."""
    while True:
        at = chance.randrange(len(raw))
        page = at // PAGE * PAGE
        yield "bit", raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
        at = chance.randrange(len(raw))
        yield "bit", raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :]
        yield "zeroed", raw[:page] + bytes(len(raw[page : page + PAGE])) + raw[page + PAGE :]
        other = chance.randrange(len(raw)) // PAGE * PAGE
        yield "swapped", _swapped(raw, page, other)
        yield "older page", raw[:page] + older[page : page + PAGE].ljust(len(raw[page : page + PAGE]), b"\0") + raw[page + PAGE :]  # fmt: skip
        yield "truncated", raw[:at]
        yield "extended", raw + chance.randbytes(chance.choice((1, 100, PAGE)))
        if chance.random() < 0.05:
            yield "deleted", None


def _swapped(raw: bytes, one: int, other: int) -> bytes:
    one, other = sorted((one, other))
    if one == other:
        return raw
    first, second = raw[one : one + PAGE], raw[other : other + PAGE]
    return raw[:one] + second + raw[one + PAGE : other] + first + raw[other + PAGE :]


def run(
    root: Path,
    damages: int,
    seed: int = 0,
    *,
    keep_time: bool = False,
    mutant: AbstractContextManager[object] | None = None,
    stop: bool = False,
) -> Row:
    """Damage one file at a time; where `keep_time`, its times stay, as when the disk itself forgets; `stop` at the first that harms."""
    row = Row("damage" + (" below the file system, which leaves times alone," if keep_time else "") + " to any file of the index")  # fmt: skip
    stage, *_ = prepare(root, "add", ARTICLES)
    older = {path.name: path.read_bytes() for path in _files(stage)}
    stage.update()
    good, chance = root / "good", random.Random(seed)
    shutil.copytree(stage.index, good)
    right = answers(stage)
    names = [path.name for path in _files(stage)]
    making = {name: damaged((good / name).read_bytes(), older.get(name, b""), chance) for name in names}
    weights = [max(1.0, (good / name).stat().st_size ** 0.5) for name in names]
    told = 0
    with mutant or nullcontext():
        for _ in range(damages):
            (name,) = chance.choices(names, weights)
            how, raw = next(making[name])
            wrong, refused = _one(stage, good, name, raw, right, keep_time)
            told += refused
            if wrong:
                row.note(f"{how} {name}: another answer, and no word of it")
            elif name == DATABASE and not refused and raw != (good / name).read_bytes():
                row.note(f"{how} {name}: not refused")
            else:
                row.note()
            if stop and row.lost:
                break
    row.fault += f" ({told:,} refused)"
    return row


def _files(stage: Stage) -> list[Path]:
    return sorted(path for path in stage.index.iterdir() if path.is_file() and path.stat().st_size and not path.name.endswith(("-shm", "lock")))  # fmt: skip


def _one(
    stage: Stage, good: Path, name: str, raw: bytes | None, right: list[str], keep_time: bool
) -> tuple[bool, bool]:
    """Whether one damage makes answers wrong without a word, and whether the index is refused for it."""
    path = stage.index / name
    before = path.stat()
    path.unlink() if raw is None else path.write_bytes(raw)
    sealed = seal.read(stage.index) if keep_time and raw is not None else None
    if keep_time and raw is not None:
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    if sealed is not None and name == DATABASE:  # the time of a file's last change cannot be set: the seal's is
        seal.write(stage.index, replace(sealed, stamp=(sealed.size, *seal.stamp(path)[1:])))
    try:
        return answers(stage) != right, False
    except NewsdeskError:
        return False, True
    finally:
        for left in stage.index.iterdir():
            if left.name != name and not (good / left.name).exists():
                left.unlink()
        for changed in {name, seal.FILE}:
            shutil.copy2(good / changed, stage.index / changed)
