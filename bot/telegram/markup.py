"""Text as Telegram's HTML: escapes only, and nothing quoted becomes a link, a mention or a command."""

import html
import re
from urllib.parse import urlsplit

from telegram.constants import MessageLimit

LONGEST = int(MessageLimit.MAX_TEXT_LENGTH)  # code points that a reader sees
HEAVIEST = 32_000  # bytes before parsing; the server takes 32,768
LONGEST_LINK = 2048

_JOINER = "\u2060"  # invisible, and no part of a link or of a name
_BOLD, _END = "\ue000", "\ue001"  # where bold begins and ends, until the text is escaped
# What Telegram itself drops from texts, what steers how they are shown, and our own two marks.
_DROPPED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u030a\u0333\u033f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff\U000e0000-\U000e007f\ud800-\udfff\ue000\ue001]"
)
_LIVE = re.compile(
    "[@#]|\\$(?=[\ue000\ue001]?[^\\W\\d])"  # mentions, tags
    "|(?<![\\w<>/])/+"  # commands
    "|:(?=//)"  # links
    "|(?<=[\\w\ue001])\\.(?=[\ue000]?[^\\W\\d_])"  # names of sites
    "|(?<=\\d)\\.(?=(?:\\d{1,3}\\.){2}\\d)"  # addresses in digits
)
_TAG = re.compile(r"<[^>]*>")


def clean(text: str) -> str:
    """The text on one line, without characters that Telegram drops."""
    return " ".join(_DROPPED.sub("", text.replace("\t", " ")).split())


def dead(text: str) -> str:
    """The text with an invisible joiner after each sign that would make it live."""
    return _LIVE.sub(lambda sign: f"{sign.group()}{_JOINER}", text)


def quoted(text: str, bold: tuple[int, int] = (0, 0)) -> str:
    """Somebody else's words as HTML that shows them and does nothing; `bold` is a span of a cleaned text."""
    text = clean(text)
    if bold[0] < bold[1]:
        text = f"{text[: bold[0]]}{_BOLD}{text[slice(*bold)]}{_END}{text[bold[1] :]}"
    return html.escape(dead(text), quote=False).replace(_BOLD, "<b>").replace(_END, "</b>")


def link(url: str | None, label: str) -> str:
    """A label that opens a web address; the label alone if Telegram would not take the address."""
    return f'<a href="{html.escape(url)}">{label}</a>' if url and _is_web(url) else label


def _is_web(url: str) -> bool:
    if len(url) > LONGEST_LINK or re.search(r"[\s\x00-\x20\x7f]", url):
        return False
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and "@" not in parts.netloc
        and re.fullmatch(r"[\w-]+(\.[\w-]+)+", host) is not None
        and not host.endswith((".localhost", ".local"))
    )


def visible(markup: str) -> str:
    """What a reader sees of our own HTML."""
    return html.unescape(_TAG.sub("", markup))


def fits(markup: str) -> bool:
    """Whether one message can hold it."""
    return len(visible(markup)) <= LONGEST - 16 and len(markup.encode("utf-8")) <= HEAVIEST


def shorten(text: str, most: int, around: tuple[int, int] = (0, 0)) -> str:
    """A text cut at word ends to `most` characters, keeping the span `around`; at a sentence end where that is near."""
    if len(text) <= most:
        return text
    start = 0 if around[1] <= most - 2 else max(0, min(around[0] - most // 3, len(text) - most + 2))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    room = most - 1 - (1 if start else 0)
    end = min(len(text), start + room)
    if end < len(text):
        sentence = max(text.rfind(stop, start, end) for stop in (". ", "! ", "? "))
        word = text.rfind(" ", start, end)
        end = sentence + 1 if sentence > max(around[1], start + room // 2) else word if word > start else end
    return ("…" if start else "") + text[start:end].strip(" ,;") + ("…" if end < len(text) else "")
