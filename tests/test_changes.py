"""What changed: figures that an update moved, and nothing that only looks like it."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bot.render import changes_text
from corpus.types import Article
from index.build import BATCH, Changes
from index.library import Index
from tests.conftest import CountingEncoder, write

FIRST = Article(
    "first.txt", "On Monday the Orla mission under Iva Lund had 400 officers deployed in Vell. Rice was dear.", "Orla mission in Vell grows", "Vell Herald", date(2026, 1, 10)
)  # fmt: skip
LATER = Article(
    "later.txt", "On Sunday the Orla mission under Iva Lund had 617 officers deployed in Vell. Rice was cheap.", "Orla mission in Vell at strength", "Orla Post", date(2026, 1, 19)
)  # fmt: skip


@pytest.fixture
def index(tmp_path: Path, encoder: CountingEncoder) -> Index:
    return Index.create(tmp_path / "index", encoder)


def after(index: Index, corpus: Path, *articles: Article) -> Changes:
    corpus.mkdir(exist_ok=True)
    for article in articles:
        write(corpus, article)
    return index.update([corpus])


def test_a_figure_that_moved_is_told(index: Index, tmp_path: Path) -> None:
    """A later article of another outlet gives another number of the same thing."""
    assert after(index, tmp_path / "c", FIRST).figures == []
    (change,) = after(index, tmp_path / "c", LATER).figures

    assert (change.noun, change.before, change.after) == ("officers", "400", "617")
    assert (change.article, change.was_in, change.outlet, change.published) == (
        "later.txt",
        "first.txt",
        "Orla Post",
        date(2026, 1, 19),
    )
    assert {"Orla", "Vell"} <= set(change.names)


def test_a_first_filling_is_no_news(index: Index, tmp_path: Path) -> None:
    """Articles that come together, however many batches of them, are not compared with one another."""
    many = [replace(FIRST, path=f"a{number}.txt", text=f"{FIRST.text} Day {number}.") for number in range(BATCH)]

    assert after(index, tmp_path / "c", *many, LATER).figures == []


def test_more_than_can_be_read_is_no_news(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more articles at once than an editor would look through, no change is told, not even those of the first of them."""
    monkeypatch.setattr("index.build.NEWS", 1)
    monkeypatch.setattr("index.build.BATCH", 1)
    after(index, tmp_path / "c", FIRST)

    assert after(index, tmp_path / "c", LATER, replace(LATER, path="third.txt", text="The sea is cold.")).figures == []


def test_the_line_an_editor_reads(index: Index, tmp_path: Path) -> None:
    """Counts first, then what moved, from what to what, by whom and when."""
    after(index, tmp_path / "c", FIRST)
    lines = changes_text(after(index, tmp_path / "c", LATER)).splitlines()

    assert lines[0] == "added 1, changed 0, gone 0, unchanged 1, rejected 0"
    assert lines[1].startswith("officers (")
    assert lines[1].endswith("): 400 -> 617, Orla Post, 19 January 2026")


def test_an_edited_article_tells_what_was_edited(index: Index, tmp_path: Path) -> None:
    """The same file with another figure, whatever its date."""
    after(index, tmp_path / "c", FIRST)
    edited = Article("first.txt", FIRST.text.replace("400", "402"), FIRST.title, FIRST.outlet, FIRST.published)
    (change,) = after(index, tmp_path / "c", edited).figures

    assert (change.before, change.after, change.was_in) == ("400", "402", "first.txt")


@pytest.mark.parametrize(
    "other",
    [
        LATER.text.replace("617", "400"),
        LATER.text.replace("617 officers", "617 additional officers"),
        LATER.text.replace("had 617", "is to have 617"),
        LATER.text.replace("Orla", "Brenn").replace("Vell", "Kest").replace("Iva Lund", "Ulf Berg"),
    ],
)
def test_what_is_no_change(index: Index, tmp_path: Path, other: str) -> None:
    """The same figure, an addition, a plan, or another place is no figure that moved."""
    title = "Mission at strength" if "Brenn" in other else LATER.title
    after(index, tmp_path / "c", FIRST)

    assert after(index, tmp_path / "c", Article("later.txt", other, title, "Orla Post", LATER.published)).figures == []


def test_an_older_article_changes_nothing(index: Index, tmp_path: Path) -> None:
    """What is added late but was published before tells no news."""
    after(index, tmp_path / "c", LATER)

    assert after(index, tmp_path / "c", FIRST).figures == []
