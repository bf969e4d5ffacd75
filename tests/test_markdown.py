"""Markdown: front matter is data, markup is not text."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.markdown import (
    FRONT_MATTER,
    front_matter_flaw,
    read_markdown,
    read_text,
    split_front_matter,
    without_markup,
)

BODY = "Nine boats sank in the harbour of Ostmere on Tuesday.\n\nTwo are missing."
HEAD = """---
title: "Crane: nine boats sink"
outlet: The Lund Herald
published: 2026-03-09
url: https://lund.example/crane
agency: Coast Wire
tags: [crane, boats]
---
"""


def test_front_matter_names_the_article() -> None:
    """Title, outlet, day, link and wire service come from the fields at the top."""
    article = read_markdown(HEAD + BODY, "a.md")

    assert article.title == "Crane: nine boats sink"
    assert article.outlet == "The Lund Herald"
    assert article.published == date(2026, 3, 9)
    assert article.url == "https://lund.example/crane"
    assert article.agency == "Coast Wire"
    assert article.text == BODY


def test_plain_text_may_have_front_matter_too() -> None:
    """A .txt with front matter is read like a .md, but its signs are its own."""
    article = read_text(HEAD + BODY + "\n\nIt cost *nine* crowns_.", "a.txt")

    assert article.title == "Crane: nine boats sink"
    assert article.text.endswith("It cost *nine* crowns_.")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("published: 2026-03-09T00:15:00+02:00", date(2026, 3, 9)),
        ("date: 9 March 2026", date(2026, 3, 9)),
        ("pubdate: Mon, 09 Mar 2026 10:00:00 GMT", date(2026, 3, 9)),
        ("Published: 2026-03-09", date(2026, 3, 9)),
        ("published: March 9", None),
        ("published: 2026-13-45", None),
        ("published:", None),
        ("published: [2026-03-09]", None),
        ("title: Crane", None),
    ],
)
def test_the_day_is_read_or_unknown(line: str, day: date | None) -> None:
    """A day that is stated is taken whatever its form; one that is not stays unknown."""
    assert read_markdown(f"---\noutlet: Lund Herald\n{line}\n---\n{BODY}", "a.md").published == day


def test_a_heading_is_the_title_where_no_field_says_it() -> None:
    """Without a title field the first heading is the title."""
    article = read_markdown(f"---\noutlet: Lund Herald\n---\n# Crane sinks nine boats\n\n{BODY}", "a.md")

    assert (article.title, article.outlet, article.text) == ("Crane sinks nine boats", "Lund Herald", BODY)


def test_the_title_is_not_told_twice() -> None:
    """A heading that repeats the title field leaves the text."""
    assert read_markdown(f"---\ntitle: Crane falls\n---\n# CRANE FALLS\n\n{BODY}", "a.md").text == BODY


def test_markup_is_removed() -> None:
    """Headings, emphasis, links, quotes and rules lose their signs and keep their words."""
    text = "## What now\n\n> **Nine** boats, *two* of them [new](https://a.example/x_y), sank.\n\n***\n\n![](a.png)`code` __x__"

    assert without_markup(text).split("\n\n") == ["What now", "Nine boats, two of them new, sank.", "", "code x"]


@pytest.mark.parametrize(
    "text", ["5 * 3 * 2", "snake_case_name", "a [b] (c)", "- item", "* item", "#1 in Lund", "2**8"]
)
def test_signs_that_are_no_markup_stay(text: str) -> None:
    """Stars, bars and brackets of the text itself are kept."""
    assert without_markup(text) == text


@pytest.mark.parametrize(
    "block",
    [
        "title: Crane\n  bad: [indent",
        "title: Crane\n\tpublished: x",
        "title: Crane\nboats: &a [1]\nmore: *a",
        "title: Crane\nx: !!python/object/apply:os.system [ls]",
        'title: Crane\nx: !!int ""',
        "title: Crane\nx: !!bool maybe",
        "title: Crane\nx: !!timestamp soon",
        "title: Crane\ndate: 2026-13-45",
        "title: Crane\nx: " + "[" * 3000,
        "title: Crane\nx: " + "9" * 5000,
        "title: Crane\ntitle: Crane",
    ],
    ids=["indent", "tab", "alias", "python", "int", "bool", "timestamp", "date", "deep", "long", "twice"],
)
def test_broken_front_matter_does_not_lose_the_article(block: str) -> None:
    """Whatever is wrong with the fields, the plain ones are read and the body stands alone in the text."""
    article = read_markdown(f"---\n{block}\n---\n{BODY}", "a.md")

    assert (article.title, article.text) == ("Crane", BODY)


def test_front_matter_that_does_not_end_is_not_text() -> None:
    """Without a closing line the fields are read up to the first line that is none."""
    article = read_markdown(f"---\ntitle: Crane falls\noutlet: Lund Herald\n\n{BODY}", "a.md")

    assert (article.title, article.outlet, article.text) == ("Crane falls", "Lund Herald", BODY)


def test_a_field_that_is_no_word_is_unknown() -> None:
    """A list or a truth value is no title, and a number too long to print is none either."""
    for value in ("[a, b]", "true", "0x" + "F" * 20000, "{a: b}", '""', '"\\u0000\\u202e"'):
        assert read_markdown(f"---\noutlet: {value}\ntitle: Crane\n---\n{BODY}", "a.md").outlet is None


def test_a_title_is_one_line_of_visible_characters() -> None:
    """Line breaks, lone surrogates and overrides of direction do not reach the title."""
    article = read_markdown(f'---\ntitle: "Crane\\n \\ud800falls\\u202e"\n---\n{BODY}', "a.md")

    assert article.title == "Crane falls"


def test_a_rule_in_the_text_is_no_front_matter() -> None:
    """Dashes further down do not begin a block of fields."""
    fields, body = split_front_matter(f"{BODY}\n---\ntitle: x\n---\n")

    assert (fields, body) == ({}, f"{BODY}\n---\ntitle: x\n---\n")


def test_front_matter_has_no_aliases() -> None:
    """Nine lines that stand for a billion words are not followed: the plain fields are read, and the owner is told."""
    laughs = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 9) if n else 'lol'}]\n" for n in range(9))
    text = f"---\ntitle: Storm\n{laughs}tags: *l8\n---\nThe harbour of Vell was shut on Monday, the mayor said.\n"

    assert read_markdown(text, "a.md").title == "Storm"
    assert "not valid YAML" in (front_matter_flaw(text) or "")


def test_a_block_over_the_limit_is_text() -> None:
    """Fields of more than 64 KiB are not front matter and are not parsed."""
    text = f"---\nx: {'a' * FRONT_MATTER}\n---\n{BODY}"

    assert split_front_matter(text) == ({}, text)


@given(st.text(st.characters(codec="utf-8"), max_size=300))
@settings(deadline=None)
def test_any_front_matter_is_survived(block: str) -> None:
    """No block of fields raises anything but ArticleError or takes the body with it."""
    try:
        article = read_markdown(f"---\n{block}\n---\n{BODY}", "a.md")
    except ArticleError:
        return

    assert "Two are missing." in article.text


@pytest.mark.parametrize(
    "sign", ["[", "![", "[a](", "*", "_", "`", "\n", "# ", "> ", "---\n", "Aa ", "Aa+1 ", "A.", "on 1 May 2026 "]
)
def test_a_flood_of_one_sign_is_read_to_its_end(sign: str) -> None:
    """A hundred thousand characters of one sign are an article or furniture; no pattern is caught in them."""
    try:
        article = read_markdown(sign * (100_000 // len(sign)), "a.md")
    except ArticleError:
        return

    assert set(article.text) <= set(sign) | {"\n", " "}
