"""Front matter, and articles in Markdown."""

import re

import yaml

from corpus.clean import clean
from corpus.dates import as_day
from corpus.plain import agency_of, paragraphs_of, read_plain
from corpus.types import Article

FRONT_MATTER = 65536  # bytes; a longer block is not front matter
_BLOCK = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S)


class _Loader(yaml.SafeLoader):
    """Safe YAML without aliases: a few lines of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases are not allowed in front matter")
        return super().compose_node(parent, index)


def split_front_matter(text: str) -> tuple[dict[str, object], str, str | None]:
    """The fields of a YAML block at the top, the text after it, and why a broken block was passed over."""
    match = _BLOCK.match(text)
    if match is None or len(match.group(1)) > FRONT_MATTER:
        return {}, text, "its front matter does not end" if text.startswith("---\n") and match is None else None
    body = text[match.end() :]
    try:
        fields = yaml.load(match.group(1), Loader=_Loader)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, ValueError, RecursionError, TypeError):
        return _lenient(match.group(1)), body, "its front matter is not valid YAML"
    return (fields if isinstance(fields, dict) else {}), body, None


def _lenient(block: str) -> dict[str, object]:
    """The plain "name: value" lines of a broken block."""
    return {m[1].lower(): m[2].strip().strip("\"'") for m in re.finditer(r"^(\w+):[ \t]*(.{1,1000})$", block, re.M)}


def read_markdown(text: str, name: str) -> Article:
    """Read Markdown or plain text, with front matter or without."""
    fields, body, _ = split_front_matter(text)
    if not fields:
        return read_plain(without_markup(body), name)
    title = field(fields, "title", "headline")
    paragraphs = paragraphs_of(without_markup(body))
    if paragraphs and title and paragraphs[0].casefold() == title.casefold():
        paragraphs = paragraphs[1:]
    cleaned = clean(paragraphs)
    published = next(
        (day for key in ("published", "date", "published_at", "pubdate") if (day := as_day(fields.get(key)))), None
    )
    if not cleaned:
        return read_plain(without_markup(body), name)
    return Article(name, "\n\n".join(cleaned), title, field(fields, "outlet", "source", "publisher", "site"), published,
                   field(fields, "url", "link", "canonical"), field(fields, "agency") or agency_of(cleaned))  # fmt: skip


def field(fields: dict[str, object], *names: str) -> str | None:
    """The first of these fields that holds words, on one line."""
    for name in names:
        value = fields.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            return re.sub(r"\s+", " ", str(value)).strip()[:1000]
    return None


def without_markup(text: str) -> str:
    """Markdown as plain text; the words themselves stay as they are."""
    text = re.sub(r"^\s*(?:#{1,6}|>)[ \t]+", "", text, flags=re.M)
    text = re.sub(r"^[ \t]*(?:-{3,}|\*{3,}|_{3,}|={3,})[ \t]*$", "", text, flags=re.M)
    text = re.sub(r"!\[[^\]\n]*\]\([^)\n]*\)", "", text)
    text = re.sub(r"\[([^\]\n]+)\]\([^)\s]+\)", r"\1", text)
    text = re.sub(r"(?<![\w*])\*{1,3}(?=\S)|(?<=\S)\*{1,3}(?![\w*])", "", text)
    return re.sub(r"(?<![\w_])_{1,2}(?=\S)|(?<=\S)_{1,2}(?![\w_])|`", "", text)
