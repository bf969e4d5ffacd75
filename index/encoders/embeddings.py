"""The default encoder's embeddings, read in place from its safetensors file."""

import json
import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Table = NDArray[np.float32]


class EncoderEmbeddings:
    """Word, position and type rows of a BERT, mapped into memory: only the rows that are used are ever read."""

    def __init__(self, weights: Path) -> None:
        self._weights = weights
        with weights.open("rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            self._tensors = json.loads(file.read(size))
        self._data = 8 + size
        self.words = self._table("word_embeddings")
        self._position = self._table("position_embeddings")
        self._type = self._table("token_type_embeddings")

    def sums(self, ids: NDArray[np.int64], types: NDArray[np.int64]) -> Table:
        """(batch, length, width): the three rows of each piece added up, before the layer norm."""
        summed: Table = self.words[ids] + self._position[: ids.shape[1]] + self._type[types]
        return summed

    def _table(self, name: str) -> Table:
        tensor = self._tensors[f"embeddings.{name}.weight"]
        start = self._data + tensor["data_offsets"][0]
        return np.memmap(self._weights, np.float32, "r", start, tuple(tensor["shape"]))
