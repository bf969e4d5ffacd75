"""Fetching one address: resolved once, connected to what was checked, bounded in time, size and redirects."""

import asyncio
import contextlib
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import httpcore

from corpus.errors import ArticleError
from corpus.web.addresses import checked, is_public, plain

LARGEST = 10_000_000  # bytes, unpacked
LONGEST = 20.0  # seconds, in all
REDIRECTS = 3
AGENT = "newsdesk"
PAGES = ("text/html", "application/xhtml+xml", "text/plain")
FEEDS = ("application/rss+xml", "application/atom+xml", "application/xml", "text/xml", "application/rdf+xml", *PAGES)

Reachable = Callable[[str, int], bool]


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave; no body where it has not changed since the validators that were sent."""

    url: str  # the final one
    body: bytes
    etag: str | None = None
    modified: str | None = None
    unchanged: bool = False


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
        addresses = await _resolved(host, port)
        if not addresses or not all(self._reachable(address, port) for address in addresses):
            raise ArticleError("its address is not on the open internet; send the text instead")
        return await self._inner.connect_tcp(addresses[0], port, timeout, local_address, socket_options)


async def _resolved(host: str, port: int) -> list[str]:
    """The addresses of a name, asked for in a thread that nobody waits for: a slow resolver must not hold up the end."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[list[str]] = loop.create_future()

    def tell(found: list[str], error: OSError | None) -> None:
        if not told.done():
            told.set_exception(error) if error else told.set_result(found)

    def ask() -> None:
        found: list[str] = []
        failed: OSError | None = None
        try:
            found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        except (OSError, UnicodeError) as error:
            failed = error if isinstance(error, OSError) else OSError(str(error))
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(tell, found, failed)

    threading.Thread(target=ask, name="resolving", daemon=True).start()
    return await told


async def fetch(
    url: str,
    reachable: Reachable = is_public,
    *,
    kinds: Sequence[str] = PAGES,
    etag: str | None = None,
    modified: str | None = None,
) -> Fetched:
    """Get an address, if it changed since `etag` or `modified`. Raises ArticleError with the reason in plain words.

    Nothing of the environment counts: no proxies, no credentials. Each redirect is checked as the address was.
    """
    asked = {"If-None-Match": etag, "If-Modified-Since": modified}
    headers = {name: value for name, value in asked.items() if value}
    try:
        async with asyncio.timeout(LONGEST), httpcore.AsyncConnectionPool(ssl_context=ssl.create_default_context(), network_backend=CheckedBackend(reachable)) as pool:  # fmt: skip
            for _ in range(REDIRECTS + 1):
                found = await _get(pool, url, headers, kinds)
                if isinstance(found, Fetched):
                    return found
                url = found
    except (TimeoutError, httpcore.TimeoutException):
        raise ArticleError("its server did not answer in time; try again later") from None
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as error:
        raise ArticleError(f"it cannot be reached ({type(error).__name__}); check the address") from None
    raise ArticleError("it was redirected too often; send the final address")


async def _get(
    pool: httpcore.AsyncConnectionPool, url: str, asked: dict[str, str], kinds: Sequence[str]
) -> Fetched | str:
    """What the address gave, or where it has moved to."""
    named = checked(url)
    target = httpcore.URL(scheme=named.raw_scheme, host=named.raw_host, port=named.port, target=named.raw_path)
    headers = [
        ("Host", named.netloc.decode()),
        ("Accept", ", ".join(kinds)),
        ("Accept-Encoding", "identity"),
        ("User-Agent", AGENT),
        *asked.items(),
    ]
    async with pool.stream("GET", target, headers=headers) as response:
        answered = {name.lower(): value.decode("latin-1") for name, value in response.headers}
        if response.status in (301, 302, 303, 307, 308) and b"location" in answered:
            moved = urljoin(url, answered[b"location"])
            if url.startswith("https:") and not moved.startswith("https:"):
                raise ArticleError("it leads to an unsafe address; send the final one")
            return moved
        validators = answered.get(b"etag"), answered.get(b"last-modified")
        if response.status == 304 and asked:
            return Fetched(plain(url), b"", *validators, unchanged=True)
        if response.status != 200:
            raise ArticleError(f"its server answered {response.status}; check the address")
        kind = answered.get(b"content-type", kinds[0]).partition(";")[0].strip().lower()
        packed = answered.get(b"content-encoding", "identity").strip().lower()
        if kind not in kinds or packed not in ("identity", "gzip"):
            raise ArticleError(
                f"it is no page of text ({kind if kind not in kinds else packed}); send the text or the document"
            )
        return Fetched(plain(url), await _body(response, gzip=packed == "gzip"), *validators)


async def _body(response: httpcore.Response, *, gzip: bool) -> bytes:
    """The body, unpacked once at most and never beyond LARGEST: a small reply can unpack to gigabytes."""
    unpacker = zlib.decompressobj(wbits=31) if gzip else None
    body = bytearray()
    async for chunk in response.aiter_stream():
        try:
            body += unpacker.decompress(chunk, LARGEST + 1 - len(body)) if unpacker else chunk
        except zlib.error:
            raise ArticleError("it is not packed as it says; try again later") from None
        if len(body) > LARGEST or (unpacker and unpacker.unconsumed_tail):
            raise ArticleError(f"it is over {LARGEST // 10**6} MB; send the text instead")
    return bytes(body)
