"""Scores figure extraction: `python -m tests.eval.figures` reads the labelled sentences in figures.jsonl.

A figure is right if its value, upper end, kind and unit are. Noun, qualifier and standing are then told as shares of
the right ones. Days and clock times are no quantities: tests/test_days.py holds them. `-v` lists what failed.
"""

import argparse
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from index.figures.extract import extract
from index.types import Figure

FILE = Path(__file__).parent / "figures.jsonl"
PUBLISHED = date(2026, 3, 10)
SPLITS = ("dev", "held", "fresh", "last")
PARTS = ("noun", "qualifier", "standing")
CLOSE = 1e-3  # relative: "a third" is labelled 33.333

Label = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """Counts over some sentences; `parts` holds (right, labelled) of the matched figures."""

    right: int
    found: int
    labelled: int
    parts: dict[str, tuple[int, int]]
    failures: tuple[str, ...]

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        return self.right / self.labelled if self.labelled else 0.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.labelled) if self.found + self.labelled else 0.0

    def share(self, part: str) -> float:
        right, labelled = self.parts[part]
        return right / labelled if labelled else 0.0


def rows(split: str) -> list[dict[str, Any]]:
    """The labelled sentences of a part: rules were written by "dev", then by what "held" and "fresh" showed, never by "last"."""
    lines = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
    return [row for row in lines if row["split"] == split]


def score(sentences: Iterable[dict[str, Any]]) -> Score:
    right = found = labelled = 0
    parts = dict.fromkeys(PARTS, (0, 0))
    failures: list[str] = []
    for row in sentences:
        figures = [f for f in extract(row["text"], PUBLISHED) if f.kind not in ("date", "time")]
        pairs = _match(figures, row["figures"])
        right, found, labelled = right + len(pairs), found + len(figures), labelled + len(row["figures"])
        wrong = _tell_values(figures, row["figures"], pairs)
        for figure, label in pairs:
            for part in PARTS:
                if part in label:
                    good = (getattr(figure, part) or "").lower() == (label[part] or "").lower()
                    parts[part] = (parts[part][0] + good, parts[part][1] + 1)
                    if not good:
                        wrong.append(f"{figure.text!r}: {part} {getattr(figure, part)!r}, not {label[part]!r}")
        if wrong:
            failures.append(f"{row['text']}\n    " + "\n    ".join(wrong))
    return Score(right, found, labelled, parts, tuple(failures))


def _match(figures: Sequence[Figure], labels: Sequence[Label]) -> list[tuple[Figure, Label]]:
    """Each label with the first figure that is it; a figure serves once."""
    pairs, left = [], list(figures)
    for label in labels:
        same = next((f for f in left if _same(f, label)), None)
        if same is not None:
            left.remove(same)
            pairs.append((same, label))
    return pairs


def _same(figure: Figure, label: Label) -> bool:
    return (figure.kind, figure.unit) == (label["kind"], label["unit"]) and all(
        (one is None) == (other is None) and (one is None or abs(one - other) <= CLOSE * abs(other))
        for one, other in ((figure.value, label["value"]), (figure.high, label["high"]))
    )


def _tell_values(figures: Sequence[Figure], labels: Sequence[Label], pairs: list[tuple[Figure, Label]]) -> list[str]:
    extra = [f for f in figures if not any(f is g for g, _ in pairs)]
    missed = [x for x in labels if not any(x is y for _, y in pairs)]
    return [f"extra {f.text!r} = {f.value:g}..{f.high} {f.kind} {f.unit}" for f in extra] + [
        f"missed {x['value']}..{x['high']} {x['kind']} {x['unit']}" for x in missed
    ]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "-v", metavar="PART", help="list what failed in a part of the sentences (dev, held, fresh or last)"
    )
    options = parser.parse_args()
    for split in SPLITS:
        sentences = rows(split)
        result = score(sentences)
        shares = ", ".join(f"{part} {result.share(part):.1%}" for part in PARTS)
        print(
            f"{split}: {len(sentences)} sentences, {result.labelled} figures: precision {result.precision:.1%}, "
            f"recall {result.recall:.1%}, F1 {result.f1:.1%}; of the right ones: {shares}"
        )
        if options.v == split:
            print("\n".join(result.failures))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
