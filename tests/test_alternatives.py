"""Questions that offer two answers."""

from index.answers.evidence.spans import span_text
from index.answers.questions.question import read_question
from index.answers.relations.alternatives import named
from index.answers.relations.values import values
from tests.heard import heard

TOWN = heard("a", "Orla is a market town on the coast of Vell.", "coast", read=0.0)
VILLAGE = heard("b", "The harbour of Orla, a village of fishermen, is deep.", "deep", read=0.0)
QUESTION = read_question("Is Orla a town or a village?")


def test_each_source_names_one_of_what_is_offered() -> None:
    """One source calls Orla a town, another a village: both are told, though the reader read neither."""
    assert ["market town", "village"] == [span_text(one) for one in named(QUESTION, [TOWN, VILLAGE])]
    assert ["market town", "village"] == [value.text for value in values(QUESTION, [TOWN, VILLAGE], given=True)]


def test_a_source_that_names_both_names_none() -> None:
    """What a source that has both words means by them is not known."""
    both = heard("c", "Orla was a village until it became a town in 1911.", "1911")

    assert ["a", "b"] == [one.evidence.article.path for one in named(QUESTION, [TOWN, both, VILLAGE])]


def test_where_an_offered_answer_stands_in_no_source_nothing_is_offered() -> None:
    """ "Or" between words that no source has is no choice between answers of theirs."""
    assert [] == named(QUESTION, [TOWN])
    assert [] == named(read_question("Is Orla a town?"), [TOWN, VILLAGE])
