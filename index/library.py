"""The one object that doors use: an index of articles, to bring up to date, to search, to ask."""

from collections.abc import Callable, Sequence
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Concatenate, ParamSpec, TypeVar

from corpus.errors import ArticleError
from corpus.types import Article
from index.encoders.encoding import Encoding
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import IndexDamaged, IndexMissing
from index.opening import Place, create_store, open_store, recipe_of, set_aside
from index.passages import RECIPE
from index.reader import HubReader, Reader, reader_of
from index.recipe import check_recipe
from index.search import hybrid, shown
from index.store import Outlet, Store, largest_of, sources
from index.stories import Told
from index.types import Answer, Chunk, Encoder, Figure, Filter, Hit, Vectors

if TYPE_CHECKING:
    from index.build import Changes, Progress
    from index.status import Status

FEW = 20  # articles that can all have been picked for one question

T = TypeVar("T")
P = ParamSpec("P")


def _told(method: "Callable[Concatenate[Index, P], T]") -> "Callable[Concatenate[Index, P], T]":
    """A method that reads the store, and tells of damage in words."""

    @wraps(method)
    def asking(index: "Index", /, *arguments: P.args, **named: P.kwargs) -> T:
        with index.store.reading():
            return method(index, *arguments, **named)

    return asking


class Index:
    """Articles with their passages, vectors and figures. Opening one is cheap; the encoder is loaded when first needed."""

    def __init__(self, store: Store, encoder: Encoder, place: Place | None = None) -> None:
        self.store = store
        self.place = place  # None for one in memory
        self.encoder = encoder
        self.encoding = Encoding(store, encoder)
        self.reads_with: str | None = None  # name or folder of another reader, or "none"
        self.given = False  # whether the articles came with the question, so that each speaks of it
        self._anew = False  # whether the next update is a rebuild, since nothing here can be used

    @classmethod
    def open(cls, place: Place, encoder: Encoder | None = None) -> "Index":
        """Open an index. Raises IndexMissing, IndexDamaged, or IndexMismatch where `encoder` did not make it."""
        store = open_store(place)
        with store.reading():
            if encoder is not None:
                check_recipe(store, encoder, RECIPE)
            return cls(store, encoder or SentenceTransformerEncoder(store.recipe["encoder"]), place)

    @classmethod
    def create(cls, place: Place, encoder: Encoder | None = None) -> "Index":
        """Open the index at a place, or make an empty one there."""
        try:
            return cls.open(place, encoder)
        except IndexMissing:
            encoder = encoder or SentenceTransformerEncoder()
            return cls(create_store(place, encoder), encoder, place)

    @classmethod
    def in_memory(cls, articles: Sequence[Article], encoder: Encoder, *, given: bool = False) -> "Index":
        """An index of these articles alone, on no disk; `given` where they came with the question."""
        index = cls(create_store(None, encoder), encoder)
        index.given = given and len(articles) <= FEW
        from index.preparing import prepare

        index.store.apply(add=list(prepare([(a.path, a) for a in articles], index.encode, {})))
        return index

    @classmethod
    def replace(cls, place: Place, encoder: Encoder | None = None) -> "Index":
        """An index whose next update makes it anew, in the place of one that this program or encoder cannot use.

        Until then the old one stays; a damaged one is put aside.
        """
        try:
            index = cls(open_store(place, outdated=True), encoder or SentenceTransformerEncoder(), place)
        except IndexMissing:
            return cls.create(place, encoder)
        except IndexDamaged:
            set_aside(place)
            return cls.create(place, encoder)
        index._anew = True
        return index

    def update(
        self,
        sources: Sequence[Path],
        *,
        rebuild: bool = False,
        shrink: bool = False,
        part: str = "",
        largest: int | None = None,
        progress: "Progress | None" = None,
    ) -> "Changes":
        """Bring the index in line with files and folders; `rebuild` makes it anew and then takes the old one's place.

        `shrink` allows an update that removes nearly every article. With a `part` only the files whose names start with it
        are looked at, so that several builders can share the work. A limit of bytes for one file (`largest`) is remembered.
        """
        from index.build import update  # what only building needs would keep a question waiting

        largest = largest or largest_of(self.store)
        if (rebuild or self._anew) and self.store.folder is not None:
            return self._rebuild(sources, progress, largest)
        with self.store.writing():
            self.encoding.carry_at_hand()  # first, since the copy encodes what follows
            changes = update(self.store, self.encode, sources, progress, shrink=shrink, part=part, largest=largest)
            self.store.set_recipe("largest", str(largest))
            self.store.set_recipe("sources", "\n".join(str(source.resolve()) for source in sources))
            self.store.settle()
            self.encoding.carry_at_hand()
            self.encoding.rest()
        return changes

    def _rebuild(self, sources: Sequence[Path], progress: "Progress | None", largest: int) -> "Changes":
        with self.store.writing(), self.store.anew(recipe_of(self.encoder)) as store:
            changes = Index(store, self.encoder).update(sources, progress=progress, largest=largest)
        self._anew = False
        self.encoding.forget()
        return changes

    def search(self, query: str, *, limit: int = 8, only: Filter | None = None) -> list[Hit]:
        """The passages that match a query best, copies of one passage once."""
        return shown(self.candidates(query, limit=2 * limit, only=only))[:limit]

    @_told
    def candidates(self, query: str, *, limit: int, only: Filter | None = None) -> list[Hit]:
        """The passages that match a query best, copies included, for those who count sources."""
        return hybrid(self.store, self.encode_question(query), query, limit, only or Filter())

    @_told
    def ask(self, question: str, earlier: Sequence[str] = (), only: Filter | None = None) -> Answer:
        """Answer a question from the articles; `earlier` are the questions of the same chat before it."""
        from index.answers import ask

        return ask(self, question, earlier, only)

    @_told
    def article(self, path: str) -> Article:
        """An article by its path in the corpus. Raises ArticleError that names near paths if there is none."""
        article = self.store.article(path)
        if article is None:
            from rapidfuzz.process import extract as nearest

            near = [found for found, _, _ in nearest(path, self.store.paths(), limit=3, score_cutoff=50)]
            hint = f"did you mean {' or '.join(near)}?" if near else "`newsdesk search` shows the paths"
            raise ArticleError(f"there is no article {path} in the index; {hint}")
        return article

    @_told
    def figures(self, path: str) -> tuple[Figure, ...]:
        return self.store.figures(path)

    @_told
    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """Of each article the number of its origin, which copies share, and the path of the version that replaced it."""
        return self.store.told_by(paths)

    @_told
    def stories(self, touching: Sequence[str] | None = None) -> list[list[Told]]:
        """Stories that several articles tell, the newest first; only those that one of the articles `touching` tells."""
        return self.store.stories(touching)

    @_told
    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]:
        """Articles that withdraw a figure: of these outlets, or all."""
        return self.store.correcting(outlets)

    @_told
    def outlets(self, only: Filter) -> list[Outlet]:
        """Each outlet of the articles that a filter lets through, the most articles first."""
        return self.store.outlets(only)

    @_told
    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of the n sentences of an article."""
        return self.store.sentence_vectors(path)

    @cached_property
    def reader(self) -> Reader | HubReader | None:
        """The bundled span reader; None if its file is missing or damaged, and answers do without."""
        return reader_of(self.reads_with)

    @property
    def sources(self) -> tuple[str, ...]:
        """The folders and files that it was made from."""
        return sources(self.store)

    @property
    def passages(self) -> int:
        return self.store.count("passages")

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, stemmed."""
        return self.store.passage_counts(words)

    def encode(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """Unit vectors of each chunk, (1 + sentences, dimension), the whole's first."""
        return self.encoding.chunks(chunks)

    def encode_question(self, text: str) -> Vectors:
        """(dimension,) unit vector of a question; zeros where semantic search is off."""
        return self.encoding.question(text)

    @_told
    def status(self) -> "Status":
        """What the index holds; loads no encoder."""
        from index.status import status

        return status(self.store)

    def check(self) -> list[str]:
        """Every problem of the index, in words; an empty list if it is sound."""
        from index.status import problems

        return problems(self.store)

    def repair(self) -> list[str]:
        """Mend what can be mended from the store, and say what was done."""
        with self.store.writing():
            done = self.store.mend()
            if self.encoding.carry(thorough=True):
                done.append("the encoder's copy was made again")
        return done
