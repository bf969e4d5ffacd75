"""Learned weights that tell whether the articles say it."""

from dataclasses import replace

import pytest

from index.answers.learned.weights import ABSTENTION, Logistic
from index.answers.questions.question import read_question
from index.answers.telling.abstain import NOTHING, SIGNS, Grounds, reason, unsupported
from tests.heard import heard


def test_the_weights_are_of_the_signs_that_are_noted() -> None:
    """Every sign has a weight, and no weight lacks its sign."""
    assert set(SIGNS) == set(ABSTENTION.weights)


def test_the_more_is_covered_the_less_is_abstained() -> None:
    """Evidence that resembles the question and is read as an answer speaks against silence; a missing name or figure for it."""
    against = ("cosine", "heard", "top", "noun", "predicate", "read")
    speaking = ("no figure", "lacking", "unsaid", "rarest unsaid")

    assert all(ABSTENTION.weights[sign] < 0 for sign in against)
    assert all(ABSTENTION.weights[sign] > 0 for sign in speaking)


def test_a_probability_is_that_of_the_logit() -> None:
    """Odds of e**2 to 1 are a probability of 0.8808."""
    assert Logistic({"a": 2.0, "b": -1.0}, 1.0, 0.5).probability({"a": 1.0, "b": 1.0}) == pytest.approx(0.8808, abs=1e-4)  # fmt: skip


def test_poor_evidence_is_silence_where_no_word_is_missing() -> None:
    """A sentence that has all the words, but resembles the question little and is not read as an answer, answers nothing."""
    asked = read_question("Which of the boats did the mayor like?")
    poor = heard("a", "The mayor liked boats.", "boats", read=0.05, score=0.8)
    good = heard(
        "a", "The mayor liked the Vaur and the Brede.", "the Vaur and the Brede", read=0.95, share=0.9, score=4.0
    )
    grounds = [Grounds(asked, {}, [one], None, frozenset(), read=True) for one in (poor, good)]

    assert [None, None] == [reason(each) for each in grounds]
    assert [NOTHING, None] == [unsupported(each) for each in grounds]


def test_without_a_reader_only_what_is_missing_is_a_reason() -> None:
    """The same evidence, not read at all, answers: half of the signs are not there to be weighed."""
    asked = read_question("Which of the boats did the mayor like?")
    unread = replace(heard("a", "The mayor liked boats.", "boats", score=0.8), read=0.0, span=None, spans=())

    assert None is unsupported(Grounds(asked, {}, [unread], None, frozenset(), read=False))
