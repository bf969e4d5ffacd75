"""Where an answer comes from, as HTML: numbered labels, quotes to unfold, passages in their context."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.telegram.markup import clean, link, quoted, shorten
from bot.telegram.phrases import day
from corpus.types import Article
from index.types import Citation

TITLE, OUTLET = 200, 80  # characters
CONTEXT = 1200  # characters of an article on each side of a quote


@dataclass(frozen=True, slots=True)
class Source:
    """A quote behind a button."""

    n: int
    article: str
    start: int
    end: int


def source_of(citation: Citation, deciding: Sequence[str], most: int, language: str) -> str:
    """A numbered source with its quote, cut to `most` characters; the first of the deciding words found is bold."""
    return f"[{citation.n}] {_label(citation, language)}\n{_quote(citation.quote, deciding, most)}"


def headline_of(article: Article, language: str) -> str:
    """One line that names an article and opens it."""
    return _label(article, language)


def in_context(article: Article, source: Source, language: str) -> str:
    """The part of an article that a quote stands in, the quote in bold."""
    start, end = max(0, source.start - CONTEXT), min(len(article.text), source.end + CONTEXT)
    before, after = article.text[start : source.start], article.text[source.end : end]
    before = before if start == 0 else f"…{before[before.find(' ') + 1 :]}"
    after = after if end == len(article.text) else f"{after[: after.rfind(' ')]}…"
    said = _paragraphs(shorten(article.text[source.start : source.end], CONTEXT))
    return f"[{source.n}] {_label(article, language)}\n<blockquote>{_paragraphs(before)}<b>{said}</b>{_paragraphs(after)}</blockquote>"


def passage_of(article: Article, text: str, most: int, language: str) -> str:
    """A passage that search found, under the name of its article."""
    return f"{_label(article, language)}\n{_quote(text, (), most)}"


def _label(of: Article | Citation, language: str) -> str:
    title = quoted(shorten(clean(of.title or ""), TITLE))
    if not title and (of.url or not of.outlet):
        title = quoted(shorten(of.path if isinstance(of, Article) else of.article, TITLE))
    parts = (
        f"<b>{quoted(shorten(clean(of.outlet), OUTLET))}</b>" if of.outlet else None,
        link(of.url, title) if title else None,
        day(of.published, language),
    )
    return ", ".join(part for part in parts if part)


def _quote(quote: str, deciding: Sequence[str], most: int) -> str:
    text = clean(quote)
    found = [re.search(rf"(?<!\w){re.escape(clean(words))}(?!\w)", text) for words in deciding if words.strip()]
    around = next((match.span() for match in found if match), (0, 0))
    words, cut = text[slice(*around)], shorten(text, most, around)
    at = cut.find(words) if words else -1
    return f"<blockquote expandable>{quoted(cut, (at, at + len(words)) if at >= 0 else (0, 0))}</blockquote>"


def _paragraphs(text: str) -> str:
    """Quoted text that keeps its paragraphs, and the white space at its ends."""
    if not text.strip():
        return "\n\n" if "\n" in text else " " if text else ""
    inner = "\n\n".join(quoted(part) for part in re.split(r"\n\s*\n", text.strip()))
    head, tail = re.match(r"\s*", text), re.search(r"\s*$", text)
    assert head
    assert tail
    return f"{_space(head.group())}{inner}{_space(tail.group())}"


def _space(found: str) -> str:
    return "\n\n" if "\n" in found else " " if found else ""
