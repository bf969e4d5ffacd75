"""A figure is hedged or exact, planned or reported."""

import pytest

from index.figures.standing import qualifier_of, standing_of


@pytest.mark.parametrize(
    ("before", "after", "qualifier"),
    [
        ("", " boats", "exact"),
        ("At least ", " boats", "at least"),
        ("no fewer than ", " boats", "at least"),
        ("more than ", " boats", "more than"),
        ("well over ", " boats", "more than"),
        ("upwards of ", " boats", "more than"),
        ("the more than ", " boats", "more than"),
        ("up to ", " boats", "up to"),
        ("as many as ", " boats", "up to"),
        ("no more than ", " boats", "up to"),
        ("fewer than ", " boats", "fewer than"),
        ("fewer than the ", " boats", "fewer than"),
        ("just under ", " boats", "fewer than"),
        ("nearly ", " boats", "about"),
        ("some ", " boats", "about"),
        ("an estimated ", " boats", "about"),
        ("(about ", ")", "about"),
        ("", " or so boats", "about"),
        ("", "-odd boats", "about"),
        ("", " or more boats", "at least"),
        ("", " boats or more", "at least"),
        ("", " or fewer", "fewer than"),
        ("", "-plus boats", "more than"),
        ("", "+ boats", "more than"),
        ("only ", " boats", "exact"),
    ],
)
def test_a_hedge_is_read_on_either_side(before: str, after: str, qualifier: str) -> None:
    """The words just before and after a number say how sure it is."""
    assert qualifier == qualifier_of(before, after, "count")


def test_over_two_years_is_a_period() -> None:
    """ "$5m over two years" lasts two years, "for over two years" longer."""
    assert "exact" == qualifier_of("a rise of $5m over ", "", "duration")
    assert "more than" == qualifier_of("it stood empty for over ", "", "duration")


@pytest.mark.parametrize(
    ("sentence", "standing"),
    [
        ("Fewer than the [200] guards that had been announced came.", "planned"),
        ("Only 90 came instead of the planned [200].", "planned"),
        ("Only [90] came instead of the planned 200.", "reported"),
        ("The [200] promised never came.", "planned"),
        ("The [350] trees promised by the council were never planted.", "planned"),
        ("It has paid $3m of the [$20m] pledged.", "planned"),
        ("It has paid [$3m] of the $20m pledged.", "reported"),
        ("It is 60 percent of its target of [3m].", "planned"),
        ("The mayor will hire [40] guards.", "planned"),
        ("The pier will cost [$5m], the board said.", "planned"),
        ("Another [400] soldiers are to leave in May.", "planned"),
        ("The dam is expected to displace [8,000] people.", "planned"),
        ("It was meant to have [1,500] members but has 380.", "planned"),
        ("It was meant to have 1,500 members but has [380].", "reported"),
        ("Work on [120] flats has begun, and 300 more will follow.", "reported"),
        ("Work on 120 flats has begun, and [300] more will follow.", "planned"),
        ("Norlund promised 60 buses; [14] have been delivered.", "reported"),
        ("Some [45] prisoners may have escaped.", "reported"),
        ("Police want to speak to a man who fired [three] shots.", "reported"),
        ("The police announced [200] arrests.", "reported"),
        ("It sank with [12] men on board.", "reported"),
        ("They would have light again by [Friday].", "planned"),
    ],
)
def test_a_plan_is_told_from_what_happened(sentence: str, standing: str) -> None:
    """The words of the figure itself decide, then the nearest mark in its clause; the figure stands in brackets here."""
    start, end = sentence.index("["), sentence.index("]") - 1

    assert standing == standing_of(sentence.replace("[", "").replace("]", ""), start, end)
