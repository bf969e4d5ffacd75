"""The errors that leave this package."""


class NewsdeskError(Exception):
    """Something the user can mend; the message is one line and ends with what to do."""


class ArticleError(NewsdeskError):
    """This one file or record cannot be read as an article; the others can."""
