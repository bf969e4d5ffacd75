"""The default encoder comes without torch: its vectors are those of sentence-transformers, its graph is what torch exports."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx.numpy_helper import to_array

from index.encoders.bundled import CARD, SKELETON, BundledEncoder, bundled
from index.encoders.export import CHECKED, NEAR, export
from index.encoders.exported import GRAPH
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Chunk
from tests.conftest import CountingEncoder

pytestmark = pytest.mark.encoder
ROOT = Path(__file__).parent.parent
CHUNK = Chunk("Storm in Vell\nThe storm left 14 dead. A bridge fell on Monday.", ((14, 37), (38, 62)))


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


def package() -> Path:
    folder = SentenceTransformerEncoder().folder()
    assert folder is not None
    return folder


def copy() -> BundledEncoder:
    found = bundled(SentenceTransformerEncoder())
    assert found is not None
    return found


def test_its_vectors_are_those_of_sentence_transformers(real: SentenceTransformerEncoder) -> None:
    """Questions, passages and sentences have the vectors that sentence-transformers gives."""
    (own,), (vectors,) = real.encode_chunks([CHUNK]), copy().encode_chunks([CHUNK])

    assert (copy().encode_queries(CHECKED) * real.encode_queries(CHECKED)).sum(axis=1).min() > NEAR
    assert (3, 384) == vectors.shape
    assert (own * vectors).sum(axis=1).min() > NEAR
    assert (real.name, real.fingerprint, 384) == (copy().name, copy().fingerprint, copy().dimension)


def test_its_graph_is_what_torch_exports(real: SentenceTransformerEncoder, tmp_path: Path) -> None:
    """Filled with the package's weights, every initializer holds what it holds in an export, and so does the recipe."""
    recipe = export(real.model, real.name, real.fingerprint, tmp_path)
    del recipe["files"]
    filled, exported = onnx.load_from_string(copy().filled()), onnx.load(str(tmp_path / GRAPH))
    pairs = list(zip(filled.graph.initializer, exported.graph.initializer, strict=True))

    assert recipe == json.loads(CARD.read_bytes())["recipe"]
    assert [node.op_type for node in filled.graph.node] == [node.op_type for node in exported.graph.node]
    assert all(one.name == other.name and np.array_equal(to_array(one), to_array(other)) for one, other in pairs)
    assert max(len(one.raw_data) for one in onnx.load(str(SKELETON)).graph.initializer) < 1000  # it ships no weights


def test_another_encoder_is_not_taken_for_it(tmp_path: Path) -> None:
    """A model with one other file is left to sentence-transformers, and so is one that is none of its models."""
    other = shutil.copytree(package(), tmp_path / "other")
    (other / "vocab.txt").write_text("[PAD]\n")

    assert bundled(SentenceTransformerEncoder(str(other))) is None
    assert bundled(SentenceTransformerEncoder(str(package()))) is not None
    assert bundled(CountingEncoder()) is None


_FIRST = """
import sys
from pathlib import Path
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from corpus.read import read_folder
corpus, place = map(Path, sys.argv[1:])
made = Index.create(place)
made.update([corpus])
print(made.ask("How many people did the storm leave dead?").headline)
alone = Index.in_memory([*read_folder(corpus)], SentenceTransformerEncoder())
print(alone.ask("How many people did the storm leave dead?").headline)
print(made.status().asked_with, made.check())
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""


def test_a_first_index_loads_no_torch(folder: Path, tmp_path: Path) -> None:
    """A folder is indexed for the first time and asked, on disk and in memory, without torch; the index carries its copy."""
    command = [sys.executable, "-c", _FIRST, str(folder), str(tmp_path / "index")]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    first, alone, status, loaded = done.stdout.splitlines()

    assert "14 people" in first
    assert first == alone
    assert "onnxruntime []" == status
    assert "[]" == loaded
    assert Index.open(tmp_path / "index").store.recipe["export"]
