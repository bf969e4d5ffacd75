"""How groups of figures relate: what answers, what came before, what was only planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.learned.weights import BESIDE
from index.answers.questions.question import Question
from index.answers.relations.beside import likely
from index.answers.relations.choosing import Choice, choose
from index.answers.relations.comparable import comparable
from index.answers.relations.groups import Group, followed

ALIKE = 0.72  # a value fitting less than this share of the main one is not told beside it
AS_HEARD = 0.8  # unless the reader takes it for the answer with this share of the main one's probability
MOST = 2  # values that are told in one breath with the main one
NOTED = 3  # values beyond these that are worth a line
COUNTED = 0.35  # fit of what a value beside the main one counts, at least: no missing beside the dead
MENTIONED = 0.4  # the reader's probability from which a value of another part of the matter is told


@dataclass(frozen=True, slots=True)
class Found:
    """What the articles give: the value now, those that compete with it, earlier ones, and plans."""

    main: Group
    rivals: tuple[Group, ...] = ()
    earlier: tuple[Group, ...] = ()
    planned: tuple[Group, ...] = ()
    withdrawn: tuple[Group, ...] = ()
    others: tuple[Group, ...] = ()  # another part of the matter: an addition, a first group, what was given of a pledge
    beside: tuple[Group, ...] = ()  # of all these, those that may be what was asked for


def relate(
    question: Question, groups: Sequence[Group], old: frozenset[str] = frozenset(), shots: Sequence[Group] = ()
) -> Found | None:
    """Choose the group that answers, and say how the others of the same matter relate to it.

    `old` are articles that a newer version has replaced: what only they say came before. Long `shots` may be told beside
    the one that answers, and do not answer themselves; that something is none ("nobody was hurt") is told of other things.
    """
    chosen = choose(question, groups, old)
    if chosen is None:
        return None
    main = chosen.main
    alike, apart = _of_the_matter(question, chosen)
    later = [g for g in alike if followed(g, main)]  # newer, and yet not what answers: no earlier value
    earlier = [g for g in alike if g not in later]
    plans = [g for g in apart if g.standing == "planned" and g not in chosen.pool]
    counting = [g for g in chosen.alive if g.best.noun >= COUNTED]
    known = [g for g in (*counting, *shots) if g.standing != "withdrawn" and g.figure.value and not g.paths <= old]
    doubtful = [(p, g) for p, g in likely(question, main, known) if not _out_of_time(question, g, main)]
    told = [g for p, g in doubtful if p >= BESIDE.threshold][:MOST]
    noted = [g for _, g in doubtful if g not in told and g not in shots and g.best.noun > 0.35][:NOTED]
    new = [g for g in (*told, *noted) if g not in (*earlier, *plans)]
    rest = [g for g in (*later, *apart) if g.standing != "planned" or g in later]
    withdrawn = [g for g in groups if g.standing == "withdrawn" or g is chosen.withdrawn]
    return Found(
        main,
        earlier=_newest_first(earlier),
        planned=_newest_first([*plans, *(g for g in new if g.standing == "planned")]),
        withdrawn=tuple(g for g in withdrawn if g.fit >= ALIKE * max(h.fit for h in chosen.alive)),
        others=(
            *(g for g in new if g.standing != "planned"),
            *(g for g in rest if g.figure.kind == main.figure.kind and g not in new),
        ),
        beside=tuple(told),
    )


def _of_the_matter(question: Question, chosen: Choice) -> tuple[list[Group], list[Group]]:
    """The groups that tell of what the main one tells of, and those that tell of another part of the matter."""
    main = chosen.main
    near = [g for g in chosen.pool if g is not main and g.fit >= ALIKE * main.fit and _told_beside(g, main)]
    replaced = [g for g in chosen.replaced if g not in chosen.pool]
    alike = [g for g in (*near, *replaced) if comparable(question, main, g, same_event=question.event)]
    alike += [chosen.overtaken] if chosen.overtaken is not None and chosen.overtaken not in alike else []
    outside = [
        g
        for g in chosen.same
        if g not in chosen.pool and g not in alike and (_told_beside(g, main) or g.read >= MENTIONED)
    ]
    return alike, [g for g in (*near, *outside) if g not in alike]


def _newest_first(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda g: g.day or date.min, reverse=True))


def _out_of_time(question: Question, group: Group, main: Group) -> bool:
    """Whether a value came after the time that is asked about, or is a plan of a day before what was reported since."""
    if question.period is not None and group.since is not None and group.since > question.period[1]:
        return True
    old_plan = group.standing == "planned" and main.standing == "reported" and followed(main, group)
    return old_plan and not question.asks_plan


def _told_beside(group: Group, main: Group) -> bool:
    """Whether what is said of a value is close enough to what is said of the main one, by its words or by the reader."""
    dated = main.day is not None and group.day is not None
    heard = dated and main.read >= MENTIONED and group.read >= AS_HEARD * main.read
    return heard or group.best.predicate >= ALIKE * main.best.predicate
