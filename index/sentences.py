"""Sentences of an article, as spans of its text."""

import re

from sentencex import get_sentence_boundaries

from index.types import Span
from index.words import narrowed


def sentences(text: str) -> list[Span]:
    """Split into sentences without the white space around them; a line break always ends one."""
    spans: list[Span] = []
    for line in re.finditer(r"[^\n]+", narrowed(text)):
        for boundary in get_sentence_boundaries("en", line.group()):
            piece: str = boundary["text"]
            stripped = piece.strip()
            if stripped:
                start = line.start() + boundary["start_index"] + piece.index(stripped)
                spans.append((start, start + len(stripped)))
    return spans
