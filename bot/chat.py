"""A conversation at the prompt: questions that lean on those before them, and a few commands."""

import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bot.questions import checked
from bot.render import answer_text, quote_in_article, quotes_text
from bot.terminal import columns, complain, has_colours, say, talk
from corpus.errors import NewsdeskError
from index.library import Index
from index.types import Answer

PROMPT = "> "
KEPT = 10  # questions of the conversation that are kept for those that lean on them
HISTORY = 1000  # lines that the arrow keys bring back
COMMANDS = ("/sources", "/show", "/new", "/help", "/quit")
HELP = """Ask a question; the next one may lean on it: "and how many are planned?"
/sources   the quotes behind the last answer, and where they stand
/show N    the article of source N around its quote
/new       forget the questions so far
/help      this list
/quit      leave (so does Ctrl-D); Ctrl-C clears the line"""


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
        if _bare(answer.resolved_question) == _bare(question):
            return said
        return f"Read as: {answer.resolved_question}\n\n{said}"

    def _sources(self) -> str:
        if self.last is None or not self.last.citations:
            raise NewsdeskError("there is no answer with sources yet; ask a question first")
        return quotes_text(self.last.citations, width=columns())

    def _show(self, number: str) -> str:
        cited = {str(c.n): c for c in self.last.citations} if self.last else {}
        if number not in cited:
            numbers = f"from 1 to {len(cited)}" if cited else "after an answer that has sources"
            raise NewsdeskError(f"/show takes the number of a source, {numbers}")
        source = cited[number]
        article = self.index.article(source.article)
        if article.text[source.start : source.end] != source.quote:
            raise NewsdeskError(f"{source.article} has changed since that answer; ask again")
        return quote_in_article(article, source, colour=has_colours(), width=columns())


def _bare(question: str) -> str:
    return question.strip(" ?!.").casefold()


def converse(index: Index, history: Path) -> None:
    """Answer lines until there are none: at a terminal with a prompt and a history, else plainly."""
    conversation = Conversation(index)
    terminal = sys.stdin.isatty() and sys.stdout.isatty()
    if terminal:
        say("Ask about the articles; /help shows the commands.")
    for line in _typed(history) if terminal else sys.stdin:
        if line.strip() in ("/quit", "/exit"):
            break
        try:
            if line.strip():
                say(f"{conversation.reply(line)}\n")
        except NewsdeskError as error:
            complain(str(error))
        except KeyboardInterrupt:
            if not terminal:
                raise
            talk("stopped; ask another question, or leave with Ctrl-D")


def _typed(history: Path) -> Iterator[str]:
    """Lines typed at the prompt, with editing and a history; Ctrl-C clears the line, Ctrl-D ends."""
    keep = _editing(history)
    while True:
        try:
            line = input(PROMPT)
        except KeyboardInterrupt:
            say("")
            continue
        except EOFError:
            say("")
            return
        keep()
        yield line


def _editing(history: Path) -> Callable[[], None]:
    """Arrow keys, Tab for commands and a history in a file, by readline; returns how to keep the history."""
    try:
        import readline
    except ImportError:  # on Windows the console itself edits the line
        return lambda: None
    readline.set_completer_delims("")
    readline.set_completer(lambda start, n: [*(c for c in COMMANDS if c.startswith(start)), None][n])
    readline.parse_and_bind("tab: complete")
    readline.set_history_length(HISTORY)
    with suppress(OSError):  # no history yet, or one of another library
        readline.read_history_file(history)

    def keep() -> None:
        with suppress(OSError):  # a folder that cannot be written costs the history alone
            history.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(history)

    return keep
