"""Inline mode: `@bot question` in any chat offers the answer and the best passages."""

import asyncio
import contextlib
import re

from telegram import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    Update,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.telegram import words
from bot.telegram.answers import rendered
from bot.telegram.asking import answer_in
from bot.telegram.markup import clean, shorten, visible
from bot.telegram.parts import Parts, language_for
from bot.telegram.phrases import phrases
from bot.telegram.sources import passage_of
from corpus.types import Article
from index.library import Index
from index.types import Answer

PASSAGES, PASSAGE = 8, 600  # offered beside the answer, and characters of each
TITLE, LINE = 100, 200
CACHE = 300  # seconds for which Telegram may give the same results to others


class Inline:
    """Answers only the newest query of each person: people type on while the last one is being answered."""

    def __init__(self) -> None:
        self._newest: dict[int, str] = {}

    async def on_query(self, parts: Parts, update: Update, _: object) -> None:
        query = update.inline_query
        if query is None:
            return
        text, person = clean(query.query), query.from_user.id
        if not parts.settings.access.allows(person) or not re.search(r"\w", text):
            await _offer(query, [], language_for(query.from_user))
            return
        self._newest[person] = query.id
        await asyncio.sleep(parts.settings.pace.debounce)
        if self._newest.get(person) != query.id:
            await _offer(query, [], None)
            return
        del self._newest[person]
        language = language_for(query.from_user)
        results = await parts.worker.run(lambda index: _results(index, text, language), parts.settings.pace.answer)
        await _offer(query, results, None, CACHE, everybody=parts.settings.access.public)


def _results(index: Index, text: str, language: str) -> list[InlineQueryResultArticle]:
    answer, near = answer_in(index, text, [])
    articles = {hit.passage.article: index.article(hit.passage.article) for hit in answer.passages[:PASSAGES]}
    return [
        _answer(answer, near, language),
        *(
            _result(f"p{n}", _title(articles[hit.passage.article]), hit.passage.text,
                    passage_of(articles[hit.passage.article], hit.passage.text, PASSAGE, language))
            for n, hit in enumerate(answer.passages[:PASSAGES])
        ),
    ]  # fmt: skip


def _answer(answer: Answer, near: list[Article], language: str) -> InlineQueryResultArticle:
    page = rendered(answer, near, language, brief=True).pages[0]
    return _result("answer", phrases(language)(words.INLINE_ANSWER), answer.headline, page)


def _title(article: Article) -> str:
    return ", ".join(part for part in (article.outlet, article.title) if part) or article.path


def _result(identity: str, title: str, line: str, markup: str) -> InlineQueryResultArticle:
    content = InputTextMessageContent(markup, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
    return InlineQueryResultArticle(
        identity, shorten(clean(title), TITLE) or "–", content, description=shorten(clean(visible(line)), LINE)
    )


async def _offer(
    query: InlineQuery,
    results: list[InlineQueryResultArticle],
    hint: str | None,
    cache: int = 0,
    *,
    everybody: bool = False,
) -> None:
    """Answer a query; `hint` is the language of a button that leads to the bot."""
    button = InlineQueryResultsButton(phrases(hint)(words.INLINE_HINT), start_parameter="inline") if hint else None
    with contextlib.suppress(BadRequest):  # an answer that comes too late is not missed
        await query.answer(results, cache_time=cache, is_personal=not everybody, button=button)
