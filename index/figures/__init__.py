"""Figures in sentences: how many of what, said by whom, of which day."""
