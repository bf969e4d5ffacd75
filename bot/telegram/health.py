"""A page on loopback for supervisors: whether the bot still hears Telegram, and how fast its event loop turns."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from telegram.request import HTTPXRequest

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
    """PTB's own way of polling, which passes on the status of each response."""

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__(connect_timeout=10.0, read_timeout=10.0, pool_timeout=10.0)
        self._told = told

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - passed through
        code, body = await super().do_request(*args, **kwargs)
        self._told(code)
        return code, body


async def serve_health(port: int, pulse: Pulse, waiting: Callable[[], int], timeout: float | None) -> asyncio.Server:
    """Serve /healthz on loopback; `timeout` is that of a poll, None where Telegram calls us."""
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

    return await asyncio.start_server(answer, "127.0.0.1", port)
