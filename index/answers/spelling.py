"""Misspelt words of a question, mended with the words that the articles use."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from corpus.types import Article
from index.answers.words import correct, words


@cache
def _english() -> Any:  # noqa: ANN401 - the package ships no types
    """The English word list: loaded (0.1 s) only for a word that no article holds."""
    from spellchecker import SpellChecker

    return SpellChecker()


def mender(articles: Iterable[Article]) -> tuple[Callable[[str], str], Callable[[str], bool]]:
    """Two functions over the words of these articles: the word that was meant, and whether it is a name."""
    lower: set[str] = set()
    seen: dict[str, list[int]] = {}
    for article in articles:
        for text in (article.title or "", article.text):
            for word in words(text):
                low = word.lower()
                lower.add(low)
                counts = seen.setdefault(low.removesuffix("'s").removesuffix("’s"), [0, 0])
                counts[word[:1].isupper()] += 1

    def known(word: str) -> bool:
        return word.lower() in lower or not word.isalpha() or word.lower() in _english()

    def mend(word: str) -> str:
        meant = correct(word, lower, known)
        if meant == word and not known(word) and word.islower():
            candidates = _english().candidates(word) or {word}
            inside = sorted(candidates & lower)
            return inside[0] if inside else str(_english().correction(word) or word)
        return meant

    def capitalised(word: str) -> bool:
        small, capital = seen.get(word.lower(), (0, 0))
        return capital > 2 * small

    return mend, capitalised
