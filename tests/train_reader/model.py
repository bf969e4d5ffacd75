"""The reader as it is trained: the encoder's embeddings (frozen), its six layers, a span head and a no-answer logit."""

import math
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from safetensors.torch import load_file
from torch import Tensor, nn

from tests.train_reader.data import CLS, SEP, Example

WIDTH, HEADS, LAYERS = 384, 12, 6
NEVER = -1e4  # the logit of a position that no span may use

Outputs = tuple[Tensor, Tensor, Tensor]  # logits of start and end, each (pairs, length), and of no answer, (pairs,)


class Linear(nn.Linear):
    """Computes in its input's precision; the weights stay in full."""

    def forward(self, x: Tensor) -> Tensor:
        return F.linear(x, self.weight.to(x.dtype), self.bias.to(x.dtype))


class Norm(nn.LayerNorm):
    def forward(self, x: Tensor) -> Tensor:
        return F.layer_norm(x, self.normalized_shape, self.weight.to(x.dtype), self.bias.to(x.dtype), self.eps)


class Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = Linear(WIDTH, 3 * WIDTH)
        self.out = Linear(WIDTH, WIDTH)
        self.norm1 = Norm(WIDTH, eps=1e-12)
        self.up = Linear(WIDTH, 4 * WIDTH)
        self.down = Linear(4 * WIDTH, WIDTH)
        self.norm2 = Norm(WIDTH, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor | None) -> Tensor:
        batch, length = x.shape[0], x.shape[1]
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        # plain attention: its backward pass is several times faster on a CPU than that of the fused kernel
        scores = (q / math.sqrt(WIDTH // HEADS)) @ k.transpose(-1, -2)
        weights = torch.softmax(scores if bias is None else scores + bias, -1)
        x = self.norm1(x + self.out((weights @ v).transpose(1, 2).reshape(batch, length, WIDTH)))
        return self.norm2(x + self.down(F.gelu(self.up(x))))  # type: ignore[no-any-return]


class SpanReader(nn.Module):
    """Start and end logits of each position (position 0 is the null span) and a no-answer logit for each pair."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = Norm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        self.span = Linear(WIDTH, 2)
        self.none = Linear(WIDTH, 1)
        for head in (self.span, self.none):
            nn.init.normal_(head.weight, std=0.02)
            nn.init.zeros_(head.bias)

    def forward(self, embedded: Tensor, mask: Tensor | None = None) -> Outputs:
        x = self.norm(embedded)
        bias = None if mask is None else ((1.0 - mask) * NEVER).to(x.dtype)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        logits = self.span(x.float())
        return logits[..., 0], logits[..., 1], self.none(x[:, 0].float())[:, 0]


class Embeddings:
    """The encoder's own, never trained: sums of word, position and type rows, before their norm."""

    def __init__(self, weights: Path, device: str = "cpu") -> None:
        tensors = load_file(weights, device)
        self.word = tensors["embeddings.word_embeddings.weight"]
        self.position = tensors["embeddings.position_embeddings.weight"]
        self.type = tensors["embeddings.token_type_embeddings.weight"]

    def __call__(self, ids: Tensor, types: Tensor) -> Tensor:
        return self.word[ids] + self.position[: ids.shape[1]] + self.type[types]


def from_encoder(weights: Path) -> SpanReader:
    """A reader whose layers are the encoder's; only its heads are new."""
    old = load_file(weights)
    reader = SpanReader()
    state = reader.state_dict()
    for kind in ("weight", "bias"):
        state[f"norm.{kind}"] = old[f"embeddings.LayerNorm.{kind}"]
        for i in range(LAYERS):
            there = f"encoder.layer.{i}."
            parts = [old[f"{there}attention.self.{name}.{kind}"] for name in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{kind}"] = torch.cat(parts)
            state[f"layers.{i}.out.{kind}"] = old[f"{there}attention.output.dense.{kind}"]
            state[f"layers.{i}.norm1.{kind}"] = old[f"{there}attention.output.LayerNorm.{kind}"]
            state[f"layers.{i}.up.{kind}"] = old[f"{there}intermediate.dense.{kind}"]
            state[f"layers.{i}.down.{kind}"] = old[f"{there}output.dense.{kind}"]
            state[f"layers.{i}.norm2.{kind}"] = old[f"{there}output.LayerNorm.{kind}"]
    reader.load_state_dict(state)
    reader.norm.requires_grad_(False)
    return reader


class Batch(NamedTuple):
    """Pairs of question and passage, padded to a multiple of 8, and where their answers are."""

    ids: Tensor  # (pairs, length)
    types: Tensor  # (pairs, length); 1 in the passage
    mask: Tensor  # (pairs, length); 0 where padded
    spans: Tensor  # (pairs, most spans, 2); the null span is (0, 0)
    unused: Tensor  # (pairs, most spans); NEVER where a pair has fewer spans
    known: Tensor  # (pairs,); 0 where nobody knows whether the passage answers

    @property
    def allowed(self) -> Tensor:
        """Positions where a span may start and end: the passage, and position 0 for none."""
        allowed = self.types == 1
        allowed[:, 0] = True
        return allowed

    def to(self, device: str) -> "Batch":
        return Batch(*(tensor.to(device, non_blocking=True) for tensor in self))


def collate(batch: Sequence[Example]) -> Batch:
    length = -(-max(example.length for example in batch) // 8) * 8
    widest = max(1, max(len(example.spans) for example in batch))
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    types = torch.zeros(len(batch), length, dtype=torch.long)
    mask = torch.zeros(len(batch), length)
    spans = torch.zeros(len(batch), widest, 2, dtype=torch.long)
    unused = torch.full((len(batch), widest), NEVER)
    for i, example in enumerate(batch):
        ids[i, : example.length] = torch.tensor([CLS, *example.question, SEP, *example.passage, SEP])
        shift = len(example.question) + 2
        types[i, shift : example.length] = 1
        mask[i, : example.length] = 1
        gold = [(a + shift, b + shift) for a, b in example.spans] or [(0, 0)]
        spans[i, : len(gold)] = torch.tensor(gold)
        unused[i, : len(gold)] = 0
    return Batch(ids, types, mask, spans, unused, torch.tensor([float(example.known) for example in batch]))


def logs(outputs: Outputs, batch: Batch) -> tuple[Tensor, Tensor]:
    """Log probabilities of each position to start and to end the span."""
    start, end = (F.log_softmax(logits.masked_fill(~batch.allowed, NEVER), -1) for logits in outputs[:2])
    return start, end


def loss(outputs: Outputs, batch: Batch) -> Tensor:
    """Minus the log of the summed probability of all gold spans; no gold span means the null span. Of the known pairs."""
    start, end = logs(outputs, batch)
    gold = start.gather(1, batch.spans[..., 0]) + end.gather(1, batch.spans[..., 1]) + batch.unused
    empty = (batch.spans[:, 0, 1] == 0).float()
    none = F.binary_cross_entropy_with_logits(outputs[2], empty, reduction="none")
    each = 0.5 * none - torch.logsumexp(gold, 1)
    return (each * batch.known).sum() / batch.known.sum().clamp(min=1)
