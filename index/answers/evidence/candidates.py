"""Figures that may answer a question, each with how well it fits."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.evidence.fits import OTHER_THING, capitalised, noun_fit, predicate_fit
from index.answers.evidence.gathering import Scored, Span, taken
from index.answers.evidence.roles import held_before, role_fit
from index.answers.learned.weights import FIGURE
from index.answers.questions.question import Question
from index.answers.words import same_name
from index.types import Figure

NAMED = 0.5  # support that every name of the question needs in the sentence of a figure
BELIEVED = 0.85  # the reader's probability from which a figure counts what is asked, whatever it is called
HEARD = 0.1  # the reader's probability from which a figure may be the answer against the words
COUNTS = 0.6  # fit, at least, of what a figure counts that the reader takes for the answer
AMOUNTS = frozenset({"count", "money", "percent", "duration", "distance", "measure", "age"})

_CUT = re.compile(
    r"[,;] (?:and |while |but )?(?=[A-Z])|[;—–] ?|\band (?=[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)* (?:has|had|have|sent|\d|[a-z]+ty\b|one|two|three|four|five|six|seven|eight|nine|ten))"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A figure that may answer, in its sentence, with the signs that speak for it (each 0 to 1)."""

    figure: Figure
    scored: Scored
    noun: float  # whether it counts what is asked
    predicate: float  # whether the words of the question stand near it
    role: float  # whether it is the total, the first, the additional one, as asked
    read: float  # the reader's probability, where its span holds the figure
    share: float  # of that span in all that was read
    score: float

    @property
    def fit(self) -> float:
        """How well it fits by what it counts alone; the wording of its sentence left aside."""
        signs = FIGURE.noun * self.noun, FIGURE.predicate * self.predicate, FIGURE.role * self.role
        return sum(signs) + FIGURE.coverage * self.scored.coverage

    @property
    def ahead(self) -> str:
        """The words of its sentence before it."""
        return self.scored.evidence.text[: self.figure.start - self.scored.evidence.start]

    @property
    def told_as_past(self) -> bool:
        """Whether they say that it held before, or was wrong."""
        return held_before(self.ahead)

    @property
    def day(self) -> date | None:
        return self.figure.as_of or self.scored.evidence.article.published


def candidates(
    question: Question, scored: Sequence[Scored], weights: Mapping[str, float], carried: frozenset[str] = frozenset()
) -> list[Candidate]:
    """Every figure of a fitting kind in the sentences, best first; a focus that was only carried over binds less."""
    found = [
        _candidate(question, one, figure, weights)
        for one in scored
        for figure in one.evidence.figures
        if _may_answer(question, one, figure)
    ]
    counting = [c for c in found if c.noun > OTHER_THING or carried & set(question.focus)]
    return sorted(counting, key=lambda c: -c.score)


def long_shots(
    question: Question, scored: Sequence[Scored], weights: Mapping[str, float], sure: Sequence[Candidate]
) -> list[Candidate]:
    """Figures beside the sure ones that the reader may take for the answer, best first.

    By their words they count something else, are told of another name, or are money in a currency that is not known.
    """
    known = {(c.scored.evidence.article.path, c.figure.start) for c in sure}
    found = [
        _candidate(question, one, figure, weights)
        for one in scored
        for figure in one.evidence.figures
        if (one.evidence.article.path, figure.start) not in known
        and any(span.read >= HEARD for span in heard(one, figure))
        and (_of_kind(question, figure) or _amount(question, figure) or _in_unknown_coin(question, figure))
        and not _asked(question, figure)
    ]
    return sorted(found, key=lambda c: -c.score)


def _may_answer(question: Question, one: Scored, figure: Figure) -> bool:
    """Whether a figure is of a kind that answers, and told of the name asked about: by its words, or the reader's."""
    fitting = _of_kind(question, figure) or (_amount(question, figure) and taken(heard(one, figure)))
    if not fitting or _asked(question, figure):
        return False
    return one.weakest_name >= NAMED and owned(question, one, figure)


def _of_kind(question: Question, figure: Figure) -> bool:
    return figure.kind in question.kinds and not (figure.kind == "age" and question.wanted == "count")


def _in_unknown_coin(question: Question, figure: Figure) -> bool:
    """Whether a count may be an amount of money: "8,000 lenn"."""
    return question.wanted == "money" and figure.kind == "count"


def _amount(question: Question, figure: Figure) -> bool:
    """Whether an amount may be told in this way: "of that, 1.3 million", or a share of what was lost."""
    bare = figure.kind == "count" and not figure.noun
    return question.kinds <= AMOUNTS and (bare or figure.kind == "percent")


def _asked(question: Question, figure: Figure) -> bool:
    """Whether the question itself names the number ("copies of Kestrel 2")."""
    return re.search(rf"(?<![\w.,]){re.escape(figure.text)}(?![\w.,]?\w)", question.text) is not None


def heard(one: Scored, figure: Figure) -> list[Span]:
    """The reader's spans that hold a figure, or a part of it."""
    return [span for span in one.spans if figure.start < span.end and span.start < figure.end]


def owned(question: Question, one: Scored, figure: Figure) -> bool:
    """Whether the figure is told of the name asked about, where a sentence gives several names a figure each.

    In "Arland has 150 officers, Boland 24" the 24 is not Arland's: its part of the sentence holds another name.
    """
    text = one.evidence.text
    parts = _parts(one)
    at = figure.start - one.evidence.start
    own = next((part for part in parts if part[0] <= at < part[1]), (0, len(text)))
    asked = {s for s, _ in question.terms}
    here = capitalised(text[own[0] : own[1]])
    elsewhere = {s for part in parts if part != own for s in capitalised(text[part[0] : part[1]])}

    of_another = capitalised(" ".join(figure.modifiers))  # "739 Bolandan officers" are not Arland's

    def mentions(names: set[str]) -> bool:
        return any(same_name(s, n) or s == n for s in asked for n in names)

    if question.names and of_another and not mentions(of_another | here | elsewhere):
        return False
    return mentions(here) or not mentions(elsewhere) or not here


def _parts(one: Scored) -> list[tuple[int, int]]:
    """The parts of a sentence that hold a figure each, cut at commas, semicolons and "and" before a name."""
    text = one.evidence.text
    cuts = [m.end() for m in _CUT.finditer(text)]
    counts = [f.start - one.evidence.start for f in one.evidence.figures if f.kind not in ("date", "time")]
    parts, start = [], 0
    for end in (*cuts, len(text)):
        if end == len(text) or (any(start <= at < end for at in counts) and any(end <= at for at in counts)):
            parts.append((start, end))
            start = end
    return parts


def _candidate(question: Question, one: Scored, figure: Figure, weights: Mapping[str, float]) -> Candidate:
    spans = heard(one, figure)
    read, share = max((span.read for span in spans), default=0.0), max((span.share for span in spans), default=0.0)
    believed = read >= BELIEVED or taken(spans)
    noun = max(noun_fit(question, one, figure), COUNTS if believed else 0.0)
    predicate = predicate_fit(question, one, figure, weights)
    role = role_fit(question, one, figure)
    if question.presence and role == 1.0:
        predicate = max(predicate, 0.6)  # "brings the number to 617" tells how many there are, whatever verb was asked
    score = (
        FIGURE.noun * noun
        + FIGURE.predicate * predicate
        + (FIGURE.state if question.state else FIGURE.role) * role
        + FIGURE.coverage * one.coverage
        + FIGURE.cosine * one.cosine
        + FIGURE.inside * one.inside
        + FIGURE.read * read
        + FIGURE.share * share
    )
    return Candidate(figure, one, noun, predicate, role, read, share, score)
