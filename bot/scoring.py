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

from corpus.errors import NewsdeskError
from index.library import Index
from index.types import Answer

OWN = Path(__file__).parent / "samples.jsonl"  # the project's own questions, over the sample articles
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


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The questions of a file. Raises NewsdeskError that names the line which is none."""
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise NewsdeskError(f"{path} cannot be read ({error.strerror}); give a file of JSON lines") from None
    found = [
        _question(line, f"{path.name}, line {number}") for number, line in enumerate(lines, start=1) if line.strip()
    ]
    if not found:
        raise NewsdeskError(f"{path} holds no questions; write one JSON object a line")
    return found


def _question(line: str, where: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        raise NewsdeskError(f"{where} is not valid JSON; write one object a line") from None
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise NewsdeskError(f'{where} has no "question"')
    missing = [key for key in ("id", "status", "must", "cites_any") if key not in item]
    if missing:
        raise NewsdeskError(f"{where} has no {', '.join(missing)}; see the README for what a question holds")
    full: dict[str, Any] = {"must_not": [], "also": [], "context": [], "conflict": False} | item
    try:
        for pattern in (*(p for key in ("must", "also") for group in full[key] for p in group), *full["must_not"]):
            re.compile(pattern)
    except (re.error, TypeError) as error:
        raise NewsdeskError(f"{where} holds a pattern that is none ({error}); write regular expressions") from None
    return full


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


def table(measured: dict[str, float], questions: int) -> list[str]:
    """The figures of `figures`, a line each."""
    return [f"{questions} questions", *(f"  {name:22} {value:6.1%}" for name, value in measured.items())]


def failure_line(verdict: Verdict) -> str:
    """What was asked, what was wrong, what was answered."""
    wrong = [name for name in ("status", "headline", "also", "cited", "literal") if not getattr(verdict, name)]
    asked, answer = verdict.question, verdict.answer
    return f"{asked['id']} {asked['question']} | {', '.join(wrong)} | {answer.status}: {answer.headline[:120]}"


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
