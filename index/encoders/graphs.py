"""What runs ONNX graphs on the processor, and reports to nobody: both libraries would tell their makers of their use."""

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.types import Vectors

OPT_OUT = "ORT_DISABLE_TELEMETRY"  # onnxruntime looks at it once, before it opens its database of what to report
CONVERTER = "openvino.tools.ovc"  # what OpenVINO imports to report that it was imported; it does without
IDLE = {
    "session.intra_op.allow_spinning": "0",  # idle threads leave the machine to others
    "session.disable_prepacking": "1",  # 25 MB less for 7% more time
}

# (texts, pieces, width) embeddings and mask, to unit vectors and each piece's last state
Run = Callable[[Vectors, NDArray[np.int64]], tuple[Vectors, Vectors]]
Graph = Path | bytes  # a file, or what would stand in it
OUTPUTS = ["vectors", "pieces"]
STEP = 16  # pieces to which runs of OpenVINO are best padded: it compiles each shape once


def session(graph: Graph, threads: int = 0, settings: Mapping[str, str] | None = None, *, fused: bool = True) -> Any:  # noqa: ANN401 - onnxruntime is imported when first needed
    """An InferenceSession of onnxruntime; 0 threads are one for each core. `fused` nodes run faster and load slower."""
    os.environ[OPT_OUT] = "1"
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = threads
    if not fused:
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    for name, value in (settings or {}).items():
        options.add_session_config_entry(name, value)
    return onnxruntime.InferenceSession(
        graph if isinstance(graph, bytes) else str(graph),
        options,
        providers=["CPUExecutionProvider"],
        enable_fallback=0,
    )


def by_onnxruntime(graph: Graph) -> Run:
    """Encode by onnxruntime, which starts at once: fusing nodes would take longer than it saves a question."""
    opened = session(graph, settings=IDLE, fused=False)

    def run(embedded: Vectors, mask: NDArray[np.int64]) -> tuple[Vectors, Vectors]:
        vectors, pieces = opened.run(OUTPUTS, {"embedded": embedded, "mask": mask})
        return vectors, pieces

    return run


def by_openvino(graph: Graph) -> Run:
    """Encode by OpenVINO: 0.2 s more to start, then half the time, in bfloat16 where the processor multiplies it.

    Raises ImportError where it is not installed, and RuntimeError.
    """
    sys.modules.setdefault(CONVERTER, None)  # type: ignore[arg-type]  # None makes an import fail
    from openvino import Core

    core = Core()
    compiled = core.compile_model(core.read_model(graph if isinstance(graph, bytes) else str(graph)), "CPU")

    def run(embedded: Vectors, mask: NDArray[np.int64]) -> tuple[Vectors, Vectors]:
        found = compiled({"embedded": embedded, "mask": mask})
        return found["vectors"], found["pieces"]

    return run
