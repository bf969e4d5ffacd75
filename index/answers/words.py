"""Words of questions and sentences: stems, what carries no meaning, and what means the same."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA
from Stemmer import Stemmer

from index.answers.learned import FOLDER
from index.answers.vocabulary import PHRASAL, SAME, STOP
from index.figures.nouns import STATES

WORD = re.compile(r"(?:[A-Z]\.){2,}|(?:United (?:States|Kingdom|Nations)|European Union)\b|[^\W_]+(?:['’.\-‑][^\W_]+)*")

# What news calls by initials as often as by name.
_SHORT = {"united states": "us", "united kingdom": "uk", "united nations": "un", "european union": "eu"}
_DIGITS = {
    word: str(n) for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_porter = Stemmer("english")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?")
_ADJECTIVE = re.compile(r"[aeiouy]{0,2}(?:n|an|ian|ean|ese|ish|i|s)")


def unaccented(word: str) -> str:
    """A word without its accents: "Moïse" is typed as "Moise"."""
    return word if word.isascii() else "".join(c for c in normalize("NFKD", word) if not combining(c))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball stem, lower case, without a possessive."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    word = unaccented(word)
    if word in _SHORT:
        return _SHORT[word]
    if word in _DIGITS:
        return _DIGITS[word]
    if _INITIALS.fullmatch(word):
        return word.replace(".", "")
    return str(_porter.stemWord(word))


STATE_STEMS = frozenset(map(stem, STATES))  # dead, missing, wounded


def is_stop(word: str) -> bool:
    """Whether a word carries no meaning; "US", "WHO" and "U.N." do."""
    low = word.lower()
    return (low in STOP or low.endswith(("n't", "n’t"))) and not (len(word) > 1 and word.isupper())


def same_name(one: str, other: str) -> bool:
    """Whether two stems are a country, town or people and its adjective ("haiti", "haitian")."""
    if len(one) > len(other):
        one, other = other, one
    return (
        len(one) >= 4
        and _ADJECTIVE.fullmatch(other.removeprefix(one.rstrip("aeiouy"))) is not None
        and other.startswith(one[:4])
    )


_GROUPS: dict[str, frozenset[int]] = {}
for _number, _words in enumerate(SAME):
    for _word in _words.split():
        _GROUPS[stem(_word)] = _GROUPS.get(stem(_word), frozenset()) | {_number}


def words(text: str) -> list[str]:
    return WORD.findall(text)


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(word) for word in words(text) if not is_stop(word)]


@lru_cache(maxsize=8192)
def pairs_of(text: str) -> frozenset[tuple[str, str]]:
    """Stems that follow one another with nothing but a hyphen or space between: ("deputi", "mayor")."""
    found = list(WORD.finditer(text))
    return frozenset(
        (stem(one.group()), stem(other.group()))
        for one, other in pairwise(found)
        if text[one.end() : other.start()] in (" ", "-") and not is_stop(one.group()) and not is_stop(other.group())
    )


_PHRASAL = {
    (verb, particle): meaning
    for meaning, (verbs, particles) in PHRASAL.items()
    for verb in verbs.split()
    for particle in particles.split()
}
_PARTICLES = "|".join(sorted({particle for _, particle in _PHRASAL}))
_TOGETHER = re.compile(rf"\b([a-z]+) (?:(?:it|them|him|her|all) )?({_PARTICLES})\b", re.I)
_APART = re.compile(rf"\b(?=([a-z]+)((?: [\w’'-]+){{0,4}}?) ({_PARTICLES})\b)", re.I)


def phrasals(text: str, *, apart: bool = False) -> list[tuple[int, str, str]]:
    """Where verbs of two words stand, both words, and the one that means the same: "stepped down", "resign".

    `apart`: also where words stand between them, as in "knock the tower down".
    """
    if apart:
        found = [(m.start(), (m[1].lower(), m[3].lower())) for m in _APART.finditer(text)]
    else:
        found = [(m.start(), (m[1].lower(), m[2].lower())) for m in _TOGETHER.finditer(text)]
    return [(at, " ".join(verb), _PHRASAL[verb]) for at, verb in found if verb in _PHRASAL]


def stem_set(text: str) -> frozenset[str]:
    """Stems of a text; the parts of hyphenated words count too, and what verbs of two words mean."""
    found: set[str] = {stem(meaning) for _, _, meaning in phrasals(text)}
    for word in words(text):
        if is_stop(word):
            continue
        found.add(stem(word))
        if "-" in word:
            found.update(stem(part) for part in word.split("-") if part.lower() not in STOP)
    return frozenset(found)


def related(one: str, other: str) -> bool:
    """Whether two stems name one kind of event in news language."""
    return bool(_GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()))


def akin(ones: Iterable[str], others: Iterable[str]) -> bool:
    """Whether a stem of the ones is one of the others, or related to one."""
    return any(one == other or related(one, other) for one in ones for other in others)


@lru_cache(maxsize=8192)
def relatives(one: str) -> frozenset[str]:
    """Every stem that is related to this one."""
    return frozenset(other for other in _GROUPS if related(one, other))


@cache
def _thesaurus() -> str:
    """Lines of stems whose words have vectors near the first one's; tests/learn/thesaurus.py makes the file."""
    lines = (FOLDER / "thesaurus.txt").read_text(encoding="utf-8")
    return "\n " + lines.replace("\n", " \n ")


@lru_cache(maxsize=8192)
def alike(one: str) -> frozenset[str]:
    """Stems that mean nearly the same as this one, in any text: both ways, the first of a line with each of its others."""
    lines, word, found, at = _thesaurus(), f" {one} ", set[str](), -1
    while (
        at := lines.find(word, at + 1)
    ) >= 0:  # a search costs less than a table of all, which one question hardly uses
        start, end = lines.rfind("\n", 0, at + 1) + 1, lines.find("\n", at)
        first, *others = lines[start : end if end >= 0 else None].split()
        found.update(others if first == one else (first,))
    return frozenset(found - {one})


def correct(word: str, vocabulary: Iterable[str], known: Callable[[str], bool]) -> str:
    """The word of `vocabulary` that a misspelt word means, or the word itself.

    A word that the language or the articles know stays. One slip is mended (two in long words), never the
    first letter; a name (capitalised) is not changed by swapping one letter for another, since names that
    differ by one letter are different names.
    """
    if len(word) < 5 or known(word):
        return word
    lower, allowed = word.lower(), 2 if len(word) >= 8 else 1
    best = min(
        ((OSA.distance(lower, other, score_cutoff=allowed), other) for other in vocabulary if other[:1] == lower[:1]),
        default=(allowed + 1, word),
    )
    if best[0] > allowed or (word[:1].isupper() and len(best[1]) == len(word) and sorted(best[1]) != sorted(lower)):
        return word
    return best[1]
