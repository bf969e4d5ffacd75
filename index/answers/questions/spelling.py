"""Misspelt words of a question, mended with the words that the articles use."""

import gzip
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from rapidfuzz.distance import OSA

from corpus.types import Article
from index.answers.vocabulary import STOP
from index.answers.words import correct, is_stop, stem, words
from index.sentences import sentences

SHORTEST = 4  # letters of a word that is mended by the dictionary; shorter ones mostly stand for longer ones
COMMON = 2  # times that the articles write a word small, from which it is no name, however often one holds it


@cache
def _dictionary() -> bytes:
    """The English word list as it lies in its package, sorted, to look a word up without parsing it all."""
    return gzip.decompress((files("spellchecker") / "resources" / "en.json.gz").read_bytes())


def _is_english(word: str) -> bool:
    listed, sought = _dictionary(), word.encode()

    def listed_at(place: int) -> bytes:
        """The word of the line that holds this place."""
        start = listed.rfind(b'\n"', 0, place) + 2
        return listed[start : listed.find(b'"', start)]

    after = bisect_right(range(len(listed)), sought, lo=len('{\n"'), key=listed_at) - 1
    return listed_at(after) == sought


@cache
def _english() -> Any:  # noqa: ANN401 - the package ships no types
    """The English word list: loaded (0.1 s) only for a word that neither it nor any article holds."""
    from spellchecker import SpellChecker

    return SpellChecker()


def _common(word: str) -> str | None:
    """The word of every text that is one slip away: "finaly" is no Finlay."""
    return next((one for one in STOP if len(one) > SHORTEST and OSA.distance(one, word, score_cutoff=1) == 1), None)


def _by_dictionary(word: str, told: set[str]) -> str:
    """The English word that is meant: one that the articles hold, else one of a stem that they hold, else the most usual; of a few letters itself."""
    if len(word) < SHORTEST:
        return word
    candidates = _english().candidates(word) or {word}
    stems = {stem(one) for one in told}
    inside = sorted(candidates & told) or sorted(one for one in candidates if stem(one) in stems)
    return inside[0] if inside else str(_english().correction(word) or word)


@lru_cache(maxsize=2048)
def _written(article: Article) -> Counter[str]:
    """How often an article has each word, as it is written."""
    return Counter(words(f"{article.title or ''}\n{article.text}"))


@lru_cache(maxsize=2048)
def _small(article: Article) -> frozenset[str]:
    """The words of an article in small letters."""
    return frozenset(word.lower() for word in _written(article))


@lru_cache(maxsize=2048)
def _opening(article: Article) -> Counter[str]:
    """How often each word stands where its capital says nothing: first in a sentence, or in the title."""
    first = [word for start, end in sentences(article.text) for word in words(article.text[start:end])[:1]]
    return Counter([*first, *words(article.title or "")])


def _surname(articles: Iterable[Article], first: str | None, typed: str) -> str | None:
    """The name that stands after this first name in the articles, if it is spelt nearly as typed."""
    if first is None or is_stop(first) or len(typed) < 4:
        return None
    after = {two.lower() for a in articles for one, two in _names(a) if one.lower() == first}
    near = [name for name in after if OSA.distance(name, typed, score_cutoff=2) <= (2 if len(typed) > 6 else 1)]
    return near[0] if len(near) == 1 else None


@lru_cache(maxsize=2048)
def _names(article: Article) -> frozenset[tuple[str, str]]:
    """Pairs of words with a capital that follow one another."""
    found = re.findall(r"(?=\b([A-Z][\w’'-]+) ([A-Z][\w’'-]+))", article.text)
    return frozenset(found)


def mender(articles: Iterable[Article], question: str = "") -> tuple[Callable[[str], str], Callable[[str], bool]]:
    """Two functions over the words of these articles: the word that was meant, and whether it is a name.

    A name that no article holds is also mended by its neighbour in the question: "ines corby" means "Ines Corbay".
    """
    articles = list(articles)
    lower: set[str] = set()
    written: Counter[str] = Counter()
    for article in articles:
        written.update(_written(article))
        lower |= _small(article)

    def known(word: str) -> bool:
        return word.lower() in lower or not word.isalpha() or _is_english(word.lower())

    def compound(word: str) -> bool:
        """Whether two words written as one make it: "noteholders"."""
        return any(known(word[:at]) and known(word[at:]) for at in range(4, len(word) - 4))

    beside = {two.lower(): one.lower() for one, two in pairwise(words(question))}

    def mend(word: str) -> str:
        if word.lower() not in lower and (named := _surname(articles, beside.get(word.lower()), word.lower())):
            return named
        if compound(word):
            return word
        meant = correct(word, lower, known)
        if not word.islower() or (meant == word and known(word)):
            return meant
        return (_common(word) or meant) if meant != word else _by_dictionary(word, lower)

    def capitalised(word: str) -> bool:
        low = word.lower()
        forms = [form + end for form in {low, low.capitalize(), low.upper(), word} for end in ("", "'s", "’s")]
        small = sum(written[form] for form in forms if form[:1].islower())
        capital = sum(written[form] for form in forms if form[:1].isupper())
        if capital <= 2 * small or small >= COMMON:
            return False
        idle = sum(_opening(article)[form] for article in articles for form in forms) if _is_english(low) else 0
        return capital - idle > 2 * small

    return mend, capitalised
