"""Descriptors of databases: one for each file, for as long as anything of the process holds it."""

import gc
import os
import threading
from pathlib import Path

import pytest

from index.local import held


class Owner:
    """What only the garbage collector takes away: it refers to itself."""

    def __init__(self) -> None:
        self.me = self


def is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def test_a_file_stays_open_until_its_last_holder_lets_go(tmp_path: Path) -> None:
    """Two holders share one descriptor; it is closed with the second of them, not with the first."""
    path = tmp_path / "a"
    path.write_bytes(b"a")
    first, second = held.hold(Owner(), path), held.hold(owner := Owner(), path)
    with held.reading(path) as descriptor:
        assert b"a" == os.pread(descriptor, 1, 0)
    first()
    assert is_open(descriptor)
    second()
    assert not is_open(descriptor)
    assert owner.me is owner


def test_an_owner_may_go_while_another_file_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The collector takes an owner away in the middle of opening another file, by the same thread: both are as they should be."""
    one, other = tmp_path / "one", tmp_path / "other"
    one.touch()
    other.touch()
    gc.collect()
    gc.disable()
    try:
        held.hold(Owner(), one)
        with held.reading(one) as kept:
            pass
        stat = Path.stat
        monkeypatch.setattr(Path, "stat", lambda path: (gc.collect(), stat(path))[1])
        ended = threading.Event()

        def read() -> None:
            with held.reading(other):
                ended.set()

        threading.Thread(target=read, daemon=True).start()
        assert ended.wait(10)
        assert not is_open(kept)
    finally:
        gc.enable()
