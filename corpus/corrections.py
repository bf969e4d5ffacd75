"""Corrections that an article prints: which figures it withdraws, and what it puts in their place."""

import re
from dataclasses import dataclass

from corpus.dates import FULL, MONTHS

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_OPENING = re.compile(
    r"^\W*(?:correction|clarification|corrected|amended|amendment|erratum)\b[^:.]{0,40}[:–—]|"
    r"\b(?:first|original|earlier|previous|initial)(?: \w+)? version of this (?:article|story|report|page|piece|text|item)\b|"
    r"\bwe (?:first|originally|initially) (?:wrote|said|reported|stated|gave|put)\b|"
    r"^\W*corrects? (?:\w+ ){0,2}(?:figure|number|toll|amount|age|day|date|name|spelling|title|attribution|para\w*)\b|"
    r"\bearlier version of this (?:article|story|report)\b|"
    r"\bthis (?:article|story|report) has been (?:corrected|amended|updated to correct)\b|"
    r"\bwe (?:wrongly|incorrectly|mistakenly) (?:said|reported|stated|gave)\b",
    re.I,
)
# What an outlet says that it said is no mistake unless it owns to one.
_TOLD = re.compile(r"\bwe (?:told (?:you|readers)|wrote|said|reported|stated)\b", re.I)
_OWNED = re.compile(
    r"\b(?:(?:got|had) (?:it|this|that) wrong|(?:was|were) wrong|(?:our|a|the) (?:mistake|error|slip)|sorry|regrets?|apologi[sz]es?|our (?:reporter|correspondent|editor) (?:was|had|mis\w+))\b",
    re.I,
)
# One of these stands in whatever opens a correction: most paragraphs are passed over at once.
_MAY_CORRECT = re.compile(
    r"correct|clarif|amend|errat|version|\bwe (?:first|originally|initially|wrongly|incorrectly|mistakenly|told|wrote|said|reported|stated)\b"
)
_WRONG = re.compile(
    rf"{_TOLD.pattern}|"
    r"earlier version|wrongly|incorrectly|mistakenly|misstated|\bat first (?:said|gave|stated|reported|put)|\b(?:our|an|the) (?:earlier |first )?(?:report|article|story)\b[^.]{0,100}\b(?:said|gave|put|stated)\b|(?:originally|initially|previously|first) (?:said|gave|stated|reported|put|wrote)|\b(?:first|original|previous|initial)(?: \w+)? version",
    re.I,
)
_TURN = re.compile(
    r"(?<=[.!?;])\s+|,? (?:when |but )?in fact,? |, (?=(?:it|the (?:correct )?(?:figure|number)) (?:is|was) )", re.I
)
_RUN = r"(?:[^.]|\.(?=\d))*"  # up to the end of the sentence, not to a decimal point
_SWAPS = (
    re.compile(rf"(?P<right>{_RUN}?),? (?:(?:and )?not|instead of|rather than) (?P<wrong>{_RUN})", re.I),
    re.compile(rf"\bto (?P<right>{_RUN}?),? from (?P<wrong>{_RUN})", re.I),
    re.compile(rf"\bfrom (?P<wrong>{_RUN}?),? to (?P<right>{_RUN})", re.I),
)
_TEN = r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
_WORD = (
    rf"(?:{_TEN}|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen)"
    r"(?:[- ](?:hundred|thousand))?"
)
_FIGURE = re.compile(
    rf"(?:(?:US)?[$€£])?\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?(?:(?:million|billion|bn|m|per cent)\b|%))?|\b{_WORD}\b", re.I
)
# A day, a clock time or the number of a paragraph says where the mistake stood, not what it was.
_PLACE = re.compile(
    rf"{FULL.pattern}|\b\d{{1,2}} (?:{_MONTH})\b|\b(?:{_MONTH})\.? \d{{1,2}}\b|\bpara(?:graph)?s? (?:\d+|{_WORD})\b|"
    r"\b\d{1,2}[.:]\d\d ?(?:[ap]\.?m\b)?",
    re.I,
)


_SENTENCE_END = re.compile(r"[.!?][”\"’)]?\s+")
LONGEST = 1000  # characters; a correction is a few sentences


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction as a span of the text, with the figures it withdraws and those it gives instead."""

    start: int
    end: int
    withdrawn: tuple[str, ...]
    right: tuple[str, ...]


def find_corrections(text: str) -> list[Correction]:
    """The corrections of an article, in order; each runs from its first sentence to the end of its paragraph."""
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        if not _MAY_CORRECT.search(paragraph.group().lower()):
            continue
        opening = _OPENING.search(paragraph.group())
        if opening is None and _OWNED.search(paragraph.group()):
            opening = _TOLD.search(paragraph.group())
        if opening:
            before = max((m.end() for m in _SENTENCE_END.finditer(paragraph.group(), 0, opening.start())), default=0)
            start = paragraph.start() + before
            end = min(paragraph.end(), start + LONGEST)
            found.append(Correction(start, end, *_sides(text[start:end])))
    return found


def _sides(paragraph: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Withdrawn and right figures of one correction."""
    for swap in (swap for pattern in _SWAPS for swap in pattern.finditer(paragraph)):
        wrong, right = _figures(swap["wrong"]), _figures(swap["right"])
        if wrong and right and not set(wrong) & set(right) and not _WRONG.search(swap["right"]):
            return wrong, right
    clauses = _TURN.split(paragraph)
    turn = next((number for number, clause in enumerate(clauses) if _WRONG.search(clause)), None)
    if turn is None:
        return (), _figures(paragraph)
    said = _figures(clauses[turn])
    given = _figures("; ".join(clauses[:turn] + clauses[turn + 1 :]))
    return tuple(f for f in said if f not in given), tuple(f for f in given if f not in said)


def _figures(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.group().strip() for m in _FIGURE.finditer(_PLACE.sub(" ", text))))
