"""The encoder's copy that an index carries: neither asking nor building needs torch or sentence-transformers.

Three files lie in the index folder: the graph from word embeddings to unit vectors, the embeddings themselves, of which
only the rows that are used are ever read, and the tokeniser. `index/encoders/carry.py` says where they come from.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoders.graphs import OUTPUTS, Batch, Graph, Run, by_onnxruntime
from index.encoders.late import with_sentences
from index.encoders.sentence_transformer import cleaned, ready
from index.files import digest, is_other, put, stamp
from index.room import ASKING, verify_memory
from index.types import Chunk, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

FILES = GRAPH, EMBEDDINGS, TOKENIZER = "encoder.onnx", "encoder.npy", "encoder.json"
AT_ONCE = 4  # of one run, of nearly one length; more at once are no faster on a processor


class ExportedEncoder:
    """The same vectors as the encoder's own to a cosine of 0.9999, from its exported files.

    `recipe` is what `export` recorded: prompts of both sides, the longest text in pieces, and each file's digest.
    """

    def __init__(
        self,
        name: str,
        fingerprint: str,
        folder: Path,
        recipe: dict[str, Any],
        runtime: Callable[[Graph], Run] = by_onnxruntime,
        step: int = 1,
    ) -> None:
        self.name, self.fingerprint = name, fingerprint
        self._folder, self._recipe, self._runtime, self._step = folder, recipe, runtime, step

    def run_by(self, runtime: Callable[[Graph], Run], step: int) -> "ExportedEncoder":
        """The same files run by another library, every run padded to a multiple of `step` pieces."""
        return type(self)(self.name, self.fingerprint, self._folder, self._recipe, runtime, step)

    @property
    def dimension(self) -> int:
        return int(self._recipe["dimension"])

    def encode_chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        prompt = self._recipe["prompts"]["document"]
        given = [ready(chunk, prompt) for chunk in chunks]
        encoded = self._tokenizer.encode_batch([text for text, _ in given])
        found: list[Vectors] = [np.zeros(0, dtype=np.float32)] * len(chunks)
        for rows, vectors, pieces in self._runs([one.ids for one in encoded]):
            for row, vector, states in zip(rows, vectors, pieces, strict=True):
                offsets = encoded[row].offsets
                found[row] = with_sentences(vector, states[: len(offsets)], offsets, given[row].sentences)
        return found

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        prompt = self._recipe["prompts"]["query"]
        found = np.zeros((len(texts), self.dimension), dtype=np.float32)
        encoded = self._tokenizer.encode_batch([prompt + text for text in map(cleaned, texts)])
        for rows, vectors, _ in self._runs([one.ids for one in encoded]):
            found[rows] = vectors
        return found

    def load(self) -> None:
        """Load now what the first text would load."""
        self._tokenizer, self._graph, self._embeddings  # noqa: B018

    def _runs(self, ids: Sequence[Sequence[int]]) -> Iterator[tuple[list[int], Vectors, Vectors]]:
        """Rows of texts with their vectors and the states of their pieces, some at a time in the order of their lengths to save on padding."""
        order = sorted(range(len(ids)), key=lambda row: len(ids[row]))
        batches = [order[start : start + AT_ONCE] for start in range(0, len(order), AT_ONCE)]
        run = self._graph(self._batch([ids[row] for row in rows]) for rows in batches)
        for rows, (vectors, states) in zip(batches, run, strict=True):
            yield rows, vectors, states

    def _batch(self, pieces: Sequence[Sequence[int]]) -> Batch:
        """Some texts as the graph takes them, given as numbers of their pieces; shorter ones are padded and masked."""
        lengths = np.array([[len(ids)] for ids in pieces])
        widest = min(-(-lengths.max() // self._step) * self._step, self._recipe["longest"])
        mask = (np.arange(widest) < lengths).astype(np.int64)
        padded = np.zeros(mask.shape, dtype=np.int64)
        padded[mask.astype(bool)] = [number for ids in pieces for number in ids]
        return self._embeddings[padded], mask

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return self._cut(self._folder / TOKENIZER)

    def _cut(self, path: Path) -> "Tokenizer":
        """A tokeniser that cuts texts where the model does."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.enable_truncation(self._recipe["longest"])
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _embeddings(self) -> Vectors:
        table: Vectors = np.load(self._folder / EMBEDDINGS, mmap_mode="r", allow_pickle=False)
        return table

    @cached_property
    def _graph(self) -> Run:
        return self._runtime(self._folder / GRAPH)


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """Where the three files are written, of which nothing is left behind."""
    new = folder / "encoder.new"
    new.mkdir(exist_ok=True)
    try:
        yield new
    finally:
        for left in new.iterdir():
            left.unlink()
        new.rmdir()


def take(new: Path, folder: Path, recipe: Mapping[str, Any]) -> dict[str, Any]:
    """Put the three files into an index folder, and return their recipe with what they hold."""
    files = {}
    for part in FILES:
        (new / part).chmod(0o600)
        put(new / part, folder / part)
        files[part] = {"sha256": digest(folder / part), "stamp": stamp(folder / part)}
    return {**recipe, "files": files}


def flaw(folder: Path, recipe: dict[str, Any], *, thorough: bool = False) -> str | None:
    """What is wrong with the exported files, or None; every byte is compared with its digest, of a large one only if `thorough`."""
    files: dict[str, dict[str, Any]] = recipe.get("files", {})
    if files and recipe.get("outputs") != OUTPUTS:
        return "it was made by another version of newsdesk"
    missing = next((name for name in files if not (folder / name).is_file()), None)
    if missing is not None:
        return f"{missing} is missing"

    def is_wrong(name: str) -> bool:
        return is_other(folder / name, files[name], thorough=thorough)

    try:
        with ThreadPoolExecutor(len(files) or 1) as threads:  # a question waits for this
            wrong = [name for name, found in zip(files, threads.map(is_wrong, files), strict=True) if found]
    except RuntimeError:  # the system lets no thread be started
        wrong = [name for name in files if is_wrong(name)]
    return f"{wrong[0]} does not hold what was written" if wrong else None


def opened(folder: Path | None, recipe: Mapping[str, str]) -> ExportedEncoder | None:
    """The exported encoder of an index; None if it carries none, or one that cannot be trusted."""
    made = json.loads(recipe.get("export", "{}"))
    if folder is None or "files" not in made or flaw(folder, made) is not None:
        return None
    verify_memory(ASKING)
    return _shared(recipe["encoder"], recipe["fingerprint"], folder, recipe["export"])


@lru_cache(maxsize=4)
def _shared(name: str, fingerprint: str, folder: Path, made: str) -> ExportedEncoder:
    """One for each index of a process: several threads may ask it at once, and its weights are in memory once."""
    return ExportedEncoder(name, fingerprint, folder, json.loads(made))
