"""A strict Telegram Bot API server on loopback, over real HTTP: what a bot may do, and in which words it is refused.

Texts are parsed by Telegram's own TDLib. The flood limits are those that are published: 30 messages a second, 20 a minute in a
group, and about one a second in a private chat, with bursts. `BotApi` is what the bot sees; `tests/telegram_people.py` plays the people.
"""

import asyncio
import contextlib
import inspect
import json
import math
import re
import time
from collections import deque

from aiohttp import ClientSession, web

from tests.telegram_text import ApiError, Json, formatted, keyboard, load, need, quiet

TOKEN = "123456:TEST-TOKEN-abcdefghijklmnopqrstuvwxyz"
BOT = {"id": 123456, "is_bot": True, "first_name": "News", "username": "news_test_bot"}
OPT_IN = ("chat_member", "message_reaction", "message_reaction_count")  # sent only if allowed_updates names them
NOT_MODIFIED = "message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message"
TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
USE_DELETE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"


class BotApi:
    """The bot's side: methods of the Bot API, with every call and every visible effect recorded."""

    def __init__(self, *, privacy: bool = True) -> None:
        self.privacy, self.update_id, self.message_id = privacy, 500_000_000, 0
        self.limits = {"all": (30, 1.0), "private": (10, 10.0), "group": (20, 60.0)}
        self.chats: dict[int, Json] = {}
        self.files: dict[str, Json] = {}
        self.commands: dict[str, list[Json]] = {}
        self.queries: dict[str, tuple[int, float]] = {}
        self.updates: deque[Json] = deque()
        self.calls: list[Json] = []
        self.events: list[Json] = []
        self.faults: list[Json] = []
        self.allowed: list[str] | None = None
        self.webhook: Json = {}
        self._sent: deque[float] = deque()
        self._poller: object = None
        self._conflict_at = -9.0
        self._delivery: asyncio.Task[None] | None = None

    def happened(self, kind: str, chat: int, **what: object) -> bool:
        self.events.append(json.loads(json.dumps({"at": time.monotonic(), "kind": kind, "chat": chat, **what})))
        return True

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One call over HTTP, with the fault that was asked for it."""
        token, method = request.match_info["token"], request.match_info["method"]
        p = {**request.query, **{k: v for k, v in (await request.post()).items() if isinstance(v, str)}}
        call: Json = {"at": time.monotonic(), "method": method, "params": p}
        self.calls.append(call)
        fault = self._fault(method, p)
        status = 200
        body: Json = {"ok": True}
        try:
            need(token == TOKEN, "Unauthorized", 401)
            if fault.get("code"):
                raise ApiError(fault["code"], fault.get("description", ""), **{k: v for k, v in fault.items() if k == "retry_after"})  # fmt: skip
            handler = getattr(self, f"m_{method.lower()}", None)
            need(handler, "Not Found: method not found", 404)
            result = handler(p) if handler and fault.get("drop") != "before" else None
            body["result"] = await result if inspect.isawaitable(result) else result
        except ApiError as error:
            status, body = error.code, {"ok": False, "error_code": error.code, "description": error.description}
            body |= {"parameters": error.parameters} if error.parameters else {}
        call |= {"status": status, "response": json.loads(json.dumps(body)), "injected": bool(fault)}
        await asyncio.sleep(fault.get("delay", 0))  # done at once, but the bot hears of it late
        if fault.get("drop") and request.transport:  # "before": not done; "after": done, but the bot never hears of it
            request.transport.abort()
        if fault.get("body"):  # a proxy's page in place of JSON
            return web.Response(status=status, text=fault["body"], content_type="text/html")
        return web.json_response(body, status=status)

    def _fault(self, method: str, p: Json) -> Json:
        for fault in self.faults:
            if fault["method"].lower() == method.lower() and fault.get("contains", "") in str(p):
                fault["times"] -= 1
                self.faults = [f for f in self.faults if f["times"] > 0]
                return fault
        return {}

    def chat(self, p: Json) -> Json:
        need(p.get("chat_id"), "chat_id is empty")
        chat = self.chats.get(int(p["chat_id"]))
        if chat is None:
            raise ApiError(400, "Bad Request: chat not found")
        need(
            "migrated" not in chat,
            "group chat was upgraded to a supergroup chat",
            migrate_to_chat_id=chat.get("migrated"),
        )
        need(not chat.get("gone"), f"Forbidden: {chat.get('gone')}", 403)
        return chat

    def message(self, chat: Json, p: Json, what: str) -> Json:
        message: Json | None = chat["messages"].get(int(p.get("message_id") or 0))
        if message is None:
            raise ApiError(400, f"Bad Request: message to {what} not found")
        need(what != "edit" or message["from"]["id"] == BOT["id"], "message can't be edited")
        return message

    def flood(self, chat: Json) -> None:
        now, kind = time.monotonic(), "private" if chat["chat"]["type"] == "private" else "group"
        for log, (limit, window) in ((self._sent, self.limits["all"]), (chat["sent"], self.limits[kind])):
            while log and log[0] <= now - window:
                log.popleft()
            wait = max(1, math.ceil(log[0] + window - now)) if log else 1
            need(len(log) < limit, f"Too Many Requests: retry after {wait}", 429, retry_after=wait)
        self._sent.append(now)
        chat["sent"].append(now)

    def store(self, chat: Json, sender: Json, **content: object) -> Json:
        self.message_id += 1
        message = {
            "message_id": self.message_id,
            "from": sender,
            "chat": chat["chat"],
            "date": int(time.time()),
            **content,
        }
        chat["messages"][self.message_id] = message
        return message

    def m_sendmessage(self, p: Json) -> Json:
        chat, asked = self.chat(p), load(p.get("reply_parameters"), "reply parameters JSON object")
        origin: Json | None = chat["messages"].get(asked.get("message_id"))
        content = {k: v for k, v in self._text(p).items() if v} | keyboard(p.get("reply_markup"))
        need(origin or not asked or asked.get("allow_sending_without_reply"), "message to be replied not found")
        if origin:
            content["reply_to_message"] = {k: v for k, v in origin.items() if k != "reply_to_message"}
        topics = {m["message_thread_id"] for m in chat["messages"].values() if m.get("is_topic_message")}
        thread = int(p.get("message_thread_id") or (origin or {}).get("message_thread_id", 0))
        need(
            thread in topics or "message_thread_id" not in p or not chat["chat"].get("is_forum"),
            "message thread not found",
        )
        self.flood(chat)
        topic = {"message_thread_id": thread, "is_topic_message": True} if thread in topics else {}
        message = self.store(chat, BOT, **content, **topic)
        self.happened("sent", chat["chat"]["id"], message=message)
        return message

    def _text(self, p: Json) -> Json:
        preview = load(p.get("link_preview_options"), "link preview options JSON object")
        text, entities = formatted(p.get("text", ""), p.get("parse_mode"), p.get("entities"))
        return {"text": text, "entities": entities, "link_preview_options": preview}

    def _change(self, p: Json, what: Json) -> Json:
        chat = self.chat(p)
        message = self.message(chat, p, "edit")
        markup = {"reply_markup": keyboard(p.get("reply_markup")).get("reply_markup")}
        new = {k: v for k, v in (message | what | markup).items() if v}
        need(new != message, NOT_MODIFIED)
        self.flood(chat)
        message.clear()
        message.update(new, edit_date=int(time.time()))
        self.happened("edited", chat["chat"]["id"], message=message)
        return message

    def m_editmessagetext(self, p: Json) -> Json:
        return self._change(p, self._text(p))

    def m_editmessagereplymarkup(self, p: Json) -> Json:
        return self._change(p, {})

    def m_deletemessage(self, p: Json) -> bool:
        chat = self.chat(p)
        del chat["messages"][self.message(chat, p, "delete")["message_id"]]
        return self.happened("deleted", chat["chat"]["id"], message_id=int(p["message_id"]))

    def m_sendchataction(self, p: Json) -> bool:
        need(p.get("action") == "typing", "wrong parameter action in request")
        return self.happened("action", self.chat(p)["chat"]["id"], action=p["action"])

    def m_getme(self, p: Json) -> Json:
        return BOT | {
            "can_join_groups": True,
            "can_read_all_group_messages": not self.privacy,
            "supports_inline_queries": True,
        }

    def _answer(self, query_id: str, **what: object) -> bool:
        """A query takes one answer, in time."""
        chat, until = self.queries.pop(query_id, (0, 0.0))
        need(time.monotonic() < until, TOO_OLD)
        return self.happened("answered", chat, id=query_id, **what)

    def m_answercallbackquery(self, p: Json) -> bool:
        need(len(p.get("text", "")) <= 200, "MESSAGE_TOO_LONG")
        return self._answer(p.get("callback_query_id", ""), text=p.get("text", ""), alert=p.get("show_alert") == "true")

    def m_answerinlinequery(self, p: Json) -> bool:
        results = load(p.get("results"), "JSON encoded inline query results", "[]")
        ids = [str(r.get("id", "")) for r in results]
        need(len(ids) <= 50, "RESULTS_TOO_MUCH")
        need(len(set(ids)) == len(ids) and all(1 <= len(i.encode()) <= 64 for i in ids), "RESULT_ID_INVALID")
        for content in (r["input_message_content"] for r in results):
            formatted(content["message_text"], content.get("parse_mode"))
        return self._answer(p.get("inline_query_id", ""), results=results, personal=p.get("is_personal"))

    def m_getfile(self, p: Json) -> Json:
        need(p.get("file_id") in self.files, "invalid file_id")
        file = self.files[p["file_id"]]
        need(file["size"] <= 20 << 20, "file is too big")
        return {
            "file_id": p["file_id"],
            "file_unique_id": f"u{p['file_id']}",
            "file_size": file["size"],
            "file_path": file["path"],
        }

    async def download(self, request: web.Request) -> web.StreamResponse:
        found = {f["path"]: f["content"] for f in self.files.values()}.get(request.match_info["path"])
        if request.match_info["token"] != TOKEN or found is None:
            raise web.HTTPNotFound
        return web.Response(body=found)

    def m_setmycommands(self, p: Json) -> bool:
        commands = load(p.get("commands"), "commands JSON object", "[]")
        need(len(commands) <= 100, "BOT_COMMANDS_TOO_MUCH")
        need(all(re.fullmatch(r"/?[a-z0-9_]{1,32}", c.get("command", "")) for c in commands), "BOT_COMMAND_INVALID")
        need(all(1 <= len(c.get("description", "")) <= 256 for c in commands), "BOT_COMMAND_DESCRIPTION_INVALID")
        self.commands[json.loads(p.get("scope", '{"type": "default"}'))["type"] + ":" + p.get("language_code", "")] = (
            commands
        )
        return True

    async def m_getupdates(self, p: Json) -> list[Json]:
        need(not self.webhook, USE_DELETE, 409)
        self.allowed = load(p.get("allowed_updates"), "allowed_updates JSON object", json.dumps(self.allowed))
        offset, end = int(p.get("offset") or 0), time.monotonic() + min(max(int(p.get("timeout") or 0), 0), 50)
        me = self._poller = object()
        while self.updates and self.updates[0]["update_id"] < offset:
            self.updates.popleft()
        while not self.updates and self._poller is me and time.monotonic() < end:
            await asyncio.sleep(0.01)
        if (
            self._poller is not me
        ):  # a newer poll throws an older one out, which is told so not more often than every 3 s
            early, self._conflict_at = time.monotonic() - self._conflict_at < 3, time.monotonic()
            await asyncio.sleep(3 if early else 0)
            need(False, OTHER_POLL, 409)
        return list(self.updates)[: min(max(int(p.get("limit") or 100), 1), 100)]

    def push(self, kind: str, payload: Json) -> int | None:
        """A new update, if the bot asked for its kind."""
        self.update_id += 1
        if not (kind in self.allowed if self.allowed else kind not in OPT_IN):
            return None
        self.updates.append({"update_id": self.update_id, kind: dict(payload)})
        return self.update_id

    def m_setwebhook(self, p: Json) -> bool:
        need(
            re.match(r"https://|http://127\.0\.0\.1[:/]|$", p.get("url", "")),
            "bad webhook: An HTTPS URL must be provided for webhook",
        )
        self.allowed = load(p.get("allowed_updates"), "allowed_updates JSON object", json.dumps(self.allowed))
        self.webhook = {"url": p["url"], "secret": p.get("secret_token", "")} if p.get("url") else {}
        self._delivery = asyncio.ensure_future(self._deliver(self.webhook))
        return True

    def m_deletewebhook(self, p: Json) -> bool:
        return self.m_setwebhook({**p, "url": ""})

    async def _deliver(self, hook: Json) -> None:
        async with ClientSession(headers={"X-Telegram-Bot-Api-Secret-Token": hook.get("secret", "")}) as http:
            while hook and self.webhook is hook:
                with contextlib.suppress(IndexError, OSError):
                    async with http.post(hook["url"], json=self.updates[0]) as answer:
                        if answer.status < 300:
                            self.updates.popleft()
                await asyncio.sleep(0.05)  # and again: an update is kept until it is taken


async def start_server(api: BotApi, port: int = 0) -> tuple[web.AppRunner, int]:
    """Serve an API on 127.0.0.1; the runner, and the port."""
    quiet()
    app = web.Application(client_max_size=64 << 20)
    app.add_routes(
        [web.route("*", "/bot{token}/{method}", api.handle), web.get("/file/bot{token}/{path:.+}", api.download)]
    )
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, int(runner.addresses[0][1])
