"""The errors that leave this package, each with the command that mends it."""

from corpus.errors import NewsdeskError


class IndexMissing(NewsdeskError):
    """There is no index in the folder."""


class IndexMismatch(NewsdeskError):
    """The index was made by another encoder or format than the one asked for."""


class IndexOutdated(IndexMismatch):
    """The index was made by another version of this program."""


class IndexDamaged(NewsdeskError):
    """A file of the index does not hold what was written."""


class IndexBusy(NewsdeskError):
    """Another process is writing the index."""


class ReaderMissing(NewsdeskError):
    """The reader that was asked for cannot be loaded."""


class EncoderMissing(NewsdeskError):
    """The encoder's weights cannot be loaded."""
