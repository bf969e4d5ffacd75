"""A small part of `python -m tests.faults`, and every quick mutant: the rest takes minutes."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.faults import bots, calls, damage, fuzz, kills, mutants, outage, power
from tests.faults.mutations import MUTATIONS, ROOT, Mutation, caught
from tests.faults.table import Row

strace = pytest.mark.skipif(not calls.is_there(), reason="strace is not there, or may not trace")


@strace
@pytest.mark.parametrize("operation", ["build", "add", "delete", "rebuild"])
def test_a_fault_at_a_system_call_loses_nothing(tmp_path: Path, operation: str) -> None:
    """Killed, on a full disk or on one that fails, at calls spread over an operation: old or new state, mended by the next."""
    for row in calls.run(tmp_path / "stage", 5, (operation,)):
        assert (row.lost, row.notes) == (0, [])


@strace
@pytest.mark.parametrize(
    "inject", ["fdatasync:error=ENOSPC:when=1", "pwrite64:error=EIO:when=2", "fdatasync:error=EIO:when=3"]
)
def test_a_database_is_never_begun_without_its_log(tmp_path: Path, inject: str) -> None:
    """Where the disk fails while the log is set up, SQLite goes on without one and says nothing: that ends the build, and the next one begins anew."""
    assert calls.one(tmp_path / "stage", "build", inject.split(":")[1].removeprefix("error="), inject) == []


@strace
@pytest.mark.parametrize("run", [calls.run_syncs, calls.run_closes], ids=["flush", "close"])
def test_a_flush_or_close_that_fails_loses_nothing(tmp_path: Path, run: Callable[[Path, int], Row]) -> None:
    """A flush that fails ends with 74 and is not made good by a second one; after it, or a close that fails, all that was reported is there."""
    row = run(tmp_path / "stage", 2)

    assert (row.lost, row.notes) == (0, [])


@strace
def test_a_disk_that_fails_while_it_is_read_is_told(tmp_path: Path) -> None:
    """An error at any call by which a question reads the index gives the same answer or one clear refusal."""
    row = calls.run_reading(tmp_path / "stage", 12)

    assert (row.lost, row.notes) == (0, [])


@strace
def test_a_power_loss_loses_nothing(tmp_path: Path) -> None:
    """Whatever part of what was not flushed is missing, the index opens with all that was reported as done."""
    row = power.run(tmp_path / "stage", 60)

    assert (row.lost, row.notes) == (0, [])


def test_random_kills_lose_nothing(tmp_path: Path) -> None:
    """Two builders killed again and again: nothing reported is lost, no reader fails or sees an older state again."""
    for row in kills.run(tmp_path / "stage", 10):
        assert (row.lost, row.notes) == (0, [])


def test_no_damage_answers_wrongly_in_silence(tmp_path: Path) -> None:
    """A flipped bit, a zeroed, swapped or older page, a cut: refused, or every answer stays what it was."""
    row = damage.run(tmp_path / "stage", 100)

    assert (row.lost, row.notes) == (0, [])


@pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")
def test_a_killed_bot_answers_every_question(tmp_path: Path) -> None:
    """Questions asked before a kill are answered afterwards; the long run kills a hundred times."""
    row = bots.run(tmp_path / "stage", 2)

    assert (row.lost, row.notes) == (0, [])


@pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")
def test_an_outage_loses_no_question(tmp_path: Path) -> None:
    """What is asked before and while Telegram is away is answered once when it is back, with its age; what is older than a day is closed."""
    row = outage.run(tmp_path / "stage", 4)

    assert (row.lost, row.notes) == (0, [])


def test_nothing_fuzzed_gets_through(tmp_path: Path) -> None:
    """Some seconds of mutated files, questions and button data lead to no exception."""
    for row in fuzz.run(4):
        assert (row.lost, row.notes) == (0, [])


@pytest.mark.parametrize("mutation", [one for one in MUTATIONS if one.quick], ids=lambda one: one.name)
def test_a_protection_taken_out_is_missed(mutation: Mutation) -> None:
    """The test of a lock, a fence, a filter fails without it; the long run takes out every protection in turn."""
    row = caught(mutation)

    assert (row.lost, row.notes) == (0, [])


def test_the_list_of_protections_fits_the_program() -> None:
    """Each line that a mutant changes is there, and each test that must miss it."""
    for one in MUTATIONS:
        assert one.old in (ROOT / one.file).read_text(encoding="utf-8"), one.name
        file, _, test = one.test.partition("::")
        assert f"def {test}(" in (ROOT / "tests" / file).read_text(encoding="utf-8"), one.test


@pytest.mark.parametrize("name", mutants.QUICK)
@strace
def test_every_mutant_is_caught(tmp_path: Path, name: str) -> None:
    """With a protection taken away the same faults do harm, so the tests above can fail."""
    assert mutants.QUICK[name](tmp_path / "stage", True).lost > 0
