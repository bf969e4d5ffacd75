"""Each protection taken away in turn: the faults must then do harm, or they prove nothing."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.faults import bots, calls, damage, power
from tests.faults.table import Row


@contextmanager
def without_transactions() -> Iterator[None]:
    """Every statement is a commit of its own."""

    @contextmanager
    def bare(connection: object) -> Iterator[None]:
        yield

    with patch("index.local.schema.transaction", bare):
        yield


@contextmanager
def without_checks() -> Iterator[None]:
    """Neither the seal nor the checksums of rows are looked at."""
    with ExitStack() as stack:
        stack.enter_context(patch("index.local.seal.Proof.verify", lambda self: None))
        for name in ("checksum_of_figures", "checksum_of_vectors", "checksum"):
            stack.enter_context(patch(f"index.local.articles.{name}", lambda *_: _Anything()))
        stack.enter_context(patch("index.local.passages.checksum_of_passage", lambda *_: _Anything()))
        yield


class _Anything:
    """Equal to every checksum."""

    def __eq__(self, other: object) -> bool:
        return True

    def __ne__(self, other: object) -> bool:
        return False

    __hash__ = None  # type: ignore[assignment]


def _killed(root: Path, stop: bool) -> Row:
    with without_transactions():
        return calls.run(root, 5, ("add",), ("SIGKILL",), stop=stop)[0]


# Each tells what went wrong, of all that is tried or, to `stop` at the first, of as much as that takes.
QUICK: dict[str, Callable[[Path, bool], Row]] = {
    "flushes of files left out": lambda root, stop: power.run(root, 60, ignored=frozenset({"file"}), operations=("build",), stop=stop),
    "flushes of folders left out": lambda root, stop: power.run(root, 120, ignored=frozenset({"folder"}), stop=stop),
    "seal and checksums not looked at": lambda root, stop: damage.run(root, 120, mutant=without_checks(), stop=stop),
    "transactions left out": _killed,
}  # fmt: skip
SLOW: dict[str, Callable[[Path, bool], Row]] = {
    "questions kept in memory only": lambda root, _: bots.run(root, 10, forgetful=True, patience=8),
}
