"""How much each sign counts, as tests/learn/ found it, with a card each."""
