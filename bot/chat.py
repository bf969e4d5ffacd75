"""A conversation at the prompt: questions that lean on those before them, and a few commands."""

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bot.questions import checked
from bot.render import answer_text, article_text
from bot.terminal import columns, has_colours
from corpus.errors import NewsdeskError
from index.library import Index
from index.types import Answer

PROMPT = "› "
KEPT = 10  # questions of the conversation that are kept for those that lean on them
HISTORY = 1000  # lines that the arrow keys bring back
HELP = """Ask a question; the next one may lean on it ("and how many are planned?").
/sources   the quotes behind the last answer
/show N    the article of source N
/new       forget the questions so far
/quit      leave (so does Ctrl-D)"""


@dataclass(slots=True)
class Conversation:
    """What one chat remembers."""

    index: Index
    earlier: list[str] = field(default_factory=list)
    last: Answer | None = None

    def reply(self, line: str) -> str:
        """What to print for one line. Raises NewsdeskError for a line that cannot be answered."""
        command, _, rest = line.strip().partition(" ")
        match command:
            case "/sources":
                return self._sources()
            case "/show":
                return self._show(rest.strip())
            case "/new":
                self.earlier, self.last = [], None
                return "The questions so far are forgotten."
            case "/help":
                return HELP
            case _ if command.startswith("/"):
                raise NewsdeskError(f"there is no command {command}; /help shows what there is")
        return self._answer(checked(line))

    def _answer(self, question: str) -> str:
        answer = self.index.ask(question, self.earlier)
        self.earlier = [*self.earlier, question][-KEPT:]
        self.last = answer
        said = answer_text(answer, colour=has_colours(), width=columns())
        read = answer.resolved_question.rstrip("?") != question.rstrip("?")
        return f"(read as: {answer.resolved_question})\n{said}" if read and len(self.earlier) > 1 else said

    def _sources(self) -> str:
        if self.last is None or not self.last.citations:
            raise NewsdeskError("there is no answer with sources yet; ask a question first")
        return "\n".join(f"[{c.n}] {c.article}\n    “{c.quote}”" for c in self.last.citations)

    def _show(self, number: str) -> str:
        cited = {str(c.n): c for c in self.last.citations} if self.last else {}
        if number not in cited:
            numbers = f"from 1 to {len(cited)}" if cited else "after an answer that has sources"
            raise NewsdeskError(f"/show takes the number of a source, {numbers}")
        return article_text(self.index.article(cited[number].article))


def converse(index: Index, history: Path) -> None:
    """Answer lines until there are none: at a terminal with a prompt and a history, else plainly."""
    conversation = Conversation(index)
    terminal = sys.stdin.isatty()
    if terminal:
        print("Ask about the articles; /help shows the commands.")
    for line in _typed(history) if terminal else sys.stdin:
        if line.strip() in ("/quit", "/exit"):
            break
        if line.strip():
            try:
                said = conversation.reply(line)
            except NewsdeskError as error:
                said = str(error)
            print(said, end="\n\n", flush=True)


def _typed(history: Path) -> Iterator[str]:
    """Lines typed at the prompt, with editing and a history; Ctrl-C clears the line, Ctrl-D ends."""
    import readline

    history.parent.mkdir(parents=True, exist_ok=True)
    if history.is_file():
        readline.read_history_file(history)
    readline.set_history_length(HISTORY)
    try:
        while True:
            try:
                yield input(PROMPT)
            except KeyboardInterrupt:
                print()
            except EOFError:
                print()
                return
    finally:
        readline.write_history_file(history)
