"""Whether two values count the same thing in the same role, so that one can follow or contradict the other."""

from collections.abc import Sequence

from index.answers.evidence.fits import PEOPLE, PERSONS
from index.answers.evidence.roles import INCREMENT
from index.answers.questions.question import Question
from index.answers.relations.groups import Group
from index.answers.words import STATE_STEMS, akin, stem, words

SAME_ROLE = 0.4  # difference of roles from which one value is a part, an addition or a first of the other


def comparable(question: Question, one: Group, other: Group, *, same_event: bool = False) -> bool:
    """Whether two groups count the same thing in the same role."""
    if (one.figure.kind, one.figure.unit) != (other.figure.kind, other.figure.unit):
        return False
    nouns = [{stem(w) for w in words(g.figure.noun or "")} for g in (one, other)]
    if all(nouns) and not akin(*nouns) and not _both_persons(question, nouns):
        return False
    roles = [bool(INCREMENT.search(" ".join(g.figure.modifiers))) for g in (one, other)]
    return (same_event or roles[0] == roles[1]) and abs(one.best.role - other.best.role) < SAME_ROLE


def _both_persons(question: Question, nouns: Sequence[set[str]]) -> bool:
    """Whether two nouns stand for the persons asked of: "people" and "residents", or "officers" and "wounded"."""
    if not question.focus or question.focus[-1] not in PERSONS:
        return False
    kinds = PERSONS if question.focus[-1] in PEOPLE else {question.focus[-1]}
    return all(n & (kinds | STATE_STEMS) for n in nouns)
