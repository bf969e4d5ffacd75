"""A page on loopback for supervisors: whether the bot still hears Telegram, and how fast its event loop turns."""

import asyncio
import json
import logging
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from telegram import Update
from telegram.request import HTTPXRequest

log = logging.getLogger(__name__)

BEAT = 0.1  # seconds between two looks at the loop
REMEMBERED = 600  # beats
DEAF = 3  # polls without an answer that make the bot unhealthy
SLOW = 5.0  # seconds of lag that do


class Pulse:
    """The loop's lag, and when Telegram last answered a poll."""

    def __init__(self) -> None:
        self.heard: float | None = None
        self._lags: deque[float] = deque(maxlen=REMEMBERED)

    @property
    def lag(self) -> float:
        """The longest time, in seconds, by which the loop was late in the last minute."""
        return max(self._lags, default=0.0)

    async def beat(self) -> None:
        """Measure for ever."""
        while True:
            before = time.monotonic()
            await asyncio.sleep(BEAT)
            self._lags.append(max(0.0, time.monotonic() - before - BEAT))


class Polling(HTTPXRequest):
    """PTB's own way of polling, which passes on the status of each response.

    PTB drops a whole batch, and fetches it again for ever, if one update of it is not as it expects; here that one is emptied.
    """

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__(connect_timeout=10.0, read_timeout=10.0, pool_timeout=10.0)
        self._told = told

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - passed through
        code, body = await super().do_request(*args, **kwargs)
        self._told(code)
        return code, readable(body) if code == 200 else body


def readable(body: bytes) -> bytes:
    """A response of getUpdates in which every update can be read; what cannot keeps its number alone."""
    try:
        response = json.loads(body)
        updates = response["result"]
    except (ValueError, KeyError, TypeError):
        return body
    if not isinstance(updates, list):
        return body
    kept = [update if _can_be_read(update) else {"update_id": update["update_id"]} for update in updates]
    return body if kept == updates else json.dumps({**response, "result": kept}).encode()


def _can_be_read(update: dict[str, Any]) -> bool:
    try:
        Update.de_json(update)
    except Exception:
        log.warning("update %s is of a kind that this version does not read; it is left out", update.get("update_id"))
        return False
    return True


async def serve_health(port: int, pulse: Pulse, waiting: Callable[[], int], timeout: float | None) -> None:
    """Serve /healthz on loopback until cancelled; `timeout` is that of a poll, None where Telegram calls us."""
    started = time.monotonic()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        line = await reader.readline()
        silent = time.monotonic() - (pulse.heard or started)
        well = pulse.lag < SLOW and (timeout is None or silent < DEAF * (timeout + 20))
        body = json.dumps(
            {"ok": well, "silent_s": round(silent, 1), "lag_s": round(pulse.lag, 3), "waiting": waiting()}
        )
        found = line.split()[1:2] == [b"/healthz"]
        status = ("200 OK" if well else "503 Service Unavailable") if found else "404 Not Found"
        head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        writer.write(f"{head}{body}".encode())
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", port)
    async with server:
        await server.serve_forever()
