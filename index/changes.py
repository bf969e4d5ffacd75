"""What an update changed in what the articles say: a figure that was one thing before and is another now."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from corpus.types import Article
from index.sentences import sentences
from index.store import Prepared, Store
from index.types import Figure, Vectors

ALIKE = 0.72  # cosine of two sentences that tell one thing; embeddings hardly see the figure in them
SAME_STORY = 2  # names that both sentences or titles must share
BARE = 2  # smaller counts are seldom what a story is about
ELSEWHERE = 40  # newest figures of the same noun that a new one is compared with
_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w’'-]+")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that an earlier article, or an earlier state of the same one, gave otherwise."""

    noun: str
    names: tuple[str, ...]
    before: str
    after: str
    article: str
    outlet: str | None
    published: date | None
    was_in: str  # the article that gives, or gave, the earlier figure


@dataclass(frozen=True, slots=True)
class _Told:
    """A figure with the vector and the names of its sentence."""

    figure: Figure
    article: Article
    vector: Vectors
    names: frozenset[str]


def figure_changes(store: Store, added: Sequence[Prepared]) -> list[FigureChange]:
    """Figures of new or changed articles against what the store still holds; call before these are stored."""
    found: dict[tuple[str, str], FigureChange] = {}
    for prepared in added:
        told = _told(prepared.article, prepared.figures, prepared.sentences)
        stated = {(figure.figure.noun, figure.figure.value) for figure in told}
        for one in told:
            earlier = _earlier(store, one)
            if earlier is not None and (earlier.figure.noun, earlier.figure.value) not in stated:
                change = _change(earlier, one)
                found.setdefault((change.noun, change.after), change)
    return list(found.values())


def _earlier(store: Store, one: _Told) -> _Told | None:
    """What was told of the same thing before: in this article as it was, else in the most alike sentence of an older one."""
    best: tuple[float, _Told] | None = None
    for path in store.told_of(one.figure, ELSEWHERE):
        article = store.article(path)
        if article is None or not _before(article, one.article):
            continue
        for other in _told(article, store.figures(path), store.sentence_vectors(path)):
            likeness = float(other.vector @ one.vector)
            if _of_one_thing(other, one) and likeness >= ALIKE and (best is None or likeness > best[0]):
                best = likeness, other
    if best is None or best[1].figure.value == one.figure.value:
        return None
    return best[1]


def _before(article: Article, other: Article) -> bool:
    """Whether an article is an earlier state of the other, or was published before it."""
    if article.path == other.path:
        return True
    return article.published is not None and other.published is not None and article.published < other.published


def _of_one_thing(one: _Told, other: _Told) -> bool:
    mine, theirs = one.figure, other.figure
    same = (mine.kind, mine.unit, mine.noun, mine.standing) == (theirs.kind, theirs.unit, theirs.noun, theirs.standing)
    more = {"more", "additional", "another", "further", "extra"}
    increments = [bool(more & {word.lower() for word in figure.modifiers}) for figure in (mine, theirs)]
    known = one.article.path == other.article.path or len(one.names & other.names) >= SAME_STORY
    return same and increments[0] == increments[1] and known


def _told(article: Article, figures: Sequence[Figure], vectors: Vectors) -> list[_Told]:
    """The figures of an article that can change: counted or paid, reported, with a noun."""
    return list(_each(article, figures, vectors))


def _each(article: Article, figures: Sequence[Figure], vectors: Vectors) -> Iterator[_Told]:
    places = {start: number for number, (start, _) in enumerate(sentences(article.text))}
    title = set(re.findall(r"\b[A-Z][\w’'-]+", article.title or ""))
    for figure in figures:
        at = places.get(figure.sentence_start)
        fits = figure.kind in ("count", "money", "percent") and figure.noun and figure.standing == "reported"
        if fits and at is not None and abs(figure.value) >= BARE:
            names = set(_NAME.findall(article.text[figure.sentence_start : figure.sentence_end]))
            yield _Told(figure, article, vectors[at], frozenset(names | title))


def _change(earlier: _Told, now: _Told) -> FigureChange:
    noun = " ".join([*now.figure.modifiers, now.figure.noun or ""])
    title = now.article.title or ""
    names = tuple(sorted(earlier.names & now.names, key=lambda name: (name not in title, name)))[:3]
    return FigureChange(
        noun, names, earlier.figure.text, now.figure.text, now.article.path, now.article.outlet, now.article.published, earlier.article.path
    )  # fmt: skip
