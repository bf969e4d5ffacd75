"""Exit codes: 0 answered, 1 not found, 2 error; what scripts run learns by sysexits.h what is wrong."""

import signal
import sys
from typing import Any

import click

from bot.terminal import complain
from corpus.errors import NewsdeskError

TERMINATED = 143
AGAIN = 2.5  # seconds after which a signal that did not end a build ends it


class Coded(click.Command):
    """A command that builds, watches or serves: scripts learn by the exit code of sysexits.h what is wrong."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run it; the exit code, or nothing where all went well."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))  # so that what lies beside is removed
        try:
            return super().invoke(ctx)
        except NewsdeskError as error:
            complain(str(error))
            return error.code


def insist() -> None:
    """Let SIGTERM and SIGINT end a build though a callback, of SQLite or a finaliser, swallows what they raise: it is raised again."""
    if not hasattr(signal, "setitimer"):
        return

    def ending(number: int, _: object) -> None:
        signal.signal(signal.SIGALRM, lambda *_: ending(number, None))
        signal.setitimer(signal.ITIMER_REAL, AGAIN)
        if number == signal.SIGINT:
            raise KeyboardInterrupt
        sys.exit(TERMINATED)

    signal.signal(signal.SIGTERM, ending)
    signal.signal(signal.SIGINT, ending)
