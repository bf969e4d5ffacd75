"""Names, places and other short answers: what each source gives by itself, and whether the sources differ."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.answers.evidence import Scored
from index.answers.question import Question
from index.answers.words import is_stop, same_name, stem, words
from index.types import Figure

SURE = 0.5  # the reader's probability from which its span is told as the answer
RIVAL = (
    2.0  # sum of the reader's probability, the share of the best sentence's score, and the cosine of a competing one
)
NEAR_DAYS = 3  # what was published further apart followed one another and does not compete
GIVEN = 0.28  # the reader's probability from which a source given with the question is heard
LONGEST = 8  # words of a short answer
SHORT = frozenset({"person", "place", "free"})  # what is answered by a name or a term


_NUMBER_WORD = re.compile(r"(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty)", re.I)


@dataclass(frozen=True, slots=True)
class Value:
    """One answer in the words of its sources, the best first."""

    scored: tuple[Scored, ...]

    @property
    def best(self) -> Scored:
        return self.scored[0]

    @property
    def text(self) -> str:
        """The answer as the best source writes it; of a day, as the source that tells it most exactly."""
        texts = [span_text(one) for one in self.scored]
        return max(texts, key=len) if re.search(r"\d{4}", texts[0]) else texts[0]


def span_text(one: Scored) -> str:
    """What the reader takes for the answer, with the whole of a figure that it cuts, without the marks around it."""
    assert one.span is not None
    start, end = one.span
    for figure in one.evidence.figures:
        if figure.start < end and start < figure.end:
            start, end = min(start, figure.start), max(end, _with_noun(one, figure))
    text = " ".join(one.evidence.article.text[start:end].split())
    return (text if text.count("(") == text.count(")") else text.replace("(", "")).strip(" ,.;:[]“”\"'‘’")


def _with_noun(one: Scored, figure: Figure) -> int:
    """Where a count ends with the noun right after it ("3,559 people")."""
    after = one.evidence.article.text[figure.end : figure.end + 40]
    noun = re.match(rf" {re.escape(figure.noun)}\b", after) if figure.kind == "count" and figure.noun else None
    return figure.end + (noun.end() if noun else 0)


def values(question: Question, ranked: Sequence[Scored], *, given: bool) -> list[Value]:
    """The short answers of the sources, best first: the first one answers, the others compete with it.

    Where the sources were `given` with the question, each is taken to speak of it: figures are read as spans too, and
    the reader's word alone decides.
    """
    if not ranked or (question.wanted not in SHORT and not (given and question.kinds)):
        return []
    read: dict[str, Scored] = {}
    for one in ranked:
        if one.span is not None and _short(question, span_text(one)):
            read.setdefault(one.evidence.article.path, one)
    told = list(read.values())
    if given:
        told = sorted((one for one in told if one.read >= GIVEN), key=lambda one: -one.read)
    if not told or (told[0].read < SURE and not given):
        return []
    groups: list[list[Scored]] = []
    for one in told:
        group = next((g for g in groups if _same(span_text(g[0]), span_text(one))), None)
        if group is not None:
            group.append(one)
        elif not groups or _competes(groups[0][0], one, given):
            groups.append([one])
    return [Value(tuple(group)) for group in groups]


def _competes(best: Scored, one: Scored, given: bool) -> bool:
    """Whether another answer is as good and of the same time."""
    days = best.evidence.article.published, one.evidence.article.published
    apart = abs((days[0] - days[1]).days) > NEAR_DAYS if days[0] and days[1] else False
    if apart or given:
        return not apart
    return one.read + one.score / best.score + one.cosine >= RIVAL


def _short(question: Question, text: str) -> bool:
    """Whether a span can be told as an answer: a few words, a name where a name is asked, not the question's own words."""
    own = [word for word in words(text) if not is_stop(word)]
    asked = {s for s, _ in question.terms}
    if not own or len(words(text)) > LONGEST or all(stem(word) in asked for word in own):
        return False
    if question.kinds:
        return bool(re.search(r"\d", text)) or any(_NUMBER_WORD.fullmatch(word) for word in own)
    named = any(word[0].isupper() for word in own)
    return named or question.wanted == "free"


def _same(one: str, other: str) -> bool:
    """Whether two answers are one, wholly or as a part ("Mr Ombaka" and "Jack Ombaka")."""
    ones, others = ({stem(w) for w in words(text) if not is_stop(w)} for text in (one, other))
    small, large = sorted((ones, others), key=len)
    return all(any(s == other or same_name(s, other) for other in large) for s in small) or _bare(one) == _bare(other)


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.casefold())
