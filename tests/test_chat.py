"""The conversation at the prompt."""

import io
from pathlib import Path

import pytest

from bot.chat import HELP, Conversation, converse
from corpus.errors import NewsdeskError
from index.library import Index


def test_answers_and_their_sources(library: Index) -> None:
    """An answer's sources and the article of one of them can be shown."""
    chat = Conversation(library)
    said = chat.reply("What did the new bridge cost?")

    assert said.startswith("$12 million")
    assert chat.reply("/sources").startswith("[1] bridge.txt")
    assert "The bridge over the Orla was closed on Monday." in chat.reply("/show 1")


def test_the_next_question_leans_on_the_one_before(library: Index) -> None:
    """A leaning question is answered with what came before, and the reading is shown; /new forgets it."""
    chat = Conversation(library)
    chat.reply("How many people died in the storm?")

    assert "storm" in chat.reply("and missing?").splitlines()[0]
    assert ["How many people died in the storm?", "and missing?"] == chat.earlier
    chat.reply("/new")
    assert ([], None) == (chat.earlier, chat.last)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("/show 1", "after an answer that has sources"),
        ("/sources", "ask a question first"),
        ("/sing", "/help shows what there is"),
        ("???", "holds no words"),
    ],
)
def test_what_cannot_be_answered_is_said(library: Index, line: str, said: str) -> None:
    """A command without an answer before it, an unknown one, and a question without words each say what to do."""
    with pytest.raises(NewsdeskError, match=said):
        Conversation(library).reply(line)


def test_lines_from_a_pipe(
    library: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without a terminal there is no prompt; a bad line is answered in one line and the next goes on; /quit ends."""
    monkeypatch.setattr(
        "sys.stdin", io.StringIO("/help\n\n/nonsense\nWhat did the new bridge cost?\n/quit\nnever read\n")
    )
    converse(library, tmp_path / "history")
    out = capsys.readouterr().out

    assert out.startswith(HELP)
    assert "there is no command /nonsense" in out
    assert "$12 million" in out
    assert "›" not in out
    assert not (tmp_path / "history").exists()
