"""The larger reader that the shipped one may learn from: an MPNet (Song et al. 2020) with the same two heads.

Its vocabulary is that of the encoder behind four signs of its own, so one tokenisation serves both.
"""

from pathlib import Path

import torch
from torch import Tensor, nn
from transformers import MPNetModel

from tests.train_reader.data import CLS, SEP
from tests.train_reader.model import Batch, Outputs

SHIFT = 4  # pieces before the vocabulary of BERT
SIGNS = {0: 1, CLS: 0, SEP: 2}  # padding, beginning and separator


class Teacher(nn.Module):
    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.body = MPNetModel.from_pretrained(folder, add_pooling_layer=False)
        self.body.embeddings.word_embeddings.requires_grad_(False)
        width = self.body.config.hidden_size
        self.span = nn.Linear(width, 2)
        self.none = nn.Linear(width, 1)

    @property
    def layers(self) -> int:
        return len(self.body.encoder.layer)

    def named(self) -> list[tuple[str, nn.Parameter]]:
        """The parameters, those of layer i under `layers.i.`, those below all layers under `layers.0.`."""
        return [
            (name.replace("body.encoder.layer.", "layers.").replace("body.", "layers.0."), parameter)
            for name, parameter in self.named_parameters()
        ]

    def forward(self, batch: Batch) -> Outputs:
        x = self.body(own_pieces(batch.ids), batch.mask).last_hidden_state
        logits = self.span(x)
        return logits[..., 0].float(), logits[..., 1].float(), self.none(x[:, 0])[:, 0].float()


def own_pieces(ids: Tensor) -> Tensor:
    own = ids + SHIFT
    for theirs, ours in SIGNS.items():
        own = torch.where(ids == theirs, ours, own)
    return own
