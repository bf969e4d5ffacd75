"""The errors that leave this package."""

from typing import ClassVar


class NewsdeskError(Exception):
    """Something the user can mend; the message is one line and ends with what to do.

    `code` is what a command that builds, watches or serves exits with, as in sysexits.h; 2 where nothing says more.
    """

    code: ClassVar[int] = 2


class ArticleError(NewsdeskError):
    """This one file or record cannot be read as an article; the others can."""

    code = 65


class Exhausted(NewsdeskError):
    """There is no more memory, or no more files or processes are allowed, for what was asked."""

    code = 71


class CorpusMissing(ArticleError):
    """The folder of articles is not there."""

    code = 66
