"""Two sentences as what two mouths say of one matter: signs that they do, each from 0 to 1."""

import re
from functools import lru_cache

from index.answers.evidence import Evidence, Scored
from index.answers.words import is_stop, stem, words
from index.figures.speakers import speaker_of

NEAR = 2  # sentences between which two mouths mostly give their accounts
AROUND = 150  # characters around a sentence in which it may be said that accounts differ
UNDATED = 7  # days between two articles where they are unknown
SHORTEST = 4  # stems that a sentence is taken to have at least

SAYS = re.compile(
    r"\b(?:said|says|saying|tells?|told|announc\w+|report(?:s|ed)|confirm\w+|estimat\w+|stated?|claim\w*|put|puts|insist\w*|count(?:s|ed)|lists?|listed|maintain\w*|argue[sd]|reckon\w*|"
    r"record(?:s|ed)|show(?:s|ed)|gives?|gave|arrives? at|comes? to|makes? it|made it|has it at|speaks? of|believes?|wrote|writes|testif\w+|according to|calculat\w+|repeated|replied|answered|figure|tally|reckoning|register|survey)\b",
    re.I,
)
DIFFER = re.compile(
    r"\bdepends? (?:on |upon )?(?:whose|who|which|whom|where)\b|"
    r"\b(?:two|three|rival|different|differing|conflicting|competing|other|another|of (?:its|their|his|her)) (?:\w+ )?(?:counts?|figures?|numbers?|sums?|totals?|lists?|clocks?|accounts?|versions?|tolls?|speeds?|estimates?|measures?|readings?|answers?|own)\b|"
    r"\b(?:in|not in|beyond|under) dispute\b|\b(?:do|does|did|can|could)(?: not|n[’']t| ?not) agree\b|\bdisagree\w*|\bdisput\w+|\bnobody agrees\b|\bno agreement\b|\bat odds\b",
    re.I,
)
CHANGE = re.compile(
    r"\b(rose|risen|raised|climbed|jumped|up from|down from|fell|fallen|increased|grew|grown|doubl\w+|brings?|brought|no longer|now stands?|revised|updated|gone up|latest)\b",
    re.I,
)


def signs(ours: Scored, theirs: Scored) -> dict[str, float]:
    """Who speaks in a sentence that answers and in another one, how they stand to each other, and when they were printed."""
    one, two = ours.evidence, theirs.evidence
    mouths = _mouth(one.text), _mouth(two.text)
    says = [bool(SAYS.search(text)) for text in (one.text, two.text)]
    other = bool(all(mouths) and not mouths[0] & mouths[1])
    apart = two.position - one.position if one.article.path == two.article.path else None
    near = apart is not None and 0 < abs(apart) <= NEAR
    days = days_apart(one, two)
    return {
        "says": says[0],
        "both say": all(says),
        "attributed": bool(mouths[0]),
        "one mouth": bool(mouths[0] & mouths[1]),
        "said to differ": bool(DIFFER.search(_around(one)) or DIFFER.search(_around(two))),
        "change": bool(CHANGE.search(one.text) or CHANGE.search(two.text)),
        "common words": len(one.stems & two.stems) / max(SHORTEST, min(len(one.stems), len(two.stems))),
        "next": apart == 1,
        "far": apart is not None and abs(apart) > NEAR + 1,
        "paragraph": bool(apart) and _one_paragraph(one, two),
        "same day": apart is None and days <= 1 and one.stems != two.stems,
        "near, two mouths": near and other,
        "near, both say": near and all(says),
    }


def same_mouth(one: Evidence, two: Evidence) -> bool:
    """Whether one and the same mouth speaks in two sentences."""
    return bool(_mouth(one.text)) and _mouth(one.text) == _mouth(two.text)


@lru_cache(maxsize=4096)
def _mouth(sentence: str) -> frozenset[str]:
    """Stems of who a sentence says its news comes from; none where it does not say."""
    return frozenset(stem(word) for word in words(speaker_of(sentence) or "") if not is_stop(word))


def _around(evidence: Evidence) -> str:
    return evidence.article.text[max(0, evidence.start - AROUND) : evidence.end + AROUND]


def _one_paragraph(one: Evidence, two: Evidence) -> bool:
    first, second = sorted((one, two), key=lambda evidence: evidence.start)
    return "\n" not in one.article.text[first.end : second.start]


def days_apart(one: Evidence, two: Evidence) -> int:
    if one.article.path == two.article.path:
        return 0
    days = one.article.published, two.article.published
    return abs((days[0] - days[1]).days) if days[0] and days[1] else UNDATED
