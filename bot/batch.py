"""Questions by the line: JSON in, answer objects out, in order."""

import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

from bot.render import answer_json
from corpus.errors import ArticleError, NewsdeskError
from corpus.records import read_record
from corpus.types import Article
from index.library import Index
from index.types import Encoder, Filter


def answers(
    lines: TextIO, opened: Callable[[], Index], encoder: Callable[[], Encoder], only: Filter
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
            found = _answer(item, opened, encoder, only)
        except NewsdeskError as error:
            found = {"error": str(error), "line": number}
        yield {"id": identity, **found} if identity is not None else found


def _object(line: str) -> dict[str, Any]:
    try:
        item = json.loads(line)
    except (ValueError, RecursionError):
        raise NewsdeskError("the line is not valid JSON; write one object a line") from None
    if not isinstance(item, dict) or not isinstance(item.get("question"), str):
        raise NewsdeskError('the line has no "question"; write {"question": "..."}')
    context = item.get("context") or []
    if not isinstance(context, list) or not all(isinstance(text, str) for text in context):
        raise NewsdeskError('"context" must be a list of earlier questions')
    return item


def _answer(
    item: dict[str, Any], opened: Callable[[], Index], encoder: Callable[[], Encoder], only: Filter
) -> dict[str, Any]:
    from bot.questions import checked

    question = checked(item["question"])
    records = item.get("articles")
    if records is None:
        return answer_json(opened().ask(question, item.get("context") or (), only))
    if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
        raise NewsdeskError('"articles" must be a list of objects with a text')
    named = [(record, str(record.get("article") or f"article-{n}")) for n, record in enumerate(records, start=1)]
    articles, rejected = _read(named)
    if not articles:
        raise NewsdeskError(
            f"none of its articles could be read: {rejected[0]['reason']}" if rejected else '"articles" is empty'
        )
    index = Index.in_memory(articles, encoder(), given=True)
    answer = answer_json(index.ask(question, item.get("context") or (), only))
    return {**answer, "rejected": rejected} if rejected else answer


def _read(named: Sequence[tuple[dict[str, Any], str]]) -> tuple[list[Article], list[dict[str, str]]]:
    """The articles of a line, and those that could not be read with the reason."""
    articles, rejected = [], []
    for record, name in named:
        try:
            articles.append(read_record(record, name))
        except ArticleError as error:
            rejected.append({"path": name, "reason": str(error)})
    return articles, rejected
