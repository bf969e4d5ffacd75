"""Questions with passages for training the reader: the sources, the articles held out of them, tokenised windows."""

import gzip
import json
import random
import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tokenizers import Tokenizer

Answer = tuple[str, int]  # text and its first character in the context
LONGEST = 288  # pieces of question and passage together, with the three special ones
LONGEST_QUESTION = 48
OVERLAP = 96  # pieces that two windows of one passage share
CLS, SEP = 101, 102

# passes over each source per epoch; the far domains count less
MIX = {
    "news": 2.5,
    "events": 1.0,
    "squadshifts_new_wiki": 0.7,
    "squad2_half": 1.0,
    "squad_part_a": 0.7,
    "squad_part_b": 0.7,
    "nq_swap": 0.3,
    "qed_nq": 0.6,
    "xquad_en": 0.5,
    "expmrc_squad": 0.5,
    "clapnq_unanswerable": 0.5,
    "covid_qa": 0.3,
    "tatqa_text": 0.5,
    "squadshifts_amazon": 0.03,
    "squadshifts_reddit": 0.03,
    "qamr": 0.1,
    "fairytaleqa": 0.03,
}
INVENTED = {"news", "events"}  # sources of this project, in folders beside this file


@dataclass(frozen=True, slots=True)
class Row:
    context: str
    question: str
    answers: tuple[Answer, ...]  # none: the context does not answer
    source: str
    group: str  # the article, or articles near each other
    about: str = ""  # title, outlet and day of a news article, as the index knows them


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
    known: bool = True  # whether these are all: another article on the same event may answer too

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


def training_rows(folder: Path) -> dict[str, list[Row]]:
    """All sources of a folder without the articles held out, under any name: also without contexts that begin alike."""
    kept = [row for rows in held_out(folder).values() for row in rows]
    groups = {row.group for row in kept}
    beginnings = {_beginning(row.context) for row in kept}
    return {
        name: [
            row for row in load(folder, name) if row.group not in groups and _beginning(row.context) not in beginnings
        ]
        for name in MIX
        if name not in INVENTED
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


_PUNCTUATION = str.maketrans("", "", string.punctuation)


def normalised(text: str) -> str:
    """Lower case, no punctuation, no articles: how SQuAD compares answers."""
    return " ".join(re.sub(r"\b(a|an|the)\b", " ", text.lower().translate(_PUNCTUATION)).split())
