"""Which messages are meant for the bot, and what they ask."""

import re

from telegram import Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

GROUPS = (ChatType.GROUP, ChatType.SUPERGROUP)
ANONYMOUS = 1087968824  # who Telegram names as the sender when an admin of a group stays anonymous


def is_private(message: Message) -> bool:
    return message.chat.type == ChatType.PRIVATE


def is_from_person(message: Message) -> bool:
    """Whether a person wrote it, not a bot, a channel, or this bot's own inline answer."""
    sender = message.from_user
    if sender is None or message.via_bot is not None or message.is_automatic_forward:
        return False
    return not sender.is_bot or (sender.id == ANONYMOUS and is_anonymous_admin(message))


def is_anonymous_admin(message: Message) -> bool:
    return message.sender_chat is not None and message.sender_chat.id == message.chat_id


def text_of(message: Message | None) -> str:
    return (message.text or message.caption or "") if message else ""


def question_in(message: Message, me: User) -> str | None:
    """What a message asks the bot; None if it is not meant for it, and "" if it asks nothing yet.

    In a group that is /ask, a reply to the bot, and a mention of it; /ask as a reply asks about that message.
    """
    text = text_of(message)
    command = _command(message)
    if command is not None:
        name, _, whom = command.partition("@")
        if name.lower() != "/ask" or (whom and whom.lower() != (me.username or "").lower()):
            return None
        return text[len(command) :].strip() or text_of(message.reply_to_message)
    if is_private(message):
        return text
    if message.chat.type not in GROUPS or not text:
        return None
    without = _without_mention(message, me)
    if without is not None:
        return without or text_of(message.reply_to_message)
    replied = message.reply_to_message
    return text if replied and replied.from_user and replied.from_user.id == me.id else None


def is_meant(message: Message, me: User) -> bool:
    """Whether the bot is to do anything about a message: all of a private chat, commands and questions of a group."""
    if is_private(message):
        return True
    command = _command(message)
    if command is not None:
        whom = command.partition("@")[2]
        return not whom or whom.lower() == (me.username or "").lower()
    return question_in(message, me) is not None


def _command(message: Message) -> str | None:
    found = _entities(message, MessageEntityType.BOT_COMMAND)
    return next((words for entity, words in found.items() if entity.offset == 0), None)


def _without_mention(message: Message, me: User) -> str | None:
    name = f"@{me.username}".lower()
    named = any(words.lower() == name for words in _entities(message, MessageEntityType.MENTION).values())
    linked = any(e.user and e.user.id == me.id for e in _entities(message, MessageEntityType.TEXT_MENTION))
    if not named and not linked:
        return None
    return re.sub(rf"{re.escape(name)}\b", "", text_of(message), flags=re.I).strip(" ,:\n")


def _entities(message: Message, kind: str) -> dict[MessageEntity, str]:
    return message.parse_entities([kind]) if message.text else message.parse_caption_entities([kind])
