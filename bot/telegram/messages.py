"""Messages that are no commands: who may write, and which of them ask something."""

import re

from telegram import Message, Update
from telegram.ext import ApplicationHandlerStop

from bot.questions import LONGEST
from bot.telegram import words
from bot.telegram.groups import is_from_person, is_meant, is_private, question_in, text_of
from bot.telegram.intake import take_offered
from bot.telegram.journal import DONE, key_of
from bot.telegram.offers import is_offered
from bot.telegram.parts import Parts, question_of

NO_TEXT = ("voice", "photo", "sticker", "video", "audio", "video_note", "animation", "contact", "location")


async def gate(parts: Parts, update: Update, _: object) -> None:
    """Let through what a person who may ask means for the bot; a stranger is told their id, once and in private."""
    message = update.message or update.edited_message
    if message is None:
        return
    if is_from_person(message) and is_meant(message, parts.bot.bot):
        person = message.from_user.id if message.from_user else 0
        if parts.settings.access.allows(person, message.chat_id):
            return
        if is_private(message) and update.message and parts.memory.tell(person, "stranger"):
            await parts.say(message, words.STRANGER, id=person)
    parts.journal.mark(key_of(message), DONE)
    raise ApplicationHandlerStop


async def finish(parts: Parts, update: Update, _: object) -> None:
    """A message that was dealt with is done, unless its question still waits."""
    message = update.message or update.edited_message or update.channel_post or update.edited_channel_post
    if message is not None and not parts.asking.holds(key_of(message)):
        parts.journal.mark(key_of(message), DONE)


async def on_message(parts: Parts, update: Update, _: object) -> None:
    """A question, an article offered by an admin, or something that is neither."""
    message = update.message
    if message is None:
        return
    if is_offered(message, parts.settings.access):
        await take_offered(parts, message)
        return
    if message.document and is_private(message) and parts.memory.tell(message.chat_id, "admins"):
        await parts.say(message, words.ADMINS_ONLY)
    if message.document and not text_of(message):
        return
    text = question_in(message, parts.bot.bot)
    if text:
        await accept(parts, message, text)
    elif is_private(message) and text is None:
        await parts.say(message, words.UNKNOWN_COMMAND)
    elif is_private(message) and any(getattr(message, field) for field in NO_TEXT):
        await parts.say(message, words.ONLY_TEXT)


async def on_edit(parts: Parts, update: Update, _: object) -> None:
    """An edited question gets its answer edited, as long as both are fresh."""
    message = update.edited_message
    if message is None or message.edit_date is None:
        return
    text = question_in(message, parts.bot.bot)
    is_late = (message.edit_date - message.date).total_seconds() > parts.settings.pace.edit
    if text and not is_late and not text.startswith("/") and not _flaw(text):
        parts.asking.put(question_of(message, text))


async def accept(parts: Parts, message: Message, text: str) -> None:
    """Queue a question, or say in one line why not."""
    flaw = _flaw(text)
    if flaw:
        await parts.say(message, flaw, count=len(text), limit=LONGEST)
        return
    if is_private(message):
        wait = parts.buckets.wait(message.chat_id, message.date.timestamp())
        if wait:
            if parts.buckets.tell(message.chat_id):
                await parts.say(message, words.SLOW_DOWN, seconds=round(wait) or 1)
            return
    if not parts.asking.put(question_of(message, text)) and parts.memory.tell(message.chat_id, "full"):
        await parts.say(message, words.FULL)


def _flaw(text: str) -> str | None:
    if not re.search(r"\w", text):
        return words.NO_WORDS
    return words.TOO_LONG if len(text) > LONGEST else None
