"""`newsdesk eval` over three articles, with the real encoder: the table to the figure, the floor, bad files."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from index.library import Index
from tests.conftest import ARTICLES, write

pytestmark = pytest.mark.encoder
STORM, BRIDGE = "How many people did the storm leave dead in Vell?", "What did the new bridge cost?"
RIGHT = {
    "id": "toll",
    "question": STORM,
    "status": "answered",
    "must": [["\\b14\\b", "fourteen"]],
    "cites_any": ["storm.txt"],
}
WRONG = {"id": "price", "question": BRIDGE, "status": "answered", "must": [["\\$13"]], "cites_any": ["bridge.txt"]}
ABSENT = {"id": "absent", "question": "How many elephants were vaccinated?", "status": "not_found"}
SCORES = """\
3 questions
  passed                       2/3   66.7%
  headline right               1/2   50.0%
  article in first 4           2/2  100.0%
  conflicts told               0/0       -
  no false conflict            3/3  100.0%
  abstention precision         1/1  100.0%
  abstention recall            1/1  100.0%
  quotes literal               2/2  100.0%
FAIL price What did the new bridge cost? | headline | answered: $12 million – “The new bridge cost $12 million, the city said.” (Orla Post, 4 May 2026)
"""


Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the three articles, by the real encoder."""
    folder = tmp_path_factory.mktemp("articles")
    for article in ARTICLES:
        write(folder, article)
    Index.create(folder / "index").update([folder])
    return folder / "index"


@pytest.fixture
def run(index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """`newsdesk eval` on questions over that index: exit code, stdout, stderr."""

    def evaluate(questions: list[dict[str, Any]], *options: str) -> tuple[int, str, str]:
        path = tmp_path / "mine.jsonl"
        path.write_text("".join(json.dumps(question) + "\n" for question in questions))
        monkeypatch.setattr("sys.argv", ["newsdesk", "eval", str(path), "--index", str(index), *options])
        with pytest.raises(SystemExit) as stopped:
            main()
        told = capsys.readouterr()
        return int(stopped.value.code or 0), told.out, told.err

    return evaluate


def test_the_table_and_the_failures(run: Run) -> None:
    """The figures over the questions of a file, then a line for each that failed; without a floor nothing is too low."""
    assert (0, SCORES, "") == run([RIGHT, WRONG, ABSENT])


@pytest.mark.parametrize(("floor", "code"), [("66.6", 0), ("66.7", 1), ("100", 1), ("0", 0), ("101", 2)])
def test_the_floor_decides_the_exit_code(run: Run, floor: str, code: int) -> None:
    """1 where a smaller share than the floor passed, else 0; more than all is an error."""
    assert code == run([RIGHT, WRONG, ABSENT], "--floor", floor)[0]


def test_scores_as_json(run: Run) -> None:
    """One object: how many questions, each figure as a share (null where there was nothing to count), what failed."""
    found = json.loads(run([RIGHT, WRONG, ABSENT], "--json")[1])

    assert (3, 0.6667, None) == (found["questions"], found["figures"]["passed"], found["figures"]["conflicts told"])
    assert [("price", BRIDGE, ["headline"], "answered")] == [
        (one["id"], one["question"], one["wrong"], one["status"]) for one in found["failed"]
    ]


def test_an_article_that_is_not_there_is_named(run: Run) -> None:
    """A question that must cite an article which the index does not hold is told on stderr."""
    assert "newsdesk: strom.txt is not in the index" in run([{**RIGHT, "cites_any": ["strom.txt"]}])[2]


def test_a_bad_file_is_an_error(run: Run) -> None:
    """A line that is no question ends with exit code 2 and one line on stderr, before anything is asked."""
    told = "newsdesk: mine.jsonl, line 2: it has no must, cites_any; the README says what a question holds\n"

    assert (2, "", told) == run([RIGHT, {"id": "x", "question": STORM, "status": "answered"}])
