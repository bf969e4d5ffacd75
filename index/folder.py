"""Files of the corpus against what is known of them: which are new, changed, renamed or gone."""

import hashlib
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.listing import list_files
from corpus.parsing import read_file
from corpus.types import LARGEST, Article, Rejected
from index.rows import checksum
from index.store import FileState, Store

FRESH = 2_000_000_000  # ns: a file changed this shortly before it was read may change again within the same time stamp


@dataclass(frozen=True, slots=True)
class Listed:
    """What a listing of the folders shows beside what the store knows."""

    read: Sequence[tuple[str, Path]]  # files to be read: new ones, and those that may have changed
    gone: Sequence[str]
    renamed: Mapping[str, str]  # new names by old ones


@dataclass(frozen=True, slots=True)
class File:
    """One file as it was read: which of its articles are new or changed, and which are gone from it."""

    state: FileState
    new: Sequence[Article]
    gone: Sequence[str]
    known: frozenset[str]  # paths of its articles that the store had
    rejected: Sequence[Rejected]


def list_sources(sources: Sequence[Path]) -> dict[str, Path]:
    """Files by their name in the corpus: relative to the one folder, or under each folder's name if there are several."""
    found: dict[str, Path] = {}
    for source in sources:
        if source.is_file():
            found[source.name] = source
            continue
        prefix = f"{source.resolve().name}/" if len(sources) > 1 else ""
        found.update((prefix + name, path) for name, path in list_files(source))
    return found


def compare(listed: Mapping[str, Path], known: Mapping[str, FileState]) -> Listed:
    """Which files were renamed (the same bytes under another name), are gone, or have to be read."""
    gone = [name for name in known if name not in listed]
    renamed = _renamed(listed, known, gone)
    moved = set(renamed.values())
    read = [(name, path) for name, path in listed.items() if name not in moved and not _same(path, known.get(name))]
    return Listed(read, [name for name in gone if name not in renamed], renamed)


def _renamed(listed: Mapping[str, Path], known: Mapping[str, FileState], gone: Sequence[str]) -> dict[str, str]:
    """New names by old ones: a new file of the same kind that holds the very bytes of one that is gone."""
    lost = {(known[name].size, Path(name).suffix): name for name in gone if known[name].digest}
    found: dict[str, str] = {}
    for name, path in listed.items() if lost else ():
        if name in known or path.is_symlink() or not path.is_file():
            continue
        old = lost.get((path.stat().st_size, path.suffix))
        if old is not None and old not in found and _digest(path) == known[old].digest:
            found[old] = name
    return found


def _same(path: Path, known: FileState | None) -> bool:
    """Whether a file is surely the one that was read: same size and time, and old enough when it was read."""
    if known is None:
        return False
    try:
        status = path.lstat()
    except OSError:
        return False
    return (status.st_size, _changed(status)) == (known.size, known.mtime_ns) and known.read_ns - known.mtime_ns > FRESH


def _changed(status: os.stat_result) -> int:
    """When a file last changed in any way: its own time can be set, as by what unpacks or copies it."""
    return max(status.st_mtime_ns, status.st_ctime_ns)


def state_of(name: str, path: Path) -> FileState:
    """A file as it is now; one that cannot be read has no digest."""
    now = time.time_ns()
    try:
        status = path.lstat()
        digest = _digest(path) if path.is_file() and not path.is_symlink() else ""
        return FileState(name, status.st_size, _changed(status), now, digest)
    except OSError:
        return FileState(name, 0, 0, now, "")


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read(store: Store, name: str, path: Path, known: FileState | None, largest: int = LARGEST) -> File:
    """Read one file and tell which of its articles are new or changed, and which are gone from it."""
    state = state_of(name, path)
    had = store.checksums(name)
    if known is not None and state.digest and state.digest == known.digest:
        rejected = [r for r in store.rejected() if r.path == name or r.path.startswith(f"{name}#")]
        return File(state, [], [], frozenset(had), rejected)
    records = read_file(path, name, largest)
    if not path.exists() and not path.is_symlink():  # deleted since the listing: gone, not rejected
        return File(state, [], list(had), frozenset(had), [])
    if state_of(name, path).digest != state.digest:  # it grew meanwhile: what was read counts until the next run
        state = FileState(name, 0, 0, state.read_ns, "")
    articles = {r.path: r for r in records if isinstance(r, Article)}
    new = [article for at, article in articles.items() if had.get(at) != checksum(article)]
    rejected = [r for r in records if isinstance(r, Rejected)]
    return File(state, new, [at for at in had if at not in articles], frozenset(had), rejected)
