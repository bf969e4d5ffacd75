"""Corrections that an outlet printed in another article: they reach its first version too."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from corpus.corrections import find_corrections
from corpus.types import Article
from index.answers.searched import Searched
from index.figures.withdrawn import same
from index.types import Figure, Hit, Passage

NAMES = 2  # names that a correction must share with the article that it corrects
_NAME = re.compile(r"\b[A-Z][\w’'-]{2,}")

Figures = dict[str, tuple[Figure, ...]]


def corrected(index: Searched, articles: Mapping[str, Article]) -> tuple[Figures, list[Article]]:
    """The figures of each article, with those withdrawn that a later article of its outlet takes back; and those later articles."""
    figures: Figures = {path: index.figures(path) for path in articles}
    outlets = sorted({article.outlet for article in articles.values() if article.outlet})
    correcting = []
    for other in map(index.article, index.correcting(outlets)):
        wrong = _taken_back(index, other)
        reached = [path for path, article in articles.items() if _reaches(other, article)]
        marked = {path: tuple(_marked(figure, wrong) for figure in figures[path]) for path in reached}
        if any(marked[path] != figures[path] for path in reached):
            figures |= marked
            correcting.append(other)
    return figures, correcting


def _taken_back(index: Searched, article: Article) -> list[Figure]:
    """The figures that an article's corrections take back; what a sentence merely denies is nobody's correction."""
    spans = [(one.start, one.end) for one in find_corrections(article.text)]
    return [
        figure
        for figure in index.figures(article.path)
        if figure.standing == "withdrawn" and any(start <= figure.start < end for start, end in spans)
    ]


def correction_hits(articles: Sequence[Article]) -> list[Hit]:
    """The corrections of these articles as passages that were found."""
    spans = [(article, one.start, one.end) for article in articles for one in find_corrections(article.text)]
    return [
        Hit(Passage(0, article.path, start, end, article.text[start:end]), 0.0, 0.0) for article, start, end in spans
    ]


def _reaches(correcting: Article, article: Article) -> bool:
    """Whether an article is an earlier one of the same outlet on the same matter."""
    ours, theirs = (one.outlet.casefold() if one.outlet else None for one in (correcting, article))
    if correcting.path == article.path or ours is None or ours != theirs:
        return False
    if (article.published or date.min) > (correcting.published or date.max):
        return False
    return len(_names(correcting) & _names(article)) >= NAMES


def _names(article: Article) -> set[str]:
    return set(_NAME.findall(f"{article.title or ''} {article.text}")) - set((article.outlet or "").split())


def _marked(figure: Figure, wrong: Sequence[Figure]) -> Figure:
    return replace(figure, standing="withdrawn") if any(same(figure, other) for other in wrong) else figure
