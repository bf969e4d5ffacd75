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


def _killed(root: Path) -> Row:
    with without_transactions():
        return calls.run(root, 5, ("add",), ("SIGKILL",))[0]


QUICK: dict[str, Callable[[Path], Row]] = {
    "flushes of files left out": lambda root: power.run(root, 60, ignored=frozenset({"file"}), operations=("build",)),
    "flushes of folders left out": lambda root: power.run(root, 120, ignored=frozenset({"folder"})),
    "seal and checksums not looked at": lambda root: damage.run(root, 120, mutant=without_checks()),
    "transactions left out": _killed,
}
SLOW: dict[str, Callable[[Path], Row]] = {
    "questions kept in memory only": lambda root: bots.run(root, 10, forgetful=True, patience=8),
}
