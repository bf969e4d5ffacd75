"""The words that flow: Article -> Passage -> Hit -> Answer, and the Figures on the way."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.types import Article

Vectors = NDArray[np.float32]  # (n, dimension), rows of length 1
Span = tuple[int, int]  # first character and the one after the last

Kind = Literal["count", "money", "percent", "duration", "distance", "measure", "age", "date", "time", "ordinal"]
Qualifier = Literal["exact", "about", "at least", "more than", "up to", "fewer than"]
Standing = Literal["reported", "planned", "withdrawn"]
Status = Literal["answered", "conflicting", "not_found"]


class Chunk(NamedTuple):
    """A text that is embedded at once, and where the sentences lie in it that get vectors of their own."""

    text: str
    sentences: tuple[Span, ...]


Encode = Callable[[Sequence[Chunk]], list[Vectors]]  # of each chunk (1 + sentences, dimension), the whole's row first


class Encoder(Protocol):
    """Turns texts into unit vectors; `fingerprint` changes whenever the vectors would."""

    @property
    def name(self) -> str: ...
    @property
    def fingerprint(self) -> str: ...
    @property
    def dimension(self) -> int: ...
    def encode_chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]: ...
    def encode_queries(self, texts: Sequence[str]) -> Vectors: ...


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of its article's text; ids are never used twice."""

    id: int
    article: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that search found. Higher is better; only `cosine` says how well it matches."""

    passage: Passage
    score: float  # reciprocal rank fusion of both rankings
    cosine: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A quantity (or calendar date) as one sentence of an article gives it.

    `start`/`end` span the words of the figure with its unit ("US$1.2bn", "nearly half", "nine"), and
    `sentence_start`/`sentence_end` the sentence it stands in, all in characters of the article's text.
    """

    text: str
    value: float  # the lower end of a range; a date as its ordinal day
    high: float | None  # the upper end of a range
    kind: Kind
    unit: str | None  # ISO currency, "%", or the singular unit ("km", "month"); None for a count
    noun: str | None  # what is counted, as written, without its modifiers: "officers"
    modifiers: tuple[str, ...]  # what narrows the noun: ("additional", "Kenyan", "police")
    qualifier: Qualifier
    standing: Standing
    speaker: str | None
    as_of: date | None  # from the sentence, else the article's day
    start: int
    end: int
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class Filter:
    """Which articles may answer; None does not narrow. Both days are included."""

    since: date | None = None
    until: date | None = None
    outlet: str | None = None

    def passes(self, article: Article) -> bool:
        """Whether an article may answer; one without a date is left out where days narrow."""
        if self.outlet is not None and (article.outlet or "").casefold() != self.outlet.casefold():
            return False
        day = article.published
        early = self.since is not None and (day is None or day < self.since)
        late = self.until is not None and (day is None or day > self.until)
        return not early and not late


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim quote: `quote == article.text[start:end]`."""

    n: int
    article: str
    outlet: str | None
    title: str | None
    published: date | None
    url: str | None
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Finding:
    """Figures of one value that answer the question together, and who stands behind them."""

    value: float | str
    text: str
    noun: str | None
    qualifier: Qualifier
    standing: Standing
    as_of: date | None
    articles: int
    origins: int  # articles that do not copy one another
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the articles say. Without a citation it is `not_found`."""

    question: str
    resolved_question: str
    status: Status
    headline: str
    text: str
    figures: tuple[Finding, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    newest_article: date | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    explanation: tuple[str, ...] = ()
