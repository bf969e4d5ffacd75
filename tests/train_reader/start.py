"""A reader to go on training from: the weights of an exported graph, out of int8, or those of a checkpoint."""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from tests.train_reader.model import LAYERS, SpanReader

Arrays = dict[str, NDArray[np.float32]]
HEADS = ["span", "none"]
LINEARS = [f"layers.{i}.{part}" for i in range(LAYERS) for part in ("qkv", "out", "up", "down")] + HEADS
NORMS = ["norm", *(f"layers.{i}.{norm}" for i in range(LAYERS) for norm in ("norm1", "norm2"))]


def start_from(file: Path, reader: SpanReader) -> None:
    """Load a checkpoint (the average of its weights) or an int8 graph into a reader."""
    reader.load_state_dict(of_graph(file) if file.suffix == ".onnx" else averaged(file))


def averaged(checkpoint: Path) -> dict[str, Tensor]:
    return torch.load(checkpoint, weights_only=True)["average"]  # type: ignore[no-any-return]


def of_graph(file: Path) -> dict[str, Tensor]:
    """A graph's weights under their names in `SpanReader`; it numbers them, but keeps the order of the layers."""
    import onnx
    from onnx import numpy_helper

    found: Arrays = {one.name: numpy_helper.to_array(one) for one in onnx.load(str(file)).graph.initializer}
    biases = [found[name] for name in found if name.startswith(("onnx::Add", "onnx::Gemm")) and "_T" not in name]
    norms = [found[name] for name in found if name.startswith("onnx::LayerNormalization")]
    matrices = [_whole(found, name.removesuffix("_quantized")) for name in found if name.endswith("_quantized")]
    state: Arrays = {}
    for owner, matrix, bias in zip(LINEARS, matrices, biases, strict=True):
        smoothed = found.get(f"{owner}.inverse", np.float32(1))  # what smoothing moved into the columns
        state[f"{owner}.weight"], state[f"{owner}.bias"] = matrix.T * smoothed, bias
    for owner, weight, bias in zip(NORMS, norms[::2], norms[1::2], strict=True):
        state[f"{owner}.weight"], state[f"{owner}.bias"] = weight, bias
    return {name: torch.tensor(np.ascontiguousarray(value)) for name, value in state.items()}


def _whole(found: Arrays, name: str) -> NDArray[np.float32]:
    zero = found[f"{name}_zero_point"].astype(np.float32)
    return (found[f"{name}_quantized"].astype(np.float32) - zero) * found[f"{name}_scale"]
