"""Many people, busy groups, slow and broken searches. Numbers are rows of the table of cases."""

import asyncio
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.telegram_people import COST, DEAD, GROUP, QUICK, Scene, person, play
from tests.telegram_stage import PacedEncoder, stage

pytestmark = pytest.mark.filterwarnings("ignore:.*retry_after.*:DeprecationWarning")


def test_22_many_people_at_once(tmp_path: Path) -> None:
    """Forty people asking at once are all answered while the loop keeps turning; one who floods is told once to wait."""

    async def scenario(scene: Scene) -> None:
        worst = busy = 0.0

        async def beat() -> None:
            nonlocal worst, busy
            while True:
                before, worked = time.monotonic(), time.thread_time()
                await asyncio.sleep(0.05)
                worst = max(worst, time.monotonic() - before - 0.05)
                busy = max(busy, time.thread_time() - worked)

        beating = asyncio.create_task(beat())
        for number in range(40):
            scene.say(DEAD, person(number))
        for _ in range(30):
            scene.say(COST)
        await scene.until(lambda: len({e["chat"] for e in scene.events(0)}) == 41)
        await scene.until(lambda: len(scene.sent()) >= 46)
        await scene.until(lambda: all("14 people dead" in m["text"] for n in range(40) for m in scene.sent(1000 + n)))
        beating.cancel()
        floods = [message["text"] for message in scene.sent(42)]

        assert all("14 people dead" in message["text"] for n in range(40) for message in scene.sent(1000 + n))
        assert 5 == len([text for text in floods if "12 million" in text])
        assert 1 == len([text for text in floods if text.startswith("That is many questions at once")])
        assert busy < 0.5  # of the loop's own thread, which no other process adds to
        assert worst < 2

    play(scenario, tmp_path, stage(tmp_path))


def test_23_a_busy_group_is_answered_within_its_limit(tmp_path: Path) -> None:
    """No more than 20 messages go to a group in its window, none is refused, none is lost, and private chats do not wait."""

    async def scenario(scene: Scene) -> None:
        scene.api.limits["all"] = (1000, 1.0)
        for _ in range(25):
            scene.say(f"/ask {DEAD}", chat=GROUP)
        await scene.until(lambda: len(scene.sent(GROUP["id"])) == 20)
        await scene.ask(COST)
        await asyncio.sleep(0.5)

        assert 20 == len(scene.sent(GROUP["id"]))
        assert 5 == len(scene.api.chats[GROUP["id"]]["messages"]) - 40

    play(scenario, tmp_path, stage(tmp_path), pace=replace(QUICK, stop=0.5))


def test_24_a_search_that_fails_or_hangs_is_apologised_for(tmp_path: Path) -> None:
    """A search that breaks, and one that never ends, each get one line; the next question is answered."""

    async def scenario(scene: Scene) -> None:
        broken = await scene.ask(f"{DEAD}!")
        scene.say(f"{DEAD}??")
        await scene.until(lambda: len(scene.sent()) >= 3)
        await scene.until(lambda: any("took too long" in message["text"] for message in scene.sent()))
        await scene.until(lambda: scene.events(0, 42, ("deleted",)))
        actions = len(scene.events(0, 42, ("action",)))
        await asyncio.sleep(0.5)
        typed_on = len(scene.events(0, 42, ("action",))) - actions
        working = await scene.ask(DEAD)

        assert "I could not search just now; please try again." == broken["text"]
        assert 0 == typed_on
        assert "14 people dead" in working["text"]

    play(
        scenario,
        tmp_path,
        stage(tmp_path, encoder=PacedEncoder()),
        pace=replace(QUICK, answer=0.9, still_searching=0.4, typing=0.2),
    )


def test_25_typing_lasts_as_long_as_the_search(tmp_path: Path) -> None:
    """While a slow answer is made the bot types, says once that it still searches, and the answer takes that line's place."""

    async def scenario(scene: Scene) -> None:
        scene.say(f"{DEAD}?")
        (answer,) = await scene.heard(2)
        typed = scene.events(0, 42, ("action",))
        note = scene.events(0, 42, ("sent",))
        scene.say(f"/ask {COST}?", chat=GROUP)
        await scene.heard(2, chat=GROUP["id"])

        assert "14 people dead" in answer["text"]
        assert 3 <= len(typed) <= 4
        assert ["Still searching…"] == [event["message"]["text"] for event in note]
        assert 2 == len(scene.events(0, GROUP["id"], ("action",)))

    play(
        scenario,
        tmp_path,
        stage(tmp_path, encoder=PacedEncoder(0.9)),
        pace=replace(QUICK, still_searching=0.5, typing=0.3),
    )
