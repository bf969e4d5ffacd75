"""A second value that an article gives beside the first from another mouth: "the union counted 3,900. The company has 2,100."

The second sentence is often too short to be found by the question's words: it leaves out the thing counted, or its unit.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from index.answers.candidates import Candidate
from index.answers.disputes import CHANGE, DISPUTE, before
from index.answers.evidence import Evidence, neighbours
from index.answers.fits import PEOPLE, PERSONS
from index.answers.groups import Group, same_value
from index.answers.question import Question
from index.answers.relations import Found
from index.answers.roles import FIRST, INCREMENT, held_before, stands
from index.answers.words import is_stop, related, stem, words
from index.figures.nouns import STATES
from index.figures.speakers import speaker_of
from index.types import Figure

REACH = 2  # sentences between which two mouths give their values
FAR = 6  # the same in an article that says that the values differ
APART = 12.0  # times as large as the other a value may be and still be of the same thing
LOOKED_AT = 6  # sentences that give the value that answers, beside which another may stand
LARGE = 1000  # a bare number from which it may be an amount of money whose unit was just told

_SAYS = re.compile(
    r"\b(?:said|says|saying|tells?|told|announc\w+|report(?:s|ed)|confirm\w+|estimat\w+|stated?|claim\w*|put|puts|insist\w*|count(?:s|ed)|lists?|listed|maintain\w*|argue[sd]|reckon\w*|"
    r"record(?:s|ed)|show(?:s|ed)|gives?|gave|arrives? at|comes? to|makes? it|made it|has it at|speaks? of|believes?|wrote|writes|testif\w+|according to|calculat\w+|repeated|replied|answered|figure|tally|reckoning|register|survey)\b",
    re.I,
)
_PRONOUN = re.compile(r"\b(?:he|she|they|it) (?:said|says|told|put|puts|insist\w*|count(?:s|ed)|claim\w*)\b", re.I)
_PERSON = re.compile(r"\b[A-Z][\w’'-]+ [A-Z][\w’'-]+")
_PART = re.compile(
    r"\b(?:including|among them|of them|of whom|of those|another|further|additional|extra|each|per|every|since|until)\W*(?:\w+\W+){0,2}$",
    re.I,
)
_DIFFER = re.compile(
    r"\bdepends? (?:on |upon )?(?:whose|who|which|whom|where)\b|"
    r"\b(?:two|three|rival|different|differing|conflicting|competing|other|another|of (?:its|their|his|her)) (?:\w+ )?(?:counts?|figures?|numbers?|sums?|totals?|lists?|clocks?|accounts?|versions?|tolls?|speeds?|estimates?|measures?|readings?|answers?|own)\b|"
    r"\b(?:in|not in|beyond|under) dispute\b|\b(?:do|does|did|can|could)(?: not|n[’']t| ?not) agree\b|\bdisagree\w*|\bdisput\w+|\bnobody agrees\b|\bno agreement\b|\bat odds\b",
    re.I,
)
_KINDS = frozenset({"count", "money", "percent", "measure", "distance", "duration"})


def with_contested(question: Question, found: Found, figures: Mapping[str, Sequence[Figure]]) -> Found:
    """What was found, with the values that another mouth gives beside the one that answers."""
    if found.main.figure.kind not in _KINDS or question.said_by:
        return found
    rivals = list(found.rivals)
    others = (*found.earlier, *found.others)
    for candidate in found.main.candidates[:LOOKED_AT]:
        for rival in _beside(question, candidate, figures):
            if any(same_value(group.figure, rival.figure) for group in (found.main, *rivals)):
                continue
            known = next((g for g in others if same_value(g.figure, rival.figure)), None)
            rivals.append(known or Group((rival,)))
    told = {id(group) for group in rivals}
    return replace(
        found,
        rivals=tuple(rivals),
        earlier=tuple(g for g in found.earlier if id(g) not in told),
        others=tuple(g for g in found.others if id(g) not in told),
    )


def _beside(question: Question, candidate: Candidate, figures: Mapping[str, Sequence[Figure]]) -> Iterator[Candidate]:
    ours = candidate.scored.evidence
    if held_before(before(candidate)) or not _SAYS.search(ours.text) or candidate.figure.standing == "withdrawn":
        return
    reach = FAR if _DIFFER.search(f"{ours.article.title}\n{ours.article.text}") else REACH
    around = neighbours(ours, reach, figures.get(ours.article.path, ()))
    for theirs in around:
        if theirs.start == ours.start or (question.asks_first and not FIRST.search(theirs.text)):
            continue
        rivals = [rival for figure in theirs.figures if (rival := _rival(candidate, theirs, figure)) is not None]
        if rivals and _two_mouths(ours, theirs, around):
            scored = replace(candidate.scored, evidence=theirs, read=0.0, span=None, spans=())
            yield from (replace(candidate, figure=rival, scored=scored) for rival in rivals)


def _rival(candidate: Candidate, theirs: Evidence, figure: Figure) -> Figure | None:
    """A figure of another sentence as the value that it sets against a candidate's; None where it does not."""
    found, ours = _of_kind(figure, candidate.figure), candidate.scored.evidence
    if found is None or not _same_thing(found, candidate.figure) or figure.standing != candidate.figure.standing:
        return None
    bare = figure.kind == "count" and figure.noun is None  # "the company says there are 137" leaves out what they did
    same = bare or stands(theirs, figure) == stands(ours, candidate.figure)
    return found if same and _whole(theirs, figure) else None


def _of_kind(figure: Figure, main: Figure) -> Figure | None:
    """A figure as one of the main one's kind; a bare number takes over its unit. None where it measures something else."""
    if figure.kind == main.kind and figure.unit == main.unit:
        return figure
    bare = figure.kind == "count" and figure.noun is None and not figure.modifiers
    if bare and main.kind in ("money", "measure", "distance") and (main.kind != "money" or figure.value >= LARGE):
        return replace(figure, kind=main.kind, unit=main.unit)
    return None


def _whole(evidence: Evidence, figure: Figure) -> bool:
    """Whether a figure is a count of its own: no part or addition, and nothing that held before."""
    ahead = evidence.text[: figure.start - evidence.start]
    part = held_before(ahead) or _PART.search(ahead) or INCREMENT.search(" ".join(figure.modifiers))
    return not part


def _same_thing(figure: Figure, main: Figure) -> bool:
    if same_value(figure, main) or not main.value or not 1 / APART <= figure.value / main.value <= APART:
        return False
    states = [{w.lower() for w in (f.noun or "", *f.modifiers) if w.lower() in STATES} for f in (figure, main)]
    if states[0] and not states[0] & states[1]:
        return False
    nouns = [{stem(w) for w in words(f.noun or "")} for f in (figure, main)]
    if not all(nouns):
        return True
    people = all(n & PERSONS for n in nouns) and any(n & PEOPLE for n in nouns)
    return bool(nouns[0] & nouns[1]) or people or any(related(a, b) for a in nouns[0] for b in nouns[1])


def _two_mouths(ours: Evidence, theirs: Evidence, around: Sequence[Evidence]) -> bool:
    """Whether the two sentences give their news from different people, and not as a change from one to the other."""
    if not _SAYS.search(theirs.text):
        return False
    disputed = DISPUTE.search(ours.text) or DISPUTE.search(theirs.text)
    if not disputed and (CHANGE.search(ours.text) or CHANGE.search(theirs.text)):
        return False
    first, second = sorted((ours, theirs), key=lambda one: one.position)
    mouths = _mouth(first), _mouth(second)
    if _PRONOUN.search(second.text) and not speaker_of(second.text):
        between = [one for one in around if first.position < one.position < second.position]
        new = {name for one in between for name in _PERSON.findall(one.text)} - set(_PERSON.findall(first.text))
        return bool(disputed or new or any(_DIFFER.search(one.text) for one in between))
    return bool(mouths[0] and mouths[1] and not mouths[0] & mouths[1])


def _mouth(evidence: Evidence) -> frozenset[str]:
    """Stems of who a sentence says its news comes from, else of what it begins with."""
    who = speaker_of(evidence.text) or " ".join(evidence.text.split()[:5])
    return frozenset(stem(w) for w in words(who) if not is_stop(w) and not w.isdigit())
