"""Links that admins send: fetched from the open internet, and from nowhere else."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from bot.telegram.fetch import fetch, is_public
from corpus.errors import ArticleError

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

    async def run() -> tuple[bytes, str]:
        app = web.Application()
        app.add_routes([web.get("/{path:.*}", answer)])
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        port = runner.addresses[0][1]
        try:
            body, url = await fetch(
                f"http://127.0.0.1:{port}{path}", reachable.get("reachable", lambda address, _: True)
            )
            return body, url.replace(str(port), "PORT")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_a_page_is_fetched_with_its_final_address() -> None:
    """Redirects are followed, three at most."""

    async def answer(request: web.Request) -> web.StreamResponse:
        if request.path == "/a":
            raise web.HTTPFound("/b")
        return web.Response(text="<p>hello</p>", content_type="text/html")

    assert (b"<p>hello</p>", "http://127.0.0.1:PORT/b") == served(answer)


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
