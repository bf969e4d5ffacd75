"""The command line. Results go to stdout, talk to stderr; 0 answered, 1 not found, 2 error."""

import gc
import sys

import click

from bot import asking, feeding, keeping
from bot.telegram.command import telegram
from bot.terminal import complain, replace_unprintable, say
from corpus.errors import NewsdeskError

KEPT = "what was stored before is kept"
INTERRUPTED = 130  # as shells have it


def _version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not context.resilient_parsing:
        from importlib.metadata import version

        say(f"newsdesk {version('newsdesk')}")
        context.exit()


class InOrder(click.Group):
    """A group whose help lists the commands as they were added, those that are used most first."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


@click.group(
    cls=InOrder,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def app() -> None:
    """Answers questions from a folder of news articles, with the source of every statement."""


for command in (
    keeping.index, asking.ask, asking.chat, asking.search, asking.show, feeding.add, feeding.feeds, keeping.watch, keeping.sources,
    keeping.status, keeping.doctor, keeping.backup, keeping.restore, asking.evaluate, telegram,
):  # fmt: skip
    app.add_command(command)


def main() -> None:
    """Run the command; every error of a user is one line on stderr."""
    replace_unprintable()
    try:
        code = app.main(prog_name="newsdesk", standalone_mode=False)  # what the command returns, or None
    except click.exceptions.NoArgsIsHelpError as asked:
        say(asked.format_message())
        code = 2
    except click.ClickException as error:
        code = complain(f"{error.format_message()} (`newsdesk --help` shows what there is)")
    except click.Abort:
        complain(f"stopped; {KEPT}")
        code = INTERRUPTED
    except NewsdeskError as error:
        code = complain(str(error))
    except OSError as error:
        code = complain(f"{error.filename or 'the system'} refuses ({error.strerror or error}); {KEPT}")
    gc.freeze()  # what is left is not looked through once more at the end: a tenth of a short command's time
    sys.exit(code or 0)


if __name__ == "__main__":
    main()
