"""The audit of pinned versions never calls clean what it did not ask about."""

import re
from typing import Any

from tests.audit import PINNED, verdict

CLEAN: dict[str, Any] = {"name": "httpx", "version": "0.28.1", "vulns": []}
SKIPPED: dict[str, Any] = {"name": "torch", "skip_reason": "not found"}
HOLE: dict[str, Any] = {"name": "tornado", "version": "6.3.0", "vulns": [{"id": "GHSA-1", "fix_versions": ["6.3.2"]}]}


def test_a_hole_is_named_and_fails() -> None:
    """A finding in a pinned version ends with 1, with the version that mends it, whatever else could not be asked."""
    assert verdict([CLEAN, HOLE], [SKIPPED]) == (1, ["tornado 6.3.0: GHSA-1, mended in 6.3.2"])


def test_silence_is_not_called_clean() -> None:
    """Without the program, an answer, or knowledge of a known hole it says that it was not run."""
    for pinned, known in (("no database", [HOLE]), ([CLEAN], "no database"), ([CLEAN], [SKIPPED]), ([CLEAN], [{**HOLE, "vulns": []}])):  # fmt: skip
        code, (line,) = verdict(pinned, known)
        assert code == 0
        assert line.startswith("not run: ")


def test_what_was_asked_about_is_counted() -> None:
    """A database that knows the known hole is believed, and the versions that it was not asked about are named."""
    assert verdict([CLEAN, SKIPPED], [HOLE]) == (0, ["no known hole in 1 of 2 pinned versions; not asked about: torch"])


def test_what_has_a_digest_is_what_is_pinned() -> None:
    """`hashes.txt` holds digests of versions that `constraints.txt` names, and of all that is pure Python and needed to run."""
    pinned = set(re.findall(r"^[\w.-]+==\S+$", PINNED.read_text("utf-8").lower().replace("_", "-"), re.MULTILINE))
    hashed = (PINNED.parent / "hashes.txt").read_text("utf-8").lower().replace("_", "-").splitlines()[1:]
    names = {line.split(" ")[0] for line in hashed}

    assert all(re.fullmatch(r"\S+ --hash=sha256:[0-9a-f]{64}", line) for line in hashed)
    assert names <= pinned
    assert len(names) > 50
