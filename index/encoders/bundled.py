"""The default encoder without torch: the graph that torch exported once, filled with the weights of the encoder's package.

`bundled.onnx` is that graph without weights: an initializer says in its `doc_string` which tensor of the package it
holds, with " T" where transposed. `python -m tests.bundle` makes it and its card, and the tests hold both to sentence-transformers.
"""

import json
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.encoders import canary
from index.encoders.embeddings import EncoderEmbeddings
from index.encoders.exported import EMBEDDINGS, GRAPH, TOKENIZER, ExportedEncoder, beside, take
from index.encoders.graphs import Run
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.room import ASKING, verify_memory
from index.types import Encoder, Vectors

if TYPE_CHECKING:
    from tokenizers import Tokenizer

SKELETON = Path(__file__).with_name("bundled.onnx")
CARD = Path(__file__).with_name("bundled.json")


class BundledEncoder(ExportedEncoder):
    """The default encoder out of the folder of its package, for indexes that carry no copy: those in memory, or on a server."""

    def write(self, folder: Path) -> dict[str, Any]:
        """Write the copy that an index carries into its folder, and return its recipe. Raises OSError."""
        with beside(folder) as new:
            (new / GRAPH).write_bytes(self.filled())
            np.save(new / EMBEDDINGS, self._embeddings)
            (new / TOKENIZER).write_bytes((self._folder / "tokenizer.json").read_bytes())
            return take(new, folder, self._recipe)

    def filled(self) -> bytes:
        """The graph with its weights, as torch exports it."""
        import onnx
        from safetensors import safe_open

        model = onnx.load(str(SKELETON))
        with safe_open(self._folder / "model.safetensors", "numpy") as tensors:
            for one in model.graph.initializer:
                if one.doc_string:
                    key, _, turned = one.doc_string.partition(" ")
                    tensor = tensors.get_tensor(key)
                    one.raw_data = (tensor.T if turned else tensor).tobytes()
                    one.ClearField("doc_string")
        return bytes(model.SerializeToString())

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        return self._cut(self._folder / "tokenizer.json")

    @cached_property
    def _embeddings(self) -> Vectors:
        return EncoderEmbeddings(self._folder / "model.safetensors").words

    @cached_property
    def _graph(self) -> Run:
        return self._runtime(self.filled())


def bundled(encoder: Encoder) -> BundledEncoder | None:
    """The same encoder without torch, if it is the default one, byte for byte, and what runs it is installed."""
    if not isinstance(encoder, SentenceTransformerEncoder) or (folder := encoder.folder()) is None:
        return None
    return _shared(encoder.name, folder) if serves(encoder.fingerprint) else None


def serves(fingerprint: str) -> bool:
    """Whether an encoder of this fingerprint is the one that comes without torch."""
    return fingerprint == card()["fingerprint"] and all(map(find_spec, ("onnx", "onnxruntime")))


@cache
def card() -> dict[str, Any]:
    """What `python -m tests.bundle` recorded: fingerprint, recipe, and canaries of sentence-transformers."""
    found: dict[str, Any] = json.loads(CARD.read_bytes())
    return found


@cache
def _shared(name: str, folder: Path) -> BundledEncoder | None:
    """One for all indexes of a process; None where it does not give the vectors of sentence-transformers."""
    verify_memory(ASKING)
    made = card()
    encoder = BundledEncoder(name, made["fingerprint"], folder, made["recipe"])
    return encoder if canary.flaw(encoder, made["canaries"]) is None else None
