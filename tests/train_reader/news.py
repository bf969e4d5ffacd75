"""Invented news articles with questions as people ask them: what the reader is trained on besides the sets of others.

A file of `news/` holds eight articles, of several events. Each begins with `== day | outlet | title`; after its text and a line
`--` stand its questions, `question => answer || another answer`. An answer is a piece of the text; where the text holds
it more than once, `answer @ longer piece` says which. A question with nothing behind `=>` is not answered by its article.
"""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

from corpus.dates import find_day
from corpus.types import Article
from index.passages import context
from tests.train_reader.data import Answer, Row

FOLDER = Path(__file__).with_name("news")
ASIDE = 7  # every seventh file is never trained on
PER_FILE = 8  # articles


def training_news() -> list[Row]:
    """The questions of the files that are trained on."""
    return [row for at, file in enumerate(_files()) if at % ASIDE for row in _rows(file)]


def news_aside() -> list[Row]:
    """The questions of the files kept aside, in random order."""
    rows = [row for file in _files_aside() for row in _rows(file)]
    random.Random(7).shuffle(rows)
    return rows


def mixed_aside() -> list[list[tuple[Article, list[Row]]]]:
    """Every second article of the files kept aside with its questions, in heaps of one from each file.

    So no two of a heap tell of one event, and what its own article leaves unanswered no other one answers.
    """
    files = [list(stories(file)) for file in _files_aside()]
    return [[file[(at + shift) % len(file)] for shift, file in enumerate(files)] for at in range(0, PER_FILE, 2)]


def digest_aside() -> str:
    """Which files are kept aside, as the first digits of a sha256."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in _files_aside())).hexdigest()[:16]


def stories(file: Path) -> Iterator[tuple[Article, list[Row]]]:
    """The articles of a file with their questions. Raises ValueError where an answer does not stand in its text once."""
    for number, part in enumerate(file.read_text(encoding="utf-8").split("== ")[1:]):
        head, _, rest = part.partition("\n")
        text, _, asked = rest.partition("\n--\n")
        day, outlet, title = head.split(" | ")
        article = Article(f"{file.stem}-{number}.txt", text.strip(), title, outlet, find_day(day))
        yield article, [_row(article, line, file.stem) for line in filter(None, asked.splitlines())]


def _rows(file: Path) -> list[Row]:
    return [row for _, rows in stories(file) for row in rows]


def _row(article: Article, line: str, file: str) -> Row:
    question, _, answers = line.partition(" =>")
    found = tuple(_placed(article.text, one.strip()) for one in answers.split(" || ") if one.strip())
    return Row(article.text, question, found, "news", file, context(article))


def _placed(text: str, answer: str) -> Answer:
    span, _, around = answer.partition(" @ ")
    around = around or span
    if text.count(around) != 1 or around.count(span) != 1:
        raise ValueError(f"{answer!r} does not stand once in {text[:60]!r}...")
    return span, text.index(around) + around.index(span)


def _files_aside() -> list[Path]:
    return _files()[::ASIDE]


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))
