"""Train the reader with a teacher: `python -m tests.train_reader.distil --data FOLDER --teacher FOLDER --out FILE`.

First an MPNet (`--teacher`: a folder with its weights, such as that of all-mpnet-base-v2) learns to read from the same pool.
Then the reader learns to put its starts, ends and silences where the teacher puts them (Hinton et al. 2015), also where
nobody knows the answer. Meant for a GPU; the checkpoint is like that of `train`.
"""

import argparse
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F  # noqa: N812 - its usual name
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn
from torch.utils.data import DataLoader, IterableDataset, get_worker_info

from tests.train_reader.data import LONGEST_QUESTION, Example, Row, held_out, pieces_of, windows
from tests.train_reader.model import LAYERS, Batch, Embeddings, Outputs, collate, from_encoder, logs, loss
from tests.train_reader.news import news_aside
from tests.train_reader.pool import Pool, batches_of, sources
from tests.train_reader.start import start_from
from tests.train_reader.teacher import Teacher
from tests.train_reader.train import ENCODER, moving_average, optimiser, tokenizer

PIECES = 16000  # of a batch
OWN = 0.3  # weight of the answers that are known beside the teacher's
WARM_UP = 0.04  # of the minutes

Model = Callable[[Batch], Outputs]


class Draws(IterableDataset[Batch]):
    """Batches without end; each process draws its own."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self.pool, self.seed = pool, seed

    def __iter__(self) -> Iterator[Batch]:
        worker = get_worker_info()
        self.pool.reseed(1000 * self.seed + (worker.id if worker else 0))
        while True:
            yield from map(collate, self.pool.epoch(PIECES))


@dataclass(frozen=True, slots=True)
class Course:
    """One training run against the clock: the rate rises at first, then falls linearly to nothing."""

    name: str
    minutes: float
    rate: float  # of the top layer
    layers: int

    def run(
        self, named: Iterable[tuple[str, nn.Parameter]], batches: Iterator[Batch], value_of: Callable[[Batch], Tensor]
    ) -> dict[str, Any]:
        steps = optimiser(self.layers, named, self.rate)
        trained = [parameter for group in steps.param_groups for parameter in group["params"]]
        count = pieces = 0
        batch = next(batches)  # before the clock starts: the first draws take a while
        began = time.monotonic()
        while (passed := (time.monotonic() - began) / 60 / self.minutes) < 1:
            for group in steps.param_groups:
                group["lr"] = group["full_rate"] * min(1.0, passed / WARM_UP + 0.01, 1 - passed)
            value = value_of(batch)
            steps.zero_grad()
            value.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            steps.step()
            count, pieces = count + 1, pieces + batch.ids.numel()
            if count % 100 == 0:
                speed = pieces / (time.monotonic() - began)
                print(f"{self.name}, step {count}: loss {value.item():.3f}, {speed:.0f} pieces/s", flush=True)
            batch = next(batches)
        return {"minutes": self.minutes, "rate": self.rate, "steps": count, "pieces": pieces}


class Lesson:
    """A reader and its teacher on one device."""

    def __init__(self, teacher: Teacher, start: Path | None, device: str) -> None:
        self.device = device
        self.teacher = teacher.to(device)
        self.reader = from_encoder(ENCODER / "model.safetensors")
        if start is not None:
            start_from(start, self.reader)
        self.reader.to(device)
        self.embed = Embeddings(ENCODER / "model.safetensors", device)

    def read(self, batch: Batch) -> Outputs:
        return self.reader(self.embed(batch.ids, batch.types).bfloat16(), batch.mask)  # type: ignore[no-any-return]

    def teach(self, batches: Iterator[Batch], minutes: float, rate: float) -> dict[str, Any]:
        """Train the teacher, which is then used in half precision."""

        def value_of(batch: Batch) -> Tensor:
            with torch.autocast(self.device, torch.bfloat16):
                outputs = self.teacher(batch)
            return loss(outputs, batch)

        self.teacher.train()
        facts = Course("teacher", minutes, rate, self.teacher.layers).run(self.teacher.named(), batches, value_of)
        self.teacher.eval().bfloat16().requires_grad_(False)
        return facts

    def learn(self, batches: Iterator[Batch], minutes: float, rate: float) -> dict[str, Any]:
        """Train the reader, which is then the average of its last weights."""
        average = moving_average(self.reader)

        def value_of(batch: Batch) -> Tensor:
            average.update_parameters(self.reader)
            with torch.no_grad():
                told = self.teacher(batch)
            outputs = self.read(batch)
            return imitation(outputs, told, batch) + OWN * loss(outputs, batch)

        facts = Course("reader", minutes, rate, LAYERS).run(self.reader.named_parameters(), batches, value_of)
        self.reader.load_state_dict(average.module.state_dict())
        return facts


def imitation(outputs: Outputs, told: Outputs, batch: Batch) -> Tensor:
    """Cross entropy of the reader's distributions against the teacher's."""
    start, end = logs(outputs, batch)
    their_start, their_end = logs(told, batch)
    spans = (their_start.exp() * start).sum(-1) + (their_end.exp() * end).sum(-1)
    return 0.5 * F.binary_cross_entropy_with_logits(outputs[2], told[2].sigmoid()) - spans.mean()


def on(device: str, batches: Iterable[Batch]) -> Iterator[Batch]:
    for batch in batches:
        yield batch.to(device)


def hardware(device: str) -> str:
    return torch.cuda.get_device_name() if device == "cuda" else device


@torch.no_grad()
def measured(model: Model, rows: list[Row], device: str) -> dict[str, float]:
    """Of questions kept aside, by their context's first window: no-answer AUC, and how often the likeliest start is right."""
    pieces = pieces_of(tokenizer(), [text for row in rows for text in (row.question, row.context)])
    firsts = [windows(row, pieces[row.context])[0] for row in rows]
    examples = [
        Example(pieces[one.row.question].ids[:LONGEST_QUESTION], pieces[one.row.context].ids[: one.last], one.spans)
        for one in firsts
    ]
    odds, answered, right = [], [], []
    for batch in on(device, map(collate, batches_of(sorted(examples, key=lambda each: each.length), PIECES))):
        start, end = logs(model(batch), batch)
        odds += (-start[:, 0] - end[:, 0]).tolist()
        answered += (batch.spans[:, 0, 1] > 0).tolist()
        likeliest = start[:, 1:].argmax(-1, keepdim=True) + 1
        right += ((likeliest == batch.spans[..., 0]) & (batch.unused == 0)).any(-1).tolist()
    there = np.array(answered)
    return {
        "auc": round(float(roc_auc_score(there, odds)), 4),
        "starts": round(float(np.array(right)[there].mean()), 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--teacher", type=Path, required=True, help="folder of an MPNet's weights")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--start", type=Path, metavar="FILE", help="go on from an exported graph or a checkpoint")
    parser.add_argument("--teacher-minutes", type=float, default=3.0)
    parser.add_argument("--teacher-rate", type=float, default=1e-4)
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=6e-4, help="learning rate of the reader's top layer")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=os.cpu_count(), help="processes that draw from the pool")
    parser.add_argument("--device", default="cuda")
    given = parser.parse_args()
    torch.manual_seed(given.seed)
    pool = Pool(sources(given.data), tokenizer(), given.seed, unknown=True)
    batches = on(given.device, DataLoader(Draws(pool, given.seed), None, num_workers=given.workers, pin_memory=True))
    lesson = Lesson(Teacher(given.teacher), given.start, given.device)
    facts = {"teacher": lesson.teach(batches, given.teacher_minutes, given.teacher_rate), "seed": given.seed}
    facts |= lesson.learn(batches, given.minutes, given.rate) | {"hardware": hardware(given.device)}
    torch.save({"average": lesson.reader.state_dict(), "facts": facts}, given.out)
    for name, rows in (held_out(given.data) | {"news": news_aside()}).items():
        for who, model in (("teacher", lesson.teacher), ("reader", lesson.read)):
            print(json.dumps({name: {who: measured(model, rows, given.device)}}), flush=True)


if __name__ == "__main__":
    main()
