"""Fuzzing by mutation: readers of every kind of file, front matter, questions. Nothing but a reasoned refusal may come out."""

import json
import random
import signal
import string
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from bot.questions import checked
from bot.render import answer_text
from bot.telegram.keyboards import read_press
from bot.terminal import printable
from corpus.errors import NewsdeskError
from corpus.parsing import read_feed, read_feed_link
from corpus.read import read_file
from corpus.types import Rejected
from index.library import Index
from tests.conftest import ARTICLES, CountingEncoder
from tests.faults.stage import TOWNS
from tests.faults.table import Row
from tests.pdf_pages import pdf

FEEDS = (
    b"<?xml version='1.0'?><rss version='2.0'><channel><title>Echo</title><item><title>Storm</title><link>http://a.example/1</link><pubDate>Fri, 01 May 2026 10:00:00 GMT</pubDate><description>x</description></item></channel></rss>",
    b"<feed xmlns='http://www.w3.org/2005/Atom'><title>Echo</title><entry><title>Storm</title><link href='http://a.example/1'/><updated>2026-05-01T10:00:00Z</updated><content type='html'>x</content></entry></feed>",
)
HANG = 30  # seconds
_STORY = "The storm left 14 people dead in Vell on Monday, the army said. A bridge cost $12 million."
SEEDS: dict[str, bytes] = {
    ".txt": f"Storm in Vell\n\nVell Herald, 5 May 2026\n\n{_STORY}\n".encode(),
    ".md": f"---\ntitle: Storm\noutlet: Vell Herald\npublished: 2026-05-05\ntags: [a, {{b: 1}}]\n---\n# Storm\n\n{_STORY} [x](http://y)\n".encode(),
    ".html": f'<html><head><title>Storm | Vell Herald</title><meta property="og:site_name" content="Vell Herald"><script type="application/ld+json">{{"@type":"NewsArticle","headline":"Storm","datePublished":"2026-05-05"}}</script></head><body><article><h1>Storm</h1><p>{_STORY}</p><p>{_STORY}</p></article></body></html>'.encode(),
    ".json": json.dumps({"title": "Storm", "text": _STORY, "published": "2026-05-05", "source": {"name": "Vell"}}).encode(),
    ".jsonl": (json.dumps({"id": "a", "text": _STORY}) + "\n" + json.dumps({"text": _STORY, "date": 5}) + "\n").encode(),
    ".pdf": pdf([["Storm in Vell", _STORY]]),
}  # fmt: skip
_PIECES = (b"---\n", b"<div>", b"</p>", b"{", b"[", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\\ud800", b"&#x202e;", b"\x1b[2J", b"&amp;", b"*a", b"!!python/object:", b"2026-13-45", b"9" * 400, b"$1.2bn", b"\n\n", b"1e999", b'"', b"\xf0\x9f\x92\xa9", b"\xe2\x80\xae", b"<!--", b"]]>", b"endobj", b"%%EOF", b"stream\n", b"nan", b"-", b"half a dozen", b"per cent")  # fmt: skip


def mutated(raw: bytes, chance: random.Random) -> bytes:
    """The bytes with a few random changes."""
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(raw) + 1), chance.choice((1, 2, 8, 64, 500))
        raw = chance.choice((
            lambda raw=raw, at=at, length=length: raw[:at] + raw[at + length :],
            lambda raw=raw, at=at: raw[:at] + chance.choice(_PIECES) * chance.choice((1, 1, 2, 40)) + raw[at:],
            lambda raw=raw, at=at, length=length: raw[:at] + chance.randbytes(length) + raw[at + length :],
            lambda raw=raw, at=at, length=length: raw[:at] + raw[at : at + length] * chance.choice((2, 3, 30)) + raw[at + length :],
        ))()  # fmt: skip
    return raw


def run(seconds: float, seed: int = 0) -> list[Row]:
    """Fuzz for so long: files, the articles made of them in an index, questions, and what is shown."""
    chance = random.Random(seed)
    rows = [Row("fuzzed files"), Row("fuzzed feeds"), Row("fuzzed questions"), Row("fuzzed button data")]
    index = Index.in_memory(ARTICLES, CountingEncoder())
    index.reads_with = "none"
    works = (lambda: _file(chance), lambda: _feed(chance), lambda: _question(index, chance), lambda: _press(chance))
    until = time.monotonic() + seconds
    with tempfile.TemporaryDirectory() as folder:
        _FOLDER[:] = [Path(folder)]
        while time.monotonic() < until:
            for row, work in zip(rows, works, strict=True):
                row.note(*_wrong(work))
    return rows


_FOLDER: list[Path] = []


def _wrong(work: Callable[[], object]) -> list[str]:
    """What came out of one try that must not: an exception, or nothing for too long."""

    def hang(*_: object) -> None:
        raise TimeoutError(f"hung for {HANG} s")

    signal.signal(signal.SIGALRM, hang)
    signal.alarm(HANG)
    try:
        work()
    except Exception as error:
        return [f"{type(error).__name__}: {str(error)[:200]}"]
    finally:
        signal.alarm(0)
    return []


def _file(chance: random.Random) -> bytes:
    suffix = chance.choice(list(SEEDS))
    raw = mutated(SEEDS[suffix], chance)
    path = _FOLDER[0] / f"fuzzed{suffix}"
    path.write_bytes(raw)
    articles = [one for one in read_file(path, path.name) if not isinstance(one, Rejected)]
    for article in articles[:1]:
        article.text.encode()
        assert printable(article.text) == article.text.replace("\r", ""), "a control character stayed"
        if chance.random() < 0.1:
            made = Index.in_memory([article], CountingEncoder())
            made.reads_with = "none"
            made.ask("How many people died?")
    return raw


def _feed(chance: random.Random) -> bytes:
    raw = mutated(chance.choice(FEEDS), chance)
    with suppress(NewsdeskError):
        read_feed(raw, "http://echo.example/feed")
    with suppress(NewsdeskError):
        read_feed_link(raw, "http://echo.example/feed")
    return raw


def _question(index: Index, chance: random.Random) -> str:
    words = ["How many", "people", "died", "in", *TOWNS[:2], "and", "NEAR", "OR", '"', "*", "(", ")", ":", "'; drop table articles", "%", "$12m", "2026", "between", "5 May", "🌧", "שלום", "雨", "a\u0301" * 50, "\ud800", "\x00", "\u202e", "①", "½", "1e999", "-" * 40]  # fmt: skip
    text = " ".join(chance.choices(words, k=chance.randint(1, 12)))
    if chance.random() < 0.3:
        text = "".join(chance.choices(string.printable + "éß漢\u200b\u202e", k=chance.randint(1, 200)))
    with suppress(NewsdeskError):
        shown = answer_text(index.ask(checked(text), [checked("How many people died?")]), colour=False, width=80)
        assert not set(shown) & {chr(code) for code in range(32) if code not in (9, 10)}, (
            "a control character was shown"
        )
    return text


def _press(chance: random.Random) -> str:
    data = mutated(b"1:src:aBcDeF012345:1", chance)
    read_press(data)
    read_press(data.decode("utf-8", "replace"))
    return ""
