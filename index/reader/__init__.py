"""The extractive reader: where in a passage the answer to a question stands, if it stands there at all."""

from index.reader.reader import Reader, Reading

__all__ = ["Reader", "Reading"]
