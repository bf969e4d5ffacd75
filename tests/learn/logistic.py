"""Logistic models of signs, each event judged by one without it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from sklearn.preprocessing import StandardScaler

FOLDS = 10

Floats = NDArray[np.float64]
Truths = NDArray[np.bool_]


def learned(
    signs: Sequence[Mapping[str, float]], right: Truths, events: Sequence[str], strength: float
) -> tuple[dict[str, Any], Floats]:
    """Weights by sign and bias of the model of all rows, and the probability of each row by a model without its event."""
    names = list(signs[0])
    rows = np.array([[one[name] for name in names] for one in signs])
    weights, bias = fitted(rows, right, strength)
    named = {name: round(float(weight), 3) for name, weight in zip(names, weights, strict=True)}
    return {"weights": named, "bias": round(bias, 3)}, left_out(rows, right, events, strength)


def fitted(signs: Floats, right: Truths, strength: float) -> tuple[Floats, float]:
    """Weights and bias of a model on signs of one scale, for the signs as they are; `strength` is scikit-learn's C."""
    scaler = StandardScaler().fit(signs)
    model = LogisticRegression(C=strength, max_iter=3000).fit(scaler.transform(signs), right)
    weights = model.coef_[0] / scaler.scale_
    return weights, float(model.intercept_[0] - weights @ scaler.mean_)


def left_out(signs: Floats, right: Truths, events: Sequence[str], strength: float) -> Floats:
    """The probability of each row by a model without its event."""
    told = np.zeros(len(events))
    for seen, rest in GroupKFold(FOLDS).split(signs, right, events):
        weights, bias = fitted(signs[seen], right[seen], strength)
        told[rest] = 1 / (1 + np.exp(-(signs[rest] @ weights + bias)))
    return told
