"""Makes what `index/encoders/bundled.py` reads: `python -m tests.bundle`, where sentence-transformers and torch are installed.

The default encoder is exported as for any index; then its weights are taken out of the graph, each initializer telling
which tensor of the encoder's package it held.
"""

import json
import tempfile
from pathlib import Path

import numpy as np
import onnx
from onnx.numpy_helper import to_array
from safetensors.numpy import load_file

from index.encoders import canary
from index.encoders.bundled import CARD, SKELETON
from index.encoders.export import export
from index.encoders.exported import GRAPH
from index.encoders.sentence_transformer import SentenceTransformerEncoder

SMALL = 64  # numbers of an initializer that stays in the graph


def emptied(graph: Path, weights: Path) -> onnx.ModelProto:
    """The graph of a file without the weights of another. Raises ValueError for an initializer that is no tensor of it."""
    tensors, model = load_file(weights), onnx.load(str(graph))
    for one in model.graph.initializer:
        held = to_array(one)
        if held.size > SMALL:
            one.doc_string = _source(held, tensors)
            one.ClearField("raw_data")
    return model


def _source(held: np.ndarray, tensors: dict[str, np.ndarray]) -> str:
    for key, tensor in tensors.items():
        if held.shape == tensor.shape and np.array_equal(held, tensor):
            return key
        if held.shape == tensor.T.shape and np.array_equal(held, tensor.T):
            return f"{key} T"
    raise ValueError(f"no tensor of the package holds what an initializer of shape {held.shape} does")


def main() -> None:
    encoder = SentenceTransformerEncoder()
    package = encoder.folder()
    assert package is not None
    with tempfile.TemporaryDirectory() as made:
        recipe = export(encoder.model, encoder.name, encoder.fingerprint, Path(made))
        onnx.save(emptied(Path(made) / GRAPH, package / "model.safetensors"), str(SKELETON))
    del recipe["files"]
    card = {"fingerprint": encoder.fingerprint, "recipe": recipe, "canaries": canary.recorded(encoder)}
    CARD.write_text(json.dumps(card, indent=1) + "\n")


if __name__ == "__main__":
    main()
