"""Any extractive reader of the Hugging Face hub, by name or folder, in the place of the bundled one."""

import math
from collections.abc import Sequence
from functools import cached_property
from typing import Any

from index.errors import ReaderMissing
from index.reader.reader import NEVER, Reading, best_spans

LONGEST, STRIDE = 384, 128  # pieces of a window, and how many it shares with the one before


class HubReader:
    """A model with a head for question answering, run by torch; slower than the bundled reader and not calibrated for it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def read_best(
        self, question: str, passages: Sequence[str], n: int = 3, heads: Sequence[str] = ()
    ) -> list[list[Reading]]:
        """Up to n spans of each passage that do not overlap, best first; never none. Raises ReaderMissing.

        Of `heads` nothing is read: such models were trained on passages alone.
        """
        return [self._read(question, passage, n) for passage in passages]

    def _read(self, question: str, passage: str, n: int) -> list[Reading]:
        import torch

        tokenizer, model = self._loaded
        windows = tokenizer(
            question, passage, truncation="only_second", max_length=LONGEST, stride=STRIDE, padding=True,
            return_overflowing_tokens=True, return_offsets_mapping=True, return_tensors="pt",
        )  # fmt: skip
        given = {name: windows[name] for name in tokenizer.model_input_names if name in windows}
        with torch.inference_mode():
            said = model(**given)
        found: list[Reading] = []
        for row, offsets in enumerate(windows["offset_mapping"].tolist()):
            inside = [i for i, part in enumerate(windows.sequence_ids(row)) if part == 1]
            starts, ends = said.start_logits[row].numpy(), said.end_logits[row].numpy()
            spans = best_spans(starts[inside], ends[inside], [tuple(offsets[i]) for i in inside], n) if inside else []
            null = float(starts[0] + ends[0])
            found += [Reading(a, b, score - null, 0.5 + 0.5 * math.tanh((score - null) / 4)) for a, b, score in spans]
        best = sorted(found, key=lambda reading: -reading.score)
        apart: list[Reading] = []
        for one in best:
            if all(one.end <= other.start or other.end <= one.start for other in apart):
                apart.append(one)
        return apart[:n] or [Reading(0, 0, NEVER, 0.0)]

    @cached_property
    def _loaded(self) -> tuple[Any, Any]:
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        try:
            model = AutoModelForQuestionAnswering.from_pretrained(self.name, use_safetensors=True)
            tokenizer = AutoTokenizer.from_pretrained(self.name, use_fast=True)
        except (OSError, ValueError) as error:
            raise ReaderMissing(
                f"the reader {self.name} cannot be loaded ({str(error).splitlines()[0]}); "
                "give the name or folder of a question-answering model in safetensors, or --reader none"
            ) from error
        return tokenizer, model.eval()
