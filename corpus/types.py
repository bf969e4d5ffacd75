"""What an article is: the words that everything else is written in."""

from dataclasses import dataclass
from datetime import date

LARGEST = 20_000_000  # bytes of one article file, unless its owner allows more


@dataclass(frozen=True, slots=True)
class Article:
    """One news article, cleaned of page furniture.

    Every offset in this project counts characters of `text`. What a source does not say is None:
    `published` is never the day a file was read.
    """

    path: str  # POSIX path relative to the corpus folder; a record of a .jsonl is "file.jsonl#id"
    text: str
    title: str | None = None
    outlet: str | None = None
    published: date | None = None
    url: str | None = None
    agency: str | None = None  # the wire service that the text is credited to, where it says so

    @property
    def source(self) -> str | None:
        """Whose word it is: the outlet, or the wire service where no outlet is known."""
        return self.outlet or self.agency


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file or record that could not become an article, or a part of one that was not understood, and why, in words for its owner."""

    path: str
    reason: str
