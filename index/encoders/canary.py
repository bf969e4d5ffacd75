"""Canaries: three sentences whose vectors an index keeps, to see that its encoder still says what it said then."""

import json

import numpy as np

from index.types import Encoder, Vectors

SENTENCES = (
    "The bridge over the river was closed on Monday.",
    "How many of the 1,250 officers were sent, and when?",
    "Prices rose by 4.5 per cent in May, the bank said.",
)
NEAR = 0.9999  # least cosine to the vector of then


def recorded(encoder: Encoder) -> str:
    """What an index notes of its encoder when it is made."""
    return json.dumps([[round(float(x), 7) for x in row] for row in encoder.encode_queries(SENTENCES)])


def flaw(encoder: Encoder, kept: str) -> str | None:
    """How far an encoder is from what was recorded, in words; None if it is near enough."""
    then: Vectors = np.asarray(json.loads(kept), dtype=np.float32)
    now = encoder.encode_queries(SENTENCES)
    if now.shape != then.shape:
        return f"its vectors have {now.shape[1]} dimensions, not {then.shape[1]}"
    lengths = np.linalg.norm(now, axis=1) * np.linalg.norm(then, axis=1)
    least = float(((now * then).sum(axis=1) / np.maximum(lengths, 1e-12)).min())
    return None if least >= NEAR else f"its vectors differ: cosine {least:.4f}"
