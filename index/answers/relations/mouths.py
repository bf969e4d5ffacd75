"""Two sentences as what two mouths say of one matter: signs that they do, each from 0 to 1."""

import re
from functools import lru_cache
from typing import NamedTuple

from index.answers.evidence.gathering import Evidence, Scored
from index.answers.words import is_stop, stem, words
from index.figures.speakers import speaker_of

NEAR = 2  # sentences between which two mouths mostly give their accounts
AROUND = 150  # characters around a sentence in which it may be said that accounts differ
UNDATED = 7  # days between two articles where they are unknown
SHORTEST = 4  # stems that a sentence is taken to have at least

_SAYS = re.compile(
    r"\b(?:said|says|saying|tells?|told|announc\w+|report(?:s|ed)|confirm\w+|estimat\w+|stated?|claim\w*|put|puts|insist\w*|count(?:s|ed)|lists?|listed|maintain\w*|argue[sd]|reckon\w*|"
    r"record(?:s|ed)|show(?:s|ed)|gives?|gave|arrives? at|comes? to|makes? it|made it|has it at|speaks? of|believes?|wrote|writes|testif\w+|according to|calculat\w+|repeated|replied|answered|figure|tally|reckoning|register|survey)\b",
    re.I,
)
_DIFFER = re.compile(
    r"\bdepends? (?:on |upon )?(?:whose|who|which|whom|where)\b|"
    r"\b(?:two|three|rival|different|differing|conflicting|competing|other|another|of (?:its|their|his|her)) (?:\w+ )?(?:counts?|figures?|numbers?|sums?|totals?|lists?|clocks?|accounts?|versions?|tolls?|speeds?|estimates?|measures?|readings?|answers?|own)\b|"
    r"\b(?:in|not in|beyond|under) dispute\b|\b(?:do|does|did|can|could)(?: not|n[’']t| ?not) agree\b|\bdisagree\w*|\bdisput\w+|\bnobody agrees\b|\bno agreement\b|\bat odds\b",
    re.I,
)
_CHANGE = re.compile(
    r"\b(rose|risen|raised|climbed|jumped|up from|down from|fell|fallen|increased|grew|grown|doubl\w+|brings?|brought|no longer|now stands?|revised|updated|gone up|latest)\b",
    re.I,
)


class _Heard(NamedTuple):
    """What a sentence, and what stands around it, say of who speaks."""

    mouth: frozenset[str]  # stems of who the sentence says its news comes from; none where it does not say
    says: bool
    change: bool
    differ: bool  # whether it is said there that accounts differ


def signs(ours: Scored, theirs: Scored) -> dict[str, float]:
    """Who speaks in a sentence that answers and in another one, how they stand to each other, and when they were printed."""
    one, two = ours.evidence, theirs.evidence
    heard = _heard_in(one), _heard_in(two)
    common = heard[0].mouth & heard[1].mouth
    both_say = heard[0].says and heard[1].says
    apart = two.position - one.position if one.article.path == two.article.path else None
    beside = near(one, two)
    return {
        "says": heard[0].says,
        "both say": both_say,
        "attributed": bool(heard[0].mouth),
        "one mouth": bool(common),
        "said to differ": heard[0].differ or heard[1].differ,
        "change": heard[0].change or heard[1].change,
        "common words": len(one.stems & two.stems) / max(SHORTEST, min(len(one.stems), len(two.stems))),
        "next": apart == 1,
        "far": apart is not None and abs(apart) > NEAR + 1,
        "paragraph": bool(apart) and _one_paragraph(one, two),
        "same day": apart is None and days_apart(one, two) <= 1 and one.stems != two.stems,
        "near, two mouths": beside and not common and bool(heard[0].mouth and heard[1].mouth),
        "near, both say": beside and both_say,
    }


def near(one: Evidence, two: Evidence) -> bool:
    """Whether two sentences of one article stand where two mouths mostly give their accounts."""
    return one.article.path == two.article.path and 0 < abs(one.position - two.position) <= NEAR


def same_mouth(one: Evidence, two: Evidence) -> bool:
    """Whether one and the same mouth speaks in two sentences."""
    return bool(_heard_in(one).mouth) and _heard_in(one).mouth == _heard_in(two).mouth


@lru_cache(maxsize=2048)
def tells_of_difference(text: str) -> bool:
    """Whether it is said anywhere in an article that accounts differ."""
    return _DIFFER.search(text) is not None


def _heard_in(evidence: Evidence) -> _Heard:
    return _heard(evidence.article.text, evidence.start, evidence.end)


@lru_cache(maxsize=4096)
def _heard(text: str, start: int, end: int) -> _Heard:
    sentence, around = text[start:end], text[max(0, start - AROUND) : end + AROUND]
    mouth = frozenset(stem(word) for word in words(speaker_of(sentence) or "") if not is_stop(word))
    says, change, differ = (found.search(read) is not None for found, read in ((_SAYS, sentence), (_CHANGE, sentence), (_DIFFER, around)))  # fmt: skip
    return _Heard(mouth, says, change, differ)


def _one_paragraph(one: Evidence, two: Evidence) -> bool:
    first, second = sorted((one, two), key=lambda evidence: evidence.start)
    return "\n" not in one.article.text[first.end : second.start]


def days_apart(one: Evidence, two: Evidence) -> int:
    """Days between the articles of two sentences."""
    if one.article.path == two.article.path:
        return 0
    days = one.article.published, two.article.published
    return abs((days[0] - days[1]).days) if days[0] and days[1] else UNDATED
