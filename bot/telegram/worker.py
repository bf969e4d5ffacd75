"""Searching and answering off the event loop: a few threads, a bounded queue, a time limit."""

import asyncio
import contextlib
import logging
import queue
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from corpus.errors import NewsdeskError
from index.library import Index
from index.local.schema import DATABASE

T = TypeVar("T")
log = logging.getLogger(__name__)

THREADS = 2  # faiss and onnxruntime release the interpreter; more threads than cores only wait for one another
WAITING = 200  # questions; one more is refused
ABANDONED = 8  # threads that hang before no new one takes their place
LONGEST_WAIT = 120.0  # seconds in the queue


class Busy(NewsdeskError):
    """Too many questions wait already."""


class _Job:
    def __init__(self, task: Callable[[Index], Any], loop: asyncio.AbstractEventLoop) -> None:
        self.task, self.loop = task, loop
        self.started: asyncio.Future[threading.Thread] = loop.create_future()
        self.result: asyncio.Future[Any] = loop.create_future()

    def tell(self, future: "asyncio.Future[Any]", value: object, *, failed: bool = False) -> None:
        """Resolve a future from the worker's thread; nobody may wait for it any more."""

        def resolve() -> None:
            if not future.done():
                future.set_exception(value) if failed and isinstance(value, BaseException) else future.set_result(value)

        with contextlib.suppress(RuntimeError):  # the loop was closed
            self.loop.call_soon_threadsafe(resolve)


class Worker:
    """Runs tasks on an index, each thread with one of its own, opened again when its file is swapped.

    A second thread starts when a task comes while the first is busy: an idle bot keeps one index in memory.
    """

    def __init__(self, open_index: Callable[[], Index], threads: int = THREADS) -> None:
        self._open = open_index
        self._most = threads
        self._jobs: queue.Queue[_Job | None] = queue.Queue(WAITING)
        self._threads: set[threading.Thread] = set()
        self._abandoned: set[threading.Thread] = set()
        self._tasks = 0

    async def run(self, task: Callable[[Index], T], limit: float) -> T:
        """The task's result. Raises Busy, TimeoutError after `limit` seconds of work, or what the task raises."""
        job = _Job(task, asyncio.get_running_loop())
        try:
            self._jobs.put_nowait(job)
        except queue.Full:
            raise Busy("too many questions wait; ask again in a minute") from None
        self._tasks += 1
        try:
            self._grow()
            thread = await asyncio.wait_for(job.started, LONGEST_WAIT)
            try:
                return await asyncio.wait_for(job.result, limit)
            except TimeoutError:
                self._abandon(thread)
                raise
        finally:
            self._tasks -= 1

    def close(self) -> None:
        """Let the threads end after what they are doing; nobody waits for them."""
        for _ in self._threads:
            with contextlib.suppress(queue.Full):
                self._jobs.put_nowait(None)

    def _grow(self) -> None:
        """Start a thread if there is more to do than there are threads, and not too many of them hang."""
        self._abandoned = {one for one in self._abandoned if one.is_alive()}
        if len(self._threads) < min(self._most, self._tasks) and len(self._abandoned) < ABANDONED:
            thread = threading.Thread(target=self._work, name="newsdesk-worker", daemon=True)
            try:
                thread.start()
            except RuntimeError:  # no more threads may be started
                if self._threads:
                    return
                raise Busy("no thread can be started; ask again in a minute") from None
            self._threads.add(thread)

    def _abandon(self, thread: threading.Thread) -> None:
        """Let a thread that hangs end by itself, and start another."""
        log.error("an answer took too long; its thread is left behind")
        self._threads.discard(thread)
        self._abandoned.add(thread)
        self._grow()

    def _work(self) -> None:
        index: Index | None = None
        file: int | None = None
        while threading.current_thread() not in self._abandoned:
            job = self._jobs.get()
            if job is None:
                break
            job.tell(job.started, threading.current_thread())
            try:
                now = _inode(index)
                if index is None or (now is not None and now != file):
                    index = self._open()
                    file = _inode(index)
                job.tell(job.result, job.task(index))
            except BaseException as error:
                job.tell(job.result, error, failed=True)
        if index is not None:
            index.store.close()


def _inode(index: Index | None) -> int | None:
    """Which file the index is; a rebuilt one is another. None if it is missing or on no disk."""
    folder: Path | None = index.store.folder if index else None
    try:
        return (folder / DATABASE).stat().st_ino if folder else None
    except OSError:
        return None
