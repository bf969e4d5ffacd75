"""Figures that a correction of their own article withdraws, wherever in it they stand."""

from collections.abc import Sequence
from dataclasses import replace

from corpus.corrections import Correction
from index.types import Figure


def mark_withdrawn(figures: Sequence[Figure], corrections: Sequence[Correction]) -> list[Figure]:
    """The figures with those withdrawn that a correction names, in its own sentences and in the uncorrected text.

    A number is compared whole, by its value: a withdrawn 7 leaves 37 alone. Outside the correction the noun must be the
    same too, where the correction tells it.
    """
    if not corrections:
        return list(figures)
    wrong = [_wrong(correction, figures) for correction in corrections]
    return [_marked(figure, corrections, wrong) for figure in figures]


def _wrong(correction: Correction, figures: Sequence[Figure]) -> list[Figure]:
    """The figures inside a correction that it withdraws."""
    right = _values(correction.right)
    values = _values(correction.withdrawn) - right
    inside = [f for f in figures if correction.start <= f.start < correction.end]
    return [f for f in inside if _value(f) in values]


def _marked(figure: Figure, corrections: Sequence[Correction], wrong: Sequence[Sequence[Figure]]) -> Figure:
    for correction, figures in zip(corrections, wrong, strict=True):
        if correction.start <= figure.start < correction.end:
            return replace(figure, standing="withdrawn" if figure in figures else "reported")
    if any(same(figure, other) for figures in wrong for other in figures):
        return replace(figure, standing="withdrawn")
    return figure


def same(figure: Figure, other: Figure) -> bool:
    """Whether two figures are one number of one thing, as far as their nouns are told."""
    if (figure.value, figure.high, figure.kind, figure.unit) != (other.value, other.high, other.kind, other.unit):
        return False
    return figure.noun is None or other.noun is None or _stem(figure.noun) == _stem(other.noun)


def _stem(noun: str) -> str:
    return noun.lower().removesuffix("s")


def _values(texts: Sequence[str]) -> set[float]:
    from index.figures.numbers import (
        find_numbers,
    )  # its patterns take 20 ms to compile, and few texts have a correction

    return {number.value for text in texts for number in find_numbers(text)}


def _value(figure: Figure) -> float | None:
    """The number as it is printed, before its unit scales it."""
    from index.figures.numbers import find_numbers

    numbers = find_numbers(figure.text)
    return numbers[0].value if numbers else None
