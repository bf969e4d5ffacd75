"""Move the difficulty of rounding from activations to weights (SmoothQuant, Xiao et al. 2023) before a reader is written in int8.

A few input channels of a linear layer are far larger than the rest, and one scale for all would round the rest away.
Each channel is divided by a factor, and its column of weights multiplied by it: the layer computes the same.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor, nn

from tests.train_reader.model import Linear, SpanReader

STRENGTH = 0.8  # how much of the activations' unevenness goes into the weights


class Smoothed(nn.Module):
    def __init__(self, linear: Linear, factors: Tensor) -> None:
        super().__init__()
        self.inverse = nn.Parameter(1 / factors, requires_grad=False)
        self.linear = linear
        linear.weight.data *= factors

    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x * self.inverse)  # type: ignore[no-any-return]


@torch.no_grad()
def smooth(reader: SpanReader, embedded: Iterable[Tensor]) -> None:
    """Smooth the layers in place, by the activations that the given inputs cause."""
    largest: dict[str, Tensor] = {}
    linears = {name: part for name, part in reader.layers.named_modules() if isinstance(part, Linear)}
    watches = [linear.register_forward_hook(_watch(largest, name)) for name, linear in linears.items()]
    for one in embedded:
        reader(one)
    for watch in watches:
        watch.remove()
    for name, linear in linears.items():
        columns = linear.weight.abs().amax(0).clamp(min=1e-3)
        factors = largest[name].clamp(min=1e-3) ** STRENGTH / columns ** (1 - STRENGTH)
        owner, _, last = name.rpartition(".")
        setattr(reader.layers.get_submodule(owner), last, Smoothed(linear, factors))


def _watch(largest: dict[str, Tensor], name: str) -> Callable[[nn.Module, tuple[Tensor], Tensor], None]:
    def watch(_module: nn.Module, inputs: tuple[Tensor], _output: Tensor) -> None:
        seen = inputs[0].abs().flatten(0, -2).amax(0)
        largest[name] = torch.maximum(largest.get(name, seen), seen)

    return watch
