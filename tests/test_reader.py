"""The bundled reader, with its real weights."""

import json
import shutil
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from bot.settings import SAMPLES
from corpus.read import read_folder
from corpus.types import Article
from index.answers.asking import understand, weigh
from index.answers.evidence.reading import PASSAGES, STEP, read
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.reader import Reader, Reading
from index.reader.reader import HERE, LONGEST_SPAN, best_spans, from_folder

HARBOUR = (
    "The harbour authority of Velmara reopened the northern quay on Tuesday after repairs that cost 4.2 million euros."
)
FERRIES = "Ferries had been diverted to Port Sollen since a storm damaged the quay in March, said its director, Ines Halloran."
COUNCIL = (
    "The town council of Brodek voted on Monday to plant two hundred lime trees along the ring road before winter."
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    found = Reader.bundled()
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("question", "passage", "answer"),
    [
        ("How much did the repairs cost?", HARBOUR, "4.2 million euros"),
        ("Where were ferries diverted to?", FERRIES, "Port Sollen"),
        ("Who is the director?", FERRIES, "Ines Halloran"),
        ("how many lime trees will be planted", COUNCIL, "two hundred"),
    ],
)
def test_the_span_is_the_answer(reader: Reader, question: str, passage: str, answer: str) -> None:
    """A price, a place, a person and a number are found where they stand."""
    reading = reader.read(question, [passage])[0]

    assert answer == passage[reading.start : reading.end]


def test_the_passage_with_the_answer_is_the_likelier_one(reader: Reader) -> None:
    """Of three passages the one that tells the price is the most answerable, and the one about trees is not."""
    harbour, ferries, council = reader.read("How much did the repairs of the quay cost?", [HARBOUR, FERRIES, COUNCIL])

    assert harbour.answerable > 0.5 > council.answerable
    assert harbour.answerable > ferries.answerable
    assert harbour.score > council.score


def test_offsets_count_characters(reader: Reader) -> None:
    """Accents and characters outside the first plane before the answer do not shift its span."""
    passage = "🏗️ À Besançon — où l’on rénove le pont — travaux: the bridge of Corvaq will be closed for 31 days."
    reading = reader.read("For how many days will the bridge be closed?", [passage])[0]

    assert "31" in passage[reading.start : reading.end]


def test_neighbours_do_not_change_a_reading(reader: Reader) -> None:
    """A passage scores the same alone as among others."""
    question = "When did the quay reopen?"

    assert reader.read(question, [HARBOUR]) == reader.read(question, [COUNCIL, HARBOUR, FERRIES * 3])[1:2]


def test_a_long_passage_is_read_to_its_end(reader: Reader) -> None:
    """The answer behind a thousand words that do not matter is found."""
    passage = "The weather stayed mild and nothing else was reported that day. " * 90 + HARBOUR
    reading = reader.read("How much did the repairs of the northern quay cost?", [passage])[0]

    assert passage[reading.start : reading.end] == "4.2 million euros"


def test_best_spans_stand_apart(reader: Reader) -> None:
    """The three best spans of a passage do not overlap, come best first, and begin with the one that `read` gives."""
    passage = f"{HARBOUR} {FERRIES}"
    found = reader.read_best("When did it happen?", [passage], 3)[0]
    in_order = sorted(found, key=lambda reading: reading.start)

    assert len(found) == 3
    assert found[0] == reader.read("When did it happen?", [passage])[0]
    assert [reading.score for reading in found] == sorted((reading.score for reading in found), reverse=True)
    assert all(before.end <= after.start for before, after in pairwise(in_order))


def test_a_head_is_no_part_of_its_passage(reader: Reader) -> None:
    """Under a head that holds the answer too, the span still lies in the passage, at the same place as without."""
    question = "How much did the repairs of the northern quay cost?"
    bare = reader.read(question, [HARBOUR])[0]
    headed = reader.read_best(question, [HARBOUR], 1, ["Repairs cost 4.2 million euros. Ostmere Echo. 6 March 2026"])[0]

    assert HARBOUR[headed[0].start : headed[0].end] == "4.2 million euros"
    assert (headed[0].start, headed[0].end) == (bare.start, bare.end)


@pytest.mark.parametrize("passage", ["", "   ", "\n"])
def test_nothing_to_read_holds_no_answer(reader: Reader, passage: str) -> None:
    """A passage without words gives an empty span that is surely no answer."""
    reading = reader.read("Who said so?", [passage])[0]

    assert (reading.start, reading.end, reading.answerable) == (0, 0, 0.0)


def test_no_passages_give_no_readings(reader: Reader) -> None:
    """A question without passages has no readings."""
    assert reader.read("Who said so?", []) == []


def test_odd_questions_are_read(reader: Reader) -> None:
    """An empty question, a very long one and half a character do not stop the reading."""
    for question in ("", "why " * 500, "who \ud83d?"):
        assert len(reader.read(question, [HARBOUR])) == 1


def test_half_a_character_does_not_shift_the_span(reader: Reader) -> None:
    """A lone surrogate in the passage counts as the one character it is."""
    passage = f"\ud83d {COUNCIL}"
    reading = reader.read("how many lime trees will be planted", [passage])[0]

    assert passage[reading.start : reading.end] == "two hundred"


@pytest.mark.parametrize("name", ["reader.onnx", "card.json"])
def test_without_its_files_there_is_no_reader(tmp_path: Path, name: str) -> None:
    """The reader is None if its graph or its card is gone, cut short or altered."""
    for file in ("reader.onnx", "card.json"):
        shutil.copyfile(HERE / file, tmp_path / file)
    whole = (tmp_path / name).read_bytes()

    assert from_folder(tmp_path) is not None
    for damaged in (whole[:-100], b"", whole.replace(whole[200:240], bytes(40))):
        (tmp_path / name).write_bytes(damaged)
        assert from_folder(tmp_path) is None or (name == "card.json" and _same_sense(damaged, whole))
    (tmp_path / name).unlink()
    assert from_folder(tmp_path) is None


def _same_sense(damaged: bytes, whole: bytes) -> bool:
    try:
        card = json.loads(damaged)
    except ValueError:
        return False
    return all(card[key] == json.loads(whole)[key] for key in ("sha256", "calibration"))


def test_best_spans_agree_with_trying_all() -> None:
    """The best span is the one that trying every start with every end up to the longest span gives."""
    rng = np.random.default_rng(3)
    for size in (1, 2, 7, 60):
        starts, ends = rng.normal(size=(2, size)).astype(np.float32)
        offsets = [(10 * i, 10 * i + 9) for i in range(size)]
        tried = [(starts[i] + ends[j], i, j) for i in range(size) for j in range(i, min(size, i + LONGEST_SPAN))]
        score, first, last = max(tried)

        assert (10 * first, 10 * last + 9, float(score)) == best_spans(starts, ends, offsets, 1)[0]


def test_the_weights_are_small() -> None:
    """The graph is at most 15 MB, and its card says how it was made and what it can do."""
    card = json.loads((HERE / "card.json").read_bytes())

    assert card["bytes"] == (HERE / "reader.onnx").stat().st_size <= 15_000_000
    assert {"data", "licences", "training", "figures", "reliability", "limits"} <= card.keys()


class Counting(Reader):
    """The bundled reader, counting what it reads."""

    passages = 0

    def read_best(
        self, question: str, passages: Sequence[str], n: int = 3, heads: Sequence[str] = ()
    ) -> list[list[Reading]]:
        self.passages += len(passages)
        return super().read_best(question, passages, n, heads)


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("text", "more"),
    [("How many officers are deployed?", False), ("Which fruit does the harbour master of Haiti grow?", True)],
)
def test_what_is_not_found_at_first_is_looked_for_in_more_passages(reader: Reader, text: str, more: bool) -> None:
    """A few passages are read where they answer, many more where they do not."""
    index = Index.in_memory([a for a in read_folder(SAMPLES) if isinstance(a, Article)], SentenceTransformerEncoder())
    understood = understand(index, text)
    counting = Counting(reader._graph, reader._calibration, reader._encoder)

    read(counting, understood.question, understood.hits, weigh(index, understood)[1])

    assert more == (counting.passages > STEP)
    assert counting.passages <= PASSAGES
