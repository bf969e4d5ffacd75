"""What part a figure plays in the story that its sentence tells: the whole, an addition, the first, what held before."""

import re
from dataclasses import dataclass

from index.answers.evidence.gathering import Evidence, Scored
from index.answers.questions.question import Question
from index.figures.nouns import STATES
from index.figures.standing import HEDGED
from index.types import Figure

INCREMENT = re.compile(r"\b(additional|more|another|extra|further|new|latest|reinforcements?)\b", re.I)
FIRST = re.compile(r"\b(first|initial|original|previous|earlier)\b", re.I)
_TOTAL = re.compile(
    r"\b(total|in all|altogether|overall|brings? the number|combined|rose to|risen to|climbed to|raised|reached|toll|now)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(up from|down from|from|compared with|previously|earlier|a day earlier|at first|when it was approved|at the start|years? ago|peak of|last year|had (?:announced|planned|promised|wanted)|not (?:in|on|by|until)|instead of|rather than|not the|in (19|20)\d\d)\W+(?:\w+\W+){0,3}(?<!\bat )(?<!\bto )$",
    re.I,
)
_OLD_CASE = re.compile(  # "since 2009, when 118 were hurt"
    r"\b(?:since|in|of) (?:\w+ )?(?:18|19|20)\d\d,? when\b[^.;]*$", re.I
)
_SINCE = re.compile(
    r"\b(?:since|founded in|built in|established in|dating from|dates from|opened in)\b(?: \w+)?\W*$", re.I
)
_TOLD_ON = re.compile(
    r"\b(?:said|says|told (?:[\w’'-]+ ){1,3}|announced|reported|confirmed|added|wrote|warned|statement|testified|gave evidence)"
    r"(?: (?:late|early))?(?: on)?\W*$",
    re.I,
)
_TELLING = re.compile(
    r"\b(?:say|says|said|tell|told|announced?|confirm(?:ed)?|warn(?:ed)?|wrote|write|reported)\b", re.I
)
_MARGIN = re.compile(
    r"\b(?:by|majority of|margin of|lead of|ahead by|victory of|won by|lost by|beaten by)(?: (?:only|just|about|some|a mere))?\W*$",
    re.I,
)
_PAST_AFTER = re.compile(
    r"^\W*(?:[\w’'-]+[^\w’'-]+){0,7}?(?:previous(?:ly)?|earlier|last (?:year|month|week|week|june)|already|at first|in the first)\b",
    re.I,
)
_STANDS = re.compile(
    r"\b(?:brings?|brought|takes?|taking|bringing) the (?:total|number|count|toll|force)\b|\b(?:now|still|currently) (?:numbers?|stands?|has|have|counts?|totals?)\b|"
    r"\bst(?:ands?|ood) at\b|\bin (?:all|total)\b|\ba total of\b|\btotal(?:led|ling|s)?\b|\brose to\b|\brisen to\b|\bclimbed to\b|\bto date\b|\bso far\b|\bremain\b",
    re.I,
)
_HOLDS = re.compile(  # of the thing itself, not of one that is named: "the force has 761", "there are 23 today"
    r"\b(?:[Tt]here (?:are|is)(?: now| still| only| just)?|(?:[Tt]he|[Ii]ts|[Ii]t|[Tt]hey|[Tt]heir|[Tt]his|[Tt]hat|which)(?: [a-z][\w’'-]*){0,4} (?:has|have|employs?)) "
    rf"{HEDGED}$"
)
_UNIT = (
    r"(?:day|night|week|month|year|hour|minute|second|season|shift|trip|person|head|household|family|victim|share|ticket|seat|"
    r"ton(?:ne)?|litre|kilo\w*|barrel|pupil|student|worker|piece|unit)"
)
_EACH = rf"\b(?:an?|per|each|every) {_UNIT}\b"
_RATE = re.compile(
    rf"\W{{0,2}}(?:(?!in |within |for |over |after )\w+ ){{0,2}}?{_EACH}| (?:daily|weekly|monthly|yearly|annually|apiece|each)\b",
    re.I,
)
_RATE_ASKED = re.compile(rf"{_EACH}|\b(?:daily|weekly|monthly|yearly|annual|annually|hourly|apiece|each)\b", re.I)


def _around(one: Evidence, figure: Figure, before: int = 45, after: int = 45) -> str:
    a, b = figure.start - one.start, figure.end - one.start
    return one.text[max(0, a - before) : b + after]


def held_before(ahead: str) -> bool:
    """Whether the words before a figure, from where its sentence begins, say that it held before, was of another case, or was wrong."""
    return bool(_PAST.search(ahead[-60:]) or _OLD_CASE.search(ahead))


def stands(one: Evidence, figure: Figure) -> bool:
    """Whether a figure is told as how things stand: "now numbers 761", "a total of 761", "the force has 761"."""
    held = _HOLDS.search(one.text[: figure.start - one.start]) is not None
    return held or _STANDS.search(_around(one, figure, 90, 40)) is not None


_OF_STATE = re.compile(rf"\W*of the (?:{'|'.join(sorted(STATES))})\b", re.I)
_OF_THEM = re.compile(r"\W*of (?:the|them|whom|those|these)\b", re.I)


@dataclass(frozen=True, slots=True)
class _Part:
    """What part of the matter the words around a figure say that it is."""

    increment: bool
    first: bool
    past: bool
    subset: bool  # "two of them"
    rate: bool  # "38 million a day"
    within: bool  # of a count that is told before it ("31 died, two of them in hospital"), or of a state ("three of the dead")


def _part(one: Evidence, figure: Figure) -> _Part:
    modifiers = " ".join(figure.modifiers)
    before = one.text[: figure.start - one.start][-60:]
    after = one.text[figure.end - one.start :][:70]
    subset = bool(re.search(r"\b(including|among them|of them|of whom|only)\W*(?:\w+\W+){0,2}$", before, re.I))
    subset = subset or _OF_THEM.match(after) is not None
    told_before = any(other.kind == figure.kind and other.start < figure.start for other in one.figures)
    return _Part(
        bool(INCREMENT.search(modifiers) or re.search(r"\b(additional|another|further|extra)\W*$", before, re.I)),
        bool(
            FIRST.search(modifiers)
            or re.search(r"\b(first|initial|original)\W+(?:\w+\W+){0,3}$", before, re.I)
            or re.match(r"(?:\W+\w+){0,4}\W+(?:in|of|for) the first\b", after)
        ),
        held_before(one.text[: figure.start - one.start]) or bool(_PAST_AFTER.match(after)),
        subset,
        _RATE.match(one.text[figure.end - one.start :]) is not None,
        subset and (told_before or _OF_STATE.match(after) is not None),
    )


def role_fit(question: Question, one: Scored, figure: Figure) -> float:
    """Whether the figure plays the part that is asked: the whole, an addition, the first of several."""
    part, before = _part(one.evidence, figure), one.evidence.text[: figure.start - one.evidence.start][-60:]
    if figure.kind == "date" and _SINCE.search(before) and not _SINCE.search(question.text):
        return 0.1
    if figure.kind == "date" and _TOLD_ON.search(before) and not _TELLING.search(question.text):
        return 0.1  # the day of the telling, not of what is told
    if question.margin:
        return 1.0 if _MARGIN.search(before) else 0.2
    if question.more:
        return 1.0 if part.increment else 0.3
    if question.subset:
        return 1.0 if part.subset else 0.3
    if question.state:
        return 1.0 if stands(one.evidence, figure) else 0.1 if part.increment or part.first or part.past else 0.5
    if question.asks_first:
        return 1.0 if part.first or part.past else 0.5
    return 0.1 if part.within else _whole_fit(question, one.evidence, figure, part)


def _whole_fit(question: Question, one: Evidence, figure: Figure, part: _Part) -> float:
    """Whether it is the whole, as is asked where nothing else is."""
    less = 0.3 * (part.subset and not question.names)
    less += 0.5 * (part.rate and not _RATE_ASKED.search(question.text))
    if question.event:
        return max(0.0, 0.6 + 0.2 * part.increment - 0.4 * (part.past or part.first) - less)
    whole = (
        figure.kind not in ("date", "time", "distance", "measure", "duration")
        and _TOTAL.search(_around(one, figure)) is not None
    )
    value = 0.6 + 0.3 * whole - 0.35 * part.increment - 0.3 * part.past - 0.2 * part.first - less
    return max(0.0, min(1.0, value))
