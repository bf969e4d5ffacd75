"""Names, places and other short answers: what each source gives by itself, and whether the sources differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.answers.evidence.gathering import Scored
from index.answers.evidence.spans import core_text, held, span_text
from index.answers.evidence.tellable import DAYS, tellable
from index.answers.questions.question import Question
from index.answers.relations.altered import altered
from index.answers.relations.alternatives import named
from index.answers.relations.given import heard
from index.answers.vocabulary import TITLES
from index.answers.words import is_stop, same_name, stem, words
from index.types import Figure

SURE = 0.5  # the reader's probability from which its span is told as the answer
LASTING = 0.7  # share of the best answer's strength from which a newer one takes its place
NEAR_DAYS = 3  # what was published further apart followed one another and does not compete
HEARD = 0.28  # the reader's probability from which a source that was found is heard
CLOSE = 0.75  # share of the best sentence's score that a heard source needs
AGREED = 0.5  # weight of every further source with the same answer
SHORT = frozenset({"person", "place", "free", "list"})  # what is answered by names or terms
FULL = 4  # words of a name or term that is told for a shorter form of it
CITED = 4  # sources of a value that are cited


@dataclass(frozen=True, slots=True)
class Value:
    """One answer in the words of its sources, the best first."""

    scored: tuple[Scored, ...]
    changed: bool = False  # whether only changed copies of other sources give it

    @property
    def best(self) -> Scored:
        return self.scored[0]

    @property
    def text(self) -> str:
        """The answer as the best source writes it, or in full where another does; of a day, as the source that tells it most exactly."""
        texts = [span_text(one) for one in self.scored]
        if re.search(r"\d{4}", texts[0]):
            return max(texts, key=len)
        fuller = [text for text in texts[:CITED] if _meaning(text) > _meaning(texts[0]) and len(words(text)) <= FULL]
        return max(fuller, key=len, default=texts[0])

    @property
    def figure(self) -> Figure | None:
        """The one figure that the answer is, where it counts or measures something; a day or a name is none."""
        inside = held(self.best)
        return inside[0] if len(inside) == 1 and inside[0].kind not in ("date", "time") else None


def values(question: Question, ranked: Sequence[Scored], *, given: bool) -> list[Value]:
    """The short answer of the sources that were found, if they give one.

    Where the sources were `given` with the question, each is taken to speak of it: figures are read as spans too, the
    reader's word alone decides, and every answer is told, the best first.
    """
    spanned = question.wanted in SHORT or (question.kinds and (given or question.wanted in DAYS))
    offered = named(question, ranked) if given else []
    if not ranked or not (spanned or offered):
        return []
    groups: list[list[Scored]] = []
    for one in offered or (heard(question, ranked) if given else _close(question, ranked)):
        group = next((g for g in groups if _agree(g[0], one)), None)
        if group is not None:
            group.append(one)
        else:
            groups.append([one])
    groups.sort(key=lambda group: -_strength(group))
    if given:
        return _apart(groups, ranked)
    if not groups or groups[0][0].read < SURE:
        return []
    return [Value(tuple(_newest(groups) if question.lasting else groups[0]))]


def _close(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """Of each source the sentence that the reader and the other signs hold best, where they hold it close to the best."""
    read: dict[str, Scored] = {}
    for one in ranked:
        close = one.span is not None and one.read >= HEARD and one.score >= CLOSE * ranked[0].score
        outlet = one.evidence.article.outlet or ""
        if close and span_text(one) not in outlet and tellable(question, span_text(one)):
            path = one.evidence.article.path
            read[path] = max(read.get(path, one), one, key=lambda told: told.score + told.read)
    return list(read.values())


def _apart(groups: Sequence[list[Scored]], ranked: Sequence[Scored]) -> list[Value]:
    """The answers of given sources of one time; last what only changed copies give."""
    told = [group for group in groups if not _follows(groups[0][0], group[0])]
    copies = altered(told, ranked)
    kept = [Value(tuple(one for one in group if one.evidence.article.path not in copies)) for group in told]
    only = [Value(tuple(group), changed=True) for group, value in zip(told, kept, strict=True) if not value.scored]
    return [*(value for value in kept if value.scored), *only]


def _newest(groups: Sequence[list[Scored]]) -> list[Scored]:
    """Who holds a post changes: of answers about as strong as the best, the one that the newest article gives."""
    strong = [group for group in groups if _strength(group) >= LASTING * _strength(groups[0])]
    return max(strong, key=lambda group: max((one.evidence.article.published or date.min) for one in group))


def _strength(group: Sequence[Scored]) -> float:
    """What speaks for an answer: its best sentence, and every further source that gives it.

    That many sources give one answer is a sign of its own: Dumais et al. (2002), "Web question answering: is more always better?".
    """
    return group[0].score + group[0].read + sum(AGREED * one.read for one in group[1:])


def _follows(best: Scored, one: Scored) -> bool:
    """Whether two answers are of different times."""
    days = best.evidence.article.published, one.evidence.article.published
    return abs((days[0] - days[1]).days) > NEAR_DAYS if days[0] and days[1] else False


def _agree(one: Scored, other: Scored) -> bool:
    """Whether two sources give one answer, by what is told of them or by the reader's own words."""
    if same_answer(span_text(one), span_text(other)):
        return True
    cores = core_text(one), core_text(other)
    return all(map(_meaning, cores)) and same_answer(*cores)


def same_answer(one: str, other: str) -> bool:
    """Whether two answers are one, wholly or as a part ("Mr Ombaka" and "Jack Ombaka")."""
    ones, others = (_meaning(text) for text in (one, other))
    small, large = sorted((ones, others), key=len)
    return all(any(s == other or same_name(s, other) for other in large) for s in small) or _bare(one) == _bare(other)


def _meaning(text: str) -> set[str]:
    """Stems of an answer, titles of persons left out where a name is left."""
    own = {stem(w) for w in words(text) if not is_stop(w)}
    return {stem(w) for w in words(text) if not is_stop(w) and w.lower() not in TITLES} or own


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
