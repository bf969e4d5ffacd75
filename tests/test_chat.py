"""The conversation at the prompt, over three articles and an encoder whose vectors count words."""

import io
import os
import pty
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat import HELP, KEPT, Conversation, converse
from corpus.errors import NewsdeskError
from index.library import Index
from tests.conftest import CountingEncoder

STORM, BRIDGE = "How many people did the storm leave dead in Vell?", "What did the new bridge cost?"
ROOT = Path(__file__).parent.parent


@pytest.fixture
def chat(library: Index) -> Conversation:
    return Conversation(library)


def test_a_question_is_answered(chat: Conversation) -> None:
    """A line is a question; its answer is printed as `ask` prints it."""
    said = chat.reply(f"  {STORM}\n")

    assert said.startswith("14 people dead")
    assert "[1] Vell Herald, Storm in Vell, 5 May 2026" in said


def test_how_a_question_was_read_is_told_where_it_leans(chat: Conversation) -> None:
    """A question that leans on the one before it says how it was read; one that stands alone does not."""
    first, leaning = chat.reply(BRIDGE), chat.reply("when was it closed?")

    assert not first.startswith("Read as: ")
    assert leaning.startswith("Read as: ")
    assert "bridge" in leaning.splitlines()[0]
    assert "Monday" in leaning


def test_new_forgets_the_questions_so_far(chat: Conversation) -> None:
    """After /new nothing leans on what was asked, and there is no answer to show sources of."""
    chat.reply(BRIDGE)
    chat.reply("/new")

    assert ([], None) == (chat.earlier, chat.last)
    assert not chat.reply("when was it closed?").startswith("Read as: ")


def test_the_conversation_remembers_its_last_questions(chat: Conversation) -> None:
    """A chat of any length keeps the last questions alone."""
    for n in range(KEPT + 3):
        chat.reply(f"{STORM} {n}")

    assert [f"{STORM} {n}" for n in range(3, KEPT + 3)] == chat.earlier


def test_sources_are_the_quotes_of_the_last_answer(chat: Conversation) -> None:
    """/sources prints each quote with its source and path, and is no question."""
    chat.reply(STORM)

    assert chat.reply("/sources").startswith(
        "[1] Vell Herald, Storm in Vell, 5 May 2026\n    “The storm left 14 people dead in Vell.”\n    storm.txt"
    )
    assert [STORM] == chat.earlier


def test_show_opens_the_article_at_the_quote(chat: Conversation) -> None:
    """/show N prints the article of source N with the quote marked."""
    chat.reply(STORM)

    assert (
        "Storm in Vell\n\nVell Herald, 5 May 2026\n\n»The storm left 14 people dead in Vell.«\n\n"
        "Nineteen fishermen are missing, the coast guard said.\n\nAll of it: newsdesk show storm.txt"
    ) == chat.reply("/show 1")


def test_help_names_every_command(chat: Conversation) -> None:
    """/help lists what may be typed."""
    assert HELP == chat.reply("/help")
    assert [] == [name for name in ("/sources", "/show N", "/new", "/help", "/quit", "Ctrl-D") if name not in HELP]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("?!", "holds no words"),
        ("x" * 3000, "the limit is 2,000"),
        ("/fly", "there is no command /fly; /help shows what there is"),
        ("/sources", "ask a question first"),
        ("/show 1", "after an answer that has sources"),
        ("/show", "takes the number of a source"),
    ],
)
def test_a_line_that_cannot_be_answered_is_an_error_of_one_line(chat: Conversation, line: str, told: str) -> None:
    """The error says what to do, and nothing of it is remembered."""
    with pytest.raises(NewsdeskError, match=told) as raised:
        chat.reply(line)

    assert "\n" not in str(raised.value)
    assert [] == chat.earlier


def test_show_takes_a_number_that_is_there(chat: Conversation) -> None:
    """A number beyond the sources is refused with those there are."""
    chat.reply(STORM)
    with pytest.raises(NewsdeskError, match="the number of a source, from 1 to 1"):
        chat.reply("/show 7")


def test_the_next_question_sees_a_changed_index(folder: Path, tmp_path: Path, encoder: CountingEncoder) -> None:
    """What another process indexes is answered from at the next question; a quote that moved is not shown in its place."""
    index = Index.create(tmp_path / "index", encoder)
    index.update([folder])
    chat = Conversation(index)
    before = chat.reply(STORM)
    (folder / "storm.txt").write_text(
        "---\ntitle: Storm in Vell\n---\nVell mourns. The storm left 16 people dead in Vell.\n"
    )
    Index.open(tmp_path / "index", encoder).update([folder])
    with pytest.raises(NewsdeskError, match=r"storm.txt has changed since that answer; ask again"):
        chat.reply("/show 1")

    assert before.startswith("14 people dead")
    assert chat.reply(STORM).startswith("16 people dead")


def piped(library: Index, text: str, monkeypatch: pytest.MonkeyPatch, history: Path) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    converse(library, history)


def test_lines_from_a_pipe_are_answered_without_a_prompt(
    library: Index, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each line gets its answer and a blank line; what is wrong goes to stderr, the chat goes on, and no history is kept."""
    piped(library, f"{STORM}\n\n/fly\n{BRIDGE}\n/quit\n{STORM}\n", monkeypatch, tmp_path / "history")
    out, err = capsys.readouterr()

    headlines = [block for block in out.split("\n\n") if " – “" in block.split("\n")[0]]
    assert ["14 people dead", "$12 million"] == [headline.split(" – ")[0].strip() for headline in headlines]
    assert ("newsdesk: there is no command /fly; /help shows what there is\n", True) == (err, out.endswith("\n\n"))
    assert ">" not in out
    assert not (tmp_path / "history").exists()


CHILD = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # the terminal is this session's own, so that its Ctrl-C arrives
from pathlib import Path
from bot.chat import converse
from index.library import Index
from tests.conftest import ARTICLES, CountingEncoder
converse(Index.in_memory(ARTICLES, CountingEncoder()), Path(sys.argv[1]))
print("left")
"""


class Terminal:
    """A chat at a pseudo terminal; what it prints is read until the text that is waited for."""

    def __init__(self, history: Path) -> None:
        self.seen = ""  # what was printed and not waited for yet
        self.ours, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
        environment.pop("NO_COLOR", None)
        self.child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(history)], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def type(self, keys: str) -> None:
        os.write(self.ours, keys.encode())

    def until(self, text: str, insist: str = "") -> str:
        """What is printed up to this text; keys to `insist` with are typed again while nothing comes. Fails after a minute."""
        for _ in range(200):
            if text in self.seen:
                break
            if select.select([self.ours], [], [], 1)[0]:
                self.seen += self._read()
            elif insist:
                self.type(insist)
        before, found, self.seen = self.seen.partition(text)
        assert found, before
        return before + found

    def _read(self) -> str:
        try:
            return os.read(self.ours, 4096).decode(errors="replace")
        except OSError:  # the child has gone
            return ""


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    chat = Terminal(tmp_path / "data" / "history")
    yield chat
    if chat.child.poll() is None:
        chat.child.kill()
    chat.child.wait()
    os.close(chat.ours)


def test_a_chat_at_a_terminal(terminal: Terminal, tmp_path: Path) -> None:
    """There is a prompt, colour, an up arrow; Ctrl-C clears the line, Ctrl-D leaves, and the history is kept."""
    terminal.until("/help shows the commands.")
    terminal.until("> ")
    terminal.type(f"{STORM}\r")
    answer = terminal.until("\r\n\r\n> ")
    terminal.type("half a ques")
    terminal.until("half a ques")
    terminal.type("\x03")
    terminal.until("\r\n", insist="\x03")  # Python may not see it while it takes in the key before
    terminal.type("\x1b[A\r")  # the question again
    again = terminal.until("Newest article")
    terminal.until("> ")
    terminal.type("\x04")
    terminal.until("left")

    assert "\x1b[1m14 people dead" in answer
    assert "14 people dead" in again
    assert "half a ques" not in again
    assert 0 == terminal.child.wait(timeout=60)
    assert [STORM] == sorted(set((tmp_path / "data" / "history").read_text().split("\n")) - {"", "_HiStOrY_V2_"})


def test_ctrl_c_ends_lines_from_a_pipe(folder: Path, tmp_path: Path) -> None:
    """Stopped while it waits for a line from a pipe, the command says so in one line and ends with 130."""
    code = (
        "import bot.opening as o; from tests.conftest import ARTICLES, CountingEncoder; from index.library import Index\n"
        "o.opened = lambda *_: Index.in_memory(ARTICLES, CountingEncoder())\n"
        "import sys; sys.argv = ['newsdesk', 'chat']; from bot.cli import main; main()"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT,
    )  # fmt: skip
    assert child.stdin
    assert child.stdout
    child.stdin.write(f"{STORM}\n")
    child.stdin.flush()
    first = child.stdout.readline()
    child.send_signal(signal.SIGINT)
    _, err = child.communicate(timeout=60)

    assert first.startswith("14 people dead")
    assert (130, "newsdesk: stopped; what was stored before is kept") == (child.returncode, err.strip())
