"""Learns index/answers/learned/weights.json: `python -m tests.learn.weights`, about ten minutes on two cores.

A softmax over what was found for a question gives each sentence (or figure) a probability; the weights maximise that of
the right ones (conditional logit; McFadden, 1974), held near a prior by a Gaussian penalty where the data say little.
How well they do is told by leaving one group out after another: one event, or one file of what is kept aside. A learned
scale keeps the weights in the units of the prior, which thresholds elsewhere are written in.
"""

import json
from collections.abc import Sequence

import numpy as np

from index.answers.learned import FOLDER
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from tests.eval.gate import learning_sets
from tests.learn.aside import digest_aside
from tests.learn.examples import FIGURE, KINDS, SENTENCE, Example, Floats, digests, from_aside, from_events

FILE = FOLDER / "weights.json"
PRIOR = {  # set by hand before anything was learned
    "sentence": dict(zip(SENTENCE, (0.8, 1.0, 0.3, 1.1, 0.3, 0.75, 0.75, 1.0, 0.8, 0.6, 0.5, 0.5, 0.5), strict=True)),
    "figure": dict(zip(FIGURE, (1.0, 1.3, 0.5, 1.0, 0.8, 0.8, 0.4, 0.5, 0.6), strict=True)),
}
SHARE = {"sentence": 0.7, "figure": 0.85}  # of the events in the likelihood; the rest is that of the news
# Of the penalty. By weights of figures learned with less of it, margins and plans of follow-ups are told wrongly (pytest).
STRENGTH = {"sentence": 0.03, "figure": 0.3}
STEPS, RATE = 300, 0.03


def fit(examples: Sequence[Example], importance: Sequence[float], prior: Floats, strength: float) -> Floats:
    """Weights in the units of the prior, none below 0: Adam on the penalised likelihood, the scale learned with them."""
    widest, signs = max(len(one.right) for one in examples), len(prior)
    found = np.zeros((len(examples), widest, signs))
    there, right = np.zeros((2, len(examples), widest), dtype=bool)
    for row, one in enumerate(examples):
        found[row, : len(one.right)], there[row, : len(one.right)], right[row, : len(one.right)] = (
            one.signs,
            True,
            one.right,
        )
    shares = np.array(importance) / sum(importance)
    at = np.append(prior, np.log(4.0))  # the weights, and the log of the scale
    first, second = np.zeros(signs + 1), np.zeros(signs + 1)
    for step in range(1, STEPS + 1):
        scale = np.exp(at[-1])
        raw = found @ at[:-1]
        pull = _softmax(raw * scale, there) - _softmax(raw * scale, right)
        by_score = shares[:, None] * pull
        slope = np.append(scale * np.einsum("ij,ijk->k", by_score, found), scale * np.sum(by_score * raw))
        slope[:-1] += 2 * strength * (at[:-1] - prior) / prior**2
        first, second = 0.9 * first + 0.1 * slope, 0.999 * second + 0.001 * slope**2
        at -= RATE * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-9)
        at[:-1] = np.maximum(at[:-1], 0.0)
    learned: Floats = at[:-1] * (prior.sum() / at[:-1].sum())
    return learned


def _softmax(scores: Floats, among: np.ndarray) -> Floats:
    scores = np.where(among, scores, -np.inf)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares: Floats = powers / powers.sum(axis=1, keepdims=True)
    return shares


def first_right(examples: Sequence[Example], weights: Floats) -> float:
    """Share of the questions whose best sentence or figure is right."""
    return float(np.mean([one.right[int(np.argmax(one.signs @ weights))] for one in examples])) if examples else 1.0


def importance_of(examples: Sequence[Example], events: set[str], share: float) -> list[float]:
    """Weight of each question, so that the events together count for their share, however few they are."""
    many = sum(one.group in events for one in examples) or 1
    others = len(examples) - many or 1
    return [share / many if one.group in events else (1 - share) / others for one in examples]


def left_out(
    examples: Sequence[Example], events: set[str], share: float, prior: Floats, strength: float
) -> dict[str, float]:
    """Share of first places that are right in each group, by weights learned without it."""
    result = {}
    for group in sorted({one.group for one in examples}):
        kept = [one for one in examples if one.group != group]
        learned = fit(kept, importance_of(kept, events, share), prior, strength)
        result[group] = first_right([one for one in examples if one.group == group], learned)
    return result


def learn(name: str, examples: Sequence[Example], events: set[str]) -> tuple[dict[str, float], dict[str, object]]:
    """The weights of sentences or figures, and what its card says of them."""
    prior, share, strength = np.array(list(PRIOR[name].values())), SHARE[name], STRENGTH[name]
    sizes = {group: sum(one.group == group for one in examples) for group in sorted({one.group for one in examples})}

    def mean(told: dict[str, float]) -> float:
        of_events = [told[group] * sizes[group] for group in sizes if group in events]
        many = sum(sizes[group] for group in sizes if group in events)
        rest = [told[group] * sizes[group] for group in sizes if group not in events]
        return share * sum(of_events) / max(many, 1) + (1 - share) * sum(rest) / max(sum(sizes.values()) - many, 1)

    without = left_out(examples, events, share, prior, strength)
    weights = fit(examples, importance_of(examples, events, share), prior, strength)
    before = {group: first_right([one for one in examples if one.group == group], prior) for group in sizes}
    card = {
        "prior": PRIOR[name], "share of the events": share, "strength": strength,
        "first place right": {
            group: {"questions": sizes[group], "prior": round(before[group], 3), "learned without it": round(without[group], 3)}
            for group in sizes
        },
        "all": {"prior": round(mean(before), 4), "learned without each": round(mean(without), 4)},
    }  # fmt: skip
    return {key: round(float(value), 3) for key, value in zip(PRIOR[name], weights, strict=True)}, card


def main() -> None:
    encoder = SentenceTransformerEncoder()
    events = set(learning_sets())
    told, read = from_events(encoder), from_aside(encoder)
    sentence, sentence_card = learn("sentence", told[0] + read[0], events)
    figure, figure_card = learn("figure", told[1] + read[1], events)
    kinds = {kind: sentence.pop(kind) for kind in KINDS}
    data = digests() | {"news and events kept aside": digest_aside()}
    card = {"command": "python -m tests.learn.weights", "data": data, "sentence": sentence_card, "figure": figure_card}
    FILE.write_text(
        json.dumps({"sentence": {**sentence, "kind": kinds}, "figure": figure, "card": card}, indent=1) + "\n"
    )
    print(FILE.read_text())


if __name__ == "__main__":
    main()
