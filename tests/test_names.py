"""Numbers that name a thing, and scores, years and telephone numbers, are no quantities."""

import pytest

from index.figures.extract import extract


@pytest.mark.parametrize(
    "text",
    [
        "A Boeing 737 and an A320 collided.",
        "Flight 612 to Tessaly is late.",
        "The Group of 77 met the G20.",
        "She left No. 10 for No 11.",
        "He lives at 14 Quay Street.",
        "The Falcon 9 rocket was lost.",
        "Resolution 2188 cites Article 50.",
        "The bus on line 12 stops there.",
        "Turn to page 3.",
        "Call 0800 555 0199 now.",
        "Ring +44 20 7946 0018 for help.",
        "The help line is 555-010-0199.",
        "The match ended 3-1.",
        "She won 6-4, 7-5 in the final.",
        "They voted 7-2 to keep it.",
        "It was built in 1874, not 1991.",
        "The 1980s and the '90s were better.",
        "The 2019-20 season was short.",
        "The 2019 floods were worse.",
        "It is open 24/7.",
        "It was signed on 3/4/2025.",
        "Version 2.0 of the app failed.",
        "The band Seven Lamps played.",
        "The 737s were grounded.",
        "See https://ostmere.example/12/boats for more.",
        "1. Wash your hands.",
        "It is three times as many.",
        "A 50-50 split.",
    ],
)
def test_a_named_number_is_no_quantity(text: str) -> None:
    """Models, routes, addresses, scores, years and the like give no figure but a date."""
    assert [] == [f.text for f in extract(text, None) if f.kind not in ("date", "time")]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("The force now numbers 761 officers.", [(761, None)]),
        ("A crowd of 2000 people came.", [(2000, None)]),
        ("In 2019 officials counted 40 boats.", [(40, None)]),
        ("They saw 10-15 new cases.", [(10, 15)]),
        ("It grew 6-8% last year.", [(6, 8)]),
        ("It costs €3-4 million.", [(3e6, 4e6)]),
        ("Seven Wessalian guards came.", [(7, None)]),
        ("FERRY SINKS, SEVEN Dead In Storm Off Ostmere", [(7, None)]),
        ("About 2,019 floods were logged.", [(2019, None)]),
        ("Every route 12 buses ran was full.", [(12, None)]),
        ("The dead number 36, the coastguard said.", [(36, None)]),
    ],
)
def test_a_quantity_that_looks_like_a_name_is_kept(text: str, values: list[tuple[float, float | None]]) -> None:
    """A counted noun after the number, a unit or a currency makes it a quantity."""
    assert values == [(f.value, f.high) for f in extract(text, None) if f.kind not in ("date", "time")]
