"""Late chunking: a sentence's vector is the mean of its own pieces of the passage."""

import numpy as np
import pytest

from index.encoders.late import with_sentences
from index.encoders.sentence_transformer import SentenceTransformerEncoder, ready
from index.types import Chunk

PIECES = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [0, 1]], dtype=np.float32)
OFFSETS = [(0, 0), (0, 3), (4, 8), (9, 12), (0, 0)]  # the first and last are signs of the model's own
WHOLE = PIECES.mean(axis=0) / np.linalg.norm(PIECES.mean(axis=0))


def test_a_sentence_has_the_mean_of_its_pieces() -> None:
    """Pieces that begin in it count, signs of the model's own do not; every row has length 1."""
    rows = with_sentences(WHOLE, PIECES, OFFSETS, [(0, 8), (9, 12)])

    assert np.allclose([WHOLE, [0.5**0.5, 0.5**0.5], [0, 1]], rows)
    assert np.float32 == rows.dtype


def test_a_sentence_that_was_not_read_has_the_passage_s_vector() -> None:
    """Beyond the longest text of a model there are no pieces."""
    assert np.allclose([WHOLE, WHOLE], with_sentences(WHOLE, PIECES, OFFSETS, [(13, 20)]))


@pytest.mark.parametrize("whole", [[1.0, 0.0], [0.6, 0.8, 0.0]])
def test_of_another_pooling_sentences_have_the_passage_s_vector(whole: list[float]) -> None:
    """A vector that is no mean of the pieces, or not of their width, says nothing of single ones."""
    given = np.array(whole, dtype=np.float32)

    assert np.array_equal([given, given], with_sentences(given, PIECES, OFFSETS, [(0, 3)]))


def test_no_sentence_asks_for_none() -> None:
    """A text of which only the whole counts."""
    assert np.array_equal(WHOLE[None], with_sentences(WHOLE, PIECES, OFFSETS, []))


def test_letters_that_are_folded_move_what_follows() -> None:
    """A ligature becomes two letters, and the prompt stands before all."""
    text, ((start, end),) = ready(Chunk("The ﬁrst ﬂood. It rose.", ((15, 23),)), "told: ")

    assert "told: The first flood. It rose." == text
    assert "It rose." == text[start:end]


@pytest.mark.encoder
def test_a_sentence_s_vector_is_near_what_asks_for_it() -> None:
    """Of a passage on several things, the sentence that answers is nearest to the question."""
    told = ["Rice was dearer in May.", "The bridge over the Orla cost $12 million.", "Nineteen fishermen are missing."]
    text = " ".join(told)
    spans = tuple((text.index(one), text.index(one) + len(one)) for one in told)
    encoder = SentenceTransformerEncoder()
    (rows,) = encoder.encode_chunks([Chunk(text, spans)])
    asked = encoder.encode_queries(["What was the price of the crossing?", "How many sailors have not been found?"])

    assert (4, encoder.dimension) == rows.shape
    assert [1, 2] == (asked @ rows[1:].T).argmax(axis=1).tolist()
