"""Front matter, and articles in Markdown."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import yaml

from corpus.dates import as_day
from corpus.decode import visible
from corpus.plain import paragraphs_of, read_body, read_plain
from corpus.types import Article

FRONT_MATTER = 65536  # bytes; a longer block is not front matter
_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)
_UNCLOSED = re.compile(r"\A---[ \t]*\n((?:\w+:[^\n]*\n)+)")
_DATES = (
    "published",
    "date",
    "publishedat",
    "pubdate",
    "datepublished",
    "publishdate",
    "publicationdate",
    "publishedon",
)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed in front matter")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[dict[str, object], str]:
    """The fields of a YAML block at the top, and the text after it.

    Of a block that is broken or does not end, the plain "name: value" lines are read.
    """
    match = _BLOCK.match(text)
    if match is None:
        match = _UNCLOSED.match(text)
        return (_lenient(match.group(1)), text[match.end() :]) if match else ({}, text)
    block, body = match.group(1), text[match.end() :]
    if len(block) > FRONT_MATTER:
        return {}, text
    try:
        fields = yaml.load(block, Loader=_Loader)  # noqa: S506 - a SafeLoader
    except Exception:  # PyYAML lets the errors of int(), float() and date() through, and a few of its own slips
        return _lenient(block), body
    return ({str(name).lower(): value for name, value in fields.items()} if isinstance(fields, dict) else {}), body


def front_matter_flaw(text: str) -> str | None:
    """What is wrong with the YAML block at the top, in words for its owner; None if it is sound or there is none."""
    match = _BLOCK.match(text)
    if match is None or len(match.group(1)) > FRONT_MATTER:
        return None
    try:
        yaml.load(match.group(1), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except Exception:  # the same that split_front_matter forgives
        return "its front matter is not valid YAML; the article was read with what could be understood: mend it"
    return None


def _lenient(block: str) -> dict[str, object]:
    return {m[1].lower(): m[2].strip().strip("\"'") for m in re.finditer(r"^(\w+):[ \t]*(.{1,1000})$", block, re.M)}


def read_markdown(text: str, name: str) -> Article:
    """Read Markdown, with front matter or without. Raises ArticleError where no text is left."""
    fields, body = split_front_matter(text)
    return read_fields(fields, without_markup(body), name)


def read_text(text: str, name: str) -> Article:
    """Read plain text, with front matter or without. Raises ArticleError where no text is left."""
    fields, body = split_front_matter(text)
    return read_fields(fields, body, name)


def read_fields(fields: dict[str, object], body: str, name: str) -> Article:
    """An article of plain text; what its fields say goes before what the text says of itself."""
    fields = plain_keys(fields)
    title = field(fields, "title", "headline")
    article = read_body(paragraphs_of(body), title, name) if title else read_plain(body, name)
    return replace(
        article,
        outlet=field(fields, "outlet", "source", "publisher", "site") or article.outlet,
        published=day_field(fields) or article.published,
        url=field(fields, "url", "link", "canonical"),
        agency=field(fields, "agency") or article.agency,
    )


def plain_keys(fields: Mapping[str, object]) -> dict[str, object]:
    """The same fields by their names in small letters without marks: "datePublished" and "date_published" are one."""
    return {re.sub(r"[^a-z]", "", key.lower()): value for key, value in reversed(list(fields.items()))}


def day_field(fields: Mapping[str, object]) -> date | None:
    """The day of publication."""
    return next((day for key in _DATES if (day := as_day(fields.get(key)))), None)


def field(fields: Mapping[str, object], *names: str) -> str | None:
    """The first of these fields that holds words, on one line."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, int) and (isinstance(value, bool) or value.bit_length() > 64):
            continue
        if isinstance(value, str | int | float) and (words := " ".join(visible(str(value)).split())):
            return words[:1000]
    return None


def without_markup(text: str) -> str:
    """Markdown as plain text; the words themselves stay as they are."""
    text = re.sub(r"^[ \t]*(?:#{1,6}|>)[ \t]+", "", text, flags=re.M)
    text = re.sub(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", "", text, flags=re.M)
    text = re.sub(r"!?\[([^\[\]\n]{0,1000})\]\([^()\s]{1,2000}\)", _link_text, text)
    text = re.sub(r"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])", "", text)
    return re.sub(r"(?<![\w_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![\w_])|`", "", text)


def _link_text(link: re.Match[str]) -> str:
    return "" if link.group().startswith("!") else link.group(1)
