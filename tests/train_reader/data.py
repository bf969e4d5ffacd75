"""Questions with passages for training the reader: held-out articles, windows, unanswerable pairs, the way people type."""

import gzip
import json
import random
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.train_reader.phrasing import altered, as_typed
from tokenizers import Tokenizer

Answer = tuple[str, int]  # text and its first character in the context
LONGEST = 288  # pieces of question and passage together, with the three special ones
LONGEST_QUESTION = 48
OVERLAP = 96  # pieces that two windows of one passage share
USUAL = 176  # pieces of a passage as search returns it
CLS, SEP = 101, 102

# passes over each source per epoch; the far domains count less
MIX = {
    "squadshifts_new_wiki": 1.0,
    "squad2_half": 1.5,
    "squad_part_a": 1.0,
    "squad_part_b": 1.0,
    "nq_swap": 1.0,
    "qed_nq": 1.0,
    "xquad_en": 1.0,
    "expmrc_squad": 1.0,
    "clapnq_unanswerable": 1.0,
    "covid_qa": 1.0,
    "tatqa_text": 1.0,
    "squadshifts_amazon": 0.4,
    "squadshifts_reddit": 0.4,
    "qamr": 0.3,
    "fairytaleqa": 0.4,
}
FAR = {"squadshifts_amazon", "squadshifts_reddit", "qamr", "fairytaleqa"}
NUMERIC = re.compile(
    r"\bhow (many|much|long|old|far|high|large|big)\b|\bpercent|\bwhen\b"
    r"|\bwhat (year|date|day|month|age|percentage|number)|\bwhich year",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Row:
    context: str
    question: str
    answers: tuple[Answer, ...]  # none: the context does not answer
    source: str
    group: str  # the article


@dataclass(frozen=True, slots=True)
class Pieces:
    """A tokenised context."""

    ids: list[int]
    offsets: list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Window:
    """The pieces from `first` to before `last` of a row's context, and the gold spans among them (from 0 in the window)."""

    row: Row
    first: int
    last: int
    spans: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Example:
    question: list[int]
    passage: list[int]
    spans: tuple[tuple[int, int], ...]

    @property
    def length(self) -> int:
        return len(self.question) + len(self.passage) + 3


def load(folder: Path, name: str) -> list[Row]:
    rows = []
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            answers = tuple((answer["text"], answer["start"]) for answer in record["answers"])
            rows.append(Row(record["context"], record["question"], answers, name, record["group"]))
    return rows


def held_out(folder: Path) -> dict[str, list[Row]]:
    """The questions that are never trained on: 1,500 of `squad2_half` and 500 of `squadshifts_new_wiki`, whole articles."""
    shuffler = random.Random(7)
    taken = {}
    for name, wanted in (("squad2_half", 1500), ("squadshifts_new_wiki", 500)):
        rows = load(folder, name)
        taken[name] = (rows, _whole_articles(rows, wanted, shuffler), wanted)
    return {name: rows[:wanted] for name, (_, rows, wanted) in taken.items()}


def _whole_articles(rows: list[Row], wanted: int, shuffler: random.Random) -> list[Row]:
    groups = sorted({row.group for row in rows})
    shuffler.shuffle(groups)
    picked: set[str] = set()
    count = 0
    for group in groups:
        if count >= wanted:
            break
        picked.add(group)
        count += sum(row.group == group for row in rows)
    chosen = [row for row in rows if row.group in picked]
    shuffler.shuffle(chosen)
    return chosen


def training_rows(folder: Path, kept_aside: Iterable[Row]) -> dict[str, list[Row]]:
    """All sources of `MIX` without the articles kept aside, under any name: also without contexts that begin alike."""
    kept = list(kept_aside)
    groups = {row.group for row in kept}
    beginnings = {_beginning(row.context) for row in kept}
    return {
        name: [
            row for row in load(folder, name) if row.group not in groups and _beginning(row.context) not in beginnings
        ]
        for name in MIX
    }


def _beginning(context: str) -> str:
    return re.sub(r"\W+", "", context.lower())[:120]


def pieces_of(tokenizer: Tokenizer, texts: Sequence[str]) -> dict[str, Pieces]:
    distinct = list(dict.fromkeys(texts))
    encoded = tokenizer.encode_batch(distinct, add_special_tokens=False)
    return {text: Pieces(list(one.ids), list(one.offsets)) for text, one in zip(distinct, encoded, strict=True)}


def windows(row: Row, pieces: Pieces) -> list[Window]:
    room = LONGEST - LONGEST_QUESTION - 3
    result = []
    first = 0
    while True:
        last = min(len(pieces.ids), first + room)
        found = (_span(pieces.offsets, first, last, start, start + len(text)) for text, start in row.answers)
        spans = tuple(dict.fromkeys(span for span in found if span is not None))
        result.append(Window(row, first, last, spans))
        if last == len(pieces.ids):
            return result
        first = last - OVERLAP


def _span(offsets: list[tuple[int, int]], first: int, last: int, start: int, end: int) -> tuple[int, int] | None:
    inside = [i for i in range(first, last) if offsets[i][1] > start and offsets[i][0] < end]
    if not inside or offsets[inside[0]][0] > start + 1 or offsets[inside[-1]][1] < end:
        return None
    return inside[0] - first, inside[-1] - first


def normalised(text: str) -> str:
    """Lower case, no punctuation, no articles: how SQuAD compares answers."""
    plain = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", plain).split())


class Pool:
    """Everything that may be trained on; each epoch is another draw from it."""

    def __init__(self, sources: dict[str, list[Row]], tokenizer: Tokenizer, seed: int) -> None:
        self._tokenizer = tokenizer
        self._random = random.Random(seed)
        rows = [row for part in sources.values() for row in part]
        self._pieces = pieces_of(tokenizer, [row.context for row in rows])
        self._windows = {
            name: [w for row in part for w in windows(row, self._pieces[row.context]) if w.spans or not row.answers]
            for name, part in sources.items()
        }
        self._words = {context: frozenset(re.findall(r"\w+", context.lower())) for context in self._pieces}
        self._contexts = list(self._pieces)
        self._of_article: dict[tuple[str, str], list[str]] = {}
        for row in rows:
            self._of_article.setdefault((row.source, row.group), []).append(row.context)
        self._of_article = {key: list(dict.fromkeys(contexts)) for key, contexts in self._of_article.items()}
        self._names = {key: names_in(contexts[:40]) for key, contexts in self._of_article.items()}

    def epoch(self) -> list[list[Example]]:
        """Batches of about 5,000 pieces and similar length, in random order."""
        examples = [example for name in self._windows for example in self._draw(name)]
        self._random.shuffle(examples)
        batches = []
        for at in range(0, len(examples), 4000):
            batches += batches_of(sorted(examples[at : at + 4000], key=lambda example: example.length))
        self._random.shuffle(batches)
        return batches

    def _draw(self, name: str) -> list[Example]:
        passes = MIX[name]
        found = self._windows[name]
        picked = found * int(passes) + self._random.sample(found, int(len(found) * (passes % 1)))
        far = 0.6 if name in FAR else 1.0
        result = []
        for window in picked:
            result.append(self._example(window))
            if not window.spans:
                continue
            if NUMERIC.search(window.row.question) and self._random.random() < 0.4:
                result.append(self._example(window))
            if self._random.random() < 0.35 * far:
                result += self._elsewhere(window.row)
            if name not in FAR and self._random.random() < 0.12:
                result += self._altered(window)
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
        if self._random.random() < 0.25:
            text = as_typed(text, self._random)
        asked = self._tokenizer.encode(text, add_special_tokens=False).ids[:LONGEST_QUESTION]
        return Example(asked, ids, spans)

    def _elsewhere(self, row: Row) -> list[Example]:
        """The question with a passage that shares its words but not its answer: of its own article, or of any other."""
        own = self._of_article[row.source, row.group]
        pool = own if self._random.random() < 0.5 and len(own) > 1 else self._contexts
        tried = self._random.sample(pool, min(8 if pool is own else 60, len(pool)))
        asked = frozenset(re.findall(r"\w+", row.question.lower()))
        golds = [gold for gold in (normalised(text) for text, _ in row.answers) if gold]
        for context in sorted(tried, key=lambda context: -len(asked & self._words[context])):
            plain = normalised(context)
            if context != row.context and not any(gold in plain for gold in golds):
                last = min(len(self._pieces[context].ids), LONGEST - LONGEST_QUESTION - 3)
                return [self._example(Window(Row(context, row.question, (), row.source, ""), 0, last, ()))]
        return []

    def _altered(self, window: Window) -> list[Example]:
        """The same passage, asked about another name or number or the opposite: it no longer answers."""
        row = window.row
        question = altered(row.question, row.context, self._names[row.source, row.group], self._random)
        return [self._example(Window(row, window.first, window.last, ()), question)] if question else []


def names_in(contexts: Iterable[str]) -> list[str]:
    """Capitalised words inside sentences, one or several in a row."""
    found = re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", " ".join(contexts))
    return list(dict.fromkeys(found))


def batches_of(examples: list[Example], pieces: int = 5000) -> list[list[Example]]:
    result: list[list[Example]] = []
    batch: list[Example] = []
    for example in examples:
        if batch and (len(batch) + 1) * example.length > pieces:
            result.append(batch)
            batch = []
        batch.append(example)
    return [*result, batch] if batch else result
