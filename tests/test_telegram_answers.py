"""How answers look: an answer object against its exact HTML, and hostile texts against Telegram's own parser."""

import os
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.telegram.answers import rendered
from bot.telegram.keyboards import read_press, under_answer
from bot.telegram.markup import clean, fits, link, quoted, shorten, visible
from bot.telegram.sources import Source, in_context
from corpus.types import Article
from index.types import Answer, Citation, Finding, Status
from tests.telegram_text import formatted, piece, quiet

DAY = date(2026, 5, 5)
STORM = Citation(1, "storm.txt", "Vell Herald", "Storm in Vell", DAY, "https://vell.example/storm", "The storm left 14 people dead in Vell.", 0, 38)  # fmt: skip
BRIDGE = Citation(2, "bridge.txt", "Orla Post", None, None, None, "Nineteen people died, the coast guard said.", 5, 48)
FOURTEEN = Finding(14, "14", "people", "exact", "reported", DAY, 1, 1, (1,))
NINETEEN = Finding(19, "Nineteen", "people", "exact", "reported", None, 1, 1, (2,))
EXAMPLES = int(os.environ.get("HYPOTHESIS_EXAMPLES", "300"))


def answer(status: Status = "answered", lines: str = "\n- 14 people: 1 article, as of 5 May 2026 [1]\n\nSources\n[1] x", headline: str = "14 people – “The storm left 14 people dead in Vell.” (Vell Herald, 5 May 2026)", figures: tuple[Finding, ...] = (FOURTEEN,), citations: tuple[Citation, ...] = (STORM,)) -> Answer:  # fmt: skip
    return Answer(
        "q", "q", status, headline, headline + "\n" + lines, figures, citations, (), DAY if citations else None
    )


ONE = """<b>14 people</b> – “The storm left 14 people dead in Vell.” (Vell Herald, 5 May 2026) [1]

• <b>14 people</b>: 1 article, as of 5 May 2026 [1]

<b>Sources</b>
[1] <b>Vell Herald</b>, <a href="https://vell.example/storm">Storm in Vell</a>, 5 May 2026
<blockquote expandable>The storm left <b>14</b> people dead in Vell.</blockquote>
<i>Newest article on this: 5 May 2026</i>"""

TWO = """⚠️ <b>Reports differ</b>

• <b>14 people</b>: 1 article [1]
• <b>Nineteen people</b>: 1 article [2]

<b>Sources</b>
[1] <b>Vell Herald</b>, <a href="https://vell.example/storm">Storm in Vell</a>, 5 May 2026
<blockquote expandable>The storm left <b>14</b> people dead in Vell.</blockquote>
[2] <b>Orla Post</b>
<blockquote expandable><b>Nineteen</b> people died, the coast guard said.</blockquote>
<i>Newest article on this: 5 May 2026</i>"""

NONE = """🔍 <b>The articles do not say.</b>
nothing on this with Kiln.

The nearest articles:
• <b>Vell Herald</b>, <a href="https://vell.example/storm?a=1&amp;b=2">Storm &lt;in&gt; Vell</a>, 5 May 2026"""

FRENCH = """<b>14 people</b> – “The storm left 14 people dead in Vell.” (Vell Herald, 5 May 2026) [1]

<i>Auparavant :</i>
• <b>nine people</b>: 1 article [1]

<b>Sources</b>
[1] <b>Vell Herald</b>, <a href="https://vell.example/storm">Storm in Vell</a>, 5 mai 2026
<blockquote expandable>The storm left <b>14</b> people dead in Vell.</blockquote>
<i>Article le plus récent à ce sujet : 5 mai 2026</i>"""


@pytest.mark.parametrize(
    ("given_answer", "language", "html"),
    [
        (answer(), "en", ONE),
        (answer("conflicting", "\n- 14 people: 1 article [1]\n- Nineteen people: 1 article [2]\n\nSources", "Reports differ: 14; Nineteen", (FOURTEEN, NINETEEN), (STORM, BRIDGE)), "en", TWO),
        (answer("not_found", "", "The articles do not say: nothing on this with Kiln.", (), ()), "en", NONE),
        (answer(lines="\nEarlier:\n- nine people: 1 article [1]\nPlanned:\n\nSources"), "fr", FRENCH),
    ],
    ids=["answered", "conflicting", "not_found", "french"],
)  # fmt: skip
def test_an_answer_is_this_html(given_answer: Answer, language: str, html: str) -> None:
    """Each status has its own look, and every mark has its source."""
    near = [
        Article("storm.txt", "The storm.", "Storm <in> Vell", "Vell Herald", DAY, "https://vell.example/storm?a=1&b=2")
    ]

    assert (html,) == rendered(given_answer, near, language).pages


def test_a_group_gets_fewer_sources_and_more_holds_the_rest() -> None:
    """Two sources are shown in a group; the third, and the line that rests on it, come with More."""
    citations = tuple(
        Citation(n, f"a{n}.txt", f"Outlet {n}", None, None, None, f"{n} people died.", 0, 14) for n in (1, 2, 3)
    )
    found = rendered(
        answer(lines="\n- 1 people: 2 articles [1][3]\n- 3 people: 1 article [3]\n\nSources", citations=citations), [], "en", brief=True
    )  # fmt: skip

    assert "• <b>1 people</b>: 2 articles [1]\n" in found.pages[0]
    assert "[3]" not in found.pages[0]
    assert [1, 2] == [source.n for source in found.sources]
    assert found.more is not None
    assert "• <b>3 people</b>: 1 article [3]" in found.more
    assert "[3] <b>Outlet 3</b>" in found.more


def test_a_passage_in_context_shows_the_quote_in_bold() -> None:
    """The paragraphs around a quote are kept, and the quote stands out."""
    article = Article(
        "a.txt", "First line.\n\nThe storm left 14 dead. More followed.\n\nLast line.", "T", "O", None, None
    )
    shown = in_context(article, Source(1, "a.txt", 13, 36), "en")

    assert "[1] <b>O</b>, T\n<blockquote>First line.\n\n<b>The storm left 14 dead.</b> More followed.\n\nLast line.</blockquote>" == shown  # fmt: skip


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://vell.example/a?b=1&c=2", True), ("http://vell.example:8080/", True), (None, False), ("", False),
        ("http://localhost/a", False), ("javascript:alert(1)", False), ("ftp://vell.example/", False), ("https://u:p@vell.example/", False),
        ("https://vell.example/a b", False), ("https://[::1", False), ("https://vell.example:x/", False), ("https://" + "a" * 3000 + ".example", False),
    ],
)  # fmt: skip
def test_only_web_addresses_become_links(url: str | None, is_link: bool) -> None:
    """Addresses that Telegram drops, or that carry a password, leave the label alone."""
    assert is_link == link(url, "here").startswith("<a href=")


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("one two three", 20, "one two three"),
        ("one two three four", 12, "one two…"),
        ("First one here. Second one there, and more.", 24, "First one here.…"),
        ("aaaa bbbb cccc dddd eeee ffff gggg", 16, "aaaa bbbb cccc…"),
    ],
)
def test_texts_are_cut_at_words_or_sentences(text: str, most: int, short: str) -> None:
    """A cut text ends with a whole word, or a whole sentence where one ends near."""
    assert short == shorten(text, most)


def test_a_cut_quote_keeps_its_figure() -> None:
    """However far back a figure stands in a quote, it is in what is left of it."""
    text = "word " * 200 + "and 217 people died " + "word " * 200
    at = text.index("217")

    assert "217 people died" in shorten(text, 120, (at, at + 3))
    assert len(shorten(text, 120, (at, at + 3))) <= 120


@pytest.mark.parametrize("data", ["1:src:ab:1", "1:up:ab:0"])
def test_buttons_read_what_they_wrote(data: str) -> None:
    """What a button carries is read back."""
    press = read_press(data)

    assert press is not None
    assert data == f"1:{press.verb}:{press.answer}:{press.number}"


@pytest.mark.parametrize(
    "data", [None, "", "1", "2:src:ab:1", "1:rm:ab:1", "1:src:ab:x", "1:src:ab:1:2", b"1:src:ab:1"]
)
def test_data_of_others_is_not_read(data: object) -> None:
    """Data of other versions, verbs and shapes is none."""
    assert read_press(data) is None


def test_buttons_carry_64_bytes_at_most() -> None:
    """With ids of the length that is used, every button fits."""
    rows = under_answer("x" * 11, range(1, 6), True, (10**6, 10**6), "sw", None).inline_keyboard

    assert all(len(str(button.callback_data).encode()) <= 64 for row in rows for button in row)


PIECES = st.sampled_from(
    ["<b>", "</b>", "</blockquote>", "<a href='x'>", "&amp;", "&", "<", ">", '"', "'", "@name", "/start", "#tag", "$ORLA", "x.com", "http://a.b/c",
     "tg://user?id=1", "mail@x.org", "\u202e", "\u2066", "🇫🇷", "👩‍👩‍👧", "é", "e\u0301", "مدينة", "_", "*", "[x](y)", "`", "||", "\n", "\n\n", " ", "[1]", "1.5", "US$5m", "a.b.c"]
)  # fmt: skip
HOSTILE = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=12).map("".join)
LIVE = {"mention", "bot_command", "hashtag", "cashtag", "url", "email"}


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quote=HOSTILE, title=HOSTILE, outlet=HOSTILE, figure=HOSTILE)
def test_hostile_texts_stay_literal_and_dead(quote: str, title: str, outlet: str, figure: str) -> None:
    """Whatever a quote, a title, an outlet and a figure hold, Telegram parses the message, shows it as it is, and links nothing."""
    quiet()
    said = f"it said {quote} and no more"
    citation = Citation(1, "a.txt", outlet or None, title or None, DAY, "https://vell.example/", said, 0, len(said))
    finding = Finding(1, figure, None, "exact", "reported", None, 1, 1, (1,))
    (page,) = rendered(answer(figures=(finding,), citations=(citation,)), [], "en").pages
    text, found = formatted(page, "HTML")
    quotes = [piece(text, entity) for entity in found if entity["type"] == "expandable_blockquote"]

    assert fits(page)
    assert [clean(said)] == [words.replace("\u2060", "") for words in quotes]
    assert set() == LIVE & {entity["type"] for entity in found}
    assert clean(title) in text.replace("\u2060", "")


@given(text=HOSTILE)
def test_what_is_quoted_is_seen_as_it_is(text: str) -> None:
    """Without the joiners, a reader sees the cleaned text."""
    assert clean(text) == visible(quoted(text)).replace("\u2060", "")


def test_two_accounts_are_shown_under_one_title() -> None:
    """Accounts in words, which have no lines of values, stand once under "Reports differ"."""
    told = answer("conflicting", "\nSources", "Reports differ: “The gate was locked.”; “It was not.”", (), (STORM, BRIDGE))  # fmt: skip
    page = rendered(told, [], "en").pages[0]

    assert 1 == page.count("Reports differ")
    assert "“The gate was locked.”; “It was not.”" in page
