"""The bot as a process: starting, outages, signals, two copies, the log. Numbers are rows of the table of cases."""

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp import web

from bot.telegram.settings import Access, TelegramSettings
from tests.telegram_people import ALICE, QUICK, Scene, play, stage
from tests.telegram_server import TOKEN, BotApi, start_server
from tests.telegram_text import Json

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")

ROOT = Path(__file__).parent.parent
DEAD = "How many people died in Vell?"
COST = "What did the bridge cost?"


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

        def start(**env: str) -> Process:
            started.append(Process(folder, port, **env))
            return started[-1]

        try:
            await scenario(scene, start)
        finally:
            for process in started:
                process.running.kill()
                process.running.wait()
            await runner.cleanup()
        return scene

    return asyncio.run(run())


def sent(scene: Scene) -> list[Json]:
    return [event["message"] for event in scene.events(0, None, ("sent",))]


async def closed(runner: web.AppRunner) -> None:
    await runner.cleanup()


def test_07_an_outage_is_sat_out_quietly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After failed polls the bot polls again, answers what was asked meanwhile, and has logged two lines about it."""

    async def scenario(scene: Scene) -> None:
        scene.fault("getUpdates", code=502, description="Bad Gateway", body="<html>502</html>", times=2)
        scene.say(DEAD)
        (answer,) = await scene.heard(timeout=30)

        assert "14 people dead" in answer["text"]
        await scene.until(lambda: "answers again" in caplog.text)

    with caplog.at_level("INFO", "bot"):
        play(scenario, tmp_path, stage(tmp_path))
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name == "bot.telegram.serve" and "elegram" in record.getMessage()
    ]

    assert ["Telegram cannot be reached (NetworkError); trying on", "Telegram answers again"] == lines


def test_08_and_11_the_bot_waits_for_the_server_and_removes_a_webhook(tmp_path: Path) -> None:
    """Started before the server is there, the bot waits; a webhook that is set is deleted, and it polls."""
    open_index = stage(tmp_path)

    async def run() -> list[str]:
        api = BotApi()
        runner, port = await start_server(api)
        await runner.cleanup()
        settings = TelegramSettings(
            TOKEN, Access(True, frozenset(), frozenset()), f"http://127.0.0.1:{port}", tmp_path, pace=QUICK
        )
        scene = Scene(api, settings, open_index, None)
        starting = asyncio.create_task(scene.start())
        await asyncio.sleep(0.7)
        runner, _ = await start_server(api, port)
        api.webhook = {"url": "https://elsewhere.example/hook", "secret": ""}
        await starting
        answer = await scene.ask(DEAD)
        await scene.stop()
        await runner.cleanup()
        return [answer["text"], str(api.webhook), *scene.problems()]

    text, webhook, *problems = asyncio.run(run())

    assert "14 people dead" in text
    assert ("{}", []) == (webhook, problems)


def test_09_a_wrong_token_ends_the_bot_and_is_not_shown(tmp_path: Path) -> None:
    """The process ends within ten seconds with one clear line, and the token is not in it."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start(token="999:WRONG-TOKEN-abcdefghijklmnop")
        status, seconds = await bot.ends()

        assert 2 == status
        assert seconds < 10
        assert [
            "Telegram does not accept the token; copy TELEGRAM_BOT_TOKEN from @BotFather again"
        ] == bot.output.splitlines()

    with_processes(scenario, tmp_path)


def test_10_two_copies_answer_a_question_once(tmp_path: Path) -> None:
    """A second copy on the same token stays up and says so in one line; each question is answered once, also when one has left."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        first, second = start(), start()
        await scene.until(lambda: "uses the same token" in first.output + second.output)
        scene.say(DEAD)
        await scene.heard()
        assert (await second.ends(signal.SIGTERM))[0] == 0
        await asyncio.sleep(0.5)
        answer = await scene.ask(COST)

        assert first.running.poll() is None
        assert "12 million" in answer["text"]
        assert 2 == len(sent(scene))
        assert 1 == (first.output + second.output).count("another copy of the bot runs on")
        assert all(log.count("uses the same token") <= 1 for log in (first.output, second.output))
        assert "Traceback" not in first.output + second.output

    with_processes(scenario, tmp_path)


def test_12_sigterm_ends_the_bot_in_time_and_loses_nothing(tmp_path: Path) -> None:
    """Idle and in mid-answer it ends at once with 0; the running answer is sent, the queued ones after the restart, each once."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        idle = start()
        await scene.until(lambda: scene.called("getUpdates"))
        status, seconds = await idle.ends(signal.SIGTERM)
        assert (0, True) == (status, seconds < 3)

        busy = start()
        await scene.until(lambda: len(scene.called("getMe")) == 2)
        for number in range(4):
            for _ in range(4):
                scene.say(f"{DEAD}?", {**ALICE, "id": 100 + number})
        await scene.until(lambda: scene.events(0, None, ("action",)))
        await asyncio.sleep(0.3)
        status, seconds = await busy.ends(signal.SIGTERM)
        before = len(sent(scene))
        start()
        await scene.until(lambda: len(sent(scene)) >= 16)
        await asyncio.sleep(0.5)

        assert (0, True) == (status, seconds < 10)
        assert 1 <= before < 16
        assert 16 == len(sent(scene)) == len({message["reply_to_message"]["message_id"] for message in sent(scene)})

    with_processes(scenario, tmp_path)


def test_13_a_question_survives_a_killed_process(tmp_path: Path) -> None:
    """Questions that were accepted when the process was killed are answered once by the next one."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start()
        await scene.until(lambda: scene.called("getUpdates"))
        asked = [scene.say(f"{DEAD}?", {**ALICE, "id": 100 + number}) for number in range(3)]
        await scene.until(lambda: len(scene.events(0, None, ("action",))) == 3)
        await asyncio.sleep(0.2)
        bot.running.kill()
        bot.running.wait()
        before = len(sent(scene))
        start()
        await scene.until(lambda: len(sent(scene)) == 3)
        await asyncio.sleep(0.5)

        assert 0 == before
        assert [m["message_id"] for m in asked] == sorted(m["reply_to_message"]["message_id"] for m in sent(scene))

    with_processes(scenario, tmp_path)


def test_13_an_answer_under_way_at_a_kill_is_not_sent_twice(tmp_path: Path) -> None:
    """Killed before it heard that its answer had arrived, the bot sends no second one, but asks to ask again if need be."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start()
        await scene.until(lambda: scene.called("getUpdates"))
        scene.fault("sendMessage", delay=5)
        scene.say(DEAD)
        await scene.until(lambda: sent(scene))
        bot.running.kill()
        bot.running.wait()
        start()
        await scene.until(lambda: len(sent(scene)) == 2)
        await asyncio.sleep(0.3)
        answer, line = sent(scene)

        assert "14 people dead" in answer["text"]
        assert line["text"].startswith("I was restarted while answering this")
        assert answer["reply_to_message"]["message_id"] == line["reply_to_message"]["message_id"]

    with_processes(scenario, tmp_path)


def test_32_neither_the_token_nor_a_question_is_in_the_log(tmp_path: Path) -> None:
    """Over a run at DEBUG with broken searches, refused and lost calls, the log holds neither."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start(NEWSDESK_LOG="DEBUG")
        await scene.until(lambda: scene.called("getUpdates"))
        scene.fault("getUpdates", code=502, description="Bad Gateway")
        scene.fault("sendMessage", code=400, description="Bad Request: chat not found", contains="101")
        scene.fault("sendMessage", drop="after", contains="102")
        for number, ending in enumerate(("", "", "", "!")):
            scene.say(f"Was Xanadu's harbour closed?{ending}", {**ALICE, "id": 100 + number})
        scene.inline("Was Xanadu's harbour closed?!")
        scene.api.push("message", {"message_id": "Xanadu", "text": "Xanadu"})
        await scene.until(lambda: len({message["chat"]["id"] for message in sent(scene)}) == 4)
        await bot.ends(signal.SIGTERM)

        assert "a question could not be answered: RuntimeError" in bot.output
        assert [False, False, False] == [secret in bot.output for secret in (TOKEN, TOKEN.partition(":")[2], "Xanadu")]

    with_processes(scenario, tmp_path)


@pytest.mark.parametrize(
    ("env", "options", "told"),
    [
        ({}, [], "there is no TELEGRAM_BOT_TOKEN"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN}, [], "the bot does not start for everybody by accident"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "@alice"}, [], "holds something that is no id"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "1"}, ["--index", "nowhere"], "there is no index in nowhere"),
        ({"TELEGRAM_BOT_TOKEN": TOKEN, "NEWSDESK_ALLOW": "1"}, ["--webhook", "ftp://x"], "give --webhook https://HOST/PATH"),
    ],
)  # fmt: skip
def test_24_what_is_missing_is_told_before_anything_starts(
    tmp_path: Path, env: dict[str, str], options: list[str], told: str
) -> None:
    """Without a token, an allow-list or an index the command ends with 2 and one line that says what to write."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "NEWSDESK_"))}
    code = "from bot.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "telegram", *options], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**clean, **env, "PYTHONPATH": str(ROOT), "NEWSDESK_DATA": str(tmp_path)},
    )  # fmt: skip

    assert 2 == done.returncode
    assert told in done.stderr
    assert 1 == len(done.stderr.splitlines())


def test_a_webhook_is_served_and_told_to_telegram(tmp_path: Path) -> None:
    """With --webhook Telegram calls the bot, with a secret; a call without it is refused."""
    import socket

    from aiohttp import ClientSession

    from bot.telegram.serve import Webhook

    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def scenario(scene: Scene) -> None:
        answer = await scene.ask(DEAD)
        async with (
            ClientSession() as http,
            http.post(f"http://127.0.0.1:{port}/hook", json={"update_id": 1}) as stranger,
        ):
            assert 403 == stranger.status
        assert "14 people dead" in answer["text"]
        assert scene.api.webhook["secret"]

    play(scenario, tmp_path, stage(tmp_path), hook=Webhook(f"http://127.0.0.1:{port}/hook", "127.0.0.1", port))


def test_healthz_tells_supervisors_how_the_bot_is(tmp_path: Path) -> None:
    """/healthz answers 200 with the loop's lag while Telegram is heard; other paths are not found."""
    import socket

    from aiohttp import ClientSession

    with contextlib.closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def scenario(scene: Scene) -> None:
        await scene.ask(DEAD)
        async with ClientSession() as http:
            async with http.get(f"http://127.0.0.1:{port}/healthz") as well:
                report = await well.json()
            async with http.get(f"http://127.0.0.1:{port}/") as other:
                assert (200, 404) == (well.status, other.status)
        assert report["ok"]
        assert (0, True) == (report["waiting"], report["lag_s"] < 1)

    play(scenario, tmp_path, stage(tmp_path), health=port)
