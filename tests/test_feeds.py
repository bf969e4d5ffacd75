"""Feeds: each new item becomes an article file from its own page; what cannot be had is told and tried again."""

import os
from datetime import date
from pathlib import Path

import pytest
from aiohttp import web

from corpus import parsing
from corpus.errors import ArticleError
from corpus.read import read_folder
from corpus.types import Article
from corpus.web.feeds import read_feed
from corpus.web.gathering import Gathered, add_page, find_feed, update_feeds
from corpus.web.manners import Visitor
from corpus.web.saving import copy_in, save, write
from corpus.web.subscriptions import Subscription, subscribe, subscriptions, unsubscribe
from tests.web_server import Answer, Site, text

STORY = "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay. The harbour master, Iva Lund, said that two more were missing and that divers would look for them in the morning."


def page(title: str, story: str = STORY) -> str:
    return f"<html><head><title>{title} | Ostmere Echo</title><meta property='og:site_name' content='Ostmere Echo'></head><body><nav>Home | Sport</nav><article><h1>{title}</h1><p>{story}</p><p>The wreck of a tenth lies below the others, in eleven metres of water near the ferry, and nobody knows whose it was.</p></article></body></html>"


def rss(*items: tuple[str, str, str]) -> str:
    told = "".join(
        f"<item><title>{title}</title><link>{link}</link><pubDate>{day}</pubDate></item>" for title, link, day in items
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Echo feed</title>{told}</channel></rss>'


FRIDAY, SATURDAY = "Fri, 06 Mar 2026 10:00:00 GMT", "Sat, 07 Mar 2026 10:00:00 GMT"
FEED = rss(("Crane sinks nine boats", "/crane", FRIDAY), ("Ferry back in service", "/ferry", SATURDAY))


def visitor() -> Visitor:
    return Visitor(lambda address, _: address == "127.0.0.1", delay=0.0)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    (tmp_path / "corpus").mkdir()
    return tmp_path / "corpus"


@pytest.fixture
def site() -> Site:
    return Site(
        feed=text(FEED, "application/rss+xml", ETag='"one"'),
        crane=text(page("Crane sinks nine boats")),
        ferry=text(page("Ferry back in service")),
    )


def gather(site: Site, corpus: Path) -> Gathered:
    async def use(home: str) -> Gathered:
        if not subscriptions(corpus):
            subscribe(corpus, Subscription(f"{home}/feed"))
        return (await update_feeds(corpus, visitor()))[0]

    return site.serve(use)


def articles(corpus: Path) -> dict[str, Article]:
    return {record.title or "": record for record in read_folder(corpus) if isinstance(record, Article)}


def test_every_item_becomes_an_article_from_its_page(site: Site, corpus: Path) -> None:
    """Title, outlet and text are the page's; the day is the item's where the page has none."""
    gathered = gather(site, corpus)
    crane = articles(corpus)["Crane sinks nine boats"]

    assert (len(gathered.saved), gathered.problems) == (2, ())
    assert crane.text.startswith(STORY)
    assert "Sport" not in crane.text
    assert (crane.outlet, crane.published, crane.url) == ("Ostmere Echo", date(2026, 3, 6), f"{site.home}/crane")


def test_what_did_not_change_is_not_fetched_again(site: Site, corpus: Path) -> None:
    """Known items are not asked for; a feed whose server says 304 is not even read."""
    gather(site, corpus)
    site.asked.clear()
    again = gather(site, corpus)
    site.pages["/feed"] = lambda request: web.Response(
        status=304 if request.headers.get("If-None-Match") == '"one"' else 500
    )
    unchanged = gather(site, corpus)

    assert (again.saved, again.unchanged, unchanged.saved, unchanged.problems) == ((), 2, (), ())
    assert [path for path in site.asked if path in ("/crane", "/ferry")] == []


def test_a_changed_page_takes_the_place_of_the_old_one(site: Site, corpus: Path) -> None:
    """The same link stays one file, though its headline changed."""
    gather(site, corpus)
    later = ("Crane sinks twelve boats", "/crane", "Sun, 08 Mar 2026 10:00:00 GMT")
    site.pages |= {
        "/feed": text(rss(later), "application/rss+xml"),
        "/crane": text(page("Crane sinks twelve boats", STORY.replace("Nine", "Twelve"))),
    }
    gathered = gather(site, corpus)
    found = articles(corpus)

    assert len(gathered.saved) == 1
    assert set(found) == {"Crane sinks twelve boats", "Ferry back in service"}


def test_what_cannot_be_had_is_told_and_tried_again(site: Site, corpus: Path) -> None:
    """A missing page is no article made of its summary; the next update takes it."""
    missing = site.pages.pop("/ferry")
    first = gather(site, corpus)
    site.pages["/ferry"] = missing
    second = gather(site, corpus)

    assert (len(first.saved), len(second.saved)) == (1, 1)
    assert "answered 404" in first.problems[0]
    assert "Ferry back in service" in articles(corpus)


def test_a_whole_text_in_the_feed_serves_where_the_page_does_not(site: Site, corpus: Path) -> None:
    """A long content:encoded is the article; a summary never is."""
    whole = f"<content:encoded><![CDATA[{''.join(f'<p>{STORY} Part {n}.</p>' for n in range(6))}]]></content:encoded>"
    feed = (
        rss(("Only here", "/gone", FRIDAY))
        .replace("</item>", whole + "</item>")
        .replace('version="2.0"', 'version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"')
    )
    site.pages["/feed"] = text(feed, "application/rss+xml")
    gather(site, corpus)

    assert articles(corpus)["Only here"].outlet == "Echo feed"


TOO_LONG = "took too long to read|stops the program that reads it"  # by the clock, or by the processor's
LAUGHS = "<!DOCTYPE rss [<!ENTITY l0 'lol'>" + "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(10)) + "]><rss>&l10;</rss>"  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (text("<html><body><p>hello</p></body></html>"), "it is no feed"),
        (text("x" * 11_000_000, "text/xml"), "over 10 MB"),
        (text('<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r>&x;</r>', "text/xml"), "it is no feed"),
        (lambda _: web.Response(status=404), "answered 404"),
        (lambda _: web.Response(status=302, headers={"Location": "/feed"}), "redirected too often"),
        (
            lambda _: web.Response(status=302, headers={"Location": "http://169.254.169.254/"}),
            "not on the open internet",
        ),
    ],
)
def test_a_feed_that_is_none_says_why(site: Site, corpus: Path, answer: Answer, reason: str) -> None:
    """One clear line, kept with the feed; nothing is stored."""
    site.pages["/feed"] = answer
    gathered = gather(site, corpus)

    assert reason in gathered.problems[0]
    assert reason in (subscriptions(corpus)[0].problem or "")
    assert articles(corpus) == {}


def test_entities_of_a_feed_stand_for_nothing(site: Site, corpus: Path) -> None:
    """Ten lines that would unpack to ten billion words are read at once, and none of them is an article."""
    site.pages["/feed"] = text(LAUGHS, "text/xml")
    gather(site, corpus)

    assert articles(corpus) == {}


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"<rss " + b" ".join(b'a%d="1"' % n for n in range(200_000)) + b">", TOO_LONG),
        (b"<rss version='2.0'><channel>" + b"<item>" * 200_000, TOO_LONG),
        (b"\xff\xfe<rss", "it is no "),
    ],
)
def test_a_feed_that_breaks_its_reader_costs_itself_alone(
    raw: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feeds are read in the process that reads files, within its limits: one that would hold up the bot is given up with the reason."""
    monkeypatch.setattr("corpus.parsing.WALL", 1.0)
    with pytest.raises(ArticleError, match=reason):
        parsing.read_feed(raw, "http://echo.example/feed")

    assert (
        parsing.read_feed(rss(("Storm", "/storm", FRIDAY)).encode(), "http://echo.example/feed").items[0].title
        == "Storm"
    )


def test_a_broken_link_costs_its_own_item(corpus: Path) -> None:
    """An address that is none is named; the items beside it are read."""
    feed = parsing.read_feed(
        rss(("One", "http://[bad", FRIDAY), ("Two", "/two", FRIDAY)).encode(), "http://echo.example/feed"
    )

    assert [item.title for item in feed.items] == ["Two"]
    assert any("One" in problem for problem in feed.problems)


def test_robots_are_heeded(site: Site, corpus: Path) -> None:
    """A page that robots.txt closes is not asked for."""
    site.pages["/robots.txt"] = text("User-agent: *\nDisallow: /crane\n", "text/plain")
    gathered = gather(site, corpus)

    assert "robots.txt" in gathered.problems[0]
    assert "/crane" not in site.asked
    assert set(articles(corpus)) == {"Ferry back in service"}


def test_a_feed_behind_a_page_is_found(site: Site) -> None:
    """The link in the head of a page leads to its feed."""
    site.pages["/"] = text(
        '<html><head><link rel="alternate" type="application/rss+xml" href="/feed"></head><body><p>x</p></body></html>'
    )
    url, feed = site.serve(lambda home: find_feed(f"{home}/", visitor()))

    assert (url, feed.title, len(feed.items)) == (f"{site.home}/feed", "Echo feed", 2)


def test_a_page_without_a_feed_says_so(site: Site) -> None:
    """Neither a feed nor a page that names one."""
    with pytest.raises(ArticleError, match="no feed, and names none"):
        site.serve(lambda home: find_feed(f"{home}/crane", visitor()))


def test_a_page_is_added_once(site: Site, corpus: Path) -> None:
    """The same page again is no second article."""
    first = site.serve(lambda home: add_page(corpus, f"{home}/crane", visitor()))
    again = site.serve(lambda home: add_page(corpus, f"{home}/crane", visitor()))

    assert first == (again[0], True)
    assert again[1] is False
    assert len(articles(corpus)) == 1


def test_a_feed_of_50000_items_is_read_to_its_newest() -> None:
    """The newest 500 count, and the reader is told."""
    many = rss(
        *(
            (f"Story {n}", f"http://echo.example/{n}", f"Fri, {1 + n % 28:02} Mar 2026 10:00:00 GMT")
            for n in range(50_000)
        )
    )
    feed = read_feed(many.encode(), "http://echo.example/feed")

    assert (len(feed.items), feed.problems) == (500, ("it lists 50000 items; the newest 500 are read",))
    assert {item.published for item in feed.items} == {date(2026, 3, 28)}


def test_bad_items_are_named_one_by_one() -> None:
    """No link, a file's link, a day that is none: the others go on, and no date is invented."""
    feed = read_feed(
        rss(
            ("Nowhere", "", FRIDAY), ("House", "file:///etc/passwd", FRIDAY), ("Fine", "/fine", "the 40th of May")
        ).encode(),
        "http://echo.example/feed",
    )

    assert [(item.link, item.published) for item in feed.items] == [("http://echo.example/fine", None)]
    assert len(feed.problems) == 2


@pytest.mark.parametrize(
    "title", ['Say "boats": nine', "--- # not yaml", "Nine: [boats]", "Élan\u202e naïve", "-", "null", "2026-03-06"]
)
def test_what_is_saved_reads_back(corpus: Path, title: str) -> None:
    """Whatever a title holds, the file gives back the article."""
    article = Article(
        "x",
        f"{STORY}\n\nA second paragraph says that the quay is closed until Monday.",
        title,
        "The Lund: Times",
        date(2026, 3, 6),
        "https://lund.example/a?b=c#d",
        "Lund Wire",
    )
    name, _ = save(corpus, article)
    (back,) = read_folder(corpus)

    assert isinstance(back, Article)
    assert (back.path, back.text, back.outlet, back.published, back.url, back.agency) == (
        name,
        article.text,
        "The Lund: Times",
        article.published,
        article.url,
        "Lund Wire",
    )
    assert back.title == title.replace("\u202e", "")


def test_feeds_are_kept_with_the_corpus(corpus: Path) -> None:
    """Added once, removed once; the file is hidden, so it is no article."""
    subscribe(corpus, Subscription("http://echo.example/feed", "Echo"))
    with pytest.raises(ArticleError, match="there already"):
        subscribe(corpus, Subscription("http://echo.example/feed"))
    assert list(read_folder(corpus)) == []
    unsubscribe(corpus, "http://echo.example/feed")
    assert subscriptions(corpus) == []
    with pytest.raises(ArticleError, match="there is no feed"):
        unsubscribe(corpus, "http://echo.example/feed")


def test_a_file_is_copied_in_under_a_free_name(corpus: Path, tmp_path: Path) -> None:
    """The same file again changes nothing; another of the same name stands beside it; what is no article stays out."""
    file = tmp_path / "crane.txt"
    file.write_text(f"Crane sinks nine boats\n\n{STORY}\n")
    assert copy_in(corpus, file) == ("crane.txt", True)
    assert copy_in(corpus, file) == ("crane.txt", False)
    file.write_text(f"Crane sinks ten boats\n\n{STORY}\n")
    assert copy_in(corpus, file)[0].startswith("crane-")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(ArticleError, match="newsdesk reads"):
        copy_in(corpus, tmp_path / "photo.jpg")
    assert len(articles(corpus)) == 2


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="Linux shows which file a descriptor is")
def test_what_is_saved_is_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """File and folder are flushed before it counts as saved; where the disk fails the old file stays and nothing lies beside it."""
    flushed, real = [], os.fsync

    def fsync(descriptor: int) -> None:
        flushed.append(os.path.basename(os.readlink(f"/proc/self/fd/{descriptor}")))  # noqa: PTH119, PTH115 - text
        real(descriptor)

    monkeypatch.setattr("os.fsync", fsync)
    write(tmp_path / "a.txt", "the first")
    assert flushed == [".a.txt.new", tmp_path.name]

    def fails(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fails)
    with pytest.raises(OSError, match="No space"):
        write(tmp_path / "a.txt", "the second")
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "the first"
