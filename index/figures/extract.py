"""From a text to its figures: value, unit, what is counted, how sure, who says so, as of when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.corrections import find_corrections
from index.figures.counted import noun_of, with_denials, with_elided_nouns, with_noun_before
from index.figures.days import Day, find_days, find_times, minutes
from index.figures.names import named_numbers
from index.figures.nought import find_noughts
from index.figures.numbers import ORDINAL, Number, find_numbers
from index.figures.ranges import bounds, upper_end
from index.figures.speakers import speaker_of
from index.figures.standing import qualifier_of, standing_of
from index.figures.units import Unit, apposed_age, unit_of
from index.figures.withdrawn import mark_withdrawn
from index.sentences import sentences
from index.types import Figure, Qualifier, Span
from index.words import narrowed

LONG_AGO = 60  # days: a month or year further back dates the figures beside it
RECENT = 15  # days: an exact day as near as this dates them too
LONGEST = 4000  # characters of a sentence that are read; what is longer is no prose
WINDOW = 200  # characters on either side of a number that can tell what it is
COUNT = Unit("count", None)

_BELOW_ZERO = re.compile(r"(?:\bminus |(?<!\S)[-−])$", re.I)
_SIGNED_UNITS = ("°C", "°F", "degree", "%")
_RATIO = re.compile(
    r"[- ]times (?:as|more|less|the|that|higher|larger|bigger|faster|its|their|what)\b|[- ]?fold\b", re.I
)
_OF_WHAT = re.compile(
    r" (?:of )?(?:what|that of)\b"
)  # "less than half of what the polls had given" is a comparison, no share
_ONE_BEFORE = re.compile(
    r"(?:^|\b(?:has|have|had|with|only|just|least|exactly|killed|killing|and|or|lost)|[,:]) $", re.I
)
_ONE_ADVERBIAL = re.compile(r"\b(?:in|at|on|by|of|under|into|as|from|for) $", re.I)  # "at one time", "in one piece"
_ONE_AFTER = re.compile(
    r"^ (?:more |other )?(?!night|morning|evening|afternoon|weekend|go\b)[a-z]+(?: (?:was|were|is|has|had|died|killed|injured|dead|missing|in|out|after)\b|[.,;]|$)"
)


def extract(text: str, published: date | None) -> list[Figure]:
    """The figures of an article in order; every span is a slice of `text`, also where digits are of full width."""
    plain = narrowed(text)
    found = _extract(plain, published)
    return found if plain == text else [replace(figure, text=text[figure.start : figure.end]) for figure in found]


def _extract(text: str, published: date | None) -> list[Figure]:
    found: list[Figure] = []
    earlier: list[Figure] = []  # of the sentence before
    for span in sentences(text):
        told = _of_sentence(text, span, published)
        earlier = with_noun_before(told, earlier, text[span[0] : span[1]], span[0])
        found += earlier
    return mark_withdrawn(found, find_corrections(text))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all figures of one sentence share."""

    sentence: str
    offset: int  # of the sentence in its article
    end: int
    as_of: date | None
    speaker: str | None

    def figure(self, start: int, end: int, value: float, high: float | None, unit: Unit) -> Figure:
        """An exact figure at a span of the sentence, of nothing yet."""
        standing = standing_of(self.sentence, start, end)
        return Figure(
            text=self.sentence[start:end], value=value, high=high, kind=unit.kind, unit=unit.unit, noun=None, modifiers=(),
            qualifier="exact", standing=standing, speaker=self.speaker, as_of=self.as_of, start=self.offset + start,
            end=self.offset + end, sentence_start=self.offset, sentence_end=self.end,
        )  # fmt: skip


def _of_sentence(text: str, span: Span, published: date | None) -> list[Figure]:
    sentence = text[span[0] : min(span[1], span[0] + LONGEST)]
    days, named = find_days(sentence, published)
    times = find_times(sentence)
    numbers, noughts = _free_numbers(sentence, named + times), find_noughts(sentence)
    if not (days or times or numbers or noughts):
        return []
    frame = _Frame(sentence, span[0], span[1], _as_of(days, sentence, published), speaker_of(sentence))
    found = [replace(_day(day, frame), as_of=published) for day in days]
    found += [frame.figure(a, b, minutes(sentence[a:b]), None, Unit("time", None)) for a, b in times]
    found += _quantities(numbers, frame)
    for nought in noughts:
        figure = frame.figure(nought.start, nought.end, 0.0, None, COUNT)
        found.append(replace(figure, noun=nought.noun, modifiers=nought.modifiers))
    told = with_denials(sorted(found, key=lambda f: f.start), sentence, span[0])
    return with_elided_nouns(told, sentence, span[0])


def _day(day: Day, frame: _Frame) -> Figure:
    high = None if day.exact else float(day.last.toordinal())
    return frame.figure(day.start, day.end, float(day.first.toordinal()), high, Unit("date", None))


def _as_of(days: Sequence[Day], sentence: str, published: date | None) -> date | None:
    """The one past day of a sentence, else the day of publication. "Since June" tells a beginning, not the day of a count."""
    told = [d for d in days if not re.search(r"\bsince (?:\w+ )?$", sentence[max(0, d.start - 15) : d.start], re.I)]
    past = {d.first for d in told if d.exact and (published is None or d.first <= published)}
    old = [d.last for d in told if not d.exact and published and (published - d.last).days > LONG_AGO]
    if old and len(old) == sum(not d.exact for d in told):
        return max(old)
    if len(past) != 1:
        return published
    day = past.pop()
    return day if published is None or (published - day).days < RECENT else published


def _free_numbers(sentence: str, taken: list[Span]) -> list[Number]:
    """The numbers that are neither days, times nor names, nor say which in a row a thing is."""
    numbers = find_numbers(sentence)
    names = named_numbers(sentence) if numbers else []
    ordinals = [match.span() for match in ORDINAL.finditer(sentence)] if numbers else []
    return [
        number
        for number in numbers
        if not _overlaps(number, taken)
        and (number.share or not _overlaps(number, names))
        and (number.share or not any(a <= number.start and number.end <= b for a, b in ordinals))
        and not _RATIO.match(sentence, number.end)
        and not (number.share and _OF_WHAT.match(sentence, number.end))
    ]


def _overlaps(number: Number, stretches: Sequence[Span]) -> bool:
    return any(a < number.end and number.start < b for a, b in stretches)


def _quantities(numbers: Sequence[Number], frame: _Frame) -> list[Figure]:
    found: list[Figure] = []
    closed = -1  # place of the number that closed the last range
    for place, number in enumerate(numbers):
        if place == closed:
            continue
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        partner = upper_end(frame.sentence, number, following)
        closed = place + 1 if partner else closed
        figure = _quantity(number, partner, frame)
        if figure is not None:
            found.append(figure)
    return found


def _quantity(number: Number, partner: Number | None, frame: _Frame) -> Figure | None:
    sentence, start, end = frame.sentence, number.start, (partner or number).end
    before, after = sentence[max(0, start - WINDOW) : start], sentence[end : end + WINDOW]
    unit = unit_of(before, after, number.share)
    if unit is None and partner is None:
        if apposed_age(before, after, number.value):
            unit = Unit("age", "year")
        elif re.match(r"[A-Za-z]", after) or (number.words and number.value == 1 and not _tells_one(before, after)):
            return None
    low, high = bounds(sentence, number, partner) if partner else (number.value, None)
    known = unit or COUNT
    sign = _BELOW_ZERO.search(before)
    if sign and known.unit not in _SIGNED_UNITS:
        return None
    before = before[: sign.start()] if sign else before[: len(before) - known.before]
    left = start - (len(sign.group()) if sign else known.before)
    factor = -known.factor if sign else known.factor
    figure = frame.figure(
        left, end + known.after, round(low * factor, 6), None if high is None else round(high * factor, 6), known
    )
    one_in_ten = number.share and re.search(r" (?:in|out of) ", sentence[start:end])
    noun, modifiers = noun_of(before, (" of" if one_in_ten else "") + after[known.after :], unit)
    qualifier: Qualifier = qualifier_of(before, after[known.after :], known.kind)
    return replace(figure, noun=noun, modifiers=modifiers, qualifier=qualifier)


def _tells_one(before: str, after: str) -> bool:
    """Whether "one" is told as a count: "one person was killed", "has one shop"."""
    return bool(not _ONE_ADVERBIAL.search(before) and (_ONE_BEFORE.search(before) or _ONE_AFTER.match(after)))
