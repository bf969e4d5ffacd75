"""Words of texts and of queries, as both full-text indexes see them."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

TERMS = 40  # words of a question that are searched

WORD = re.compile(r"[^\W_]+")
# Letters and digits in another dress: full width, typographic ligatures, bold and script of mathematics, an ideographic space.
_DRESSED = re.compile("[\u3000\ufb00-\ufb06\uff01-\uffee\U0001d400-\U0001d7ff]+")
_STOP = frozenset(
    """a about after an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its
    many me more most much my no not of on or our out over she should so some such than that the their them then there these they this those to
    under up was we were what when where which while who whom whose why will with would you your""".split()
)


def folded(text: str) -> str:
    """The text with letters and digits as they are typed (NFKC); other signs, as fractions and powers, stay what they are."""
    if text.isascii():
        return text
    return _DRESSED.sub(lambda dressed: unicodedata.normalize("NFKC", dressed.group()), text)


def narrowed(text: str) -> str:
    """The same without a change of length, so that offsets stay: ligatures are left as they are."""
    return text if text.isascii() else _DRESSED.sub(lambda dressed: "".join(map(_narrowed, dressed.group())), text)


def _narrowed(character: str) -> str:
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def telling(query: str) -> list[str]:
    """The words of a query, each once, without those that tell nothing; all of them if there are no others."""
    words = list(dict.fromkeys(word.lower() for word in WORD.findall(folded(query))))
    return [word for word in words if word not in _STOP] or words


def stems(text: str) -> list[str]:
    """The words of a text as SQLite's full text stems them (porter over unicode61, without marks)."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return list(_stemmer().stemWords(WORD.findall(folded)))


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - imported when first needed
    from Stemmer import Stemmer

    return Stemmer("porter")
