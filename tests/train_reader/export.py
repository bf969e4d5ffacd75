"""Write a checkpoint as an ONNX graph in int8: `python -m tests.train_reader.export CHECKPOINT OUT.onnx --data FOLDER`.

`--with GRAPH` takes the mean of the checkpoint's weights and those of the graph that its training went on from.
`--precision fp32` writes the graph as it was trained, to measure what rounding costs. The embeddings are not in it.
"""

import argparse
import random
import tempfile
import warnings
from collections.abc import Iterator
from pathlib import Path

import torch
from torch import Tensor

from tests.train_reader.data import Example, held_out, pieces_of, training_rows
from tests.train_reader.model import WIDTH, Embeddings, SpanReader, collate
from tests.train_reader.smooth import smooth
from tests.train_reader.start import of_graph, start_from
from tests.train_reader.train import ENCODER, tokenizer


def write_graph(reader: SpanReader, out: Path) -> None:
    """One pair at a time and no mask: nothing is ever padded at question time."""
    length = {1: "length"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter that needs no further package announces its successor
        torch.onnx.export(
            reader.eval(),
            (torch.zeros(1, 16, WIDTH),),
            str(out),
            input_names=["embedded"],
            output_names=["start", "end", "none"],
            dynamic_axes={"embedded": length, "start": length, "end": length},
            opset_version=17,
            dynamo=False,
        )


def quantise(graph: Path, out: Path) -> None:
    """Weights to int8, each row with its own scale; activations are quantised as they come."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    quantize_dynamic(str(graph), str(out), weight_type=QuantType.QInt8, per_channel=True)


def typical(data: Path, count: int = 64) -> Iterator[Tensor]:
    """Embedded questions with their passages, of the training articles."""
    rows = training_rows(data, [row for rows in held_out(data).values() for row in rows])["squadshifts_new_wiki"]
    picked = random.Random(1).sample(rows, count)
    pieces = pieces_of(tokenizer(), [text for row in picked for text in (row.question, row.context)])
    embed = Embeddings(ENCODER / "model.safetensors")
    for row in picked:
        ids, types, _ = collate([Example(pieces[row.question].ids, pieces[row.context].ids[:176], ())])
        yield embed(ids, types)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--with", type=Path, metavar="GRAPH", dest="start", help="take the mean with its weights")
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    given = parser.parse_args()
    reader = SpanReader()
    start_from(given.checkpoint, reader)
    if given.start is not None:
        before = of_graph(given.start)
        reader.load_state_dict({name: (value + before[name]) / 2 for name, value in reader.state_dict().items()})
    with tempfile.TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        write_graph(reader, whole)
        if given.precision == "fp32":
            given.out.write_bytes(whole.read_bytes())
        else:
            smooth(reader, typical(given.data))
            write_graph(reader, whole)
            quantise(whole, given.out)


if __name__ == "__main__":
    main()
