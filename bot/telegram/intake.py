"""Articles by chat: what an admin sends, and the posts of a channel, join the corpus and the index."""

import json
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import Message

from bot.settings import SAMPLES
from bot.telegram import words
from bot.telegram.markup import clean, shorten
from bot.telegram.offers import Offered, read_offer
from bot.telegram.parts import Parts
from corpus.copies import is_copy
from corpus.errors import NewsdeskError
from corpus.types import Article, Rejected
from index.library import Index

FOLDER = "telegram"  # inside the corpus
LONGEST = 3600.0  # seconds that bringing the index up to date may take
REASONS = 3  # told of what was refused


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of what was offered."""

    added: int
    copies: int
    refused: tuple[str, ...]


async def take_offered(parts: Parts, message: Message, asked: Message | None = None) -> None:
    """Take in one message, or the album it begins; a progress line becomes the summary."""
    together = await parts.albums.together(message, parts.settings.pace.album)
    if not together:
        return
    asked = asked or message
    progress = await parts.say(asked, words.READING, count=len(together))
    found = [record for one in together for record in await read_offer(parts.bot, parts.writer, one)]
    refused = tuple(f"{one.path}: {one.reason}" for one in found if isinstance(one, Rejected))
    articles = [one for one in found if isinstance(one, Offered)]
    taken = Taken(0, 0, ())
    try:
        if articles:
            taken = await parts.writer.run(lambda index: take_in(index, articles), LONGEST)
    except NewsdeskError as error:
        refused = (*refused, str(error))
    told = _summary(parts, asked, replace(taken, refused=(*refused, *taken.refused)))
    await parts.change(asked, progress, told)


async def take_post(parts: Parts, message: Message) -> None:
    """Take in a post of the channel that the settings name, silently."""
    if is_from(message, parts.settings.channel):
        articles = [one for one in await read_offer(parts.bot, parts.writer, message) if isinstance(one, Offered)]
        await parts.writer.run(lambda index: take_in(index, articles), LONGEST)


def is_from(message: Message, channel: str | None) -> bool:
    """Whether a message is a post of a channel, given by its @name or id."""
    names = (str(message.chat_id), (message.chat.username or "").lower())
    return channel is not None and channel.removeprefix("@").lower() in names


def take_in(index: Index, offered: list[Offered]) -> Taken:
    """Write articles into the corpus and bring the index up to date. Raises NewsdeskError where that cannot be."""
    sources = [Path(source) for source in index.status().sources]
    home = next((source for source in sources if source.is_dir()), None)
    if home is None or home.resolve() == SAMPLES.resolve():
        raise NewsdeskError("articles need a folder of your own; start the bot with --corpus FOLDER")
    added = copies = 0
    for one in offered:
        path = home / FOLDER / f"{one.name}.json"
        written = _json(one.article)
        if (path.exists() and path.read_text("utf-8") == written) or (
            not path.exists() and _is_known(index, one.article)
        ):
            copies += 1
            continue
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, "utf-8")
        added += 1
    changes = index.update(sources)
    ours = tuple(f"{r.path}: {r.reason}" for r in changes.rejected if r.path.startswith(f"{FOLDER}/"))
    return Taken(added - len(ours), copies, ours)


def _is_known(index: Index, article: Article) -> bool:
    """Whether the corpus has this text already, from the same outlet or from none."""
    near = {hit.passage.article for hit in index.search((article.title or "") + " " + article.text[:300], limit=5)}
    known = [index.article(path) for path in near]
    return any(is_copy(article.text, other.text) for other in known if article.outlet in (None, other.outlet))


def _json(article: Article) -> str:
    fields = {"title": article.title, "outlet": article.outlet, "published": article.published and article.published.isoformat(),
              "url": article.url, "agency": article.agency, "text": article.text}  # fmt: skip
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False, indent=1) + "\n"


def _summary(parts: Parts, message: Message, taken: Taken) -> str:
    line = parts.phrase(message, words.ADDED, added=taken.added, copies=taken.copies, refused=len(taken.refused))
    reasons = "; ".join(shorten(clean(reason), 200) for reason in taken.refused[:REASONS])
    return f"{line} ({reasons})" if reasons else line
