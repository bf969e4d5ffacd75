"""PDF articles: what stands on the pages is read, what pages need around it is not."""

import io
import zlib
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter

from corpus import parsing
from corpus.errors import ArticleError
from corpus.pdf import _lines, read_pdf
from corpus.read import read_file
from corpus.types import Article, Rejected
from tests.pdf_pages import document, pdf

FIRST = [
    "The Ostmere Echo",
    "Crane sinks nine boats in Ostmere harbour",
    "6 March 2026",
    "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay, and div-",
    "ers said that the wreck of a tenth lay below the others, close to it.",
    "The harbour master, Iva Lund, said two more were missing.",
    "Page 1 of 2",
]
SECOND = [
    "The Ostmere Echo",
    "A well-known diver, Ulf Berg, was hired by the harbour office on Wednesday to look for the well-",
    "known trawler that lay beside the crane; he found it after twenty-five minutes, he said, unhurt.",
    "Page 2 of 2",
]


def test_pages_become_paragraphs() -> None:
    """Running heads and page numbers go, broken words are mended, title, outlet and day are read."""
    article = read_pdf(pdf([FIRST, SECOND]), "a.pdf")

    assert article.title == "Crane sinks nine boats in Ostmere harbour"
    assert article.published == date(2026, 3, 6)
    assert "Page" not in article.text
    assert "Echo" not in article.text
    assert "and divers said that the wreck of a tenth lay below the others" in article.text
    assert article.text.split("\n\n")[1] == "The harbour master, Iva Lund, said two more were missing."


def test_a_hyphen_that_is_written_elsewhere_stays() -> None:
    """ "well-known" is broken at its own hyphen and keeps it."""
    assert "look for the well-known trawler that" in read_pdf(pdf([FIRST, SECOND]), "a.pdf").text


def test_the_documents_title_counts_where_it_is_printed() -> None:
    """A title in the metadata is believed if it stands on the page; else the page decides."""
    lines = ["Boats sunk in harbour of Ostmere", *FIRST[3:6]]

    assert (
        read_pdf(pdf([lines], "Boats sunk in harbour of Ostmere"), "a.pdf").title == "Boats sunk in harbour of Ostmere"
    )
    assert read_pdf(pdf([lines], "Microsoft Word - draft 7 final"), "a.pdf").title == "Boats sunk in harbour of Ostmere"


def test_an_encrypted_file_is_rejected() -> None:
    """The reason tells what to do."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([FIRST]))))
    writer.encrypt("secret", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)

    with pytest.raises(ArticleError, match="encrypted"):
        read_pdf(out.getvalue(), "a.pdf")


def test_pages_without_text_are_rejected() -> None:
    """Scans hold images only."""
    with pytest.raises(ArticleError, match="no text"):
        read_pdf(pdf([[], []]), "a.pdf")


@pytest.mark.parametrize("raw", [b"", b"%PDF-1.4\n", b"hello", pdf([FIRST])[:300]])
def test_a_damaged_file_is_rejected(raw: bytes, tmp_path: Path) -> None:
    """It comes back by name with one line, like every file that cannot be read."""
    (tmp_path / "a.pdf").write_bytes(raw)
    records = read_file(tmp_path / "a.pdf", "a.pdf")

    assert [record.path for record in records] == ["a.pdf"]
    assert not isinstance(records[0], Article)


def _packed(stream: bytes, filters: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    content = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream)
    return document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content])


BOMBS = {
    "one": _packed(zlib.compress(bytes(300_000_000), 9), b"/FlateDecode"),
    "two": _packed(zlib.compress(zlib.compress(bytes(200_000_000), 9), 9), b"[/FlateDecode /FlateDecode]"),
    "loop": document([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"]),
    "long": _packed(zlib.compress(b"BT 1 0 0 1 0 0 Tm ET\n" * 200_000, 9), b"/FlateDecode"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_costs_its_own_file_alone(name: str, tmp_path: Path) -> None:
    """A few kilobytes that unpack to hundreds of megabytes, pages that hold themselves, endless drawing: left out with a reason, in time."""
    (tmp_path / "a.pdf").write_bytes(BOMBS[name])
    (record,) = parsing.read_file(tmp_path / "a.pdf", "a.pdf")

    assert isinstance(record, Rejected)
    assert record.reason


def test_joined_letters_of_the_print_are_letters() -> None:
    """ "ﬁre" as typesetters join it is found by the word fire."""
    assert _lines("A ﬁre in the oﬃce ﬂat\n")[0] == "A fire in the office flat"


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_damage_never_escapes(data: st.DataObject) -> None:
    """Whatever bytes are changed, there is an article or an ArticleError."""
    raw = bytearray(pdf([FIRST, SECOND], "Boats sunk in harbour"))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=8)):
        raw[place] = data.draw(st.integers(0, 255))
    with suppress(ArticleError):
        assert read_pdf(bytes(raw), "a.pdf").text
