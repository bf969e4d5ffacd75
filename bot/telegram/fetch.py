"""Fetching a page that an admin names, and nothing else: never an address inside the house."""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Callable, Iterable
from urllib.parse import urljoin

import httpcore
import httpx

from corpus.errors import ArticleError

LARGEST = 10_000_000  # bytes
LONGEST = 20.0  # seconds, in all
REDIRECTS = 3
PORTS = (80, 443)
_CLOSED = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10")))  # special, though Python calls them global
_TYPES = ("text/html", "application/xhtml+xml", "text/plain")

Reachable = Callable[[str, int], bool]


def is_public(address: str, port: int) -> bool:
    """Whether an address belongs to the open internet, whatever it is wrapped in."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if ip in ipaddress.ip_network("64:ff9b::/96"):
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner), port)
    closed = ip.is_multicast or ip.is_reserved or ip.is_unspecified or any(ip in network for network in _CLOSED)
    return ip.is_global and not closed and port in PORTS


class CheckedBackend(httpcore.AsyncNetworkBackend):
    """Resolves a name once, connects to what it checked: a name cannot point elsewhere a moment later."""

    def __init__(self, reachable: Reachable) -> None:
        self._reachable = reachable
        self._inner = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        addresses = [str(entry[4][0]) for entry in found]
        if not addresses or not all(self._reachable(address, port) for address in addresses):
            raise ArticleError("its address is not on the open internet; send the text instead")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


async def fetch(url: str, reachable: Reachable = is_public) -> tuple[bytes, str]:
    """The body and the final address of a page. Raises ArticleError with the reason, in words for who sent the link."""
    try:
        async with asyncio.timeout(LONGEST), httpcore.AsyncConnectionPool(ssl_context=ssl.create_default_context(), network_backend=CheckedBackend(reachable)) as pool:  # fmt: skip
            for _ in range(REDIRECTS + 1):
                body, target = await _get(pool, url)
                if target is None:
                    return body, url
                url = target
    except (TimeoutError, httpcore.TimeoutException):
        raise ArticleError("its server did not answer in time; try again later") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError, httpx.InvalidURL) as error:
        raise ArticleError(f"it cannot be reached ({type(error).__name__}); check the address") from None
    raise ArticleError("it was redirected too often; send the final address")


async def _get(pool: httpcore.AsyncConnectionPool, url: str) -> tuple[bytes, str | None]:
    """The body, or where the page has moved to."""
    named = httpx.URL(url)
    if named.scheme not in ("http", "https") or not named.host or named.userinfo:
        raise ArticleError("only http and https addresses can be fetched; send one of those")
    asked = httpcore.URL(scheme=named.raw_scheme, host=named.raw_host, port=named.port, target=named.raw_path)
    headers = [
        ("Host", named.netloc.decode()),
        ("Accept", "text/html, text/plain"),
        ("Accept-Encoding", "identity"),
        ("User-Agent", "newsdesk"),
    ]
    async with pool.stream("GET", asked, headers=headers) as response:
        answered = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in (301, 302, 303, 307, 308) and b"location" in answered:
            target = urljoin(url, answered[b"location"])
            if url.startswith("https:") and not target.startswith("https:"):
                raise ArticleError("it leads to an unsafe address; send the final one")
            return b"", target
        if response.status != 200:
            raise ArticleError(f"its server answered {response.status}; check the address")
        kind = answered.get(b"content-type", "text/html").partition(";")[0].strip().lower()
        if kind not in _TYPES or answered.get(b"content-encoding", "identity") != "identity":
            raise ArticleError(f"it is no page of text ({kind}); send the text or the document")
        return await _body(response), None


async def _body(response: httpcore.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_stream():
        body += chunk
        if len(body) > LARGEST:
            raise ArticleError(f"it is over {LARGEST // 10**6} MB; send the text instead")
    return bytes(body)
