"""What Telegram makes of a text: parsed offline by TDLib, Telegram's own library, with its limits and its refusals."""

import contextlib
import json
import re
from typing import Any

import tdjson

Json = dict[str, Any]

SPLITTABLE = "bold italic underline strikethrough spoiler blockquote expandable_blockquote".split()
ENTITIES = {
    "PreCode": "pre", "TextUrl": "text_link", "MentionName": "text_mention", "EmailAddress": "email", "BotCommand": "bot_command",
    "BlockQuote": "blockquote", "ExpandableBlockQuote": "expandable_blockquote", "PhoneNumber": "phone_number",
    **{n.capitalize(): n for n in "bold italic underline strikethrough spoiler code pre url mention hashtag cashtag".split()},
}  # fmt: skip
MODES = {
    "html": {"@type": "textParseModeHTML"},
    "markdown": {"@type": "textParseModeMarkdown", "version": 1},
    "markdownv2": {"@type": "textParseModeMarkdown", "version": 2},
}
BUTTONS = {"url", "callback_data", "web_app", "switch_inline_query", "switch_inline_query_current_chat", "copy_text"}
LONGEST, HEAVIEST = 4096, 32_768


class ApiError(Exception):
    """A refusal, in the words of the real server."""

    def __init__(self, code: int, description: str, **parameters: object) -> None:
        super().__init__(description)
        self.code, self.description, self.parameters = code, description, parameters


def need(holds: object, description: str, code: int = 400, **parameters: object) -> None:
    """Refuse a call unless something holds."""
    if not holds:
        raise ApiError(code, ("Bad Request: " if code == 400 else "") + description, **parameters)


def load(raw: str | None, what: str, default: str = "{}") -> Any:
    with contextlib.suppress(ValueError):
        return json.loads(raw or default)
    raise ApiError(400, f"Bad Request: can't parse {what}")


def _td(request: Json) -> Json:
    answer: Json = json.loads(tdjson.td_execute(json.dumps(request).encode()))
    return answer


def quiet() -> None:
    """Keep TDLib's own log out of the tests' output."""
    _td({"@type": "setLogVerbosityLevel", "new_verbosity_level": 0})


def piece(text: str, entity: Json) -> str:
    """The words of an entity; offsets count UTF-16 code units."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le", "replace")


def _entities(found: list[Json]) -> list[Json]:
    named = [
        {
            "type": ENTITIES.get(e["type"]["@type"].removeprefix("textEntityType")),
            "offset": e["offset"],
            "length": e["length"],
            **{k: v for k, v in e["type"].items() if k in ("url", "language")},
        }
        for e in found
    ]
    return [e for e in named if e["type"]]


def live_entities(text: str) -> list[Json]:
    """The links, mentions, commands and tags that Telegram finds in a text by itself."""
    return _entities(_td({"@type": "getTextEntities", "text": text})["entities"])


def parse(text: str, mode: str) -> tuple[str, list[Json]]:
    need(mode.lower() in MODES, "unsupported parse_mode")
    parsed = _td({"@type": "parseTextEntities", "text": text, "parse_mode": MODES[mode.lower()]})
    message = parsed.get("message", "")
    need(parsed["@type"] != "error", message[:1].lower() + message[1:])
    return parsed["text"], _entities(parsed["entities"])


def formatted(
    text: str, mode: str | None, raw_entities: str | None = None
) -> tuple[str, list[Json]]:  # fmt: skip
    """What a text becomes: parsed, trimmed, measured, with the entities that Telegram finds added."""
    need(text, "message text is empty")
    need(len(text.encode()) <= HEAVIEST, "text is too long")  # the marked-up text, before parsing
    entities: list[Json] = load(raw_entities, "entities JSON object", "[]")
    if text and mode and mode.lower() != "none":
        text, entities = parse(text, mode)
    end, first, lead = (
        len(text.rstrip().encode("utf-16-le")) // 2,
        min([e["offset"] for e in entities] or [len(text)]),
        0,
    )
    while lead < min(first, len(text)) and text[lead] in " \n":
        lead += 1
    text = text[lead:].rstrip()
    need(text, "text must be non-empty")
    need(len(text) <= LONGEST, "message is too long")  # code points, after parsing
    cut = [
        {**e, "offset": e["offset"] - lead, "length": min(e["offset"] + e["length"], end) - e["offset"]}
        for e in entities
    ]
    kept = [e for n, e in enumerate(cut) if e["length"] > 0 and e not in cut[:n]]
    solid = [e for e in kept if e["type"] not in SPLITTABLE]
    kept += [found for found in live_entities(text) if not any(_overlap(found, e) for e in solid)]
    return text, sorted(kept, key=lambda e: (e["offset"], -e["length"]))


def _overlap(one: Json, other: Json) -> bool:
    return bool(one["offset"] < other["offset"] + other["length"] and other["offset"] < one["offset"] + one["length"])


def keyboard(raw: str | None) -> Json:
    """The inline keyboard of a call, checked as the real server checks it."""
    markup = load(raw, "reply keyboard markup JSON object")
    need(isinstance(markup, dict), "object expected as reply markup")
    rows = markup.get("inline_keyboard", [])
    need(isinstance(rows, list) and all(isinstance(row, list) for row in rows),
         'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays')  # fmt: skip
    for button in (b for row in rows for b in row):
        url = button.get("url", "")
        need(button.get("text"), "inline keyboard button text must be non-empty")
        need(
            BUTTONS & set(button),
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
        )
        need(len(button.get("callback_data", "").encode()) <= 64, "BUTTON_DATA_INVALID")
        need(not url or parse('<a href="{}">x</a>'.format(re.sub("[&\"]", lambda c: f"&#{ord(c.group())};", url)), "HTML")[1],
             f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")  # fmt: skip
    need(sum(map(len, rows)) <= 100, "reply markup is too long")
    return {"reply_markup": {"inline_keyboard": rows}} if any(rows) else {}
