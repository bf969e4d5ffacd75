"""Links that admins send: fetched from the open internet, and from nowhere else."""

import asyncio
import gzip
import socket
import threading
import tracemalloc
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from corpus.errors import ArticleError
from corpus.web.addresses import is_public, plain, typed
from corpus.web.fetching import Fetched, fetch
from corpus.web.gathering import add_page, article_of, find_feed
from corpus.web.manners import Visitor

PRIVATE = [
    "127.0.0.1", "127.1.2.3", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "192.0.0.8", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1",
    "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "fe80::1%eth0", "::127.0.0.1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_addresses_of_the_house_are_not_public(address: str) -> None:
    """Loopback, private, link-local, reserved and multicast addresses are refused, also wrapped in IPv6."""
    assert not is_public(address, 443)


@pytest.mark.parametrize(("address", "port", "public"), [("93.184.216.34", 443, True), ("2606:2800:220:1::1", 80, True), ("93.184.216.34", 22, False)])  # fmt: skip
def test_addresses_of_the_internet_are_public_on_web_ports(address: str, port: int, public: bool) -> None:
    """The same address on another port is not."""
    assert public == is_public(address, port)


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd", "ftp://vell.example/", "gopher://vell.example/", "data:text/plain,x", "http:///x", "http://127.0.0.1/", "http://localhost/",
        "http://2130706433/", "http://0x7f000001/", "http://0177.0.0.1/", "http://127.1/", "http://[::1]/", "http://[::ffff:127.0.0.1]/",
        "http://u:p@127.0.0.1/", "http://①②⑦.0.0.1/", "http://0/", "javascript:alert(1)", "http://127.0.0.1:6379/", "http://a b/", "http://[bad/",
    ],
)  # fmt: skip
def test_such_links_are_refused(url: str) -> None:
    """Other schemes, and every way to write an address of this machine, end in a reason and no connection."""
    with pytest.raises(ArticleError):
        asyncio.run(fetch(url))


def served(answer: Callable[[web.Request], Awaitable[web.StreamResponse]], path: str = "/a", **reachable: Any) -> Any:
    """What fetch makes of a page on loopback, where that counts as reachable."""

    async def run() -> Fetched:
        app = web.Application()
        app.add_routes([web.get("/{path:.*}", answer)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        try:
            found = await fetch(f"http://127.0.0.1:{port}{path}", reachable.get("reachable", lambda address, _: True))
            return replace(found, url=found.url.replace(str(port), "PORT"))
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_a_page_is_fetched_with_its_final_address() -> None:
    """Redirects are followed, three at most."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/a":
            raise web.HTTPFound("/b")
        return web.Response(text="<p>hello</p>", content_type="text/html")

    found = served(answer)

    assert (found.body, found.url) == (b"<p>hello</p>", "http://127.0.0.1:PORT/b")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "http://169.254.169.254/", "/again"])
def test_a_redirect_leads_nowhere_else(location: str) -> None:
    """A redirect is checked as the link was, and a circle ends."""

    async def answer(request: web.Request) -> web.StreamResponse:
        raise web.HTTPFound(location)

    with pytest.raises(ArticleError):
        served(answer, reachable=lambda address, _: address == "127.0.0.1")


@pytest.mark.parametrize(
    ("response", "reason"),
    [
        (lambda: web.Response(body=b"x", content_type="image/png"), "no page of text"),
        (lambda: web.Response(status=404), "answered 404"),
        (lambda: web.Response(body=b"x" * 11_000_000, content_type="text/html"), "over 10 MB"),
        (
            lambda: web.Response(body=b"x", content_type="text/html", headers={"Content-Encoding": "br"}),
            "no page of text",
        ),
    ],
)
def test_what_is_no_page_is_refused(response: Callable[[], web.Response], reason: str) -> None:
    """Images, missing pages, huge and packed ones are refused with the reason."""

    async def answer(request: web.Request) -> web.StreamResponse:
        return response()

    with pytest.raises(ArticleError, match=reason):
        served(answer)


HOUSE = [
    *(f"http://{host}/" for host in ("127.0.0.1", "localhost", "[::1]", "0.0.0.0", "0", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "①②⑦.0.0.1", "１２７.0.0.1", "127.0.0.1.")),
    *(f"http://[{host}]/" for host in ("::ffff:127.0.0.1", "::ffff:a00:1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a00:1::", "fec0::1", "fe80::1", "fc00::1", "fd12::1", "ff02::1", "::", "2001:0:4136:e378:8000:63bf:80ff:fffe")),
    *(f"http://{host}/" for host in ("169.254.169.254", "10.0.0.1", "172.16.0.1", "172.31.255.1", "192.168.0.1", "100.64.0.1", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255")),
    *(f"http://127.0.0.1:{port}/" for port in (22, 25, 80, 443, 6379, 8080, 11211)),
    *(f"http://93.184.216.34:{port}/" for port in (22, 6379, 8080)),
    "https://127.0.0.1/", "https://localhost/", "http://user@127.0.0.1/", "http://93.184.216.34@127.0.0.1/", "http://u:p@93.184.216.34/", "file:///etc/passwd", "ftp://93.184.216.34/",
    "gopher://127.0.0.1/", "//127.0.0.1/", "http:///x", "http://", "data:text/html,x", "http://127.0.0.1%00.lund.example/", "http://127.0.0.1\r\nHost: x/", "http://a b/", "http://[::1/",
]  # fmt: skip


@pytest.fixture
def connected(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses that were connected to: a spy below everything that decides."""
    seen: list[str] = []

    async def connect(self: Any, host: str, *_: Any, **__: Any) -> Any:
        seen.append(host)
        raise OSError("the tests connect to nobody")

    monkeypatch.setattr("httpcore.AnyIOBackend.connect_tcp", connect)
    return seen


@pytest.mark.parametrize("url", HOUSE)
def test_no_connection_into_the_house(url: str, connected: list[str]) -> None:
    """However an address is written, nothing inside is ever connected to."""
    with pytest.raises(ArticleError):
        asyncio.run(fetch(url))

    assert connected == []


def test_the_list_is_long_enough() -> None:
    """At least sixty ways in are tried."""
    assert len(HOUSE) >= 60


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["93.184.216.34"], ["127.0.0.1"]),
        (["93.184.216.34", "::1"], ["93.184.216.34"]),
        (["93.184.216.34", "10.0.0.1"], []),
    ],
)
def test_a_name_cannot_point_elsewhere_a_moment_later(
    first: list[str], second: list[str], connected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name is resolved once; one inner address among several refuses all; what was checked is what is connected to."""
    answers = [first, second]

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(0, 0, 0, "", (address, port)) for address in answers.pop(0)]

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    with pytest.raises(ArticleError):
        asyncio.run(fetch("http://lund.example/"))

    assert connected == (["93.184.216.34"] if first == ["93.184.216.34"] else [])


def test_the_environment_names_no_proxy(connected: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """HTTP_PROXY is not looked at: the address itself is connected to."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:3128")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:3128")
    with pytest.raises(ArticleError):
        asyncio.run(fetch("http://93.184.216.34/"))

    assert connected == ["93.184.216.34"]


def test_a_packed_page_is_unpacked_once() -> None:
    """One gzip is read; what unpacks to more than is allowed is refused before it is in memory."""
    packed = {"Content-Encoding": "gzip"}
    giant = gzip.compress(bytes(200_000_000))

    async def small(_: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(b"<p>hello</p>"), content_type="text/html", headers=packed)

    async def bomb(_: web.Request) -> web.StreamResponse:
        return web.Response(body=giant, content_type="text/html", headers=packed)

    async def twice(_: web.Request) -> web.StreamResponse:
        return web.Response(body=gzip.compress(gzip.compress(b"x" * 99)), content_type="text/html", headers={"Content-Encoding": "gzip, gzip"})  # fmt: skip

    assert served(small).body == b"<p>hello</p>"
    tracemalloc.start()
    with pytest.raises(ArticleError, match="over 10 MB"):
        served(bomb)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 50_000_000
    with pytest.raises(ArticleError, match="no page of text"):
        served(twice)


def test_a_byte_a_second_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is on the whole, not on each read."""
    monkeypatch.setattr("corpus.web.fetching.LONGEST", 0.5)

    async def drip(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(50):
            await response.write(b"x")
            await asyncio.sleep(0.05)
        return response

    with pytest.raises(ArticleError, match="in time"):
        served(drip)


def test_a_resolver_that_hangs_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit counts for the name too: the reason is told while the resolver still hangs."""
    monkeypatch.setattr("corpus.web.fetching.LONGEST", 0.3)
    hanging = threading.Event()

    def resolve(*_: Any, **__: Any) -> list[Any]:
        hanging.wait(30)
        raise socket.gaierror("no answer")

    monkeypatch.setattr("socket.getaddrinfo", resolve)
    try:
        with pytest.raises(ArticleError, match="in time"):
            asyncio.run(fetch("http://lund.example/"))
        assert [True] == [one.is_alive() for one in threading.enumerate() if one.name == "resolving"]
    finally:
        hanging.set()


LOOKALIKE = "https://\u0430\u0440\u0440\u04cf\u0435.example/news"  # Cyrillic, to the eye "apple"


def test_a_host_in_other_letters_is_told_before_anything_is_fetched(tmp_path: Path, connected: list[str]) -> None:
    """Who adds a page or a feed with a host in other letters than ASCII is told its plain name; nothing is fetched or stored."""
    told = []
    for get in (add_page(tmp_path, LOOKALIKE, Visitor()), find_feed(LOOKALIKE, Visitor())):
        with pytest.raises(ArticleError) as refused:
            asyncio.run(get)
        told.append(str(refused.value))

    assert [
        "its host is xn--80ak6aa92e.example in plain letters, and may not be the one it looks like; if it is meant, give the address with xn--80ak6aa92e.example"
    ] * 2 == told
    assert ([], []) == (connected, list(tmp_path.iterdir()))


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("https://xn--80ak6aa92e.example/news", True),
        ("https://lund.example/\u0430?\u0430#\u0430", True),
        (LOOKALIKE, False),
        ("https://m\u00fcnchen.example/?xn--mnchen-3ya.example", False),
        ("https://lund\u3002example/", False),
    ],
)
def test_a_plain_host_is_taken_as_it_is(url: str, meant: bool) -> None:
    """A host in ASCII says what it is, whatever comes behind it; one in other letters does not."""
    if meant:
        assert url == typed(url)
        return
    with pytest.raises(ArticleError, match="in plain letters"):
        typed(url)


def test_an_article_from_a_host_in_other_letters_is_labelled_by_its_plain_name() -> None:
    """Where a feed or a redirect leads to such a host, link and outlet show the plain name."""
    assert "https://xn--80ak6aa92e.example/news" == plain(LOOKALIKE) == plain(plain(LOOKALIKE))
    assert "https://lund.example/\u0430" == plain("https://lund.example/\u0430")
    article = article_of(
        Fetched(plain(LOOKALIKE), b"The new bridge over the Orla was opened on Monday, the city said.")
    )

    assert ("https://xn--80ak6aa92e.example/news", "xn--80ak6aa92e.example") == (article.url, article.outlet)
