"""Scores contradictions and ambiguities: `python -m tests.eval.pools`, over ../shared/eval/pools.

Each line brings its own passages. The reply that is scored is the headline: every right answer must stand in it and no
wrong one, compared as SQuAD does (lower case, without punctuation and articles). `-v` lists what failed.
"""

import argparse
import json
import re
import string
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ArticleError
from corpus.records import read_record
from index.encoder import SentenceTransformerEncoder
from index.library import Index
from index.types import Answer, Encoder

POOLS = Path(__file__).parents[3] / "shared" / "eval" / "pools"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of a pool and what was answered."""

    item: dict[str, Any]
    answer: Answer

    @property
    def told(self) -> bool:
        return all(_holds(self.answer.headline, gold) for gold in self.item["answers"])

    @property
    def wrong(self) -> bool:
        return any(_holds(self.answer.headline, false) for false in self.item.get("wrong") or ())

    @property
    def numeric(self) -> bool:
        """Whether all answers hold figures whose digits stand in the passages."""
        text = " ".join(article["text"] for article in self.item["articles"])
        found = [re.findall(r"\d[\d,.]*\d|\d", gold) for gold in self.item["answers"]]
        return all(found) and all(number in text for numbers in found for number in numbers)

    @property
    def figured(self) -> bool:
        return all(re.search(r"\d", gold) for gold in self.item["answers"])

    @property
    def figures_told(self) -> bool:
        """Whether every answer's digits stand in the headline and it is told as a conflict."""
        numbers = [n for gold in self.item["answers"] for n in re.findall(r"\d[\d,.]*\d|\d", gold)]
        head = set(re.findall(r"\d[\d,.]*\d|\d", self.answer.headline))
        return self.answer.status == "conflicting" and set(numbers) <= head


def _plain(text: str) -> str:
    text = "".join(c for c in text.lower() if c not in string.punctuation + "‘’“”–—")
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text).split())


def _holds(text: str, answer: str) -> bool:
    return f" {_plain(answer)} " in f" {_plain(text)} "


def run(name: str, encoder: Encoder, limit: int | None = None) -> list[Outcome]:
    """Answer every line of a pool from its own passages."""
    lines = (POOLS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()[:limit]
    outcomes = []
    for item in map(json.loads, lines):
        articles = []
        for record in item["articles"]:
            with suppress(ArticleError):  # some passages of the pools are nothing but page furniture
                articles.append(read_record(record, record["article"]))
        outcomes.append(Outcome(item, Index.in_memory(articles, encoder, given=True).ask(item["question"])))
    return outcomes


def _share(right: list[bool]) -> float:
    return sum(right) / len(right) if right else 1.0


def figures(name: str, outcomes: list[Outcome]) -> dict[str, float]:
    """The figures of a pool, as shares."""
    told = [o for o in outcomes if o.item["conflict"]]
    found = {
        "exact match": _share([o.told and not o.wrong for o in outcomes]),
        "all right answers told": _share([o.told for o in outcomes]),
        "no wrong answer told": _share([not o.wrong for o in outcomes]),
        "conflicts told": _share([o.answer.status == "conflicting" for o in told]),
        "answered": _share([o.answer.status != "not_found" for o in outcomes]),
    }
    if name.startswith("wiki"):
        found["both figures told, of those in the passages"] = _share([o.figures_told for o in outcomes if o.numeric])
        found["both figures told"] = _share([o.figures_told for o in outcomes if o.figured])
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", default=["wikicontradict_dev", "ramdocs_dev"])
    parser.add_argument("--limit", type=int, help="only the first lines of each pool")
    parser.add_argument("-v", action="store_true", help="list what failed")
    options = parser.parse_args()
    encoder = SentenceTransformerEncoder()
    for name in options.names:
        outcomes = run(name, encoder, options.limit)
        print(f"{name}: {len(outcomes)} questions")
        for key, value in figures(name, outcomes).items():
            print(f"  {key:45} {value:6.1%}")
        for o in outcomes if options.v else ():
            if not (o.figures_told if o.numeric and name.startswith("wiki") else o.told and not o.wrong):
                print(
                    f"    {o.item['id']} {'N ' if o.numeric else ''}{o.item['question']} {o.item['answers']} not {o.item.get('wrong')}"
                    f" -> {o.answer.status} {o.answer.headline}"
                )


if __name__ == "__main__":
    main()
