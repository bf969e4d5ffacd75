"""Work that a question does not wait for without end."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from corpus.errors import NewsdeskError
from index.errors import EncoderMissing

T = TypeVar("T")
ENCODING = 10.0  # seconds for the vector of a question
LOADING = (
    20.0  # seconds for the first one, for which the encoder has to be loaded; a chat waits no longer than thirty in all
)


class Deadline:
    """Runs work of the encoder in threads. One that hangs is left behind, and nothing more is asked of it until it has ended."""

    def __init__(self) -> None:
        self._left: tuple[Thread, str] | None = None  # what hangs, and what was said of it

    def within(self, seconds: float, work: Callable[[], T]) -> T:
        """What the encoder returns. Raises EncoderMissing where it fails in any way, takes longer, or still hangs."""
        if self._left is not None and self._left[0].is_alive():
            raise EncoderMissing(self._left[1])
        done: list[T] = []
        failed: list[BaseException] = []

        def run() -> None:
            try:
                done.append(work())
            except BaseException as error:
                failed.append(error)

        thread = Thread(target=run, name="encoding", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:
            raise EncoderMissing("no thread can be started for the encoder; raise the limit (`ulimit -u`)") from error
        thread.join(seconds)
        if done:
            return done[0]
        if not failed:
            self._left = thread, f"the encoder gave no vector within {seconds:.0f} s"
            raise EncoderMissing(self._left[1])
        if isinstance(failed[0], NewsdeskError):
            raise failed[0]
        raise EncoderMissing(f"the encoder failed ({type(failed[0]).__name__})") from failed[0]
