"""Ranges: two numbers that bound one figure ("10-15", "between 3 and 5 million"), told from two figures."""

import re

from index.figures.numbers import SCALES, Number

_MONEY = r"(?:US|A|C|NZ|HK)?[$€£₹]|Rs\.? ?|K?[Ss]h\.? ?"
_UNIT = r"(?:%| ?per ?cent| pct|°C?| ?km| metres| years| days| million| billion)?"
_JOINED = re.compile(rf"{_UNIT}(?:\s?[-–—]\s?| (?P<to>to) | or )(?:{_MONEY})?", re.I)
_AND = re.compile(rf"{_UNIT} and (?:{_MONEY})?", re.I)
_BETWEEN = re.compile(rf"\bbetween (?:about |around |some )?(?:{_MONEY})?$", re.I)
_SPREAD = re.compile(
    rf"\b(?:anywhere|somewhere|rang(?:e[sd]?|ing)|var(?:y|ies|ied|ying)) (?:in \w+ )?from (?:{_MONEY})?$", re.I
)
# "rose from 12 to 19", "voted 40 to 31": what stood and what stands, two figures
_CHANGE = re.compile(
    r"\b(?:from|rose|fell|up|down|cut|raised|increased|dropped|grew|slipped|climbed|voted|won|lost|beat|votes)\b[^.;,]{0,30}$",
    re.I,
)
_SCALE_END = re.compile(r"[- ]?([a-z]+)$", re.I)


def upper_end(sentence: str, number: Number, following: Number | None) -> Number | None:
    """The number that closes the range which another opens, or None."""
    if following is None or following.value <= number.value:
        return None
    before, between = sentence[max(0, number.start - 60) : number.start], sentence[number.end : following.start]
    joined = _JOINED.fullmatch(between)
    if joined:
        apart = joined["to"] and _CHANGE.search(before) and not _SPREAD.search(before)
        return None if apart else following
    return following if _AND.fullmatch(between) and _BETWEEN.search(before) else None


def bounds(sentence: str, low: Number, high: Number) -> tuple[float, float]:
    """Both ends of a range; the scale of the upper end is the lower's too, as in "2.3-2.5bn" and "three or four million"."""
    scale = _SCALE_END.search(sentence[high.start : high.end])
    factor = SCALES.get(scale.group(1).lower(), 1.0) if scale else 1.0
    own = _SCALE_END.search(sentence[low.start : low.end])
    scaled = own is not None and own.group(1).lower() in SCALES
    if factor > 1 and not scaled and low.value * factor <= high.value:
        return low.value * factor, high.value
    return low.value, high.value
