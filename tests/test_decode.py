"""Bytes become the text that was written, or one clear refusal."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.decode import Decoded, decode, decoded, visible
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


FOREIGN = {
    "cp1252": SENTENCE,
    "cp1251": "Мост через реку открыт в среду утром, сообщил мэр города.",
    "koi8_r": "Мост через реку открыт в среду утром, сообщил мэр города.",
    "gb18030": "市长周三说，这座桥耗资一千二百万元，将于下个月开放通车。",
    "big5": "市長週三說，這座橋耗資一千二百萬元，將於下個月開放通車。",
    "cp932": "市長は水曜日、橋の建設に千二百万円かかり、来月開通すると述べた。",
    "euc_jp": "市長は水曜日、橋の建設に千二百万円かかり、来月開通すると述べた。",
    "cp949": "시장은 수요일 다리 건설에 천이백만 원이 들었고 다음 달 개통한다고 말했다.",
    "cp1253": "Η γέφυρα άνοιξε την Τετάρτη, δήλωσε ο δήμαρχος.",
    "cp1256": "قال رئيس البلدية إن الجسر افتتح يوم الأربعاء.",
    "cp874": "นายกเทศมนตรีกล่าวว่าสะพานเปิดในวันพุธ",
}


@pytest.mark.parametrize("encoding", FOREIGN)
@pytest.mark.parametrize("times", [1, 3000])
def test_an_undeclared_encoding_is_guessed_and_told(encoding: str, times: int) -> None:
    """A text that does not say its encoding comes back letter for letter, short and long, and the guess is named."""
    text = f"{FOREIGN[encoding]}\n" * times

    assert Decoded(text, encoding) == decoded(text.encode(encoding))


@pytest.mark.parametrize("encoding", FOREIGN)
def test_a_declared_encoding_is_no_guess(encoding: str) -> None:
    """A page or XML file in any of these that names it comes back letter for letter."""
    for head in (f'<html><head><meta charset="{encoding}">', f'<?xml version="1.0" encoding="{encoding}"?>'):
        page = f"{head}<p>{FOREIGN[encoding]}</p>"

        assert Decoded(page) == decoded(page.encode(encoding))


@pytest.mark.parametrize(
    ("declared", "written", "text"),
    [
        ("iso-8859-1", "cp1252", "Café – “all of them”"),
        ("gb2312", "gbk", "朱镕基说，這座橋將開放。"),
        ("Shift_JIS", "cp932", "①髙橋市長は水曜日に述べた。"),
    ],
)
def test_names_of_charsets_mean_what_browsers_take_them_for(declared: str, written: str, text: str) -> None:
    """Pages name the smaller encoding and use the wider one of its family."""
    page = f'<meta http-equiv="Content-Type" content="text/html; charset={declared}"><p>{text}</p>'

    assert page == decode(page.encode(written))


@pytest.mark.parametrize("seed", range(20))
def test_noise_is_in_no_encoding(seed: int) -> None:
    """Bytes that no encoding makes words of are refused, not garbled."""
    noise = random.Random(seed)

    with pytest.raises(ArticleError, match="save it as UTF-8|binary"):
        decode(bytes(noise.randrange(128, 256) for _ in range(600)))


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
