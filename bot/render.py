"""Answers, passages and status as JSON and as text for a terminal."""

import re
import shlex
import textwrap
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from bot.terminal import printable
from corpus.types import Article
from index.answers.telling.compose import backing, day_words
from index.types import Answer, Citation, Hit

if TYPE_CHECKING:
    from index.build import Changes
    from index.changes import FigureChange
    from index.status import Status
    from index.stories import Told

NARROWEST = 20  # columns; words are not cut into shorter lines than that
_INDENTED = ("- ", "[", " ")  # how lines of lists begin: findings, sources, quotes
_OPEN, _CLOSE = "\ue000", "\ue001"  # private characters around a quote: they count one column each, as marks do


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer object of `newsdesk ask --json`."""
    return {
        "question": answer.question,
        "resolved_question": answer.resolved_question,
        "status": answer.status,
        "answer": answer.headline,
        "text": answer.text,
        "figures": [
            {"value": f.value, "text": f.text, "noun": f.noun, "qualifier": f.qualifier, "standing": f.standing, "as_of": _day(f.as_of),
             "articles": f.articles, "origins": f.origins, "citations": list(f.citations)}
            for f in answer.figures
        ],
        "citations": [
            {"n": c.n, "article": c.article, "outlet": c.outlet, "title": c.title, "published": _day(c.published), "url": c.url,
             "quote": c.quote, "start": c.start, "end": c.end}
            for c in answer.citations
        ],
        "passages": [hit_json(hit) for hit in answer.passages],
        "newest_article": _day(answer.newest_article),
        "timings_ms": {name: round(ms, 1) for name, ms in answer.timings_ms.items()},
    }  # fmt: skip


def hit_json(hit: Hit) -> dict[str, Any]:
    p = hit.passage
    return {
        "article": p.article,
        "score": round(hit.score, 6),
        "text": p.text,
        "start": p.start,
        "end": p.end,
    }


def answer_text(answer: Answer, *, colour: bool, width: int) -> str:
    """The full answer for a terminal: wrapped to its width, headline, headings and source numbers marked if it has colours."""
    text = answer.text
    for quote in sorted((c.quote for c in answer.citations), key=len, reverse=True):
        text = text.replace(quote, " ".join(quote.split()))  # a quote may run over lines of its article
    lines = _spaced(printable(text).split("\n"))
    shown = [_wrap(line, width) for line in lines]
    if colour:
        mark = {"answered": "1", "conflicting": "1;33", "not_found": "1;2"}[answer.status]
        styled = (_coloured(line, wrapped) for line, wrapped in zip(lines[1:], shown[1:], strict=True))
        shown = [f"\x1b[{mark}m{shown[0]}\x1b[0m", *styled]
    return "\n".join(shown)


def _spaced(lines: Sequence[str]) -> list[str]:
    """Lines with a blank one before each that begins a new part after a list."""
    found = list(lines[:1])
    for before, line in pairwise(lines):
        if before.startswith(_INDENTED) and line and not line.startswith(_INDENTED):
            found.append("")
        found.append(line)
    return found


def _coloured(line: str, wrapped: str) -> str:
    if line == "Sources" or (line.endswith(":") and not line.startswith(_INDENTED)):
        return f"\x1b[1m{wrapped}\x1b[0m"
    return wrapped if line.startswith(" ") else re.sub(r"\[(\d+)\]", "\x1b[36m[\\1]\x1b[0m", wrapped)


def _wrap(line: str, width: int) -> str:
    if not line.strip():
        return ""
    indent = re.match(r"- |\[\d+\] +|\s*", line)
    hanging = " " * len(indent.group()) if indent else ""
    return textwrap.fill(line, max(width, NARROWEST), subsequent_indent=hanging, break_on_hyphens=False)


def explanation_text(answer: Answer, *, width: int) -> str:
    """How the answer was found, a step each with its further lines set in."""
    lines = (" ".join(printable(line).split()) for line in answer.explanation)
    shown = (textwrap.fill(line, max(width, NARROWEST), subsequent_indent="    ") for line in lines)
    return "\n".join(["", "How this was found", *shown])


def label(source: Article | Citation) -> str:
    """Outlet, title and day of an article, or its path where it names none of them."""
    path = source.path if isinstance(source, Article) else source.article
    return ", ".join(part for part in (source.outlet, source.title, day_words(source.published)) if part) or path


def _source(number: int, name: str, text: str, path: str, width: int) -> str:
    flat = " ".join(text.split())
    return "\n".join(_wrap(printable(line), width) for line in (f"[{number}] {name}", f"    {flat}", f"    {path}"))


def hits_text(hits: Sequence[Hit], articles: Sequence[Article], *, width: int) -> str:
    """Passages with numbered source labels; `articles` are those that the hits stand in."""
    numbered = enumerate(zip(hits, articles, strict=True), start=1)
    return "\n\n".join(_source(n, label(a), hit.passage.text, hit.passage.article, width) for n, (hit, a) in numbered)


def quotes_text(citations: Sequence[Citation], *, width: int) -> str:
    """The quotes of an answer, each with its source and the path of its article."""
    return "\n".join(_source(c.n, label(c), f"“{c.quote}”", c.article, width) for c in citations)


def article_text(article: Article, *, width: int) -> str:
    """One article as it was read, under its title and source."""
    lines = printable(article.text).split("\n")
    return "\n\n".join([*_head(article), "\n".join(_wrap(line, width) for line in lines)])


def quote_in_article(article: Article, cited: Citation, *, colour: bool, width: int) -> str:
    """The paragraph that holds a quote, the quote marked, with the paragraph before it and the one after."""
    text, (start, end) = article.text, (cited.start, cited.end)
    paragraphs = re.split(r"\n\s*\n", printable(f"{text[:start]}{_OPEN}{text[start:end]}{_CLOSE}{text[end:]}"))
    first = next(n for n, paragraph in enumerate(paragraphs) if _OPEN in paragraph)
    last = next(n for n, paragraph in enumerate(paragraphs) if _CLOSE in paragraph)
    shown = [_wrap(" ".join(paragraph.split()), width) for paragraph in paragraphs[max(first - 1, 0) : last + 2]]
    cut = [["…"] if first > 1 else [], ["…"] if last + 2 < len(paragraphs) else []]
    marks = ("\x1b[1m", "\x1b[0m") if colour else ("»", "«")
    body = "\n\n".join([*cut[0], *shown, *cut[1]]).replace(_OPEN, marks[0]).replace(_CLOSE, marks[1])
    return "\n\n".join([*_head(article), body, f"All of it: newsdesk show {shlex.quote(article.path)}"])


def _head(article: Article) -> list[str]:
    source = ", ".join(part for part in (article.outlet, day_words(article.published), article.url) if part)
    return [printable(part) for part in (article.title, source) if part]


def article_json(article: Article) -> dict[str, Any]:
    return {
        "article": article.path, "title": article.title, "outlet": article.outlet, "published": _day(article.published),
        "url": article.url, "text": article.text,
    }  # fmt: skip


def changes_json(changes: "Changes") -> dict[str, Any]:
    return {
        "added": len(changes.added), "changed": len(changes.changed), "gone": len(changes.gone), "renamed": len(changes.renamed), "unchanged": changes.unchanged,
        "articles": {"added": changes.added, "changed": changes.changed, "gone": changes.gone, "renamed": [list(pair) for pair in changes.renamed]},
        "figures": [{**asdict(figure), "names": list(figure.names), "published": _day(figure.published)} for figure in changes.figures],
        "stories": [[one.article.path for one in story] for story in changes.stories],
        "rejected": [{"path": r.path, "reason": r.reason} for r in changes.rejected],
    }  # fmt: skip


def changes_text(changes: "Changes") -> str:
    """The counts of an update, and a line for every figure that changed."""
    renamed = f"renamed {len(changes.renamed)}, " if changes.renamed else ""
    counts = f"added {len(changes.added)}, changed {len(changes.changed)}, gone {len(changes.gone)}, {renamed}unchanged {changes.unchanged}, rejected {len(changes.rejected)}"
    return printable("\n".join([counts, *map(_story_line, changes.stories), *map(_figure_line, changes.figures)]))


def changes_lines(changes: "Changes") -> list[str]:
    """A line for every article that an update touched, and for every figure that changed."""
    told = [("added", changes.added), ("changed", changes.changed), ("gone", changes.gone)]
    lines = [f"{what} {path}" for what, paths in told for path in paths]
    lines += [f"renamed {old} to {new}" for old, new in changes.renamed]
    return [
        printable(line) for line in (*lines, *map(_story_line, changes.stories), *map(_figure_line, changes.figures))
    ]


def _story_line(story: "Sequence[Told]") -> str:
    """ "one story: Crane sinks boats, 3 articles, 2 independent"."""
    title = story[0].article.title or story[0].article.path
    return f"one story: {title}, {backing(len(story), len({one.origin for one in story}))}"


def _figure_line(change: "FigureChange") -> str:
    """ "officers deployed (Arland, Vell): 400 -> 617, The Example, 19 January 2026"."""
    names = f" ({', '.join(change.names)})" if change.names else ""
    source = ", ".join(part for part in (change.outlet or change.article, day_words(change.published)) if part)
    return f"{change.noun}{names}: {change.before} -> {change.after}, {source}"


def status_json(status: "Status") -> dict[str, Any]:
    return {
        "articles": status.articles, "passages": status.passages, "figures": status.figures, "outlets": dict(status.outlets),
        "undated": status.undated, "first_published": _day(status.first_published), "last_published": _day(status.last_published),
        "encoder": status.encoder, "search": status.compared, "asked_with": status.asked_with, "reader": status.reader, "sources": list(status.sources), "feeds": list(status.feeds), "updated": status.updated, "bytes": status.bytes, "writing": status.writing,
        "rejected": [{"path": r.path, "reason": r.reason} for r in status.rejected],
    }  # fmt: skip


def status_text(status: "Status") -> str:
    days = f"{status.first_published} to {status.last_published}" if status.first_published else "no dated article"
    outlets = ", ".join(f"{name} ({count})" for name, count in status.outlets[:10]) or "none named"
    lines = [
        f"articles  {status.articles} ({status.undated} without a date), {status.passages} passages, {status.figures} figures",
        f"published {days}",
        f"outlets   {outlets}" + (f" and {len(status.outlets) - 10} more" if len(status.outlets) > 10 else ""),
        f"encoder   {status.encoder}, asked with {status.asked_with}",
        f"search    {status.compared}",
        f"reader    {status.reader}",
        f"from      {', '.join(status.sources) or 'unknown'}",
        *(f"feed      {feed}" for feed in status.feeds),
        f"updated   {status.updated or 'never'}" + (f", {status.bytes / 1e6:.1f} MB on disk" if status.bytes else ""),
        *([f"now       written by another process ({status.writing})"] if status.writing else []),
    ]
    return printable("\n".join([*lines, *(f"rejected  {r.path}: {r.reason}" for r in status.rejected)]))
