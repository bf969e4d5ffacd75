"""Invented news articles with questions as people ask them: what the reader is trained on besides the sets of others.

A file of `news/` holds eight articles, of several events. Each begins with `== day | outlet | title`; after its text and a line
`--` stand its questions, `question => answer || another answer`. An answer is a piece of the text; where the text holds
it more than once, `answer @ longer piece` says which. A question with nothing behind `=>` is not answered by its article.
"""

import random
from collections.abc import Iterator
from pathlib import Path

from corpus.dates import find_day
from corpus.types import Article
from index.passages import context
from tests.train_reader.data import Answer, Row

FOLDER = Path(__file__).with_name("news")
ASIDE = 7  # every seventh file is never trained on


def training_news() -> list[Row]:
    """The questions of the files that are trained on."""
    return [row for at, file in enumerate(_files()) if at % ASIDE for row in _rows(file)]


def news_aside() -> list[Row]:
    """The questions of the files kept aside, in random order."""
    rows = [row for file in files_aside() for row in _rows(file)]
    random.Random(7).shuffle(rows)
    return rows


def files_aside() -> list[Path]:
    return _files()[::ASIDE]


def stories(file: Path) -> Iterator[tuple[Article, list[Row]]]:
    """The articles of a file with their questions. Raises ValueError where an answer does not stand in its text once."""
    for number, part in enumerate(file.read_text(encoding="utf-8").split("== ")[1:]):
        told, _, asked = part.partition("\n--\n")
        article = headed(told, f"{file.stem}-{number}.txt")
        yield article, [_row(article, line, file.stem) for line in filter(None, asked.splitlines())]


def headed(part: str, path: str) -> Article:
    """An article under its head, `day | outlet | title`."""
    head, _, text = part.partition("\n")
    day, outlet, title = head.split(" | ")
    return Article(path, text.strip(), title, outlet, find_day(day))


def placed(text: str, answer: str) -> Answer:
    """An answer with its first character in a text. Raises ValueError where it does not stand there once."""
    span, _, around = answer.partition(" @ ")
    around = around or span
    if text.count(around) != 1 or around.count(span) != 1:
        raise ValueError(f"{answer!r} does not stand once in {text[:60]!r}...")
    return span, text.index(around) + around.index(span)


def _rows(file: Path) -> list[Row]:
    return [row for _, rows in stories(file) for row in rows]


def _row(article: Article, line: str, file: str) -> Row:
    question, _, answers = line.partition(" =>")
    found = tuple(placed(article.text, one.strip()) for one in answers.split(" || ") if one.strip())
    return Row(article.text, question, found, "news", file, context(article))


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))
