"""The seal of the database: a checksum of every page, so that damage is seen before anything is answered from it.

SQLite does not notice a flipped bit. A writer breaks the seal before its first change and sets it again after the
last one, when the log is empty, reading only the pages that changed. Every page of a small database is compared by
each process that opens it, since a disk that rots leaves the file's times alone. A large one is compared where size or
times are not those of the seal, once beside the questions of a process that stays, and by `newsdesk doctor`. Without a
seal, as after `kill -9`, the checksums of rows are what protects, until the next writer has checked everything and
sealed it.
"""

import hashlib
import json
import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Thread
from zlib import crc32

from index.errors import IndexDamaged
from index.files import SMALL, flush, put
from index.local.held import hold, reading

FILE = "newsdesk.seal"
WIDTH = 4  # bytes of one page's checksum: CRC-32, as of other databases, at several GB a second
BLOCK = 1 << 20  # bytes read at once, whole pages of any size
_FRAME = 24  # bytes before each page in the log
_HEADER = 32  # bytes before the first frame


@dataclass(frozen=True, slots=True)
class Seal:
    """What a database held when it was sealed; `pages` are the checksums one after another."""

    stamp: tuple[int, ...]
    page: int
    pages: bytes

    @property
    def size(self) -> int:
        return self.stamp[0]


def read(folder: Path) -> Seal | None:
    """The seal of an index; None if there is none, or it is damaged itself."""
    try:
        head, _, pages = (folder / FILE).read_bytes().partition(b"\n")
        made = json.loads(head)
        seal = Seal(tuple(map(int, made["stamp"])), made["page"], pages)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return seal if made.get("digest") == _digest(seal) else None


def _digest(seal: Seal) -> str:
    told = f"{seal.stamp} {seal.page} ".encode()
    return hashlib.sha256(told + seal.pages).hexdigest()


def stamp(path: Path) -> tuple[int, ...]:
    """Size and times of a file: that of its last change cannot be set back, as that of its content can."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns


def damaged(database: Path, *, thorough: bool = True) -> int:
    """How many pages do not hold what was sealed; 0 if all do, or the database is not sealed.

    One with the size and times of its seal is only read if `thorough`. While a writer works there is no seal. One that starts or ends meanwhile is no damage: then it is looked again.
    """
    while True:
        seal = read(database.parent)
        if seal is None:
            return 0
        wrong = _wrong(seal, database, thorough=thorough)
        if not wrong or read(database.parent) == seal:
            return wrong


def unproven(database: Path) -> Iterator[str]:
    """What a seal does not prove of its database, in words."""
    wrong = damaged(database)
    if wrong:
        yield f"{wrong} pages of the store do not hold what was written; run `newsdesk index --rebuild`"
    if database.with_name(FILE).exists() and read(database.parent) is None:
        yield "the seal of the store is damaged, so that its pages are not proven; run `newsdesk index`, which makes it again"


def _wrong(seal: Seal, database: Path, *, thorough: bool) -> int:
    log = database.with_name(f"{database.name}-wal")
    try:
        logged = log.stat().st_size
    except FileNotFoundError:
        logged = 0
    if logged:
        return 1  # a sealed database has nothing in its log
    if not thorough and stamp(database) == seal.stamp:
        return 0
    if database.stat().st_size != seal.size:
        return max(1, abs(database.stat().st_size - seal.size) // seal.page)
    pages = _checksums(database, seal.page)
    return sum(pages[at : at + WIDTH] != seal.pages[at : at + WIDTH] for at in range(0, len(pages), WIDTH))


def _checksums(database: Path, page: int) -> bytes:
    found = bytearray()
    with reading(database) as file:
        at = 0
        while block := memoryview(os.pread(file, BLOCK, at)):
            for start in range(0, len(block), page):
                found += _checksum(block[start : start + page])
            at += len(block)
    return bytes(found)


def _checksum(page: bytes | memoryview) -> bytes:
    return crc32(page).to_bytes(WIDTH, "big")


class Proof:
    """Whether a database is what was sealed, looked at again only when its size or times changed."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._sound: tuple[int, ...] | None = None
        self.close = hold(self, database)  # after the connection is closed

    def verify(self) -> None:
        """Raises IndexDamaged."""
        now = stamp(self._database)
        large = now[0] > SMALL
        if now != self._sound:
            wrong = damaged(self._database, thorough=not large)
        elif large and _beside(self._database).wrong:  # whoever asks again stays
            wrong = damaged(self._database)
        else:
            wrong = 0
        folder = self._database.parent
        if wrong:
            raise IndexDamaged(
                f"the index in {folder} does not hold what was written ({wrong} pages differ); run `newsdesk index --rebuild --index {folder}`"
            )
        self._sound = now if read(folder) is not None else None


class _Beside:
    """Every page of a large database compared once, beside what else the process does."""

    def __init__(self, database: Path) -> None:
        self._database, self.wrong = database, 0
        Thread(target=self._compare, name="proving", daemon=True).start()

    def _compare(self) -> None:
        try:
            self.wrong = damaged(self._database)
        except OSError:  # gone, or not to be read: whoever asks next is told so
            _beside.cache_clear()


@lru_cache(maxsize=16)
def _beside(database: Path) -> _Beside:
    """One for all threads of the process."""
    return _Beside(database)


def break_seal(folder: Path) -> Seal | None:
    """Take the seal away before a change; what it said, or None if there was none."""
    seal = read(folder)
    (folder / FILE).unlink(missing_ok=True)
    flush(folder)
    return seal


def logged_pages(log: Path) -> set[int]:
    """Numbers of all pages in a database's log, those of older rounds included: never too few."""
    found: set[int] = set()
    try:
        with log.open("rb") as file:
            head = file.read(_HEADER)
            if len(head) < _HEADER:
                return found
            page = struct.unpack(">I", head[8:12])[0]
            step = _FRAME + (65536 if page == 1 else page)
            for at in range(_HEADER, os.fstat(file.fileno()).st_size, step):
                file.seek(at)
                number = file.read(4)
                if len(number) == 4:
                    found.add(struct.unpack(">I", number)[0])
    except FileNotFoundError:
        pass
    return found


def set_seal(database: Path, page: int, before: Seal | None, changed: set[int]) -> None:
    """Seal a database whose log is empty; only the pages that changed since the seal `before` are read."""
    now = stamp(database)
    if before is None or before.page != page:
        pages = _checksums(database, page)
    else:
        pages = _renewed(database, page, before, changed)
    write(database.parent, Seal(now, page, pages))


def write(folder: Path, seal: Seal) -> None:
    """Put a seal in place, whole."""
    told = {"stamp": seal.stamp, "page": seal.page, "digest": _digest(seal)}
    beside = folder / f"{FILE}.new"
    try:
        with open(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123 - with its mode
            file.write(json.dumps(told).encode() + b"\n" + seal.pages)
        put(beside, folder / FILE)
    finally:
        beside.unlink(missing_ok=True)


def _renewed(database: Path, page: int, before: Seal, changed: set[int]) -> bytes:
    count = database.stat().st_size // page
    pages = bytearray(before.pages[: count * WIDTH].ljust(count * WIDTH, b"\0"))
    new = {*changed, *range(len(before.pages) // WIDTH + 1, count + 1)}
    with reading(database) as file:
        for number in sorted(n for n in new if n <= count):
            pages[(number - 1) * WIDTH : number * WIDTH] = _checksum(os.pread(file, page, (number - 1) * page))
    return bytes(pages)
