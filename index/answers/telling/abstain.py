"""When the articles do not say: signs in the evidence that the question is about something else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.answers.evidence.candidates import Candidate
from index.answers.evidence.fits import PEOPLE, PERSONS
from index.answers.evidence.gathering import Scored
from index.answers.learned.weights import ABSTENTION
from index.answers.questions.question import Question
from index.answers.relations.relating import Found
from index.answers.words import phrasals, related, same_name, stem

NAME = 0.5  # support that every name of the question needs
WORD = 0.35  # support that what is asked of a name needs
SURE = 0.65  # cosine of question and sentence from which a missing word does not count
READ = 0.5  # the reader's probability that must come with it where a figure is asked for
UNSAID = 0.3  # share of the question's weight, names left out, that may be missing from the evidence
UNSAID_FREE = 0.55  # the same where no figure is asked for: reasons, places and quotes are told in other words
BELIEVED = 1.5  # times as much may be missing where the reader finds an answer
TOLD_OF = 0.1  # fit of what is said around a figure, below which it is told of something else
HEARD = 0.3  # unless the reader takes it for the answer with this probability
COVERAGE = 0.45  # of the question's words by the best sentence, weighted by rarity
COSINE = 0.25  # of question and best sentence
TOP, RARE = 4.0, 5.0  # of about this size are a good sentence's score and a rare word's weight

NOTHING = "nothing that answers it was found"
UNTOLD = {  # where the reader finds nothing of the kind that is asked for
    "person": "nobody is named", "place": "no place is named", "list": "no names are given", "reason": "no reason is given",
    "free": NOTHING,
}  # fmt: skip

SIGNS = (
    "coverage", "cosine", "heard", "top", "most covered", "no figure", "lacking", "unsaid", "rarest unsaid", "names", "figure asked", "noun", "predicate",
    "told", "nowhere said", "read", "share",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an answer would stand on."""

    question: Question
    weights: Mapping[str, float]  # of the question's words
    ranked: Sequence[Scored]  # sentences, best first
    found: Found | None  # figures that answer
    carried: frozenset[str]  # stems that earlier questions brought
    read: bool  # whether the reader found a name, a place, a day without a year

    @property
    def best(self) -> Scored:
        """The sentence that bears the answer out best: of a value that moved, any of its history."""
        if self.found is None:
            return self.ranked[0]
        history = (self.found.main, *self.found.rivals, *self.found.earlier)
        return max((group.best for group in history), key=lambda c: c.score).scored

    @property
    def figureless(self) -> bool:
        """Whether a figure is asked for and none was found."""
        return bool(self.question.kinds) and self.found is None and not self.read


def signs(grounds: Grounds) -> dict[str, float]:
    """What speaks for and against an answer in the evidence: of the sentence that would answer, and of all that were found."""
    question, weights, ranked = grounds.question, grounds.weights, grounds.ranked
    found, best = grounds.found, grounds.best
    common = [s for s, _ in question.terms if s not in question.names]
    whole = sum(weights.get(s, 0.0) for s in common) or 1.0
    unsaid = [s for s in question.predicate if s not in grounds.carried and not _said(s, best)]
    nowhere = [s for s in common if all(one.support.get(s, 0.0) <= 0 for one in ranked)]
    values = (
        best.coverage,
        best.cosine,
        max(one.read for one in ranked),
        ranked[0].score / TOP,
        max(one.coverage for one in ranked),
        bool(question.kinds) and found is None,
        _lacking(question, best) is not None,
        sum(weights.get(s, 0.0) for s in unsaid) / whole,
        max((weights.get(s, 0.0) * (1 - best.support.get(s, 1.0)) for s in common), default=0.0) / RARE,
        min(len(question.names), 3) / 3,
        bool(question.kinds),
        found.main.best.noun if found is not None else 0.0,
        found.main.best.predicate if found is not None else 0.0,
        grounds.read,
        sum(weights.get(s, 0.0) for s in nowhere) / whole,
        found.main.read if found is not None else best.read,
        best.share,
    )
    return dict(zip(SIGNS, map(float, values), strict=True))


def unsupported(grounds: Grounds) -> str | None:
    """Why the best evidence does not answer, or None if it does.

    Learned weights (tests/learn/abstention.py) tell by all the evidence together whether the articles say it at all; what
    of the question is missing gives the reason its words. Without a reader the weights lack the signs that they were
    learned with, and only overrule such a reason.
    """
    if not grounds.ranked:
        return "no article was found on this"
    if grounds.figureless:  # no sentence without a figure tells how old somebody is
        return reason(grounds)
    if ABSTENTION.probability(signs(grounds)) <= ABSTENTION.threshold:
        return None
    return reason(grounds) or (NOTHING if any(one.read for one in grounds.ranked) else None)


def reason(grounds: Grounds) -> str | None:
    """What of the question the evidence lacks, in a sentence; None where nothing is missing."""
    question, found, best = grounds.question, grounds.found, grounds.best
    if grounds.figureless:
        return _missing(grounds) or f"no {_thing(question)} is given"
    if found is not None and _of_something_else(question, found.main.best):
        return f"no {_thing(question)} is given"
    missing = _missing(grounds)
    if missing is not None:
        return missing
    unread = any(one.read for one in grounds.ranked) and not grounds.read and not question.kinds
    if unread and question.wanted in UNTOLD:
        return UNTOLD[question.wanted]
    if (best.coverage < COVERAGE and best.cosine < 0.6 and not question.presence) or max(
        best.cosine, best.evidence.passage_cosine
    ) < COSINE:
        return "nothing close enough was found"
    return None


def _of_something_else(question: Question, best: Candidate) -> bool:
    """Whether nothing of what the question says stands near the figure, and the reader does not take it for the answer."""
    said = question.predicate and not question.presence and not question.names
    return bool(said) and best.predicate < TOLD_OF and best.read < HEARD


def supported(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences that speak of every name of the question and of what is counted, in their order."""
    return [one for one in ranked if _lacking(question, one) is None]


def _lacking(question: Question, one: Scored) -> str | None:
    """The name, or the thing counted, that a sentence and what stands around it do not support."""
    for name in sorted(question.names):
        if one.support.get(name, 1.0) < NAME:
            return name
    head = question.focus[-1] if question.kinds and question.focus else None
    if head is None or one.support.get(head, 1.0) >= WORD or one.taken:
        return None
    return None if head in PEOPLE and one.evidence.near & PERSONS else head


def _said(s: str, one: Scored) -> bool:
    """Whether a word stands near the sentence as itself, another form or a name of it; what is only alike does not count."""
    evidence = one.evidence
    around = evidence.near | evidence.topic
    return s in around or any(related(s, other) or same_name(s, other) for other in around)


def _missing(grounds: Grounds) -> str | None:
    """The word of the question that the evidence does not support at all, in a sentence."""
    question, weights, best = grounds.question, grounds.weights, grounds.best
    written = dict(question.terms) | {stem(meaning): typed for _, typed, meaning in phrasals(question.text, apart=True)}
    lacking = _lacking(question, best)
    if lacking is not None:
        name = lacking in question.names
        return f"nothing on this with {written[lacking]}" if name else f"no {written[lacking]} in the articles found"
    if question.presence or (best.cosine >= SURE and (not question.kinds or best.read >= READ)):
        return None
    wanted = [s for s in (*question.predicate, *question.focus[:-1]) if s not in grounds.carried]
    strictly = bool(question.kinds) and best.read < READ  # a figure is told of what is said, not of something like it
    unsaid = [s for s in wanted if best.support.get(s, 1.0) < WORD or (strictly and not _said(s, best))]
    weight = sum(weights.get(s, 0.0) for s, _ in question.terms if s not in question.names)
    share = sum(weights.get(s, 0.0) for s in unsaid) / (weight or 1.0)
    most = (UNSAID if question.kinds else UNSAID_FREE) * (BELIEVED if best.read >= READ else 1.0)
    return f"nothing is said of “{written.get(unsaid[0], unsaid[0])}”" if share > most else None


def _thing(question: Question) -> str:
    return {"count": "number", "money": "amount of money", "percent": "percentage", "date": "date", "time": "time"}.get(
        question.wanted, "figure"
    )
