"""Updated versions of one outlet's story: which of two is the newer."""

import re

from corpus.copies import shared
from corpus.types import Article

KEPT = 0.35  # share of the shorter text that an updated story keeps; its figures are what changed
_MARK = re.compile(
    r"^\W*(?:(?P<lead>\d+)(?:st|nd|rd|th) (?:ld|lead)(?:[- ]?writethru)?\b|(?P<update>update|recast|corrected|refile|updated|rpt)\W{0,2}(?P<number>\d+)?\b\W*)|"
    r"\W(?:(?P<late>\d+)(?:st|nd|rd|th) (?:ld|lead)(?:[- ]?writethru)?|updated|update (?P<last>\d+))\W*$",
    re.I,
)


def newer_version(one: Article, other: Article) -> Article | None:
    """The newer of two versions of a story by one outlet (or at one link); None where they are no versions of one.

    A later day decides, else the mark in the headline ("UPDATE 2-", "1st Ld-Writethru"); without either their order is unknown.
    """
    same_link = one.url is not None and one.url == other.url
    same_outlet = (
        one.outlet is not None and other.outlet is not None and one.outlet.casefold() == other.outlet.casefold()
    )
    if not (
        same_link
        or (same_outlet and (headline(one) == headline(other) or _rank(one) != _rank(other) or _close(one, other)))
    ):
        return None
    if not same_link and shared(one.text, other.text) < KEPT:
        return None
    if one.published and other.published and one.published != other.published:
        return max(one, other, key=lambda article: article.published or one.published)  # type: ignore[arg-type, return-value]
    if _rank(one) != _rank(other):
        return max(one, other, key=_rank)
    return None


def headline(article: Article) -> str:
    """A headline without its version mark, in small letters."""
    return re.sub(r"\W+", " ", _MARK.sub("", article.title or "")).strip().casefold()


def _rank(article: Article) -> int:
    """How far along a headline says that a version is; 0 for the first."""
    mark = _MARK.search(article.title or "")
    if mark is None:
        return 0
    number = mark["lead"] or mark["number"] or mark["late"] or mark["last"]
    return int(number) if number else 1


def _close(one: Article, other: Article) -> bool:
    """Whether two headlines share most of their words."""
    words = [set(headline(article).split()) for article in (one, other)]
    return len(words[0] & words[1]) >= 0.6 * max(1, min(map(len, words)))
