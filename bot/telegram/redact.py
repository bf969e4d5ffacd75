"""The log: one line for what went wrong, and never the token or what people ask."""

import logging
import re
import sys
import time
import traceback
from typing import TextIO

QUIET = ("telegram", "httpx", "httpcore", "asyncio", "tornado", "hpack")
REPEAT = 60.0  # seconds in which one network trouble is told once


class Redacting(logging.Formatter):
    """Leaves the token out of whatever is written, tracebacks included."""

    def __init__(self, token: str) -> None:
        super().__init__("%(asctime)s %(levelname)s %(message)s")
        secret = token.partition(":")[2]
        self._secret = re.compile("|".join(re.escape(part) for part in (token, token.replace(":", "%3A"), secret)))

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        if record.name.startswith("telegram"):  # PTB shows an update that it cannot read, with what was asked
            line = line.partition("eceived data was")[0]
        return self._secret.sub("<token>", line)


def start_log(token: str, level: str, stream: TextIO | None = None) -> logging.Handler:
    """Send the log to stderr; other libraries' debugging, which holds questions, stays out of it at every level."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Redacting(token))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("bot").setLevel(level if level in logging.getLevelNamesMapping() else "INFO")
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # PTB writes a traceback for each failed poll; polling troubles are told by Troubles instead
    for name in ("telegram.ext.Updater", "telegram.request"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return handler


class Troubles:
    """Tells a trouble that repeats itself once a minute, and that it is over."""

    def __init__(self, log: logging.Logger) -> None:
        self._log = log
        self._told: dict[str, float] = {}

    def tell(self, kind: str, line: str) -> None:
        now = time.monotonic()
        if now - self._told.get(kind, -REPEAT) >= REPEAT:
            self._told[kind] = now
            self._log.warning(line)

    def over(self, line: str) -> None:
        if self._told:
            self._told.clear()
            self._log.info(line)


def place_of(error: BaseException) -> str:
    """What was raised and where; its own words may hold somebody's question."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{type(error).__name__} in " + " < ".join(f"{f.name}:{f.lineno}" for f in reversed(frames[-4:]))
