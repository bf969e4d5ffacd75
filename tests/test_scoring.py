"""Scoring answers against what is expected."""

import json
from pathlib import Path
from typing import Any

import pytest

from bot.scoring import Verdict, figures, judge, read_questions, table
from corpus.errors import NewsdeskError
from index.library import Index

COST = {
    "id": "a",
    "question": "What did the new bridge cost?",
    "status": "answered",
    "must": [["12 million", "12m"]],
    "cites_any": ["bridge.txt"],
}
TRAIN = {"id": "b", "question": "How many trains collided?", "status": "not_found", "must": [], "cites_any": []}


def asked(library: Index, **changes: object) -> Verdict:
    full: dict[str, Any] = {"must_not": [], "also": [], "context": [], "conflict": False} | COST | changes
    return judge(library, full)


def test_a_right_answer_passes(library: Index) -> None:
    """Status, headline, source and quote are right; the article is among the first passages."""
    verdict = asked(library)

    assert verdict.passed
    assert verdict.found


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"status": "conflicting"}, "status"),
        ({"must": [["13 million"]]}, "headline"),
        ({"must_not": ["million"]}, "headline"),
        ({"also": [["harbour"]]}, "also"),
        ({"cites_any": ["storm.txt"]}, "cited"),
        ({"cites_all": ["bridge.txt", "storm.txt"]}, "cited"),
    ],
)
def test_each_expectation_can_fail(library: Index, changes: dict[str, Any], wrong: str) -> None:
    """One wrong expectation fails the answer by its own name alone."""
    verdict = asked(library, **changes)

    assert not verdict.passed
    assert [wrong] == [
        name for name in ("status", "headline", "also", "cited", "literal") if not getattr(verdict, name)
    ]


def test_the_table(library: Index) -> None:
    """One answer right and one rightly not found: everything is at 100 %; conflicts told too, since there were none."""
    verdicts = [asked(library), asked(library, **TRAIN)]
    measured = figures(verdicts)

    assert {1.0} == set(measured.values())
    assert "  passed                 100.0%" == table(measured, 2)[1]


def test_questions_are_checked(tmp_path: Path) -> None:
    """A line that is no question is named with its number and what to do."""
    file = tmp_path / "q.jsonl"
    for text, said in (
        ("{", "line 2 is not valid JSON"),
        ('{"id": 1}', 'line 2 has no "question"'),
        ('{"question": "x"}', "line 2 has no id, status, must, cites_any"),
        (json.dumps(COST | {"must": [["("]]}), "line 2 holds a pattern that is none"),
    ):
        file.write_text(json.dumps(COST) + "\n" + text + "\n", encoding="utf-8")
        with pytest.raises(NewsdeskError, match=said):
            read_questions(file)
    with pytest.raises(NewsdeskError, match="cannot be read"):
        read_questions(tmp_path / "none.jsonl")
