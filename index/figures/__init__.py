"""Figures in sentences: how many of what, said by whom, of which day."""

from index.figures.extract import extract

__all__ = ["extract"]
