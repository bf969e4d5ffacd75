"""What the reader is trained on, drawn anew for each epoch: cut like search results, typed like people, often without answer."""

import random
import re
from dataclasses import replace
from pathlib import Path

from tokenizers import Tokenizer

from index.reader.reader import LONGEST_HEAD
from tests.train_reader.contrast import Asked, altered, names_in
from tests.train_reader.data import (
    INVENTED,
    LONGEST,
    LONGEST_QUESTION,
    MIX,
    Example,
    Row,
    Window,
    normalised,
    pieces_of,
    training_rows,
    windows,
)
from tests.train_reader.events import training_events
from tests.train_reader.news import training_news
from tests.train_reader.phrasing import as_typed

MORE_UNANSWERABLE = 1  # further pass over them
ELSEWHERE = 0.25  # of the answered questions are asked of another passage too
BESIDE = 0.35  # of the questions with an article on their event that does not answer them
SAME_EVENT = 4  # names that two articles share
HEADED = 0.75  # of the passages that have a head stand under it
USUAL = 176  # pieces of a passage as search returns it
FAR = {"squadshifts_amazon", "squadshifts_reddit", "qamr", "fairytaleqa"}
NUMERIC = re.compile(
    r"\bhow (many|much|long|old|far|high|large|big)\b|\bpercent|\bwhen\b"
    r"|\bwhat (year|date|day|month|age|percentage|number)|\bwhich year",
    re.I,
)


def sources(folder: Path) -> dict[str, list[Row]]:
    """All that may be trained on: the sets of others in a folder, and what this project invented."""
    return training_rows(folder) | {"news": training_news(), "events": training_events()}


class Pool:
    """Everything that may be trained on; each epoch is another draw from it.

    `unknown`: draw questions with articles on the same event as well, which may or may not answer: for a teacher to tell.
    """

    def __init__(self, sources: dict[str, list[Row]], tokenizer: Tokenizer, seed: int, unknown: bool = False) -> None:
        self._tokenizer = tokenizer
        self._random = random.Random(seed)
        self._unknown = unknown
        rows = [row for part in sources.values() for row in part]
        self._pieces = pieces_of(tokenizer, [row.context for row in rows])
        self._windows = {
            name: [window for row in part for window in self._asked(row)] for name, part in sources.items()
        }
        self._about = {row.context: row.about for row in rows if row.about}
        self._words = {context: frozenset(re.findall(r"\w+", context.lower())) for context in self._pieces}
        self._contexts = list(self._pieces)
        self._named = {row.context: frozenset(names_in([row.context])) for row in rows if row.source == "news"}
        self._of_article: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            self._of_article.setdefault((row.source, row.group), []).append(row.context)
        self._of_article = {key: list(dict.fromkeys(contexts)) for key, contexts in self._of_article.items()}
        self._questions: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            self._questions.setdefault((row.source, row.group), []).append(row.question)
        self._names = {key: names_in(contexts[:40]) for key, contexts in self._of_article.items()}

    def _asked(self, row: Row) -> list[Window]:
        """The windows that hold an answer to a question; if it has none, any one of its context, or all of an event's."""
        found = windows(row, self._pieces[row.context])
        if row.answers:
            return [window for window in found if window.spans]
        return found if row.source == "events" else [self._random.choice(found)]

    def reseed(self, seed: int) -> None:
        """Let several processes draw differently from one pool."""
        self._random.seed(seed)

    def epoch(self, pieces: int = 3000) -> list[list[Example]]:
        """Batches of about so many pieces and similar length, in random order."""
        examples = [example for name in self._windows for example in self._draw(name)]
        self._random.shuffle(examples)
        batches = []
        for at in range(0, len(examples), 4000):
            batches += batches_of(sorted(examples[at : at + 4000], key=lambda example: example.length), pieces)
        self._random.shuffle(batches)
        return batches

    def _draw(self, name: str) -> list[Example]:
        passes = MIX[name]
        found = self._windows[name]
        if name == "events":
            found = [window for window in found if window.spans or self._random.random() < BESIDE]
        picked = found * int(passes) + self._random.sample(found, int(len(found) * (passes % 1)))
        if name not in FAR | INVENTED:  # asked by people who meant it to have no answer: the rarest and the hardest
            picked += [window for window in found if not window.row.answers] * MORE_UNANSWERABLE
        elsewhere = {"news": 0.6, "events": 0.0}.get(name, ELSEWHERE * 0.6 if name in FAR else ELSEWHERE)
        result = []
        for window in picked:
            result.append(self._example(window))
            if not window.spans:
                continue
            if NUMERIC.search(window.row.question) and self._random.random() < 0.2:
                result.append(self._example(window))
            if self._random.random() < elsewhere:
                result += self._elsewhere(window.row)
            if name not in FAR and self._random.random() < 0.4:
                result += self._altered(window)
            if self._unknown and name == "news" and self._random.random() < 0.5:
                result += self._beside(window.row)
        return result

    def _example(self, window: Window, question: str | None = None) -> Example:
        ids = self._pieces[window.row.context].ids[window.first : window.last]
        spans = window.spans
        longest = max((end for _, end in spans), default=0)
        least = min((start for start, _ in spans), default=0)
        if len(ids) > USUAL and longest - least < USUAL and self._random.random() < 0.7:
            low = max(0, longest + 1 - USUAL) if spans else 0
            cut = self._random.randint(low, min(least, len(ids) - USUAL) if spans else len(ids) - USUAL)
            ids = ids[cut : cut + USUAL]
            spans = tuple((start - cut, end - cut) for start, end in spans)
        text = question or window.row.question
        if self._random.random() < 0.2:
            text = as_typed(text, self._random)
        asked = self._tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_QUESTION]
        head = self._head(window.row.context)
        return Example(asked, head + ids, tuple((start + len(head), end + len(head)) for start, end in spans))

    def _head(self, context: str) -> list[int]:
        """What the index knows of an article, before a passage of it: most times, so that a passage can be read without."""
        if context not in self._about or self._random.random() > HEADED:
            return []
        return self._tokenizer.encode(self._about[context], add_special_tokens=False).ids[:LONGEST_HEAD]

    def _elsewhere(self, row: Row) -> list[Example]:
        """The question with a passage that shares its words but not its answer: of its own article or group, or of any other."""
        own = self._of_article[row.source, row.group]
        pool = own if self._random.random() < 0.5 and len(own) > 1 else self._contexts
        tried = self._random.sample(pool, min(8 if pool is own else 60, len(pool)))
        asked = frozenset(re.findall(r"\w+", row.question.lower()))
        golds = [gold for gold in (normalised(text) for text, _ in row.answers) if gold]
        for context in sorted(tried, key=lambda context: -len(asked & self._words[context])):
            window, plain = self._part(context, row.question)
            if not any(gold in plain for gold in golds) and not self._same_event(row, context):
                return [self._example(window)]
        return []

    def _same_event(self, row: Row, context: str) -> bool:
        """Whether another article tells of the same event: it may well answer too, with another figure."""
        both = self._named.get(row.context, frozenset()) & self._named.get(context, frozenset())
        return len(both) >= SAME_EVENT

    def _beside(self, row: Row) -> list[Example]:
        """The question with another article on the same event."""
        others = [context for context in self._of_article[row.source, row.group] if context != row.context]
        others = [context for context in others if self._same_event(row, context)]
        if not others:
            return []
        window, _ = self._part(self._random.choice(others), row.question)
        return [replace(self._example(window), known=False)]

    def _part(self, context: str, question: str) -> tuple[Window, str]:
        """Any window of a context, to ask a question of that it does not answer, and its text."""
        pieces = self._pieces[context]
        room = LONGEST - LONGEST_QUESTION - 3
        first = self._random.randint(0, max(0, len(pieces.ids) - room))
        last = min(len(pieces.ids), first + room)
        text = context[pieces.offsets[first][0] : pieces.offsets[last - 1][1]]
        return Window(Row(context, question, (), "", ""), first, last, ()), normalised(text)

    def _altered(self, window: Window) -> list[Example]:
        """The same passage, asked about another name or number or the opposite: it no longer answers."""
        row = window.row
        article = row.source, row.group
        answers = tuple(text for text, _ in row.answers)
        asked = Asked(row.question, row.context, answers, self._names[article], self._questions[article])
        question = altered(asked, self._random)
        return [self._example(Window(row, window.first, window.last, ()), question)] if question else []


def batches_of(examples: list[Example], pieces: int) -> list[list[Example]]:
    result: list[list[Example]] = []
    batch: list[Example] = []
    for example in examples:
        if batch and (len(batch) + 1) * example.length > pieces:
            result.append(batch)
            batch = []
        batch.append(example)
    return [*result, batch] if batch else result
