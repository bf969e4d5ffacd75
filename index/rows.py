"""Figures as rows of the store."""

from dataclasses import fields
from datetime import date
from typing import Any

from index.types import Figure

# "text", "end" and the like are plain names in SQLite; the order is that of the dataclass.
FIGURE_COLUMNS = tuple(field.name for field in fields(Figure))
_MODIFIERS, _AS_OF = FIGURE_COLUMNS.index("modifiers"), FIGURE_COLUMNS.index("as_of")


def row_of(figure: Figure) -> tuple[Any, ...]:
    row = [getattr(figure, name) for name in FIGURE_COLUMNS]
    row[_MODIFIERS] = " ".join(figure.modifiers)
    row[_AS_OF] = figure.as_of.isoformat() if figure.as_of else None
    return tuple(row)


def figure_of(row: tuple[Any, ...]) -> Figure:
    values = list(row)
    values[_MODIFIERS] = tuple(values[_MODIFIERS].split())
    values[_AS_OF] = date.fromisoformat(values[_AS_OF]) if values[_AS_OF] else None
    return Figure(*values)
