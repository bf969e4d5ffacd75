"""The bot as one PTB application: its parts, its handlers, its menus."""

import contextlib
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Message,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.telegram import messages, words
from bot.telegram.admin import ADMIN_COMMANDS, ADMIN_MENU
from bot.telegram.albums import Albums
from bot.telegram.asking import Asking
from bot.telegram.buttons import on_press, on_reaction
from bot.telegram.commands import COMMANDS, MENU
from bot.telegram.groups import is_meant
from bot.telegram.health import Polling
from bot.telegram.inline import Inline
from bot.telegram.intake import is_from, take_post
from bot.telegram.journal import AcceptedUpdates, Journal
from bot.telegram.limits import Buckets
from bot.telegram.memory import Memory
from bot.telegram.parts import Parts
from bot.telegram.phrases import LANGUAGES, phrases
from bot.telegram.ratelimit import GROUP, FloodLimits
from bot.telegram.redact import place_of
from bot.telegram.settings import TelegramSettings
from bot.telegram.views import Views
from bot.telegram.worker import Worker
from index.library import Index

log = logging.getLogger(__name__)

AT_ONCE = 32  # updates handled beside one another; questions wait in queues of their own
GROUP_MENU = ("ask", "sources", "latest", "new", "help")
UPDATES = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.INLINE_QUERY, Update.MY_CHAT_MEMBER, Update.MESSAGE_REACTION]  # fmt: skip
CHANNEL_UPDATES = [Update.CHANNEL_POST, Update.EDITED_CHANNEL_POST]

Handler = Callable[[Parts, Update, Any], Coroutine[Any, Any, None]]


def build(
    settings: TelegramSettings, open_index: Callable[[], Index], heard: Callable[[int], None] = lambda _: None
) -> tuple["Application[Any, Any, Any, Any, Any, Any]", Parts]:
    """An application and its parts; `heard` gets the HTTP status of each poll."""
    journal, memory = Journal(settings.memory), Memory(settings.memory, settings.keep_hours)
    updates = AcceptedUpdates(journal, lambda message: _is_journalled(message, application, settings))
    application = (
        Application.builder().token(settings.token)
        .base_url(f"{settings.api}/bot").base_file_url(f"{settings.api}/file/bot")
        .request(HTTPXRequest(connect_timeout=10.0, read_timeout=30.0, write_timeout=15.0, pool_timeout=10.0))
        .get_updates_request(Polling(heard)).concurrent_updates(AT_ONCE).rate_limiter(FloodLimits(memory.recent(GROUP[1])))
        .update_queue(updates).job_queue(None).build()
    )  # fmt: skip
    worker, writer = Worker(open_index), Worker(open_index, threads=1)
    views = Views()
    asking = Asking(application.bot, worker, memory, journal, views, settings.pace)
    parts = Parts(settings, application.bot, worker, writer, Albums(), memory, journal, asking, Buckets(), views)
    _add_handlers(application, parts)
    return application, parts


def _is_journalled(
    message: Message, application: "Application[Any, Any, Any, Any, Any, Any]", settings: TelegramSettings
) -> bool:
    return is_meant(message, application.bot.bot) or is_from(message, settings.channel)


def _add_handlers(application: "Application[Any, Any, Any, Any, Any, Any]", parts: Parts) -> None:
    def bound(handler: Handler) -> Callable[[Any, Any], Coroutine[Any, Any, None]]:
        return partial(handler, parts)

    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, bound(_on_migration)), group=-2)
    application.add_handler(TypeHandler(Update, bound(messages.gate)), group=-1)
    for name, command in {**COMMANDS, **ADMIN_COMMANDS}.items():
        application.add_handler(CommandHandler(name, bound(command), filters.UpdateType.MESSAGE))
    application.add_handler(MessageHandler(filters.UpdateType.MESSAGE, bound(messages.on_message)))
    application.add_handler(MessageHandler(filters.UpdateType.EDITED_MESSAGE, bound(messages.on_edit)))
    application.add_handler(MessageHandler(filters.UpdateType.CHANNEL_POSTS, bound(_on_post)))
    application.add_handler(CallbackQueryHandler(bound(on_press)))
    application.add_handler(InlineQueryHandler(bound(Inline().on_query)))
    application.add_handler(MessageReactionHandler(bound(on_reaction)))
    application.add_handler(ChatMemberHandler(bound(_on_membership), ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(TypeHandler(Update, bound(messages.finish)), group=100)
    application.add_error_handler(partial(_on_error, parts))


async def _on_post(parts: Parts, update: Update, _: object) -> None:
    post = update.channel_post or update.edited_channel_post
    if post is not None:
        await take_post(parts, post)


async def _on_migration(parts: Parts, update: Update, _: object) -> None:
    message = update.message
    if message is not None and message.migrate_to_chat_id:
        parts.memory.move(message.chat_id, message.migrate_to_chat_id)


async def _on_membership(parts: Parts, update: Update, _: object) -> None:
    """A chat that blocked the bot, or threw it out, is forgotten."""
    member = update.my_chat_member
    if member is not None and member.new_chat_member.status in ("left", "kicked"):
        parts.memory.forget(member.chat.id)


async def _on_error(parts: Parts, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
    """One line in the log, without anybody's words, and one for the person."""
    error = context.error
    message = update.message if isinstance(update, Update) else None
    if isinstance(error, Forbidden) and message is not None:
        parts.memory.forget(message.chat_id)
    elif isinstance(error, ChatMigrated) and message is not None:
        parts.memory.move(message.chat_id, error.new_chat_id)
    elif isinstance(error, NetworkError) and not isinstance(error, BadRequest):
        log.warning("Telegram could not be reached: %s", type(error).__name__)
    elif error is not None:
        number = update.update_id if isinstance(update, Update) else "-"
        log.error("update %s failed: %s", number, place_of(error))
        if message is not None:
            with contextlib.suppress(TelegramError):
                await parts.say(message, words.SEARCH_FAILED)


async def set_menus(parts: Parts) -> None:
    """Tell Telegram the commands, by scope and language; without them the bot works all the same."""
    private = [*MENU]
    group = [(name, what) for name, what in MENU if name in GROUP_MENU]
    scopes: list[tuple[BotCommandScope, list[tuple[str, str]]]] = [
        (BotCommandScopeAllPrivateChats(), private), (BotCommandScopeAllGroupChats(), group),
        *((BotCommandScopeChat(admin), [*private, *ADMIN_MENU]) for admin in sorted(parts.settings.access.admins)),
    ]  # fmt: skip
    for scope, menu in scopes:
        for language in LANGUAGES:
            commands = [BotCommand(name, phrases(language)(what)) for name, what in menu]
            try:
                await parts.bot.set_my_commands(commands, scope, None if language == "en" else language)
            except TelegramError as error:
                log.warning("the menu of commands was not set: %s", type(error).__name__)
                return
