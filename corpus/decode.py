"""Bytes of a file as text, whatever wrote them."""

import re
from dataclasses import dataclass

from corpus.errors import ArticleError

# Controls, bidirectional overrides, zero-width and tag characters: invisible, and able to change what a reader sees.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
UNREADABLE = 0.01  # share of characters that may be damaged
FOREIGN = 0.3  # share of accented letters above which a text is no Western European language
LOOKED_AT = 65_536  # bytes of a text by which its encoding is guessed
_CHARSET = re.compile(rb"(?:<meta[^>]{0,200}charset|<\?xml[^>]{0,100}encoding)=[\"']?([\w-]{2,20})", re.I)
# What pages mean by these names, as browsers take them (encoding.spec.whatwg.org): the wider encoding of the same family.
_MEANT = {
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "iso-8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
}  # fmt: skip
# What texts of other scripts were written in before UTF-8: with more to choose from, noise finds an encoding too.
_UNDECLARED = "cp1251 koi8_r gb18030 big5 cp932 euc_jp cp949 cp1253 cp1255 cp1256 cp874".split()


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and the encoding that was only guessed, if it was."""

    text: str
    guessed: str | None = None


def decode(raw: bytes) -> str:
    """The text of `decoded` alone."""
    return decoded(raw).text


def decoded(raw: bytes) -> Decoded:
    """Decode UTF-8, UTF-16 (with or without a byte order mark), a page's declared charset, or what the letters point to.

    Raises ArticleError for what is no text.
    """
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ArticleError("the file is empty; write the article into it or remove it")
    text, guessed = _decoded(raw)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(1 for character in text[:8192] if character < " " and character not in "\n\t\f")
    if controls > 0.02 * min(len(text), 8192) + 1:
        raise ArticleError("this is a binary file, not text; remove it or convert it to text")
    if text.count("\ufffd") > UNREADABLE * len(text) + 1:
        raise ArticleError("too many of its characters are damaged; save it as UTF-8")
    return Decoded(visible(text), guessed)


def _decoded(raw: bytes) -> tuple[str, str | None]:
    """The text, and its encoding where that is a guess."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace"), None
    head = raw[:8192]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        half = len(head) // 2 or 1
        if odd > 0.4 * half and even < 0.05 * half:
            return raw.decode("utf-16-le", "replace"), None
        if even > 0.4 * half and odd < 0.05 * half:
            return raw.decode("utf-16-be", "replace"), None
        raise ArticleError("this is a binary file, not text; remove it or convert it to text")
    try:
        return raw.decode("utf-8-sig"), None
    except UnicodeDecodeError:
        text = _declared(raw) or _damaged(raw)
        return (text, None) if text is not None else _guessed(raw)


def _declared(raw: bytes) -> str | None:
    """Text in the charset that a page names at its top; None where it names none, or one that it is not in."""
    declared = _CHARSET.search(raw[:4096])
    if declared is None:
        return None
    name = declared.group(1).decode("ascii", "replace").lower()
    try:
        text = raw.decode(_MEANT.get(name, name), "replace")
    except LookupError:
        return None
    return text if text.count("\ufffd") <= UNREADABLE * len(text) else None


def _damaged(raw: bytes) -> str | None:
    """Text that is UTF-8 but for a few bytes: other encodings hardly ever look like it."""
    text = raw.decode("utf-8-sig", "replace")
    return text if sum(1 for character in text if character > "\x7f") > 2 * text.count("\ufffd") else None


def _guessed(raw: bytes) -> tuple[str, str]:
    """Text of Western Europe, or in the encoding whose letters and words it holds. Raises ArticleError where none is likely."""
    text = raw.decode("cp1252", "replace")
    if sum(1 for character in text if character > "\x7f") <= FOREIGN * sum(map(len, text.split())):
        return text, "cp1252"
    from charset_normalizer import from_bytes

    head = raw[:LOOKED_AT]
    whole = head[: head.rfind(b"\n") + 1] if len(raw) > LOOKED_AT and b"\n" in head else head
    likely = from_bytes(whole, cp_isolation=_UNDECLARED).best()
    if likely is None:
        raise ArticleError("its encoding is not known; save it as UTF-8")
    return raw.decode(likely.encoding, "replace"), likely.encoding


def visible(text: str) -> str:
    """The text without characters that cannot be seen."""
    return _HIDDEN.sub("", text)
