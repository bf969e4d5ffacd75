"""An index carries a checked copy of its encoder, so that asking loads neither torch nor sentence-transformers."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from threading import Thread

import numpy as np
import pytest

from index.encoders import export as module
from index.encoders.bundled import BundledEncoder
from index.encoders.carry import carry
from index.encoders.encoding import FEW
from index.encoders.export import CHECKED, NEAR, ExportError, export
from index.encoders.exported import AT_ONCE, FILES, GRAPH, ExportedEncoder, flaw, opened
from index.encoders.graphs import OPT_OUT
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.loading import load_ahead
from index.opening import local
from index.types import Chunk, Vectors
from tests.conftest import ARTICLES, CountingEncoder, embedded, write

pytestmark = pytest.mark.encoder
TEXTS = [
    "",
    "Vell",
    "Which ships were late?",
    "The Órla ferry’s 1,250 passengers – all of them – slept on board.",
    "half a sign \ud800",
    "quay " * 3000,
    *(f"The council of Vell met {n} times in May" + " and said so" * n for n in range(8 * AT_ONCE)),
]


@pytest.fixture(scope="module")
def real() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory, real: SentenceTransformerEncoder) -> Index:
    """The three articles, indexed on disk with the real encoder."""
    corpus = tmp_path_factory.mktemp("corpus")
    for article in ARTICLES:
        write(corpus, article)
    index = Index.create(tmp_path_factory.mktemp("index"), real)
    index.update([corpus])
    return index


def folder_of(index: Index) -> Path:
    assert index.store.folder is not None
    return index.store.folder


def test_the_copy_gives_the_encoder_s_vectors(index: Index, real: SentenceTransformerEncoder) -> None:
    """Texts of any kind and length, in any order, have the vectors of sentence-transformers; none gives none."""
    copy = opened(folder_of(index), index.store.recipe)
    assert copy is not None
    own = real.model.encode(
        [text.encode("utf-8", "replace").decode() for text in TEXTS], normalize_embeddings=True, show_progress_bar=False
    )

    for vectors in (copy.encode_queries(TEXTS), embedded(copy, TEXTS)):
        assert (vectors * own).sum(axis=1).min() > NEAR
        assert [1.0] * len(TEXTS) == pytest.approx(np.linalg.norm(vectors, axis=1).tolist(), abs=1e-5)
    assert (0, real.dimension) == copy.encode_queries([]).shape
    assert (real.name, real.fingerprint, real.dimension) == (copy.name, copy.fingerprint, copy.dimension)


_ASK = """
import sys
from pathlib import Path
from index.library import Index
index = Index.open(Path(sys.argv[1]))
print(index.ask("How many people did the storm leave dead?").headline)
corpus = Path(index.status().sources[0])
(corpus / "late.txt").write_text("The ferry to Vell carried 88 passengers on Monday.")
index.update([corpus])
print(index.ask("How many passengers did the ferry carry?").headline)
print([name for name in ("torch", "transformers", "sentence_transformers") if name in sys.modules])
"""


def test_asking_loads_no_torch(index: Index) -> None:
    """A process that asks, adds an article and asks again imports neither torch nor sentence-transformers, and is right."""
    command = [sys.executable, "-c", _ASK, str(folder_of(index))]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parent.parent)
    first, second, loaded = done.stdout.splitlines()

    assert "14 people" in first
    assert "88 passengers" in second
    assert "[]" == loaded
    assert "onnxruntime" == index.status().asked_with


def test_a_copy_of_another_version_is_not_used(index: Index, real: SentenceTransformerEncoder) -> None:
    """One whose graph gives no states of pieces is left alone, and repair makes one that does."""
    made = json.loads(index.store.recipe["export"])
    index.store.set_recipe("export", json.dumps({**made, "outputs": ["vectors"]}))
    again = Index.open(folder_of(index), real)

    assert isinstance(again.encoding.asking, BundledEncoder)
    assert ["it was made by another version of newsdesk"] == again.check()
    assert ["the encoder's copy was made again"] == again.repair()
    assert [] == again.check()
    assert not isinstance(again.encoding.asking, BundledEncoder)


def test_a_copy_is_proved_without_threads_too(index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the system lets no thread be started its files are read one after another."""

    def refuse(self: Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(Thread, "start", refuse)

    assert flaw(folder_of(index), json.loads(index.store.recipe["export"])) is None


@pytest.mark.parametrize("name", FILES)
def test_a_damaged_copy_is_not_used(index: Index, real: SentenceTransformerEncoder, name: str) -> None:
    """With any of the copy's files damaged or gone questions go to the encoder's package; repair makes the copy again."""
    path = folder_of(index) / name
    expected = index.search("storm dead")
    path.write_bytes(path.read_bytes()[:-1] + b"~")
    again = Index.open(folder_of(index), real)

    assert [hit.passage for hit in expected] == [hit.passage for hit in again.search("storm dead")]
    assert (
        f"onnxruntime ({name} does not hold what was written; run `newsdesk doctor --repair`)"
        == again.status().asked_with
    )
    assert [f"{name} does not hold what was written"] == again.check()
    path.unlink()
    assert [f"{name} is missing"] == again.check()
    assert ["the encoder's copy was made again"] == again.repair()
    assert [] == again.check()
    assert "onnxruntime" == again.status().asked_with


def test_a_copy_that_differs_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy whose vectors are not near enough to the encoder's is thrown away, and the status says why."""
    encoder, empty = small_model(tmp_path, "mean"), tmp_path / "empty"
    empty.mkdir()
    monkeypatch.setattr(module, "NEAR", 1.1)
    with pytest.raises(ExportError, match="its vectors of questions differ: cosine 1.0000"):
        export(encoder.model, encoder.name, encoder.fingerprint, empty)
    assert [] == list(empty.iterdir())

    other = Index.create(tmp_path / "other", encoder)
    assert not carry(other.store, encoder)
    assert "sentence-transformers (its vectors of questions differ: cosine 1.0000)" == other.status().asked_with
    assert [] == other.check()
    assert "failed" in json.loads(other.store.recipe["export"])
    assert len(other.encode([Chunk("The index can be asked all the same.", ())])) == 1


def test_an_export_without_onnx_says_what_to_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package onnx an index carries no copy, and its status says what to install; then repair makes one."""
    encoder = small_model(tmp_path, "mean")
    index = Index.create(tmp_path / "index", encoder)
    monkeypatch.setattr(module, "find_spec", lambda name: None)
    assert not carry(index.store, encoder)
    assert "run `pip install onnx`, then `newsdesk doctor --repair`" in index.status().asked_with
    monkeypatch.undo()

    assert not carry(index.store, encoder)
    assert ["the encoder's copy was made again"] == index.repair()[1:]
    assert "onnxruntime" == index.status().asked_with


def test_a_rebuilt_index_carries_its_copy(index: Index, real: SentenceTransformerEncoder, tmp_path: Path) -> None:
    """Making an index anew brings its copy along; one that is put in the place of another leaves nothing of the old."""
    sources = [Path(source) for source in index.status().sources]
    index.update(sources, rebuild=True)

    assert [] == index.check()
    assert "onnxruntime" == index.status().asked_with
    assert {"newsdesk.sqlite", "newsdesk.seal", "dense.faiss", "lock", *FILES} >= {
        path.name for path in folder_of(index).iterdir() if not path.name.endswith(("-wal", "-shm"))
    }


def small_model(folder: Path, pooling: str) -> SentenceTransformerEncoder:
    """A model of two small random layers that wants a prompt before questions and another before passages."""
    import torch
    from sentence_transformers import SentenceTransformer, models
    from transformers import BertConfig, BertModel

    default = SentenceTransformerEncoder().folder()
    assert default is not None
    torch.manual_seed(7)
    words = shutil.copytree(default, folder / "words", ignore=shutil.ignore_patterns("*.safetensors", "1_*", "2_*"))
    BertModel(
        BertConfig(
            hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64, initializer_range=0.5
        )
    ).save_pretrained(words)
    layers = models.Transformer(str(words), max_seq_length=64)
    pooled = models.Pooling(layers.get_embedding_dimension(), pooling_mode=pooling)
    made = SentenceTransformer(
        modules=[layers, pooled], prompts={"query": "asked: ", "document": "told: "}, device="cpu"
    )
    made.save_pretrained(str(folder / pooling))
    return SentenceTransformerEncoder(str(folder / pooling))


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_models_of_other_kinds_are_copied(tmp_path: Path, pooling: str) -> None:
    """A model with another pooling, a shorter limit, no unit length of its own and prompts has a copy that does as it does."""
    encoder = small_model(tmp_path, pooling)
    recipe = export(encoder.model, encoder.name, encoder.fingerprint, tmp_path)
    copy = ExportedEncoder(encoder.name, encoder.fingerprint, tmp_path, recipe)

    assert ({"query": "asked: ", "document": "told: "}, 64) == (recipe["prompts"], recipe["longest"])
    assert (copy.encode_queries(TEXTS) * encoder.encode_queries(TEXTS)).sum(axis=1).min() > NEAR
    assert (copy.encode_queries(TEXTS) * embedded(encoder, TEXTS)).sum(axis=1).min() < NEAR


def test_other_encoders_are_not_copied(tmp_path: Path, folder: Path) -> None:
    """An index of an encoder that is not of sentence-transformers carries none, and is asked with that encoder."""
    encoder = CountingEncoder()
    index = Index.create(tmp_path / "index", encoder)
    index.update([folder])
    encoder.encoded.clear()
    index.encode_question("storm")

    assert opened(tmp_path / "index", index.store.recipe) is None
    assert ["storm"] == encoder.encoded
    assert not (tmp_path / "index" / GRAPH).exists()


def test_the_check_reads_texts_of_all_lengths(real: SentenceTransformerEncoder) -> None:
    """The texts that a copy is checked on are one word, one sentence, and one longer than the encoder reads."""
    lengths = [len(real.model.tokenizer(text)["input_ids"]) for text in CHECKED]

    assert min(lengths) < 5
    assert max(lengths) > real.model.max_seq_length


def test_a_question_is_answered_alike_after_loading_in_threads(index: Index) -> None:
    """An index that was told to load ahead gives the answer of one that loads as it goes."""
    ahead, plain = Index.open(folder_of(index)), Index.open(folder_of(index))
    load_ahead(ahead)
    one, other = (each.ask("How many people did the storm leave dead?") for each in (ahead, plain))

    assert "14" in one.headline
    assert (one.headline, one.text, one.status) == (other.headline, other.text, other.status)
    assert [(hit.passage, hit.score, hit.cosine) for hit in one.passages] == [
        (hit.passage, hit.score, hit.cosine) for hit in other.passages
    ]


class NotingEncoder(SentenceTransformerEncoder):
    """The real encoder, which notes the passages that it is given."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[str] = []

    def encode_chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        self.given += [chunk.text for chunk in chunks]
        return super().encode_chunks(chunks)


def test_the_copy_builds(index: Index, tmp_path: Path) -> None:
    """The copy is made first and encodes everything, to the vectors that the encoder gives."""
    encoder = NotingEncoder()
    other = Index.create(tmp_path, encoder)
    other.update([Path(index.status().sources[0])])
    ids, vectors = local(other.store).vectors()

    assert [] == encoder.given
    assert ids
    assert (vectors * local(index.store).vectors()[1][: len(ids)]).sum(axis=1).min() > NEAR


def test_many_texts_are_encoded_by_openvino(index: Index, real: SentenceTransformerEncoder) -> None:
    """Of many texts at once OpenVINO makes the encoder's vectors; a few wait for no start of it."""
    fresh = Index.open(folder_of(index))
    texts = [f"{text} {number}" for number in range(1 + FEW // len(TEXTS)) for text in TEXTS]
    chunks = [Chunk(text, ()) for text in texts]
    few = np.concatenate(fresh.encode(chunks[:FEW]))

    assert "building" not in fresh.encoding.__dict__
    many = np.concatenate(fresh.encode(chunks))
    assert fresh.encoding.building is not fresh.encoding.asking
    assert (many * embedded(real, texts)).sum(axis=1).min() > NEAR
    assert (many[:FEW] * few).sum(axis=1).min() > NEAR
    fresh.update([Path(index.status().sources[0])])
    assert "building" not in fresh.encoding.__dict__  # an update leaves nothing that only building needs


@pytest.mark.parametrize("trouble", [ImportError, RuntimeError])
def test_onnxruntime_builds_where_openvino_cannot(
    index: Index, monkeypatch: pytest.MonkeyPatch, trouble: type[Exception]
) -> None:
    """A machine without OpenVINO, or one that it does not serve, builds with what answers."""

    def refuse(graph: Path) -> None:
        raise trouble("not here")

    monkeypatch.setattr("index.encoders.encoding.by_openvino", refuse)
    fresh = Index.open(folder_of(index))

    assert fresh.encoding.building is fresh.encoding.asking
    assert FEW + 1 == len(fresh.encode([Chunk(f"Ferry {number}", ()) for number in range(FEW + 1)]))


_ALONE = """
import sys
from pathlib import Path
from index.encoders.encoding import FEW
from index.library import Index
from index.types import Chunk
made = Index.create(Path(sys.argv[1]))
made.update([Path(sys.argv[2])])
made.encode([Chunk(f"Ferry {number}", ()) for number in range(FEW + 1)])
assert made.encoding.building is not made.encoding.asking
print(made.ask("How many people did the storm leave dead?").headline)
print(sorted(name for name in sys.modules if "telemetry" in name))
"""


def test_nothing_reports_home(index: Index, tmp_path: Path) -> None:
    """What runs the graphs opens no database of events to send, makes no id of this machine, and loads nothing that sends."""
    home = tmp_path / "home"
    home.mkdir()
    kept = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS", OPT_OUT)}
    done = subprocess.run(
        [sys.executable, "-c", _ALONE, str(folder_of(index).parent / "alone"), index.status().sources[0]],
        capture_output=True, text=True, check=False, env={**kept, "HOME": str(home), "XDG_CACHE_HOME": str(home / "cache")},
    )  # fmt: skip
    headline, modules = done.stdout.splitlines()

    assert "14" in headline
    assert "[]" == modules
    assert [] == list(home.rglob("*"))


_BESIDE = """
import sys
from pathlib import Path
from index.library import Index
from index.types import Chunk
made = Index.create(Path(sys.argv[1]))
made.update([Path(sys.argv[2])])
print(made.ask("How many people did the storm leave dead?").headline)
print("torch" in sys.modules, made.check(), made.status().asked_with)
"""


def test_an_index_beside_another_is_made_without_torch(index: Index) -> None:
    """A small index beside one of the same encoder takes its copy before anything is embedded: no torch is loaded, and it is sound."""
    place, corpus = folder_of(index).parent / "quick", index.status().sources[0]
    done = subprocess.run(
        [sys.executable, "-c", _BESIDE, str(place), corpus], capture_output=True, text=True, check=False
    )
    headline, rest = done.stdout.splitlines()

    assert "14" in headline
    assert "False [] onnxruntime" == rest
    assert index.store.recipe["fingerprint"] == Index.open(place).store.recipe["fingerprint"]
    assert len({(folder / name).stat().st_ino for folder in (place, folder_of(index)) for name in FILES}) == len(FILES)


def test_neighbours_share_one_copy(index: Index, real: SentenceTransformerEncoder) -> None:
    """An index made beside another with the same encoder links its copy, unless that was damaged, and answers with it."""
    place = folder_of(index).parent
    corpus = Path(index.status().sources[0])
    near = Index.create(place / "near", real)
    near.update([corpus])
    (folder_of(near) / GRAPH).unlink()
    shutil.copy2(folder_of(index) / GRAPH, folder_of(near) / GRAPH)
    (folder_of(near) / GRAPH).write_bytes(b"damaged")
    others = [Index.create(place / name, real) for name in ("one", "two")]
    for other in others:
        other.update([corpus])
    numbers = [{(folder_of(each) / name).stat().st_ino for each in (index, *others)} for name in FILES]

    assert [1, 1, 1] == [len(number) for number in numbers]
    assert [[], []] == [other.check() for other in others]
    assert "onnxruntime" == others[1].status().asked_with
    assert "14" in Index.open(folder_of(others[1])).ask("How many people did the storm leave dead?").headline
