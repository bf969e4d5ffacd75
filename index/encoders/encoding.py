"""The encoder as an index asks it: by the copy that the index carries, known to be that of the passages, or not at all."""

import logging
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from functools import cached_property, lru_cache
from weakref import proxy

import numpy as np

from index.encoders import canary
from index.encoders.bundled import BundledEncoder, bundled
from index.encoders.deadline import ENCODING, LOADING, Deadline
from index.encoders.exported import ExportedEncoder, opened
from index.encoders.graphs import STEP, by_openvino
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import EncoderChanged, EncoderMissing
from index.passages import RECIPE
from index.recipe import check_recipe
from index.store import Store
from index.types import Chunk, Encoder, Vectors

log = logging.getLogger(__name__)

FEW = 32  # passages that are encoded before OpenVINO would have started


class Encoding:
    """Vectors of passages with their sentences, and of questions. The encoder is loaded when first needed."""

    def __init__(self, store: Store, encoder: Encoder) -> None:
        self.loading: tuple[Future[None], ...] = ()  # of the encoder's copy, and of the reader
        self._store = store
        self._encoder = encoder
        self._asking: Encoder | None = None
        self._known = False  # whether the encoder proved to be that of the passages
        self._deadline = Deadline()
        self._off = ""  # why semantic search is off
        own = proxy(self)  # what remembers must not keep it, and the thread of its deadline, in memory
        self._recent: Callable[[str], Vectors] = lru_cache(maxsize=4096)(lambda text: own._encode_one(text))

    def chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """Unit vectors of passages with their sentences. Raises IndexMismatch where another encoder made the index."""
        chosen = self.building if len(chunks) > FEW else self.asking
        check_recipe(self._store, chosen, RECIPE)
        return chosen.encode_chunks(chunks)

    def question(self, text: str) -> Vectors:
        """(dimension,) unit vector of a question; the last few thousand are remembered.

        Zeros, which only words are then searched for, where the encoder is missing, changed, or gives no vector.
        """
        none = np.zeros(int(self._store.recipe["dimension"]), dtype=np.float32)
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
        if self._known:
            known = self.asking
            return self._deadline.within(ENCODING, lambda: known.encode_queries([text])[0])
        recipe = self._store.recipe  # here: the store's connection serves one thread at a time

        def first() -> Vectors:
            wait(self.loading)  # what fails to load fails again below, where it is told
            asking = self._asking or self._choose(recipe)
            self._recognise(recipe, asking)
            found: Vectors = asking.encode_queries([text])[0]
            return found

        vector = self._deadline.within(LOADING, first)
        self._known = True
        return vector

    def _recognise(self, recipe: Mapping[str, str], asking: Encoder) -> None:
        """See that what encodes questions is what encoded the passages. Raises EncoderChanged."""
        wrong = None
        if asking is self._encoder and asking.fingerprint != recipe.get("fingerprint"):
            wrong = "its files are others"
        elif asking is not self._encoder or isinstance(asking, SentenceTransformerEncoder):
            wrong = canary.flaw(asking, recipe["canaries"]) if "canaries" in recipe else None
        if wrong is not None:
            raise EncoderChanged(
                f"the encoder {self._encoder.name} changed since the index was made ({wrong}); run `newsdesk index --rebuild`"
            )

    def carry(self, *, thorough: bool = False) -> bool:
        """Let the index carry its encoder's copy, where it does not yet; says whether one was made."""
        from index.encoders.carry import carry

        made = carry(self._store, self._encoder, thorough=thorough)
        self.forget()
        return made

    def carry_at_hand(self) -> None:
        """The same where torch is not needed for it, or is in memory anyway; nothing where a sound copy is carried."""
        loaded = isinstance(self._encoder, SentenceTransformerEncoder) and self._encoder.loaded
        if isinstance(self.asking, BundledEncoder) or (self.asking is self._encoder and loaded):
            self.carry()

    def forget(self) -> None:
        """Look again which copy there is."""
        self._asking = None
        self.rest()

    def rest(self) -> None:
        """Let go of what only building needs, so that a process that stays is as small as before."""
        self.__dict__.pop("building", None)

    @property
    def asking(self) -> Encoder:
        """The encoder's copy that the index carries, one that needs no torch either, or else the encoder itself."""
        return self._asking or self._choose(self._store.recipe)

    def _choose(self, recipe: Mapping[str, str]) -> Encoder:
        self._asking = opened(self._store.folder, recipe) or bundled(self._encoder) or self._encoder
        return self._asking

    def load(self, recipe: Mapping[str, str]) -> None:
        """Load now what the first question would load, in any thread: `recipe` is what the store holds of itself."""
        if isinstance(encoder := self._choose(recipe), ExportedEncoder):
            encoder.load()

    @cached_property
    def building(self) -> Encoder:
        """The copy as OpenVINO runs it, where that can be had and gives the encoder's vectors; else what is asked."""
        if not isinstance(self.asking, ExportedEncoder):
            return self.asking
        faster = self.asking.run_by(by_openvino, STEP)
        try:
            self._recognise(self._store.recipe, faster)
        except (ImportError, RuntimeError, EncoderChanged):
            return self.asking
        return faster
