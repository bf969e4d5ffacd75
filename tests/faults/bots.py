"""SIGKILL to the bot at random moments while people ask: each question is answered, or closed with a line."""

import asyncio
import random
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.faults.table import Row
from tests.telegram_people import ALICE, DEAD, Scene
from tests.telegram_process import Process, with_processes

PEOPLE = 3


def run(root: Path, kills: int, seed: int = 0, *, forgetful: bool = False, patience: float = 40) -> Row:
    """Kill the bot so often; `forgetful` is the mutant that keeps accepted questions in memory only."""
    row, chance = Row(f"SIGKILL to the bot, {PEOPLE} questions each time"), random.Random(seed)
    root.mkdir(parents=True, exist_ok=True)
    env = {"FORGETFUL": "1"} if forgetful else {}

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        asked: list[int] = []
        for kill in range(kills):
            polls = len(scene.called("getUpdates"))
            bot = start(**env)
            await scene.until(lambda polls=polls: len(scene.called("getUpdates")) > polls, timeout=300)  # type: ignore[misc]
            for person in range(PEOPLE):
                asked.append(scene.say(f"{DEAD}?", {**ALICE, "id": 1000 + kill * PEOPLE + person})["message_id"])
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            bot.running.kill()
            bot.running.wait()
        start(**env)
        for _ in range(int(patience / 0.2)):
            if set(asked) <= set(_answered(scene)):
                break
            await asyncio.sleep(0.2)
        told = _answered(scene)
        for number in asked:
            row.note(*([f"question {number} was never answered"] if not told[number] else []))
        twice = _answered(scene, "14 people dead")  # a line that says "I was restarted" is no answer
        doubled = sum(count - 1 for number, count in twice.items() if number in asked and count > 1)
        row.note(*([f"{doubled} answers twice after {kills} kills"] if doubled > kills else []))
        row.fault += f" ({kills} kills, {doubled} doubled)"

    with_processes(scenario, root)
    return row


def _answered(scene: Scene, words: str = "") -> Counter[int]:
    replies = (one for one in scene.sent() if "reply_to_message" in one and words in one["text"])
    return Counter(one["reply_to_message"]["message_id"] for one in replies)
