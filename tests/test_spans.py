"""What is told of the reader's span."""

import pytest

from index.answers.evidence.spans import span_text
from tests.heard import heard


@pytest.mark.parametrize(
    ("sentence", "read", "told"),
    [
        ("The mill closed on 9 May 2026.", "2026", "9 May 2026"),
        ("The town has 3,559 people.", "3,559", "3,559 people"),
        ("The estate covers 20 acres (81,000 m2) of wood.", "20 acres", "20 acres (81,000 m2)"),
        ("It draws about 40,000 visitors.", "40,000", "about 40,000 visitors"),
        ("The works operated from 1911 to 1946.", "1946", "from 1911 to 1946"),
        ("They ran it between 1917 and 1945.", "1917", "between 1917 and 1945"),
        ("The bridge dates from the 13th century and is wide.", "13th", "13th century"),
        ("He lived around 2500 BC in Vell.", "2500", "around 2500 BC"),
        ("It is told in Orlan-speaking towns.", "Orlan", "Orlan-speaking"),
        ("He was a Vellan Lutheran bishop.", "Vellan Lutheran", "Vellan Lutheran bishop"),
        ("She is a Vellan chef who also sings.", "chef", "Vellan chef"),
        ("The album by Coral Music came out.", "Coral", "Coral Music"),
        ("It was led by Tomas Brede.", "Brede", "Tomas Brede"),
        ("It was held in Vell.", "Vell", "Vell"),
        ("The harbour is run by Vaur's sons.", "Vaur", "Vaur"),
    ],
)
def test_a_span_is_told_with_the_whole_of_what_it_cuts(sentence: str, read: str, told: str) -> None:
    """Figures with their noun, hedge or conversion, periods, names and noun phrases are not cut."""
    assert told == span_text(heard("a", sentence, read))
