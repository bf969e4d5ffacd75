"""The network is away while people ask: the bot stays, does not grow, and answers everything when it is back, with its age."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

from tests.faults.table import Row
from tests.telegram_people import ALICE, DEAD, Scene
from tests.telegram_process import Process, with_processes

PEOPLE = 5  # each asks once before and once during the outage
GROWTH = 8_000  # kB of memory that the second half of an outage may cost, however long it is
BACK = 60.0  # seconds in which everything is answered; the bot polls again within thirty
ODD_AGE = 540  # seconds before the outage that some were asked
OVERDUE = 90_000


def run(root: Path, seconds: float) -> Row:
    """Take Telegram away for so long: what is answered, closed and marked afterwards, and what the bot's memory did."""
    row = Row(f"Telegram away for {seconds:.0f} s, {2 * PEOPLE + 2} questions")
    root.mkdir(parents=True, exist_ok=True)

    async def scenario(scene: Scene, start: Callable[..., Process]) -> None:
        bot = start()
        await scene.until(lambda: scene.called("getUpdates"), timeout=300)
        await scene.ask(DEAD, {**ALICE, "id": 1})
        polls = len(scene.called("getUpdates"))
        held = [_say(scene, f"{DEAD}?", number) for number in range(PEOPLE)]  # taken, and not answered yet
        await scene.until(lambda: len(scene.called("getUpdates")) > polls)
        row.note(*([] if set(held) - set(_answers(scene)) else ["no answer was under way"]))
        async with scene.away():
            asked = [_say(scene, DEAD, 100 + number) for number in range(PEOPLE)]
            old, overdue = _say(scene, DEAD, 200, ODD_AGE), _say(scene, DEAD, 201, OVERDUE)
            await asyncio.sleep(seconds / 2)  # until then what was taken is computed, and threads start for it
            before = _memory(bot)
            await asyncio.sleep(seconds / 2)
            grown = _memory(bot) - before
        row.note(*([f"memory grew by {grown} kB"] if grown > GROWTH else []))
        numbers = {*held, *asked, old, overdue}
        end = time.monotonic() + BACK
        while not numbers <= set(_answers(scene)) and time.monotonic() < end:
            await asyncio.sleep(0.1)
        answers = _answers(scene)
        late = "You asked this" if seconds > 300 else "14 people dead"
        for number in (*held, *asked):
            row.note(*_wrong(answers.get(number, []), late))
        row.note(*_wrong(answers.get(old, []), "You asked this "))
        row.note(*_wrong(answers.get(overdue, []), "You asked this 1 day ago; if you still want to know"))
        row.note(*([] if bot.running.poll() is None else ["the bot ended"]))

    with_processes(scenario, root)
    return row


def _say(scene: Scene, text: str, person: int, age: int = 0) -> int:
    message = scene.say(text, {**ALICE, "id": 1000 + person}, date=int(time.time()) - age)
    return int(message["message_id"])


def _answers(scene: Scene) -> dict[int, list[str]]:
    """What was answered to each question, as it stands: "Still searching" is no answer."""
    stand = {event["message"]["message_id"]: event["message"] for event in scene.events()}
    found: dict[int, list[str]] = {}
    for one in stand.values():
        if "reply_to_message" in one and not one["text"].startswith("Still searching"):
            found.setdefault(one["reply_to_message"]["message_id"], []).append(one["text"])
    return found


def _wrong(texts: list[str], begin: str) -> list[str]:
    if len(texts) == 1 and texts[0].startswith(begin):
        return []
    return [f"answered {len(texts)} times: {texts}"]


def _memory(bot: Process) -> int:
    """kB of memory that a process has."""
    told = Path(f"/proc/{bot.running.pid}/status").read_text()
    return int(told.split("VmRSS:")[1].split()[0])
