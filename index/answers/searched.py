"""What an answer is made from: articles that can be searched, and what is known of each. An index is one."""

from collections.abc import Sequence
from typing import Protocol

from corpus.types import Article
from index.reader import HubReader, Reader
from index.types import Figure, Filter, Hit, Vectors


class Searched(Protocol):
    """Articles by their path in the corpus; the methods are those of `index.library.Index`, which tells of each."""

    given: bool

    @property
    def reader(self) -> Reader | HubReader | None: ...

    @property
    def passages(self) -> int: ...

    def candidates(self, query: str, *, limit: int, only: Filter | None = None) -> list[Hit]: ...

    def article(self, path: str) -> Article: ...

    def figures(self, path: str) -> tuple[Figure, ...]: ...

    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]: ...

    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]: ...

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]: ...

    def encode_question(self, text: str) -> Vectors: ...

    def sentence_vectors(self, path: str) -> Vectors: ...
