"""What a message offers as articles: a document, a page behind a link, a channel's post."""

import hashlib
import re
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from telegram import Bot, Chat, Document, Message, MessageOriginChannel
from telegram.error import BadRequest

from bot.telegram.groups import is_private, text_of
from bot.telegram.markup import clean, shorten
from bot.telegram.settings import Access
from bot.telegram.worker import Worker
from corpus.errors import ArticleError
from corpus.parsing import read_file
from corpus.types import Article, Rejected
from corpus.web.addresses import typed
from corpus.web.manners import Visitor

LARGEST = 20 << 20  # bytes that a bot may download
PATIENCE = 120.0  # seconds that reading a document may take
TITLE = 120  # characters of a post's first line that name it
_LINK = re.compile(r"[a-z][a-z0-9+.-]*:/{1,3}[^\s/]\S*", re.I)


@dataclass(frozen=True, slots=True)
class Offered:
    """An article on its way into the corpus, under a name of its own that makes sending it again harmless."""

    name: str
    article: Article


def is_offered(message: Message, access: Access) -> bool:
    """Whether an admin sends an article: in private, as a document, a lone link or a channel's post."""
    if not is_private(message) or message.from_user is None or message.from_user.id not in access.admins:
        return False
    lone_link = _LINK.fullmatch(text_of(message).strip()) is not None
    return bool(message.document or lone_link or isinstance(message.forward_origin, MessageOriginChannel))


async def read_offer(bot: Bot, writer: Worker, message: Message) -> list[Offered | Rejected]:
    """The articles in one message, or why there are none."""
    text, origin = text_of(message).strip(), message.forward_origin
    try:
        if message.document:
            return await _document(bot, writer, message.document)
        if isinstance(origin, MessageOriginChannel):
            return [_post(text, origin.chat, origin.message_id, origin.date.date())]
        if message.sender_chat and message.sender_chat.id == message.chat_id:
            return [_post(text, message.chat, message.message_id, message.date.date())]
        link = _LINK.search(text)
        if link is None:
            raise ArticleError("it holds no article; send a document, a link or a channel's post")
        page = await Visitor().get(typed(link.group()))
        return await writer.run(lambda _: _from_bytes(page.body, "page.html", page.url), PATIENCE)
    except ArticleError as error:
        return [Rejected(_name(message), str(error))]
    except TimeoutError:
        return [Rejected(_name(message), "reading it took too long; send the text instead")]


async def _document(bot: Bot, writer: Worker, document: Document) -> list[Offered | Rejected]:
    if (document.file_size or 0) > LARGEST:
        raise ArticleError("the file is too big; bots can fetch 20 MB at most: split it")
    try:
        file = await bot.get_file(document.file_id)
        raw = bytes(await file.download_as_bytearray())
    except BadRequest as error:
        raise ArticleError(f"Telegram does not hand it over ({error.message}); send it again") from None
    name = Path(document.file_name or "document").name
    return await writer.run(lambda _: _from_bytes(raw, name, None), PATIENCE)


def _from_bytes(raw: bytes, name: str, url: str | None) -> list[Offered | Rejected]:
    """The articles in a file, read as the files of a corpus are."""
    suffix = re.sub(r"[^\w.]", "", "".join(Path(name).suffixes[-2:]).lower())
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"offered{suffix}"
        path.write_bytes(raw)
        records = read_file(path, name)
    return [
        one
        if isinstance(one, Rejected)
        else Offered(f"{_slug(one)}-{_digest(one.text)}", replace(one, url=one.url or url))
        for one in records
    ]


def _post(text: str, chat: Chat, number: int, day: date) -> Offered:
    """A channel's post: its first line is the title, the channel the outlet."""
    if len(text.split()) < 3:
        raise ArticleError("the post holds no text to speak of; forward one with an article")
    url = f"https://t.me/{chat.username}/{number}" if chat.username else None
    name = f"post-{abs(chat.id)}-{number}"
    return Offered(name, Article(name, text, shorten(clean(text.split("\n")[0]), TITLE), chat.title, day, url))


def _name(message: Message) -> str:
    return (message.document.file_name if message.document else None) or shorten(clean(text_of(message)), 60)


def _slug(article: Article) -> str:
    return re.sub(r"[^a-z0-9]+", "-", (article.title or "article").lower()).strip("-")[:40] or "article"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]
