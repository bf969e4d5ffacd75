"""Scores answers against question sets: status, headline, sources and literal quotes.

A question is a JSON line: `must` holds groups of patterns, one of each group must stand in the headline; `must_not`
patterns may not; `also` groups stand anywhere in the answer; `cites_any` names articles of which one must be cited,
`cites_all` those that must all be. `status` is what the answer should be, or a list where the articles allow two readings.
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from bot.questions import checked, checked_earlier
from bot.terminal import printable
from corpus.errors import NewsdeskError
from index.library import Index
from index.types import Answer, Status

OWN = Path(__file__).parent / "samples.jsonl"  # the project's own questions, over the sample articles
FIRST = 4  # passages among which the right article should be


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        """None where there is nothing to count."""
        return round(self.right / self.of, 4) if self.of else None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one answer got right."""

    question: dict[str, Any]
    answer: Answer
    status: bool
    headline: bool
    also: bool
    cited: bool
    quotes: tuple[bool, ...]  # whether each is literally in its article
    found: bool  # the right article among the first passages

    @property
    def literal(self) -> bool:
        return all(self.quotes)

    @property
    def passed(self) -> bool:
        return self.status and self.headline and self.also and self.cited and self.literal

    @property
    def wanted(self) -> str:
        """The status expected, the first of those that are allowed."""
        return _statuses(self.question)[0]


def read_questions(path: Path) -> list[dict[str, Any]]:
    """The questions of a file. Raises NewsdeskError that names the line which is none."""
    try:
        lines = path.read_text(encoding="utf-8-sig", errors="replace").split("\n")
    except OSError as error:
        raise NewsdeskError(f"{path} cannot be read ({error.strerror}); give a file of JSON lines") from None
    found = []
    for number, line in enumerate(lines, start=1):
        try:
            if line.strip():
                found.append(_question(line))
        except NewsdeskError as error:
            raise NewsdeskError(f"{path.name}, line {number}: {error}") from None
    if not found:
        raise NewsdeskError(f"{path} holds no questions; write one JSON object a line")
    return found


def _question(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        raise NewsdeskError("it is not valid JSON; write one object a line") from None
    if not isinstance(item, dict):
        raise NewsdeskError('it is no object; write {"id": ..., "question": ..., "status": ...}')
    needed = ["id", "question", "status"] + (["must", "cites_any"] if item.get("status") != "not_found" else [])
    absent = [key for key in needed if key not in item]
    if absent:
        raise NewsdeskError(f"it has no {', '.join(absent)}; the README says what a question holds")
    lists: dict[str, Any] = {key: [] for key in ("must", "must_not", "also", "cites_any", "cites_all", "context")}
    full = {**lists, "conflict": False, **item}
    _check_types(full)
    for pattern in (*(p for key in ("must", "also") for group in full[key] for p in group), *full["must_not"]):
        try:
            re.compile(pattern)
        except re.error as error:
            raise NewsdeskError(f"{pattern!r} is no regular expression ({error}); mend the pattern") from None
    return full


def _check_types(item: dict[str, Any]) -> None:
    """Raises NewsdeskError that names the key whose value cannot be used."""
    if not isinstance(item["question"], str):
        raise NewsdeskError("question must be a text")
    checked(item["question"])
    if not _statuses(item) or not set(_statuses(item)) <= set(get_args(Status)):
        raise NewsdeskError(f"status must be {', '.join(get_args(Status))}, or a list of these")
    for key in ("must_not", "cites_any", "cites_all", "context"):
        if not _texts(item[key]):
            raise NewsdeskError(f"{key} must be a list of texts")
    for key in ("must", "also"):
        if not isinstance(item[key], list) or not all(_texts(group) for group in item[key]):
            raise NewsdeskError(f"{key} must be a list of groups, each a list of patterns")
    checked_earlier(item["context"])


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _statuses(question: dict[str, Any]) -> list[str]:
    """The statuses that are allowed."""
    status = question["status"]
    return [str(one) for one in status] if isinstance(status, list) else [str(status)]


def missing(questions: Sequence[dict[str, Any]], paths: Iterable[str]) -> list[str]:
    """Articles that the questions name and that are not among these paths."""
    there = {name for path in paths for name in _names(path)}
    return sorted({name for q in questions for name in (*q["cites_any"], *q["cites_all"])} - there)


def _names(path: str) -> tuple[str, str]:
    """How a question may name an article: by its path, or by its file alone."""
    return path, path.rsplit("/", 1)[-1]


def judge(index: Index, question: dict[str, Any]) -> Verdict:
    """Ask one question and compare the answer with what is expected."""
    answer = index.ask(checked(question["question"]), checked_earlier(question["context"]))
    first = index.search(answer.resolved_question, limit=FIRST)
    texts = {citation.article: index.article(citation.article).text for citation in answer.citations}
    return compare(question, answer, [hit.passage.article for hit in first], texts)


def compare(question: dict[str, Any], answer: Answer, first: Sequence[str], texts: dict[str, str]) -> Verdict:
    """What an answer got right; `first` are the articles of the first passages, `texts` those of the cited articles."""
    head, full = _plain(answer.headline), _plain(f"{answer.headline} \n {answer.text}")
    status, none = answer.status in _statuses(question), question["status"] == "not_found"
    right = _groups(question["must"], head) and not any(_in(pattern, head) for pattern in question["must_not"])
    named = {name for citation in answer.citations for name in _names(citation.article)}
    wanted = set(question["cites_any"])
    return Verdict(
        question,
        answer,
        status=status,
        headline=status if none else answer.status != "not_found" and right,
        also=_groups(question["also"], full),
        cited=none or (bool(named & wanted) and set(question["cites_all"]) <= named),
        quotes=tuple(bool(c.quote.strip()) and texts[c.article][c.start : c.end] == c.quote for c in answer.citations),
        found=none or any(wanted & set(_names(path)) for path in first),
    )


def figures(verdicts: Sequence[Verdict]) -> dict[str, Share]:
    """The figures of the gate: more is better in each."""
    conflicts = [v for v in verdicts if v.question["conflict"]]
    peaceful = [v for v in verdicts if not v.question["conflict"]]
    absent = [v for v in verdicts if v.wanted == "not_found"]
    silent = [v for v in verdicts if v.answer.status == "not_found"]
    answerable = [v for v in verdicts if v.wanted != "not_found"]
    return {
        "passed": _share([v.passed for v in verdicts]),
        "headline right": _share([v.headline for v in answerable]),
        f"article in first {FIRST}": _share([v.found for v in answerable]),
        "conflicts told": _share([v.answer.status == "conflicting" for v in conflicts]),
        "no false conflict": _share([v.answer.status != "conflicting" for v in peaceful]),
        "abstention precision": _share([v.wanted == "not_found" for v in silent]),
        "abstention recall": _share([v.answer.status == "not_found" for v in absent]),
        "quotes literal": _share([quote for v in verdicts for quote in v.quotes]),
    }


def table(measured: dict[str, Share], questions: int) -> list[str]:
    """The figures of `figures`, a line each; a dash where nothing was to be counted."""
    lines = [f"{questions} question{'' if questions == 1 else 's'}"]
    for name, share in measured.items():
        percent = "-" if share.value is None else f"{share.value:.1%}"
        lines.append(f"  {name:22} {f'{share.right}/{share.of}':>9} {percent:>7}")
    return lines


def failure_line(verdict: Verdict) -> str:
    """What was asked, what was wrong, what was answered."""
    asked, answer = verdict.question, verdict.answer
    told = f"{answer.status}: {answer.headline[:120]}"
    return printable(f"FAIL {asked['id']} {asked['question']} | {', '.join(_wrong(verdict))} | {told}")


def failure_json(verdict: Verdict) -> dict[str, Any]:
    """The same as an object."""
    asked, answer = verdict.question, verdict.answer
    return {
        "id": asked["id"], "question": asked["question"], "wrong": _wrong(verdict), "status": answer.status, "answer": answer.headline,
    }  # fmt: skip


def _wrong(verdict: Verdict) -> list[str]:
    parts = ("status", "headline", "also", "cited", "literal")
    return [name for name in parts if not getattr(verdict, name)]


def _share(right: Sequence[bool]) -> Share:
    return Share(sum(right), len(right))


def _plain(text: str) -> str:
    for those, this in (("‘’", "'"), ("“”", '"'), ("‐‑‒–—", "-")):
        text = re.sub(f"[{those}]", this, text)
    return re.sub(r"\s+", " ", text).strip()


def _in(pattern: str, text: str) -> bool:
    return re.search(pattern, text, re.IGNORECASE | re.DOTALL) is not None


def _groups(groups: Sequence[Sequence[str]], text: str) -> bool:
    return all(any(_in(pattern, text) for pattern in group) for group in groups)
