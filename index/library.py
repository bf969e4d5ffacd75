"""The one object that doors use: an index of articles, to bring up to date, to search, to ask."""

import logging
import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, nullcontext
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import ArticleError
from corpus.types import Article
from index import canary, lexical, stories
from index.deadline import ENCODING, LOADING, within
from index.dense import FILE, Dense, damage, is_behind, write_file
from index.encoder import SentenceTransformerEncoder, has_bfloat16
from index.errors import EncoderChanged, EncoderMissing, IndexDamaged, IndexMissing
from index.exported import FILES, ExportedEncoder, opened
from index.files import put
from index.passages import RECIPE
from index.reader import HubReader, Reader, reader_of
from index.recipe import check_recipe
from index.search import hybrid, shown
from index.store import Store
from index.trouble import told
from index.types import Answer, Encoder, Figure, Filter, Hit, Vectors
from index.writer import clear, quarantine

if TYPE_CHECKING:
    from index.build import Changes, Progress
    from index.status import Status

log = logging.getLogger(__name__)

FEW = 20  # articles that can all have been picked for one question


class Index:
    """Articles with their passages, vectors and figures. Opening one is cheap; the encoder is loaded when first needed."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.store = store
        self.encoder = encoder
        self.reads_with: str | None = None  # name or folder of another reader, or "none"
        self.given = False  # whether the articles came with the question, so that each speaks of it
        self._known = False  # whether the encoder proved to be that of the passages
        self._off = ""  # why semantic search is off
        self._anew = False  # whether the next update is a rebuild, since nothing here can be used
        self._dense: Dense | None = None
        self._version = store.version
        self._recent: Callable[[str], Vectors] = lru_cache(maxsize=4096)(self._encode_one)
        self._loading: tuple[Future[None], ...] = ()  # of the encoder's copy, and of the reader

    @classmethod
    def open(cls, folder: Path, encoder: Encoder | None = None) -> "Index":
        """Open an index. Raises IndexMissing, IndexDamaged, or IndexMismatch where `encoder` did not make it."""
        store = Store.open(folder)
        with told(folder), store.doubting():
            if encoder is not None:
                check_recipe(store, encoder, RECIPE)
            return cls(store, encoder or SentenceTransformerEncoder(store.recipe["encoder"]))

    @classmethod
    def create(cls, folder: Path, encoder: Encoder | None = None) -> "Index":
        """Open the index in a folder, or make an empty one there."""
        try:
            return cls.open(folder, encoder)
        except IndexMissing:
            return cls._empty(folder, encoder or SentenceTransformerEncoder())

    @classmethod
    def _empty(cls, folder: Path | None, encoder: Encoder) -> "Index":
        recipe = {
            "encoder": encoder.name,
            "fingerprint": encoder.fingerprint,
            "dimension": str(encoder.dimension),
            "passages": RECIPE,
            "canaries": canary.recorded(encoder),
        }
        with told(folder) if folder else nullcontext():
            return cls(Store.create(folder, recipe), encoder)

    @classmethod
    def in_memory(cls, articles: Sequence[Article], encoder: Encoder, *, given: bool = False) -> "Index":
        """An index of these articles alone, on no disk; `given` where they came with the question."""
        index = cls._empty(None, encoder)
        index.given = given and len(articles) <= FEW
        from index.build import prepare

        index.store.apply(add=list(prepare([(a.path, a) for a in articles], index.encode, {})))
        return index

    @classmethod
    def replace(cls, folder: Path, encoder: Encoder | None = None) -> "Index":
        """An index whose next update makes it anew, in the place of one that this program or encoder cannot use.

        Until then the old one stays; a damaged one is put into the folder `quarantine`.
        """
        try:
            index = cls(Store.open(folder, outdated=True), encoder or SentenceTransformerEncoder())
        except IndexMissing:
            return cls.create(folder, encoder)
        except IndexDamaged:
            quarantine(folder)
            return cls.create(folder, encoder)
        index._anew = True
        return index

    def update(
        self,
        sources: Sequence[Path],
        *,
        rebuild: bool = False,
        shrink: bool = False,
        progress: "Progress | None" = None,
    ) -> "Changes":
        """Bring the index in line with files and folders; `rebuild` makes it anew and then takes the old one's place.

        `shrink` allows an update that removes nearly every article.
        """
        from index.build import update  # what only building needs would keep a question waiting

        if (rebuild or self._anew) and self.store.folder is not None:
            return self._rebuild(self.store.folder, sources, progress)
        with self.store.writing():
            if self.store.folder is not None:
                clear(self.store.folder)
            if not has_bfloat16() and isinstance(self.encoder, SentenceTransformerEncoder) and self.encoder.loaded:
                self._carry()  # first, since it encodes what follows
            changes = update(self.store, self.encoder, sources, progress, self._asking, shrink=shrink)
            self.store.set_recipe("sources", "\n".join(str(source.resolve()) for source in sources))
            if self.store.folder is not None and is_behind(self.store):
                write_file(self.store, int(self.store.recipe["dimension"]))
            self._fresh(always=True)
            if isinstance(self.encoder, SentenceTransformerEncoder) and self.encoder.loaded:
                self._carry()
        return changes

    def _rebuild(self, folder: Path, sources: Sequence[Path], progress: "Progress | None") -> "Changes":
        beside = folder / "rebuild"
        with self.store.writing():
            shutil.rmtree(beside, ignore_errors=True)
            try:
                new = Index._empty(beside, self.encoder)
                new.store.raise_ids(self.store.last_ids())
                changes = new.update(sources, progress=progress)
                self.store.become(new.store)
                new.store.close()
                for name in (FILE, *FILES):
                    if (beside / name).exists():
                        put(beside / name, folder / name)
            finally:
                shutil.rmtree(beside, ignore_errors=True)
            self._dense, self._anew = None, False
            self.__dict__.pop("_asking", None)
        return changes

    def search(self, query: str, *, limit: int = 8, only: Filter | None = None) -> list[Hit]:
        """The passages that match a query best, copies of one passage once."""
        return shown(self.candidates(query, limit=2 * limit, only=only))[:limit]

    def candidates(self, query: str, *, limit: int, only: Filter | None = None) -> list[Hit]:
        """The passages that match a query best, copies included, for those who count sources."""
        with self._reading():
            return self._found(query, limit, only or Filter())

    def _found(self, query: str, limit: int, only: Filter) -> list[Hit]:
        self._fresh()
        assert self._dense is not None
        return hybrid(self.store, self._dense, self.encode_question(query), query, limit, only)

    def ask(self, question: str, earlier: Sequence[str] = (), only: Filter | None = None) -> Answer:
        """Answer a question from the articles; `earlier` are the questions of the same chat before it."""
        from index.answers import ask

        with self._reading():
            return ask(self, question, earlier, only)

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """Read one committed state of a sound file; what the disk says against it is told in words."""
        if self.store.folder is None:
            yield
            return
        with told(self.store.folder), self.store.doubting():
            self.store.verify()
            with self.store.snapshot():
                yield

    def preload(self) -> None:
        """Load the encoder's copy and the reader in threads, while this one does something else before it asks."""
        with self._reading():
            encoder, reader = self._asking, self.reader
        threads = ThreadPoolExecutor(2, thread_name_prefix="loading")
        self._loading = tuple(
            threads.submit(one.load) for one in (encoder, reader) if isinstance(one, ExportedEncoder | Reader)
        )
        threads.shutdown(wait=False)

    def _fresh(self, *, always: bool = False) -> None:
        """See what was committed since the last call, by this process or another."""
        version = self.store.version
        if self._dense is None:
            self._dense = Dense(self.store)
        elif always or version != self._version:
            self._dense.refresh()
        self._version = version

    def article(self, path: str) -> Article:
        """An article by its path in the corpus. Raises ArticleError that names near paths if there is none."""
        article = self.store.article(path)
        if article is None:
            from rapidfuzz.process import extract as nearest

            near = [found for found, _, _ in nearest(path, self.store.paths(), limit=3, score_cutoff=50)]
            hint = f"did you mean {' or '.join(near)}?" if near else "`newsdesk search` shows the paths"
            raise ArticleError(f"there is no article {path} in the index; {hint}")
        return article

    def figures(self, path: str) -> tuple[Figure, ...]:
        return self.store.figures(path)

    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """Of each article the number of its origin, which copies share, and the path of the version that replaced it."""
        return stories.told_by(self.store.connection, paths)

    def stories(self, touching: Sequence[str] | None = None) -> list[list[stories.Told]]:
        """Stories that several articles tell, the newest first; only those that one of the articles `touching` tells."""
        return stories.stories(self.store.connection, touching)

    def correcting(self, outlets: Sequence[str] | None = None) -> list[str]:
        """Articles that withdraw a figure: of these outlets, or all."""
        return stories.correcting(self.store.connection, outlets)

    def outlets(self, only: Filter) -> list[tuple[str | None, int, date | None, date | None]]:
        """Each outlet with the number of its articles and the days of the first and the last, the most first."""
        from index.status import outlets

        return outlets(self.store, only)

    def sentence_vectors(self, path: str) -> Vectors:
        """(n, dimension) unit vectors of the n sentences of an article."""
        return self.store.sentence_vectors(path)

    @cached_property
    def reader(self) -> Reader | HubReader | None:
        """The bundled span reader; None if its file is missing or damaged, and answers do without."""
        return reader_of(self.reads_with)

    @property
    def passages(self) -> int:
        return self.store.count("passages")

    def passage_counts(self, words: Sequence[str]) -> dict[str, int]:
        """In how many passages each word stands, stemmed."""
        return lexical.passage_counts(self.store, words)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """(len(texts), dimension) unit vectors of passages or sentences."""
        return self._asking.encode_passages(texts)

    def encode_question(self, text: str) -> Vectors:
        """(dimension,) unit vector of a question; the last few thousand are remembered.

        Zeros, which only words are then searched for, where the encoder is missing, changed, or gives no vector.
        """
        none = np.zeros(int(self.store.recipe["dimension"]), dtype=np.float32)
        try:
            vector = self._recent(text)
        except EncoderMissing as error:
            return self._by_words(none, str(error))
        if vector.shape != none.shape or not np.isfinite(vector).all() or not vector.any():
            return self._by_words(none, "the encoder gave no vector of the question")
        return vector

    def _by_words(self, none: Vectors, reason: str) -> Vectors:
        """Say once that semantic search is off, and why."""
        if reason != self._off:
            log.warning("semantic search is off, words alone are searched: %s", reason)
            self._off = reason
        return none

    def _encode_one(self, text: str) -> Vectors:
        wait(self._loading)  # what fails to load fails again below, where it is told
        if not self._known:
            self._recognise()
        return within(ENCODING, lambda: self._asking.encode_queries([text])[0])

    def _recognise(self) -> None:
        """See that what encodes questions is what encoded the passages. Raises EncoderChanged."""
        recipe, asking = self.store.recipe, self._asking
        wrong = None
        if asking is self.encoder and asking.fingerprint != recipe.get("fingerprint"):
            wrong = "its files are others"
        elif asking is not self.encoder or isinstance(asking, SentenceTransformerEncoder):
            wrong = within(LOADING, lambda: canary.flaw(asking, recipe["canaries"])) if "canaries" in recipe else None
        if wrong is not None:
            raise EncoderChanged(
                f"the encoder {self.encoder.name} changed since the index was made ({wrong}); run `newsdesk index --rebuild`"
            )
        self._known = True

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
        done = []
        with self.store.writing():
            if damage(self.store) or "dense" not in self.store.recipe:
                write_file(self.store, int(self.store.recipe["dimension"]))
                self._dense = None
                done.append(f"dense.faiss was written again from {self.passages} stored vectors")
            if self._carry(thorough=True):
                done.append("the encoder's copy was made again")
        return done

    def _carry(self, *, thorough: bool = False) -> bool:
        """Let the index carry its encoder's copy, where it does not yet."""
        from index.export import carry

        made = carry(self.store, self.encoder, thorough=thorough)
        self.__dict__.pop("_asking", None)
        return made

    @cached_property
    def _asking(self) -> Encoder:
        """The encoder's copy that the index carries, or else the encoder itself."""
        return opened(self.store.folder, self.store.recipe) or self.encoder
