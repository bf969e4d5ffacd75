"""The extractive reader: where in a passage the answer to a question stands, if it stands there at all."""

from index.reader.hub import HubReader
from index.reader.reader import Reader, Reading

__all__ = ["HubReader", "Reader", "Reading", "reader_of"]

NONE = "none"  # answers from sentences and figures alone


def reader_of(name: str | None) -> Reader | HubReader | None:
    """The reader of a name or folder; the bundled one for None, no reader for "none"."""
    if name is None:
        return Reader.bundled()
    return None if name == NONE else HubReader(name)
