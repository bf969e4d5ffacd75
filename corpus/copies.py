"""Which articles are copies of one story: a wire text printed twice is one source, not two."""

import re
from collections.abc import Sequence
from functools import lru_cache

RUN = 5  # words of a shingle: long enough that two reporters hardly write the same run by chance
SHARED = 0.5  # share of the shorter text's shingles that a copy has in common with the other
ALIKE = 0.5  # share of words from which two sentences are one sentence, perhaps edited

_NUMBERS = frozenset(
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
    nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen half third quarter
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october
    november december""".split()
)  # fmt: skip


def is_copy(one: str, other: str) -> bool:
    """Whether two texts are one story, perhaps cut or added to, with the same figures, days and names.

    Texts are compared by shingles (Broder, 1997: "On the resemblance and containment of documents"). Two texts
    that share most of their words are still two stories if a shared sentence gives another figure, day or name.
    """
    if not min(len(shingles(one)), len(shingles(other))):
        return one.split() == other.split()
    return shared(one, other) >= SHARED and not _differ(_sentences(one), _sentences(other))


def shared(one: str, other: str) -> float:
    """Share of the shorter text's shingles that the other has too; 0 where either is too short to have any."""
    left, right = shingles(one), shingles(other)
    least = min(len(left), len(right))
    return len(left & right) / least if least else 0.0


@lru_cache(maxsize=4096)
def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every run of RUN words of a text."""
    words = re.findall(r"\w+", text.lower())
    return frozenset(tuple(words[i : i + RUN]) for i in range(len(words) - RUN + 1))


@lru_cache(maxsize=4096)
def _sentences(text: str) -> tuple[tuple[str, frozenset[str]], ...]:
    pieces = re.split(r"(?<=[.!?”\"])\s+|\n+", text)
    return tuple((piece, frozenset(re.findall(r"\w+", piece.lower()))) for piece in pieces if len(piece.split()) >= 4)


def _differ(left: Sequence[tuple[str, frozenset[str]]], right: Sequence[tuple[str, frozenset[str]]]) -> bool:
    """Whether a sentence that both texts share was changed in a figure, a day or a name.

    A sentence is compared with the most alike of those that the other text has and this one has not.
    """
    ours, theirs = ({words for _, words in side} for side in (left, right))
    mine = [(text, words) for text, words in left if words not in theirs]
    other = [(text, words) for text, words in right if words not in ours]
    return _changed(mine, other) or _changed(other, mine)


def _changed(one: Sequence[tuple[str, frozenset[str]]], other: Sequence[tuple[str, frozenset[str]]]) -> bool:
    for text, words in one:
        overlaps = [(len(words & others) / len(words | others), like) for like, others in other]
        share, like = max(overlaps, default=(0.0, ""), key=lambda pair: pair[0])
        if share >= ALIKE and (_replaced(_figures(text), _figures(like)) or _replaced(_names(text), _names(like))):
            return True
    return False


def _replaced(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether each side holds something that the other lacks: a change, not a cut."""
    return bool(one - other) and bool(other - one)


def _figures(text: str) -> frozenset[str]:
    words = re.findall(r"\d[\d.,]*\d|\d|[a-z]+", text.lower())
    return frozenset(word.replace(",", "") for word in words if word[0].isdigit() or word in _NUMBERS)


def _names(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"(?<!^)(?<![.“\"] )\b[A-Z][a-z]\w+", text))
