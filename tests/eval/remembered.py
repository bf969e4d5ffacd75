"""What the gate says after a change to how evidence is related or told, in half a minute: `python -m tests.eval.remembered FOLDER`.

The first run asks every question (some six minutes on two cores) and keeps in FOLDER what was understood and weighed for it.
Later runs begin from there and tell what passes since the last one, and what does not any more. What comes before (reading of
questions, search, figures, the reader) is not run again: after a change to that, begin with an empty folder. What learns from
the sets takes the FOLDER too (`--remembered`).
"""

import argparse
import json
import pickle
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pytest

from bot.scoring import Verdict, failure_line, figures, judge, read_questions, table
from corpus.types import Article
from index.answers import asking
from index.answers.evidence.gathering import Scored
from index.answers.questions.question import Question
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Answer, Filter, Hit
from tests.eval.gate import UNREAD, index_of, sets

Key = tuple[str, str | None, str | None]  # a question as it was typed, the one before it, and the answer to that
Found = tuple[asking.Understood, tuple[dict[str, float], list[Scored]], Mapping[str, Any]]


class Remembered:
    """An index of a folder that answers from what was once found for a question, and is built only where nothing was."""

    given = False

    def __init__(self, folder: Path, found: dict[Key, Found], hits: dict[str, list[Hit]]) -> None:
        self.folder, self.found, self.hits = folder, found, hits
        self._now: Found | None = None

    @cached_property
    def index(self) -> Index:
        return index_of(self.folder, SentenceTransformerEncoder())

    def ask(self, question: str, earlier: Sequence[str] = ()) -> Answer:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asking, "understand", partial(_understood, asking.understand, asking.weigh))
            patch.setattr(asking, "weigh", lambda index, understood: index.now[1])
            return asking.ask(self, question, earlier)  # type: ignore[arg-type]  # the rest is the index's own

    @property
    def now(self) -> Found:
        """What was found for the question that is being answered."""
        assert self._now is not None
        return self._now

    def recall(self, key: Key, find: Any) -> Found:
        if key not in self.found:
            self.found[key] = find()
        self._now = self.found[key]
        return self._now

    def told_by(self, _paths: Sequence[str]) -> Mapping[str, Any]:
        return self.now[2]

    def search(self, text: str, limit: int) -> list[Hit]:
        if text not in self.hits:
            self.hits[text] = list(self.index.search(text, limit=limit))
        return self.hits[text]

    def article(self, path: str) -> Article:
        return self.now[0].articles.get(path) or self.index.article(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.index, name)


def _understood(
    understand: Any,
    weigh: Any,
    index: Remembered,
    text: str,
    before: Question | None = None,
    last: Answer | None = None,
    only: Filter | None = None,
) -> asking.Understood:
    def find() -> Found:
        found = understand(index.index, text, before, last, only)
        return found, weigh(index.index, found), index.index.told_by(list(found.articles))

    return index.recall((text, before.text if before else None, last.headline if last else None), find)[0]


def opened(name: str, store: Path) -> Remembered:
    """The index of a set with what is kept of it, which is nothing at first."""
    kept = store / f"{name}.pickle"
    found, hits = pickle.loads(kept.read_bytes()) if kept.is_file() else ({}, {})
    return Remembered(sets()[name][1], found, hits)


def verdicts(name: str, store: Path) -> dict[str, Verdict]:
    """What every question of a set got right, by its id; what was found for it is kept."""
    index = opened(name, store)
    before = len(index.found), len(index.hits)
    judged = {item["id"]: judge(index, item) for item in read_questions(sets()[name][0])}  # type: ignore[arg-type]
    if (len(index.found), len(index.hits)) != before:
        (store / f"{name}.pickle").write_bytes(pickle.dumps((index.found, index.hits)))
    return judged


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path, metavar="FOLDER", help="where what was found is kept")
    store: Path = parser.parse_args().store
    store.mkdir(parents=True, exist_ok=True)
    with ProcessPoolExecutor(max_workers=2) as workers:
        told = dict(zip(sets(), workers.map(partial(verdicts, store=store), sets()), strict=True))
    judged = {f"{name}/{key}": one for name, of_set in told.items() for key, one in of_set.items()}
    print("\n".join(table(figures(list(judged.values())), len(judged))))
    last = store / "passed.json"
    passed = {key for key, one in judged.items() if one.passed}
    before = set(json.loads(last.read_text())) if last.is_file() else passed
    blind = [key for key in passed ^ before if key.split("/")[0] in UNREAD]
    print(f"{len(passed - before)} more pass and {len(before - passed)} fewer, {len(blind)} of these in unread sets")
    print("\n".join(failure_line(judged[key]) for key in sorted(before - passed) if key not in blind))
    last.write_text(json.dumps(sorted(passed)))


if __name__ == "__main__":
    main()
