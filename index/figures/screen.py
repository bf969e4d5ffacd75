"""Which searches a sentence can be spared: by the words and digits that it holds, in a fraction of the time they take."""

import re
from functools import lru_cache

_LETTERS = re.compile(r"[a-z]+")
_DIGIT = re.compile(r"[\d½¼¾⅓⅔]")


@lru_cache(maxsize=16)  # of the sentence at hand, which several searches ask about
def _words(sentence: str) -> frozenset[str]:
    return frozenset(_LETTERS.findall(sentence.lower()))


def holds_any(sentence: str, words: frozenset[str]) -> bool:
    """Whether a sentence holds one of some words (in small letters, a to z), whatever its case."""
    return not words.isdisjoint(_words(sentence))


def may_tell(sentence: str, words: frozenset[str]) -> bool:
    """Whether a sentence holds a digit, a fraction that is one sign, or one of some words."""
    return _DIGIT.search(sentence) is not None or holds_any(sentence, words)
