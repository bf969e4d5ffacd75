"""An answer as Telegram messages: headline, findings, numbered sources with quotes to unfold, freshness."""

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.telegram import words
from bot.telegram.markup import clean, fits, quoted, shorten
from bot.telegram.phrases import day, phrases
from bot.telegram.sources import Source, headline_of, source_of
from corpus.types import Article
from index.answers.telling.headlines import DIFFER
from index.types import Answer, Citation

SHOWN, SHOWN_BRIEFLY = 5, 2  # sources of an answer in a private chat and in a group; the rest comes with "More"
LINES, LINES_BRIEFLY = 10, 3
QUOTES = (700, 450, 300)  # characters of a quote, the first that fits into one message
NEAR = 3  # headlines offered where nothing was found
LINE, HEADLINE = 300, 600  # characters

_MARK = re.compile(r" ?\[(\d+)\]")


@dataclass(frozen=True, slots=True)
class Rendered:
    """At most two messages, each valid alone; `more` is what they left out."""

    pages: tuple[str, ...]
    more: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class _Parts:
    head: str
    lines: tuple[str, ...]
    citations: tuple[Citation, ...]
    foot: str
    deciding: dict[int, list[str]]  # the figures that each source gives
    language: str

    @property
    def last(self) -> int:
        """The number of the last source shown; marks of later ones are left out."""
        return max((c.n for c in self.citations), default=0)


def rendered(answer: Answer, near: Sequence[Article], language: str, *, brief: bool = False, note: str = "") -> Rendered:  # fmt: skip
    """An answer as HTML; `near` are the nearest articles, for one that was not found, and `note` a line before all."""
    before = f"<i>{html.escape(note)}</i>\n" if note else ""
    if answer.status == "not_found" or not answer.citations:
        return Rendered((before + _not_found(answer, near, language),))
    shown, most = (SHOWN_BRIEFLY, LINES_BRIEFLY) if brief else (SHOWN, LINES)
    lines = _lines(answer)
    told = _with_lines([line for line in lines if _is_backed(line, shown)])[:most]
    deciding: dict[int, list[str]] = {}
    for figure in answer.figures:
        for n in figure.citations:
            deciding.setdefault(n, []).append(figure.text)
    newest = day(answer.newest_article, language)
    foot = f"<i>{html.escape(phrases(language)(words.NEWEST).format(day=newest))}</i>" if newest else ""  # fmt: skip
    head = before + _head(answer, bool(told), shown, language)
    first = _Parts(head, tuple(told), answer.citations[:shown], foot, deciding, language)
    pages = _pages(first)
    sources = tuple(Source(c.n, c.article, c.start, c.end) for c in answer.citations[:shown])
    return Rendered(pages, _more(first, [line for line in lines if line not in told], answer.citations[shown:]), sources)  # fmt: skip


def _more(first: _Parts, lines: Sequence[str], citations: tuple[Citation, ...]) -> str | None:
    rest = _with_lines(lines)[:LINES]
    if not rest and not citations:
        return None
    title = html.escape(phrases(first.language)(words.MORE_ON_THIS))
    return _one_page(replace(first, head=f"<b>{title}</b>", lines=tuple(rest), citations=citations[:SHOWN]))


def _not_found(answer: Answer, near: Sequence[Article], language: str) -> str:
    _ = phrases(language)
    reason = answer.headline.removeprefix("The articles do not say: ")
    lines = [f"🔍 <b>{html.escape(_(words.NOT_SAID))}</b>", quoted(shorten(reason, HEADLINE))]
    if near:
        lines += ["", html.escape(_(words.NEAREST))]
        lines += [f"• {headline_of(article, language)}" for article in near[:NEAR]]
    return "\n".join(lines)


def _head(answer: Answer, has_lines: bool, shown: int, language: str) -> str:
    if answer.status == "conflicting":
        title = f"⚠️ <b>{html.escape(phrases(language)(words.REPORTS_DIFFER))}</b>"
        told = answer.headline.removeprefix(DIFFER)
        return title if has_lines else f"{title}\n{quoted(shorten(told, HEADLINE))}"
    lead, dash, rest = answer.headline.partition(" – “")
    cited = answer.figures[0].citations if answer.figures else (answer.citations[0].n,)
    marks = "".join(f"[{n}]" for n in cited if n <= shown)
    if not dash:
        return f"{quoted(shorten(lead, HEADLINE))} {marks}"
    return f"<b>{quoted(shorten(lead, HEADLINE // 2))}</b> {quoted(shorten(dash + rest, HEADLINE))} {marks}"


def _lines(answer: Answer) -> list[str]:
    """The lines of the full answer between its headline and its sources."""
    lines = answer.text.split("\n")[1:]
    end = lines.index("Sources") if "Sources" in lines else len(lines)
    return [line for line in lines[:end] if line.strip()]


def _is_backed(line: str, shown: int) -> bool:
    marks = [int(n) for n in _MARK.findall(line)]
    return not marks or min(marks) <= shown


def _with_lines(lines: Sequence[str]) -> list[str]:
    """The lines, without titles that no line follows."""
    return [line for line, after in pairwise([*lines, ""]) if line.startswith("- ") or after.startswith("- ")]


def _line(line: str, last: int, language: str) -> str:
    if not line.startswith("- "):
        return f"<i>{html.escape(phrases(language)(line.strip()))}</i>"
    marks = "".join(f"[{n}]" for n in _MARK.findall(line) if int(n) <= last)
    text = clean(shorten(_MARK.sub("", line[2:]).strip(), LINE))
    return f"• {quoted(text, (0, text.find(': ')))} {marks}".rstrip()


def _blocks(parts: _Parts, most: int) -> list[str]:
    """What a message may be split between: the head, each source, the foot."""
    lines = [_line(line, parts.last, parts.language) for line in parts.lines]
    head = "\n".join([parts.head, *([""] if lines else []), *lines])
    sources = [f"{source_of(c, parts.deciding.get(c.n, []), most, parts.language)}" for c in parts.citations]
    if sources:
        sources[0] = f"\n<b>{html.escape(phrases(parts.language)(words.SOURCES))}</b>\n{sources[0]}"
    return [head, *sources, *([parts.foot] if parts.foot else [])]


def _pages(parts: _Parts) -> tuple[str, ...]:
    """One message, its quotes cut as little as that needs; else two, split between sources."""
    for most in QUOTES:
        page = "\n".join(_blocks(parts, most))
        if fits(page):
            return (page,)
    blocks = _blocks(parts, QUOTES[-1])
    for cut in range(len(blocks) - 1, 0, -1):
        first, second = "\n".join([*blocks[:cut], "1/2"]), "\n".join([*blocks[cut:], "2/2"])
        if fits(first) and fits(second):
            return first, second.lstrip("\n")
    return (_one_page(parts),)


def _one_page(parts: _Parts) -> str:
    """One message with as many of the sources as it holds."""
    while True:
        page = "\n".join(_blocks(parts, QUOTES[-1]))
        if fits(page) or not (parts.citations or parts.lines):
            return page
        if parts.citations:
            parts = replace(parts, citations=parts.citations[:-1])
        else:
            parts = replace(parts, lines=parts.lines[:-1])
