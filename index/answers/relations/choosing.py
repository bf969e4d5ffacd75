"""Which group of figures answers: of those that fit about as well, the newest; plans and what was taken back aside."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.evidence.candidates import Candidate
from index.answers.questions.question import Question
from index.answers.relations.beside import updated
from index.answers.relations.comparable import comparable
from index.answers.relations.groups import MARGIN, Group
from index.answers.words import stem, words

CLOSE = 0.84  # share of the best score from which a newer value may be the answer
PART = 0.25  # fit of its role by which a newer value that is only a part falls short
PLANNED = 0.7  # share of the score of what happened from which a plan is told where plans are asked for
HEARD, HEARD_BESIDE = 0.15, 0.3  # the reader's probability, and its share of a plan's, that make a value an outcome
CORRECTED = 150  # characters after a figure that is taken back within which the right one stands


@dataclass(frozen=True, slots=True)
class Choice:
    """The group that answers, and those that it was chosen from."""

    main: Group
    alive: Sequence[Group]  # all that no correction took back
    same: Sequence[Group]  # of these, what is told of the same matter
    pool: Sequence[Group]  # of these, what could have answered
    replaced: Sequence[Group]  # what only articles give that a newer version has replaced
    withdrawn: Group | None  # in whose place a correction gives the main one
    overtaken: Group | None = None  # that fits the question better, and whose place the main one took


def choose(question: Question, groups: Sequence[Group], old: frozenset[str] = frozenset()) -> Choice | None:
    """The group that answers; None where none does. `old` are articles that a newer version has replaced."""
    alive = _said_by(question, [g for g in groups if g.standing != "withdrawn"])
    if not alive:
        return None
    top, noun = max(g.score for g in alive), max(g.best.noun for g in alive)
    same = [g for g in alive if g.score >= MARGIN * top and g.best.noun >= 0.5 * noun]
    pool = _pool(question, same)
    if question.outcome and all(g.standing == "planned" for g in pool):
        pool = _outcomes(pool, alive) or pool
    pool = _in_period(question, pool)
    replaced = [g for g in pool if g.paths <= old]
    pool = [g for g in pool if g not in replaced] or pool
    if not pool:
        return None
    main = _main(question, pool)
    right = _put_right(main, alive)
    if right is not None:
        alive, same, pool = ([g for g in part if g is not main] for part in (alive, same, pool))
        return Choice(right, alive, same, pool, replaced, main)
    newer = updated(question, main, [g for g in alive if _may_follow(question, g, main) and not g.paths <= old])
    return Choice(_replaced(newer, alive), alive, same, pool, replaced, None, main if newer is not main else None)


def _may_follow(question: Question, group: Group, main: Group) -> bool:
    """A plan takes the place of no value that was reported, and what was reported of no plan that was asked for."""
    return group.standing == main.standing or (main.standing == "planned" and not question.asks_plan)


def _said_by(question: Question, groups: list[Group]) -> list[Group]:
    """The values that the one named in the question gives; all of them where none is known to be theirs."""
    asked = question.said_by

    def theirs(c: Candidate) -> bool:
        said = {stem(w) for w in words(c.figure.speaker or "")} or {stem(w) for w in words(c.ahead[-60:])}
        return asked <= said

    named = [g for g in groups if asked and any(theirs(c) for c in g.candidates)]
    return named or groups


def _pool(question: Question, same: Sequence[Group]) -> list[Group]:
    """Plans answer only questions about plans, or where nothing was reported."""
    reported = [g for g in same if g.standing == "reported"]
    planned = [g for g in same if g.standing == "planned"]
    if not reported or not planned:
        return reported or planned
    if question.asks_plan:
        return planned if max(g.score for g in planned) >= PLANNED * max(g.score for g in reported) else reported
    return reported


def _outcomes(plans: Sequence[Group], alive: Sequence[Group]) -> list[Group]:
    """What was reported of the kind of some plans, where the reader may take it for the answer, however weak its sentence."""
    plan = max(plans, key=lambda g: g.score)
    return [
        g
        for g in alive
        if g.standing == "reported"
        and (g.figure.kind, g.figure.unit) == (plan.figure.kind, plan.figure.unit)
        and g.best.noun >= 0.5 * plan.best.noun
        and g.read >= max(HEARD, HEARD_BESIDE * plan.read)
    ]


def _in_period(question: Question, pool: list[Group]) -> list[Group]:
    if question.period is None or question.wanted == "date":
        return pool
    since, until = question.period
    inside = [g for g in pool if any(c.day and since <= c.day <= until for c in g.candidates)]
    if inside:
        return inside
    before = [g for g in pool if g.since and g.since <= until]
    if question.state and before:
        return before  # what held when the period ended was told before
    told = [g for g in pool if g.best.role > 0.3]  # days unknown: at least not what is told as past
    return told or pool


def _main(question: Question, pool: Sequence[Group]) -> Group:
    """The group that answers: of those that fit about as well as the best, the newest."""
    best = max(g.score for g in pool)
    fit = max(g.fit for g in pool if g.score >= CLOSE * best)
    close = [g for g in pool if g.score >= CLOSE * best or (g.fit >= 0.9 * fit and g.score >= 0.7 * best)]
    by_role = question.presence or question.margin
    totals = [g for g in pool if g.best.role == 1.0 and g.best.noun >= 0.65] if by_role else []
    return _latest(question, totals or close)


def _latest(question: Question, close: Sequence[Group]) -> Group:
    """The newest of the best, where days are known and the question does not ask for the first."""
    best = max(close, key=lambda g: g.agreed)
    if question.asks_first or question.moment or question.peak:
        return best
    if question.wanted == "date" and best.standing == "reported":
        return best
    if best.day is None:
        return _sharpest(question, best, close)
    whole = [g for g in close if g.best.role > best.best.role - PART]
    dated = [g for g in whole if g.day is not None and comparable(question, g, best)]
    newest = max(dated, key=lambda g: (_last(question, g), g.score))
    return newest if _last(question, newest) > _last(question, best) else best


def _last(question: Question, group: Group) -> date:
    """The last day of a value; of those asked about, where a period is asked about."""
    days = [c.day for c in group.told if c.day]
    since, until = question.period or (date.min, date.max)
    return max([day for day in days if since <= day <= until] or days, default=date.min)


def _sharpest(question: Question, best: Group, close: Sequence[Group]) -> Group:
    """Of undated lower bounds that can all be true, the highest says most."""
    if best.figure.qualifier not in ("more than", "at least"):
        return best
    bounds = [
        g
        for g in close
        if g.day is None and g.figure.qualifier == best.figure.qualifier and comparable(question, g, best)
    ]
    return max([best, *bounds], key=lambda g: g.figure.value)


def _put_right(main: Group, groups: Sequence[Group]) -> Group | None:
    """The value that a correction gives in the place of this one: the next of its kind in the article that takes it back."""
    for c in main.candidates:
        if c.figure.standing != "withdrawn":
            continue
        after = [
            (d.figure.start, group)
            for group in groups
            for d in group.candidates
            if d.scored.evidence.article == c.scored.evidence.article
            and d.figure.kind == c.figure.kind
            and 0 < d.figure.start - c.figure.end < CORRECTED
        ]
        if after:
            return min(after, key=lambda one: one[0])[1]
    return None


def _replaced(main: Group, groups: Sequence[Group]) -> Group:
    """The value that a later sentence puts in the place of this one: "165 million, not the 220 million promised"."""
    for c in main.candidates:
        if not c.told_as_past or (main.since and c.day and c.day <= main.since):
            continue
        for group in groups:
            instead = [d for d in group.candidates if d.scored.evidence == c.scored.evidence and not d.told_as_past]
            if group is not main and group.figure.kind == main.figure.kind and instead:
                return group
    return main
