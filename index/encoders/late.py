"""Late chunking: the vectors of a passage's sentences, out of the pieces that its own vector is the mean of.

A sentence costs nothing more to embed so, and its vector knows what stands around it (Günther et al. 2024,
arXiv:2409.04701). Of a model that makes a vector otherwise, a sentence has that of its passage.
"""

from collections.abc import Sequence

import numpy as np

from index.types import Span, Vectors

NEAR = 0.999  # least cosine of a vector to the mean of its pieces


def with_sentences(whole: Vectors, pieces: Vectors, offsets: Sequence[Span], sentences: Sequence[Span]) -> Vectors:
    """(1 + len(sentences), dimension) unit vectors, the whole's first.

    `pieces` (n, width) are the model's last states, `offsets` the characters each stands for, none of a sign of its own.
    """
    if not sentences or not _is_mean(whole, pieces):
        return np.repeat(whole[None], 1 + len(sentences), axis=0)
    first, last = np.array(offsets).T
    written = np.flatnonzero(first < last)  # in the order of the text
    told, edges = pieces[written], np.searchsorted(first[written], sentences)
    means = [np.add.reduce(told[a:b]) / np.float32(b - a) if a < b else whole for a, b in edges.tolist()]
    rows = np.stack([whole, *means])
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float32)


def _is_mean(whole: Vectors, pieces: Vectors) -> bool:
    mean = pieces.mean(axis=0)
    return mean.shape == whole.shape and float(mean @ whole) >= NEAR * float(
        np.linalg.norm(mean) * np.linalg.norm(whole)
    )
