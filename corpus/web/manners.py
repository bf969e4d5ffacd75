"""Manners towards a server: its robots.txt is heeded, and it is not asked twice within a moment."""

import asyncio
from time import monotonic
from urllib.robotparser import RobotFileParser

from corpus.errors import ArticleError
from corpus.web.addresses import checked, is_public
from corpus.web.fetching import AGENT, PAGES, Fetched, Reachable, fetch

DELAY = 1.0  # seconds between two requests to one host
KEPT = 3600.0  # seconds that a robots.txt counts


class Visitor:
    """Fetches pages of many hosts, politely. One for each run; not for several threads."""

    def __init__(self, reachable: Reachable = is_public, delay: float = DELAY) -> None:
        self._reachable, self._delay = reachable, delay
        self._robots: dict[str, tuple[float, RobotFileParser]] = {}
        self._asked: dict[str, float] = {}

    async def get(
        self, url: str, *, kinds: tuple[str, ...] = PAGES, etag: str | None = None, modified: str | None = None
    ) -> Fetched:
        """A page, after its turn. Raises ArticleError where it cannot be had, or its robots.txt forbids it."""
        named = checked(url)
        home = f"{named.scheme}://{named.netloc.decode()}"
        robots = await self._robots_of(home)
        if not robots.can_fetch(AGENT, url):
            raise ArticleError("its robots.txt does not allow programs to fetch it; save the page by hand")
        await self._wait(home)
        return await fetch(url, self._reachable, kinds=kinds, etag=etag, modified=modified)

    async def _wait(self, home: str) -> None:
        due = self._asked.get(home, -self._delay) + self._delay
        await asyncio.sleep(max(0.0, due - monotonic()))
        self._asked[home] = monotonic()

    async def _robots_of(self, home: str) -> RobotFileParser:
        known = self._robots.get(home)
        if known is not None and monotonic() - known[0] < KEPT:
            return known[1]
        robots = RobotFileParser()
        try:
            found = await fetch(f"{home}/robots.txt", self._reachable, kinds=PAGES)
            robots.parse(found.body.decode("utf-8", "replace").splitlines())
        except ArticleError:  # none there, or no server: then the page itself will tell
            robots.parse([])
        self._robots[home] = monotonic(), robots
        return robots
