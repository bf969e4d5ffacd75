"""Too many open files, processes and threads: told in one line, nothing is rejected for it, and all is well when the limit is raised."""

import errno
import os
import resource
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from corpus import parsing, read
from corpus.errors import Exhausted
from corpus.types import Article
from tests.faults import calls, swaps
from tests.faults.stage import Stage

ROOT = Path(__file__).parent.parent
linux = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux shows what is open")
strace = pytest.mark.skipif(not calls.is_there(), reason="strace is not there, or may not trace")
UPDATE = """
    import resource, sys
    from pathlib import Path
    from index.library import Index
    from tests.conftest import CountingEncoder
    from tests.faults.stage import Stage, run_quietly
    import {imports}
    stage = Stage(Path(sys.argv[1]))
    limit = int(sys.argv[2])
    if limit:
        resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))
    def work():
        {work}
    sys.exit(run_quietly(work))
"""
BUILD = textwrap.dedent(UPDATE).format(
    imports="corpus.parsing, index.build", work="Index.create(stage.index, CountingEncoder()).update([stage.corpus])"
)
ASK = textwrap.dedent(UPDATE).format(
    imports="index.answers",
    work="from index.loading import load_ahead; found = Index.open(stage.index, CountingEncoder()); load_ahead(found); print(found.ask('How many people died in the storm in Vell?').status)",
)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    """An index of eight articles, and a ninth that it does not hold yet."""
    stage = Stage(tmp_path)
    stage.put(*range(8))
    stage.update()
    stage.put(8)
    return stage


def run(code: str, stage: Stage, limit: int = 0, inject: str = "") -> tuple[int, str]:
    """What a process does under a limit of open files, or where the system refuses: its exit code and output."""
    command = [sys.executable, "-c", code, str(stage.root), str(limit)]
    if inject:
        command = ["strace", "-f", "-o", os.devnull, "-e", "trace=clone,clone3,fork,vfork", "-e", f"inject=clone,clone3,fork,vfork:{inject}", *command]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def verify_kept(stage: Stage) -> None:
    """What the index held it holds, nothing was rejected, and with the limit raised the ninth comes in."""
    assert stage.held() in (stage.listed(), stage.listed() - {"0008.txt"})
    stage.update()
    assert stage.held() == stage.listed()


@linux
@pytest.mark.parametrize("limit", [14, 20])
def test_too_few_open_files_reject_no_article(stage: Stage, limit: int) -> None:
    """Under any limit, also below what the parser allows itself, an update takes the article in or ends with 71."""
    code, output = run(BUILD, stage, limit)

    assert code == (0 if limit >= 20 else 71), output
    verify_kept(stage)


@strace
def test_no_more_processes_reject_no_article(stage: Stage) -> None:
    """Where the parser's process cannot be started, an update ends with 71 and the article comes in the next time."""
    code, output = run(BUILD, stage, inject="error=EAGAIN:when=1+")

    assert code == 71, output
    verify_kept(stage)


@strace
@pytest.mark.parametrize("first", [1, 3])
def test_no_more_threads_are_told(stage: Stage, first: int) -> None:
    """From whichever thread on no more can be started, a question is answered or ends with 71, never with a traceback."""
    code, output = run(ASK, stage, inject=f"error=EAGAIN:when={first}+")

    assert (code, output) == (0, "answered\n") or (code == 71 and "EP Error" not in output), output


def test_a_file_that_cannot_be_opened_for_want_of_files_is_not_rejected(tmp_path: Path) -> None:
    """The limit is met in the parser's process: that is told and not held against the file, and the next try reads it."""
    path = tmp_path / "a.txt"
    path.write_text("The mayor of Vell opened a school on Friday.")
    parsing.read_file(path, "a.txt")
    assert parsing._parser is not None
    resource.prlimit(parsing._parser.running.pid, resource.RLIMIT_NOFILE, (3, 64))
    with pytest.raises(Exhausted, match="too few open files"):
        parsing.read_file(path, "a.txt")

    (again,) = parsing.read_file(path, "a.txt")
    assert isinstance(again, Article)


@pytest.mark.parametrize("program", ["/bin/false", "/nowhere/python"])
def test_a_parser_that_does_not_start_is_no_fault_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str
) -> None:
    """Where the process ends before it reads anything, or there is none, that is told; the file is not rejected, and read the next time."""
    path = tmp_path / "a.txt"
    path.write_text("The mayor of Vell opened a school on Friday.")
    parsing.end()
    with monkeypatch.context() as other:
        other.setattr(sys, "executable", program)
        with pytest.raises(Exhausted, match="cannot be started"):
            parsing.read_file(path, "a.txt")

    (again,) = parsing.read_file(path, "a.txt")
    assert isinstance(again, Article)


def test_want_of_files_is_no_fault_of_a_file(tmp_path: Path) -> None:
    """Reading a file where no more may be opened raises, instead of rejecting the file."""
    path = tmp_path / "a.txt"
    path.write_text("The mayor of Vell opened a school on Friday.")
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, hard))
    try:
        with pytest.raises(OSError, match="Too many open files") as refused:
            read.read_file(path, "a.txt")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))

    assert refused.value.errno == errno.EMFILE


@linux
def test_new_states_leave_no_files_open(tmp_path: Path) -> None:
    """A reader that follows updates and rebuilds has as many files and threads open as before; the long run makes a thousand."""
    row = swaps.run(tmp_path, 15)

    assert (row.lost, row.notes) == (0, [])
