"""The bot as a process of its own, for tests that end it: `python -m tests.telegram_bot FOLDER`."""

import asyncio
import os
import sys
from dataclasses import replace
from pathlib import Path

from bot.telegram.journal import Journal
from bot.telegram.redact import start_log
from bot.telegram.serve import serve
from bot.telegram.settings import read_settings
from corpus.errors import NewsdeskError
from index.library import Index
from tests.telegram_people import QUICK
from tests.telegram_stage import PacedEncoder


def main(folder: Path) -> int:
    """Serve the index in a folder, as the settings in the environment say."""
    settings = read_settings(folder, dict(os.environ))
    start_log(settings.token, settings.log)
    if os.environ.get("FORGETFUL"):  # the mutant: python-telegram-bot as it comes keeps questions in memory only
        Journal.accept = lambda *_: True  # type: ignore[method-assign]
    try:
        asyncio.run(serve(replace(settings, pace=replace(QUICK, answer=15)), lambda: Index.open(folder / "index", PacedEncoder(0.5))))  # fmt: skip
    except NewsdeskError as error:
        print(error, file=sys.stderr)
        return error.code
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
