"""The bot as a process: outages, signals, two copies, the log. Numbers are rows of the table of cases."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.telegram_people import ALICE, COST, DEAD, Scene, play
from tests.telegram_process import Process, with_processes
from tests.telegram_server import TOKEN
from tests.telegram_stage import stage

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


def test_07_an_outage_is_sat_out_quietly(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """After five failed polls the bot polls again, answers what was asked meanwhile, and has logged two lines about it."""

    async def scenario(scene: Scene) -> None:
        scene.fault("getUpdates", code=502, description="Bad Gateway", body="<html>502</html>", times=5)
        scene.say(DEAD)
        (answer,) = await scene.heard(timeout=60)

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


def test_09_a_wrong_token_ends_the_bot_and_is_not_shown(tmp_path: Path) -> None:
    """The process ends within ten seconds with one clear line, and the token is not in it."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start(token="999:WRONG-TOKEN-abcdefghijklmnop")
        status, seconds = await bot.ends()

        assert 78 == status
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
        assert 2 == len(scene.sent())
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
        before = len(scene.sent())
        start()
        await scene.until(lambda: len(scene.sent()) >= 16)
        await asyncio.sleep(0.5)

        assert (0, True) == (status, seconds < 10)
        assert 1 <= before < 16
        assert 16 == len(scene.sent()) == len({message["reply_to_message"]["message_id"] for message in scene.sent()})

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
        before = len(scene.sent())
        start()
        await scene.until(lambda: len(scene.sent()) == 3)
        await asyncio.sleep(0.5)

        assert 0 == before
        assert [m["message_id"] for m in asked] == sorted(m["reply_to_message"]["message_id"] for m in scene.sent())

    with_processes(scenario, tmp_path)


def test_13_an_answer_under_way_at_a_kill_is_not_sent_twice(tmp_path: Path) -> None:
    """Killed before it heard that its answer had arrived, the bot sends no second one, but asks to ask again if need be."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start()
        await scene.until(lambda: scene.called("getUpdates"))
        scene.fault("sendMessage", delay=5)
        scene.say(DEAD)
        await scene.until(lambda: scene.sent())
        bot.running.kill()
        bot.running.wait()
        start()
        await scene.until(lambda: len(scene.sent()) == 2)
        await asyncio.sleep(0.3)
        answer, line = scene.sent()

        assert "14 people dead" in answer["text"]
        assert line["text"].startswith("I was restarted while answering this")
        assert answer["reply_to_message"]["message_id"] == line["reply_to_message"]["message_id"]

    with_processes(scenario, tmp_path)


def test_an_answer_that_is_held_survives_a_killed_process(tmp_path: Path) -> None:
    """Killed while its answer cannot be sent, the bot answers after the restart: nothing can have arrived, so nobody is asked to ask again."""

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start()
        await scene.until(lambda: scene.called("getUpdates"))
        bot.running.send_signal(signal.SIGSTOP)  # its poll is answered, and Telegram gone before it can send anything
        scene.say(f"{DEAD}?")
        await asyncio.sleep(0.3)
        async with scene.away():
            bot.running.send_signal(signal.SIGCONT)
            await asyncio.sleep(2)
            bot.running.kill()
            bot.running.wait()
        start()
        await scene.until(lambda: scene.sent())
        await asyncio.sleep(0.5)

        assert ["14 people dead"] == [message["text"][:14] for message in scene.sent()]

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
        scene.api.inbox.push("message", {"message_id": "Xanadu", "text": "Xanadu"})
        await scene.until(lambda: len({message["chat"]["id"] for message in scene.sent()}) == 4)
        await bot.ends(signal.SIGTERM)

        assert "a question could not be answered: NewsdeskError" in bot.output
        assert [False, False, False] == [secret in bot.output for secret in (TOKEN, TOKEN.partition(":")[2], "Xanadu")]

    with_processes(scenario, tmp_path)
