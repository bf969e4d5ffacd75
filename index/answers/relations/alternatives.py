"""Questions that offer two answers ("a town or a village?"): which of them each source names."""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.answers.evidence.gathering import Scored
from index.answers.questions.question import Question
from index.answers.words import is_stop

LONGEST = 5  # words of an offered answer

_OR = re.compile(r"(?<=\w),? or (?=\w)", re.I)
_WORD = re.compile(r"[^\s,?;:]+")


def named(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """Of each source that names one of two offered answers, and not the other, the best sentence that does; none where nothing is offered."""
    offered = _offered(question.text, [one.evidence.article.text for one in ranked])
    if offered is None:
        return []
    found: dict[str, Scored] = {}
    for one in ranked:
        article = one.evidence.article
        held = [answer for answer in offered if _standing(answer, article.text)]
        place = _standing(held[0], one.evidence.text) if len(held) == 1 else None
        if place is not None and article.path not in found:
            start = one.evidence.start
            found[article.path] = replace(one, span=(start + place.start(), start + place.end()))
    return list(found.values())


def _offered(question: str, texts: Sequence[str]) -> tuple[str, str] | None:
    """The words on both sides of "or": the longest that stand in a source."""
    middle = _OR.search(question)
    if middle is None:
        return None
    before = [m.group() for m in _WORD.finditer(question[: middle.start()])][-LONGEST:]
    after = [m.group() for m in _WORD.finditer(question[middle.end() :])][:LONGEST]
    left = _longest([before[i:] for i in range(len(before))], texts)
    right = _longest([after[:i] for i in range(len(after), 0, -1)], texts)
    return (left, right) if left and right and left.lower() != right.lower() else None


def _longest(runs: Sequence[Sequence[str]], texts: Sequence[str]) -> str | None:
    """The first of several runs of words, without the function words at its ends, that stands in a text."""
    for run in runs:
        words = list(run)
        while words and is_stop(words[0]):
            words = words[1:]
        while words and is_stop(words[-1]):
            words = words[:-1]
        answer = " ".join(words)
        if answer and any(_standing(answer, text) for text in texts):
            return answer
    return None


def _standing(answer: str, text: str) -> re.Match[str] | None:
    return re.search(rf"(?<!\w){re.escape(answer)}(?!\w)", text, re.I)
