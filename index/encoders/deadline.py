"""Work that a question does not wait for without end."""

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Any, TypeVar
from weakref import finalize

from corpus.errors import NewsdeskError
from index.errors import EncoderMissing

T = TypeVar("T")
Job = tuple["Future[Any]", Callable[[], Any]]
ENCODING = 10.0  # seconds for the vector of a question
LOADING = (
    20.0  # seconds for the first one, for which the encoder has to be loaded; a chat waits no longer than thirty in all
)


class Deadline:
    """Runs work of the encoder in one thread. Where it hangs, nothing more is asked of it until it has ended.

    The thread stays: in a new one for each question the encoder takes half as long again, for the memory it must ask for.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._runs = False
        self._left: tuple[Future[Any], str] | None = None  # what hangs, and what was said of it
        finalize(self, self._jobs.put, None)

    def within(self, seconds: float, work: Callable[[], T]) -> T:
        """What the encoder returns. Raises EncoderMissing where it fails in any way, takes longer, or still hangs."""
        if self._left is not None and not self._left[0].done():
            raise EncoderMissing(self._left[1])
        self._start()
        job: Future[T] = Future()
        self._jobs.put((job, work))
        try:
            failed = job.exception(seconds)
        except TimeoutError:
            self._left = job, f"the encoder gave no vector within {seconds:.0f} s"
            raise EncoderMissing(self._left[1]) from None
        if failed is None:
            return job.result()
        if isinstance(failed, NewsdeskError):
            raise failed
        raise EncoderMissing(f"the encoder failed ({type(failed).__name__})") from failed

    def _start(self) -> None:
        if self._runs:
            return
        try:
            Thread(target=_run, args=(self._jobs,), name="encoding", daemon=True).start()
        except RuntimeError as error:
            raise EncoderMissing("no thread can be started for the encoder; raise the limit (`ulimit -u`)") from error
        self._runs = True


def _run(jobs: "SimpleQueue[Job | None]") -> None:
    """Do one job after another until there are none to come; a daemon's, so that one that hangs keeps no process from ending."""
    while (told := jobs.get()) is not None:
        job, work = told
        try:
            job.set_result(work())
        except BaseException as error:
            job.set_exception(error)
        del job, work, told  # nothing of a question stays in memory until the next
