"""A correction tells which figure is withdrawn and which is right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.corrections import Correction, find_corrections

LEAD = "Nine boats sank in the harbour of Ostmere on Tuesday, not on Monday as planned."


@pytest.mark.parametrize(
    ("sentence", "withdrawn", "right"),
    [
        (
            "Correction: An earlier version of this article said that 41 boats had sunk. The figure given was 14.",
            ("41",),
            ("14",),
        ),
        ("An earlier version of this story misstated the number of the missing. It is 37 men.", (), ("37",)),
        ("This story has been corrected to say that the damage was $1.2bn, not $2.1bn.", ("$2.1bn",), ("$1.2bn",)),
        ("This article has been corrected to 37 from 73.", ("73",), ("37",)),
        ("Correction: the toll has been changed from 73 to 37.", ("73",), ("37",)),
        ("Corrects figure in para 2 to 61 from 16.", ("16",), ("61",)),
        ("Corrects death toll in paragraph 12 to 9 instead of 19", ("19",), ("9",)),
        ("CORRECTION (5 March): The pier is 140 metres long and not 410.", ("410",), ("140",)),
        ("Correction: The pier had twelve workers, not twenty-one.", ("twenty-one",), ("twelve",)),
        ("We told you that the pier cost $80,000. It cost $18,000. We are sorry.", ("$80,000",), ("$18,000",)),
        ("In the first version of this piece we said that 73 had died. It was 37.", ("73",), ("37",)),
        ("Clarification: We wrongly said that there were 60 beds; in fact there are 40.", ("60",), ("40",)),
        ("We mistakenly reported that 73 had died, when in fact 37 had.", ("73",), ("37",)),
        (
            "An earlier version of this article said the pier cost 1.7 million crowns. It cost 7.1 million crowns.",
            ("1.7 million",),
            ("7.1 million",),
        ),
        (
            "An earlier version of this article, published on 3 March 2026 at 6.30 p.m., said 73 were lost. It was 37.",
            ("73",),
            ("37",),
        ),
        (
            "An earlier version of this report said 73 people, including 4 children, had died. The toll was 37, including 4 children.",
            ("73",),
            ("37",),
        ),
        ("Correction: The name of the harbour master is Iva Lund.", (), ()),
        (
            "Correction: An earlier version of this article said that 64,000 rode. The digits were 46,000.",
            ("64,000",),
            ("46,000",),
        ),
        ("Clarification: the tax is 4%, not 14 per cent.", ("14 per cent",), ("4%",)),
    ],
)
def test_both_sides_of_a_correction_are_read(sentence: str, withdrawn: tuple[str, ...], right: tuple[str, ...]) -> None:
    """The withdrawn figure and the right one are told apart; days, times and paragraph numbers are neither."""
    text = f"{LEAD}\n\n{sentence}"

    assert find_corrections(text) == [Correction(len(LEAD) + 2, len(text), withdrawn, right)]


@pytest.mark.parametrize(
    "sentence",
    [
        LEAD,
        "Correction officers said that 12 prisoners had left.",
        "Correction of the river's course will cost $3m, not $2m.",
        "The firm corrected its own figure from 12 to 14 on Friday.",
        "The count was raised to 61 from 16.",
        "He said that an earlier version of the law had 12 parts.",
    ],
)
def test_news_is_no_correction(sentence: str) -> None:
    """A sentence about other people's corrections, laws and counts withdraws nothing."""
    assert find_corrections(f"{sentence}\n\n{LEAD}") == []


def test_a_correction_in_a_long_paragraph_begins_with_its_sentence() -> None:
    """Where the text has no paragraphs, what stands before the correction is not part of it."""
    correction = "An earlier version of this article said that 41 boats had sunk. The figure was 14."
    text = f"{LEAD} It cost 9 crowns. {correction}"

    (found,) = find_corrections(text)

    assert (text[found.start : found.end], found.withdrawn, found.right) == (correction, ("41",), ("14",))


def test_every_correction_is_found_in_order() -> None:
    """An article may print more than one."""
    first = "Correction: The pier is 140 metres long, not 410."
    second = "Clarification: The crane weighs 30 tonnes, not 13."

    found = find_corrections(f"{first}\n\n{LEAD}\n\n{second}")

    assert [(c.withdrawn, c.right) for c in found] == [(("410",), ("140",)), (("13",), ("30",))]


WORDS = st.sampled_from(
    [
        "Correction:",
        "earlier version of this article",
        "said",
        "73",
        "not",
        "from",
        "to",
        "in fact",
        ".",
        ";",
        "\n\n",
        "2.5bn",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
@settings(deadline=None)
def test_a_figure_is_never_on_both_sides(text: str) -> None:
    """Spans lie in the text in order, and what is withdrawn is not also right."""
    end = 0
    for found in find_corrections(text):
        assert end <= found.start < found.end <= len(text)
        assert all(figure in text[found.start : found.end] for figure in found.withdrawn + found.right)
        assert not set(found.withdrawn) & set(found.right)
        end = found.end
