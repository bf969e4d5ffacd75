"""Keeping an index in step with its folders while others ask: `newsdesk watch`, and `newsdesk telegram --watch`."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

from corpus.errors import Exhausted, NewsdeskError
from index.build import Changes
from index.errors import IndexBusy, IndexUnwritable
from index.folder import list_sources
from index.library import Index

if TYPE_CHECKING:
    from corpus.web.gathering import Gathered

SETTLED = 0.4  # seconds in which no file may change before it is read: it may be half written
LONGEST = 30.0  # seconds that a busy folder is waited for; then it is read as it is
AGAIN = 2.0  # seconds until a folder that vanished, or an index that another writes, is looked at again
LATER = 60.0  # seconds until a full disk is tried again, or what failed beside a bot
ENDING = 5.0  # seconds in which the watch beside a bot may finish
GATHER = 800  # milliseconds in which events become one batch

Tell = Callable[[str], object]


def keep_in_step(
    index: Index,
    sources: Sequence[Path],
    tell: Tell,
    warn: Tell,
    stop: Event,
    done: Callable[[Changes], None] | None = None,
) -> None:
    """Bring the index in line now and after every change of the folders, until `stop` is set.

    Runs in the thread that calls it, with an index of its own; whoever answers from another sees each state at the
    next question. A folder that vanishes removes nothing: it is waited for. `done` hears of every update.
    """
    refused = ""
    for _ in _changed(sources, stop, warn):
        _settle(sources, stop)
        while not stop.is_set():
            try:
                changes = index.update(sources)
            except IndexBusy as busy:
                refused = _once(str(busy), refused, warn)
                stop.wait(AGAIN)
                continue
            except (IndexUnwritable, Exhausted) as error:  # a full disk may have room again
                refused = _once(str(error), refused, warn)
                stop.wait(LATER)
                continue
            except NewsdeskError as error:  # a lost mount, or nearly everything gone: nothing was removed
                refused = _once(str(error), refused, warn)
                break
            refused = ""
            _report(changes, tell, warn)
            if done is not None:
                done(changes)
            break


@contextmanager
def reading_feeds(sources: Sequence[Path], minutes: float, warn: Tell, stop: Event) -> Iterator[None]:
    """Meanwhile read the feeds of these folders again and again; what they bring lands in the folders, as files."""
    from corpus.web.subscriptions import subscriptions

    def read() -> None:
        while not stop.is_set():
            for home in sources:
                try:
                    if home.is_dir() and subscriptions(home):
                        gather(home, warn)
                except (NewsdeskError, OSError) as error:  # the next time may do
                    warn(f"the feeds of {home} could not be read: {error}")
            stop.wait(60 * minutes)

    reader = Thread(target=read, daemon=True)  # a slow server must not hold up the end
    reader.start()
    try:
        yield
    finally:
        stop.set()


def gather(home: Path, warn: Tell) -> "list[Gathered]":
    """Read the feeds of a corpus once; what could not be had is named."""
    import asyncio

    from corpus.web.gathering import update_feeds
    from corpus.web.manners import Visitor

    gathered = asyncio.run(update_feeds(home, Visitor()))
    for one in gathered:
        for problem in one.problems:
            warn(f"{one.url}: {problem}")
    return gathered


@contextmanager
def watching_beside(open_index: Callable[[], Index], minutes: float, tell: Tell, warn: Tell) -> Iterator[None]:
    """Meanwhile keep the index in step with the folders it was made from, in a thread of its own."""
    stop = Event()

    def run() -> None:
        index = open_index()
        try:
            sources = [Path(source) for source in index.status().sources]
            with reading_feeds(sources, minutes, warn, Event()):
                keep_in_step(index, sources, tell, warn, stop)
        finally:
            index.store.close()

    def run_on() -> None:
        """No error ends the watch unseen: it is told, and the watch begins again."""
        while not stop.is_set():
            try:
                run()
            except Exception as error:
                warn(f"the watch broke off ({type(error).__name__}: {error}); it begins again in a minute")
                stop.wait(LATER)

    thread = Thread(target=run_on, name="newsdesk-watch", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(ENDING)


def _changed(sources: Sequence[Path], stop: Event, warn: Tell) -> Iterator[None]:
    """Once at the start, and again whenever something under the sources changed, or they came back."""
    from watchfiles import watch as events

    missing = ""
    while not stop.is_set():
        there = [path for path in sources if path.exists()]
        if len(there) < len(sources):
            lost = ", ".join(str(path) for path in sources if path not in there)
            missing = _once(f"{lost} is not there; nothing is removed, it is waited for", missing, warn)
            stop.wait(AGAIN)
            continue
        missing = ""
        yield
        try:
            for batch in events(*there, stop_event=stop, debounce=GATHER, raise_interrupt=True, yield_on_timeout=True):
                if batch:
                    yield
                if not all(path.exists() for path in sources):
                    break
        except (FileNotFoundError, PermissionError) as error:
            warn(f"{error.filename or there[0]} cannot be watched; it is tried again")
            stop.wait(AGAIN)


def _settle(sources: Sequence[Path], stop: Event) -> None:
    """Wait until no file changes any more, so that none is read half written."""
    before, waited = _stamps(sources), 0.0
    while not stop.wait(SETTLED) and waited < LONGEST:
        waited += SETTLED
        now = _stamps(sources)
        if now == before:
            return
        before = now


def _stamps(sources: Sequence[Path]) -> dict[str, tuple[int, int]]:
    stamps = {}
    try:
        for name, path in list_sources(sources).items():
            status = path.lstat()
            stamps[name] = (status.st_size, status.st_mtime_ns)
    except (NewsdeskError, OSError):
        return {}  # it is changing under our eyes, or gone
    return stamps


def _report(changes: Changes, tell: Tell, warn: Tell) -> None:
    from bot.render import changes_lines

    if changes.any:
        for line in changes_lines(changes):
            tell(line)
        for rejected in changes.rejected:
            warn(f"{rejected.path}: {rejected.reason}")


def _once(message: str, before: str, warn: Tell) -> str:
    """Warn of a thing once, not every two seconds."""
    if message != before:
        warn(message)
    return message
