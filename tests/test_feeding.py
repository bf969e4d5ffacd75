"""`newsdesk add` and `newsdesk feeds` as they are typed."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import lend

STORY = "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay. The harbour master said that two more were missing."


@pytest.fixture
def corpus(tmp_path: Path, carrier: Path) -> Path:
    lend(carrier, tmp_path / "data" / "indexes")
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


def run(*arguments: object, stdin: str = "") -> tuple[int, str, str]:
    command = [sys.executable, "-c", "from bot.cli import main; main()", *map(str, arguments)]
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_text_on_stdin_becomes_an_article_that_answers(corpus: Path) -> None:
    """Title, outlet and day come from the options; the question finds it at once."""
    code, _, said = run(
        "add",
        "-",
        "--corpus",
        corpus,
        "--title",
        "Crane sinks boats",
        "--outlet",
        "Ostmere Echo",
        "--published",
        "2026-03-06",
        stdin=STORY,
    )
    asked, out, _ = run("ask", "How many boats sank in Ostmere?", "--corpus", corpus, "--json")

    assert code == 0
    assert "added web/2026-03-06-crane-sinks-boats-" in said
    assert asked == 0
    answer = json.loads(out)
    assert (answer["figures"][0]["value"], answer["citations"][0]["outlet"]) == (9, "Ostmere Echo")


def test_each_that_fails_is_named_and_the_rest_goes_on(corpus: Path, tmp_path: Path) -> None:
    """A missing file, an address inside the house and a good file: one line each, and exit code 2."""
    (tmp_path / "crane.txt").write_text(f"Crane sinks nine boats\n\n{STORY}\n")
    code, out, said = run(
        "add", tmp_path / "none.txt", "http://127.0.0.1/x", tmp_path / "crane.txt", "--corpus", corpus, "--json"
    )
    told = json.loads(out)

    assert code == 2
    assert [one["article"] for one in told["asked"]] == [None, None, "crane.txt"]
    assert "not on the open internet" in told["asked"][1]["problem"]
    assert told["index"]["articles"]["added"] == ["crane.txt"]
    assert "none.txt: " in said


@pytest.mark.parametrize("command", [("add", "-"), ("feeds", "list"), ("feeds", "update")])
def test_the_samples_are_not_written_to(command: tuple[str, ...]) -> None:
    """Without a folder of one's own there is one line that says what to give."""
    code, _, said = run(*command, stdin=STORY)

    assert (code, said) == (2, "newsdesk: say into which folder, with --corpus FOLDER or NEWSDESK_CORPUS\n")


def test_feeds_are_listed_and_removed(corpus: Path) -> None:
    """What is not there is said; an update without feeds changes nothing."""
    assert "there are no feeds" in run("feeds", "list", "--corpus", corpus)[2]
    assert run("feeds", "list", "--corpus", corpus, "--json")[1] == "[]\n"
    code, _, said = run("feeds", "remove", "http://echo.example/feed", "--corpus", corpus)
    assert code == 2
    assert "there is no feed" in said
    code, _, said = run("feeds", "add", "http://127.0.0.1/feed", "--corpus", corpus)
    assert code == 2
    assert "not on the open internet" in said
