"""Bytes become the text that was written, or one clear refusal."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decode import decode, visible
from corpus.errors import ArticleError

SENTENCE = "Müller’s café lost 1,200 chairs – “all of them”, he said.\nThe Straße is closed.\n"


@pytest.mark.parametrize(
    "raw",
    [
        SENTENCE.encode("utf-8"),
        SENTENCE.encode("utf-8-sig"),
        SENTENCE.encode("utf-16"),
        b"\xff\xfe" + SENTENCE.encode("utf-16-le"),
        b"\xfe\xff" + SENTENCE.encode("utf-16-be"),
        SENTENCE.encode("utf-16-le"),
        SENTENCE.encode("utf-16-be"),
        SENTENCE.encode("cp1252"),
        SENTENCE.replace("\n", "\r\n").encode("utf-8"),
        SENTENCE.replace("\n", "\r").encode("utf-8"),
    ],
    ids=["utf-8", "bom", "utf-16", "le+bom", "be+bom", "le", "be", "cp1252", "crlf", "cr"],
)
def test_every_encoding_gives_the_same_text(raw: bytes) -> None:
    """UTF-8, UTF-16 and cp1252, with and without a mark, decode to the text that was encoded."""
    assert decode(raw) == SENTENCE


def test_a_declared_charset_is_used() -> None:
    """A page that names its charset is read in it."""
    page = '<html><head><meta charset="windows-1251"></head><body>Мост открыт в среду.</body></html>'

    assert decode(page.encode("cp1251")) == page


def test_an_unknown_declared_charset_falls_back() -> None:
    """A charset nobody knows does not stop the page from being read."""
    assert "Café" in decode('<meta charset="x-klingon"> Café is open to all who come.'.encode("cp1252"))


def test_a_text_in_no_known_encoding_is_refused_and_not_garbled() -> None:
    """Cyrillic in an undeclared single-byte encoding is refused; as cp1252 it would be nonsense."""
    with pytest.raises(ArticleError, match="save it as UTF-8"):
        decode("Мост через реку открыт в среду утром".encode("cp1251"))


def test_a_damaged_byte_costs_one_character() -> None:
    """One broken byte in UTF-8 does not turn the other letters into those of another encoding."""
    raw = "Größe, Füße, Übermut, Köln und Łódź".encode().replace(b"K", b"\xff")

    assert decode(raw) == "Größe, Füße, Übermut, \ufffdöln und Łódź"


@pytest.mark.parametrize("raw", [b"", b"   \n\t ", b"\xef\xbb\xbf", b"\xff\xfe", b"\x00" * 4096])
def test_nothing_but_white_space_is_empty(raw: bytes) -> None:
    """A file of no bytes, spaces, a byte order mark or zeros is called empty."""
    with pytest.raises(ArticleError, match="empty"):
        decode(raw)


@pytest.mark.parametrize(
    "raw",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00\x00\x00\x01\x90\x08\x06\x00\x00\x00" * 40,
        b"\x7fELF\x02\x01\x01\x00" + bytes(range(256)) * 20,
        b"SQLite format 3\x00\x10\x00\x02\x02\x00@  " + b"\x00\x01\x02\x05" * 500,
        bytes(range(1, 32)) * 100,
    ],
    ids=["png", "elf", "sqlite", "controls"],
)
def test_what_is_no_text_is_called_binary(raw: bytes) -> None:
    """Pictures, programs and databases are refused by what they are, not read as noise."""
    with pytest.raises(ArticleError, match="binary"):
        decode(raw)


def test_hidden_characters_are_removed() -> None:
    """Overrides of direction, zero-width, tag and control characters go; what is seen stays."""
    hidden = "\u202e\u2066\u200b\u2060\ufeff\u00ad\x00\x1b\x7f\U000e0041\ud800"

    assert visible(f"nine{hidden} dead\n") == "nine dead\n"


def test_joiners_stay() -> None:
    """The zero-width joiners that some scripts are spelt with are kept."""
    assert visible("می\u200cخواهم क\u200dष") == "می\u200cخواهم क\u200dष"


@given(st.binary(max_size=600))
@settings(deadline=None)
def test_any_bytes_are_text_or_an_article_error(raw: bytes) -> None:
    """No file content raises anything but ArticleError, and what comes out can be written as UTF-8."""
    try:
        text = decode(raw)
    except ArticleError:
        return

    assert text.encode("utf-8").decode("utf-8") == visible(text)


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs")), min_size=1).filter(str.strip))
@settings(deadline=None)
def test_utf8_keeps_every_visible_character(text: str) -> None:
    """What was saved as UTF-8 comes back letter for letter."""
    assert decode(text.encode("utf-8")) == text
