"""Questions by the line: JSON in, answer objects out, in order."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bot.questions import checked, checked_earlier
from bot.render import answer_json
from bot.terminal import complain
from corpus.errors import ArticleError, NewsdeskError
from corpus.records import read_record
from corpus.types import Article
from index.library import Index
from index.types import Encoder, Filter


def answers(
    lines: Iterable[str],
    opened: Callable[[], Index],
    encoder: Callable[[], Encoder],
    only: Filter,
    reader: str | None = None,
) -> Iterator[dict[str, Any]]:
    """One object for each line: an answer, or {"error", "line"} where the line was broken.

    A line that brings its own `articles` is answered from those alone, in memory. Blank lines are passed over.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        identity: object = None
        try:
            item = _object(line)
            identity = item.get("id")
            found = _answer(item, number, opened, encoder, only, reader)
        except NewsdeskError as error:
            found = {"error": str(error), "line": number}
        yield {"id": identity, **found} if identity is not None else found


def _object(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise NewsdeskError("the line is not valid JSON; write one object a line") from None
    if not isinstance(item, dict):
        raise NewsdeskError('the line is no object; write {"question": "..."}')
    return item


def _answer(
    item: dict[str, Any],
    number: int,
    opened: Callable[[], Index],
    encoder: Callable[[], Encoder],
    only: Filter,
    reader: str | None,
) -> dict[str, Any]:
    context = item.get("context") or []
    if not isinstance(item.get("question"), str):
        raise NewsdeskError('the line has no "question"; write {"question": "..."}')
    if not isinstance(context, list) or not all(isinstance(text, str) for text in context):
        raise NewsdeskError('"context" must be a list of earlier questions')
    question, earlier = checked(item["question"]), checked_earlier(context)
    records = item.get("articles")
    index = opened() if records is None else Index.in_memory(_read(records, number), encoder(), given=True)
    index.reads_with = reader
    return answer_json(index.ask(question, earlier, only))


def _read(records: object, number: int) -> list[Article]:
    """The articles of a line; what cannot be read is named, and the rest answers."""
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise NewsdeskError('"articles" must be a list of objects with a "text"')
    articles: dict[str, Article] = {}
    for position, record in enumerate(records, start=1):
        name = str(record.get("article") or f"article-{position}")
        name = f"{name}#{position}" if name in articles else name  # two articles of one name are two sources still
        try:
            articles[name] = read_record(record, name)
        except ArticleError as error:
            complain(f"line {number}, {name}: {error}")
    if not articles:
        raise NewsdeskError('none of its "articles" could be read; leave "articles" out to ask the index')
    return list(articles.values())
