"""Which files lie in a corpus folder."""

import os
from pathlib import Path

from corpus.errors import ArticleError, CorpusMissing


def list_files(folder: Path) -> list[tuple[str, Path]]:
    """Every visible file under a folder with its name in the corpus, in the order of names.

    Hidden files are left out; links are named, not followed, and so are folders that cannot be opened. Raises ArticleError if there is no such folder.
    """
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "does not exist"
        raise CorpusMissing(f"the corpus folder {folder} {what}; give a folder of articles")
    found: list[Path] = []
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        here = Path(root)
        links = [name for name in folders if (here / name).is_symlink()]
        found += [here / name for name in (*names, *links) if not name.startswith(".")]
        folders[:] = [name for name in folders if not name.startswith(".")]
    found += [Path(error.filename) for error in closed]
    if folder in found:
        raise ArticleError(f"the corpus folder {folder} cannot be read; check its permissions")
    return sorted((_name(path.relative_to(folder).as_posix()), path) for path in found)


def _name(name: str) -> str:
    """A file's name as text that can be stored and shown, whatever bytes it has on disk."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
