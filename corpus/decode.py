"""Bytes of a file as text, whatever wrote them."""

import re

from corpus.errors import ArticleError

# Controls, bidirectional overrides, zero-width and tag characters: invisible, and able to change what a reader sees.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]"
)
UNREADABLE = 0.01  # share of characters that may be damaged
FOREIGN = 0.3  # share of accented letters above which a text is no Western European language
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w-]{2,20})", re.I)


def decode(raw: bytes) -> str:
    """Decode UTF-8, UTF-16 (with or without a byte order mark), a page's declared charset, or cp1252.

    Raises ArticleError for what is no text.
    """
    if not raw.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise ArticleError("the file is empty; write the article into it or remove it")
    text = _decoded(raw).replace("\r\n", "\n").replace("\r", "\n")
    controls = sum(1 for character in text[:8192] if character < " " and character not in "\n\t\f")
    if controls > 0.02 * min(len(text), 8192) + 1:
        raise ArticleError("this is a binary file, not text; remove it or convert it to text")
    if text.count("\ufffd") > UNREADABLE * len(text) + 1:
        raise ArticleError("too many of its characters are damaged; save it as UTF-8")
    return visible(text)


def _decoded(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    head = raw[:8192]
    if b"\x00" in head:
        even, odd = head[0::2].count(0), head[1::2].count(0)
        half = len(head) // 2 or 1
        if odd > 0.4 * half and even < 0.05 * half:
            return raw.decode("utf-16-le", "replace")
        if even > 0.4 * half and odd < 0.05 * half:
            return raw.decode("utf-16-be", "replace")
        raise ArticleError("this is a binary file, not text; remove it or convert it to text")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _single_bytes(raw)


def _single_bytes(raw: bytes) -> str:
    """Text that is not valid UTF-8: damaged UTF-8, a page's declared charset, or cp1252."""
    text = raw.decode("utf-8-sig", "replace")
    damaged = text.count("\ufffd")
    if sum(1 for character in text if character > "\x7f") > 2 * damaged:
        return text  # other encodings hardly ever look like UTF-8; a few bytes were damaged
    declared = _CHARSET.search(raw[:4096])
    if declared:
        try:
            return raw.decode(declared.group(1).decode("ascii"), "replace")
        except LookupError:
            pass
    text = raw.decode("cp1252", "replace")
    if sum(1 for character in text if character > "\x7f") > FOREIGN * sum(map(len, text.split())):
        raise ArticleError("its encoding is not known; save it as UTF-8")
    return text


def visible(text: str) -> str:
    """The text without characters that cannot be seen."""
    return _HIDDEN.sub("", text)
