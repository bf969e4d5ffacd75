"""Loading what a first question would wait for, while something else is done before it is asked."""

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress

from index.library import Index
from index.reader import Reader


def load_ahead(index: Index) -> None:
    """Load the encoder's copy and the reader in threads; where none can be started the question loads what it needs."""
    with index.store.reading():
        recipe = index.store.recipe
    threads = ThreadPoolExecutor(2, thread_name_prefix="loading")
    loads: list[Future[None]] = []
    with suppress(RuntimeError):
        loads.append(threads.submit(index.encoding.load, recipe))
        loads.append(threads.submit(_load_reader, index))
    index.encoding.loading = tuple(loads)
    threads.shutdown(wait=False)


def _load_reader(index: Index) -> None:
    if isinstance(index.reader, Reader):
        index.reader.load()
