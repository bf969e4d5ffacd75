"""What everybody may ask of the bot with a command."""

import html
from datetime import timedelta

from telegram import Message, Update

from bot.telegram import words
from bot.telegram.groups import is_private, question_in
from bot.telegram.markup import fits, quoted
from bot.telegram.messages import accept
from bot.telegram.parts import Parts, language_for, place_of, words_for
from bot.telegram.phrases import day, phrases
from bot.telegram.sending import send
from bot.telegram.sources import headline_of, in_context, passage_of
from corpus.types import Article
from index.library import Index
from index.status import Status
from index.types import Filter, Hit

EXAMPLE = "How many officers are deployed?"
PASSAGES, PASSAGE = 5, 500  # how many /search shows, and characters of each
NEWEST = 8  # articles that /latest shows
DAYS = (0, 2, 7, 30, 365)  # /latest looks back so far from the newest article until it has enough


async def start(parts: Parts, update: Update, _: object) -> None:
    """Say what the bot knows and how to ask; a deep link opens the answer it names."""
    message = update.message
    assert message is not None
    payload = (message.text or "").partition(" ")[2].strip()
    kept = parts.memory.answer(payload[2:]) if payload.startswith("a_") and is_private(message) else None
    if kept is not None and parts.settings.access.allows(message.chat_id, kept.chat):
        keyboard = parts.asking.keyboard(kept.id, kept.rendered, language_for(message.from_user), in_group=False)
        for number, page in enumerate(kept.rendered.pages, start=1):
            await send(
                parts.bot, place_of(message), page, keyboard if number == len(kept.rendered.pages) else None
            )  # fmt: skip
        return
    status = await parts.worker.run(lambda index: index.status(), parts.settings.pace.answer)
    say = words_for(message)
    known = _about(status, language_for(message.from_user), words.START, words.START_UNDATED)
    example = f"<code>{html.escape(EXAMPLE)}</code>"
    await _reply(parts, message, f"{html.escape(known, quote=False)}\n\n{html.escape(say(words.TRY))}\n{example}")


async def show_help(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    say = words_for(message)
    lines = [say(words.HELP), say(words.HELP_FOLLOW), say(words.HELP_GROUP)]
    if parts.bot.bot.can_read_all_group_messages and not is_private(message):
        lines.append(say(words.HELP_MENTION).format(name=f"@{parts.bot.username}"))
    if _is_admin(parts, message):
        lines.append(say(words.HELP_ADMIN))
    menu = [f"/{name} – {say(what)}" for name, what in MENU]
    await _reply(parts, message, html.escape("\n".join([*lines, "", *menu]), quote=False))


async def ask(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    text = question_in(message, parts.bot.bot)
    if text:
        await accept(parts, message, text)
    else:
        await parts.say(message, words.ASK_WHAT)


async def sources(parts: Parts, update: Update, _: object) -> None:
    """Every source of the last answer, each in its context."""
    message = update.message
    assert message is not None
    place, language = place_of(message), language_for(message.from_user)
    kept = parts.memory.last_answer(place.chat, place.topic)
    if kept is None or not kept.rendered.sources:
        await parts.say(message, words.NO_ANSWER_YET)
        return

    def blocks(index: Index) -> list[str]:
        return [in_context(index.article(one.article), one, language) for one in kept.rendered.sources]

    await _reply(parts, message, _as_many(await parts.worker.run(blocks, parts.settings.pace.answer)))


async def search(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    query = (message.text or "").partition(" ")[2].strip()
    if not query:
        await parts.say(message, words.SEARCH_WHAT)
        return
    language = language_for(message.from_user)

    def found(index: Index) -> list[str]:
        hits = index.search(query[:500], limit=PASSAGES)
        return [passage_of(index.article(h.passage.article), h.passage.text, PASSAGE, language) for h in hits]

    blocks = await parts.worker.run(found, parts.settings.pace.answer)
    if blocks:
        await _reply(parts, message, _as_many(blocks))
    else:
        await parts.say(message, words.NOTHING_FOUND)


async def latest(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    articles = await parts.worker.run(_newest, parts.settings.pace.answer)
    language = language_for(message.from_user)
    lines = [f"• {headline_of(article, language)}" for article in articles]
    title = f"<b>{html.escape(words_for(message)(words.LATEST))}</b>"
    await _reply(parts, message, _as_many([title, *lines], "\n") if lines else words_for(message)(words.NOTHING_FOUND))


async def status(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    found = await parts.worker.run(lambda index: index.status(), parts.settings.pace.answer)
    text = _about(found, language_for(message.from_user), words.STATUS, words.STATUS_UNDATED)
    await _reply(parts, message, quoted(text))


async def new(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    place = place_of(message)
    parts.memory.new_topic(place.chat, place.topic)
    await parts.say(message, words.NEW)


async def privacy(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    assert message is not None
    await parts.say(message, words.PRIVACY, hours=parts.settings.keep_hours)


async def forget(parts: Parts, update: Update, _: object) -> None:
    """Delete what is kept of a private chat; in a group only an admin of the bot may."""
    message = update.message
    assert message is not None
    if not is_private(message) and not _is_admin(parts, message):
        await parts.say(message, words.ADMINS_ONLY)
        return
    parts.memory.forget(message.chat_id, message.from_user.id if message.from_user else None)
    await parts.say(message, words.FORGOTTEN)


MENU = (
    ("ask", words.MENU_ASK), ("sources", words.MENU_SOURCES), ("search", words.MENU_SEARCH), ("latest", words.MENU_LATEST),
    ("status", words.MENU_STATUS), ("new", words.MENU_NEW), ("privacy", words.MENU_PRIVACY), ("forget", words.MENU_FORGET),
    ("help", words.MENU_HELP),
)  # fmt: skip
COMMANDS = {
    "start": start, "help": show_help, "ask": ask, "sources": sources, "search": search, "latest": latest, "status": status,
    "about": status, "new": new, "privacy": privacy, "forget": forget,
}  # fmt: skip


def _newest(index: Index) -> list[Article]:
    """The newest articles by the day they were published."""
    last = index.status().last_published
    found: dict[str, Article] = {}
    if last is None:
        return []
    for back in DAYS:
        hits: list[Hit] = index.search("news report", limit=64, only=Filter(since=last - timedelta(days=back)))
        found = {hit.passage.article: index.article(hit.passage.article) for hit in hits}
        if len(found) >= NEWEST:
            break
    return sorted(found.values(), key=lambda a: (a.published is not None and a.published.toordinal(), a.path))[::-1][
        :NEWEST
    ]


def _about(found: Status, language: str, dated: str, undated: str) -> str:
    first, last = day(found.first_published, language), day(found.last_published, language)
    phrase = phrases(language)(dated if first else undated)
    updated = (found.updated or "–").replace("T", " ").removesuffix("+00:00") + " UTC"
    return phrase.format(articles=found.articles, passages=found.passages, first=first, last=last, updated=updated)


def _is_admin(parts: Parts, message: Message) -> bool:
    return message.from_user is not None and message.from_user.id in parts.settings.access.admins


def _as_many(blocks: list[str], between: str = "\n\n") -> str:
    """As many blocks as one message holds."""
    while len(blocks) > 1 and not fits(between.join(blocks)):
        blocks = blocks[:-1]
    return between.join(blocks)


async def _reply(parts: Parts, message: Message, markup: str) -> None:
    await send(parts.bot, place_of(message), markup)
