"""The README tells the truth: its commands exist, its help block is the program's, its figures name their command."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import SAMPLES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```(\w*)\n(.*?)```", README, re.DOTALL)
COMMANDS = [line.split("  #")[0].strip() for kind, block in BLOCKS if kind == "sh" for line in block.splitlines()]


def run(*arguments: str) -> str:
    """What the command prints on a terminal of 80 columns."""
    command = [sys.executable, "-m", "bot.cli", *arguments]
    environment = {**os.environ, "COLUMNS": "80"}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False, env=environment).stdout


def test_the_help_block_is_the_help() -> None:
    """The block after "newsdesk --help" is what the program prints."""
    block = next(block for kind, block in BLOCKS if kind == "text" and "Usage: newsdesk" in block)

    assert [line.strip() for line in run("--help").strip().splitlines()] == [
        line.strip() for line in block.strip().splitlines()
    ]


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("newsdesk ")])
def test_commands_parse(command: str) -> None:
    """Every `newsdesk` line of the README names a command and options that there are."""
    words = shlex.split(command)
    helped = run(words[1], "--help")

    assert "Usage" in helped
    assert [word for word in words[2:] if word.startswith("--") and word not in helped] == []


@pytest.mark.parametrize("command", [c for c in COMMANDS if c.startswith("make ")])
def test_make_targets_exist(command: str) -> None:
    """Every `make` line names a target of the Makefile."""
    assert f"\n{shlex.split(command)[1]}:" in (ROOT / "Makefile").read_text(encoding="utf-8")


@pytest.mark.encoder
def test_the_answer_shown_is_the_answer_given() -> None:
    """The first answer in the README is what the sample articles answer."""
    block = next(block for kind, block in BLOCKS if kind == "text" and "761 officers" in block)
    given = run("ask", "How many officers are deployed?", "--corpus", str(SAMPLES))

    assert given.startswith(block.split("\n\nSources")[0].strip())


def test_every_file_of_the_map_exists() -> None:
    """The file map names files that are there."""
    named = re.findall(r"^\| `(\w[\w/.]+)` \|", README, re.MULTILINE)

    assert len(named) > 15
    assert [name for name in named if not (ROOT / name).exists()] == []
