"""A reader that learns from a teacher: what it is asked to imitate, and that it comes to do so."""

import itertools
from pathlib import Path

import pytest
import torch
from tokenizers import Tokenizer
from transformers import MPNetConfig, MPNetModel

from index.reader.reader import HERE
from tests.train_reader.data import CLS, SEP, Example, Row, pieces_of
from tests.train_reader.distil import Lesson, imitation
from tests.train_reader.export import mean_of
from tests.train_reader.model import NEVER, Batch, Outputs, collate, loss
from tests.train_reader.pool import Pool
from tests.train_reader.teacher import Teacher, own_pieces
from tests.train_reader.train import tokenizer

BARRAGE = (
    "Nineteen boats sank at Ostmere on Friday when the barrage of the Lower Quay gave way, Mayor Ilse Brandt said."
)
QUAY = "The Lower Quay at Ostmere lost its barrage on Friday and Mayor Ilse Brandt counted the boats."


def outputs(*logits: list[float]) -> Outputs:
    start, end, none = (torch.tensor(one) for one in logits)
    return start[None], end[None], none


@pytest.fixture(scope="module")
def words() -> Tokenizer:
    return tokenizer()


def test_imitation_is_least_where_the_reader_says_what_the_teacher_says() -> None:
    """The same distributions cost least, another end or another silence costs more; what stands in the question does not count."""
    batch = collate([Example([7], [8, 9], ())])  # [CLS] 7 [SEP] 8 9 [SEP], then padding
    start, end = [2.0, 9.0, 0, 1.0, 0, 0, 0, 0], [2.0, 0, 9.0, 0, 1.0, 0, 0, 0]
    told = outputs(start, end, [1.5])
    same = imitation(told, told, batch)

    assert imitation(outputs(start, end[::-1], [1.5]), told, batch) > same
    assert imitation(outputs(start, end, [-1.5]), told, batch) > same
    assert imitation(outputs([2.0, 0, 9.0, *start[3:]], end, [1.5]), told, batch) == same


def test_what_nobody_knows_costs_nothing() -> None:
    """A pair whose answer is not known leaves the loss of the others as it is."""
    known, unknown = Example([7], [8, 9], ((1, 1),)), Example([7], [8, 9], (), known=False)
    alone, both = collate([known]), collate([known, unknown])
    start, end, none = outputs([0.3, 0, 0, 1.0, 2.0, 0, 0, 0], [0.1, 0, 0, 1.0, 3.0, 0, 0, 0], [0.2])
    twice = (start.repeat(2, 1), end.repeat(2, 1), none.repeat(2))

    assert torch.isclose(loss((start, end, none), alone), loss(twice, both))


def test_the_teacher_reads_the_same_pieces(words: Tokenizer) -> None:
    """Word pieces are those of its vocabulary behind its own signs; a padding after the end changes nothing."""
    assert own_pieces(torch.tensor([CLS, 2000, SEP, 0])).tolist() == [0, 2004, 2, 1]


def test_a_reader_comes_to_say_what_its_teacher_says(tmp_path: Path, words: Tokenizer) -> None:
    """A small teacher learns that one question is answered by "Nineteen"; the reader, which is not told, takes it over."""
    config = MPNetConfig(hidden_size=32, num_hidden_layers=1, num_attention_heads=4, intermediate_size=64)
    torch.manual_seed(3)
    MPNetModel(config, add_pooling_layer=False).save_pretrained(tmp_path)
    lesson = Lesson(Teacher(tmp_path), None, "cpu")
    pieces = pieces_of(words, ["how many sank", BARRAGE])
    pair = pieces["how many sank"].ids, pieces[BARRAGE].ids
    lesson.teach(itertools.repeat(collate([Example(*pair, ((0, 0),))])), 0.05, 0.05)
    unknown = collate([Example(*pair, (), known=False)])
    lesson.learn(itertools.repeat(unknown), 0.15, 1e-3)

    first = len(pair[0]) + 2
    with torch.no_grad():
        assert likeliest(lesson.teacher(unknown), unknown) == (first, first)
        assert likeliest(lesson.read(unknown), unknown) == (first, first)


def likeliest(said: Outputs, batch: Batch) -> tuple[int, int]:
    start, end = (logits.masked_fill(~batch.allowed, NEVER).argmax().item() for logits in said[:2])
    return int(start), int(end)


def test_questions_are_asked_of_other_articles_on_the_event(words: Tokenizer) -> None:
    """Only for a teacher: nobody knows whether they answer, so such pairs are marked."""
    rows = [Row(BARRAGE, "how many sank", (("Nineteen", 0),), "news", "a"), Row(QUAY, "who counted", (), "news", "a")]
    drawn = [
        [example for batch in Pool({"news": rows * 20}, words, 1, unknown).epoch() for example in batch]
        for unknown in (False, True)
    ]

    assert all(example.known for example in drawn[0])
    asked = [example for example in drawn[1] if not example.known]
    assert asked
    assert {words.decode(example.passage) for example in asked} == {QUAY.lower()}
    assert not any(example.spans for example in asked)


def test_the_mean_of_a_reader_with_itself_is_that_reader(tmp_path: Path) -> None:
    """Shares of one file add up to its weights; of another file, to what lies between."""
    shipped = mean_of(HERE / "reader.onnx", {}).state_dict()
    torch.save({"average": {name: value + 1 for name, value in shipped.items()}}, tmp_path / "more.pt")
    mixed = mean_of(HERE / "reader.onnx", {tmp_path / "more.pt": 0.25}).state_dict()

    assert all(torch.allclose(mixed[name], value + 0.25, atol=1e-5) for name, value in shipped.items())
