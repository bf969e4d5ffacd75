"""Answers built from evidence, without a language model."""

from index.answers.ask import ask

__all__ = ["ask"]
