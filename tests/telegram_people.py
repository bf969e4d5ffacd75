"""The people's side of the Bot API server: they write, edit, press and wait, and look at what came of it.

A scenario is a coroutine over a `Scene`: the server, and the real application in the same event loop, over real HTTP.
"""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.telegram.serve import Webhook, serve
from bot.telegram.settings import Access, Pace, TelegramSettings
from index.library import Index
from tests.telegram_server import BOT, TOKEN, BotApi, start_server
from tests.telegram_text import Json, live_entities, piece

ALICE: Json = {"id": 42, "is_bot": False, "first_name": "Alice", "language_code": "en"}
BOB: Json = {"id": 43, "is_bot": False, "first_name": "Bob", "language_code": "fr"}
ADMIN: Json = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
OTHER_ADMIN: Json = {**ADMIN, "id": 8}
GROUP: Json = {"id": -1001234567890, "type": "supergroup", "title": "Newsroom"}
FORUM: Json = {"id": -1002, "type": "supergroup", "title": "Forum", "is_forum": True}
DEAD, COST = "How many people died in Vell?", "What did the bridge cost?"
QUICK = Pace(typing=0.5, still_searching=1.0, answer=2.0, stop=3.0, album=0.2, poll=2.0, debounce=0.05)


class Scene:
    """One server, one bot, and people."""

    def __init__(
        self, api: BotApi, settings: TelegramSettings, open_index: Callable[[], Index], hook: Webhook | None
    ) -> None:
        self.api, self.settings, self.open_index, self.hook = api, settings, open_index, hook
        self.bot: asyncio.Task[None] | None = None
        self.runner: web.AppRunner | None = None
        self._stop = asyncio.Event()
        self._queries = 10**17

    # ---- the bot
    async def start(self) -> None:
        """Start the bot and wait until it listens."""
        self._stop = asyncio.Event()
        calls = len(self.api.calls)
        self.bot = asyncio.create_task(serve(self.settings, self.open_index, self.hook, self._stop))
        await self.until(
            lambda: self.bot_is_done() or self.called("getUpdates", calls) or self.called("setWebhook", calls)
        )

    @contextlib.asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """Meanwhile nothing listens where Telegram was: connections are refused."""
        assert self.runner is not None
        await self.runner.cleanup()
        yield
        self.runner, _ = await start_server(self.api, int(self.settings.api.rpartition(":")[2]))

    async def stop(self) -> float:
        """Stop the bot; the seconds that took."""
        began = time.monotonic()
        self._stop.set()
        if self.bot is not None:
            await self.bot
        return time.monotonic() - began

    def bot_is_done(self) -> bool:
        return self.bot is not None and self.bot.done()

    # ---- the people
    def who(self, user: Json, about: Json | None) -> Json:
        mine = {"id": user["id"], "type": "private", "first_name": user["first_name"]}
        about = about or mine
        return self.api.chats.setdefault(about["id"], {"chat": about, "messages": {}, "sent": deque()})

    def say(
        self,
        text: str | None,
        user: Json = ALICE,
        chat: Json | None = None,
        reply_to: Json | None = None,
        **extra: Any,
    ) -> Json:
        """A message of a person's, handed to the bot where privacy mode lets it through."""
        where, content = self.who(user, chat), dict(extra)
        for key in ("text", "caption"):
            words = text if key == "text" else extra.get("caption")
            if words is not None:
                found = live_entities(words)
                content |= {key: words} | (
                    {"entities" if key == "text" else "caption_entities": found} if found else {}
                )
        if reply_to:
            content["reply_to_message"] = {k: v for k, v in reply_to.items() if k != "reply_to_message"}
        message = self.api.store(where, user, **content)
        if self._passes(where, message):
            self.api.inbox.push("message", message)
        return message

    def _passes(self, chat: Json, m: Json) -> bool:
        """Privacy mode: in a group the bot gets commands and replies to itself; mentions are reported not to pass."""
        text, me = m.get("text", ""), f"@{BOT['username']}"
        commands = [piece(text, e).lower() for e in m.get("entities", []) if e["type"] == "bot_command"]
        return bool(
            chat["chat"]["type"] == "private" or not self.api.privacy
            or m.get("reply_to_message", {}).get("from", {}).get("id") == BOT["id"]
            or any("@" not in command.removesuffix(me) for command in commands)
        )  # fmt: skip

    def document(
        self, name: str, content: str | bytes, user: Json = ALICE, size: int | None = None, **extra: Any
    ) -> Json:
        raw = content.encode() if isinstance(content, str) else content
        file_id = f"BQAC{len(self.api.files):06d}"
        self.api.files[file_id] = {"content": raw, "size": size or len(raw), "path": f"documents/{file_id}"}
        sent = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name, "file_size": size or len(raw)}
        return self.say(None, user, document=sent, **extra)

    def edit(self, message: Json, text: str, **extra: Any) -> None:
        message.update({"text": text, "entities": live_entities(text), "edit_date": int(time.time()), **extra})
        self.api.inbox.push("edited_message", message)

    def press(
        self, message: Json, label: str = "", user: Json = ALICE, data: str | None = None, *, expired: bool = False
    ) -> str:
        """Press a button that is there, by its label, or one that carries any data."""
        rows = message.get("reply_markup", {}).get("inline_keyboard", [])
        found = data or next(
            b["callback_data"] for row in rows for b in row if b["text"].startswith(label) and "callback_data" in b
        )
        payload = {"data": found, "message": dict(message), "chat_instance": "77"}
        return self._query("callback_query", user, payload, message["chat"]["id"], expired)

    def inline(self, query: str, user: Json = ALICE, *, expired: bool = False) -> str:
        payload = {"query": query, "offset": "", "chat_type": "sender"}
        return self._query("inline_query", user, payload, user["id"], expired)

    def _query(self, kind: str, user: Json, payload: Json, chat: int, expired: bool) -> str:
        self._queries += 1
        self.api.queries[str(self._queries)] = (chat, 0.0 if expired else time.monotonic() + 30)
        self.api.inbox.push(kind, {"id": str(self._queries), "from": user, **payload})
        return str(self._queries)

    def fault(self, method: str, **what: Any) -> None:
        self.api.faults.append({"times": 1, "method": method} | what)

    # ---- what came of it
    async def until(self, holds: Callable[[], object], timeout: float = 20.0) -> None:
        """Wait until something holds, and fail if it never does."""
        end = time.monotonic() + timeout
        while not holds():
            assert time.monotonic() < end, f"it never came to that; the last calls: {self.api.calls[-6:]}"
            await asyncio.sleep(0.01)

    def events(
        self, since: int = 0, chat: int | None = None, kinds: tuple[str, ...] = ("sent", "edited")
    ) -> list[Json]:
        return [e for e in self.api.events[since:] if e["kind"] in kinds and chat in (None, e["chat"])]

    def sent(self, chat: int | None = None) -> list[Json]:
        """The messages that the bot sent, in order."""
        return [event["message"] for event in self.events(0, chat, ("sent",))]

    async def heard(
        self, count: int = 1, since: int = 0, chat: int | None = None, quiet: float = 0.08, timeout: float = 20.0
    ) -> list[Json]:
        """The messages that the bot sent or edited, as they stand when at least so many came and it has fallen quiet."""
        await self.until(lambda: len(self.events(since, chat)) >= count, timeout)
        seen = -1
        while seen != len(self.events(since, chat)):
            seen = len(self.events(since, chat))
            await asyncio.sleep(quiet)
        last = {e["message"]["message_id"]: e["message"] for e in self.events(since, chat)}
        return list(last.values())

    async def ask(self, text: str, user: Json = ALICE, chat: Json | None = None, **extra: Any) -> Json:
        """The bot's one answer to a message."""
        since = len(self.api.events)
        message = self.say(text, user, chat, **extra)
        answers = await self.heard(1, since, message["chat"]["id"])  # fails if the bot stays silent
        assert 1 == len(answers), [answer["text"] for answer in answers]
        return answers[0]

    def called(self, method: str, since: int = 0) -> list[Json]:
        return [call for call in self.api.calls[since:] if call["method"].lower() == method.lower()]

    def problems(self) -> list[str]:
        """Every call that was refused without our asking for it, and the queries left unanswered."""
        refused = [c for c in self.api.calls if c.get("status", 200) >= 400 and not c["injected"]]
        return [f"{c['method']}: {c['response']['description']}" for c in refused] + [
            f"query {q}" for q in self.api.queries
        ]


def play(
    scenario: Callable[[Scene], Awaitable[None]],
    data: Path,
    open_index: Callable[[], Index],
    *,
    started: bool = True,
    problems: int | None = 0,
    privacy: bool = True,
    hook: Webhook | None = None,
    **settings: Any,
) -> Scene:
    """Run a scenario with a bot that everybody may ask; no call may be refused but those that it makes fail."""

    async def run() -> Scene:
        api = BotApi(privacy=privacy)
        runner, port = await start_server(api)
        everybody = TelegramSettings(
            TOKEN, Access(True, frozenset(), frozenset({7, 8})), f"http://127.0.0.1:{port}", data, pace=QUICK
        )
        scene = Scene(api, replace(everybody, **settings), open_index, hook)
        scene.runner = runner
        try:
            if started:
                await scene.start()
            await scenario(scene)
        finally:
            with contextlib.suppress(Exception):
                await scene.stop()
            await scene.runner.cleanup()
        assert problems is None or problems == len(scene.problems()), scene.problems()
        return scene

    return asyncio.run(run())


def person(number: int) -> Json:
    """Somebody with an id of their own."""
    return {"id": 1000 + number, "is_bot": False, "first_name": f"Person {number}", "language_code": "en"}


def entities(message: Json, kind: str | None = None) -> list[str]:
    """The words of a message's entities, of one kind or of all."""
    return [piece(message["text"], e) for e in message.get("entities", []) if kind in (None, e["type"])]


def labels(message: Json) -> list[str]:
    return [button["text"] for row in message.get("reply_markup", {}).get("inline_keyboard", []) for button in row]
