"""Saved pages: the article is kept whole, the page around it goes."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.page import read_page

LEAD = (
    "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay, the harbour master said."
)
NEXT = (
    "Iva Lund, who has run the harbour for twelve years, said that two more were missing and that divers would go down."
)
LAST = "It was loud."


def page(*body: str, head: str = "", title: str = "Crane sinks nine boats") -> str:
    """A page with a headline and these blocks below it."""
    return f"<!doctype html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{''.join(body)}</body></html>"


def paragraphs(*texts: str) -> str:
    """Texts as paragraphs."""
    return "".join(f"<p>{text}</p>" for text in texts)


def json_ld(**fields: object) -> str:
    """An article's record in JSON-LD."""
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | fields)}</script>'


@pytest.mark.parametrize("frame", ["<article>{}</article>", '<div class="story">{}</div>', "<main>{}</main>", "{}"])
def test_every_paragraph_is_kept(frame: str) -> None:
    """The article comes whole and in order from any frame, and the headline is not repeated in it."""
    article = read_page(page(frame.format(paragraphs(LEAD, NEXT, LAST))), "a.html")

    assert article.text == f"{LEAD}\n\n{NEXT}\n\n{LAST}"
    assert article.title == "Crane sinks nine boats"


def test_a_page_of_one_sentence_is_an_article() -> None:
    """The shortest page that says something is read."""
    assert read_page("<html><body><p>Nine boats sank.</p></body></html>", "a.html").text == "Nine boats sank."


@pytest.mark.parametrize(
    "block",
    [
        "<h2>What comes next</h2>",
        "<blockquote>“We have had better years,” she wrote in a letter.</blockquote>",
        "<ul><li>Twelve workers will be moved to the office.</li><li>Two boats will be sold at auction.</li></ul>",
        "<div>Loose words in a block, said by Otto Renn, a fisherman.</div>",
        '<div class="correction">Correction: An earlier version said 14 boats. It was nine.</div>',
        '<p class="note"><small>Correction: two boats are missing, not three.</small></p>',
        "<p><em>Correction: the crane was built in 1958.</em></p>",
        "Loose words in no block at all, said by Otto Renn.<br><br>",
    ],
    ids=["heading", "quote", "list", "div", "correction", "note", "emphasis", "bare"],
)
def test_no_part_of_the_story_is_lost(block: str) -> None:
    """Headings, quotes, lists, corrections and loose text between paragraphs are kept."""
    article = read_page(page(f"<article>{paragraphs(LEAD)}{block}{paragraphs(NEXT, LAST)}</article>"), "a.html")

    kept = [line.removeprefix("- ") for line in article.text.split("\n\n")]
    for words in (LEAD, NEXT, LAST):
        assert words in kept
    assert len(kept) == (5 if "<ul>" in block else 4), kept


@pytest.mark.parametrize(
    "block",
    [
        '<div class="cookie-banner"><p>We and our 148 partners use cookies to keep this free.</p></div>',
        '<div id="consent"><p>Your choices about data. We and 90 vendors store them on your device.</p></div>',
        "<nav><ul><li>Home</li><li>Weather in Lund, from Monday to Sunday</li></ul></nav>",
        "<aside><h4>READ NEXT</h4><ul><li>Forty things to keep in a boat</li></ul></aside>",
        '<div class="related"><p>Related</p><ul><li>Storm takes 90 trees in Lund</li></ul></div>',
        '<p class="also">Also Read | Fish prices touch a high of 90 crowns</p>',
        '<div class="teaser">READ ALSO: The 90 names on the wall</div>',
        '<div class="sponsored">PAID POST: 90 towns to see before you sail</div>',
        '<section id="comments"><div><b>boatman</b>: they are lying, it was 90 boats.</div></section>',
        '<div class="cmts"><p><b>Ines</b> told you. it will be 90 next year.</p></div>',
        '<div class="newsletter"><p>Join 90,000 readers who get the news at seven every day.</p></div>',
        '<div class="share">Share on: F X W</div>',
        '<div class="sidebar"><h3>Most read</h3><ol><li>Council: 90 jobs to go at the pier</li></ol></div>',
        "<footer><p>© 2026 Ostmere Times. 90 Quay Street. Terms | Privacy</p></footer>",
        "<script>var boats = 90;</script><style>p{width:90%}</style><!-- 90 boats sank, said nobody. -->",
        "<p>Follow us on X</p><p>Write to [email&#160;protected]</p><p>90</p>",
    ],
)
def test_no_part_of_the_page_around_it_is_kept(block: str) -> None:
    """Banners, menus, teasers, comments and footers leave nothing behind, wherever they stand."""
    for body in (
        f"<article>{paragraphs(LEAD)}{block}{paragraphs(NEXT, LAST)}</article>",
        f"<article>{paragraphs(LEAD, NEXT, LAST)}</article>{block}",
        f"{block}<div>{paragraphs(LEAD, NEXT, LAST)}</div>",
    ):
        assert read_page(page(body), "a.html").text == f"{LEAD}\n\n{NEXT}\n\n{LAST}"


@pytest.mark.parametrize("name", ["content has-sidebar", "entry-content paywall", "wrap no-comments", "ad-free"])
def test_a_frame_that_is_named_for_furniture_is_kept(name: str) -> None:
    """A block that holds the article is not dropped for a word in its class."""
    article = read_page(page(f'<div class="{name}">{paragraphs(LEAD, NEXT, LAST)}</div>'), "a.html")

    assert article.text == f"{LEAD}\n\n{NEXT}\n\n{LAST}"


def test_json_ld_names_the_article() -> None:
    """Headline, outlet, day, link and wire service come from the page's record."""
    head = json_ld(
        headline="Nine boats sink",
        datePublished="2026-03-09T23:20:00+02:00",
        dateModified="2026-03-11",
        publisher={"@type": "Organization", "name": "The Lund Herald"},
        author={"@type": "Organization", "name": "Coast Wire"},
        url="https://lund.example/crane",
    )
    article = read_page(page(paragraphs(LEAD, NEXT), head=head), "a.html")

    assert article.title == "Nine boats sink"
    assert article.outlet == "The Lund Herald"
    assert article.published == date(2026, 3, 9)
    assert article.url == "https://lund.example/crane"
    assert article.agency == "Coast Wire"


def test_a_record_in_a_graph_is_found() -> None:
    """The article's record is found among others, and a writer is no wire service."""
    graph = {
        "@graph": [
            {"@type": "WebSite", "name": "x"},
            {"@type": ["NewsArticle"], "headline": "Nine", "author": [{"@type": "Person", "name": "Ann"}]},
        ]
    }
    article = read_page(
        page(paragraphs(LEAD), head=f'<script type="application/ld+json">{json.dumps(graph)}</script>'), "a"
    )

    assert (article.title, article.agency) == ("Nine", None)


def test_meta_tags_name_the_article() -> None:
    """Open Graph tags and the canonical link stand in for the record."""
    head = (
        '<meta property="og:title" content="Nine boats sink | The Lund Herald"><meta property="og:site_name" content="The Lund Herald">'
        '<meta property="article:published_time" content="2026-03-09T01:00:00+02:00">'
        '<link rel="canonical" href="https://lund.example/crane">'
    )
    article = read_page(page(paragraphs(LEAD), head=head), "a.html")

    assert article.title == "Nine boats sink"
    assert article.outlet == "The Lund Herald"
    assert article.published == date(2026, 3, 9)
    assert article.url == "https://lund.example/crane"


@pytest.mark.parametrize(
    ("title", "outlet", "short"),
    [
        ("Nine boats sink | The Lund Herald", "The Lund Herald", "Nine boats sink"),
        ("Nine boats sink - and a crane", None, "Nine boats sink - and a crane"),
        ("Boats | Nine sink", None, "Boats | Nine sink"),
    ],
)
def test_a_paper_in_the_title_is_the_outlet(title: str, outlet: str | None, short: str) -> None:
    """Where no tag names the outlet, the paper after the title's bar does."""
    article = read_page(f"<html><head><title>{title}</title></head><body>{paragraphs(LEAD)}</body></html>", "a.html")

    assert (article.outlet, article.title) == (outlet, short)


@pytest.mark.parametrize(
    "line",
    [
        "<p>By Ann Orr, 9 March 2026</p>",
        '<div class="meta">Ann Orr | Monday 9 March 2026 | Updated 07:40</div>',
        '<time datetime="2026-03-09T10:00:00">yesterday</time>',
        "<p><i>9 March 2026, Ostmere</i></p>",
        '<div class="dateline">OSTMERE, Monday 9 March 2026 &bull; By Ann Orr</div>',
    ],
)
def test_the_line_below_the_headline_gives_the_day(line: str) -> None:
    """A page without tags has the day that its byline prints, and the byline is no paragraph."""
    article = read_page(page(f"<article>{line}{paragraphs(LEAD, NEXT)}</article>"), "a.html")

    assert article.published == date(2026, 3, 9)
    assert article.text == f"{LEAD}\n\n{NEXT}"


def test_a_day_anywhere_else_is_not_the_articles() -> None:
    """Today's date above the headline, a day in the story and the year of the footer are no date of publication."""
    top = '<div class="top">Ostmere, Friday 4 December 2026</div>'
    html = page(paragraphs(LEAD, "The crane was built on 1 May 1958."), "<footer>© 3 May 2027</footer>")

    assert read_page(html.replace("<h1>", top + "<h1>"), "a.html").published is None


def test_a_page_that_says_nothing_of_itself_is_unknown() -> None:
    """Without tags, title or byline every field is None."""
    article = read_page(f"<html><body>{paragraphs(LEAD)}</body></html>", "a.html")

    assert (article.title, article.outlet, article.published, article.url, article.agency) == (None,) * 5


def test_hidden_characters_do_not_come_through_entities() -> None:
    """What a page writes as an entity is cleaned like what it writes as a character."""
    html = page(paragraphs("Nine &#8238;boats&#8203; sank&#173; there."), title="Nine &#8238;boats")

    article = read_page(html, "a.html")

    assert (article.title, article.text) == ("Nine boats", "Nine boats sank there.")


@pytest.mark.parametrize(
    "fields",
    [
        {"headline": ["x"], "datePublished": 5, "url": {"a": 1}, "author": [[1]], "publisher": {"name": {"x": 1}}},
        {"headline": None, "datePublished": "soon", "url": "javascript:alert(1)", "author": "x", "publisher": []},
        {"headline": "", "datePublished": [], "url": [], "author": [], "publisher": None},
    ],
)
def test_a_malformed_record_is_passed_over(fields: dict[str, object]) -> None:
    """A record whose values are of the wrong kind leaves the page's own words to speak."""
    article = read_page(page(paragraphs(LEAD), head=json_ld(**fields)), "a.html")

    assert (article.title, article.outlet, article.published, article.url) == (
        "Crane sinks nine boats",
        None,
        None,
        None,
    )


def test_broken_json_ld_is_passed_over() -> None:
    """A record that is no JSON, or nested without end, does not cost the article."""
    for record in ("{", "[" * 100_000, "3", "null", '{"@graph": 3}', "[[]]"):
        html = page(paragraphs(LEAD), head=f'<script type="application/ld+json">{record}</script>')
        assert read_page(html, "a.html").text == LEAD


@pytest.mark.parametrize("tag", ["div", "b", "blockquote", "span"])
@pytest.mark.parametrize("depth", [300, 20_000])
def test_nesting_is_read_or_refused_but_never_empty(tag: str, depth: int) -> None:
    """Text below more elements than the parser follows is refused with the reason."""
    html = f"<html><body>{f'<{tag}>' * depth}<p>{LEAD}</p>{f'</{tag}>' * depth}</body></html>"

    with pytest.raises(ArticleError, match="nested too deep"):
        read_page(html, "a.html")


def test_a_flood_of_attributes_is_refused_before_it_is_parsed() -> None:
    """An element of many thousand attributes is refused; one with a long quoted value is read."""
    flood = " ".join(f"a{number}=1" for number in range(200_000))

    with pytest.raises(ArticleError, match="attributes"):
        read_page(page(f"<p {flood}>x</p>", paragraphs(LEAD)), "a.html")
    assert LEAD in read_page(page(f'<p data-x="{flood}">{LEAD}</p>'), "a.html").text


@pytest.mark.parametrize("html", ["", " ", "<html></html>", "<html><body><nav>Home</nav></body></html>", "<!-- x -->"])
def test_a_page_without_an_article_is_refused(html: str) -> None:
    """A page that holds nothing but its frame gives a reason."""
    with pytest.raises(ArticleError, match=r"; save (?:it as text|the page again)"):
        read_page(html, "a.html")


@given(st.text(st.characters(codec="utf-8"), max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_page_is_an_article_or_an_article_error(markup: str) -> None:
    """No markup between two paragraphs raises anything but ArticleError."""
    try:
        article = read_page(page(paragraphs(LEAD), markup, paragraphs(NEXT)), "a.html")
    except ArticleError:
        return

    assert article.text
