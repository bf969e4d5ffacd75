"""A second account of what was asked, from another mouth, where the answer is no figure: "He denies it"; told by learned weights."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from index.answers.evidence.gathering import Scored, neighbours, unfound
from index.answers.evidence.spans import span_text
from index.answers.learned.weights import ACCOUNTS
from index.answers.questions.question import Question
from index.answers.relations import mouths
from index.answers.relations.values import same_answer

REACH = 3  # sentences around the one that answers, in which another account may stand that search did not find
LONG = 60  # days between two articles that count no more
WEIGHED = 16  # best sentences that may be another account

_DENIES = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|reject\w*|disput\w*|contradict\w*|refut\w*|dismiss\w*|otherwise|contest\w*|untrue|wrong|false|nonsense|accept)\b",
    re.I,
)
_NOT = re.compile(r"\b(?:not|no|never|none|nobody|neither|without|nor)\b|n[’']t\b", re.I)
_NAME = re.compile(r"\b[A-Z][\w’'-]+")
_NAME_INSIDE = re.compile(r"(?<=\w )[A-Z][\w’'-]+")


@dataclass(frozen=True, slots=True)
class Pair:
    """A sentence that answers and another one, and what speaks for their being two accounts of one thing."""

    ours: Scored
    theirs: Scored
    signs: Mapping[str, float]


def other_account(question: Question, ours: Scored, ranked: Sequence[Scored]) -> Scored | None:
    """The sentence that gives another account than the one that answers; None where none does."""
    if question.said_by or question.wanted == "quote":
        return None
    likely = [(ACCOUNTS.probability(pair.signs), pair.theirs) for pair in pairs(question, ours, ranked)]
    probability, theirs = max(likely, key=lambda one: one[0], default=(0.0, ours))
    return theirs if probability >= ACCOUNTS.threshold else None


def pairs(question: Question, ours: Scored, ranked: Sequence[Scored]) -> Iterator[Pair]:
    """The sentence that answers with each that may give another account: those beside it, and the best of all."""
    known = {one.evidence: one for one in ranked}
    beside = [known.get(one) or unfound(one) for one in neighbours(ours.evidence, REACH, ())]
    for theirs in {one.evidence.stems: one for one in (*reversed(ranked[:WEIGHED]), *beside)}.values():
        if theirs.evidence.stems != ours.evidence.stems and not _agree(ours, theirs):
            yield Pair(ours, theirs, _signs(question, ours, theirs))


def _agree(ours: Scored, theirs: Scored) -> bool:
    """Whether the reader takes the same answer from both."""
    if ours.span is None or theirs.span is None:
        return False
    return same_answer(span_text(ours), span_text(theirs))


def _signs(question: Question, ours: Scored, theirs: Scored) -> dict[str, float]:
    """What speaks for and against two sentences being two accounts of one thing, each from 0 to 1."""
    one, two = ours.evidence, theirs.evidence
    days = one.article.published, two.article.published
    denies = _DENIES.search(two.text) is not None
    yes = question.wanted == "yesno"
    new = set(_NAME_INSIDE.findall(two.text)) - set(_NAME.findall(one.text))
    values = {
        **mouths.signs(ours, theirs),
        "article tells of difference": mouths.tells_of_difference(two.article.text),
        "denies": denies,
        "near, denies": denies and mouths.near(one, two),
        "read": theirs.read,
        "read otherwise": theirs.read if ours.span is not None else 0.0,
        "days": min(LONG, mouths.days_apart(one, two)) / LONG,
        "later": bool(days[0] and days[1] and days[1] > days[0]),
        "now": question.latest,
        "first": question.asks_first,
        "yes or no": yes,
        "yes, no": yes and bool(_NOT.search(one.text)) != bool(_NOT.search(two.text)),
        "yes, denies": yes and (denies or _DENIES.search(one.text) is not None),
        "another name": bool(new) and question.wanted in ("person", "place"),
        "other question": question.wanted not in ("yesno", "person", "place", "date", "time"),
    }
    return {name: float(value) for name, value in values.items()}
