"""Buttons under an answer. What they carry is a version, a verb, the answer's id and perhaps a number: 64 bytes at most."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram import words
from bot.telegram.phrases import phrases

VERSION = "1"
SOURCE, MORE, BACK, UP, DOWN = "src", "more", "back", "up", "down"
VERBS = (SOURCE, MORE, BACK, UP, DOWN)


class Press(NamedTuple):
    """What a pressed button asks for."""

    verb: str
    answer: str
    number: int


def read_press(data: object) -> Press | None:
    """What the data of a button asks for; None if it is not of ours."""
    parts = data.split(":") if isinstance(data, str) else []
    if len(parts) != 4 or parts[0] != VERSION or parts[1] not in VERBS or not re.fullmatch(r"[0-9]{1,6}", parts[3]):
        return None
    return Press(parts[1], parts[2], int(parts[3]))


def under_answer(
    answer: str, sources: Sequence[int], has_more: bool, votes: tuple[int, int], language: str, link: str | None = None
) -> InlineKeyboardMarkup:
    """A button for each source, More, and both votes with how many there are; `link` opens the answer in private."""
    _ = phrases(language)
    rows = [[_button(f"[{n}]", SOURCE, answer, n) for n in sources]] if sources else []
    last = [_button(_(words.MORE), MORE, answer)] if has_more else []
    if link:
        last.append(InlineKeyboardButton(_(words.IN_PRIVATE), url=link))
    thumbs = zip(("👍", "👎"), (UP, DOWN), votes, strict=True)
    last += [_button(f"{thumb} {count}" if count else thumb, verb, answer) for thumb, verb, count in thumbs]
    return InlineKeyboardMarkup([*rows, last])


def back(answer: str, language: str) -> InlineKeyboardMarkup:
    """The one button under a passage in its context."""
    return InlineKeyboardMarkup([[_button(f"← {phrases(language)(words.BACK)}", BACK, answer)]])


def _button(text: str, verb: str, answer: str, number: int = 0) -> InlineKeyboardButton:
    return InlineKeyboardButton(text, callback_data=f"{VERSION}:{verb}:{answer}:{number}")
