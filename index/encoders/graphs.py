"""What runs ONNX graphs on the processor, and reports to nobody: both libraries would tell their makers of their use."""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from threading import local
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

Batch = tuple[Vectors, NDArray[np.int64]]  # (texts, pieces, width) embeddings and their mask
States = tuple[Vectors, Vectors]  # unit vectors of the texts, and each piece's last state
Run = Callable[[Iterable[Batch]], Iterator[States]]  # in the order of the batches
Graph = Path | bytes  # a file, or what would stand in it
OUTPUTS = ["vectors", "pieces"]
CORES = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
STREAMS = min(8, CORES)  # batches that OpenVINO runs at once, and that are begun while the caller looks at one
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

    def run(batch: Batch) -> States:
        embedded, mask = batch
        vectors, pieces = opened.run(OUTPUTS, {"embedded": embedded, "mask": mask})
        return vectors, pieces

    return lambda batches: map(run, batches)


def by_openvino(graph: Graph) -> Run:
    """Encode by OpenVINO: 0.2 s more to start, then half the time, in bfloat16 where the processor multiplies it.

    Each core has a batch of its own, and the next ones are begun while the caller looks at what came of one.
    Raises ImportError where it is not installed, and RuntimeError.
    """
    sys.modules.setdefault(CONVERTER, None)  # type: ignore[arg-type]  # None makes an import fail
    from openvino import Core

    core = Core()
    model = core.read_model(graph if isinstance(graph, bytes) else str(graph))
    compiled = core.compile_model(model, "CPU", {"NUM_STREAMS": STREAMS, "INFERENCE_NUM_THREADS": CORES})
    own = local()  # a request serves one thread at a time

    def run(batch: Batch) -> States:
        if not hasattr(own, "request"):
            own.request = compiled.create_infer_request()
        embedded, mask = batch
        found = own.request.infer({"embedded": embedded, "mask": mask})
        return found["vectors"], found["pieces"]

    threads = ThreadPoolExecutor(STREAMS, thread_name_prefix="encoder")

    def ahead(batches: Iterable[Batch]) -> Iterator[States]:
        begun: deque[Future[States]] = deque()
        for batch in batches:
            begun.append(threads.submit(run, batch))
            if len(begun) > STREAMS:
                yield begun.popleft().result()
        yield from (one.result() for one in begun)

    return ahead
