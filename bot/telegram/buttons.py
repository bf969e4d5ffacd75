"""Pressed buttons and reactions: sources in their context, more, votes."""

import contextlib

from telegram import CallbackQuery, InlineKeyboardMarkup, Update
from telegram.error import BadRequest, TelegramError

from bot.telegram import words
from bot.telegram.keyboards import BACK, DOWN, MORE, SOURCE, UP, back, read_press
from bot.telegram.memory import Kept
from bot.telegram.parts import Parts, language_for
from bot.telegram.phrases import phrases
from bot.telegram.sending import edit
from bot.telegram.sources import in_context
from corpus.errors import ArticleError

THUMBS = {"👍": 1, "👎": -1}


async def on_press(parts: Parts, update: Update, _: object) -> None:
    """Answer the press first, then do what it asks for."""
    query = update.callback_query
    if query is None:
        return
    say = phrases(language_for(query.from_user))
    press, message = read_press(query.data), query.message
    kept = parts.memory.answer(press.answer) if press else None
    if press is None or kept is None or message is None or message.chat.id != kept.chat:
        await _toast(query, say(words.EXPIRED), alert=True)
        return
    if not parts.settings.access.allows(query.from_user.id, kept.chat):
        await _toast(query, "")
        return
    if press.verb in (UP, DOWN):
        is_new = parts.memory.vote(kept.id, query.from_user.id, 1 if press.verb == UP else -1)
        await _toast(query, say(words.THANKS if is_new else words.VOTED))
        if is_new:
            await _show_votes(parts, kept)
        return
    await _open(parts, query, kept, press.verb, press.number)


async def _open(parts: Parts, query: CallbackQuery, kept: Kept, verb: str, number: int) -> None:
    """Put a source, more, or the answer again into the place of the message."""
    language = language_for(query.from_user)
    source = next((one for one in kept.rendered.sources if one.n == number), None)
    markup: str | None = None
    keyboard: InlineKeyboardMarkup | None = back(kept.id, language)
    if verb == SOURCE and source is not None:
        with contextlib.suppress(ArticleError):
            markup = await parts.worker.run(lambda index: in_context(index.article(source.article), source, language), parts.settings.pace.answer)  # fmt: skip
    elif verb == MORE:
        markup = kept.rendered.more
    elif verb == BACK:
        markup, keyboard = kept.rendered.pages[-1], _keyboard(parts, kept)
    await _toast(query, "" if markup else phrases(language)(words.GONE))
    view = parts.memory.votes(kept.id) if verb == BACK else (verb, number)
    if markup and query.message and parts.views.change(kept.id, view):
        await edit(parts.bot, kept.chat, query.message.message_id, markup, keyboard)


async def on_reaction(parts: Parts, update: Update, _: object) -> None:
    """A thumb on an answer is a vote; Telegram tells of it only where the bot is an admin."""
    reaction = update.message_reaction
    if (
        reaction is None
        or reaction.user is None
        or not parts.settings.access.allows(reaction.user.id, reaction.chat.id)
    ):
        return
    kept = parts.memory.answer_in(reaction.chat.id, reaction.message_id)
    thumbs = [THUMBS[e] for new in reaction.new_reaction if (e := getattr(new, "emoji", None)) in THUMBS]
    if kept and thumbs and parts.memory.vote(kept.id, reaction.user.id, thumbs[0]):
        await _show_votes(parts, kept)


async def _show_votes(parts: Parts, kept: Kept) -> None:
    if not parts.views.change(kept.id, parts.memory.votes(kept.id)):
        return
    with contextlib.suppress(TelegramError):
        await parts.bot.edit_message_reply_markup(kept.chat, kept.messages[-1], reply_markup=_keyboard(parts, kept))


def _keyboard(parts: Parts, kept: Kept) -> InlineKeyboardMarkup | None:
    return parts.asking.keyboard(kept.id, kept.rendered, kept.language, kept.chat < 0)


async def _toast(query: CallbackQuery, text: str, *, alert: bool = False) -> None:
    with contextlib.suppress(BadRequest):  # pressed too long ago: nobody waits for the toast any more
        await query.answer(text or None, show_alert=alert or None)
