"""Stories: copies and versions find one another as they are stored, corrections reach the first version."""

from datetime import date
from pathlib import Path

import pytest

from bot.render import changes_text
from corpus.read import read_folder
from corpus.types import Article
from corpus.versions import headline, newer_version
from index.answers import ask
from index.library import Index
from index.stories import FURNITURE
from tests.conftest import CountingEncoder

SETS = Path(__file__).parents[2] / "shared" / "eval"
STORY = (
    "At least 14 boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay, the harbour master said.\n\n"
    "Iva Lund, who has run the harbour for twelve years, said that divers would go down on Wednesday to look for two more.\n\n"
    "Some 2,200 people who live by the ferries were cut off from the mainland, the island council said."
)
DAY = date(2026, 3, 3)


def article(
    path: str,
    text: str = STORY,
    title: str = "Crane sinks boats in Ostmere",
    outlet: str | None = "Ostmere Echo",
    day: date | None = DAY,
    url: str | None = None,
) -> Article:
    return Article(path, text, title, outlet, day, url)


def index_of(*articles: Article) -> Index:
    return Index.in_memory(articles, CountingEncoder())


def groups(index: Index) -> list[set[str]]:
    return [{told.article.path for told in story} for story in index.stories()]


def test_a_wire_copy_joins_its_story() -> None:
    """The same text in two papers is one origin; another story is none of it."""
    other = article(
        "rice.txt",
        "Rice was dearer in May than in any month since the war, the market office in Lund said on Friday.",
        "Rice",
    )
    index = index_of(
        article("echo.txt"),
        article("post.txt", f"{STORY}\n\nThe ferry will run again on Monday.", outlet="Lund Post"),
        other,
    )
    told = index.told_by(["echo.txt", "post.txt", "rice.txt"])

    assert groups(index) == [{"echo.txt", "post.txt"}]
    assert told["echo.txt"][0] == told["post.txt"][0] != told["rice.txt"][0]
    assert {newer for _, newer in told.values()} == {None}


def test_a_line_that_all_articles_share_hides_no_copy() -> None:
    """Where more articles end in the same words than are looked at, a copy of an early one still finds it."""
    furniture = "Read the Echo every day from six for eleven florins a month, with the weather of the whole coast and the tides."
    others = [article(f"{n}.txt", f"Boat {n} of {n} lost {n} nets {n} times.\n\n{furniture}") for n in range(FURNITURE + 20)]  # fmt: skip
    index = index_of(
        article("early.txt", f"{STORY}\n\n{furniture}"), *others, article("late.txt", STORY, outlet="Lund Post")
    )
    told = index.told_by(["early.txt", "late.txt"])

    assert told["early.txt"][0] == told["late.txt"][0]


def test_two_papers_with_another_figure_stay_apart() -> None:
    """What differs in a figure is evidence of its own, not a copy."""
    index = index_of(
        article("echo.txt"), article("post.txt", STORY.replace("14 boats", "19 boats"), outlet="Lund Post")
    )

    assert groups(index) == []


@pytest.mark.parametrize("first", [0, 1])
def test_an_updated_story_replaces_the_first(first: int) -> None:
    """One outlet's later text with another figure is a newer version, in whichever order they are stored."""
    both = [article("one.txt"), article("two.txt", STORY.replace("14 boats", "19 boats"), day=date(2026, 3, 4))]
    told = index_of(both[first], both[1 - first]).told_by(["one.txt", "two.txt"])

    assert (told["one.txt"][1], told["two.txt"][1]) == ("two.txt", None)
    assert told["one.txt"][0] == told["two.txt"][0]


@pytest.mark.parametrize(
    ("early", "late"),
    [
        ("Crane sinks boats in Ostmere", "UPDATE 1-Crane sinks boats in Ostmere"),
        ("1st Ld-Writethru, Crane sinks boats in Ostmere", "2nd Ld-Writethru, Crane sinks boats in Ostmere"),
        ("Crane sinks boats in Ostmere", "Crane sinks boats in Ostmere (UPDATED)"),
    ],
)
def test_a_mark_orders_versions_of_one_day(early: str, late: str) -> None:
    """Where the day is the same or unknown, the headline's mark decides; without one the order stays unknown."""
    one, two = (
        article(path, STORY.replace("14", number), title, day=None)
        for path, title, number in (("a", early, "14"), ("b", late, "19"))
    )

    assert newer_version(one, two) is two
    assert newer_version(two, one) is two
    assert headline(one) == headline(two) == "crane sinks boats in ostmere"
    assert newer_version(article("a", day=None), article("b", STORY.replace("14", "19"), day=None)) is None


def test_one_link_is_one_story() -> None:
    """A page that was rewritten at its link is a version, however little of it was kept."""
    link = "https://echo.example/crane"
    one = article("a.txt", url=link)
    two = article(
        "b.txt",
        "Divers found the wreck of a fifteenth boat below the crane on Wednesday, the harbour office of Ostmere said.",
        "Wreck found",
        day=date(2026, 3, 4),
        url=link,
    )

    assert index_of(one, two).told_by(["a.txt"])["a.txt"][1] == "b.txt"


def test_another_outlets_later_story_is_no_version() -> None:
    """Two papers never replace one another."""
    assert (
        newer_version(article("a"), article("b", STORY.replace("14", "19"), outlet="Lund Post", day=date(2026, 3, 4)))
        is None
    )


def test_versions_are_history_and_one_source() -> None:
    """The newest version answers, the earlier figure is told as earlier; one outlet never disagrees with itself."""
    index = index_of(
        article("one.txt", title="Crane sinks boats"),
        article("two.txt", STORY.replace("14 boats", "19 boats"), title="UPDATE 1-Crane sinks boats"),
    )
    answer = ask(index, "How many boats sank in Ostmere?")

    assert answer.status == "answered"
    assert answer.headline.startswith("at least 19 boats") or answer.headline.startswith("At least 19 boats")
    assert [(told.value, told.origins) for told in answer.figures][:2] == [(19, 1), (14, 1)]
    assert "Earlier:" in answer.text


def test_a_story_goes_with_its_last_article(tmp_path: Path) -> None:
    """When one of two goes, the other is alone again, and nothing points to what is gone."""
    index = Index.create(tmp_path / "index", CountingEncoder())
    corpus = tmp_path / "c"
    corpus.mkdir()
    (corpus / "one.txt").write_text(f"---\ntitle: Crane\noutlet: Echo\npublished: 2026-03-03\n---\n{STORY}\n")
    (corpus / "two.txt").write_text(
        f"---\ntitle: Crane\noutlet: Echo\npublished: 2026-03-04\n---\n{STORY.replace('14', '19')}\n"
    )
    index.update([corpus])
    assert groups(index) == [{"one.txt", "two.txt"}]
    (corpus / "two.txt").unlink()
    index.update([corpus])

    assert groups(index) == []
    assert index.told_by(["one.txt"])["one.txt"][1] is None


def test_an_update_tells_which_stories_grew(tmp_path: Path) -> None:
    """A new copy is told with the story that it joined; the first filling of an index is no news."""
    index = Index.create(tmp_path / "index", CountingEncoder())
    corpus = tmp_path / "c"
    corpus.mkdir()
    (corpus / "one.txt").write_text(f"---\ntitle: Crane\noutlet: Echo\n---\n{STORY}\n")
    assert index.update([corpus]).stories == []
    (corpus / "two.txt").write_text(f"---\ntitle: Crane\noutlet: Post\n---\n{STORY}\n")
    changes = index.update([corpus])

    assert [[told.article.path for told in story] for story in changes.stories] == [["one.txt", "two.txt"]]
    assert "one story: Crane, 1 independent source, printed 2 times" in changes_text(changes)


NOTE = "Correction: Our report on the crane in Ostmere that Iva Lund spoke of said that 14 boats sank. It was 11."


def test_a_correction_reaches_the_first_version() -> None:
    """A figure that the outlet takes back in another article is withdrawn, and told with its correction."""
    index = index_of(article("echo.txt"), article("note.txt", NOTE, "Corrections", day=date(2026, 3, 5)))
    answer = ask(index, "How many boats sank in Ostmere?")

    assert answer.headline.startswith("11")
    assert ("withdrawn", 14) in [(told.standing, told.value) for told in answer.figures]
    assert {citation.article for citation in answer.citations} == {"echo.txt", "note.txt"}


@pytest.mark.parametrize(
    "note",
    [
        article("note.txt", NOTE, "Corrections", outlet="Lund Post", day=date(2026, 3, 5)),
        article(
            "note.txt",
            NOTE.replace("crane in Ostmere that Iva Lund spoke of", "storm in Kest that Ulf Berg spoke of"),
            "Corrections",
            day=date(2026, 3, 5),
        ),
    ],
)
def test_a_correction_reaches_nothing_else(note: Article) -> None:
    """Not another outlet's report, not another matter's."""
    index = index_of(article("echo.txt"), note)
    answer = ask(index, "How many boats sank in Ostmere when the crane fell across the quay?")

    assert ("reported", 14) in [(told.standing, told.value) for told in answer.figures]


@pytest.mark.skipif(not SETS.is_dir(), reason="the question sets are not beside the project")
def test_copies_are_found_in_the_question_sets() -> None:
    """Every pair that tests/test_copies.py's judge folds is found through the sketches, and no other."""
    from corpus.copies import is_copy

    for folder in (SETS / "seeds" / "articles", *(SETS / "events").glob("*/articles")):
        found = [one for one in read_folder(folder) if isinstance(one, Article)]
        told = index_of(*found).told_by([one.path for one in found])
        for place, one in enumerate(found):
            for other in found[place + 1 :]:
                if is_copy(one.text, other.text):
                    assert told[one.path][0] == told[other.path][0], (one.path, other.path)
