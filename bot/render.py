"""Answers, passages and status as JSON and as text for a terminal."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from corpus.types import Article
from index.build import Changes
from index.library import Status
from index.types import Answer, Hit

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # an article must not steer the terminal


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
        "cosine": round(hit.cosine, 4),
        "text": p.text,
        "start": p.start,
        "end": p.end,
    }


def answer_text(answer: Answer, *, colour: bool, width: int) -> str:
    """The full answer for a terminal: wrapped to its width, the headline and the source numbers marked if it has colours."""
    lines = [_wrap(_CONTROL.sub("", line), width) for line in answer.text.split("\n")]
    if colour:
        mark = {"answered": "1", "conflicting": "1;33", "not_found": "2"}[answer.status]
        lines[0] = f"\x1b[{mark}m{lines[0]}\x1b[0m"
        lines[1:] = [re.sub(r"\[(\d+)\]", "\x1b[36m[\\1]\x1b[0m", line) for line in lines[1:]]
    return "\n".join(lines)


def _wrap(line: str, width: int) -> str:
    import textwrap

    indent = re.match(r"(?:- |\[\d+\] |\s+)?", line)
    hanging = " " * len(indent.group()) if indent else ""
    return (
        textwrap.fill(line, max(width, 30), subsequent_indent=hanging, break_on_hyphens=False) if line.strip() else ""
    )


def article_text(article: Article) -> str:
    """One article as it was read."""
    head = [article.title, ", ".join(str(part) for part in (article.outlet, article.published, article.url) if part)]
    return "\n\n".join(part for part in (*head, article.text) if part)


def article_json(article: Article) -> dict[str, Any]:
    return {
        "article": article.path, "title": article.title, "outlet": article.outlet, "published": _day(article.published),
        "url": article.url, "text": article.text,
    }  # fmt: skip


def hits_text(hits: Sequence[Hit], labels: Sequence[str], *, width: int) -> str:
    """Passages with numbered source labels."""
    blocks = []
    for number, (hit, label) in enumerate(zip(hits, labels, strict=True), start=1):
        text = _CONTROL.sub("", " ".join(hit.passage.text.split()))
        blocks.append(
            f"{_wrap(f'[{number}] {label}', width)}\n{_wrap(f'    {text}', width)}\n    {hit.passage.article}"
        )
    return "\n\n".join(blocks)


def changes_json(changes: Changes) -> dict[str, Any]:
    return {
        "added": changes.added, "changed": changes.changed, "gone": changes.gone, "unchanged": changes.unchanged,
        "rejected": [{"path": r.path, "reason": r.reason} for r in changes.rejected],
    }  # fmt: skip


def changes_text(changes: Changes) -> str:
    return f"added {changes.added}, changed {changes.changed}, gone {changes.gone}, unchanged {changes.unchanged}, rejected {len(changes.rejected)}"


def status_json(status: Status) -> dict[str, Any]:
    return {
        "articles": status.articles, "passages": status.passages, "figures": status.figures, "outlets": dict(status.outlets),
        "undated": status.undated, "first_published": _day(status.first_published), "last_published": _day(status.last_published),
        "encoder": status.encoder, "asked_with": status.asked_with, "sources": list(status.sources), "updated": status.updated, "bytes": status.bytes,
        "rejected": [{"path": r.path, "reason": r.reason} for r in status.rejected],
    }  # fmt: skip


def status_text(status: Status) -> str:
    days = f"{status.first_published} to {status.last_published}" if status.first_published else "no dated article"
    outlets = ", ".join(f"{name} ({count})" for name, count in status.outlets[:10]) or "none named"
    lines = [
        f"articles  {status.articles} ({status.undated} without a date), {status.passages} passages, {status.figures} figures",
        f"published {days}",
        f"outlets   {outlets}" + (f" and {len(status.outlets) - 10} more" if len(status.outlets) > 10 else ""),
        f"encoder   {status.encoder}, asked with {status.asked_with}",
        f"from      {', '.join(status.sources) or 'unknown'}",
        f"updated   {status.updated or 'never'}, {status.bytes / 1e6:.1f} MB on disk",
    ]
    return "\n".join([*lines, *(f"rejected  {r.path}: {r.reason}" for r in status.rejected)])
