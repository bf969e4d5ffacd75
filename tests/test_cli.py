"""The command line, run as a user runs it, with the real encoder."""

import json
import os
import pty
import re
import sqlite3
import subprocess
import sys
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pytest

from bot.opening import NICE
from tests.conftest import ARTICLES, lend, write

pytestmark = pytest.mark.encoder
KEYS = {
    "question", "resolved_question", "status", "answer", "text", "figures", "citations", "passages", "newest_article", "timings_ms",
}  # fmt: skip


def run(*arguments: str, data: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run `newsdesk` with its own data directory."""
    environment = {**os.environ, "NEWSDESK_DATA": str(data)}
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=environment,
        check=False,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, carrier: Path) -> Path:
    data = tmp_path_factory.mktemp("data")
    lend(carrier, data / "indexes")
    return data


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory, data: Path) -> Path:
    """A folder of three articles that is indexed already."""
    folder = tmp_path_factory.mktemp("articles")
    for article in ARTICLES:
        write(folder, article)
    run("index", str(folder), data=data)
    return folder


def test_an_answer_as_json(corpus: Path, data: Path) -> None:
    """`ask --json` prints the answer object: the figure, who gives it, and a quote that is the article's slice."""
    done = run("ask", "--json", "--corpus", str(corpus), "How many people died in the storm?", data=data)
    answer: dict[str, Any] = json.loads(done.stdout)

    assert (0, "", KEYS) == (done.returncode, done.stderr, set(answer))
    assert "answered" == answer["status"]
    assert "14" in answer["answer"]
    assert (14, "storm.txt") == (answer["figures"][0]["value"], answer["citations"][0]["article"])
    shown = json.loads(run("show", "storm.txt", "--corpus", str(corpus), "--json", data=data).stdout)
    for cited in answer["citations"]:
        assert cited["article"] != "storm.txt" or shown["text"][cited["start"] : cited["end"]] == cited["quote"]


def test_an_answer_as_text(corpus: Path, data: Path) -> None:
    """`ask` prints the headline, numbered sources and no colour codes when it is not on a terminal."""
    done = run("ask", "what did the new bridge cost", "--corpus", str(corpus), data=data)

    assert 0 == done.returncode
    assert "$12 million" in done.stdout.split("\n\n")[0]
    assert "[1] Orla Post, Bridge closed, 4 May 2026" in done.stdout
    assert "\x1b" not in done.stdout


def on_a_terminal(*arguments: str, data: Path, **variables: str) -> str:
    """What `newsdesk` prints where stdout is a terminal."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "NEWSDESK_DATA": str(data), "TERM": "xterm", "COLUMNS": "60", **variables}
    command = [sys.executable, "-m", "bot.cli", *arguments]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.DEVNULL, env=environment):
        os.close(theirs)
        seen = b""
        with suppress(OSError):  # on Linux the end of a terminal is an error
            while new := os.read(ours, 4096):
                seen += new
    os.close(ours)
    return seen.decode()


def test_colours_are_for_terminals(corpus: Path, data: Path) -> None:
    """On a terminal the headline is bold and lines keep to its width; NO_COLOR and a dumb terminal mean no colours."""
    ask = ("ask", "what did the new bridge cost", "--corpus", str(corpus))
    coloured = on_a_terminal(*ask, data=data, NO_COLOR="")
    plain = on_a_terminal(*ask, data=data, NO_COLOR="1")
    dumb = on_a_terminal(*ask, data=data, NO_COLOR="", TERM="dumb")

    assert coloured.startswith("\x1b[1m$12 million")
    assert ("$12 million", True) == (plain[:11], plain == dumb)
    assert "\x1b" not in plain
    assert 60 >= max(map(len, plain.splitlines()))


def test_why_and_how_long_go_to_stderr(corpus: Path, data: Path) -> None:
    """`--explain` and `--timings` leave the answer on stdout as it is, and tell the rest beside it."""
    ask = ("ask", "what did the new bridge cost", "--corpus", str(corpus))
    plain, told = run(*ask, data=data), run(*ask, "--explain", "--timings", data=data)
    heading, reading, *_, timings = told.stderr.strip().splitlines()

    assert plain.stdout == told.stdout
    assert ("How this was found", True) == (heading, reading.startswith("question: wanted money"))
    assert re.fullmatch(r"open \d+ ms, search \d+ ms, answer \d+ ms", timings)


def test_a_reader_that_has_had_enough_is_no_error(corpus: Path, data: Path) -> None:
    """Where the reader of stdout has gone, as `head` does, the command ends at once without a word."""
    command = [sys.executable, "-m", "bot.cli", "ask", "what did the new bridge cost", "--corpus", str(corpus)]
    environment = {**os.environ, "NEWSDESK_DATA": str(data)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as child:
        assert child.stdout
        assert child.stderr
        child.stdout.close()
        told = child.stderr.read()

    assert (0, b"") == (child.returncode, told)


def test_a_character_that_stdout_has_no_code_for_is_replaced(
    corpus: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typographic quotes become question marks where stdout takes ASCII alone."""
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    done = run("ask", "what did the new bridge cost", "--corpus", str(corpus), data=data)

    assert (0, "$12 million ? ?The new bridge cost") == (done.returncode, done.stdout[:34])


def test_a_line_that_is_no_text_is_named(corpus: Path, data: Path, tmp_path: Path) -> None:
    """A batch file with bytes that are no UTF-8 gives an error for that line and answers the next, from a file or a pipe."""
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(b'\xff\xfe{"question"\n{"question": "what did the new bridge cost", "id": "\\ud800"}\n')
    done = run("ask", "--batch", str(lines), "--corpus", str(corpus), data=data)
    broken, answered = map(json.loads, done.stdout.splitlines())

    assert (2, 1, "?") == (done.returncode, broken["line"], answered["id"])
    assert "$12 million" in answered["answer"]


def test_not_found_says_so(corpus: Path, data: Path) -> None:
    """A question that the articles do not answer ends with exit code 1 and names the nearest article."""
    done = run("ask", "How many elephants were vaccinated?", "--corpus", str(corpus), data=data)

    assert 1 == done.returncode
    assert done.stdout.startswith("The articles do not say")
    assert "nearest article" in done.stdout


def test_search_and_status(corpus: Path, data: Path) -> None:
    """`search` shows labelled passages, `status` what the index holds, `doctor` that it is sound."""
    found = json.loads(run("search", "fishermen missing", "--corpus", str(corpus), "--json", data=data).stdout)
    status = json.loads(run("status", "--corpus", str(corpus), "--json", data=data).stdout)

    assert "storm.txt" == found[0]["article"]
    assert (3, {"Orla Post": 2, "Vell Herald": 1}, 1) == (status["articles"], status["outlets"], status["undated"])
    assert {"article", "score", "text", "start", "end"} == set(found[0])
    assert "the index is sound\n" == run("doctor", "--corpus", str(corpus), data=data).stdout
    assert {"mended": [], "problems": []} == json.loads(
        run("doctor", "--corpus", str(corpus), "--json", data=data).stdout
    )


def test_a_changed_folder_is_indexed_by_the_next_question(tmp_path: Path, data: Path) -> None:
    """`ask --corpus` indexes first, says what it did, and finds nothing to do the second time."""
    write(tmp_path, ARTICLES[1])
    first = run("ask", "how many fishermen are missing", "--corpus", str(tmp_path), data=data)
    second = run("ask", "how many fishermen are missing", "--corpus", str(tmp_path), data=data)

    assert "added 1, changed 0, gone 0, unchanged 0, rejected 0" in first.stderr
    assert ("", 0) == (second.stderr, second.returncode)
    assert "Nineteen" in second.stdout


def test_indexing_gives_way_to_others(corpus: Path, data: Path) -> None:
    """`index` takes what others leave of the processor; `ask` is one of those others."""
    code = "import os, sys; from bot.cli import main\ntry: main()\nfinally: print(os.getpriority(os.PRIO_PROCESS, 0))"
    environment = {**os.environ, "NEWSDESK_DATA": str(data)}
    before = os.getpriority(os.PRIO_PROCESS, 0)
    nices = [
        subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=False, env=environment
        ).stdout.split()[-1]
        for arguments in (["index", str(corpus)], ["ask", "How much is rice?", "--corpus", str(corpus)])
    ]

    assert [str(max(NICE, before)), str(before)] == nices


def test_batch(corpus: Path, data: Path) -> None:
    """`--batch -` answers line by line in order, from a line's own articles where it has some; a broken line is named."""
    own = [{"article": "a.txt", "title": "Flood", "text": "The flood left 8 people dead in Tarn, the mayor said."}]
    lines = [
        json.dumps({"id": 7, "question": "How many people died in the flood?", "articles": own}),
        "{broken",
        json.dumps({"question": "How many fishermen are missing?", "context": ["How many people died in the storm?"]}),
    ]
    done = run("ask", "--batch", "-", "--corpus", str(corpus), data=data, stdin="\n".join(lines) + "\n")
    first, broken, last = map(json.loads, done.stdout.splitlines())

    assert (7, 8, "a.txt") == (first["id"], first["figures"][0]["value"], first["citations"][0]["article"])
    assert 2 == broken["line"]
    assert "Nineteen" in last["answer"]
    assert (2, True) == (done.returncode, "line 2" in done.stderr)


def test_files_alone(corpus: Path, data: Path) -> None:
    """`ask --in FILE` answers from that file in memory."""
    done = run("ask", "what did the new bridge cost", "--in", str(corpus / "bridge.txt"), "--json", data=data)

    assert ["bridge.txt"] == sorted({c["article"] for c in json.loads(done.stdout)["citations"]})


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["ask", "  ?! "], "the question holds no words"),
        (["ask", "x" * 100_000], "the limit is 2,000"),
        (["ask"], "no question was asked"),
        (["ask", "what", "--since", "May"], "--since May is no day"),
        (["ask", "what", "--corpus", "/nowhere/at/all"], "does not exist"),
        (["index", "/nowhere/at/all"], "does not exist"),
        (["show", "none.txt", "--index", "/nowhere/at/all"], "there is no index"),
        (["ask", "what", "--wrong"], "No such option"),
        (["fly"], "No such command"),
        (["ask", "what", "--in", "a.txt", "--corpus", "b"], "--in answers from those files alone"),
        (["ask", "what", "--batch", "-"], "bring their own questions"),
        (["ask", "--batch", "-", "--explain"], "bring their own questions"),
        (["ask", "--batch", "/nowhere/at/all"], "cannot be read"),
        (["eval", "/nowhere/at/all"], "cannot be read"),
        (["eval", "--corpus", "/nowhere"], "are about the sample articles; give a file of your own"),
    ],
)
def test_bad_input_is_one_line(arguments: list[str], line: str, data: Path) -> None:
    """Each mistake ends with exit code 2, or what sysexits.h has for it, and one clear line on stderr, never a traceback."""
    done = run(*arguments, data=data)

    assert (66 if arguments[0] == "index" else 2, "") == (done.returncode, done.stdout)
    assert line in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())


def test_the_bare_command_prints_its_help(data: Path) -> None:
    """`newsdesk` alone prints the help and no complaint."""
    done = run(data=data)

    assert "Usage: newsdesk" in done.stdout + done.stderr
    assert "newsdesk: " not in done.stderr


def test_bad_files_are_named_and_the_rest_answers(tmp_path: Path, data: Path) -> None:
    """A binary file, an empty one and broken front matter are named with their reason; a folder of nothing else is an error."""
    (tmp_path / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (tmp_path / "empty.txt").write_bytes(b"")
    (tmp_path / "yaml.md").write_text("---\ntitle: [broken\n---\nThe mayor of Tarn opened a school on Friday.\n")
    done = run("index", str(tmp_path), data=data)
    only = tmp_path / "sub"
    only.mkdir()
    (only / "empty.txt").write_bytes(b"")

    assert (0, 1, 1) == (done.returncode, done.stderr.count("binary.txt"), done.stderr.count("empty.txt"))
    assert "yaml.md: its front matter is not valid YAML" in done.stderr
    assert "added 1, changed 0, gone 0, unchanged 0, rejected 3" in done.stderr
    assert 65 == run("index", str(only), data=data).returncode


def test_another_encoder_is_refused_in_one_line(corpus: Path, data: Path, tmp_path: Path) -> None:
    """Asking an index with an encoder that did not make it says so."""
    done = run("ask", "what", "--corpus", str(corpus), "--encoder", str(tmp_path), data=data)

    assert 2 == done.returncode
    assert "encoder" in done.stderr
    assert 1 == len(done.stderr.strip().splitlines())


def test_an_outdated_index_is_made_again(folder: Path, tmp_path: Path, carrier: Path) -> None:
    """What another version keeps in the user's data is derived, so it is made anew; an index elsewhere is left alone."""
    ask = ("ask", "How many people were dead in Vell?", "--corpus", str(folder))
    lend(carrier, tmp_path / "data" / "indexes")
    run(*ask, data=tmp_path / "data")
    (made,) = (path for path in (tmp_path / "data" / "indexes").iterdir() if path.name != "carrier")
    with closing(sqlite3.connect(made / "newsdesk.sqlite", isolation_level=None)) as store:
        store.execute("UPDATE recipe SET value = '1' WHERE key = 'format'")
    again = run(*ask, data=tmp_path / "data")

    assert again.returncode == 0
    assert again.stdout.startswith("14 people")
    assert "made again" in again.stderr
