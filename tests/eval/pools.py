"""Contradictions and ambiguities, over ../shared/eval/pools; `python -m tests.eval.gate --pools` runs them.

Each line brings its own passages. The reply that is scored is the headline: every right answer must stand in it and no
wrong one, compared as SQuAD does (lower case, without punctuation and articles).
"""

import json
import re
import string
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ArticleError
from corpus.records import read_record
from index.library import Index
from index.types import Answer, Encoder

NAMES = ("wikicontradict_dev", "ramdocs_dev")
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
    def right(self) -> bool:
        return self.told and not self.wrong

    @property
    def line(self) -> str:
        """What was asked, what is expected, what was answered."""
        item = self.item
        expected = f"{item['answers']} not {item.get('wrong') or []}"
        return f"{item['id']} {item['question']} {expected} | {self.answer.status}: {self.answer.headline}"

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
    def figures_quoted(self) -> bool:
        """Whether it is told as a conflict and every answer's digits stand in the full text, quotes included."""
        numbers = {n for gold in self.item["answers"] for n in re.findall(r"\d[\d,.]*\d|\d", gold)}
        return self.answer.status == "conflicting" and numbers <= set(re.findall(r"\d[\d,.]*\d|\d", self.answer.text))

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


def run(name: str, encoder: Encoder) -> list[Outcome]:
    """Answer every line of a pool from its own passages."""
    lines = (POOLS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    outcomes = []
    for item in map(json.loads, lines):
        articles = []
        for record in item["articles"]:
            with suppress(ArticleError):  # some passages of the pools are nothing but page furniture
                articles.append(read_record(record, record["article"]))
        outcomes.append(Outcome(item, Index.in_memory(articles, encoder, given=True).ask(item["question"])))
    return outcomes


def _share(right: list[bool]) -> float:
    return round(sum(right) / len(right), 4) if right else 1.0


def figures(name: str, outcomes: list[Outcome]) -> dict[str, float]:
    """The figures of a pool, as shares."""
    told = [o for o in outcomes if o.item["conflict"]]
    found = {
        "exact match": _share([o.right for o in outcomes]),
        "all right answers told": _share([o.told for o in outcomes]),
        "no wrong answer told": _share([not o.wrong for o in outcomes]),
        "conflicts told": _share([o.answer.status == "conflicting" for o in told]),
        "answered": _share([o.answer.status != "not_found" for o in outcomes]),
    }
    if name.startswith("wiki"):
        found["both figures told, of those in the passages"] = _share([o.figures_told for o in outcomes if o.numeric])
        found["both figures told"] = _share([o.figures_told for o in outcomes if o.figured])
        found["both in the full text, of those in the passages"] = _share(
            [o.figures_quoted for o in outcomes if o.numeric]
        )
    return found
