"""News and events that the reader was never trained on, to learn from what it makes of them."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from corpus.types import Article
from tests.train_reader import events, news
from tests.train_reader.events import Answers

PER_FILE = 8  # articles


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question, and the answers that articles give; none where they do not say. `group` is never split."""

    group: str
    question: str
    answers: Answers


def kept_aside() -> Iterator[tuple[list[Article], list[Labelled]]]:
    """Articles with questions on them."""
    yield from _mixed()
    for file in events.files_aside():
        articles, asked = events.told(file)
        yield articles, [Labelled(f"event {file.stem}", question, answers) for question, answers in asked]


def _mixed() -> Iterator[tuple[list[Article], list[Labelled]]]:
    """Every second article of the news with its questions, in heaps of one from each file.

    So no two of a heap tell of one event, and what its own article leaves unanswered no other one answers.
    """
    files = [list(news.stories(file)) for file in news.files_aside()]
    for at in range(0, PER_FILE, 2):
        heap = [file[(at + shift) % len(file)] for shift, file in enumerate(files)]
        asked = [
            Labelled(f"news {row.group}", row.question, {article.path: row.answers} if row.answers else {})
            for article, rows in heap
            for row in rows
        ]
        yield [article for article, _ in heap], asked


def digest_aside() -> str:
    """What is kept aside, as the first digits of a sha256."""
    files = [*news.files_aside(), *events.files_aside()]
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
