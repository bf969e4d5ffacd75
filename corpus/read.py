"""Files of a corpus folder as articles. One bad file never stops the rest: it comes back as Rejected."""

import errno
import gzip
import os
import stat
import zlib
from collections.abc import Iterator
from pathlib import Path

from corpus.decode import Decoded, decoded
from corpus.errors import ArticleError
from corpus.listing import list_files
from corpus.lookalikes import mixed_words
from corpus.markdown import front_matter_flaw, read_markdown, read_text
from corpus.page import read_page
from corpus.pdf import read_pdf
from corpus.records import read_json, read_jsonl
from corpus.types import LARGEST, Article, Rejected

LONGEST = 2_000_000  # characters of one article
LARGEST_RECORDS = 500_000_000  # bytes of a file of many records, unpacked
_RECORDS = (".jsonl", ".jsonl.gz", ".json", ".json.gz")
_MARKDOWN = (".md", ".markdown")
_TEXT = (".txt", ".text", *_MARKDOWN)
_PAGES = (".html", ".htm")
_PDF = (".pdf",)
OR_RAISE = "split it, or raise the limit with `newsdesk index --max-file MB`"
SPENT = (errno.EMFILE, errno.ENFILE)
KINDS = ".txt .md .html .pdf .json .jsonl"


def read_folder(folder: Path) -> Iterator[Article | Rejected]:
    """Read every article of a folder, in the order of names."""
    for name, path in list_files(folder):
        yield from read_file(path, name)


def read_file(path: Path, name: str, largest: int = LARGEST) -> list[Article | Rejected]:
    """Read the article, or the records, of one file; `name` is its name in the corpus.

    Whoever allows files larger than LARGEST bytes means articles that long, too.
    """
    longest = LONGEST if largest <= LARGEST else largest
    try:
        suffix = next((s for s in (*_RECORDS, *_TEXT, *_PAGES, *_PDF) if path.name.lower().endswith(s)), None)
        if suffix is None:
            if path.is_dir():
                raise ArticleError("it is a link to a folder, or a folder that cannot be opened; put the files here")
            raise ArticleError(f"newsdesk reads {KINDS}; convert it or remove it")
        raw = _read(path, suffix, largest)
        if suffix in _PDF:
            return [_bounded(read_pdf(raw, name), longest)]
        told = decoded(raw)
        found = [_bounded(record, longest) for record in _articles(told.text, name, suffix)]
        return found + _remarks(told, name, suffix, found)
    except ArticleError as error:
        return [Rejected(name, str(error))]
    except OSError as error:
        if error.errno in SPENT:  # which is no fault of the file's
            raise
        return [Rejected(name, f"it cannot be read ({error.strerror or error}); check its permissions")]
    except (MemoryError, RecursionError):
        return [Rejected(name, "it is nested too deep to read; save it as text")]


def _bounded(record: Article | Rejected, longest: int) -> Article | Rejected:
    """The record, unless its text is longer than any article."""
    if isinstance(record, Rejected) or len(record.text) <= longest:
        return record
    return Rejected(
        record.path,
        f"its text has {len(record.text) / 1e6:.1f} million characters, over the limit of {longest // 1_000_000}; {OR_RAISE}",
    )


def _articles(text: str, name: str, suffix: str) -> Iterator[Article | Rejected]:
    if suffix.startswith(".jsonl"):
        yield from read_jsonl(text, name)
    elif suffix.startswith(".json"):
        yield from read_json(text, name)
    elif suffix in _PAGES:
        yield read_page(text, name)
    else:
        yield read_markdown(text, name) if suffix in _MARKDOWN else read_text(text, name)


def _remarks(told: Decoded, name: str, suffix: str, found: list[Article | Rejected]) -> list[Article | Rejected]:
    """What the owner of a file should know though it was read, as one entry; nothing where the file was refused."""
    if any(isinstance(record, Rejected) and record.path == name for record in found):
        return []
    guessed = (
        f"its encoding is not said, {told.guessed} was guessed; save it as UTF-8 if it reads wrong"
        if told.guessed
        else None
    )
    remarks = filter(None, (front_matter_flaw(told.text) if suffix in _TEXT else None, guessed, mixed_words(told.text)))
    reason = "; ".join(remarks)
    return [Rejected(name, reason)] if reason else []


def _read(path: Path, suffix: str, largest: int) -> bytes:
    """The bytes of a regular file; a link, a pipe or a huge file is refused before it is read."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW) if not path.is_symlink() else None
    if descriptor is None:
        raise ArticleError("it is a link; put the file itself into the folder")
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise ArticleError("it is not a regular file; remove it")
        if status.st_nlink > 1 and status.st_uid != path.parent.stat().st_uid:
            raise ArticleError("it is a link to a file of somebody else; put a copy into the folder")
        largest = largest if suffix not in _RECORDS or largest > LARGEST_RECORDS else LARGEST_RECORDS
        if status.st_size > largest:
            raise ArticleError(f"{status.st_size / 1e6:.1f} MB is over the limit of {largest / 1e6:.0f} MB; {OR_RAISE}")
        if not suffix.endswith(".gz"):
            return file.read(largest)
        try:
            with gzip.GzipFile(fileobj=file) as packed:
                raw = packed.read(largest + 1)
        except (EOFError, zlib.error, gzip.BadGzipFile):
            raise ArticleError("it is not a complete gzip file; pack it again") from None
        if len(raw) > largest:
            raise ArticleError(f"unpacked it is over the limit of {largest / 1e6:.0f} MB; {OR_RAISE}")
        return raw
