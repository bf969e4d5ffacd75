"""What goes wrong between here and a Milvus server, in words for the index's owner."""

from collections.abc import Iterator
from contextlib import contextmanager

from corpus.errors import NewsdeskError
from index.errors import IndexBusy, IndexForbidden, IndexMissing, IndexUnreachable, IndexUnwritable
from index.milvus.address import Address

_REFUSED = ("unauth", "auth check", "authentication", "permission denied", "password", "invalid token", "credential")
_FULL = ("quota", "disk", "no space", "memory limit", "rate limit")


@contextmanager
def told(address: Address) -> Iterator[None]:
    """Turn errors of pymilvus into one clear line that never holds a password; others pass."""
    from grpc import RpcError
    from pymilvus.exceptions import MilvusException

    try:
        yield
    except (MilvusException, RpcError) as error:
        raise _in_words(error, address) from error


def _chain(error: BaseException | None) -> list[BaseException]:
    """An error and what led to it: pymilvus tells of a refused user as of a server that is down."""
    found: list[BaseException] = []
    while error is not None and error not in found:  # pymilvus raises errors from themselves
        found.append(error)
        error = error.__context__ if error.__cause__ in (None, error) else error.__cause__
    return found


def _in_words(error: Exception, address: Address) -> NewsdeskError:
    message = " ".join(str(getattr(error, "message", "") or error).split())
    lower = " ".join(map(str, _chain(error))).lower()
    if any(word in lower for word in _REFUSED):
        return IndexForbidden(
            f"{address.shown} does not accept this user or password; give them in the address or in NEWSDESK_STORE_TOKEN as user:password"
        )
    if "open local milvus failed" in lower:
        return IndexBusy(
            f"{address.shown} cannot be opened; one process at a time may use a file of milvus-lite: wait for the other to end, or run a server"
        )
    if "database" in lower and ("not exist" in lower or "not found" in lower):
        return IndexMissing(f"{address.shown}: there is no such database; create it on the server first")
    if any(word in lower for word in _FULL):
        return IndexUnwritable(f"{address.shown} takes nothing more ({message[:200]}); what was stored before is kept")
    if getattr(error, "code", None) == 2 or "connect" in lower or "unavailable" in lower or "deadline" in lower:
        return IndexUnreachable(f"no Milvus server answers at {address.shown}; start it, or mend --store")
    return IndexUnreachable(f"{address.shown} answers with an error: {message[:300]}")
