"""Updating an index does what the folder says, and nothing more."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import app
from corpus.errors import ArticleError
from corpus.read import read_file
from corpus.types import Article, Rejected
from index.errors import IndexBusy, IndexMismatch, IndexMissing
from index.folder import list_sources, read
from index.library import Index
from index.opening import local
from tests.conftest import ARTICLES, CountingEncoder, write

LONG = Article("long.txt", "\n\n".join(f"Ship {n} lay in the harbour for {n} days." for n in range(2, 60)), "Long")


@pytest.fixture
def index(tmp_path: Path, encoder: CountingEncoder) -> Index:
    return Index.create(tmp_path / "index", encoder)


def counts(index: Index, folder: Path) -> tuple[int, int, int, int, int]:
    changes = index.update([folder])
    return len(changes.added), len(changes.changed), len(changes.gone), changes.unchanged, len(changes.rejected)


def test_a_folder_is_followed(index: Index, folder: Path) -> None:
    """New, changed and removed files are counted as such; a second update finds nothing to do."""
    assert counts(index, folder) == (3, 0, 0, 0, 0)
    assert counts(index, folder) == (0, 0, 0, 3, 0)
    write(
        folder,
        Article(
            "storm.txt",
            "The storm left 37 people dead in Vell, a count by the army showed.",
            "Storm in Vell",
            "Vell Herald",
        ),
    )
    (folder / "rice.txt").unlink()
    write(folder, Article("school.txt", "A school was opened in Vell by the mayor on Friday.", "School", "Orla Post"))

    assert counts(index, folder) == (1, 1, 1, 1, 0)
    assert ["bridge.txt", "school.txt", "storm.txt"] == index.store.paths()
    assert "37" in index.article("storm.txt").text


def test_a_removed_article_answers_no_more(index: Index, folder: Path) -> None:
    """After an article is gone, neither dense nor lexical search finds a passage of it."""
    index.update([folder])
    (folder / "bridge.txt").unlink()
    index.update([folder])

    assert "bridge.txt" not in {hit.passage.article for hit in index.search("bridge Orla closed city", limit=50)}


def test_unchanged_passages_keep_their_vectors(index: Index, folder: Path, encoder: CountingEncoder) -> None:
    """A file whose bytes stay the same is not embedded again, whatever its time says."""
    index.update([folder])
    encoder.encoded.clear()
    os.utime(folder / "rice.txt", (1, 1))
    index.update([folder])

    assert [] == encoder.encoded


def test_what_cannot_be_read_is_named(index: Index, folder: Path) -> None:
    """A broken file is rejected with its reason, is named again at the next update, and the rest goes on."""
    (folder / "empty.txt").write_bytes(b"")
    (folder / "list.jsonl").write_text('{"id": "a", "text": "Rice was dearer in June, the market said."}\n{broken\n')

    assert counts(index, folder) == (4, 0, 0, 0, 2)
    assert counts(index, folder) == (0, 0, 0, 4, 2)
    assert ["empty.txt", "list.jsonl#2"] == [r.path for r in index.status().rejected]
    assert "line 2" in index.status().rejected[1].reason


def test_a_vanished_folder_empties_nothing(index: Index, folder: Path, tmp_path: Path) -> None:
    """A missing or empty folder is an error, and the articles stay."""
    index.update([folder])
    with pytest.raises(ArticleError, match="does not exist"):
        index.update([tmp_path / "nowhere"])
    for path in folder.iterdir():
        path.unlink()
    with pytest.raises(ArticleError, match="nothing was removed"):
        index.update([folder])

    assert 3 == index.status().articles


def test_one_writer_at_a_time(index: Index, folder: Path) -> None:
    """A second writer is told so in one line."""
    with index.store.writing(), pytest.raises(IndexBusy, match="another process"):
        index.update([folder])


def test_an_index_reopens_as_it_was(index: Index, folder: Path, encoder: CountingEncoder) -> None:
    """A reopened index gives the same passages, scores and figures."""
    index.update([folder])
    assert index.store.folder is not None
    again = Index.open(index.store.folder, encoder)

    assert index.search("storm dead") == again.search("storm dead")
    assert [("14", "people")] == [
        (f.text, f.noun) for f in again.figures("storm.txt") if f.kind == "count" and f.value == 14
    ]


def test_another_encoder_is_refused(index: Index, folder: Path) -> None:
    """An index says which encoder made it, and what to run."""
    index.update([folder])
    other = CountingEncoder()
    other.fingerprint = "counting-2"
    assert index.store.folder is not None
    with pytest.raises(IndexMismatch, match="--rebuild"):
        Index.open(index.store.folder, other)


def test_no_index_is_said(tmp_path: Path) -> None:
    """Opening a folder without an index says what to run."""
    with pytest.raises(IndexMissing, match="newsdesk index"):
        Index.open(tmp_path)


@pytest.mark.parametrize("damage", ["flip", "cut", "delete"])
def test_a_damaged_faiss_file_is_seen_and_mended(
    index: Index, folder: Path, encoder: CountingEncoder, damage: str
) -> None:
    """Damage to the FAISS file changes no answer, is reported by the check, and repair writes the file again."""
    index.update([folder])
    expected = index.search("storm dead")
    assert index.store.folder is not None
    path = index.store.folder / "dense.faiss"
    raw = bytearray(path.read_bytes())
    raw[-10] ^= 4
    path.unlink() if damage == "delete" else path.write_bytes(raw if damage == "flip" else raw[: len(raw) // 2])
    again = Index.open(index.store.folder, encoder)

    assert expected == again.search("storm dead")
    assert any("dense.faiss" in problem for problem in again.check())
    assert again.repair()
    assert [] == again.check()


def test_a_rebuild_gives_the_same_index(index: Index, folder: Path) -> None:
    """An index made anew from the folder answers as the one that grew with it."""
    index.update([folder])
    write(
        folder,
        Article(
            "storm.txt",
            "The storm left 37 people dead in Vell, the army said on Sunday.",
            "Storm in Vell",
            "Vell Herald",
        ),
    )
    index.update([folder])
    before = [(hit.passage.article, hit.passage.text, hit.score) for hit in index.search("storm dead")]
    index.update([folder], rebuild=True)

    assert before == [(hit.passage.article, hit.passage.text, hit.score) for hit in index.search("storm dead")]


_KILLED = """
import os, sys
from pathlib import Path
from index.library import Index
from tests.conftest import CountingEncoder
class Killed(CountingEncoder):
    def encode_passages(self, texts):
        if len(self.encoded) > 150:
            os.kill(os.getpid(), 9)
        return super().encode_passages(texts)
Index.create(Path(sys.argv[1]), Killed()).update([Path(sys.argv[2])])
"""


def test_a_killed_update_is_continued(tmp_path: Path, encoder: CountingEncoder) -> None:
    """After kill -9 in the middle of an update, what was stored stays, and the next update does only the rest."""
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    for number in range(200):
        write(
            corpus,
            Article(
                f"{number:03}.txt",
                f"The storm cost the harbour {number} boats, officers said on Monday.",
                "Storm",
                "Post",
            ),
        )
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, str(tmp_path / "index"), str(corpus)],
        check=False,
        cwd=Path(__file__).parent.parent,
    )
    index = Index.open(tmp_path / "index", encoder)
    stored = index.status().articles
    changes = index.update([corpus])

    assert -9 == done.returncode
    assert 0 < stored < 200
    assert (200 - stored, stored) == (len(changes.added), changes.unchanged)
    assert [] == index.check()


def test_progress_ends_at_its_total(index: Index, folder: Path) -> None:
    """The progress of an update grows to its total."""
    seen: list[tuple[int, int]] = []
    index.update([folder], progress=lambda done, total: seen.append((done, total)))

    assert (3, 3) == seen[-1]


def test_the_articles_of_the_fixture_are_read_back(index: Index, folder: Path) -> None:
    """What was written as front matter is read as title, outlet and day."""
    index.update([folder])
    read = [index.article(article.path) for article in ARTICLES]

    assert [(a.title, a.outlet, a.published, a.text) for a in ARTICLES] == [
        (a.title, a.outlet, a.published, a.text) for a in read
    ]
    assert json.dumps(index.store.paths()) == '["bridge.txt", "rice.txt", "storm.txt"]'


def test_a_renamed_file_is_not_a_new_article(index: Index, folder: Path, encoder: CountingEncoder) -> None:
    """The same bytes under another name keep passages, ids and vectors; nothing is embedded."""
    index.update([folder])
    ids, encoder.encoded = local(index.store).vectors()[0], []
    (folder / "storm.txt").rename(folder / "storm-in-vell.txt")
    changes = index.update([folder])

    assert changes.renamed == [("storm.txt", "storm-in-vell.txt")]
    assert (changes.added, changes.changed, changes.gone, changes.unchanged) == ([], [], [], 3)
    assert index.store.paths() == ["bridge.txt", "rice.txt", "storm-in-vell.txt"]
    assert index.article("storm-in-vell.txt").title == "Storm in Vell"
    assert local(index.store).vectors()[0] == ids
    assert encoder.encoded == []
    assert index.search("storm dead", limit=1)[0].passage.article == "storm-in-vell.txt"
    assert not index.update([folder]).any


def test_a_file_that_vanishes_while_it_is_read_is_gone(index: Index, folder: Path) -> None:
    """Listed but deleted before it is opened: neither an article nor a rejected file."""
    index.update([folder])
    path = folder / "storm.txt"
    listed = list_sources([folder])
    path.unlink()
    file = read(index.store, "storm.txt", listed["storm.txt"], index.store.files()["storm.txt"])

    assert (file.new, list(file.gone), file.rejected) == ([], ["storm.txt"], [])


def test_nearly_all_articles_go_only_if_allowed(index: Index, tmp_path: Path) -> None:
    """A folder that lost nine tenths of its articles is not believed, until the owner says that it is meant."""
    corpus = tmp_path / "many"
    corpus.mkdir()
    for number in range(20):
        (corpus / f"{number:02}.txt").write_text(
            f"Storm number {number} in Vell\n\nThe storm left {number + 3} people dead in Vell, the army said.\n"
        )
    index.update([corpus])
    for number in range(19):
        (corpus / f"{number:02}.txt").unlink()

    with pytest.raises(ArticleError, match=r"would remove 19 of 20 articles.*--allow-shrink"):
        index.update([corpus])
    assert index.store.count("articles") == 20
    assert len(index.update([corpus], shrink=True).gone) == 19
    assert index.store.paths() == ["19.txt"]


def test_a_file_that_grows_while_it_is_read_is_read_again(
    index: Index, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read counts until the next update, which takes the rest though size and time tell nothing new."""
    path = folder / "storm.txt"

    def growing(file: Path, name: str, largest: int) -> list[Article | Rejected]:
        records = read_file(file, name, largest)
        if file == path:
            with path.open("a") as more:
                more.write("\nThe harbour of Vell is closed until Sunday.\n")
        return records

    monkeypatch.setattr("index.folder.read_file", growing)
    index.update([folder])
    assert "harbour" not in index.article("storm.txt").text
    monkeypatch.undo()

    assert index.update([folder]).changed == ["storm.txt"]
    assert "harbour of Vell is closed" in index.article("storm.txt").text


def test_orphans_are_found(index: Index, folder: Path) -> None:
    """Rows whose article is gone are named by the doctor."""
    index.update([folder])
    local(index.store).connection.execute("PRAGMA foreign_keys = OFF")
    local(index.store).connection.execute("DELETE FROM articles WHERE path = 'storm.txt'")

    assert any("rows of passages belong to no article" in problem for problem in index.check())


def held(index: Index) -> list[str]:
    return sorted(index.store.paths())


def test_the_limit_on_files_is_the_owner_s_and_remembered(index: Index, folder: Path) -> None:
    """A raised limit lets in what was refused, without --rebuild; it holds for the updates and rebuilds after it; a lower one takes it out."""
    everything = sorted(article.path for article in (*ARTICLES, LONG))
    write(folder, LONG)
    changes = index.update([folder], largest=1000)

    assert held(index) == sorted(article.path for article in ARTICLES)
    assert [("long.txt", True)] == [(one.path, "--max-file" in one.reason) for one in changes.rejected]
    index.update([folder])
    assert "long.txt" not in held(index)
    changes = index.update([folder], largest=20_000)
    assert (["long.txt"], [], 3) == (changes.added, changes.rejected, changes.unchanged)
    index.update([folder])
    write(folder, replace(LONG, text=LONG.text + " Six schools are shut."))
    assert index.update([folder]).changed == ["long.txt"]
    index.update([folder], rebuild=True)
    assert held(index) == everything
    assert index.update([folder], largest=1000).gone == ["long.txt"]
    assert [] == index.check()


def test_the_command_sets_the_limit(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`newsdesk index --max-file MB` counts in millions of bytes and is no more needed the next time."""
    monkeypatch.setattr("bot.opening.encoder_of", lambda _: CountingEncoder())
    (folder / "big.txt").write_text("The storm left 14 people dead in Vell. " * 40_000)
    place, said = str(tmp_path / "index"), []
    for more in (["--max-file", "1"], ["--max-file", "2"], []):
        done = CliRunner().invoke(app, ["index", str(folder), "--index", place, *more])
        said.append((done.exit_code, "over the limit of 1 MB" in done.output))

    assert [(0, True), (0, False), (0, False)] == said
    assert "big.txt" in held(Index.open(tmp_path / "index", CountingEncoder()))
