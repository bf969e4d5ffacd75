"""Scores: what is right about an answer, what the figures are, and which question files are refused."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.scoring import OWN, Share, Verdict, compare, failure_line, figures, judge, missing, read_questions, table
from bot.settings import SAMPLES
from corpus.errors import NewsdeskError
from index.library import Index
from index.types import Answer, Citation

QUESTION: dict[str, Any] = {
    "id": "q", "question": "How many dead?", "status": "answered", "must": [["\\b14\\b"]], "must_not": [], "also": [], "cites_any": ["storm.txt"],
    "cites_all": [], "context": [], "conflict": False,
}  # fmt: skip
QUOTE = "The storm left 14 people dead in Vell."
CITED = Citation(1, "storm.txt", None, None, None, None, QUOTE, 0, len(QUOTE))
ANSWER = Answer("", "How many dead?", "answered", "14 people – dead", "14 people – dead\n[1] “…”", citations=(CITED,))


def judged(answer: Answer, **expected: object) -> Verdict:
    texts = {"storm.txt": QUOTE, "may/storm.txt": QUOTE}
    return compare({**QUESTION, **expected}, answer, ["rice.txt"], texts)


@pytest.mark.parametrize(
    ("answer", "expected", "wrong"),
    [
        (ANSWER, {}, ""),
        (ANSWER, {"must": [["13", "14"], ["PEOPLE"]]}, ""),
        (ANSWER, {"must": [["14"], ["fishermen"]]}, "headline"),
        (ANSWER, {"must": [["people - dead"]]}, ""),
        (ANSWER, {"must_not": ["x", "people"]}, "headline"),
        (ANSWER, {"also": [["\\[1\\]"]]}, ""),
        (ANSWER, {"also": [["thirteen"]]}, "also"),
        (ANSWER, {"cites_any": ["rice.txt"]}, "cited"),
        (ANSWER, {"cites_any": ["rice.txt", "storm.txt"]}, ""),
        (ANSWER, {"cites_all": ["storm.txt", "rice.txt"]}, "cited"),
        (ANSWER, {"status": "conflicting"}, "status"),
        (ANSWER, {"status": ["conflicting", "answered"]}, ""),
        (ANSWER, {"status": "not_found"}, "status headline"),
        (replace(ANSWER, status="not_found"), {}, "status headline"),
        (replace(ANSWER, status="not_found"), {"status": ["answered", "not_found"]}, "headline"),
        (Answer("", "", "not_found", "No.", "No."), {"status": "not_found"}, ""),
        (Answer("", "", "not_found", "No.", "No."), {"status": ["not_found", "answered"]}, "headline cited"),
        (replace(ANSWER, citations=(replace(CITED, start=1),)), {}, "literal"),
        (replace(ANSWER, citations=(CITED, replace(CITED, quote="", end=0))), {}, "literal"),
        (replace(ANSWER, citations=(replace(CITED, article="may/storm.txt"),)), {}, ""),
        (replace(ANSWER, citations=(replace(CITED, article="may/storm.txt"),)), {"cites_any": ["may/storm.txt"]}, ""),
    ],
)
def test_what_is_wrong_with_an_answer(answer: Answer, expected: dict[str, object], wrong: str) -> None:
    """Status, patterns of the headline, patterns of the whole, cited articles and literal quotes are each judged."""
    verdict = judged(answer, **expected)
    parts = ("status", "headline", "also", "cited", "literal")

    assert wrong == " ".join(part for part in parts if not getattr(verdict, part))
    assert verdict.passed == (not wrong)


def test_a_right_answer_of_an_index_passes(library: Index) -> None:
    """The answer of an index is asked for and judged, and the right article is among its first passages."""
    expected = {
        "question": "What did the new bridge cost?",
        "must": [["12 million", "12m"]],
        "cites_any": ["bridge.txt"],
    }
    verdict = judge(library, {**QUESTION, **expected})

    assert (True, True, (True,)) == (verdict.passed, verdict.found, verdict.quotes)


def test_the_context_is_asked_before(library: Index) -> None:
    """The earlier questions of a follow-up are handed on, without those that hold no word."""
    context = ["What did the new bridge cost?", "…"]
    verdict = judge(library, {**QUESTION, "question": "when was it closed?", "context": context})

    assert "bridge" in verdict.answer.resolved_question


def test_the_figures_count_each_kind_of_question() -> None:
    """Each share is over the questions that it is about; a list of statuses counts as its first."""
    none = Answer("", "", "not_found", "No.", "No.")
    told = replace(ANSWER, status="conflicting")
    verdicts = [
        judged(ANSWER),
        judged(told, conflict=True, status="conflicting"),
        judged(ANSWER, conflict=True, status="conflicting"),
        judged(told),
        judged(none, status="not_found"),
        judged(none),
        judged(ANSWER, status=["not_found", "answered"]),
    ]

    assert {
        "passed": Share(4, 7),
        "headline right": Share(4, 5),
        "article in first 4": Share(0, 5),
        "conflicts told": Share(1, 2),
        "no false conflict": Share(4, 5),
        "abstention precision": Share(1, 2),
        "abstention recall": Share(1, 2),
        "quotes literal": Share(5, 5),
    } == figures(verdicts)


def test_a_share_of_nothing_is_not_a_figure() -> None:
    """Where no question is of a kind, the table has a dash, not a hundred percent."""
    lines = table(figures([judged(ANSWER)]), 1)

    assert None is Share(0, 0).value
    assert ["1 question", "  passed                       1/1  100.0%", "  conflicts told               0/0       -"] == [
        lines[0], lines[1], lines[4],
    ]  # fmt: skip


def test_a_failure_is_one_line() -> None:
    """It names the question, what was wrong and what was answered."""
    verdict = judged(replace(ANSWER, headline="13\x1b people"), also=[["x"]])

    assert "FAIL q How many dead? | headline, also | answered: 13 people" == failure_line(verdict)


def line(**changed: object) -> str:
    return json.dumps({**QUESTION, **changed})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{broken", "line 2: it is not valid JSON"),
        ("[1]", "line 2: it is no object"),
        ('{"id": 1, "question": "who"}', "line 2: it has no status, must, cites_any"),
        ('{"id": 1, "status": "not_found"}', "line 2: it has no question"),
        (line(question="?!"), "line 2: the question holds no words"),
        (line(question=5), "line 2: question must be a text"),
        (line(status="maybe"), "line 2: status must be answered, conflicting, not_found"),
        (line(status=[]), "line 2: status must be"),
        (line(must=["\\d+"]), "line 2: must must be a list of groups"),
        (line(also=[[1]]), "line 2: also must be a list of groups"),
        (line(must_not="x"), "line 2: must_not must be a list of texts"),
        (line(cites_any="storm.txt"), "line 2: cites_any must be a list of texts"),
        (line(context=[None]), "line 2: context must be a list of texts"),
        (line(must=[["(14"]]), r"line 2: '\(14' is no regular expression \(missing \), unterminated subpattern"),
        (line(must_not=["*"]), "line 2: '\\*' is no regular expression"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, text: str, told: str) -> None:
    """The message has the number of the line, what is wrong with it, and is one line."""
    path = tmp_path / "questions.jsonl"
    path.write_text(f"{line()}\n{text}\n")
    with pytest.raises(NewsdeskError, match=f"^questions.jsonl, {told}") as raised:
        read_questions(path)

    assert "\n" not in str(raised.value)


def test_what_a_question_may_leave_out(tmp_path: Path) -> None:
    """A question that is not in the articles needs no patterns and no article; a byte order mark and blank lines are nothing."""
    path = tmp_path / "questions.jsonl"
    path.write_text('\ufeff{"id": 1, "question": "Who?", "status": "not_found"}\n\n', encoding="utf-8")

    assert [[], [], [], [], [], [], False] == [
        read_questions(path)[0][key]
        for key in ("must", "must_not", "also", "cites_any", "cites_all", "context", "conflict")
    ]


@pytest.mark.parametrize("text", [None, "", "\n \n"])
def test_a_file_without_questions_is_refused(tmp_path: Path, text: str | None) -> None:
    """A file that is not there, or holds no question, is an error that says what to do."""
    path = tmp_path / "questions.jsonl"
    if text is not None:
        path.write_text(text)
    with pytest.raises(NewsdeskError, match=r"JSON lines$|one JSON object a line$"):
        read_questions(path)


def test_articles_that_are_not_there_are_missing() -> None:
    """A question may name an article by its path or by its file; any other name is a slip."""
    questions = [{**QUESTION, "cites_any": ["storm.txt", "may/rice.txt"], "cites_all": ["rise.txt"]}]

    assert ["rise.txt"] == missing(questions, ["storm.txt", "may/rice.txt"])


def test_the_own_questions_are_about_the_samples() -> None:
    """Every article that the project's questions name is a sample."""
    assert [] == missing(read_questions(OWN), [path.name for path in SAMPLES.iterdir()])
