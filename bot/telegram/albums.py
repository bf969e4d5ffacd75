"""Albums: messages that Telegram sends one by one, and that belong together."""

import asyncio

from telegram import Message


class Albums:
    """Gathers the messages of an album as they come."""

    def __init__(self) -> None:
        self._open: dict[str, list[Message]] = {}

    async def together(self, message: Message, seconds: float) -> list[Message]:
        """A message with those of its album that come within some seconds; none where it belongs to one that is gathered already."""
        album = message.media_group_id
        if not album:
            return [message]
        if album in self._open:
            self._open[album].append(message)
            return []
        self._open[album] = [message]
        await asyncio.sleep(seconds)
        return self._open.pop(album)
