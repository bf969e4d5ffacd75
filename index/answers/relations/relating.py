"""How groups of figures relate: what answers, what came before, what was only planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.questions.question import Question
from index.answers.relations.choosing import choose
from index.answers.relations.comparable import comparable
from index.answers.relations.groups import Group

ALIKE = 0.72  # a value fitting less than this share of the main one is not told beside it
AS_HEARD = 0.8  # unless the reader takes it for the answer with this share of the main one's probability
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


def relate(question: Question, groups: Sequence[Group], old: frozenset[str] = frozenset()) -> Found | None:
    """Choose the group that answers, and say how the others of the same matter relate to it.

    `old` are articles that a newer version has replaced: what only they say came before.
    """
    chosen = choose(question, groups, old)
    if chosen is None:
        return None
    main = chosen.main
    near = [g for g in chosen.pool if g is not main and g.fit >= ALIKE * main.fit and _told_beside(g, main)]
    alike = [g for g in near if comparable(question, main, g, same_event=question.event)]
    alike += [
        g for g in chosen.replaced if g not in chosen.pool and comparable(question, main, g, same_event=question.event)
    ]
    alike += [chosen.overtaken] if chosen.overtaken is not None and chosen.overtaken not in alike else []
    outside = [
        g
        for g in chosen.same
        if g not in chosen.pool and g not in alike and (_told_beside(g, main) or g.read >= MENTIONED)
    ]
    later = [g for g in alike if _later(g, main)]  # newer, and yet not what answers: no earlier value
    apart = [g for g in (*near, *outside) if g not in alike and g.standing != "planned"]
    withdrawn = [g for g in groups if g.standing == "withdrawn" or g is chosen.withdrawn]
    return Found(
        main,
        earlier=_newest_first(g for g in alike if g not in later),
        planned=_newest_first(g for g in outside if g.standing == "planned"),
        withdrawn=tuple(g for g in withdrawn if g.fit >= ALIKE * max(h.fit for h in chosen.alive)),
        others=tuple(g for g in (*later, *apart) if g.figure.kind == main.figure.kind),
    )


def _newest_first(groups: Iterable[Group]) -> tuple[Group, ...]:
    return tuple(sorted(groups, key=lambda g: g.day or date.min, reverse=True))


def _later(group: Group, main: Group) -> bool:
    return group.day is not None and main.day is not None and group.day > main.day


def _told_beside(group: Group, main: Group) -> bool:
    """Whether what is said of a value is close enough to what is said of the main one, by its words or by the reader."""
    dated = main.day is not None and group.day is not None
    heard = dated and main.read >= MENTIONED and group.read >= AS_HEARD * main.read
    return heard or group.best.predicate >= ALIKE * main.best.predicate
