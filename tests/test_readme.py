"""The README tells the truth: its commands exist, its help block is the program's, its figures name their command."""

import json
import os
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bot.chat import HELP
from bot.settings import SAMPLES
from tests.test_eval import ABSENT, RIGHT, SCORES, WRONG

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("  #")[0].strip() for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the index of the sample articles is kept: made once."""
    return tmp_path_factory.mktemp("data")


@cache
def helped(*command: str) -> str:
    """The help of a command."""
    return run(*command, "--help")


def run(*arguments: str, stdin: str = "", data: Path | None = None) -> str:
    """What the command prints on a terminal of 80 columns."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    environment = {**os.environ, "COLUMNS": "80"} | ({"NEWSDESK_DATA": str(data)} if data else {})
    done = subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=ROOT, check=False, env=environment)
    return done.stdout


def block_with(text: str, kind: str = "text") -> str:
    """The block of this kind that holds these words."""
    blocks: list[str] = [block for found, block in BLOCKS if found == kind and text in block]
    return blocks[0]


def test_the_help_block_is_the_help() -> None:
    """The block after "newsdesk --help" is what the program prints."""
    block = block_with("Usage: newsdesk")

    assert [line.strip() for line in run("--help").strip().splitlines()] == [
        line.strip() for line in block.strip().splitlines()
    ]


def test_the_help_of_the_chat_is_its_help() -> None:
    """What /help prints in the README is what it prints at the prompt."""
    assert HELP in block_with("> /help")


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("newsdesk ")])
def test_commands_parse(command: str) -> None:
    """Every `newsdesk` line of the README names a command and options that there are."""
    words = shlex.split(command)
    named = words[1:3] if words[1] == "feeds" else words[1:2]  # the one command that has commands of its own
    told = helped(*named)

    assert "Usage" in told
    assert [word for word in words[2:] if word.startswith("--") and word not in told] == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_make_targets_exist(command: str) -> None:
    """Every `make` line names a target of the Makefile."""
    assert f"\n{shlex.split(command)[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.encoder
def test_the_answer_shown_is_the_answer_given(data: Path) -> None:
    """The first answer in the README is what the sample articles answer, as far as it is shown."""
    given = run("ask", "How many officers are deployed?", "--corpus", str(SAMPLES), data=data)

    assert given.startswith(block_with("761 officers").split("...")[0])


@pytest.mark.encoder
def test_the_next_answers_are_as_told(data: Path) -> None:
    """The questions after the first one get the answers that the line under them tells."""
    told = re.search(r"^answers “(.*?)”, then that (the articles do not say), then the plans", README, re.MULTILINE)
    asked = [
        command for command in COMMANDS if command.startswith(('newsdesk ask "How many officers', 'newsdesk ask "and'))
    ]
    given = [" ".join(run(*shlex.split(command)[1:], "--corpus", str(SAMPLES), data=data).split()) for command in asked]

    assert told is not None
    assert (3, True) == (len(given), given[0].startswith(told[1]))
    assert told[2] in given[1].lower()
    assert given[2].startswith("Reports differ: 200 officers")


@pytest.mark.encoder
def test_the_conversation_shown_is_the_conversation_held(data: Path) -> None:
    """Each line after a prompt is answered as shown; three dots stand for what is left out."""
    shown = block_with("> Who is")
    asked = re.findall(r"^> (.+)$", shown, re.MULTILINE)
    parts = [part.strip() for part in re.split(r"^(?:> .*|\.\.\.)$", shown, flags=re.MULTILINE) if part.strip()]
    given, at = run("chat", "--corpus", str(SAMPLES), stdin="\n".join(asked), data=data), 0

    assert (4, 5) == (len(asked), len(parts))
    for part in parts:
        assert part in given[at:], given
        at = given.index(part, at) + len(part)


def test_the_questions_shown_are_scored_as_shown() -> None:
    """The three questions in the README and the table under them are those of test_eval.py, which asks them."""
    questions = [json.loads(line) for line in block_with("cites_any", "json").splitlines()]

    assert ([RIGHT, WRONG, ABSENT], SCORES) == (questions, block_with("3 questions"))


def test_the_map_names_every_room_and_where_to_begin() -> None:
    """Each folder of the three rooms that holds modules is in the file map, with files that are there."""
    rows = re.findall(r"^\| `([\w/]+/)` \| [^|]+ \|([^|]*)\|$", README, re.MULTILINE)
    begin = [ROOT / room / file for room, files in rows for file in re.findall(r"`([\w.]+)`", files)]
    rooms = {
        f"{path.parent.relative_to(ROOT)}/"
        for part in ("corpus", "index", "bot")
        for path in (ROOT / part).rglob("*.py")
    }

    assert [path for path in begin if not path.is_file()] == []
    assert rooms - {room for room, _ in rows} == set()
