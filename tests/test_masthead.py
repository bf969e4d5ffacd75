"""Mastheads: who printed a story, and when, by the lines above it."""

from datetime import date

import pytest

from corpus.masthead import Masthead, is_outlet, masthead
from corpus.plain import read_plain
from corpus.records import read_record

LEAD = "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay."
MORE = "The harbour master, Iva Lund, said two more were missing."
DAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("top", "outlet"),
    [
        ("Ostmere Echo, Friday 6 March 2026", "Ostmere Echo"),
        ("The Cadence, 6 March 2026", "The Cadence"),
        ("Lund Daily | Cities | 6 March 2026", "Lund Daily"),
        ("LUND TIMES — 6 March 2026", "LUND TIMES"),
        ("Friday, 6 March 2026. By Ann Orr", None),
        ("March 6, 2026", None),
        ("Ostmere Echo, Lund, 6 March 2026. By Ann Orr", "Ostmere Echo"),
        ("Ostmere Echo | Ann Orr | 6 March 2026", "Ostmere Echo"),
        ("Ostmere Tidings, Friday, 6 March 2026", "Ostmere Tidings"),
    ],
)
@pytest.mark.parametrize("above", [True, False])
def test_a_line_of_outlet_and_day_is_read_and_goes(top: str, outlet: str | None, above: bool) -> None:
    """Above the title or below it, the line gives outlet and day and is neither title nor text."""
    lines = [top, "Crane sinks nine boats"] if above else ["Crane sinks nine boats", top]
    article = read_plain("\n".join([*lines, LEAD, MORE]), "a.txt")

    assert (article.title, article.outlet, article.published) == ("Crane sinks nine boats", outlet, DAY)
    assert article.text == f"{LEAD}\n\n{MORE}"


def test_a_masthead_of_several_lines() -> None:
    """Name, title, day and byline, each on a line of its own."""
    article = read_plain(
        f"OSTMERE ECHO\nCrane sinks nine boats\n6 March 2026\nBy our own reporter\n\n{LEAD} {MORE}", "a.txt"
    )

    assert (article.title, article.outlet, article.published) == ("Crane sinks nine boats", "OSTMERE ECHO", DAY)
    assert article.text == f"{LEAD} {MORE}"


def test_a_newspapers_name_before_a_sentence_is_kept() -> None:
    """Where a story follows at once, the first line stays its title: it may be a headline."""
    article = read_plain(f"Harbour Report\n{LEAD}\n{MORE}", "a.txt")

    assert article.title == "Harbour Report"
    assert article.text == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("text", ["Ostmere Echo to close", "Evening news", "6 Times Square", "Business", "Lund"])
def test_what_is_no_outlet(text: str) -> None:
    """Words in small letters, figures and the name of a section make no newspaper's name."""
    assert not is_outlet(text)


def test_a_sentence_with_a_day_is_no_masthead() -> None:
    """A line that says more than outlet, day and byline is text."""
    assert masthead("Ostmere, 6 March 2026 was a good day for boats") is None
    assert masthead("Lund Times, 6 March 2026") == Masthead("Lund Times", DAY)


def test_the_fields_of_news_services_are_understood() -> None:
    """Keys as NewsAPI and schema.org write them."""
    sent = {
        "title": "Crane",
        "source": {"id": None, "name": "Lund Times"},
        "publishedAt": "2026-03-06T10:00:00Z",
        "content": LEAD,
    }
    linked = {
        "headline": "Crane",
        "publisher": {"name": "Lund Times"},
        "datePublished": "2026-03-06",
        "articleBody": LEAD,
    }

    for record in (sent, linked):
        article = read_record(record, "a.json")
        assert (article.title, article.outlet, article.published, article.text) == ("Crane", "Lund Times", DAY, LEAD)
