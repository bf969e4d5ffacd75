"""Words of texts and of queries, as both full-text indexes see them."""

import re
import unicodedata
from functools import lru_cache
from typing import Any

TERMS = 40  # words of a question that are searched

WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    """a about after an and any are as at be been but by can could did do does for from had has have he her his how i if in into is it its
    many me more most much my no not of on or our out over she should so some such than that the their them then there these they this those to
    under up was we were what when where which while who whom whose why will with would you your""".split()
)


def telling(query: str) -> list[str]:
    """The words of a query, each once, without those that tell nothing; all of them if there are no others."""
    words = list(dict.fromkeys(word.lower() for word in WORD.findall(query)))
    return [word for word in words if word not in _STOP] or words


def stems(text: str) -> list[str]:
    """The words of a text as SQLite's full text stems them (porter over unicode61, without marks)."""
    folded = "".join(c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c))
    return list(_stemmer().stemWords(WORD.findall(folded)))


@lru_cache(maxsize=1)
def _stemmer() -> Any:  # noqa: ANN401 - imported when first needed
    from Stemmer import Stemmer

    return Stemmer("porter")
