"""Scores answers against question sets: status, headline, sources and literal quotes.

A question is a JSON line: `must` holds groups of patterns, one of each group must stand in the headline; `must_not`
patterns may not; `also` groups stand anywhere in the answer; `cites_any` names articles of which one must be cited.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.read import read_folder
from corpus.types import Article
from index.library import Index
from index.types import Answer, Encoder

FIRST = 4  # passages among which the right article should be


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one answer got right."""

    question: dict[str, Any]
    answer: Answer
    status: bool
    headline: bool
    also: bool
    cited: bool
    literal: bool
    found: bool  # the right article among the first passages

    @property
    def passed(self) -> bool:
        return self.status and self.headline and self.also and self.cited and self.literal


def questions(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def index_of(folder: Path, encoder: Encoder) -> Index:
    """An index in memory over the articles of a folder."""
    return Index.in_memory([a for a in read_folder(folder) if isinstance(a, Article)], encoder)


def judge(index: Index, question: dict[str, Any]) -> Verdict:
    """Ask one question and compare the answer with what is expected."""
    answer = index.ask(question["question"], question.get("context", ()))
    expected = question["status"] if isinstance(question["status"], list) else [question["status"]]
    none = "not_found" in expected
    head, full = _plain(answer.headline), _plain(f"{answer.headline} \n {answer.text}")
    named = {citation.article.rsplit("/", 1)[-1] for citation in answer.citations}
    status = answer.status in expected
    right = _groups(question["must"], head) and not any(_in(p, head) for p in question["must_not"])
    hits = index.search(answer.resolved_question, limit=FIRST)
    return Verdict(
        question, answer, status, status if none else answer.status != "not_found" and right, _groups(question["also"], full),
        none or (bool(named & set(question["cites_any"])) and set(question.get("cites_all", ())) <= named),
        all(index.article(c.article).text[c.start : c.end] == c.quote for c in answer.citations),
        none or bool({hit.passage.article.rsplit("/", 1)[-1] for hit in hits} & set(question["cites_any"])),
    )  # fmt: skip


def figures(verdicts: Sequence[Verdict]) -> dict[str, float]:
    """The figures of the gate, as shares: higher is better in each."""
    conflicts = [v for v in verdicts if v.question["conflict"]]
    peaceful = [v for v in verdicts if not v.question["conflict"]]
    absent = [v for v in verdicts if v.question["status"] == "not_found"]
    silent = [v for v in verdicts if v.answer.status == "not_found"]
    answerable = [v for v in verdicts if v.question["status"] != "not_found"]
    return {
        "passed": _share([v.passed for v in verdicts]),
        "headline right": _share([v.headline for v in answerable]),
        f"article in first {FIRST}": _share([v.found for v in answerable]),
        "conflicts told": _share([v.answer.status == "conflicting" for v in conflicts]),
        "no false conflict": _share([v.answer.status != "conflicting" for v in peaceful]),
        "abstention precision": _share([v.question["status"] == "not_found" for v in silent]),
        "abstention recall": _share([v.answer.status == "not_found" for v in absent]),
        "quotes literal": _share([v.literal for v in verdicts]),
    }


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / len(right), 4) if right else 1.0


def _plain(text: str) -> str:
    for those, this in (("‘’", "'"), ("“”", '"'), ("‐‑‒–—", "-")):
        text = re.sub(f"[{those}]", this, text)
    return re.sub(r"\s+", " ", text).strip()


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _groups(groups: Sequence[Sequence[str]], text: str) -> bool:
    return all(any(_in(pattern, text) for pattern in group) for group in groups)
