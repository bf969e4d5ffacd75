"""How much each sign counts, as tests/learn/ found it, with a card each."""

from pathlib import Path

FOLDER = Path(__file__).parent
