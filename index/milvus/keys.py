"""Primary keys: hashes of what a row is, so that whoever writes it writes the same row."""

import hashlib

from corpus.types import Article
from index.rows import checksum


def key(*parts: object) -> int:
    """A signed 64-bit number; among a hundred million two are the same with a chance of 1 in 3,700."""
    told = "\x00".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(told, digest_size=8).digest(), "big", signed=True)


def version_of(article: Article) -> int:
    """One state of an article at its path."""
    return key("version", article.path, checksum(article))


def passage_key(version: int, start: int) -> int:
    return key("passage", version, start)


def piece_keys(body: int, pieces: int) -> list[int]:
    """The rows that a body is kept in."""
    return [key("piece", body, number) for number in range(pieces)]


def outlet_key(outlet: str | None) -> int:
    """Outlets are the same whatever their case."""
    return 0 if outlet is None else key("outlet", outlet.casefold())


def noun_key(kind: str, noun: str) -> int:
    return key("noun", kind, noun)
