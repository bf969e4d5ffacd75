"""An encoder that is not that of the index is seen, and questions are then answered by their words."""

import json
import logging
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.encoders import canary
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import EncoderMissing
from index.library import Index
from index.types import Vectors
from tests.conftest import ARTICLES, CountingEncoder

QUESTION = "How many people died in the storm?"


class Turned(CountingEncoder):
    """The same dimensions in another order, as another model of the same size."""

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        return super().encode_passages(texts)[:, ::-1]


def test_an_encoder_is_known_by_its_vectors() -> None:
    """The one that made the index passes; one of the same dimension does not, nor one of another."""
    kept = canary.recorded(CountingEncoder())

    assert canary.flaw(CountingEncoder(), kept) is None
    assert "cosine" in (canary.flaw(Turned(), kept) or "")
    assert "dimensions" in (canary.flaw(CountingEncoder(), json.dumps([[1.0]] * 3)) or "")


@pytest.mark.parametrize("vector", [[np.nan] * 9, [np.inf] * 9, [0.0] * 9, [1.0] * 5])
def test_a_question_without_a_vector_is_answered_by_words(
    vector: list[float], caplog: pytest.LogCaptureFixture
) -> None:
    """NaN, infinity, nothing or a wrong length: the dense half is left out, the answer stays, the log says it once."""
    index = Index.in_memory(ARTICLES, CountingEncoder())
    index.encoding._recent = lambda text: np.asarray(vector, dtype=np.float32)
    with caplog.at_level(logging.WARNING):
        answers = [index.ask(QUESTION) for _ in range(2)]

    assert all("14 people" in answer.headline for answer in answers)
    assert len([one for one in caplog.records if "semantic search is off" in one.getMessage()]) == 1


def test_a_changed_encoder_is_not_mixed_with_old_vectors(tmp_path: Path, folder: Path, caplog: pytest.LogCaptureFixture) -> None:  # fmt: skip
    """An index whose encoder has other files since answers by words, and says what to run."""
    Index.create(tmp_path / "index", CountingEncoder()).update([folder])
    index = Index.open(tmp_path / "index", CountingEncoder())
    index.encoder.fingerprint = "other"  # type: ignore[misc]
    with caplog.at_level(logging.WARNING):
        answer = index.ask(QUESTION)

    assert "14 people" in answer.headline
    assert "changed since the index was made (its files are others); run `newsdesk index --rebuild`" in caplog.text


@pytest.mark.parametrize(("name", "content"), [("pytorch_model.bin", "x"), ("model.safetensors", "x")])
def test_only_safetensors_without_code_are_loaded(tmp_path: Path, name: str, content: str) -> None:
    """Pickled weights, and a model that brings code, are refused before anything of them is read."""
    (tmp_path / name).write_text(content)
    (tmp_path / "config.json").write_text('{"auto_map": {"AutoModel": "evil.Model"}}')
    with pytest.raises(EncoderMissing, match="only safetensors, no remote code"):
        _ = SentenceTransformerEncoder(str(tmp_path)).model
