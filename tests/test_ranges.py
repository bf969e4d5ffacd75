"""Two numbers that bound one figure are told from two figures."""

import pytest

from index.figures.extract import extract


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("Between 30 and 40 guards left.", [(30, 40)]),
        ("It takes four to six hours.", [(4, 6)]),
        ("Five or six houses burned.", [(5, 6)]),
        ("It costs between $2.3bn and $2.5bn.", [(2.3e9, 2.5e9)]),
        ("It serves 1.5 to 2 million people.", [(1.5e6, 2e6)]),
        ("It lost two or three million crowns.", [(2e6, 3e6)]),
        ("Anywhere from 200 to 300 wolves roam there.", [(200, 300)]),
        ("Between 15% and 20% of it is gone.", [(15, 20)]),
        ("The number of guards rose from 12 to 19.", [(12, None), (19, None)]),
        ("The fine was cut from $900 to $250.", [(900, None), (250, None)]),
        ("They voted 40 to 31 for it.", [(40, None), (31, None)]),
        ("It fell by 3 points to 41 percent.", [(3, None), (41, None)]),
        ("The shelter has 31 dogs and 17 cats.", [(31, None), (17, None)]),
        ("The plot is 30m by 40m.", [(30, None), (40, None)]),
    ],
)
def test_a_range_is_one_figure_and_a_change_is_two(text: str, values: list[tuple[float, float | None]]) -> None:
    """A range has a lower and an upper end in the same scale; what moved from one value to another has both."""
    assert values == [(f.value, f.high) for f in extract(text, None)]
