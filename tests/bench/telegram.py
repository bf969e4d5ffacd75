"""How the bot holds out: `python -m tests.bench.telegram` starts it on the sample articles, against the Bot API server of the tests.

Prints how fast it starts, how fast it answers when idle, and what 200 questions from 40 chats within a minute do to it.
"""

import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import deque
from collections.abc import Callable
from pathlib import Path

from tests.telegram_server import TOKEN, BotApi, start_server
from tests.telegram_text import Json

ROOT = Path(__file__).parent.parent.parent
QUESTIONS = (
    "How many officers are deployed?", "How many people were displaced?", "Who leads the mission?", "When did the first officers land?",
    "What did the United States promise?", "What is the price of tea in Oslo?", "And how many were planned?", "How many airliners were hit?",
)  # fmt: skip
HEALTH = 18_081
COMMAND = [sys.executable, "-c", "from bot.cli import main; main()"]


def chat_of(api: BotApi, number: int) -> Json:
    about: Json = {"id": 9000 + number, "type": "private", "first_name": f"Person {number}"}
    return api.chats.setdefault(about["id"], {"chat": about, "messages": {}, "sent": deque()})


def say(api: BotApi, number: int, text: str) -> int:
    person = {"id": 9000 + number, "is_bot": False, "first_name": f"Person {number}", "language_code": "en"}
    message = api.store(chat_of(api, number), person, text=text)
    api.push("message", message)
    return int(message["message_id"])


async def until(holds: Callable[[], object], seconds: float = 60.0) -> float:
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > seconds:
            raise SystemExit("the bot did not answer in time")
        await asyncio.sleep(0.002)
    return time.monotonic() - began


def answers(api: BotApi) -> dict[int, float]:
    """When each question was answered."""
    sent = [event for event in api.events if event["kind"] == "sent" and "reply_to_message" in event["message"]]
    return {event["message"]["reply_to_message"]["message_id"]: event["at"] for event in reversed(sent)}


def memory_of(process: int) -> float:
    """Resident memory, in MB."""
    lines = Path(f"/proc/{process}/status").read_text("ascii").split("\n")
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS"))


def health() -> Json:
    with urllib.request.urlopen(f"http://127.0.0.1:{HEALTH}/healthz", timeout=5) as page:
        report: Json = json.load(page)
        return report


async def idle(api: BotApi, times: int = 15) -> list[float]:
    """Seconds from a message to its answer, one at a time."""
    spent = []
    for number in range(times):
        began = time.monotonic()
        asked = say(api, 100 + number, QUESTIONS[number % len(QUESTIONS)])
        await until(lambda asked=asked: asked in answers(api))  # type: ignore[misc]  # mypy cannot type a default
        spent.append(answers(api)[asked] - began)
        await asyncio.sleep(0.2)
    return spent


async def rush(api: BotApi, process: int) -> tuple[list[float], list[float], float]:
    """200 questions from 40 chats in a minute: seconds to each answer, memory over the time, the worst lag of the loop."""
    asked: dict[int, float] = {}
    memory, lag = [], 0.0
    for number in range(200):
        asked[say(api, number % 40, QUESTIONS[number % len(QUESTIONS)])] = time.monotonic()
        if number % 20 == 0:
            memory.append(memory_of(process))
            lag = max(lag, (await asyncio.to_thread(health))["lag_s"])
        await asyncio.sleep(0.3)
    await until(lambda: set(asked) <= set(answers(api)))
    done = answers(api)
    return [done[one] - began for one, began in asked.items()], memory, max(lag, (await asyncio.to_thread(health))["lag_s"])  # fmt: skip


async def main() -> None:
    api = BotApi()
    runner, port = await start_server(api)
    with tempfile.TemporaryDirectory() as data:
        env = {**os.environ, "NEWSDESK_DATA": data, "TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_API_BASE_URL": f"http://127.0.0.1:{port}",
               "NEWSDESK_ALLOW": "public", "NEWSDESK_HEALTH_PORT": str(HEALTH)}  # fmt: skip
        subprocess.run([*COMMAND, "ask", QUESTIONS[0]], env=env, cwd=ROOT, check=True, capture_output=True)
        early = say(api, 99, QUESTIONS[0])
        began = time.monotonic()
        bot = subprocess.Popen([*COMMAND, "telegram"], env=env, cwd=ROOT)
        try:
            await until(lambda: early in answers(api))
            print(
                f"start     first answer {time.monotonic() - began:.2f} s after the start on an existing index, {memory_of(bot.pid):.0f} MB"
            )
            await asyncio.sleep(1.0)
            spent = await idle(api)
            print(
                f"idle      median {1e3 * statistics.median(spent):.0f} ms, worst {1e3 * max(spent):.0f} ms from message to answer"
            )
            times, memory, lag = await rush(api, bot.pid)
            p95 = statistics.quantiles(times, n=20)[-1]
            refused = sum(1 for call in api.calls if call.get("status", 200) >= 400)
            print(
                f"rush      {len(times)} of 200 answered, p50 {statistics.median(times):.2f} s, p95 {p95:.2f} s, worst {max(times):.2f} s, loop lag {lag:.3f} s"
            )
            print(
                f"memory    {memory[0]:.0f} MB at first, {memory[-1]:.0f} MB at the end, {max(memory):.0f} MB at most; {refused} calls refused"
            )
        finally:
            began = time.monotonic()
            bot.terminate()
            print(f"stop      exit {await asyncio.to_thread(bot.wait, 15)} after {time.monotonic() - began:.2f} s")
    await runner.cleanup()


if __name__ == "__main__":
    asyncio.run(main())
