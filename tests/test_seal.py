"""The seal of an index, its writer's lock, and what is told when the disk will not."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import faiss
import numpy as np
import pytest

from bot.render import status_text
from index.errors import IndexBusy, IndexDamaged, IndexForbidden, IndexUnwritable, OutOfMemory
from index.files import digest
from index.library import Index
from index.local import seal
from index.local.faiss_files import is_allowed, write
from index.local.schema import DATABASE
from index.local.store import LocalStore
from index.local.trouble import told
from index.local.writer import writing_since
from index.status import status
from index.types import Filter
from tests.conftest import CountingEncoder
from tests.faults.stage import Stage

ROOT = Path(__file__).parent.parent


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """An index of eight articles, sealed."""
    stage = Stage(tmp_path)
    stage.put(*range(8))
    stage.update()
    return stage


def test_a_seal_holds_every_page(stage: Stage) -> None:
    """After an update the seal's checksums are those of the file, also when only the changed pages were read."""
    database = stage.index / DATABASE
    stage.put(8)
    stage.update()
    kept = seal.read(stage.index)

    assert kept is not None
    assert kept.stamp == seal.stamp(database)
    assert kept.pages == seal._checksums(database, kept.page)


def test_a_changed_byte_is_refused(stage: Stage) -> None:
    """One flipped bit anywhere in the database is told before anything is read; with the bit back it opens again."""
    database = stage.index / DATABASE
    good = database.read_bytes()
    for at in range(0, len(good), len(good) // 9):
        database.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
        with pytest.raises(IndexDamaged):
            Index.open(stage.index, CountingEncoder())
    database.write_bytes(good)

    assert stage.held() == stage.listed()


def _rot(stage: Stage, name: str = DATABASE) -> bytes:
    """Flip a bit below the file system: size and times, and so the seal's, stay. Returns what was there."""
    path, kept = stage.index / name, seal.read(stage.index)
    before, good = path.stat(), path.read_bytes()
    at = len(good) // 2
    path.write_bytes(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert kept is not None
    seal.write(stage.index, replace(kept, stamp=seal.stamp(stage.index / DATABASE)))
    return good


def test_what_rots_without_a_trace_is_refused(stage: Stage) -> None:
    """A small database is read through by each process, so that a bit is missed whatever the file's times say."""
    _rot(stage)
    with pytest.raises(IndexDamaged, match="does not hold what was written"):
        Index.open(stage.index, CountingEncoder())


def test_a_large_database_is_known_by_its_times(stage: Stage) -> None:
    """Of a database too large to be read each time, damage is told by the time of its last change, which nothing sets back."""
    path, before = stage.index / DATABASE, (stage.index / DATABASE).stat()
    with patch("index.local.seal.SMALL", 0):
        Index.open(stage.index, CountingEncoder()).store.close()
        with path.open("r+b") as file:
            file.seek(5000)
            file.write(b"damage")
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        with pytest.raises(IndexDamaged):
            Index.open(stage.index, CountingEncoder())


def _ask_on(found: Index) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        found.ask("How many people died in Vell?")


def test_a_large_database_is_read_beside_the_questions(stage: Stage) -> None:
    """A process that asks a large index again and again finds what rotted in it, and so does the doctor; mended, it answers."""
    found = Index.open(stage.index, CountingEncoder())
    good = _rot(stage)
    with patch("index.local.seal.SMALL", 0):
        assert any("pages of the store do not hold" in problem for problem in found.check())
        with pytest.raises(IndexDamaged):
            _ask_on(found)
        (stage.index / DATABASE).write_bytes(good)
        assert found.ask("How many people died in Vell?").citations


def test_a_faiss_file_that_rots_without_a_trace_is_not_searched(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """Its digest is compared by each process; the stored vectors are searched instead, and that is said."""
    right = Index.open(stage.index, CountingEncoder()).search("bridge cost")
    _rot(stage, "dense.faiss")
    found = Index.open(stage.index, CountingEncoder())

    assert [(hit.passage, hit.score) for hit in right] == [
        (hit.passage, hit.score) for hit in found.search("bridge cost")
    ]
    assert "missing or damaged" in caplog.text


def test_a_running_reader_sees_damage(stage: Stage) -> None:
    """An index that was open before its file was damaged refuses the next question."""
    found = Index.open(stage.index, CountingEncoder())
    assert found.ask("How many people died in Vell?").citations
    with (stage.index / DATABASE).open("r+b") as file:
        file.seek(5000)
        file.write(b"damage")

    with pytest.raises(IndexDamaged, match="does not hold what was written"):
        found.ask("How many people died in Orla?")


def test_nothing_to_do_leaves_the_seal(stage: Stage) -> None:
    """An update that finds nothing new writes neither the database nor its seal."""
    with patch("index.folder.FRESH", 0):  # else what changed just now is read again
        stage.update()
        files = (stage.index / DATABASE, stage.index / seal.FILE)
        before = [path.stat().st_mtime_ns for path in files]
        stage.update()

    assert before == [path.stat().st_mtime_ns for path in files]


def test_what_lost_its_seal_is_checked_before_it_is_sealed(stage: Stage) -> None:
    """Sound rows get a seal at the next update; damaged ones never do, and the doctor names them."""
    (stage.index / seal.FILE).unlink()
    stage.update()
    assert seal.read(stage.index) is not None
    (stage.index / seal.FILE).unlink()
    with closing(sqlite3.connect(stage.index / DATABASE)) as raw:
        raw.execute("UPDATE figures SET value = value + 1 WHERE id = 1")
        raw.commit()
    stage.update()

    assert seal.read(stage.index) is None
    assert any("figures of 0000.txt were damaged" in one for one in Index.open(stage.index, CountingEncoder()).check())


def test_no_page_of_what_lost_its_seal_ends_in_a_traceback(stage: Stage) -> None:
    """Whichever page is gone, every way to look at the index tells something, or that it is damaged."""
    database = stage.index / DATABASE
    whole = database.read_bytes()
    page = int.from_bytes(whole[16:18], "big")
    (stage.index / seal.FILE).unlink()
    looks: tuple[Callable[[Index], object], ...] = (
        lambda index: index.status(), lambda index: index.outlets(Filter()), lambda index: index.stories(), lambda index: index.correcting(),
        lambda index: index.article("0003.txt"), lambda index: index.figures("0003.txt"), lambda index: index.store.count("articles"),
        lambda index: index.store.paths(), lambda index: index.check(), lambda index: index.ask("How many people died in Vell?"),
    )  # fmt: skip
    refused = 0
    for start in range(page, len(whole), page):
        database.write_bytes(whole[:start] + bytes(page) + whole[start + page :])
        for look in looks:
            try:
                look(Index.open(stage.index, CountingEncoder()))
            except IndexDamaged:
                refused += 1

    assert refused


def test_a_damaged_seal_is_named_and_made_again(stage: Stage) -> None:
    """A seal that rots proves nothing any more: the doctor says so, questions are answered, and the next update seals anew."""
    path = stage.index / seal.FILE
    raw = path.read_bytes()
    path.write_bytes(raw[:-3] + bytes([raw[-3] ^ 1]) + raw[-2:])

    assert any("the seal of the store is damaged" in one for one in Index.open(stage.index, CountingEncoder()).check())
    stage.update()
    assert stage.held() == stage.listed()
    assert seal.read(stage.index) is not None


def test_ids_go_on_after_a_rebuild(stage: Stage) -> None:
    """An index made anew uses no id of a passage again, so that no reader takes a new passage for an old one."""
    before = LocalStore.open(stage.index).vectors()[0]
    stage.update(rebuild=True)

    assert min(LocalStore.open(stage.index).vectors()[0]) > max(before)


def test_a_reader_stays_through_a_rebuild(stage: Stage) -> None:
    """A reader that was open before sees the new state at its next question."""
    found = Index.open(stage.index, CountingEncoder())
    assert found.ask("How many people died in Vell?").citations
    stage.put(11)
    stage.update(rebuild=True)

    assert "14 people" in found.ask("How many people died in Tarn?").text
    assert set(found.store.paths()) == stage.listed()


def test_a_second_writer_hears_of_the_first(stage: Stage) -> None:
    """Whoever comes second is told the first one's process; the lock is the kernel's and dies with it."""
    store, second = LocalStore.open(stage.index), LocalStore.open(stage.index)
    with store.writing():
        assert f"pid {os.getpid()}, since " in (writing_since(stage.index) or "")
        assert f"written by another process (pid {os.getpid()}" in status_text(status(second))
        with pytest.raises(IndexBusy, match=rf"another process \(pid {os.getpid()}, since .*wait for it to end"), second.writing():  # fmt: skip
            pass

    assert writing_since(stage.index) is None


@pytest.mark.parametrize(
    ("error", "kind", "words"),
    [
        (OSError(28, "No space left on device"), IndexUnwritable, "the disk is full"),
        (OSError(5, "Input/output error", "f"), IndexUnwritable, "cannot be written"),
        (OSError(30, "Read-only file system", "f"), IndexUnwritable, "Read-only file system"),
        (PermissionError(13, "Permission denied", "f"), IndexForbidden, "check its owner"),
        (MemoryError(), OutOfMemory, "not enough memory"),
        (UnicodeDecodeError("utf-8", b"\xc1", 0, 1, "invalid start byte"), IndexDamaged, "cannot be read"),
    ],
)
def test_trouble_is_told_in_words(error: Exception, kind: type[Exception], words: str, tmp_path: Path) -> None:
    """A full, failing or read-only disk, a stranger's folder and a lack of memory each have a line and a code."""
    with pytest.raises(kind, match=words), told(tmp_path):
        raise error


@pytest.mark.parametrize(
    ("raw", "allowed"),
    [(b"IxM2" + bytes(33) + b"IxFI", True), (b"IHNf", True), (b"Irbq", False), (b"INSf", False), (b"IPfs", False), (b"IxM2" + bytes(33) + b"Irbq", False), (b"", False), ((b"IxM2" + bytes(33)) * 4, False)],
)  # fmt: skip
def test_only_quiet_kinds_of_faiss_files_are_read(raw: bytes, allowed: bool, tmp_path: Path) -> None:
    """Flat and HNSW pass, also inside a map of ids; RaBitQ, NSG and fast scan never reach FAISS."""
    (tmp_path / "f").write_bytes(raw)

    assert is_allowed(tmp_path / "f") is allowed


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("kind", ["IDMap2,Flat", "IVF4,SQ8"])
def test_faiss_files_are_written_whole_or_not_at_all(kind: str, tmp_path: Path) -> None:
    """The digest is that of the file, which may be read and holds every vector; a full disk is told in words."""
    vectors = np.random.default_rng(1).normal(size=(500, 16)).astype(np.float32)
    index = faiss.index_factory(16, kind, faiss.METRIC_INNER_PRODUCT)
    index.train(vectors)
    index.add_with_ids(vectors, np.arange(500))
    written = write(index, tmp_path / "f")

    assert written == digest(tmp_path / "f")
    assert is_allowed(tmp_path / "f")
    assert 500 == faiss.read_index(str(tmp_path / "f")).ntotal
    with pytest.raises(IndexUnwritable, match="the disk is full"), told(tmp_path):
        write(index, Path("/dev/full"))


def test_a_hostile_faiss_file_with_a_true_digest_is_not_read(stage: Stage) -> None:
    """A file of a forbidden kind that the store itself vouches for is left alone, and words and vectors still answer."""
    store = LocalStore.open(stage.index)
    path = stage.index / "dense.faiss"
    path.write_bytes(b"INSf" + bytes(1000))
    made = json.loads(store.recipe["dense"])
    from index.files import stamp

    with store.writing():
        store.set_recipe("dense", json.dumps({**made, "sha256": digest(path), "stamp": stamp(path)}))
    store.close()

    assert stage.held() == stage.listed()


def test_files_are_their_owner_s_alone(stage: Stage) -> None:
    """Every file of an index is 0600 and its folder 0700, whatever the umask."""
    code = "import os, sys; os.umask(0); from pathlib import Path; from tests.faults.stage import Stage; Stage(Path(sys.argv[1])).update(rebuild=True)"
    subprocess.run([sys.executable, "-c", code, str(stage.root)], check=True, cwd=ROOT)

    assert {path.name: oct(path.stat().st_mode & 0o777) for path in stage.index.iterdir() if path.stat().st_mode & 0o077} == {}  # fmt: skip
    assert stage.index.stat().st_mode & 0o777 == 0o700


HOLDING = """
    import signal, sys, time
    from pathlib import Path
    from index.library import Index
    from tests.conftest import CountingEncoder
    with Index.open(Path(sys.argv[1]), CountingEncoder()).store.writing():
        print("holding", flush=True)
        time.sleep(60)
"""


def test_a_frozen_writer_keeps_its_lock(stage: Stage) -> None:
    """While one that holds the lock is stopped, a second is refused within a second with its number; questions and the status go on."""
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(HOLDING), str(stage.index)], cwd=ROOT, stdout=subprocess.PIPE, text=True) as holder:  # fmt: skip
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        holder.send_signal(signal.SIGSTOP)
        try:
            began = time.monotonic()
            with pytest.raises(IndexBusy, match=f"pid {holder.pid}, since") as told_of:
                stage.update()
            assert time.monotonic() - began < 1
            assert told_of.value.code == 75
            assert stage.held() == stage.listed()
            assert f"pid {holder.pid}" in status_text(status(LocalStore.open(stage.index)))
        finally:
            holder.kill()
    stage.put(8)
    stage.update()

    assert stage.held() == stage.listed()


def test_too_few_open_files_are_told(stage: Stage) -> None:
    """Where not one file more may be opened a question ends in one clear line, and is answered when the limit is raised."""
    code = """
        import os, resource, sys
        from pathlib import Path
        from tests.faults.stage import Stage, run_quietly
        stage = Stage(Path(sys.argv[1]))
        stage.update()
        stage.held()
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (len(os.listdir("/proc/self/fd")) - 1, hard))
        codes = run_quietly(lambda: stage.held() and None), run_quietly(stage.update)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        print(*codes, len(stage.held()))
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code), str(stage.root)], cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip

    assert done.stdout == "71 71 8\n", done.stderr


@pytest.mark.encoder
@pytest.mark.parametrize(("sign", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_signal_ends_a_build_cleanly(sign: signal.Signals, code: int, tmp_path: Path) -> None:
    """SIGTERM and SIGINT in the middle of `newsdesk index` end it within five seconds with their codes; nothing lies about, the rest comes next time."""
    stage = Stage(tmp_path)
    stage.put(*range(1500))
    command = [
        sys.executable,
        "-c",
        "from bot.cli import main; main()",
        "index",
        str(stage.corpus),
        "--index",
        str(stage.index),
    ]
    with subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) as builder:
        while not (stage.index / "newsdesk.sqlite-wal").exists() and builder.poll() is None:
            time.sleep(0.02)
        time.sleep(0.5)
        builder.send_signal(sign)
        began = time.monotonic()
        assert builder.wait(20) == code
        assert time.monotonic() - began < 5
        assert builder.stderr is not None
        assert "Traceback" not in builder.stderr.read()

    assert [path.name for path in stage.index.rglob("*") if path.name.endswith(".new") or path.name == "rebuild"] == []


SWALLOWED = """
    import os, signal, time
    from bot.codes import insist

    insist()
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
    except SystemExit:  # as a callback of SQLite or a finaliser would have it
        time.sleep(60)
"""


def test_a_signal_whose_exception_is_swallowed_ends_a_build_all_the_same() -> None:
    """It is raised again after a moment."""
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(SWALLOWED)], cwd=ROOT, check=False, timeout=30)

    assert 143 == done.returncode


WRITING_ON = """
    import sys
    from pathlib import Path
    from index.library import Index
    from tests.conftest import CountingEncoder
    from tests.faults.stage import Stage
    from unittest.mock import patch
    from corpus.read import read_file
    stage = Stage(Path(sys.argv[1]))
    made = Index.create(stage.index, CountingEncoder())
    with patch("index.folder.read_file", read_file):
        for number in map(int, sys.stdin):
            stage.put(number)
            made.update([stage.corpus])
            print("done", flush=True)
"""


@pytest.mark.skipif(not Path("/proc/locks").exists(), reason="Linux shows who holds locks")
def test_whoever_proves_a_database_keeps_its_locks_on_it(stage: Stage) -> None:
    """A writer that stays reads the file's pages beside SQLite and is still known as its user: one that comes and goes deletes no log under it."""
    command = [sys.executable, "-c", textwrap.dedent(WRITING_ON), str(stage.root)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdin is not None
        assert writer.stdout is not None
        for number in range(8, 14):
            print(number, file=writer.stdin, flush=True)
            assert writer.stdout.readline() == "done\n"
            inode = (stage.index / DATABASE).stat().st_ino
            locks = [line.split() for line in Path("/proc/locks").read_text().splitlines()]
            assert any(line[4] == str(writer.pid) and line[5].endswith(f":{inode}") for line in locks)
            assert stage.held() == stage.listed()
            kept = seal.read(stage.index)
            assert kept is not None
            assert kept.pages == seal._checksums(stage.index / DATABASE, kept.page)
        writer.stdin.close()
        assert writer.wait(20) == 0
