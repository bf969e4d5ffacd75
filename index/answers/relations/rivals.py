"""Values that compete with the one that answers: of one thing, at one time, from another mouth; told by learned weights."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.answers.evidence.candidates import Candidate
from index.answers.evidence.gathering import Evidence, neighbours, unfound
from index.answers.evidence.roles import stands
from index.answers.learned.weights import RIVALS
from index.answers.questions.question import Question
from index.answers.relations import mouths
from index.answers.relations.groups import Group, same_value
from index.answers.relations.relating import Found
from index.answers.words import akin, stem, words
from index.figures.nouns import STATES
from index.types import Figure

REACH = 3  # sentences around one that gives the value that answers, in which another may stand that search did not find
SOURCES = 5  # sentences of the value that answers which are compared with others
TELLINGS = 3  # best sentences of another value that are compared with them
MOST = 3  # rivals that are told
SHARE = 0.5  # of the probability of the likeliest rival that another one needs
LARGE = 1000  # a bare number from which it may be an amount of money whose unit was just told
LONG = 60  # days between two dates that count no more
FOLLOWS = 14  # days from one value to the next that count no more
TIMES = 3.0  # log of how many times as large a value is, beyond which it counts no more

_PART = re.compile(
    r"\b(?:including|among them|of them|of whom|of those|another|further|additional|extra|each|per|every|since|until)\W*(?:\w+\W+){0,2}$",
    re.I,
)
_WHOSE = re.compile(
    r"\b(?:according to|if (?:one|you) (?:believes?|asks?|trusts?|listens? to)|by (?:the )?[\w ]+[’']s? (?:count|reckoning|estimate)|(?:said|says|claims?|claimed|insists?|put it) )",
    re.I,
)
_HOLDS_TO = re.compile(
    r"\b(?:said|says|repeat(?:s|ed)|insist(?:s|ed)|maintain(?:s|ed)|claim(?:s|ed)|put|puts|speaks?|spoke|hold(?:s)? to|stick(?:s)? (?:to|by)|stuck to|"
    r"budged? from|count(?:s|ed)|reckon(?:s|ed)|estimate[sd]?|according to)\b",
    re.I,
)
_GAPPED = re.compile(  # "... that nine were hurt, and the Federation that it was seventeen"; "holds to 31,000 and the Alliance to 44,000"
    r",? (?:and|nor|but|while|against|whereas) (?:for )?(?:the |its |his |her |their )?(?:[\w’'-]+ ){1,5}?"
    r"(?:that (?:it|there|they) (?:was|were|is|are|had been)|that|to|at|from|says?|said)(?: about| some| only| at least)? $"
)


@dataclass(frozen=True, slots=True)
class Pair:
    """A telling of the value that answers and one of another value, and what speaks for their being two accounts of one thing."""

    ours: Candidate
    theirs: Candidate
    group: Group  # of the other value
    signs: Mapping[str, float]


def with_rivals(
    question: Question, found: Found, groups: Sequence[Group], figures: Mapping[str, Sequence[Figure]]
) -> Found:
    """What was found, with the values that compete with the one that answers taken out of the others."""
    if question.said_by:
        return found
    weighed = [(RIVALS.probability(pair.signs), pair) for pair in pairs(question, found.main, groups, figures)]
    least = max(RIVALS.threshold, SHARE * max((probability for probability, _ in weighed), default=0.0))
    rivals: list[Group] = []
    for probability, pair in sorted(weighed, key=lambda one: -one[0]):
        known = any(same_value(pair.group.figure, rival.figure) for rival in rivals)
        if probability >= least and not known and len(rivals) < MOST:
            rivals.append(pair.group)
    told = {id(group) for group in rivals}
    kept = (
        tuple(group for group in part if id(group) not in told)
        for part in (found.earlier, found.planned, found.withdrawn, found.others, found.beside)
    )
    return Found(found.main, tuple(rivals), *kept)


def pairs(
    question: Question, main: Group, groups: Sequence[Group], figures: Mapping[str, Sequence[Figure]]
) -> Iterator[Pair]:
    """Tellings of the value that answers, each with every other value of its kind: of those found, and beside it."""
    known = {_place(c): (c, group) for group in groups for c in group.candidates}
    found = [(c, group) for group in groups if group is not main for c in group.candidates[:TELLINGS]]
    told = [c.figure for c in main.candidates[:SOURCES]]
    for ours in _sources(main):
        evidence = ours.scored.evidence
        around = neighbours(evidence, REACH, figures.get(evidence.article.path, ()))
        beside = [c for one in around for figure in one.figures if (c := _beside(ours, one, figure)) is not None]
        every = [known.get(_place(c)) or (c, Group((c,))) for c in beside] + found
        for theirs, group in {_place(c): (c, group) for c, group in every}.values():
            ours_too = any(same_value(theirs.figure, figure) for figure in told)
            if not ours_too and _of_one_thing(ours, theirs) and not _followed(ours, theirs, group):
                yield Pair(ours, theirs, group, _signs(question, ours, theirs, main, group))


def _of_one_thing(ours: Candidate, theirs: Candidate) -> bool:
    """Whether two values measure one thing in one state, the second no total of more, not taken back and not told as past."""
    one, two = ours.figure, theirs.figure
    state, known = _states(two), _states(one) or ours.scored.evidence.stems
    other_state = state and not akin(state, known)
    total = two.noun is not None and stands(theirs.scored.evidence, two) and not stands(ours.scored.evidence, one)
    over = two.standing == "withdrawn" or theirs.told_as_past
    return (one.kind, one.unit) == (two.kind, two.unit) and not other_state and not total and not over


def _states(figure: Figure) -> set[str]:
    """What those who are counted are: dead, missing, hurt."""
    return {stem(word.lower()) for word in (figure.noun or "", *figure.modifiers) if word.lower() in STATES}


def _followed(ours: Candidate, theirs: Candidate, group: Group) -> bool:
    """Whether one value took the place of the other: one mouth gave both, later or to one outlet, or the article of ours tells theirs as past."""
    one, two = ours.scored.evidence, theirs.scored.evidence
    anew = ours.day != theirs.day or (one.article.path != two.article.path and one.article.outlet == two.article.outlet)
    past = any(c.told_as_past for c in group.candidates if c.scored.evidence.article.path == one.article.path)
    return past or (anew and mouths.same_mouth(one, two))


def _place(candidate: Candidate) -> tuple[str, int]:
    return candidate.scored.evidence.article.path, candidate.figure.start


def _sources(main: Group) -> list[Candidate]:
    """The best tellings of the value that answers, one of each sentence."""
    told = [c for c in main.good if c.figure.standing != "withdrawn"] or [main.best]
    return list({c.scored.evidence: c for c in reversed(told[:SOURCES])}.values())[::-1]


def _beside(ours: Candidate, evidence: Evidence, figure: Figure) -> Candidate | None:
    """A figure that stands near the one that answers, as one of its kind; None where it measures something else."""
    found = _of_kind(figure, ours.figure)
    if found is None:
        return None
    return replace(
        ours, figure=found, scored=unfound(evidence), noun=0.0, predicate=0.0, read=0.0, share=0.0, score=0.0
    )


def _of_kind(figure: Figure, main: Figure) -> Figure | None:
    """A figure as one of the main one's kind; a bare number takes over its unit."""
    if (figure.kind, figure.unit) == (main.kind, main.unit):
        return figure
    bare = figure.kind == "count" and figure.noun is None and not figure.modifiers
    if bare and main.kind in ("money", "measure", "distance") and (main.kind != "money" or figure.value >= LARGE):
        return replace(figure, kind=main.kind, unit=main.unit)
    return None


def _signs(question: Question, ours: Candidate, theirs: Candidate, main: Group, group: Group) -> dict[str, float]:
    """What speaks for and against two values being two accounts of one thing, each from 0 to 1."""
    one, two = ours.figure, theirs.figure
    nouns = [{stem(word) for word in words(figure.noun or "")} for figure in (one, two)]
    sentence = ours.scored.evidence.stems == theirs.scored.evidence.stems
    between = _days_between(main, group)
    values = {
        **mouths.signs(ours.scored, theirs.scored),
        "now": question.latest,
        "times": _times(one, two),
        "calendar days": min(LONG, abs(one.value - two.value)) / LONG if one.kind == "date" else 0.0,
        "day or hour": one.kind in ("date", "time"),
        "another noun": all(nouns) and not akin(*nouns),
        "part": _PART.search(theirs.ahead) is not None,
        "other standing": one.standing != two.standing,
        "planned": two.standing == "planned",
        "rounded": two.qualifier != "exact",
        "predicate": theirs.predicate,
        "read": theirs.read,
        "share": theirs.share,
        "role": abs(ours.role - theirs.role),
        "one sentence": sentence,
        "verb left out": sentence and _gapped(ours.scored.evidence, one, two),
        "both attributed": sentence and _twice_attributed(ours.scored.evidence, one, two),
        "at one time": between == 0,
        "undated": between is None,
        "days between": min(between or 0, FOLLOWS) / FOLLOWS,
        "articles": min(len(group.told), SOURCES) / SOURCES,
    }
    return {name: float(value) for name, value in values.items()}


def _times(one: Figure, two: Figure) -> float:
    """How many times as large one value is as the other, on a scale of logarithms."""
    if one.kind in ("date", "time"):
        return 0.0
    if one.value <= 0 or two.value <= 0:
        return 1.0
    return min(TIMES, abs(math.log(two.value / one.value))) / TIMES


def _days_between(one: Group, two: Group) -> int | None:
    """Days from the last telling of one value to the first of the other, 0 where they overlap; None where days are unknown."""
    spreads = [(group.since, group.day) for group in (one, two)]
    known = [(since, until) for since, until in spreads if since and until]
    if len(known) < len(spreads):
        return None
    (_, until), (since, _) = sorted(known)
    return max(0, (since - until).days)


def _gapped(evidence: Evidence, one: Figure, two: Figure) -> bool:
    """Whether a sentence gives the second of two figures from another mouth without repeating the verb."""
    first, second = sorted((one, two), key=lambda figure: figure.start)
    between = evidence.article.text[first.end : second.start]
    return bool(_HOLDS_TO.search(evidence.article.text[evidence.start : first.start]) and _GAPPED.search(between))


def _twice_attributed(evidence: Evidence, one: Figure, two: Figure) -> bool:
    """Whether each of two figures of a sentence has somebody whose it is."""
    first, second = sorted(figure.start - evidence.start for figure in (one, two))
    between = len(_WHOSE.findall(evidence.text[first:second]))
    return between > 1 or bool(between and _WHOSE.search(evidence.text[second:]))
