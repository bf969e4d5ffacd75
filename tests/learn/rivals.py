"""Learns index/answers/learned/rivals.json: `python -m tests.learn.rivals`, about eight minutes on two cores; less with `--remembered`.

Every question of the sets is asked, and of each value or sentence that might contradict the answer its signs are noted; it
does if it gives what the set expects beside what the answer gives. One logistic model is for values, one for accounts in
words. The threshold of each is the lowest with which no more than a small share of the questions whose sources agree are
told to differ, each event judged by a model without it.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from bot.scoring import judge
from index.answers.evidence.candidates import Candidate
from index.answers.evidence.gathering import Scored
from index.answers.learned import FOLDER
from index.answers.relations import accounts, rivals
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from tests.learn import logistic
from tests.learn.examples import digests, event_questions, remembered

FILE = FOLDER / "rivals.json"
STRENGTH = 0.1  # of scikit-learn's penalty (C)
FALSE = 0.04  # share of the questions whose sources agree that may be told to differ

Pairs = list[rivals.Pair] | list[accounts.Pair]


@dataclass(frozen=True, slots=True)
class Noted:
    """A pair that was weighed for a question."""

    event: str
    question: str
    differ: bool  # whether the sources differ on what the question asks
    signs: Mapping[str, float]
    rival: bool  # whether this pair gives both sides


def examples(store: Path | None) -> dict[str, list[Noted]]:
    """Pairs of values and of accounts, of every question that was answered."""
    encoder = SentenceTransformerEncoder()
    found: dict[str, list[Noted]] = {"values": [], "accounts": []}
    for name, index, item in event_questions(encoder, store):
        if isinstance(item["status"], list):
            continue
        with _noting() as seen:
            verdict = judge(index, item)
        if verdict.answer.status != "not_found":
            for kind, pairs in seen.items():
                found[kind] += _labelled(name, item, pairs)
    return found


@contextmanager
def _noting() -> Iterator[dict[str, Pairs]]:
    """The pairs that are weighed meanwhile, of the last question alone: those before it in its chat come first."""
    seen: dict[str, Pairs] = {}
    with pytest.MonkeyPatch.context() as patch:
        for kind, module in (("values", rivals), ("accounts", accounts)):

            def noted(*given: Any, kind: str = kind, pairs: Any = module.pairs) -> Any:
                seen.clear()
                seen[kind] = list(pairs(*given))
                return []  # nothing is told to differ: what was learned before has no say

            patch.setattr(module, "pairs", noted)
        yield seen


def _labelled(event: str, item: Mapping[str, Any], pairs: Pairs) -> Iterator[Noted]:
    """The pairs with whether they give two sides; where the answer itself gives none of them, nothing can be learned."""
    differ = item["status"] == "conflicting"
    sides = [re.compile("|".join(group), re.I) for group in (item["also"] if len(item["also"]) > 1 else item["must"])]
    for pair in pairs:
        own = [side for side in sides if side.search(_told(pair.ours))]
        own = own or [side for side in sides if side.search(_sentence(pair.ours))]
        rival = differ and any(side.search(_told(pair.theirs)) for side in sides if side not in own)
        if own or not differ:
            yield Noted(event, f"{event}/{item['id']}", differ, pair.signs, rival)


def _told(one: Candidate | Scored) -> str:
    """What may give a side: a figure with its noun, or a whole sentence."""
    return f"{one.figure.text} {one.figure.noun or ''}" if isinstance(one, Candidate) else _sentence(one)


def _sentence(one: Candidate | Scored) -> str:
    return (one.scored if isinstance(one, Candidate) else one).evidence.text


def learned(noted: Sequence[Noted]) -> dict[str, Any]:
    """A model with its threshold and what it does on events that it was learned without."""
    rival = np.array([one.rival for one in noted])
    model, told = logistic.learned([one.signs for one in noted], rival, [one.event for one in noted], STRENGTH)
    best: dict[str, float] = {}
    for one, probability in zip(noted, told, strict=True):
        best[one.question] = max(best.get(one.question, 0.0), float(probability))
    differing = {one.question for one in noted if one.differ}
    agreeing = sorted((value for question, value in best.items() if question not in differing), reverse=True)
    threshold = agreeing[int(FALSE * len(agreeing))]
    found = {one.question for one, p in zip(noted, told, strict=True) if one.rival and p >= threshold}
    return {
        **model,
        "threshold": round(threshold, 3),
        "card": {
            "pairs": len(noted), "that differ": int(rival.sum()),
            "each event by a model without it": {
                "AUC": round(float(roc_auc_score(rival, told)), 3),
                "differences found": f"{len(found)} of {len(differing)}", "told where there is none": f"{FALSE:.0%} of {len(agreeing)}",
            },
        },
    }  # fmt: skip


def main() -> None:
    found = {kind: learned(noted) for kind, noted in examples(remembered(__doc__)).items()}
    card = {"command": "python -m tests.learn.rivals", "data": digests()}  # fmt: skip
    FILE.write_text(json.dumps({**found, "card": card}, indent=1) + "\n")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
