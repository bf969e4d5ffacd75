"""Changed copies of one text."""

from datetime import date

from index.answers.relations.altered import altered
from tests.heard import heard

TEXT = "The church of Orla stands on a hill above the harbour of Vell. It was founded in {} by fishermen who had come from the islands.{}"
ORIGINAL, COPY = (heard(path, TEXT.format(year, ""), year) for path, year in (("a", "1856"), ("b", "1900")))
OTHER = heard("c", "Orla church, founded in 1856, was burnt down twice.", "1856")
ASIDE = heard("d", "The harbour of Vell is deep.", "deep")


def test_the_version_that_no_other_source_bears_out_is_the_changed_one() -> None:
    """Two versions of one text give two years; a third source gives the year of one of them."""
    assert {"b"} == altered([[COPY], [ORIGINAL, OTHER]], [ORIGINAL, COPY, OTHER])


def test_a_source_that_only_mentions_the_answer_bears_it_out() -> None:
    """A third source that has the year, though the reader takes nothing of it for the answer, speaks for it."""
    mention = heard("d", "In 1856 many fishermen lost their boats.", "boats")

    assert {"b"} == altered([[COPY], [ORIGINAL]], [ORIGINAL, COPY, mention])


def test_a_copy_that_still_has_the_first_answer_is_the_changed_one() -> None:
    """Where no other source speaks of it, the version that names both years is the changed one."""
    traced = heard("b", TEXT.format("1900", " A stone over the door says 1856."), "1900")

    assert {"b"} == altered([[traced], [ORIGINAL]], [ORIGINAL, traced, ASIDE])


def test_two_versions_stand_where_nothing_tells_them_apart() -> None:
    """Two versions with a source beside them that says nothing of it are both told, as are two sources alone."""
    assert set() == altered([[COPY], [ORIGINAL]], [ORIGINAL, COPY, ASIDE])
    assert set() == altered([[COPY], [ORIGINAL]], [ORIGINAL, COPY])


def test_other_words_are_no_copy() -> None:
    """A lone source that writes in its own words is a witness, however many say otherwise."""
    lone = heard("b", "Fishermen from the islands built Orla church in 1900.", "1900")

    assert set() == altered([[lone], [ORIGINAL, OTHER]], [ORIGINAL, lone, OTHER])


def test_a_later_version_is_an_update() -> None:
    """What an outlet printed again on another day with another figure is no changed copy."""
    first, later, third = (
        heard(path, TEXT.format(year, ""), year, day=date(2026, 5, day))
        for path, year, day in (("a", "1856", 4), ("b", "1900", 5), ("c", "1856", 4))
    )

    assert set() == altered([[later], [first, third]], [first, later, third])
