"""From an accepted question to its answer: in order in each chat, beside one another between chats."""

import asyncio
import contextlib
import hashlib
import logging
import time
from collections import deque
from dataclasses import dataclass

from telegram import InlineKeyboardMarkup
from telegram.error import ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.questions import checked
from bot.telegram import words
from bot.telegram.answers import NEAR, Rendered, rendered
from bot.telegram.journal import DONE, SENDING, WAITING, Journal, Key
from bot.telegram.keyboards import under_answer
from bot.telegram.memory import Kept, Memory, new_id
from bot.telegram.phrases import phrases, span
from bot.telegram.ratelimit import Before, LimitedBot
from bot.telegram.redact import place_of
from bot.telegram.sending import Attempts, Place, edit, is_unsent, later, say, send, typing
from bot.telegram.settings import Pace
from bot.telegram.views import Views
from bot.telegram.worker import Busy, Worker
from corpus.types import Article
from index.library import Index
from index.types import Answer

log = logging.getLogger(__name__)

OLD = 300.0  # seconds after which an answer says how long ago it was asked
WAITING_IN_CHAT = 60  # questions
DAY = 86_400.0  # seconds after which nobody waits for an answer any more; until then one is held while Telegram is away
HELD = 8.0  # seconds between two looks at how old a question is whose answer is held


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asked, and where."""

    key: Key
    place: Place
    text: str
    language: str
    dated: int  # when it was first written

    @property
    def is_edit(self) -> bool:
        """Whether this is a question that was asked before in other words."""
        return self.key[2] < 0

    @property
    def age(self) -> float:
        """How many seconds ago it was asked, or edited."""
        return time.time() - abs(self.key[2])

    @property
    def digest(self) -> str:
        """What tells whether a question is still the same."""
        return hashlib.sha256(" ".join(self.text.lower().split()).encode("utf-8", "replace")).hexdigest()[:16]


class Asking:
    """The questions of each chat, answered one after another."""

    def __init__(
        self, bot: LimitedBot, worker: Worker, memory: Memory, journal: Journal, views: Views, pace: Pace
    ) -> None:
        self._bot, self._worker, self._memory, self._journal, self._pace = bot, worker, memory, journal, pace
        self._views = views
        self._waiting: dict[int, deque[Question]] = {}
        self._tasks: dict[int, asyncio.Task[None]] = {}
        self._closing = False

    def put(self, question: Question) -> bool:
        """Queue a question; False if too many of its chat wait."""
        queue = self._waiting.setdefault(question.place.chat, deque())
        if len(queue) >= WAITING_IN_CHAT:
            return False
        queue.append(question)
        if question.place.chat not in self._tasks:
            self._tasks[question.place.chat] = asyncio.create_task(self._work(question.place.chat))
        return True

    def holds(self, key: Key) -> bool:
        """Whether a question waits or is being answered; its row of the journal is then marked here."""
        return any(question.key == key for question in self._waiting.get(key[0], ()))

    @property
    def waiting(self) -> int:
        """How many questions are not answered yet."""
        return sum(map(len, self._waiting.values()))

    async def stop(self, seconds: float) -> None:
        """Finish the answers under way; the questions behind them stay in the journal."""
        self._closing = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks.values(), timeout=seconds)
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late, timeout=1)

    async def _work(self, chat: int) -> None:
        queue = self._waiting[chat]
        try:
            while queue and not self._closing:
                await self._deal(queue[0])
                self._journal.mark(queue.popleft().key, DONE)
        finally:
            del self._tasks[chat]
            if not queue:
                del self._waiting[chat]

    async def _deal(self, question: Question) -> None:
        """Answer, or say that it went wrong; no error leaves."""
        try:
            await self._answer(question)
        except Forbidden:
            self._memory.forget(question.place.chat)
        except TelegramError as error:
            log.warning("an answer could not be delivered: %s", type(error).__name__)
            await self._apologise(question, words.LOST)
        except Exception as error:
            log.error("a question could not be answered: %s", place_of(error))
            self._memory.count("failed")
            await self._apologise(question, _reason(error))

    async def _apologise(self, question: Question, phrase: str) -> None:
        with contextlib.suppress(TelegramError):
            await say(self._bot, question.place, phrases(question.language)(phrase))

    async def _answer(self, question: Question) -> None:
        kept = self._memory.answer_to(question.place.chat, question.key[1], question.dated)
        if (kept and kept.asked == question.digest) or (question.is_edit and not kept):
            return  # answered as it stands, or the edit of something that was no question
        if question.age > DAY:
            line = phrases(question.language)(words.TOO_OLD).format(time=span(question.age, question.language))
            await say(self._bot, question.place, line)
            return
        text = checked(question.text)
        self._memory.count("questions")
        earlier = self._memory.earlier(question.place.chat, question.place.topic, question.key[1])
        note = later(self._bot, question.place, phrases(question.language)(words.STILL_SEARCHING), self._pace.still_searching)  # fmt: skip
        async with typing(self._bot, question.place, self._pace.typing), note as sent:
            answer, near = await self._worker.run(lambda index: answer_in(index, text, earlier), self._pace.answer)
        if answer.status == "not_found":
            self._memory.count("not_found")
        await self._hold(question, answer, near, kept, [*(kept.messages if kept else ()), *sent])
        self._memory.asked(question.place.chat, question.place.topic, question.key[1], text)

    async def _hold(
        self, question: Question, answer: Answer, near: list[Article], kept: Kept | None, messages: list[int]
    ) -> None:
        """Deliver an answer, with its age as it is then; while Telegram cannot be reached it is held, for a day at most."""

        async def undone() -> None:
            if not messages:  # nothing of it can have arrived, so that a process after this one may answer
                await asyncio.to_thread(self._journal.mark, question.key, WAITING)

        attempts = Attempts(undone)
        while True:
            shown = rendered(answer, near, question.language, brief=question.place.chat < 0, note=_age(question))
            try:
                return await self._deliver(question, shown, kept, messages, attempts)
            except NetworkError as error:
                if not is_unsent(error) or question.age > DAY:
                    raise

    async def _deliver(
        self, question: Question, shown: Rendered, kept: Kept | None, messages: list[int], attempts: Attempts
    ) -> None:
        """Send the pages, or put them in the place of the messages that are there, and remember them."""

        async def sending() -> None:
            await asyncio.to_thread(self._journal.mark, question.key, SENDING)

        answer = kept.id if kept else new_id()
        place = question.place
        if kept is None or kept.rendered.pages != shown.pages:
            self._views.change(answer, self._memory.votes(answer))
            keyboard = self.keyboard(answer, shown, question.language, place.chat < 0)
            try:
                await self._show(place, shown.pages, keyboard, messages, sending, attempts)
            except ChatMigrated as moved:
                self._memory.move(place.chat, moved.new_chat_id)
                place, messages = Place(moved.new_chat_id), []
                await self._show(place, shown.pages, keyboard, messages, sending, attempts)
        self._memory.keep(
            Kept(answer, place.chat, place.topic, question.key[1], question.dated, tuple(messages), shown, question.digest, question.language)
        )  # fmt: skip

    async def _show(
        self, place: Place, pages: tuple[str, ...], keyboard: InlineKeyboardMarkup | None, messages: list[int], sending: Before, attempts: Attempts
    ) -> None:  # fmt: skip
        """Show the pages in these messages, which are changed, sent or deleted; the list holds their ids also where it breaks off."""
        for number, page in enumerate(pages):
            under = keyboard if number == len(pages) - 1 else None
            if number < len(messages):
                if await edit(self._bot, place.chat, messages[number], page, under, before=sending):
                    continue
                del messages[number]  # it is gone
            sent = await send(self._bot, place, page, under, patience=HELD, attempts=attempts, before=sending)
            messages.insert(number, sent)
            attempts.lost = False
        for leftover in messages[len(pages) :]:
            with contextlib.suppress(TelegramError):
                await self._bot.delete_message(place.chat, leftover)
        del messages[len(pages) :]

    def keyboard(self, answer: str, shown: Rendered, language: str, in_group: bool) -> InlineKeyboardMarkup | None:
        """The buttons of an answer; none where nothing was found."""
        if not shown.sources:
            return None
        link = f"https://t.me/{self._bot.username}?start=a_{answer}" if in_group else None
        numbers = [source.n for source in shown.sources]
        return under_answer(answer, numbers, shown.more is not None, self._memory.votes(answer), language, link)


def answer_in(index: Index, text: str, earlier: list[str]) -> tuple[Answer, list[Article]]:
    """An answer, and the nearest articles if nothing was found."""
    answer = index.ask(text, earlier)
    if answer.status != "not_found":
        return answer, []
    paths = dict.fromkeys(hit.passage.article for hit in answer.passages)
    return answer, [index.article(path) for path in list(paths)[:NEAR]]


def _reason(error: Exception) -> str:
    if isinstance(error, Busy):
        return words.BUSY
    return words.TOO_SLOW if isinstance(error, TimeoutError) else words.SEARCH_FAILED


def _age(question: Question) -> str:
    """How long ago an old question was asked."""
    told = phrases(question.language)(words.ASKED_AGO).format(time=span(question.age, question.language))
    return told if question.age > OLD else ""
