"""Commands for admins, who are named by their ids in the settings."""

from pathlib import Path

from telegram import Message, Update

from bot.telegram import words
from bot.telegram.groups import is_private
from bot.telegram.intake import LONGEST, take_offered
from bot.telegram.markup import clean, shorten
from bot.telegram.parts import Parts
from corpus.errors import NewsdeskError
from corpus.web.subscriptions import subscriptions
from index.build import Changes
from index.library import Index


async def _refused(parts: Parts, message: Message) -> bool:
    """Whether the sender is no admin, or not in private; they are told so once."""
    person = message.from_user.id if message.from_user else 0
    if is_private(message) and person in parts.settings.access.admins:
        return False
    if is_private(message) and parts.memory.tell(person, "admins"):
        await parts.say(message, words.ADMINS_ONLY)
    return True


async def add(parts: Parts, update: Update, _: object) -> None:
    """Make an article of the message that the command replies to, or of the link behind it."""
    message = update.message
    assert message is not None
    if await _refused(parts, message):
        return
    has_more = len((message.text or "").split()) > 1
    if message.reply_to_message is None and not has_more:
        await parts.say(message, words.ADD_WHAT)
        return
    await take_offered(parts, message.reply_to_message or message, message)


async def reindex(parts: Parts, update: Update, _: object) -> None:
    """Bring the index up to date with its folders."""
    message = update.message
    assert message is not None
    if await _refused(parts, message):
        return
    progress = await parts.say(message, words.REINDEXING)
    try:
        changes = await parts.writer.run(_update, LONGEST)
        told = parts.phrase(message, words.REINDEXED, added=len(changes.added), changed=len(changes.changed), gone=len(changes.gone), rejected=len(changes.rejected))  # fmt: skip
    except NewsdeskError as error:
        told = parts.phrase(message, words.NOT_SEARCHED, reason=error)
    await parts.change(message, progress, told)


async def feeds(parts: Parts, update: Update, _: object) -> None:
    """Where the articles come from, and which files were rejected."""
    message = update.message
    assert message is not None
    if await _refused(parts, message):
        return
    status = await parts.worker.run(lambda index: index.status(), parts.settings.pace.answer)
    outlets = [f"• {name} ({count})" for name, count in status.outlets[:20]]
    rejected = [f"✗ {shorten(clean(r.path), 80)}: {shorten(r.reason, 120)}" for r in status.rejected[:10]]
    read = [one for source in status.sources if Path(source).is_dir() for one in subscriptions(Path(source))]
    outlets += [f"↻ {shorten(clean(one.title or one.url), 80)} {one.url}" + (f": {shorten(clean(one.problem), 120)}" if one.problem else "") for one in read[:20]]  # fmt: skip
    await parts.say(message, "{text}", text="\n".join([parts.phrase(message, words.FEEDS), *status.sources, *outlets, *rejected]))  # fmt: skip


async def stats(parts: Parts, update: Update, _: object) -> None:
    """How many questions there were, and what people thought of the answers."""
    message = update.message
    assert message is not None
    if await _refused(parts, message):
        return
    counts = {"questions": 0, "not_found": 0, "failed": 0} | parts.memory.counts()
    await parts.say(message, words.STATS, **counts)


ADMIN_MENU = (
    ("add", words.MENU_ADD), ("reindex", words.MENU_REINDEX), ("feeds", words.MENU_FEEDS), ("stats", words.MENU_STATS),
)  # fmt: skip
ADMIN_COMMANDS = {"add": add, "reindex": reindex, "feeds": feeds, "stats": stats}


def _update(index: Index) -> Changes:
    return index.update([Path(source) for source in index.status().sources])
