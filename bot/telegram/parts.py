"""What the bot's handlers work with."""

import html
from dataclasses import dataclass

from telegram import Message, User

from bot.telegram.albums import Albums
from bot.telegram.asking import Asking, Question
from bot.telegram.journal import Journal, key_of
from bot.telegram.limits import Buckets
from bot.telegram.memory import Memory
from bot.telegram.phrases import Phrases, language_of, phrases
from bot.telegram.ratelimit import LimitedBot
from bot.telegram.sending import Place, edit, say
from bot.telegram.settings import TelegramSettings
from bot.telegram.views import Views
from bot.telegram.worker import Worker


@dataclass(frozen=True, slots=True)
class Parts:
    """Everything that outlives a message."""

    settings: TelegramSettings
    bot: LimitedBot
    worker: Worker
    writer: Worker  # brings the index up to date
    albums: Albums
    memory: Memory
    journal: Journal
    asking: Asking
    buckets: Buckets
    views: Views

    def close(self) -> None:
        """Close what is open; nothing can be asked any more."""
        self.worker.close()
        self.writer.close()
        self.memory.close()
        self.journal.close()

    async def say(self, message: Message, phrase: str, **values: object) -> int:
        """One of our phrases, in reply to a message, in its writer's language."""
        return await say(self.bot, place_of(message), self.phrase(message, phrase, **values))

    def phrase(self, message: Message, phrase: str, **values: object) -> str:
        """One of our phrases in the language of who wrote a message, its blanks filled in."""
        return words_for(message)(phrase).format(**values)

    async def change(self, message: Message, progress: int, text: str) -> None:
        """Put a line into the place of a progress line."""
        if not await edit(self.bot, message.chat_id, progress, html.escape(text, quote=False)):
            await say(self.bot, place_of(message), text)


def place_of(message: Message) -> Place:
    """Where an answer to a message goes."""
    topic = message.message_thread_id if message.is_topic_message else None
    return Place(message.chat_id, topic, message.message_id)


def language_for(user: User | None) -> str:
    """The language that a person is spoken to in."""
    return language_of(user.language_code if user else None)


def words_for(message: Message) -> Phrases:
    """Our phrases in the language of who wrote a message."""
    return phrases(language_for(message.from_user))


def question_of(message: Message, text: str) -> Question:
    """A message as a question with this text."""
    dated = int(message.date.timestamp())
    return Question(key_of(message), place_of(message), text, language_for(message.from_user), dated)
