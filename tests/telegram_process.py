"""Bots as processes of their own, for tests that end them."""

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from bot.telegram.settings import Access, TelegramSettings
from tests.telegram_people import QUICK, Scene
from tests.telegram_server import TOKEN, BotApi, start_server
from tests.telegram_stage import stage

ROOT = Path(__file__).parent.parent


class Process:
    """One bot process, its output in a file."""

    def __init__(self, folder: Path, port: int, token: str = TOKEN, **env: str) -> None:
        self.log = folder / f"bot-{time.monotonic_ns()}.log"
        settings = {
            "TELEGRAM_BOT_TOKEN": token,
            "TELEGRAM_API_BASE_URL": f"http://127.0.0.1:{port}",
            "NEWSDESK_ALLOW": "public",
            **env,
        }
        with self.log.open("w") as output:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "tests.telegram_bot", str(folder)],
                cwd=ROOT,
                env={**os.environ, **settings},
                stdout=output,
                stderr=output,
            )

    @property
    def output(self) -> str:
        return self.log.read_text("utf-8")

    async def ends(self, sign: int | None = None) -> tuple[int, float]:
        """The exit status, after a signal if one is given, and the seconds until then."""
        began = time.monotonic()
        if sign:
            self.running.send_signal(sign)
        while self.running.poll() is None:
            assert time.monotonic() - began < 15, self.output
            await asyncio.sleep(0.02)
        return self.running.returncode, time.monotonic() - began


def with_processes(scenario: Callable[[Scene, Callable[..., Process]], Awaitable[None]], folder: Path) -> Scene:
    """Run a scenario that starts bots as processes; what still runs at its end is stopped."""
    stage(folder)
    started: list[Process] = []

    async def run() -> Scene:
        api = BotApi()
        runner, port = await start_server(api)
        settings = TelegramSettings(
            TOKEN, Access(True, frozenset(), frozenset()), f"http://127.0.0.1:{port}", folder, pace=QUICK
        )
        scene = Scene(api, settings, lambda: pytest.fail("the bot is another process"), None)
        scene.runner = runner

        def start(**env: str) -> Process:
            started.append(Process(folder, port, **env))
            return started[-1]

        try:
            await scenario(scene, start)
        finally:
            for process in started:
                process.running.kill()
                process.running.wait()
            await scene.runner.cleanup()
        return scene

    return asyncio.run(run())
