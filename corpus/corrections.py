"""Corrections that an article prints: which figures it withdraws, and what it puts in their place."""

import re
from dataclasses import dataclass

_OPENING = re.compile(
    r"^\W*(?:correction|corrected|clarification|corrects?)\b|\b(?:an )?earlier version of this (?:article|story|report)\b|"
    r"\bthis (?:article|story|report) has been (?:corrected|amended|updated to correct)\b|\bwe (?:wrongly|incorrectly|mistakenly) (?:said|reported|stated)\b",
    re.I,
)
_FIGURE = re.compile(r"(?:US)?[$€£]?\d(?:[\d,]*\d)?(?:\.\d+)?(?:\s?(?:million|billion|bn|m|per cent|%))?", re.I)


@dataclass(frozen=True, slots=True)
class Correction:
    """A correction paragraph as a span of the text, with the figures it withdraws and those it gives instead."""

    start: int
    end: int
    withdrawn: tuple[str, ...]
    right: tuple[str, ...]


def find_corrections(text: str) -> list[Correction]:
    """The corrections of an article, in order."""
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        if _OPENING.search(paragraph.group()):
            wrong, right = _sides(paragraph.group())
            found.append(Correction(paragraph.start(), paragraph.end(), wrong, right))
    return found


def _sides(paragraph: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Withdrawn and right figures of one correction."""
    swap = re.search(
        r"\b(?:to (?:say )?|is |was |were )(?P<right>[^.]*?)(?:,? (?:not|instead of|rather than|from) )(?P<wrong>[^.]*)",
        paragraph,
        re.I,
    )
    if swap and _FIGURE.search(swap["right"]) and _FIGURE.search(swap["wrong"]):
        return _figures(swap["wrong"]), _figures(swap["right"])
    sentences = re.split(r"(?<=[.!?])\s+", paragraph)
    wrong = next(
        (s for s in sentences if re.search(r"earlier version|wrongly|incorrectly|mistakenly|misstated", s, re.I)), ""
    )
    withdrawn = _figures(wrong)
    right = tuple(f for s in sentences if s is not wrong for f in _figures(s) if f not in withdrawn)
    return withdrawn, right


def _figures(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.group().strip() for m in _FIGURE.finditer(text)))
