"""What each figure of a sentence is of: people, money for a purpose, a share of something, a noun left unsaid."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from index.figures.nouns import STATES, is_of_whom, noun_after, noun_before, state_after
from index.figures.units import Unit
from index.types import Figure

Noun = tuple[str | None, tuple[str, ...]]  # what is counted, and the words that narrow it

_PURPOSES = (
    "damage|damages|losses|cost|costs|price|bill|budget|aid|loan|fine|penalty|revenue|profit|profits|sales|deal|debt|funding|investment|compensation|grant|"
    "reserve|claims|contract|salary|fee|ticket|tickets|assistance|tender|value|tax|award|prize|deficit|surplus|income|turnover|earnings|payment|ransom"
)
_PURPOSE_BEFORE = re.compile(rf"\b({_PURPOSES})\b[^.;]{{0,60}}$", re.I)
_PURPOSE_AFTER = re.compile(rf"^[^.;,]{{0,40}}?\b({_PURPOSES})\b", re.I)
OPENING = 12  # characters before a count that opens its sentence ("Some", "At least")
_OPENS = re.compile(
    r"^(?:,| (?:are|were|is|was|have|had|died|remain|remained|stayed|of them|of those|more (?:are|were|have|had|died)|others (?:are|were|have|had))\b)"
)
_CLOSE = 30  # characters: a purpose that follows this closely is meant before one that precedes
_RATE = re.compile(  # what is itself told in percent: "turnout was 61%"
    r"\b(?P<noun>turnout|unemployment|inflation|attendance|occupancy|coverage|literacy)\b(?: (?!and\b|but\b|of\b)[\w’'-]+){0,7}? $",
    re.I,
)
_SHARE_OF = re.compile(
    r"^ (?:of )?(?:(?:all|both) )?(?:the|its|all|their|his|her|our|those|these|this|that) (?:\d[\d,]* )?|^ of "
)
# "Of the stations that were to open, 206 did": the noun stands with the whole.
_OF_WHOLE = re.compile(
    r"^\W*(?:Of|Out of) (?:all )?(?:the|its|their|those|these|his|her) (?:\d[\d,]* )?(?P<whole>[^,;.]{3,120}), (?:only |just |some |about |at least )?$"
)
_DID = re.compile(
    r"^ (?:have|had|has|did|do|does|were|was|are|is|opened|came|went|said|took|got|could|would|will|never|still)\b"
)
_TO = re.compile(r"^ to (?:\w+ )?$")
_VOTED = re.compile(r"\bvoted\b[^,.;]{0,15}$", re.I)
_SCALED = re.compile(r"\d ?(?:million|billion|m|bn)$|\w (?:million|billion)$")
_NARROWS_NO_MORE = ("more", "additional", "further", "other")


def noun_of(before: str, after: str, unit: Unit | None) -> Noun:
    """The noun of a figure from the text before and after it, unit included."""
    if unit is None:
        return _of_count(before, after)
    if unit.kind == "money":
        return _purpose(before, after), ()
    if unit.kind == "percent":
        of = _SHARE_OF.match(after)
        rate = _RATE.search(before)
        return noun_after(" " + after[of.end() :]) if of else (rate["noun"].lower() if rate else None, ())
    of = re.match(r"^ of ", after)
    return noun_after(" " + after[of.end() :]) if of and unit.kind != "age" else (None, ())


def _of_count(before: str, after: str) -> Noun:
    if is_of_whom(after):
        return None, ()
    whole = _OF_WHOLE.match(before)
    if whole and _DID.match(after):
        return noun_after(" " + whole["whole"])
    noun, modifiers = noun_after(after)
    if noun is None:
        noun, earlier = noun_before(before)
        modifiers = (*modifiers, *earlier)
    state = state_after(after)
    if state and state not in modifiers and state != noun:
        modifiers = (*modifiers, state)
    return noun, modifiers


def _purpose(before: str, after: str) -> str | None:
    """What an amount of money is for, where a word near it says so."""
    following = _PURPOSE_AFTER.match(after)
    if following and len(following.group()) < _CLOSE:
        return following.group(1)
    preceding = _PURPOSE_BEFORE.search(before)
    return preceding.group(1) if preceding else following.group(1) if following else None


def with_elided_nouns(found: Sequence[Figure], sentence: str, offset: int) -> list[Figure]:
    """Give a count without a noun that of its neighbour: "14 people were killed and 31 were missing", "from 24 to 31 pupils"; or its currency."""
    out: list[Figure] = []
    for place, figure in enumerate(found):
        money = next((f for f in reversed(out) if f.kind == "money"), None)
        if money is not None and figure.kind == "count" and figure.noun is None and _SCALED.search(figure.text):
            # "78 million florins, others say 63 million"
            figure = replace(figure, kind="money", unit=money.unit, noun=money.noun)
        if figure.kind == "count" and figure.noun is None and figure.value:  # "no one" is nobody's ellipsis
            following = found[place + 1] if place + 1 < len(found) else None
            source = _neighbour(figure, out, following, sentence, offset)
            if source is not None:
                figure = replace(figure, noun=source.noun, modifiers=_shared(source.modifiers) + figure.modifiers)
        out.append(figure)
    return out


def with_noun_before(found: Sequence[Figure], earlier: Sequence[Figure], sentence: str, offset: int) -> list[Figure]:
    """Give a bare count that opens a sentence the noun of the sentence before: "Three miners are missing. Ten, the union said"."""
    first = found[0] if found else None
    counted = next((f for f in reversed(earlier) if f.kind == "count" and f.noun), None)
    opens = first is not None and first.start - offset <= OPENING and first.kind == "count" and first.noun is None
    if not opens or first is None or counted is None or not _OPENS.match(sentence[first.end - offset :]):
        return list(found)
    return [replace(first, noun=counted.noun, modifiers=first.modifiers), *found[1:]]


_HEDGE = r"(?:(?:about|around|some|nearly|almost|over|only|just|the|at least|more than) )*"
_DENIED = re.compile(rf"\bnot {_HEDGE}$")
_BUT = re.compile(rf"^(?: [\w-]+){{0,3}},? but {_HEDGE}$")
_AND_NOT = re.compile(rf"^(?: [\w-]+){{0,5}}(?:, (?:it|he|she|they) (?:says?|said))?, (?:and )?not {_HEDGE}$")


def with_denials(found: Sequence[Figure], sentence: str, offset: int) -> list[Figure]:
    """Take a figure that is denied for another as withdrawn, and let both be of the same: "not 13,600 hectares but 12,850"."""
    out = list(found)
    for place, (one, other) in enumerate(pairwise(found)):
        between = sentence[one.end - offset : other.start - offset]
        first = _DENIED.search(sentence[: one.start - offset][-30:]) and _BUT.match(between)
        if first or _AND_NOT.match(between):
            if other.kind == "count" and other.noun is None and one.kind not in ("date", "time"):
                out[place + 1] = replace(other, kind=one.kind, unit=one.unit, noun=one.noun, modifiers=one.modifiers)
            wrong = place if first else place + 1
            if out[wrong].standing == "reported":
                out[wrong] = replace(out[wrong], standing="withdrawn")
    return out


def _neighbour(
    figure: Figure, earlier: Sequence[Figure], following: Figure | None, sentence: str, offset: int
) -> Figure | None:
    if _VOTED.search(sentence[: figure.start - offset][-40:]):
        return None
    if following and following.kind == "count" and _TO.match(sentence[figure.end - offset : following.start - offset]):
        return following
    return next((f for f in reversed(earlier) if f.kind == "count" and f.noun), None)


def _shared(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """The modifiers that an elided noun keeps: what kind it is, not how many more or what became of them."""
    return tuple(m for m in modifiers if m.lower() not in _NARROWS_NO_MORE and m not in STATES)
