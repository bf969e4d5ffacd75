"""Exporting an encoder to ONNX by torch, so that asking it needs no torch.

The copy is checked against sentence-transformers' own vectors before it takes its place; one that fails is not kept.
"""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.exported import EMBEDDINGS, GRAPH, TOKENIZER, ExportedEncoder, beside, take
from index.encoders.graphs import OUTPUTS
from index.encoders.sentence_transformer import document_prompt
from index.types import Chunk

NEAR = 0.9999  # least cosine of a copy's vector to the encoder's own
OPSET = 17
CHECKED = (
    "Harbour",
    "How many of the 1,250 passengers were late?",
    "The Órla Post said on 4 May 2026 that the bridge had cost $12.5 million — twice what was planned.",
    "ALL FERRIES STAY IN PORT: no. 7's engine failed.\n\nNobody was hurt.",
    "The council met again and said nothing new about the quay. " * 60,
)


class ExportError(Exception):
    """The encoder cannot be exported; the message says why, for `status`."""


def export(model: Any, name: str, fingerprint: str, folder: Path) -> dict[str, Any]:  # noqa: ANN401 - a SentenceTransformer
    """Write the encoder's copy into an index folder and return its recipe. Raises ExportError, leaving nothing behind."""
    if find_spec("onnx") is None:
        raise ExportError("the package onnx is missing; run `pip install onnx`, then `newsdesk doctor --repair`")
    try:
        with beside(folder) as new:
            recipe = _written(model, new)
            _check(model, ExportedEncoder(name, fingerprint, new, recipe))
            return take(new, folder, recipe)
    except (RuntimeError, TypeError, ValueError, KeyError, AttributeError, OSError) as error:  # torch raises them all
        reason = str(error).strip().split("\n", 1)[0] or type(error).__name__
        raise ExportError(reason) from error


def _written(model: Any, folder: Path) -> dict[str, Any]:  # noqa: ANN401 - a SentenceTransformer
    """Write the three files, and return what else it takes to use them."""
    import torch

    table = model[0].auto_model.get_input_embeddings().weight.detach().float().numpy()
    np.save(folder / EMBEDDINGS, table)
    model.tokenizer.backend_tokenizer.save(str(folder / TOKENIZER))
    embedded = torch.from_numpy(table[:14].reshape(2, 7, -1).copy())
    mask = torch.tensor([[1] * 7, [1] * 4 + [0] * 3])  # one padded row, so that the mask is not traced away
    both = {0: "texts", 1: "pieces"}
    with torch.no_grad(), _plain_attention(model), warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer tells of branches on shapes; the check tells whether they matter
        torch.onnx.export(
            _graph(model), (embedded, mask), str(folder / GRAPH), input_names=["embedded", "mask"], output_names=OUTPUTS,
            dynamic_axes={"embedded": both, "mask": both, "vectors": {0: "texts"}, "pieces": both},
            opset_version=OPSET, dynamo=False,
        )  # fmt: skip
    return {
        "outputs": OUTPUTS, "prompts": {"query": (model.prompts or {}).get("query", ""), "document": document_prompt(model)},
        "longest": int(model.max_seq_length), "dimension": len(model.encode("dimension", show_progress_bar=False)),
    }  # fmt: skip


@contextmanager
def _plain_attention(model: Any) -> Iterator[None]:  # noqa: ANN401 - a SentenceTransformer
    """Attention in steps that what runs the graph can fuse; torch's own looks at each weight for rows that are masked whole."""
    inner = model[0].auto_model
    usual = inner.config._attn_implementation
    inner.set_attn_implementation("eager")
    try:
        yield
    finally:
        inner.set_attn_implementation(usual)


def _graph(model: Any) -> Any:  # noqa: ANN401 - torch is imported when first needed
    """All of the model's modules as one, from word embeddings to unit vectors and the last states of the pieces."""
    import torch

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(self, embedded: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            features = {"inputs_embeds": embedded, "attention_mask": mask}
            for part in self.model:
                features = part(features)
            return torch.nn.functional.normalize(features["sentence_embedding"], dim=1), features["token_embeddings"]

    return Graph().eval()


def _check(model: Any, copy: ExportedEncoder) -> None:  # noqa: ANN401 - a SentenceTransformer
    """Compare both sides on texts of all lengths; raises ValueError where one differs."""
    chunks = copy.encode_chunks([Chunk(text, ()) for text in CHECKED])
    for side, own, copied in (
        ("questions", model.encode_query, copy.encode_queries(CHECKED)),
        ("passages", model.encode_document, np.concatenate(chunks)),
    ):
        vectors = own(list(CHECKED), normalize_embeddings=True, show_progress_bar=False)
        least = float((vectors * copied).sum(axis=1).min())
        if not least > NEAR:
            raise ValueError(f"its vectors of {side} differ: cosine {least:.4f}")
