"""Write a checkpoint as an ONNX graph in int8: `python -m tests.train_reader.export CHECKPOINT OUT.onnx --data FOLDER`.

`--with FILE SHARE` takes a mean with the weights of another checkpoint or graph; the first one has what the shares leave.
`--precision fp32` writes the graph as it was trained, to measure what rounding costs. The embeddings are not in it.
"""

import argparse
import random
import tempfile
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor

from tests.train_reader.data import Example, pieces_of, training_rows
from tests.train_reader.model import WIDTH, Embeddings, SpanReader, collate
from tests.train_reader.smooth import smooth
from tests.train_reader.start import start_from
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
    rows = training_rows(data)["squadshifts_new_wiki"]
    picked = random.Random(1).sample(rows, count)
    pieces = pieces_of(tokenizer(), [text for row in picked for text in (row.question, row.context)])
    embed = Embeddings(ENCODER / "model.safetensors")
    for row in picked:
        pair = collate([Example(pieces[row.question].ids, pieces[row.context].ids[:176], ())])
        yield embed(pair.ids, pair.types)


def mean_of(first: Path, others: Mapping[Path, float]) -> SpanReader:
    """A reader whose weights are the mean of those of several runs that began alike (Wortsman et al. 2022)."""
    shares = {first: 1 - sum(others.values())} | dict(others)
    reader = SpanReader()
    mean = {name: torch.zeros_like(value) for name, value in reader.state_dict().items()}
    for file, share in shares.items():
        start_from(file, reader)
        for name, value in reader.state_dict().items():
            mean[name] += share * value
    reader.load_state_dict(mean)
    return reader


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoint", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--with", nargs=2, action="append", default=[], metavar=("FILE", "SHARE"), dest="others")
    parser.add_argument("--precision", choices=("int8", "fp32"), default="int8")
    given = parser.parse_args()
    reader = mean_of(given.checkpoint, {Path(file): float(share) for file, share in given.others})
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
