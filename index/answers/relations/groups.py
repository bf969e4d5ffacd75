"""Candidates of one value, told together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.evidence.candidates import Candidate
from index.types import Answer, Figure

AGREED = 0.1
MARGIN = 0.72  # a figure that scores below this share of the best one's is told of another matter


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates of one value; the best first."""

    candidates: tuple[Candidate, ...]

    @property
    def best(self) -> Candidate:
        return self.candidates[0]

    @property
    def good(self) -> list[Candidate]:
        """Those that are told of what was asked, and not of another matter with the same number."""
        return [c for c in self.candidates if c.score >= MARGIN * self.score]

    @property
    def figure(self) -> Figure:
        return self.best.figure

    @property
    def score(self) -> float:
        return self.best.score

    @property
    def agreed(self) -> float:
        """Its score, raised by every further article that gives the value (up to three): agreement is a sign of its own."""
        return self.score + AGREED * min(len(self.told) - 1, 3)

    @property
    def read(self) -> float:
        """The reader's highest probability that this value is the answer."""
        return max(c.read for c in self.candidates)

    @property
    def fit(self) -> float:
        return max(c.fit for c in self.candidates)

    @property
    def told(self) -> tuple[Candidate, ...]:
        """The best candidate of each article that gives this value for what was asked, the best first."""
        seen: dict[str, Candidate] = {}
        for candidate in self.good:
            seen.setdefault(candidate.scored.evidence.article.path, candidate)
        return tuple(seen.values())

    @property
    def paths(self) -> set[str]:
        """The articles that give this value."""
        return {c.scored.evidence.article.path for c in self.candidates}

    @property
    def day(self) -> date | None:
        """The latest day on which an article gives this value."""
        return max((c.day for c in self.told if c.day), default=None)

    @property
    def latest(self) -> Candidate:
        """The best candidate of that day."""
        return next(c for c in self.told if c.day == self.day)

    @property
    def since(self) -> date | None:
        """The first day on which an article gives this value."""
        return min((c.day for c in self.told if c.day), default=None)

    @property
    def standing(self) -> str:
        """What most of its good candidates are told as; a correction withdraws a value for its outlet, not for another."""
        corrected = {c.scored.evidence.article.outlet for c in self.good if c.figure.standing == "withdrawn"}
        standings = [c.figure.standing for c in self.good if c.scored.evidence.article.outlet not in corrected]
        if not standings:
            return "withdrawn"
        return "planned" if standings.count("planned") > len(standings) / 2 else "reported"


def grouped(found: Sequence[Candidate]) -> list[Group]:
    """Candidates of one value together, best group first; an approximation joins the exact figure it is near."""
    groups: list[list[Candidate]] = []
    for candidate in found:
        for group in groups:
            if same_value(group[0].figure, candidate.figure) and candidate.noun >= 0.7 * group[0].noun:
                group.append(candidate)
                break
        else:
            groups.append([candidate])
    return sorted((_led_by_its_standing(Group(tuple(group))) for group in groups), key=lambda group: -group.score)


def _led_by_its_standing(group: Group) -> Group:
    """A group that is told as reported, led by a candidate that is no plan."""
    if group.standing != "reported" or group.figure.standing != "planned":
        return group
    return Group(tuple(sorted(group.candidates, key=lambda c: c.figure.standing == "planned")))


def parts_of(whole: Answer, groups: Sequence[Group]) -> list[Group]:
    """The groups whose value an earlier answer did not give: "how many of them" asks for another one."""
    told = {figure.value for figure in whole.figures[:1]}
    return [group for group in groups if group.figure.value not in told]


def followed(group: Group, other: Group) -> bool:
    """Whether a value was told after another one."""
    return group.day is not None and other.day is not None and group.day > other.day


def same_value(one: Figure, other: Figure) -> bool:
    """Whether two figures say the same amount, or one roughly says what the other says exactly."""
    if one.unit != other.unit or (one.kind != other.kind and "date" in (one.kind, other.kind)):
        return False
    if one.kind == "date":
        low, high = one.high or one.value, other.high or other.value
        return one.value <= high and other.value <= low
    if one.value == other.value and (one.high or one.value) == (other.high or other.value):
        return True
    exact, loose = (one, other) if one.qualifier == "exact" else (other, one)
    if not exact.value or not loose.value:
        return False
    ratio = exact.value / loose.value
    match loose.qualifier:
        case "about":
            return 0.93 <= ratio <= 1.07
        case "more than" | "at least":
            return 1.0 <= ratio <= 1.07
        case "fewer than" | "up to":
            return 0.93 <= ratio <= 1.0
        case _:
            return False
