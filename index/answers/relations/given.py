"""What each of the sources that were given with a question answers by itself."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.answers.evidence.gathering import Scored
from index.answers.evidence.spans import completed, held, span_text
from index.answers.evidence.tellable import DAYS, tellable
from index.answers.questions.question import TOTAL, Question
from index.answers.questions.wanted import head_of
from index.answers.vocabulary import TITLES
from index.answers.words import is_stop, words
from index.types import Figure

HEARD = 0.2  # the reader's probability from which a source is heard: lower than where sources are searched
FEW, HEARD_OF_FEW = 3, 0.02  # the same where so few were given
OTHER = frozenset({"money", "date", "time"})  # kinds that are not mistaken for another
BESIDE = 1  # sentences from the year at which the same source may tell the day

_LIFETIME = re.compile(r"\((?:born )?(?P<birth>[^()–]*?\d{4})[^()–\d]{0,40}\s?[–-]\s?(?P<death>[^()–]*?\d{4})")
_RATE = re.compile(r" ?(?:[a-z]+ )?(?:per |/ ?)(?:square|sq|km|mi)")
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
        answers = [one for one in answers if tellable(question, span_text(one), given=True) and _of_kind(question, one)]
        if question.total:
            answers = [one for one in answers if TOTAL.search(one.evidence.text)] or answers
        if answers:
            found.append(_sharpened(question, max(answers, key=lambda one: one.read), told))
    return sorted(found, key=lambda one: -one.read)


def _of_kind(question: Question, one: Scored) -> bool:
    """Whether an answer is no figure of another kind: no sum of money answers how many, no share what the population is."""
    if not question.kinds or question.wanted in DAYS:
        return True
    figures = held(one)
    if question.wanted == "count" and head_of(question.text.lower(), "count"):
        return not figures or any(figure.kind == "count" and _whole(one, figure) for figure in figures)
    return not figures or any(figure.kind in question.kinds or figure.kind not in OTHER for figure in figures)


def _whole(one: Scored, figure: Figure) -> bool:
    """Whether a figure is a number of wholes: no density ("885.0 people per square mile"), no coordinate."""
    text = one.evidence.article.text
    return (
        figure.value.is_integer() and "." not in text[figure.start : figure.end] and not _RATE.match(text, figure.end)
    )


def _sharpened(question: Question, one: Scored, beside: Sequence[Scored]) -> Scored:
    """The answer as exactly as its source tells it in the same sentence or the ones beside it."""
    near = [s for s in beside if abs(s.evidence.position - one.evidence.position) <= BESIDE]
    if question.wanted == "date":
        return _day_of_year(question, _end_of_life(question, one), near)
    return one if question.kinds else _full_name(one, near)


def _end_of_life(question: Question, one: Scored) -> Scored:
    """Of "(3 June 1912 – 1 March 1986)" the day of birth or of death, where one of them is asked for."""
    asked = "birth" if _BORN.search(question.text) else "death" if _DIED.search(question.text) else ""
    assert one.span is not None
    evidence = one.evidence
    for life in _LIFETIME.finditer(evidence.text) if asked else ():
        if life.start() < one.span[1] - evidence.start and one.span[0] - evidence.start < life.end():
            return replace(one, span=(evidence.start + life.start(asked), evidence.start + life.end(asked)))
    return one


def _day_of_year(question: Question, one: Scored, near: Sequence[Scored]) -> Scored:
    """Instead of a year the day, where the same source tells one day of that year."""
    start, end = completed(one)
    years = re.findall(r"\d{4}", one.evidence.article.text[start:end])
    if not years or _days(one, start, end):
        return one
    year = int(years[-1] if _DIED.search(question.text) else years[0])
    told = {figure.value: (s, figure) for s in near for figure in _days(s) if _year(figure) == year}
    if len(told) != 1:
        return one
    ((there, day),) = told.values()
    return replace(there, read=one.read, span=(day.start, day.end))


def _full_name(one: Scored, near: Sequence[Scored]) -> Scored:
    """Instead of a name in one word the one full name of which it is the last word ("Vaur", "Ines Vaur")."""
    name = span_text(one)
    if not re.fullmatch(r"[A-Z][\w’'-]+", name):
        return one
    full = re.compile(rf"((?:[A-Z][\w’'.-]+ )+(?:(?:van|von|de|da|del|der|bin|al) )*){re.escape(name)}\b(?! [A-Z])")
    found = [(s, match) for s in near for match in full.finditer(s.evidence.text) if _given_name(match.group(1))]
    if len({match.group() for _, match in found}) != 1:
        return one
    there, match = found[0]
    start = there.evidence.start
    return replace(there, read=one.read, span=(start + match.start(), start + match.end()))


def _given_name(before: str) -> bool:
    return not any(is_stop(word) or word.lower() in TITLES for word in words(before))


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
