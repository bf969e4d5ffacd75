"""Invented events, each told by several articles over weeks: what the reader learns to tell near misses from.

A file of `events/` holds the articles of one event, headed as in `news`; its questions stand behind the last one, after a
line `--`, as `question => 1: answer || 4: answer @ longer piece`: which articles answer (1 is the first), and with which
piece of their text. An article that is not named does not answer: it gives a plan, a part, another year or another place.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from corpus.types import Article
from index.passages import context
from tests.train_reader.data import Answer, Row
from tests.train_reader.news import ASIDE, headed, placed

Answers = Mapping[str, tuple[Answer, ...]]  # by the path of the article that gives them

FOLDER = Path(__file__).with_name("events")

_ANSWER = re.compile(r"(\d+): (.+)")


def training_events() -> list[Row]:
    """Every question of the files that are trained on, asked of each article of its event."""
    return [row for at, file in enumerate(_files()) if at % ASIDE for row in event(file)]


def events_aside() -> list[Row]:
    """The questions of the files kept aside."""
    return [row for file in files_aside() for row in event(file)]


def files_aside() -> list[Path]:
    return _files()[::ASIDE]


def event(file: Path) -> Iterator[Row]:
    """The questions of a file with each of its articles."""
    articles, asked = told(file)
    for question, answers in asked:
        for article in articles:
            yield Row(article.text, question, answers.get(article.path, ()), "events", file.stem, context(article))


def told(file: Path) -> tuple[list[Article], list[tuple[str, Answers]]]:
    """The articles of a file, and its questions with their answers. Raises ValueError where one does not stand in its article once."""
    text, _, asked = file.read_text(encoding="utf-8").rpartition("\n--\n")
    articles = [headed(part, f"{file.stem}-{number}.txt") for number, part in enumerate(text.split("== ")[1:])]
    parts = [line.partition(" =>") for line in filter(None, asked.splitlines())]
    return articles, [(question, _answers(answers, articles)) for question, _, answers in parts]


def _answers(line: str, articles: Sequence[Article]) -> Answers:
    found: dict[str, tuple[Answer, ...]] = {}
    for one in filter(None, map(str.strip, line.split(" || "))):
        named = _ANSWER.fullmatch(one)
        if named is None or not 1 <= int(named[1]) <= len(articles):
            raise ValueError(f"{one!r} does not name one of {len(articles)} articles")
        article = articles[int(named[1]) - 1]
        found[article.path] = (*found.get(article.path, ()), placed(article.text, named[2]))
    return found


def _files() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))
