"""Faults made on purpose, and what became of them: `python -m tests.faults [--long]` prints one table."""
