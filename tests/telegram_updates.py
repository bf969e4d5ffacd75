"""How updates reach a bot: long polls, one poller at a time, or a webhook that is called until it takes them."""

import asyncio
import contextlib
import json
import re
import time
from collections import deque

from aiohttp import ClientSession

from tests.telegram_text import Json, load, need

OPT_IN = ("chat_member", "message_reaction", "message_reaction_count")  # sent only if allowed_updates names them
USE_DELETE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class Inbox:
    """The updates that a bot has not confirmed."""

    def __init__(self) -> None:
        self.last = 500_000_000
        self.waiting: deque[Json] = deque()
        self.allowed: list[str] | None = None
        self.webhook: Json = {}
        self._poller: object = None
        self._conflict_at = -9.0
        self._delivery: asyncio.Task[None] | None = None

    async def get(self, p: Json) -> list[Json]:
        need(not self.webhook, USE_DELETE, 409)
        self.allowed = load(p.get("allowed_updates"), "allowed_updates JSON object", json.dumps(self.allowed))
        offset, end = int(p.get("offset") or 0), time.monotonic() + min(max(int(p.get("timeout") or 0), 0), 50)
        me = self._poller = object()
        while self.waiting and self.waiting[0]["update_id"] < offset:
            self.waiting.popleft()
        while not self.waiting and self._poller is me and time.monotonic() < end:
            await asyncio.sleep(0.01)
        if (
            self._poller is not me
        ):  # a newer poll throws an older one out, which is told so not more often than every 3 s
            early, self._conflict_at = time.monotonic() - self._conflict_at < 3, time.monotonic()
            await asyncio.sleep(3 if early else 0)
            need(False, OTHER_POLL, 409)
        return list(self.waiting)[: min(max(int(p.get("limit") or 100), 1), 100)]

    def push(self, kind: str, payload: Json) -> int | None:
        """A new update, if the bot asked for its kind."""
        self.last += 1
        if not (kind in self.allowed if self.allowed else kind not in OPT_IN):
            return None
        self.waiting.append({"update_id": self.last, kind: dict(payload)})
        return self.last

    def set_webhook(self, p: Json) -> bool:
        need(
            re.match(r"https://|http://127\.0\.0\.1[:/]|$", p.get("url", "")),
            "bad webhook: An HTTPS URL must be provided for webhook",
        )
        self.allowed = load(p.get("allowed_updates"), "allowed_updates JSON object", json.dumps(self.allowed))
        self.webhook = {"url": p["url"], "secret": p.get("secret_token", "")} if p.get("url") else {}
        self._delivery = asyncio.ensure_future(self._deliver(self.webhook))
        return True

    async def _deliver(self, hook: Json) -> None:
        async with ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": hook.get("secret", "")}) as http:
            while hook and self.webhook is hook:
                with contextlib.suppress(IndexError, OSError):
                    async with http.post(hook["url"], json=self.waiting[0]) as answer:
                        if answer.status < 300:
                            self.waiting.popleft()
                await asyncio.sleep(0.05)  # and again: an update is kept until it is taken
