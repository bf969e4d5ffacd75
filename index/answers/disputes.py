"""Whether two values compete: of one thing, at one time, from two mouths."""

import re
from collections.abc import Sequence

from index.answers.candidates import Candidate
from index.answers.evidence import Evidence
from index.answers.fits import PEOPLE, PERSONS, STATE_STEMS
from index.answers.groups import Group
from index.answers.question import Question
from index.answers.roles import INCREMENT, held_before, stands
from index.answers.words import related, stem, words
from index.types import Figure

DISPUTE_DAYS = 60
CLOSE = 0.4  # share of the question's words beside one value that stand beside another which the next sentence gives
SAME_ROLE = 0.4  # difference of roles from which one value is a part, an addition or a first of the other

DISPUTE = re.compile(
    r"\b(reject\w*|disput\w*|den(?:y|ies|ied)|contradict\w*|stood by|stands? by|at odds|disagree\w*|contest\w*|challeng\w*|refut\w*|"
    r"argument over|row over|insist\w*|does not dispute|different (?:number|figure|count)|own (?:number|figure|count|list)|angry about the number|"
    r"(?:more|less|fewer) than (?:the )?\w+ (?:(?:itself|himself|herself|themselves|has|have) )?(?:says?|admit(?:s|ted)?|claim(?:s|ed)?))\b", re.I)  # fmt: skip
CHANGE = re.compile(
    r"\b(rose|risen|raised|climbed|jumped|up from|down from|fell|fallen|increased|grew|grown|doubl\w+|brings?|brought|no longer|now stands?|revised|updated|gone up|latest)\b",
    re.I,
)
_WHOSE = re.compile(
    r"\b(?:according to|if (?:one|you) believes?|by (?:the )?[\w ]+[’']s? (?:count|reckoning|estimate)|(?:said|says|claims?|claimed|insists?|put it) )",
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


def told_as_past(candidate: Candidate) -> bool:
    """Whether the words before a figure say that it held before, or was wrong."""
    return held_before(before(candidate))


def before(candidate: Candidate) -> str:
    return candidate.scored.evidence.text[: candidate.figure.start - candidate.scored.evidence.start]


def comparable(question: Question, one: Group, other: Group, *, same_event: bool = False) -> bool:
    """Whether two groups count the same thing in the same role."""
    if (one.figure.kind, one.figure.unit) != (other.figure.kind, other.figure.unit):
        return False
    nouns = [{stem(w) for w in words(g.figure.noun or "")} for g in (one, other)]
    if (
        all(nouns)
        and not nouns[0] & nouns[1]
        and not any(related(a, b) for a in nouns[0] for b in nouns[1])
        and not _both_persons(question, nouns)
    ):
        return False
    roles = [bool(INCREMENT.search(" ".join(g.figure.modifiers))) for g in (one, other)]
    return (same_event or roles[0] == roles[1]) and abs(one.best.role - other.best.role) < SAME_ROLE


def _both_persons(question: Question, nouns: Sequence[set[str]]) -> bool:
    """Whether two nouns stand for the persons asked of: "people" and "residents", or "officers" and "wounded"."""
    if not question.focus or question.focus[-1] not in PERSONS:
        return False
    kinds = PERSONS if question.focus[-1] in PEOPLE else {question.focus[-1]}
    return all(n & (kinds | STATE_STEMS) for n in nouns)


def conflicting(question: Question, main: Group, other: Group) -> bool:
    """Whether two values compete now, rather than one having followed the other."""
    if not comparable(question, main, other, same_event=question.event) or main.standing != other.standing:
        return False
    if (main.day is None or other.day is None) and _compatible(main.figure, other.figure):
        return False
    if _near_in_time(main, other) and any(_disputed(c) for g in (main, other) for c in g.candidates[:3]):
        return True
    together = _paths(main) & _paths(other)
    if together and (_side_by_side(main, other, together) or not _apart(main, other, together)):
        return _side_by_side(main, other, together)
    if main.day is None or other.day is None:
        return not any(CHANGE.search(c.scored.evidence.text) for c in main.candidates[:2])
    later, earlier = (main, other) if (main.since or main.day) >= (other.since or other.day) else (other, main)
    assert later.since and earlier.day  # noqa: PT018
    return earlier.day >= later.since or (later.since - earlier.day).days == 0


def _compatible(one: Figure, other: Figure) -> bool:
    """Whether both can be true: "more than 700,000" and "more than a million"."""
    low, high = sorted((one, other), key=lambda f: f.value)
    return low.qualifier in ("more than", "at least") or high.qualifier in ("fewer than", "up to")


def _near_in_time(one: Group, other: Group) -> bool:
    """Whether both values were given within a few weeks, so that a dispute can be about the two of them."""
    return one.day is None or other.day is None or abs((one.day - other.day).days) <= DISPUTE_DAYS


def _disputed(candidate: Candidate) -> bool:
    """Whether the sentence of a figure, or one beside it, says that the figure is contested."""
    evidence = candidate.scored.evidence
    text = evidence.article.text
    first = max(text.rfind("\n", 0, evidence.start) + 1, evidence.start - 200)
    last = text.find("\n", evidence.end)
    return bool(DISPUTE.search(text[first : min(last if last >= 0 else len(text), evidence.end + 200)]))


def _paths(group: Group) -> set[str]:
    return {c.scored.evidence.article.path for c in group.good}


def _apart(main: Group, other: Group, together: set[str]) -> bool:
    """Whether each value also stands in an article of its own, both of one day: what gives both only looks back on them."""
    first = [{c.day for c in g.good if c.scored.evidence.article.path not in together} for g in (main, other)]
    return bool(first[0] & first[1] - {None})


def disputed_beside(main: Group, other: Group) -> bool:
    """Whether one article gives two values side by side from two speakers: "the union counted 3,900. The company said 2,100"."""
    for one in main.candidates:
        for two in other.candidates:
            ours, theirs = one.scored.evidence, two.scored.evidence
            apart = abs(ours.position - theirs.position) if ours.article.path == theirs.article.path else 2
            if apart == 0 and _gapped(ours, one.figure, two.figure):
                return True
            if apart > 1 or told_as_past(one) or told_as_past(two) or CHANGE.search(ours.text):
                continue
            if stands(ours, one.figure) != stands(theirs, two.figure):
                continue  # how many there are now is no count of those who came
            if apart == 0 and _twice_attributed(ours.text, one.figure.end - ours.start, two.figure.end - ours.start):
                return True
            speakers = one.figure.speaker, two.figure.speaker
            close = min(one.predicate, two.predicate) >= CLOSE * max(one.predicate, two.predicate)
            if (
                apart == 1
                and all(speakers)
                and speakers[0] != speakers[1]
                and one.figure.noun == two.figure.noun
                and close
            ):
                return True
    return False


def _twice_attributed(text: str, one: int, other: int) -> bool:
    """Whether each of two figures of a sentence, which end here, has somebody whose it is."""
    first, second = sorted((one, other))
    between = len(_WHOSE.findall(text[first:second]))
    return between > 1 or bool(between and _WHOSE.search(text[second:]))


def _gapped(evidence: Evidence, one: Figure, other: Figure) -> bool:
    """Whether a sentence gives the second of two figures from another mouth without repeating the verb."""
    first, second = sorted((one, other), key=lambda figure: figure.start)
    between = evidence.article.text[first.end : second.start]
    return bool(_HOLDS_TO.search(evidence.article.text[evidence.start : first.start]) and _GAPPED.search(between))


def _side_by_side(main: Group, other: Group, together: set[str]) -> bool:
    """Two values in one article compete if two speakers give them and neither is told as past."""
    for path in together:
        ones = [c for c in main.good if c.scored.evidence.article.path == path]
        others = [c for c in other.good if c.scored.evidence.article.path == path]
        for one in ones:
            for two in others:
                past = told_as_past(one) or told_as_past(two)
                same_speaker = one.figure.speaker == two.figure.speaker
                if not past and not same_speaker and not CHANGE.search(one.scored.evidence.text):
                    return True
    return False
