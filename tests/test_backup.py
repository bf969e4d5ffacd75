"""Backups: one file that gives back the index, checked before anything is replaced."""

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import IndexDamaged
from index.library import Index
from index.local.backup import back_up, check, restore
from index.opening import local
from tests.conftest import ARTICLES, CountingEncoder, lend, write


@pytest.fixture
def index(tmp_path: Path, folder: Path) -> Index:
    made = Index.create(tmp_path / "index", CountingEncoder())
    made.update([folder])
    return made


def test_a_backup_gives_the_index_back(index: Index, folder: Path, tmp_path: Path) -> None:
    """What was there when it was taken answers again: articles, passages, vectors, figures."""
    file = tmp_path / "copy.newsdesk"
    expected = [(hit.passage, hit.cosine) for hit in index.search("storm dead")]
    back_up(local(index.store), file)
    (folder / "storm.txt").unlink()
    index.update([folder])
    assert restore(file, tmp_path / "index") == 3
    again = Index.open(tmp_path / "index", CountingEncoder())
    again.repair()

    assert [(hit.passage, hit.cosine) for hit in again.search("storm dead")] == expected
    assert again.article("storm.txt").text == ARTICLES[1].text
    assert again.check() == []
    assert not again.update([folder]).added


def test_a_reader_sees_the_old_state_or_the_new(index: Index, folder: Path, tmp_path: Path) -> None:
    """An index that was open before the restore answers from the restored state at its next question."""
    back_up(local(index.store), tmp_path / "copy")
    (folder / "storm.txt").unlink()
    index.update([folder])
    reader = Index.open(tmp_path / "index", CountingEncoder())
    assert reader.store.paths() == ["bridge.txt", "rice.txt"]
    restore(tmp_path / "copy", tmp_path / "index")

    assert reader.store.paths() == ["bridge.txt", "rice.txt", "storm.txt"]


def test_a_backup_is_for_its_owner_alone(index: Index, tmp_path: Path) -> None:
    """Mode 0600, one file, nothing left beside it."""
    (tmp_path / "b").mkdir()
    back_up(local(index.store), tmp_path / "b" / "copy")

    assert [path.name for path in (tmp_path / "b").iterdir()] == ["copy"]
    assert stat.S_IMODE((tmp_path / "b" / "copy").stat().st_mode) == 0o600


@pytest.mark.parametrize("damage", ["cut", "zeroed", "text", "other"])
def test_a_damaged_backup_replaces_nothing(index: Index, tmp_path: Path, damage: str) -> None:
    """It is refused in one line, and the index stays as it is."""
    file = tmp_path / "copy"
    back_up(local(index.store), file)
    raw = file.read_bytes()
    if damage == "cut":
        file.write_bytes(raw[: len(raw) // 2])
    elif damage == "zeroed":
        file.write_bytes(raw[:8192] + bytes(4096) + raw[12288:])
    elif damage == "text":
        file.write_bytes(raw.replace(b"14 people dead", b"41 people dead"))
    else:
        file.unlink()
        sqlite3.connect(file).execute("CREATE TABLE other (x)")
    with pytest.raises(IndexDamaged):
        check(file)
    with pytest.raises(IndexDamaged):
        restore(file, tmp_path / "index")

    assert index.store.count("articles") == 3


def test_no_flipped_bit_of_a_backup_comes_back(index: Index, tmp_path: Path) -> None:
    """Wherever it is, also in the full text and the indices, which have no checksums of their own; a cut tail too."""
    file = tmp_path / "copy"
    back_up(local(index.store), file)
    raw = file.read_bytes()
    for at in range(3, len(raw), len(raw) // 40):
        file.write_bytes(raw[:at] + bytes([raw[at] ^ 4]) + raw[at + 1 :])
        with pytest.raises(IndexDamaged, match="take another"):
            check(file)
    file.write_bytes(raw[:-60])
    with pytest.raises(IndexDamaged, match="take another"):
        check(file)
    file.write_bytes(raw)

    assert check(file) == 3


def test_a_damaged_index_is_not_backed_up(index: Index, tmp_path: Path) -> None:
    """What does not hold what was sealed must not look like a sound backup, and the file of before stays."""
    (tmp_path / "copy").write_text("the backup of before")
    with (tmp_path / "index" / "newsdesk.sqlite").open("r+b") as database:
        database.seek(9000)
        database.write(b"damage")
    with pytest.raises(IndexDamaged):
        back_up(local(index.store), tmp_path / "copy")

    assert (tmp_path / "copy").read_text() == "the backup of before"


def test_the_commands(folder: Path, tmp_path: Path, carrier: Path) -> None:
    """Backup, a lost index, restore, and an answer; a second restore asks for --force."""
    lend(carrier, tmp_path)
    write(folder, ARTICLES[0])

    def run(*words: object) -> tuple[int, str]:
        command = [sys.executable, "-c", "from bot.cli import main; main()", *map(str, words)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ))
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    index = tmp_path / "i"
    assert run("index", folder, "--index", index)[0] == 0
    assert "3 articles" in run("backup", tmp_path / "copy", "--index", index)[1]
    for path in index.iterdir():
        path.unlink()
    assert "3 articles are back" in run("restore", tmp_path / "copy", "--index", index)[1]
    assert run("ask", "How many people were dead in Vell?", "--index", index)[1].startswith("14 people")
    code, said = run("restore", tmp_path / "copy", "--index", index)
    assert (code, "--force" in said) == (2, True)
    assert run("restore", tmp_path / "copy", "--index", index, "--force")[0] == 0
    assert run("doctor", "--index", index) == (0, "the index is sound\n")
    assert run("backup", tmp_path / "none" / "copy", "--index", index)[0] == 2
