"""What each of the sources that were given with a question answers by itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.answers.evidence import Scored
from index.answers.question import Question
from index.answers.spans import completed, span_text
from index.answers.tellable import tellable
from index.types import Figure

HEARD = 0.2  # the reader's probability from which a source is heard: lower than where sources are searched
FEW, HEARD_OF_FEW = 3, 0.05  # the same where so few were given
BESIDE = 1  # sentences from the year at which the same source may tell the day

_BORN = re.compile(r"\b(?:born|birth|birthda(?:y|te))\b", re.I)
_DIED = re.compile(r"\b(?:die[sd]?|death)\b", re.I)


def heard(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """The answer of each source that the reader takes for one, the surest first."""
    by_source: dict[str, list[Scored]] = {}
    for one in ranked:
        by_source.setdefault(one.evidence.article.path, []).append(one)
    least = HEARD_OF_FEW if len(by_source) <= FEW else HEARD
    found = []
    for told in by_source.values():
        answers = [one for one in told if one.span is not None and one.read >= least]
        answers = [one for one in answers if tellable(question, span_text(one), given=True)]
        if answers:
            found.append(_sharpened(question, max(answers, key=lambda one: one.read), told))
    return sorted(found, key=lambda one: -one.read)


def _sharpened(question: Question, one: Scored, beside: Sequence[Scored]) -> Scored:
    """An answer that is a year, as the day of that year where the same source tells one; of a lifetime the end asked for."""
    if question.wanted != "date" or one.span is None:
        return one
    one = _end_of_life(question, one)
    assert one.span is not None
    start, end = completed(one)
    years = re.findall(r"\d{4}", one.evidence.article.text[start:end])
    if not years or _days(one, start, end):
        return one
    year = int(years[-1] if _DIED.search(question.text) else years[0])
    near = [s for s in beside if abs(s.evidence.position - one.evidence.position) <= BESIDE]
    told = {figure.value: (s, figure) for s in near for figure in _days(s) if _year(figure) == year}
    if len(told) != 1:
        return one
    ((there, day),) = told.values()
    return replace(there, read=one.read, span=(day.start, day.end))


def _end_of_life(question: Question, one: Scored) -> Scored:
    """Of "3 June 1912 – 1 March 1986" the day of birth or of death, where one of them is asked for."""
    days = _days(one, *completed(one))
    if len(days) < 2:
        return one
    if _BORN.search(question.text):
        return replace(one, span=(days[0].start, days[0].end))
    return replace(one, span=(days[-1].start, days[-1].end)) if _DIED.search(question.text) else one


def _days(one: Scored, start: int = 0, end: int | None = None) -> list[Figure]:
    """The calendar days, exact to the day, of a stretch of a sentence, or of all of it."""
    last = one.evidence.end if end is None else end
    return [
        figure
        for figure in one.evidence.figures
        if figure.kind == "date" and figure.high is None and figure.start < last and start < figure.end
    ]


def _year(figure: Figure) -> int:
    return date.fromordinal(int(figure.value)).year
