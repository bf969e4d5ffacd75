"""The index: passages, search, figures and answers over a folder of articles."""
