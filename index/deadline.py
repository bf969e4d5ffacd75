"""Work that a question does not wait for without end."""

from collections.abc import Callable
from threading import Thread
from typing import TypeVar

from corpus.errors import NewsdeskError
from index.errors import EncoderMissing

T = TypeVar("T")
ENCODING = 10.0  # seconds for the vector of a question
LOADING = 120.0  # seconds for the first one, for which the encoder may have to be loaded


def within(seconds: float, work: Callable[[], T]) -> T:
    """What the encoder returns. Raises EncoderMissing where it fails in any way or takes longer; then it is left behind."""
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            failed.append(error)

    thread = Thread(target=run, name="encoding", daemon=True)
    thread.start()
    thread.join(seconds)
    if done:
        return done[0]
    if not failed:
        raise EncoderMissing(f"the encoder gave no vector within {seconds:.0f} s")
    if isinstance(failed[0], NewsdeskError):
        raise failed[0]
    raise EncoderMissing(f"the encoder failed ({type(failed[0]).__name__})") from failed[0]
