"""Copies of one story are one origin; stories that differ in a figure, a day or a name are not."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.copies import is_copy
from corpus.read import read_folder
from corpus.types import Article
from tests.conftest import origins

SETS = Path(__file__).parents[2] / "shared" / "eval"

STORY = [
    "At least 14 boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay, the harbour master said.",
    "Iva Lund, who has run the harbour for twelve years, said that divers would go down on Wednesday to look for two more.",
    "Some 2,200 people who live by the ferries were cut off from the mainland, the island council said.",
    "“We could hear it in the church,” said Otto Renn, a fisherman, whose own boat was lost.",
    "The crane was built in 1958 and was to have been taken down next month at a cost of $3.1 million.",
]
OTHER = [
    "Fish prices in Lund rose by a tenth on Friday as fewer boats put out, the exchange in the old town reported.",
    "Iva Lund, who has run the harbour for twelve years, said that divers would go down on Wednesday to look for two more.",
    "A kilo of cod was sold for 90 crowns, the highest price since the winter of the great ice eleven years ago.",
    "Cooks in the town said that they would put more beans on the table until the weather and the prices got better.",
]


def text(*paragraphs: str) -> str:
    """Paragraphs as an article's text."""
    return "\n\n".join(paragraphs)


def changed(old: str, new: str) -> str:
    """The story with these words replaced in one of its sentences."""
    whole = text(*STORY)
    assert old in whole
    return whole.replace(old, new)


def test_a_story_is_a_copy_of_itself() -> None:
    """The same words are one story, however long."""
    assert is_copy(text(*STORY), text(*STORY))
    assert is_copy("Nine died.", "Nine  died.")


def test_a_copy_may_be_cut_or_added_to() -> None:
    """A paper that dropped paragraphs, changed one's end or added its own still prints the same story."""
    own = "This paper's own hall in Quay Street lost its roof and will be mended by the spring."

    assert is_copy(text(*STORY), text(*STORY[:3]))
    assert is_copy(text(*STORY), text(*STORY, own))
    assert is_copy(text(*STORY[1:]), text(*STORY[:4], own))
    assert is_copy(text(*STORY), changed(" who has run the harbour for twelve years,", ""))
    assert is_copy(
        text(*STORY), changed("OSTMERE" if "OSTMERE" in text(*STORY) else "At least", "OSTMERE (Coast Wire) - At least")
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("At least 14 boats", "At least 17 boats"),
        ("2,200 people", "2,900 people"),
        ("$3.1 million", "$3.4 million"),
        ("twelve years", "eleven years"),
        ("on Tuesday", "on Thursday"),
        ("in 1958", "in 1961"),
        ("Otto Renn", "Otto Brandt"),
        ("harbour of Ostmere", "harbour of Westmere"),
    ],
)
def test_a_story_with_another_figure_day_or_name_is_its_own(old: str, new: str) -> None:
    """One changed figure, day or name in a shared sentence keeps two stories apart, whichever came first."""
    assert not is_copy(text(*STORY), changed(old, new))
    assert not is_copy(changed(old, new), text(*STORY))


def test_another_way_to_write_a_figure_is_not_another_figure() -> None:
    """A thousands separator does not make two stories of one."""
    assert is_copy(text(*STORY), changed("2,200", "2200"))


def test_a_later_count_is_no_copy() -> None:
    """A paper's own update, with new figures in the same words, is not folded into the earlier report."""
    later = changed("At least 14 boats", "At least 19 boats").replace("two more", "four more")

    assert origins([Article("a", text(*STORY)), Article("b", later)]) == [0, 1]


def test_a_shared_quote_does_not_make_a_copy() -> None:
    """Two stories that print one sentence of the same statement are two origins."""
    assert not is_copy(text(*STORY), text(*OTHER))


def test_copies_share_a_number_and_others_keep_theirs() -> None:
    """Each article's origin is the first of its copies."""
    articles = [text(*OTHER), text(*STORY), "Nine died.", text(*STORY[:4]), text(*OTHER, STORY[3]), changed("14", "41")]

    assert origins([Article(str(n), words) for n, words in enumerate(articles)]) == [0, 1, 2, 1, 0, 5]


PIECES = st.lists(st.sampled_from([*STORY, *OTHER, changed("14", "15").split("\n\n")[0], "Nine died.", ""]), max_size=7)


@pytest.mark.skipif(not SETS.is_dir(), reason="the question sets are not beside the repository")
@pytest.mark.parametrize(("folder", "copies"), [("seeds", 0), ("events", 2)])
def test_the_wire_stories_of_the_question_sets_are_one_origin_each(folder: str, copies: int) -> None:
    """Each invented event prints one wire story twice; the real articles are five reports of their own."""
    found = 0
    for articles in sorted((SETS / folder).rglob("articles")):
        read = [entry for entry in read_folder(articles) if isinstance(entry, Article)]
        found += len(read) - len(set(origins(read)))

    assert found == copies


@given(PIECES, PIECES)
@settings(deadline=None)
def test_being_a_copy_does_not_depend_on_the_order(one: list[str], other: list[str]) -> None:
    """If one text is a copy of another, the other is a copy of the one."""
    assert is_copy(text(*one), text(*other)) == is_copy(text(*other), text(*one))


@given(st.lists(PIECES, max_size=5))
@settings(deadline=None, max_examples=25)
def test_an_origin_is_the_first_of_its_copies(texts: list[list[str]]) -> None:
    """An origin's number is its own and never that of a later article."""
    numbers = origins([Article(str(n), text(*pieces)) for n, pieces in enumerate(texts)])

    assert all(number <= place and numbers[number] == number for place, number in enumerate(numbers))
