"""Sentences end where a reader would say, and are spans of the text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.sentences import sentences


@pytest.mark.parametrize(
    "told",
    [
        ["The bridge is shut.", "It opens in May."],
        ["Dr. Ada Morrow spoke to Mr. Lund.", "Neither stayed."],
        ["It cost $1.2 million.", "The rest was $3.45 a head."],
        ["J. R. Hollis of Vell won.", "K. Orme lost."],
        ["He works for Orla Shipping Co. in Vell.", "She does not."],
        ["The U.S. and the U.K. signed.", "Others waited."],
        ['"We are closed."', "The mayor nodded."],
        ["Who knows?", "Nobody!", "Then ask."],
        ["The vote is on Jan. 5 in Vell.", "It is the second."],
        ["It began at 9 a.m. on Monday.", "It ended at noon."],
        ["It grew by 3.5 percent.", "That is more than in 2025."],
        ["PORT KALO, March 3 (Meridian Wire) - The quay is open.", "Ships may land."],
    ],
)
def test_sentences_end_where_a_reader_would_say(told: list[str]) -> None:
    """Abbreviations, initials, decimals and datelines end no sentence; full stops, question and exclamation marks do."""
    text = " ".join(told)

    assert told == [text[start:end] for start, end in sentences(text)]


def test_a_line_break_ends_a_sentence() -> None:
    """A headline without a full stop is no part of the paragraph below it, and white space belongs to no sentence."""
    text = "Bridge shut\n\n  The city closed it.  \n\tIt will open.\n"

    assert ["Bridge shut", "The city closed it.", "It will open."] == [text[s:e] for s, e in sentences(text)]


@given(st.text(st.sampled_from("ab. \n\"'é?A1,’”"), max_size=400))
def test_nothing_is_lost(text: str) -> None:
    """Whatever the text, sentences come in order without overlap, are stripped, and hold all that is not white space."""
    spans = sentences(text)
    kept = "".join(text[start:end] for start, end in spans)

    assert "".join(text.split()) == "".join(kept.split())
    assert sorted(spans) == spans
    assert all(text[start:end] == text[start:end].strip() != "" for start, end in spans)
