"""Units and currencies around a number tell its kind."""

import pytest

from index.figures.units import Unit, apposed_age, unit_of


@pytest.mark.parametrize(
    ("before", "after", "kind", "unit"),
    [
        ("cost US$", "bn", "money", "USD"),
        ("cost $", "", "money", "USD"),
        ("cost A$", "", "money", "AUD"),
        ("paid Sh", " million", "money", "KES"),
        ("paid KSh ", "", "money", "KES"),
        ("worth Rs. ", " crore", "money", "INR"),
        ("a ransom of R", " million", "money", "ZAR"),
        ("", " million euros", "measure", None),
        ("", " dollars", "money", "USD"),
        ("", " Canadian dollars", "money", "CAD"),
        ("", " piastres a family", "money", "piastre"),
        ("", " bolívares", "money", "VES"),
        ("", " million tenge", "measure", None),
        ("", " tenge", "money", "KZT"),
        ("", " Swiss francs", "money", "CHF"),
        ("", "%", "percent", "%"),
        ("", " per cent", "percent", "%"),
        ("", " percentage points", "percent", "%"),
        ("slipped ", " points to 41 percent", "percent", "%"),
        ("", "-day", "duration", "day"),
        ("", " centuries", "duration", "century"),
        ("", " km north", "distance", "km"),
        ("", "m long", "distance", "m"),
        ("", " feet", "distance", "foot"),
        ("", " inches", "distance", "inch"),
        ("", " square kilometres", "measure", "square km"),
        ("", " km² of", "measure", "square km"),
        ("", " km/h", "measure", "km/h"),
        ("", " kilometres an hour", "measure", "km/h"),
        ("", " miles per hour", "measure", "mph"),
        ("", " degrees Celsius", "measure", "°C"),
        ("", "°C", "measure", "°C"),
        ("", "C in", "measure", "°C"),
        ("", "°F", "measure", "°F"),
        ("", " degrees in the shade", "measure", "degree"),
        ("", " metric tons", "measure", "tonne"),
        ("", "kg of", "measure", "kg"),
        ("", " MW", "measure", "MW"),
        ("magnitude ", " earthquake", "measure", "magnitude"),
        ("measured ", " on the open scale", "measure", "magnitude"),
        ("", "-year-old", "age", "year"),
        ("aged ", ",", "age", "year"),
    ],
)
def test_a_unit_has_one_name(before: str, after: str, kind: str, unit: str | None) -> None:
    """Each spelling of a unit gives the same kind and singular name; a scale word alone gives none."""
    found = unit_of(before, after, share=False)

    assert (found is None) if unit is None else found is not None and (kind, unit) == (found.kind, found.unit)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", " boats"),
        ("", " pounds of beef"),
        ("", " won the game"),
        ("the year ", ""),
        ("", " mine workers"),
        ("a car ", " owners"),
    ],
)
def test_a_plain_count_has_no_unit(before: str, after: str) -> None:
    """A noun is no unit, and a pound of beef is no money."""
    assert unit_of(before, after, share=False) is None


def test_small_units_scale_the_value() -> None:
    """Cents, pence and basis points are hundredths, a share is told in percent."""
    assert Unit("money", "USD", after=6, factor=0.01) == unit_of("", " cents", share=False)
    assert Unit("money", "GBP", after=6, factor=0.01) == unit_of("", " pence", share=False)
    assert Unit("percent", "%", after=13, factor=0.01) == unit_of("", " basis points", share=False)
    assert Unit("percent", "%", factor=100.0) == unit_of("", " of members", share=True)


def test_a_unit_says_how_far_it_reaches() -> None:
    """The characters before and after the number that belong to the figure."""
    assert Unit("money", "USD", before=3) == unit_of("cost US$", " for", share=False)
    assert Unit("duration", "year", after=6) == unit_of("", " years in", share=False)


@pytest.mark.parametrize(
    ("before", "after", "value", "age"),
    [
        ("Ansel Quirke, ", ", was", 47, True),
        ("Ivo Brandt (", ") and", 34, True),
        ("a man of ", ".", 71, True),
        ("Children under ", " ride free", 12, True),
        ("Children under ", "% of", 12, False),
        ("Ansel Quirke, ", ", was", 470, False),
        ("boats, ", ", sank", 47, False),
    ],
)
def test_a_bare_number_beside_a_person_is_an_age(before: str, after: str, value: float, age: bool) -> None:
    """Between commas or brackets after a name, after "a man of", or as a limit of age."""
    assert age == apposed_age(before, after, value)


@pytest.mark.parametrize("before", ["a quake of magnitude ", "gave the magnitude as ", "raised the magnitude to "])
def test_a_magnitude_is_a_measure(before: str) -> None:
    unit = unit_of(before, ", it said", share=False)

    assert unit is not None
    assert ("measure", "magnitude") == (unit.kind, unit.unit)
