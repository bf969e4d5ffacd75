"""Disks that are full, read-only or another machine's, memory that does not suffice, clocks that jump, an encoder that hangs."""

import logging
import os
import resource
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from index import mounts, room
from index.encoders import canary
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import IndexMisplaced, IndexUnwritable, OutOfMemory
from index.library import Index
from index.opening import local
from index.types import Vectors
from tests.conftest import ARTICLES, CountingEncoder, lend, write
from tests.faults.kills import fork
from tests.faults.stage import Stage, run_quietly

ROOT = Path(__file__).parent.parent
QUESTION = "How many people died in the storm?"


def _may_mount() -> bool:
    probe = ["unshare", "-rm", "mount", "-t", "tmpfs", "none", "/mnt"]
    return (
        shutil.which("unshare") is not None and subprocess.run(probe, check=False, capture_output=True).returncode == 0
    )


mounting = pytest.mark.skipif(not _may_mount(), reason="no mounts of one's own here")


def mounted(command: str, code: str, *words: object) -> list[str]:
    """What a program prints, line by line, that runs where a mount was made that nobody else sees."""
    program = [sys.executable, "-c", textwrap.dedent(code), *map(str, words)]
    done = subprocess.run(
        ["unshare", "-rm", "sh", "-c", f'{command} && exec "$@"', "sh", *program],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout.splitlines()


def command(*words: object, env: dict[str, str] | None = None) -> tuple[int, str]:
    """The exit code of `newsdesk` and what it says on stderr."""
    done = subprocess.run(
        [sys.executable, "-c", "from bot.cli import main; main()", *map(str, words)],
        cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **(env or {})},
    )  # fmt: skip
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stderr


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """Eight articles, indexed, and two that are new."""
    stage = Stage(tmp_path)
    stage.put(*range(8))
    stage.update()
    stage.put(8, 9)
    return stage


def test_a_disk_that_is_too_full_is_told_before_anything_is_written(stage: Stage) -> None:
    """What is needed and what is left are named, the exit code is 74, and the index stays byte for byte."""
    before = {
        path: path.read_bytes() for path in stage.index.iterdir() if path.suffix in (".sqlite", ".seal", ".faiss")
    }
    with patch("index.room.free", lambda folder: 60_000_000), pytest.raises(IndexUnwritable, match=r"needs about 67 MB, 60 MB are left") as told:  # fmt: skip
        stage.update()

    assert told.value.code == 74
    assert before == {
        path: path.read_bytes() for path in stage.index.iterdir() if path.suffix in (".sqlite", ".seal", ".faiss")
    }


def test_the_estimate_grows_with_what_is_to_be_read(tmp_path: Path) -> None:
    """Text takes fifteen times its size, with half as much to spare; a rebuild needs the room of the old index besides."""
    (tmp_path / "a.txt").write_bytes(bytes(10_000_000))
    (tmp_path / "newsdesk.sqlite").write_bytes(bytes(80_000_000))
    needs = room.MARGIN + 15 * 15_000_000
    for folder, need in ((tmp_path, needs), (tmp_path / "rebuild", needs + 120_000_000)):
        with patch("index.room.free", lambda _, need=need: need):
            room.verify_disk(folder, [tmp_path / "a.txt"])
        with patch("index.room.free", lambda _, need=need: need - 1), pytest.raises(IndexUnwritable):
            room.verify_disk(folder, [tmp_path / "a.txt"])


FILL = """
    import sys
    from pathlib import Path
    from unittest.mock import patch
    from index.library import Index
    from tests.conftest import CountingEncoder
    from tests.faults.stage import Stage, run_quietly
    stage = Stage(Path(sys.argv[1]))
    found = Index.open(stage.index, CountingEncoder())
    found.reads_with = "none"
    with patch("index.room.MARGIN", 0), patch("index.room.SPARE", 0.0):
        code = run_quietly(stage.update)
    answered = bool(found.ask("How many people died in Vell?").citations)
    found.store.close()
    (stage.index / "ballast").unlink()
    left = sorted(path.name for path in stage.index.rglob("*") if path.name.endswith(".new"))
    print(code, left, answered, len(stage.held() or ()))
"""


@mounting
@pytest.mark.parametrize("share", [0.0, 0.2, 0.5, 0.7, 0.9, 0.99])
def test_a_disk_that_runs_full_meanwhile_keeps_what_was_stored(stage: Stage, share: float) -> None:
    """On a real disk with so much of what the update needs it ends with 74, a reader answers all the while, nothing half done lies about."""
    stage.put(*range(10, 60))
    fits = _size(stage) + 200_000 + int(share * 2 * _growth(stage))
    mount = (
        f"cp -a {stage.index} {stage.root}/kept && mount -t tmpfs -o size={fits} none {stage.index} && cp -a {stage.root}/kept/. {stage.index}/ "
        f"&& head -c 65536 /dev/zero > {stage.index}/ballast"
    )
    (line,) = mounted(mount, FILL, stage.root)

    assert line in (["74 [] True 8"] if share < 0.5 else ["74 [] True 8", "74 [] True 60", "0 [] True 60"])


def _size(stage: Stage) -> int:
    return sum(path.stat().st_size for path in stage.index.iterdir())


def _growth(stage: Stage) -> int:
    """Bytes by which the update makes the index larger; its log takes as much again."""
    other = Stage(stage.root / "other")
    shutil.copytree(stage.index, other.index)
    shutil.copytree(stage.corpus, other.corpus)
    other.update()
    return _size(other) - _size(stage)


READ_ONLY = """
    import sys
    from pathlib import Path
    from bot.telegram.journal import Journal, SoleCopy
    from index.library import Index
    from tests.conftest import CountingEncoder
    from tests.faults.stage import Stage, run_quietly
    stage = Stage(Path(sys.argv[1]))
    encoder = CountingEncoder()
    found = Index.open(stage.index, encoder)
    found.reads_with = "none"
    print(found.ask("How many people died in Vell?").headline.splitlines()[0], found.check())
    encoder.encoded.clear()
    print(run_quietly(lambda: found.update([stage.corpus])), encoder.encoded)
    journal = Journal(stage.index / "telegram.sqlite")
    print(journal.accept((1, 2, 3), 4, "{}"), SoleCopy(stage.index / "telegram.lock").alone)
"""


@mounting
def test_a_read_only_disk_answers_and_takes_nothing_in(stage: Stage) -> None:
    """On a disk that is mounted read-only a question is answered, an update ends with 74 before it embeds, and the bot's inbox is kept in memory."""
    mount = f"mount --bind {stage.index} {stage.index} && mount -o remount,bind,ro {stage.index}"
    answered, updated, accepted = mounted(mount, READ_ONLY, stage.root)

    assert "people dead in Vell" in answered
    assert answered.endswith("[]")
    assert (updated, accepted) == ("74 []", "True True")


@mounting
@pytest.mark.encoder
def test_asking_a_corpus_on_a_read_only_disk(folder: Path, tmp_path: Path, carrier: Path) -> None:
    """`ask --corpus` says that nothing new could be taken in, and answers from what the index holds."""
    lend(carrier, tmp_path)
    index = tmp_path / "index"
    assert command("index", folder, "--index", index)[0] == 0
    write(folder, ARTICLES[0])
    (folder / "new.txt").write_text("The new pier of Orla was opened on Friday, the mayor of the town said.")
    code = "import sys; from bot.cli import main; sys.argv[0] = 'newsdesk'; main()"
    mount = f"mount --bind {index} {index} && mount -o remount,bind,ro {index} && export NEWSDESK_INDEX= "
    lines = mounted(mount, code, "ask", QUESTION, "--corpus", folder, "--index", index)

    assert lines[0].startswith("14 people")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may become another user")
def test_an_index_of_somebody_else_is_told_without_a_traceback(stage: Stage) -> None:
    """Another user is told the folder and 77; nothing of it was read."""
    stage.held()  # imports what the other user may not read either
    for path in (stage.root, *stage.root.parents):
        if len(path.parts) > 2:
            path.chmod(0o755)

    def become_another() -> int:
        os.setgid(65534)
        os.setuid(65534)
        return run_quietly(lambda: print(stage.held()))

    _, status = os.waitpid(fork(become_another), 0)

    assert os.waitstatus_to_exitcode(status) == 77


class Hungry(SentenceTransformerEncoder):
    """A model that has memory for so many texts at once."""

    most = 0

    def __init__(self) -> None:
        super().__init__()
        self.tried: list[int] = []

    @property
    def model(self) -> "Hungry":
        return self

    def encode_query(self, texts: Sequence[str], *, batch_size: int, **_: object) -> Vectors:
        self.tried.append(batch_size)
        if batch_size > self.most:
            raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")
        return CountingEncoder().encode_queries(texts)

    encode_document = encode_query


def test_too_little_memory_for_many_texts_at_once_takes_fewer() -> None:
    """The batch is halved until it fits; where not even one text fits, that is told with 71."""
    encoder = Hungry()
    encoder.most = 3

    assert len(encoder.encode_queries(["a sentence of this length is encoded with thirty-one others"] * 5)) == 5
    assert encoder.tried == [32, 16, 8, 4, 2]
    encoder.most = 0
    with pytest.raises(RuntimeError, match="memory"):
        encoder.encode_queries(["a"])
    assert encoder.tried[-1] == 1


LIMITED = """
    import resource, sys
    resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv.pop(1)),) * 2)
    from bot.cli import main
    sys.argv[0] = "newsdesk"
    main()
"""


@pytest.mark.encoder
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux tells how much memory a process has")
def test_a_builder_without_memory_says_so(folder: Path, tmp_path: Path) -> None:
    """With 600 MB or 1 GB of address space, in which torch would end the process, it ends with 71 and one line; the index before stays."""
    index = tmp_path / "index"
    Index.create(index, CountingEncoder()).update([folder])
    for limit in (600_000_000, 1_000_000_000):
        words = (str(limit), "index", str(folder), "--rebuild", "--encoder", "all-MiniLM-L6-v2", "--index", str(index))
        code = [sys.executable, "-c", textwrap.dedent(LIMITED), *words]
        done = subprocess.run(code, cwd=ROOT, capture_output=True, text=True, check=False)

        assert (done.returncode, "Traceback" in done.stderr) == (71, False), done.stderr
        assert "not enough memory" in done.stderr
    assert Index.open(index, CountingEncoder()).status().articles == 3


def test_a_limit_that_leaves_enough_is_no_reason() -> None:
    """Without a limit, or with one far off, nothing is refused; with one too near the missing room is told."""
    room.verify_memory(1 << 50)
    with patch("resource.getrlimit", lambda _: (1 << 51, 1 << 51)):
        room.verify_memory(1 << 50)
        with pytest.raises(OutOfMemory, match="raise the limit"):
            room.verify_memory(1 << 52)
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY


def test_a_file_that_does_not_fit_leaves_the_one_of_before(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    """A running reader that cannot load the new FAISS file goes on with the old one, finds what is new beside it, and tries again ten minutes later."""
    found = Index.open(stage.index, CountingEncoder())
    found.reads_with = "none"
    found.search("storm")
    stage.update(rebuild=True)
    with patch("faiss.read_index", side_effect=MemoryError):
        hits = found.search("bridge cost harbour", limit=30)
        found.search("storm")
    fresh = Index.open(stage.index, CountingEncoder()).search("bridge cost harbour", limit=30)

    assert [(hit.passage, hit.score) for hit in hits] == [(hit.passage, hit.score) for hit in fresh]
    assert caplog.text.count("not enough memory to load dense.faiss") == 1
    with patch("index.local.dense.monotonic", lambda: time.monotonic() + 601):
        stage.put(11)
        stage.update()
        found.search("storm")
    assert local(found.store).dense()._rows in (found.store.count("passages") - 1, found.store.count("passages"))


MOUNTINFO = """22 1 0:20 / / rw,relatime - ext4 /dev/root rw
40 22 0:50 / /srv rw,relatime shared:1 - nfs4 files:/export rw
41 40 0:51 / /srv/fast\\040disk rw - xfs /dev/sdb1 rw
42 22 0:52 / /home/ann/remote rw - fuse.sshfs ann@far: rw
43 22 0:53 / /overlay rw - fuse.fuse-overlayfs x rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [("/srv", "nfs4"), ("/srv/a/b", "nfs4"), ("/srv/fast disk/x", None), ("/srvx", None), ("/home/ann/remote/i", "fuse.sshfs"), ("/overlay/i", None), ("/", None)],
)  # fmt: skip
def test_a_network_disk_is_known(folder: str, kind: str | None, tmp_path: Path) -> None:
    """The innermost mount decides; disks of this machine, layers of containers among them, are none of the network."""
    (tmp_path / "mounts").write_text(MOUNTINFO)
    with patch("index.mounts.MOUNTS", tmp_path / "mounts"):
        assert mounts.network_kind(Path(folder)) == kind


def test_an_index_on_a_network_disk_is_refused(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With 78 and what to do, for writers and readers alike, unless the owner takes it on himself."""
    from bot.opening import create, existing

    (tmp_path / "mounts").write_text(f"{MOUNTINFO}50 22 0:60 / {tmp_path.resolve()} rw - cifs //far/share rw\n")
    Index.create(tmp_path / "index", CountingEncoder()).update([folder])
    with patch("index.mounts.MOUNTS", tmp_path / "mounts"):
        attempts: list[Callable[[], Index]] = [lambda: create(tmp_path / "index", None, False), lambda: existing(None, tmp_path / "index")]  # fmt: skip
        for attempt in attempts:
            with pytest.raises(IndexMisplaced, match=r"network disk \(cifs\).*NEWSDESK_NETWORK_DISK=1") as told:
                attempt()
            assert told.value.code == 78
        monkeypatch.setenv("NEWSDESK_NETWORK_DISK", "1")
        assert existing(None, tmp_path / "index").store.count("articles") == 3


@pytest.mark.parametrize("jump", [-3650, -1, 1, 3650])
def test_a_clock_that_jumps_hides_no_change(stage: Stage, jump: int) -> None:
    """Days or years on or back between and during updates: ids still rise, and what was edited is seen."""
    stage.update()
    before = max(local(Index.open(stage.index, CountingEncoder()).store).vectors()[0])
    now = time.time_ns
    shift = jump * 86_400_000_000_000
    with patch("index.folder.time.time_ns", side_effect=lambda: now() + shift):
        stage.put(10)
        stage.update()
        path = stage.corpus / "0003.txt"
        path.write_text(path.read_text().replace("6 people", "7 people"))
        stage.update()
        stage.put(11)
    stage.update()
    found = Index.open(stage.index, CountingEncoder())

    assert "left 7 people dead" in found.article("0003.txt").text
    assert max(local(found.store).vectors()[0]) > before
    assert set(found.store.paths()) == stage.listed()


def test_an_edit_that_keeps_size_and_time_is_seen(stage: Stage) -> None:
    """A corrected digit in a file whose time was set back, as what copies or unpacks files does, is in the next answer."""
    with patch("index.folder.FRESH", 0):
        stage.update()
        path = stage.corpus / "0003.txt"
        kept = path.stat()
        path.write_text(path.read_text().replace("6 people", "7 people"))
        os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
        stage.update()

    assert "left 7 people dead" in Index.open(stage.index, CountingEncoder()).article("0003.txt").text


class Stuck(CountingEncoder):
    """An encoder that hangs or fails when a question comes."""

    def __init__(self, error: Exception | None) -> None:
        super().__init__()
        self.error = error

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if texts == canary.SENTENCES:  # when the index was made all was well
            return super().encode_passages(texts)
        if self.error is not None:
            raise self.error
        time.sleep(3)
        return super().encode_passages(texts)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (None, "gave no vector within 0 s"),
        (RuntimeError("boom"), "failed (RuntimeError)"),
        (MemoryError(), "failed (MemoryError)"),
        (ValueError("NaN"), "failed (ValueError)"),
    ],
)
def test_an_encoder_that_fails_costs_the_dense_half_alone(
    error: Exception | None, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It hangs, breaks or runs out of memory: the question is answered by its words in time, and that is said once."""
    index = Index.in_memory(ARTICLES, Stuck(error))
    began = time.monotonic()
    with (
        caplog.at_level(logging.WARNING),
        patch("index.encoders.encoding.ENCODING", 0.3),
        patch("index.encoders.encoding.LOADING", 0.3),
    ):
        answers = [index.ask(QUESTION) for _ in range(2)]

    assert all("14 people" in answer.headline for answer in answers)
    assert time.monotonic() - began < 2.5
    assert caplog.text.count(told) == 1


class Loading(CountingEncoder):
    """An encoder that hangs while it is loaded, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.let_go = threading.Event()
        self.asked = 0
        self.let_go.set()

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        self.asked += 1
        self.let_go.wait(60)
        return super().encode_passages(texts)


def encoding_threads() -> set[threading.Thread]:
    return {one for one in threading.enumerate() if one.name == "encoding"}


def test_an_encoder_that_hangs_while_it_is_loaded_is_not_waited_for_again(caplog: pytest.LogCaptureFixture) -> None:
    """The first question waits so long and no longer, those after it not at all and in no thread of their own; once it is loaded it encodes."""
    encoder = Loading()
    index = Index.in_memory(ARTICLES, encoder)
    encoder.let_go.clear()
    encoder.asked = 0
    before = encoding_threads()
    with caplog.at_level(logging.WARNING), patch("index.encoders.encoding.LOADING", 0.3):
        first = index.ask(QUESTION)
    with caplog.at_level(logging.WARNING), patch("index.encoders.encoding.LOADING", 5.0):
        answers = [index.ask(f"{QUESTION} {number}") for number in range(5)]
    hung = encoding_threads() - before

    assert all("14 people" in answer.headline for answer in (first, *answers))
    assert (1, 1) == (encoder.asked, len(hung))
    assert 1 == caplog.text.count(
        "semantic search is off, words alone are searched: the encoder gave no vector within 0 s"
    )
    encoder.let_go.set()
    while not index.encode_question(QUESTION).any():
        time.sleep(0.01)
    assert 2 == encoder.asked  # what was asked meanwhile is not asked of it afterwards
    assert np.array_equal(encoder.encode_passages([QUESTION])[0], index.encode_question(QUESTION))


def test_an_index_that_is_gone_leaves_no_thread() -> None:
    """What encodes questions ends with its index, so that a thousand questions that bring their articles start no thousand threads."""
    before = encoding_threads()
    index = Index.in_memory(ARTICLES, CountingEncoder())
    index.ask(QUESTION)
    (own,) = encoding_threads() - before
    del index
    own.join(5)

    assert not own.is_alive()


def test_what_is_loaded_beforehand_is_not_waited_for_without_end(caplog: pytest.LogCaptureFixture) -> None:
    """Where what loads in the background hangs, as importing torch from a dead disk does, a question is answered by its words."""
    index = Index.in_memory(ARTICLES, CountingEncoder())
    index.encoding.loading = (Future(),)
    with caplog.at_level(logging.WARNING), patch("index.encoders.encoding.LOADING", 0.3):
        answer = index.ask(QUESTION)
    index.encoding.loading[0].set_result(None)

    assert "14 people" in answer.headline
    assert "the encoder gave no vector within 0 s" in caplog.text
