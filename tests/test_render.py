"""Answers, passages, articles and status as they stand on a terminal."""

from dataclasses import replace
from datetime import date

import pytest

from bot.render import (
    answer_json,
    answer_text,
    article_text,
    explanation_text,
    hit_json,
    hits_text,
    label,
    quote_in_article,
    quotes_text,
    status_text,
)
from corpus.types import Article, Rejected
from index.status import Status
from index.types import Answer, Citation, Finding, Hit, Passage

TEXT = "The ferry was late.\n\nThe board said that\nit carried 41,000 passengers in April. Fares rise.\n\nIt rained.\n\nNobody swam."
ARTICLE = Article("may/ferry.txt", TEXT, "Ferry fares rise", "Tarn Courier", date(2026, 5, 3), "https://tarn.example/1")
START, END = TEXT.index("The board"), TEXT.index(" Fares")
CITED = Citation(
    1, ARTICLE.path, "Tarn Courier", "Ferry fares rise", date(2026, 5, 3), None, TEXT[START:END], START, END
)
OTHER = Citation(2, "b.txt", None, None, None, None, "41,000 came.", 0, 12)
FINDING = Finding(41000, "41,000", "passengers", "exact", "reported", date(2026, 4, 30), 2, 1, (1, 2))
HIT = Hit(Passage(7, ARTICLE.path, 0, 19, "The ferry was late."), 0.0325, 0.61)
ANSWERED = Answer(
    "how many passengers in April", "how many passengers in April", "answered", "41,000 passengers – “it carried 41,000 passengers”",
    "41,000 passengers – “it carried 41,000 passengers”\n\n- 41,000 passengers: 2 articles, 1 independent, as of 30 April 2026 [1][2]\nPlanned:\n"
    f"- 50,000 passengers: 1 article [2]\n\nSources\n[1] Tarn Courier, Ferry fares rise, 3 May 2026\n    “{CITED.quote}”\n[2] b.txt\n    “41,000 came.”\nNewest article on this: 3 May 2026",
    (FINDING,), (CITED, OTHER), (HIT,), date(2026, 5, 3), {"search": 1.26, "answer": 2.0}, ("wanted count; focus passeng", "sentence 3.50 coverage 1.00 may/ferry.txt"),
)  # fmt: skip
CONFLICTING = replace(
    ANSWERED, status="conflicting", headline="Reports differ", text="Reports differ\n\n- 3: [1]\n- 4: [2]"
)
NOT_FOUND = Answer("q", "q", "not_found", "The articles do not say.", "The articles do not say.\nThe nearest is b.txt.")

WIDE = """\
41,000 passengers – “it carried 41,000 passengers”

- 41,000 passengers: 2 articles, 1 independent, as of 30 April 2026 [1][2]

Planned:
- 50,000 passengers: 1 article [2]

Sources
[1] Tarn Courier, Ferry fares rise, 3 May 2026
    “The board said that it carried 41,000 passengers in April.”
[2] b.txt
    “41,000 came.”

Newest article on this: 3 May 2026"""
NARROW = """\
41,000 passengers – “it carried 41,000
passengers”

- 41,000 passengers: 2 articles, 1
  independent, as of 30 April 2026
  [1][2]

Planned:
- 50,000 passengers: 1 article [2]

Sources
[1] Tarn Courier, Ferry fares rise, 3
    May 2026
    “The board said that it carried
    41,000 passengers in April.”
[2] b.txt
    “41,000 came.”

Newest article on this: 3 May 2026"""


@pytest.mark.parametrize(("width", "text"), [(80, WIDE), (40, NARROW)])
def test_an_answer_is_wrapped_to_the_terminal(width: int, text: str) -> None:
    """Lists hang under their first word, parts stand apart, and a quote that ran over lines is one paragraph."""
    assert text == answer_text(ANSWERED, colour=False, width=width)


@pytest.mark.parametrize("width", [20, 40, 79])
def test_text_fits_the_terminal(width: int) -> None:
    """No line is wider than the terminal, and every word is kept in its order."""
    text = answer_text(ANSWERED, colour=False, width=width)

    assert width >= max(map(len, text.splitlines()))
    assert ANSWERED.text.split() == text.split()


def test_words_stay_whole_on_a_terminal_of_a_few_columns() -> None:
    """Below 20 columns the text is wrapped at 20."""
    assert answer_text(NOT_FOUND, colour=False, width=20) == answer_text(NOT_FOUND, colour=False, width=3)


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (CONFLICTING, "\x1b[1;33mReports differ\x1b[0m\n\n- 3: \x1b[36m[1]\x1b[0m\n- 4: \x1b[36m[2]\x1b[0m"),
        (NOT_FOUND, "\x1b[1;2mThe articles do not say.\x1b[0m\nThe nearest is b.txt."),
    ],
)
def test_colours_mark_the_headline_and_the_numbers_of_sources(answer: Answer, text: str) -> None:
    """A conflict's headline is yellow, that of an answer which is not there faint; numbers are cyan."""
    assert text == answer_text(answer, colour=True, width=80)


def test_colours_mark_headings_and_leave_quotes_alone() -> None:
    """Sources and headings are bold; a number in brackets inside a quote is the article's own."""
    quoted = replace(ANSWERED, citations=(), text="Yes\n\nEarlier:\n- 3 [1]\nSources\n[1] b.txt\n    “See [9].”")

    assert (
        "\x1b[1mYes\x1b[0m\n\n\x1b[1mEarlier:\x1b[0m\n- 3 \x1b[36m[1]\x1b[0m\n\n\x1b[1mSources\x1b[0m\n\x1b[36m[1]\x1b[0m b.txt\n    “See [9].”"
    ) == answer_text(quoted, colour=True, width=80)


def test_an_article_cannot_steer_the_terminal() -> None:
    """Escape sequences and turned writing of an article's text, title and path are not printed."""
    evil = replace(ARTICLE, text="a\x1b[2Jb\x9b5mc\u202ed\r\te", title="T\x1b]0;x\x07")
    hit = replace(HIT, passage=replace(HIT.passage, text=evil.text))
    answer = replace(NOT_FOUND, text=evil.text, explanation=(evil.text,))
    cited = replace(OTHER, title="T\x1b]0;x\x07", quote=evil.text)
    texts = [
        answer_text(answer, colour=False, width=80),
        article_text(evil, width=80),
        hits_text([hit], [evil], width=80),
        quotes_text([cited], width=80),
        explanation_text(answer, width=80),
        quote_in_article(evil, replace(CITED, start=0, end=1, quote="a"), colour=False, width=80),
    ]

    assert [] == [text for text in texts if set("\x1b\x9b\u202e\r\x07") & set(text)]


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (ARTICLE, "Tarn Courier, Ferry fares rise, 3 May 2026"),
        (replace(ARTICLE, outlet=None, published=None), "Ferry fares rise"),
        (CITED, "Tarn Courier, Ferry fares rise, 3 May 2026"),
        (OTHER, "b.txt"),
    ],
)
def test_a_label_says_what_is_known(source: Article | Citation, text: str) -> None:
    """Outlet, title and day, without those that are unknown; the path if all are."""
    assert text == label(source)


def test_passages_and_quotes_stand_under_their_source() -> None:
    """A numbered label, the words on one paragraph, and the path that `newsdesk show` takes."""
    passage = "[1] Tarn Courier, Ferry fares rise, 3 May 2026\n    The ferry was late.\n    may/ferry.txt"
    quotes = "[1] Tarn Courier, Ferry fares rise, 3 May 2026\n    “The board said that it carried 41,000 passengers in April.”\n    may/ferry.txt\n[2] b.txt\n    “41,000 came.”\n    b.txt"

    assert passage == hits_text([HIT], [ARTICLE], width=80)
    assert quotes == quotes_text([CITED, OTHER], width=80)


def test_an_article_stands_under_its_title_and_source() -> None:
    """Title, source with its day and link, then the text with its own line ends."""
    assert (
        "Ferry fares rise\n\nTarn Courier, 3 May 2026, https://tarn.example/1\n\nThe ferry was late.\n\nThe board said that\n"
        "it carried 41,000 passengers in April.\nFares rise.\n\nIt rained.\n\nNobody swam."
    ) == article_text(ARTICLE, width=38)


@pytest.mark.parametrize(("colour", "before", "after"), [(False, "»", "«"), (True, "\x1b[1m", "\x1b[0m")])
def test_a_quote_is_shown_in_its_article(colour: bool, before: str, after: str) -> None:
    """The quote is marked in its paragraph, with the paragraph before it and the one after; what is cut is marked too."""
    assert (
        "Ferry fares rise\n\nTarn Courier, 3 May 2026, https://tarn.example/1\n\nThe ferry was late.\n\n"
        f"{before}The board said that it carried 41,000 passengers in April.{after} Fares rise.\n\nIt rained.\n\n…\n\n"
        "All of it: newsdesk show may/ferry.txt"
    ) == quote_in_article(ARTICLE, CITED, colour=colour, width=80)


def test_an_explanation_has_a_line_for_each_step() -> None:
    """Steps begin at the left, and what does not fit is set in."""
    assert (
        "\nHow this was found\nwanted count; focus passeng\nsentence 3.50 coverage 1.00\n    may/ferry.txt"
    ) == explanation_text(ANSWERED, width=30)


def test_the_answer_object() -> None:
    """`--json` gives the keys of the answer object and no more; what is unknown is null."""
    assert {
        "question": "how many passengers in April",
        "resolved_question": "how many passengers in April",
        "status": "answered",
        "answer": ANSWERED.headline,
        "text": ANSWERED.text,
        "figures": [
            {"value": 41000, "text": "41,000", "noun": "passengers", "qualifier": "exact", "standing": "reported", "as_of": "2026-04-30",
             "articles": 2, "origins": 1, "citations": [1, 2]}
        ],
        "citations": [
            {"n": 1, "article": "may/ferry.txt", "outlet": "Tarn Courier", "title": "Ferry fares rise", "published": "2026-05-03", "url": None,
             "quote": TEXT[START:END], "start": START, "end": END},
            {"n": 2, "article": "b.txt", "outlet": None, "title": None, "published": None, "url": None, "quote": "41,000 came.", "start": 0, "end": 12},
        ],
        "passages": [{"article": "may/ferry.txt", "score": 0.0325, "text": "The ferry was late.", "start": 0, "end": 19}],
        "newest_article": "2026-05-03",
        "timings_ms": {"search": 1.3, "answer": 2.0},
    } == answer_json(ANSWERED)  # fmt: skip
    assert {"article", "score", "text", "start", "end"} == set(hit_json(HIT))


def test_status_says_what_was_rejected() -> None:
    """Ten outlets are named and the others counted; each rejected file has its reason."""
    outlets = tuple((f"Outlet {n}", 1) for n in range(12))
    status = Status(
        12, 30, 9, outlets, 2, date(2026, 5, 3), date(2026, 5, 9), "mini", "exact", "onnxruntime", "bundled", ("news",), ("http://echo.example/feed",), "2026-05-10", 2_500_000,
        (Rejected("bad.txt", "it is empty"),),
    )  # fmt: skip

    assert (
        "articles  12 (2 without a date), 30 passages, 9 figures\npublished 2026-05-03 to 2026-05-09\n"
        f"outlets   {', '.join(f'Outlet {n} (1)' for n in range(10))} and 2 more\nencoder   mini, asked with onnxruntime\nsearch    exact\nreader    bundled\n"
        "from      news\nfeed      http://echo.example/feed\nupdated   2026-05-10, 2.5 MB on disk\nrejected  bad.txt: it is empty"
    ) == status_text(status)
