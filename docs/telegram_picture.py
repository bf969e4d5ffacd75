"""Draws docs/telegram.png: answers of the bot about the sample articles, as a page that looks like a Telegram chat.

    python docs/telegram_picture.py

The bot itself answers, over HTTP, through the Bot API server of the tests; a headless Chromium (or Chrome) takes the picture.
"""

import asyncio
import html
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from bot.settings import SAMPLES  # noqa: E402 - the root must be on the path first
from index.library import Index  # noqa: E402 - the same
from tests.telegram_people import Scene, play  # noqa: E402 - the same
from tests.telegram_text import Json  # noqa: E402 - the same

QUESTIONS = ("How many officers were sent in January?", "What is the price of tea?")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
TAGS = {
    "bold": ("<b>", "</b>"), "italic": ("<i>", "</i>"), "code": ("<code>", "</code>"),
    "blockquote": ("<blockquote>", "</blockquote>"), "expandable_blockquote": ("<blockquote>", "</blockquote>"),
}  # fmt: skip
STYLE = """
body { margin: 0; width: 560px; background: #d5e3d0; font: 15px/1.38 "Noto Sans", "DejaVu Sans", sans-serif; }
.chat { padding: 14px 16px 18px; }
.bubble { border-radius: 12px; padding: 7px 11px 8px; margin: 6px 0; white-space: pre-wrap; overflow-wrap: anywhere; box-shadow: 0 1px 1px #0002; }
.me { background: #e3fdcf; margin-left: auto; width: fit-content; max-width: 420px; }
.bot { background: #fff; width: 470px; }
.reply { border-left: 3px solid #54a5e4; background: #54a5e41a; border-radius: 4px; padding: 2px 8px; margin-bottom: 5px; font-size: 13px; }
.reply b { color: #3390d3; display: block; }
blockquote { margin: 3px 0; padding: 3px 9px; border-left: 3px solid #3fae7b; background: #3fae7b17; border-radius: 4px; font-size: 14px; }
a { color: #2f7fc2; text-decoration: none; }
.row { display: flex; gap: 4px; width: 492px; margin-top: 4px; }
.row span { flex: 1; text-align: center; background: #4d6b5c99; color: #fff; border-radius: 8px; padding: 5px 0; font-weight: 600; font-size: 14px; }
"""


def marked_up(message: Json) -> str:
    """A message's text and entities as HTML; entities count UTF-16 code units."""
    raw = message["text"].encode("utf-16-le")
    opened: dict[int, str] = {}
    closed: dict[int, str] = {}
    for entity in message.get("entities", []):
        start, end = entity["offset"], entity["offset"] + entity["length"]
        before, after = TAGS.get(entity["type"], ('<a href="#">', "</a>"))
        opened[start] = opened.get(start, "") + before
        closed[end] = after + closed.get(end, "")
    pieces = []
    for at in range(len(raw) // 2):
        unit = raw[2 * at : 2 * at + 2].decode("utf-16-le", "surrogatepass")
        pieces += [closed.get(at, ""), opened.get(at, ""), html.escape(unit, quote=False)]
    text = "".join([*pieces, closed.get(len(raw) // 2, "")])
    joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    return joined.replace("</blockquote>\n", "</blockquote>").replace("\n<blockquote>", "<blockquote>")


def bubbles(exchanges: list[tuple[str, Json]]) -> str:
    drawn = []
    for question, answer in exchanges:
        asked = html.escape(question)
        drawn.append(f'<div class="bubble me">{asked}</div>')
        drawn.append(f'<div class="bubble bot"><div class="reply"><b>You</b>{asked}</div>{marked_up(answer)}</div>')
        for row in answer.get("reply_markup", {}).get("inline_keyboard", []):
            drawn.append(
                '<div class="row">' + "".join(f"<span>{html.escape(b['text'])}</span>" for b in row) + "</div>"
            )
    return "".join(drawn)


def ask_all(folder: Path) -> list[tuple[str, Json]]:
    """What the bot answers to each question."""
    Index.create(folder / "index").update([SAMPLES])
    exchanges: list[tuple[str, Json]] = []

    async def scenario(scene: Scene) -> None:
        await asyncio.sleep(1)
        for question in QUESTIONS:
            exchanges.append((question, await scene.ask(question)))

    play(scenario, folder, lambda: Index.open(folder / "index"))
    return exchanges


def main() -> None:
    browser = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if browser is None:
        sys.exit("no Chromium or Chrome was found; install one")
    with tempfile.TemporaryDirectory() as name:
        page, shot = Path(name) / "page.html", Path(name) / "shot.png"
        chat = bubbles(ask_all(Path(name)))
        page.write_text(f'<meta charset="utf-8"><style>{STYLE}</style><div class="chat">{chat}</div>', "utf-8")
        height = sys.argv[1] if len(sys.argv) > 1 else "1440"
        subprocess.run(  # noqa: S603 - the browser that was found
            [browser, "--headless", "--no-sandbox", "--hide-scrollbars", "--force-device-scale-factor=1.5", f"--window-size=560,{height}",
             f"--screenshot={shot}", page.as_uri()], check=True, capture_output=True,
        )  # fmt: skip
        shutil.copy(shot, ROOT / "docs" / "telegram.png")


if __name__ == "__main__":
    main()
