"""Articles in PDF: the text of the pages without running heads, page numbers and broken words."""

import io
import re
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from corpus.decode import visible
from corpus.errors import ArticleError
from corpus.plain import read_body, read_plain
from corpus.types import Article

if TYPE_CHECKING:
    from pypdf import PdfReader

_JOINED = {
    0xFB00: "ff",
    0xFB01: "fi",
    0xFB02: "fl",
    0xFB03: "ffi",
    0xFB04: "ffl",
    0xFB05: "st",
    0xFB06: "st",
}  # as typesetters join them
PAGES = 300  # a longer document is a book
EDGE = 3  # lines at the top and bottom of a page that may be a running head or foot
FULL = 0.75  # share of the usual width from which a line runs on into the next
_PAGE_NUMBER = re.compile(r"\W*(?:page )?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?\W*", re.I)
_BROKEN = re.compile(r"(?P<head>[^\W\d_]+)-$")
_KEEPS_HYPHEN = frozenset(
    "self non ex vice co anti semi mid twenty thirty forty fifty sixty seventy eighty ninety".split()
)
_ENDS = re.compile(r"[.!?:][”\"’)]?$")


def read_pdf(raw: bytes, name: str) -> Article:
    """Read a PDF. Raises ArticleError where it is encrypted, damaged, too large or holds images only."""
    pages, title = _pages(raw)
    lines = _without_heads([page for page in pages if page])
    if not lines:
        raise ArticleError("it holds no text, perhaps images of pages; run it through text recognition first")
    text = "\n\n".join(_paragraphs(lines))
    if title and _plain(title) in _plain(text[: 4 * len(title) + 200]):
        at = text.find(title)
        return read_body((text[at + len(title) :] if at >= 0 else text).strip().split("\n\n"), title, name)
    return read_plain(text, name)


def _pages(raw: bytes) -> tuple[list[list[str]], str | None]:
    """The lines of each page, and the title that the document says it has."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ArticleError("it is encrypted; save it without a password")
        if len(reader.pages) > PAGES:
            raise ArticleError(f"it has {len(reader.pages)} pages, over the limit of {PAGES}; split it")
        return [_lines(page.extract_text()) for page in reader.pages], _title(reader)
    except ArticleError:
        raise
    except PyPdfError as error:
        raise ArticleError(f"it is no sound PDF ({type(error).__name__}); save it again") from None
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        AssertionError,
        OverflowError,
        NotImplementedError,
        ImportError,
        OSError,
    ):
        # pypdf lets these through where a document lies about itself
        raise ArticleError("it is no sound PDF, or encrypted in a way that cannot be read; save it again") from None


def _title(reader: "PdfReader") -> str | None:
    title = reader.metadata.title if reader.metadata else None
    words = " ".join(visible(title).split()) if isinstance(title, str) else ""
    return words if len(words.split()) > 2 else None


def _lines(text: str) -> list[str]:
    return [" ".join(line.translate(_JOINED).split()) for line in visible(text).split("\n") if line.strip()]


def _without_heads(pages: Sequence[list[str]]) -> list[str]:
    """The lines of all pages without page numbers and without what stands at the edge of several pages."""
    edges = Counter(line for page in pages for line in {_shape(line) for line in (*page[:EDGE], *page[-EDGE:])})
    kept = []
    for page in pages:
        for number, line in enumerate(page):
            at_edge = number < EDGE or number >= len(page) - EDGE
            if at_edge and (_PAGE_NUMBER.fullmatch(line) or (len(pages) > 1 and edges[_shape(line)] > 1)):
                continue
            kept.append(line)
    return kept


def _shape(line: str) -> str:
    """A line with its figures levelled, so that "The Paper, page 3" is the same on every page."""
    return re.sub(r"\d+", "#", line.casefold())


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """Lines joined to paragraphs; a paragraph ends where a sentence ends on a short line."""
    widths = sorted(map(len, lines))
    width = widths[int(0.8 * (len(widths) - 1))]
    whole = " ".join(lines).casefold()
    found: list[str] = []
    running = False
    for line in lines:
        if running:
            found[-1] = _joined(found[-1], line, whole)
        else:
            found.append(line)
        running = len(line) >= FULL * width and not (_ENDS.search(line) and len(line) < 0.9 * width)
    return found


def _joined(text: str, line: str, whole: str) -> str:
    """A line after another; a word that was broken between them is mended unless it is written with a hyphen."""
    broken = _BROKEN.search(text)
    tail = re.match(r"[a-z]+", line)
    if broken is None or tail is None:
        return f"{text} {line}"
    head = broken["head"]
    written = f"{head}-{tail.group()}".casefold()
    keep = head.casefold() in _KEEPS_HYPHEN or re.search(rf"(?<!\w){re.escape(written)}(?!\w)", whole) is not None
    return (text if keep else text[:-1]) + line


def _plain(text: str) -> str:
    return re.sub(r"\W+", "", text).casefold()
