"""The command line. Results go to stdout, talk to stderr; 0 answered, 1 not found, 2 error."""

import signal
import sys
from collections.abc import Callable
from functools import wraps
from typing import Annotated

import typer

from bot import asking, feeding, keeping
from bot.telegram.command import telegram
from bot.terminal import complain, replace_unprintable, say
from corpus.errors import NewsdeskError

KEPT = "what was stored before is kept"
INTERRUPTED = 130  # the exit code that typer gives to Ctrl-C
TERMINATED = 143

app = typer.Typer(
    name="newsdesk", help="Answers questions from a folder of news articles, with the source of every statement.", no_args_is_help=True,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"newsdesk {version('newsdesk')}")
        raise typer.Exit


@app.callback()
def newsdesk(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers questions from a folder of news articles, with the source of every statement."""


def _with_codes(command: Callable[..., None]) -> Callable[..., None]:
    """A command that builds, watches or serves: scripts learn by the exit code of sysexits.h what is wrong."""

    @wraps(command)
    def run(*arguments: object, **options: object) -> None:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that what lies beside is removed
        try:
            command(*arguments, **options)
        except NewsdeskError as error:
            complain(str(error))
            raise typer.Exit(error.code) from None

    return run


BUILDING = (keeping.index, feeding.add, keeping.watch, keeping.backup, keeping.restore)
for command in (
    keeping.index, asking.ask, asking.chat, asking.search, asking.show, feeding.add, keeping.watch, keeping.sources, keeping.status, keeping.doctor, keeping.backup, keeping.restore,
):  # fmt: skip
    app.command()(_with_codes(command) if command in BUILDING else command)
app.command("eval")(asking.evaluate)
app.add_typer(feeding.feeds, name="feeds")
app.command()(_with_codes(telegram))


def main() -> None:
    """Run the command; every error of a user is one line on stderr."""
    replace_unprintable()
    try:
        code = app(prog_name="newsdesk", standalone_mode=False)  # the code of typer.Exit comes back as the result
        if code == INTERRUPTED:
            complain(f"stopped; {KEPT}")
    except NewsdeskError as error:
        code = complain(str(error))
    except OSError as error:
        code = complain(f"{error.filename or 'the system'} refuses ({error.strerror or error}); {KEPT}")
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        told = error.format_message()  # nothing where a bare `newsdesk` has printed its help
        code = complain(f"{told} (`newsdesk --help` shows what there is)") if told else 2
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
