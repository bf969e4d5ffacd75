"""How well a figure fits a question: by what it counts, and by the words beside it."""

import re
from collections.abc import Mapping, Sequence
from math import exp

from index.answers.evidence.gathering import Scored
from index.answers.questions.question import Question
from index.answers.vocabulary import STOP
from index.answers.words import STATE_STEMS, alike, phrasals, related, same_name, stem, words
from index.figures.standing import HEDGED
from index.types import Figure

NEARBY = 10  # words from a figure at which a word of the question has lost most of its bearing on it
BARE = 13  # a smaller number that counts nothing named is seldom what is asked
WHO_DID = 0.85  # fit of a bare number of those who did what is asked
OTHER_THING = 0.1  # fit of a figure that counts something else

PEOPLE = frozenset(
    stem(w)
    for w in "people person persons dead deaths residents victims men women children kids population headcount toll fatalities killed injured inhabitants lives civilians".split()
)
PERSONS = PEOPLE | frozenset(
    stem(w)
    for w in "passengers riders workers employees staff students pupils voters patients visitors fans spectators protesters soldiers troops officers prisoners inmates refugees migrants customers travellers members tourists guests players miners farmers families guards nurses doctors teachers firefighters volunteers survivors crew tenants villagers escapees councillors witnesses".split()
)
_COMES_TO = re.compile(  # what a thing costs, though no word says so: "it came to 334 million marks"
    r"\b(?:come|comes|came|amounts?|amounted|adds? up|added up|runs?|ran|mounts?|mounted) to "
    rf"{HEDGED}$",
    re.I,
)
_WHO = re.compile(r" who (?P<did>(?:[\w’'-]+ ?){1,3})")
_COST = stem("cost")
_PRICE = frozenset(
    stem(w) for w in "buy bought purchase acquire pay paid cost price worth sell sold bid offer sale".split()
)


def noun_fit(question: Question, one: Scored, figure: Figure) -> float:
    """1 if the figure counts the thing asked of, OTHER_THING if it counts another."""
    if figure.kind in ("date", "time", "duration", "distance", "measure"):
        return 1.0 if figure.unit and stem(figure.unit) in question.focus else 0.6
    own = {stem(w) for part in (figure.noun or "", *figure.modifiers) for w in words(part)}
    if not own and figure.kind == "count" and _who_did(question, one, figure):
        return WHO_DID
    if not question.focus:
        return 0.6 if own or figure.value >= BARE else 0.3
    if figure.kind in ("money", "percent"):
        return _amount_fit(question, own, one)
    head = question.focus[-1]
    counted = stem(words(figure.noun)[-1]) if figure.noun and words(figure.noun) else None
    if head in PEOPLE:
        return _people_fit(question, own, counted, one)
    if not own:
        return _unnamed_fit(head, one)
    if head in own:
        return 1.0 if counted == head else 0.9
    if counted in STATE_STEMS and head in PERSONS and any(related(p, counted) for p in question.predicate):
        return 0.8  # "and 61 wounded", where it is asked how many officers were hurt
    return _kindred_fit(head, own, counted, one)


def _who_did(question: Question, one: Scored, figure: Figure) -> bool:
    """Whether a bare number is of those who did what is asked: "of the 139 who fled"."""
    clause = _WHO.match(one.evidence.text, figure.end - one.evidence.start)
    did = {stem(w) for w in words(clause["did"])} if clause else set()
    return any(d == p or related(d, p) for d in did for p in question.predicate)


def _amount_fit(question: Question, own: set[str], one: Scored) -> float:
    """Fit of money or a percentage: of the sales asked for, of something unnamed, or of another thing."""
    head = question.focus[-1]
    if own & set(question.focus) or any(related(head, other) for other in own):
        return 0.9
    if question.wanted == "count" or (own and question.wanted == "money" and head not in one.evidence.stems):
        return OTHER_THING
    return 0.6


def _unnamed_fit(head: str, one: Scored) -> float:
    """Fit of a bare number: what it counts stands elsewhere, near or far."""
    evidence = one.evidence
    if any(same_name(head, n) for n in capitalised(evidence.text)):
        return 0.7
    if head in evidence.stems or head in evidence.near:
        return 0.6 if head in evidence.stems else 0.5
    return 0.3 if head in evidence.elsewhere else OTHER_THING


def _kindred_fit(head: str, own: set[str], counted: str | None, one: Scored) -> float:
    """Fit of a figure that counts what is called by another word than asked."""
    if any(related(head, other) for other in own):
        return 0.85
    if counted and counted in alike(head):
        return 0.7
    if any(same_name(head, n) for n in capitalised(one.evidence.text)):
        return 0.7  # "how many Bolanders" of Boland's 24 officers
    if counted in PERSONS and any(same_name(head, n) for n in one.evidence.topic):
        return 0.5
    return OTHER_THING


def capitalised(text: str) -> set[str]:
    """Stems of the names in a text; its first word counts too."""
    return {stem(w) for w in words(text) if w[0].isupper() and w.lower() not in STOP}


def _people_fit(question: Question, own: set[str], counted: str | None, one: Scored) -> float:
    """ "People" fits whatever counts persons; best what says of them what is asked ("dead" for "have died")."""
    if any(p == o or (related(p, o) and o != "peopl") for p in question.predicate for o in own):
        return 1.0
    if counted in STATE_STEMS and related(question.focus[-1], counted):
        return 1.0  # "29 dead" where deaths are asked for
    if own & STATE_STEMS:
        return 0.3  # "31 missing" is no count of the dead
    if counted in PEOPLE:
        of_state = any(related(p, state) for p in question.predicate for state in STATE_STEMS)
        return 0.9 if counted == question.focus[-1] and not of_state else 0.8
    if not own:
        return 0.6 if one.evidence.near & PEOPLE else 0.4
    return 0.6 if own & PEOPLE else 0.5 if counted in PERSONS else 0.3


def predicate_fit(question: Question, one: Scored, figure: Figure, weights: Mapping[str, float]) -> float:
    """How much of what the question says of its focus stands close to the figure."""
    asked = [s for s in question.predicate]
    if not asked:
        return one.coverage
    text, start, end = one.evidence.text, figure.start - one.evidence.start, figure.end - one.evidence.start
    rivals = [
        (f.start - one.evidence.start, f.end - one.evidence.start)
        for f in one.evidence.figures
        if f.kind == figure.kind and f.start != figure.start
    ]
    placed = [(stem(m.group()), m.start()) for m in re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", text)]
    placed += [(stem(meaning), at) for at, _, meaning in phrasals(text)]
    total = sum(weights.get(s, 1.0) for s in asked)
    comes_to = figure.kind == "money" and _COMES_TO.search(text[:start]) is not None
    value = 0.0
    for s in asked:
        similar = alike(s) | (_PRICE if figure.kind == "money" and s in _PRICE else frozenset())
        near = [at for found, at in placed if found == s or related(s, found) or found in similar]
        best = max((_closeness(text, start, end, at, rivals) for at in near), default=0.0)
        if comes_to and (s == _COST or related(s, _COST)):
            best = 1.0
        context = 0.45 if figure.kind != "date" or one.evidence.position < 2 else 0.2
        value += weights.get(s, 1.0) * max(best, context * one.support.get(s, 0.0))
    return value / total


def _closeness(text: str, start: int, end: int, at: int, rivals: Sequence[tuple[int, int]]) -> float:
    """1 beside the figure, falling with the words between; halved where a rival figure stands nearer."""
    gap = text[end:at] if at >= end else text[at:start]
    distance = len(gap.split())
    crossed = sum(1 for a, b in rivals if (end <= a < at) or (at < b <= start))
    return exp(-distance / NEARBY) * (0.6**crossed) * (0.85 ** len(re.findall(r"[;:—–]|, (?:and|but|while)\b", gap)))
