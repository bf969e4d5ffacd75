"""What a number counts is the noun phrase beside it."""

import pytest

from index.figures.nouns import counted_after, noun_after, noun_before, state_after


@pytest.mark.parametrize(
    ("after", "noun", "modifiers"),
    [
        (" boats sank", "boats", ()),
        (" more Wessalian police officers arrived", "officers", ("more", "Wessalian", "police")),
        (" of the lifeboats could", "lifeboats", ()),
        (" of the 40 officers were", "officers", ()),
        (" out of its 19 wells are", "wells", ()),
        (" or so visitors came", "visitors", ()),
        ("-odd welders", "welders", ()),
        ("-member council", "member", ()),
        ("-strong crowd sang", "crowd", ()),
        (" 16-seat minibuses collided", "minibuses", ("16-seat",)),
        (" dead and", "dead", ()),
        (" people missing", "people", ("missing",)),
        (" sank.", None, ()),
        (" today, and a bus", None, ()),
        (" Monday", None, ()),
        (" were hurt", None, ()),
        (", and", None, ()),
        ("", None, ()),
    ],
)
def test_the_noun_after_a_number(after: str, noun: str | None, modifiers: tuple[str, ...]) -> None:
    """The head of the phrase with what stands before it; verbs and prepositions end the phrase."""
    assert (noun, modifiers) == noun_after(after)


@pytest.mark.parametrize(
    ("before", "noun", "modifiers"),
    [
        ("The number of wardens rose to ", "wardens", ()),
        ("The number of people killed rose to ", "people", ("killed",)),
        ("The death toll has climbed to ", "toll", ("death",)),
        ("The crew of ", "crew", ()),
        ("a family of about ", "family", ()),
        ("a first contingent of ", None, ()),
        ("from a peak of ", None, ()),
        ("The village (population ", "population", ()),
        ("The dead number ", "dead", ()),
        ("The missing now number about ", "missing", ()),
        ("Strikers, who numbered ", "Strikers", ()),
        ("By Friday arrests had reached ", "arrests", ()),
        ("The figure for arrests is now ", "arrests", ()),
        ("The water had reached ", None, ()),
        ("", None, ()),
    ],
)
def test_the_noun_before_a_number(before: str, noun: str | None, modifiers: tuple[str, ...]) -> None:
    """Tolls, numbers of something and bodies of people; a contingent leaves open what it consists of."""
    assert (noun, modifiers) == noun_before(before)


def test_a_count_is_told_what_became_of_it() -> None:
    """ "were killed" narrows the people who were; another clause says nothing of them."""
    assert "killed" == state_after(" people were killed and 31 were missing")
    assert state_after(" people came, and two were killed") is None


def test_only_a_plural_is_counted() -> None:
    """A year is followed by anything, a count by a plural."""
    assert "boats" == counted_after("2000 old boats", 4)
    assert counted_after("2000 was a year", 4) is None
    assert counted_after("2000", 4) is None
