"""One copy of an encoder for all indexes that lie side by side: an index takes the files of a neighbour by hard links."""

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from index.encoders.exported import FILES, flaw
from index.files import put, stamp
from index.local.schema import DATABASE


def lent(folder: Path, fingerprint: str) -> dict[str, Any] | None:
    """Link the copy of this encoder that a neighbour carries into an index folder, and return its recipe; None if none does.

    Every byte of it is compared with its digest first. Files of other users are left alone.
    """
    for neighbour in _neighbours(folder):
        made = _recipe(neighbour, fingerprint)
        if made is None or flaw(neighbour, made, thorough=True) is not None:
            continue
        try:
            for name in FILES:
                beside = folder / f"{name}.new"
                beside.unlink(missing_ok=True)
                beside.hardlink_to(neighbour / name)
                put(beside, folder / name)
        except OSError:  # another disk, or one that has no links
            return None
        files = {name: {**made["files"][name], "stamp": stamp(folder / name)} for name in FILES}
        return {**made, "files": files}
    return None


def _neighbours(folder: Path) -> Iterator[Path]:
    """Folders of indexes beside this one, and the one that this one is made in, of the same user."""
    around = folder.resolve().parent
    try:
        near = sorted(path for path in (around, *around.iterdir()) if path != folder.resolve())
        for path in near:
            files = [path / name for name in (DATABASE, *FILES)]
            if all(file.is_file() and file.stat().st_uid == os.getuid() for file in files):
                yield path
    except (OSError, AttributeError):  # not to be listed; or a system that has no owners
        return


def _recipe(folder: Path, fingerprint: str) -> dict[str, Any] | None:
    """What an index says of the copy that it carries, if that is of this encoder."""
    try:
        with closing(sqlite3.connect(f"{(folder / DATABASE).as_uri()}?mode=ro", uri=True)) as connection:
            recipe = dict(connection.execute("SELECT key, value FROM recipe"))
        made: dict[str, Any] = json.loads(recipe.get("export", "{}"))
        return made if recipe.get("fingerprint") == fingerprint and set(made.get("files", ())) == set(FILES) else None
    except (sqlite3.Error, ValueError):
        return None
