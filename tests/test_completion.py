"""Completion of the command in a shell: the script, and what it offers."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(**variables: str) -> str:
    """What `newsdesk` prints to a shell that asks it by the environment."""
    done = subprocess.run(
        [sys.executable, "-m", "bot.cli"], capture_output=True, text=True, cwd=ROOT, env={**os.environ, **variables}, check=False
    )  # fmt: skip
    assert "" == done.stderr
    return done.stdout


def test_the_script_is_one_that_bash_reads() -> None:
    """bash takes the script that the README's line evaluates, and knows the command afterwards."""
    script = run(_NEWSDESK_COMPLETE="bash_source")
    done = subprocess.run(
        ["bash", "-c", f"{script}\ncomplete -p newsdesk"], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert "newsdesk" in done.stdout


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("newsdesk e", {"eval"}),
        ("newsdesk s", {"search", "show", "sources", "status"}),
        ("newsdesk feeds u", {"update"}),
        ("newsdesk ask --ti", {"--timings"}),
        ("newsdesk eval --fl", {"--floor"}),
    ],
)
def test_commands_and_options_are_offered(words: str, offered: set[str]) -> None:
    """What begins as typed is offered, and nothing else."""
    told = run(_NEWSDESK_COMPLETE="bash_complete", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))

    assert offered == {line.removeprefix("plain,") for line in told.split()}
