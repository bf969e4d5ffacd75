"""A web server on loopback for tests: pages by path, and what was asked of it."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from aiohttp import web

T = TypeVar("T")
Answer = Callable[[web.Request], web.StreamResponse]


class Site:
    """Pages by path; a path that is missing is a 404."""

    def __init__(self, **pages: Answer) -> None:
        self.pages: dict[str, Answer] = {f"/{name}": answer for name, answer in pages.items()}
        self.asked: list[str] = []
        self.home = ""

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        page = self.pages.get(request.path)
        if page is None:
            raise web.HTTPNotFound
        return page(request)

    def serve(self, use: Callable[[str], Awaitable[T]]) -> T:
        """Run `use` with the site's address while the site is up."""

        async def run() -> T:
            app = web.Application()
            app.add_routes([web.get("/{path:.*}", self._answer)])
            runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
            await runner.setup()
            port = int(self.home.rpartition(":")[2]) if self.home else 0
            await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
            self.home = f"http://127.0.0.1:{runner.addresses[0][1]}"
            try:
                return await use(self.home)
            finally:
                await runner.cleanup()

        return asyncio.run(run())


def text(body: str, kind: str = "text/html", **headers: Any) -> Answer:
    return lambda _: web.Response(text=body, content_type=kind, headers=headers)
