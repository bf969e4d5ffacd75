"""Answers as text and as JSON."""

from datetime import date

import pytest

from bot.render import answer_json, answer_text
from index.types import Answer, Citation, Finding

CITED = Citation(
    1, "bridge.txt", "Orla Post", "Bridge closed", date(2026, 5, 4), None, "The bridge cost $12 million.", 10, 38
)
FOUND = Finding(12_000_000, "$12 million", None, "exact", "reported", date(2026, 5, 4), 1, 1, (1,))
ANSWER = Answer(
    "cost?", "cost?", "answered", "$12 million – “The bridge cost $12 million.” (Orla Post, 4 May 2026)",
    "$12 million – “The bridge cost $12 million.” (Orla Post, 4 May 2026)\n\n- $12 million: 1 article, as of 4 May 2026 [1]\n\nSources\n[1] Orla Post, Bridge closed, 4 May 2026\n    “The bridge cost $12 million.”",
    (FOUND,), (CITED,), (), date(2026, 5, 4), {"search": 1.26},
)  # fmt: skip


def test_the_answer_object() -> None:
    """Days are ISO, what is unknown is null, times have one decimal."""
    made = answer_json(ANSWER)

    assert {"n": 1, "article": "bridge.txt", "outlet": "Orla Post", "title": "Bridge closed", "published": "2026-05-04", "url": None,
            "quote": "The bridge cost $12 million.", "start": 10, "end": 38} == made["citations"][0]  # fmt: skip
    assert ("2026-05-04", {"search": 1.3}) == (made["newest_article"], made["timings_ms"])
    assert (12_000_000, "2026-05-04", [1]) == tuple(made["figures"][0][key] for key in ("value", "as_of", "citations"))


@pytest.mark.parametrize("width", [30, 40, 80])
def test_text_fits_the_terminal(width: int) -> None:
    """No line is wider than the terminal, and every word is kept in its order."""
    text = answer_text(ANSWER, colour=False, width=width)

    assert max(map(len, text.splitlines())) <= width
    assert ANSWER.text.split() == text.split()


def test_continued_lines_hang() -> None:
    """A line that is too long goes on under its text, not under its mark."""
    lines = answer_text(ANSWER, colour=False, width=34).splitlines()
    first = next(n for n, line in enumerate(lines) if line.startswith("- $12"))

    assert lines[first + 1].startswith("  ")
    assert not lines[first + 1].startswith("   ")


def test_colours_mark_the_headline_and_the_sources() -> None:
    """With colours the headline is bold and source numbers are cyan; without, there is no escape at all."""
    assert answer_text(ANSWER, colour=True, width=80).startswith("\x1b[1m$12 million")
    assert "\x1b[36m[1]\x1b[0m" in answer_text(ANSWER, colour=True, width=80)
    assert "\x1b" not in answer_text(ANSWER, colour=False, width=80)


def test_an_article_does_not_steer_the_terminal() -> None:
    """Control characters of an article do not reach the terminal."""
    hostile = Answer("q", "q", "answered", "x", "x \x1b]0;title\x07 \x1b[2J y \x9b1m", citations=(CITED,))

    assert {"\x1b", "\x07", "\x9b"} & set(answer_text(hostile, colour=False, width=80)) == set()
