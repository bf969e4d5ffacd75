"""Articles in JSON and JSON Lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from corpus.decode import visible
from corpus.errors import ArticleError
from corpus.markdown import day_field, field, plain_keys
from corpus.plain import paragraphs_of, read_body
from corpus.types import Article, Rejected

TEXTS = ("text", "body", "content", "articlebody", "fulltext")  # keys of the text, the first that holds any


def read_record(record: Mapping[str, object], name: str) -> Article:
    """An article from an object with title, outlet, published, url and text.

    Raises ArticleError where there is no text.
    """
    record = {key: _name_of(value) for key, value in plain_keys(record).items()}
    texts = (visible(value) for key in TEXTS if isinstance(value := record.get(key), str))
    text = next((text for text in texts if text.strip()), None)
    if text is None:
        raise ArticleError('it has no "text"; every record needs one')
    title = field(record, "title", "headline")
    article = read_body(paragraphs_of(text), title, name)
    return replace(
        article,
        outlet=field(record, "outlet", "source", "publisher", "site") or article.outlet,
        published=day_field(record) or article.published,
        url=field(record, "url", "link"),
        agency=field(record, "agency") or article.agency,
    )


def _name_of(value: object) -> object:
    """The name of an object that has one: {"source": {"name": "The Paper"}}, as news services send it."""
    return value["name"] if isinstance(value, dict) and isinstance(value.get("name"), str) else value


def read_json(text: str, name: str) -> Iterator[Article | Rejected]:
    """Read one object, or a list of them."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ArticleError(f"it is not valid JSON ({_where(error)}); mend it or remove it") from None
    if isinstance(data, dict) and not isinstance(data.get("articles"), list):
        yield read_record(data, name)
        return
    items = data["articles"] if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise ArticleError("it holds no article object; see the README for the fields")
    seen: set[str] = set()
    for number, item in enumerate(items, start=1):
        yield _record(item, name, f"{number}", f"record {number}", seen)


def read_jsonl(text: str, name: str) -> Iterator[Article | Rejected]:
    """Read one object a line; a broken line is rejected by its number and the rest goes on."""
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            item = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Rejected(
                f"{name}#{number}", f"line {number} is not valid JSON ({_where(error)}); mend it or remove it"
            )
            continue
        yield _record(item, name, f"{number}", f"line {number}", seen)


def _record(item: object, name: str, number: str, place: str, seen: set[str]) -> Article | Rejected:
    if not isinstance(item, dict):
        return Rejected(f"{name}#{number}", f"{place} is not an object; every record needs a text")
    identity = field(item, "id", "article", "url") or number
    while identity in seen:
        identity = f"{identity}~{number}"
    seen.add(identity)
    try:
        return read_record(item, f"{name}#{identity}")
    except ArticleError as error:
        return Rejected(f"{name}#{identity}", f"{place}: {error}")


def _where(error: Exception) -> str:
    return f"character {error.pos}" if isinstance(error, json.JSONDecodeError) else "nested too deep"
