"""Completion of the command in a shell: the script, its installation, and what it offers."""

import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `newsdesk` from bash, which is how it knows the shell."""
    command = shlex.join([sys.executable, "-m", "bot.cli", *arguments])
    environment = {**os.environ, **variables}
    script = f"{command}; exit $?"  # a lone command would take the place of the shell
    return subprocess.run(
        ["bash", "-c", script], capture_output=True, text=True, cwd=ROOT, env=environment, check=False
    )


def test_the_script_is_printed() -> None:
    """`--show-completion` prints a script for the shell it was asked from, which asks `newsdesk` what may follow."""
    done = run("--show-completion")

    assert (0, "") == (done.returncode, done.stderr)
    assert "_NEWSDESK_COMPLETE=complete_bash" in done.stdout


def test_the_script_of_bash_is_one_that_bash_reads() -> None:
    """bash takes the script without a complaint and knows the command afterwards."""
    script = run("--show-completion").stdout
    done = subprocess.run(
        ["bash", "-c", f"{script}\ncomplete -p newsdesk"], capture_output=True, text=True, check=False
    )

    assert (0, "") == (done.returncode, done.stderr)
    assert "newsdesk" in done.stdout


def test_it_is_installed_for_the_user(tmp_path: Path) -> None:
    """`--install-completion` writes the script under the user's home and says where."""
    done = run("--install-completion", HOME=str(tmp_path))
    scripts = [path for path in tmp_path.rglob("*") if path.is_file() and "newsdesk" in path.name]

    assert 0 == done.returncode
    assert [True] == ["_NEWSDESK_COMPLETE" in path.read_text() for path in scripts]
    assert str(scripts[0]) in done.stdout.replace("\n", "")


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("newsdesk e", {"eval"}),
        ("newsdesk s", {"search", "show", "sources", "status"}),
        ("newsdesk ask --ti", {"--timings"}),
        ("newsdesk eval --fl", {"--floor"}),
    ],
)
def test_commands_and_options_are_offered(words: str, offered: set[str]) -> None:
    """What begins as typed is offered, and nothing else."""
    done = run(_NEWSDESK_COMPLETE="complete_bash", COMP_WORDS=words, COMP_CWORD=str(len(words.split()) - 1))

    assert offered == set(done.stdout.split())
