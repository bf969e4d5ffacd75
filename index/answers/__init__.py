"""Answers built from evidence, without a language model."""

from index.answers.asking import ask

__all__ = ["ask"]
