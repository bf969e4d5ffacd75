"""Articles: what they are, and reading them from files."""

from corpus.errors import ArticleError, NewsdeskError
from corpus.types import Article, Rejected

__all__ = ["Article", "ArticleError", "NewsdeskError", "Rejected"]
