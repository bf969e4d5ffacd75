"""The errors that leave this package, each with the command that mends it."""

from corpus.errors import Exhausted, NewsdeskError


class IndexMissing(NewsdeskError):
    """There is no index in the folder."""

    code = 69


class IndexMismatch(NewsdeskError):
    """The index was made by another encoder or format than the one asked for."""

    code = 78


class IndexOutdated(IndexMismatch):
    """The index was made by another version of this program."""


class IndexDamaged(NewsdeskError):
    """A file of the index does not hold what was written."""

    code = 69


class IndexBusy(NewsdeskError):
    """Another process is writing the index."""

    code = 75


class IndexUnwritable(NewsdeskError):
    """The disk is full, read-only or failing; what was stored before is kept."""

    code = 74


class IndexUnreachable(NewsdeskError):
    """No server answers where the index is."""

    code = 69


class IndexMisplaced(NewsdeskError):
    """The index lies where it cannot be kept safe."""

    code = 78


class IndexForbidden(NewsdeskError):
    """The index belongs to somebody else."""

    code = 77


class OutOfMemory(Exhausted):
    """The machine has too little memory for what was asked."""


class ReaderMissing(NewsdeskError):
    """The reader that was asked for cannot be loaded."""


class EncoderMissing(NewsdeskError):
    """The encoder's weights cannot be loaded."""

    code = 78


class EncoderChanged(EncoderMissing):
    """The encoder is not, or no longer, the one that made the index."""
