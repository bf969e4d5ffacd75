"""Stories: which articles tell one, as copies of one text or as versions of one outlet."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from heapq import nsmallest

from corpus.copies import shingles
from corpus.types import Article

SKETCH = 32  # smallest hashes of a text's shingles: a bottom-k sketch (Cohen and Kaplan, 2007)
MEET = 2  # hashes of their sketches that two texts must share to be compared
FURNITURE = 100  # articles that share a hash from which on it tells nothing: only the newest of them are looked at
NEAREST = 12  # texts that one is compared with


@dataclass(frozen=True, slots=True)
class Told:
    """One article's part in a story."""

    article: Article
    origin: int  # copies, and versions of one outlet, share it
    newer: str | None  # the path of the version that replaced it


@lru_cache(maxsize=256)
def sketch(text: str) -> tuple[int, ...]:
    """The smallest hashes of a text's shingles, as signed 64-bit numbers."""
    hashes = (hashlib.blake2b(" ".join(run).encode(), digest_size=8).digest() for run in shingles(text))
    return tuple(nsmallest(SKETCH, (int.from_bytes(one, "big", signed=True) for one in hashes)))
