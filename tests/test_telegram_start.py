"""Starting: what is missing, a server that is not there yet, a webhook, a page for supervisors. Numbers are rows of the table of cases."""

import asyncio
import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.telegram.settings import Access, TelegramSettings
from corpus.errors import NewsdeskError
from tests.telegram_people import DEAD, QUICK, Scene, play
from tests.telegram_server import TOKEN, BotApi, start_server
from tests.telegram_stage import stage

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


ROOT = Path(__file__).parent.parent


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
        api.inbox.webhook = {"url": "https://elsewhere.example/hook", "secret": ""}
        await starting
        answer = await scene.ask(DEAD)
        await scene.stop()
        await runner.cleanup()
        return [answer["text"], str(api.inbox.webhook), *scene.problems()]

    text, webhook, *problems = asyncio.run(run())

    assert "14 people dead" in text
    assert ("{}", []) == (webhook, problems)


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
    """Without a token, an allow-list or an index the command ends with 2, or 69 without an index, and one line that says what to write."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("TELEGRAM_", "NEWSDESK_"))}
    code = "from bot.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "telegram", *options], cwd=tmp_path, capture_output=True, text=True, check=False,
        env={**clean, **env, "PYTHONPATH": str(ROOT), "NEWSDESK_DATA": str(tmp_path)},
    )  # fmt: skip

    assert (69 if "no index" in told else 2) == done.returncode
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
        assert scene.api.inbox.webhook["secret"]

    play(scenario, tmp_path, stage(tmp_path), hook=Webhook(f"http://127.0.0.1:{port}/hook", "127.0.0.1", port))


def test_a_bot_that_lost_a_part_ends(tmp_path: Path) -> None:
    """A page for supervisors that cannot be served ends the bot with one line; it does not go on as half of itself."""
    import socket

    with contextlib.closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()

        async def scenario(scene: Scene) -> None:
            assert scene.bot is not None
            with pytest.raises(NewsdeskError, match=r"had to end \(OSError\)"):
                await asyncio.wait_for(scene.bot, 20)

        play(scenario, tmp_path, stage(tmp_path), health=taken.getsockname()[1])


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
