"""Misspelt words of a question, mended with the words that the articles use."""

from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from typing import Any

from corpus.types import Article
from index.answers.words import correct, words


@cache
def _english() -> Any:  # noqa: ANN401 - the package ships no types
    """The English word list: loaded (0.1 s) only for a word that no article holds."""
    from spellchecker import SpellChecker

    return SpellChecker()


@lru_cache(maxsize=2048)
def _written(article: Article) -> Counter[str]:
    """How often an article has each word, as it is written."""
    return Counter(words(f"{article.title or ''}\n{article.text}"))


def mender(articles: Iterable[Article]) -> tuple[Callable[[str], str], Callable[[str], bool]]:
    """Two functions over the words of these articles: the word that was meant, and whether it is a name."""
    lower: set[str] = set()
    written: Counter[str] = Counter()
    for article in articles:
        counts = _written(article)
        written += counts
        lower.update(word.lower() for word in counts)

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
        low = word.lower()
        forms = [form + end for form in {low, low.capitalize(), low.upper(), word} for end in ("", "'s", "’s")]
        small = sum(written[form] for form in forms if form[:1].islower())
        capital = sum(written[form] for form in forms if form[:1].isupper())
        return capital > 2 * small

    return mend, capitalised
