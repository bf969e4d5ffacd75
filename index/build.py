"""Bringing an index in line with a folder: what is new, what changed, what is gone."""

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import ArticleError
from corpus.types import LARGEST, Article, Rejected
from index.changes import FigureChange, figure_changes
from index.folder import File, compare, list_sources, read
from index.room import verify_disk
from index.store import Prepared, Store, largest_of
from index.stories import Told
from index.types import Chunk, Encode, Vectors

BATCH = 64  # articles of one transaction: an interrupted run loses no more than these
SHRINK = 0.9  # share of the articles above which their removal has to be allowed
NEWS = (
    200  # articles up to which an update of what was there before is news, whose stories and changed figures are told
)
HANDFUL = 10  # articles below which any share may go

Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Changes:
    """What one update did, by the paths of articles."""

    before: int  # articles there were
    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    gone: list[str] = field(default_factory=list)
    renamed: list[tuple[str, str]] = field(default_factory=list)  # files: old name, new name
    unchanged: int = 0
    rejected: list[Rejected] = field(default_factory=list)
    figures: list[FigureChange] = field(default_factory=list)
    stories: list[list[Told]] = field(default_factory=list)  # that a new or changed article joined

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.gone or self.renamed)

    def are_news(self, more: int = 0) -> bool:
        """Whether what came, with so many `more` articles, is no first filling."""
        return self.before > 0 and len(self.added) + len(self.changed) + more <= NEWS


def update(
    store: Store,
    encode: Encode,
    sources: Sequence[Path],
    progress: Progress | None = None,
    *,
    shrink: bool = False,
    part: str = "",
    largest: int = LARGEST,
) -> Changes:
    """Bring the store in line with files and folders; files that did not change are not read.

    With a `part` only the files whose names start with it are looked at. Files of more than `largest` bytes are rejected;
    those that another limit let in or kept out the last time are read again.
    Raises ArticleError if a source is missing, if nothing could be read where there were articles before, or if
    nearly all of them would go and `shrink` does not allow it: a folder that vanished must not empty an index.
    """

    listed = {name: path for name, path in list_sources(sources).items() if name.startswith(part)}
    judged = _judged_by_size(store, part, largest)
    found = compare(
        listed, {name: state for name, state in store.files(part).items() if name not in judged or name not in listed}
    )
    before = len(store.paths(part)) if part else store.count("articles")
    lost = [path for name in found.gone for path in store.checksums(name)]
    _refuse_loss(store, listed, sources, lost, before, allowed=shrink)
    if store.folder is not None:
        verify_disk(store.folder, [path for _, path in found.read])
    changes = Changes(before)
    if found.renamed:
        store.rename(found.renamed)
        changes.renamed = sorted(found.renamed.items())
    _follow(store, encode, found.read, progress, changes, judged, largest)
    if found.gone:
        store.apply(remove=lost, forget=found.gone)
    changes.rejected += [r for r in store.rejected() if r.path.startswith(part) and r not in changes.rejected]
    touched = changes.added + changes.changed
    if touched and changes.are_news():
        changes.stories = store.stories(touched)
    elif touched:
        changes.figures.clear()  # of the first of many articles
    changes.unchanged = before - len(changes.changed) - len(changes.gone) - len(lost)
    changes.gone += lost
    return changes


def _judged_by_size(store: Store, part: str, largest: int) -> frozenset[str]:
    """The files that another limit than that of the last update may judge otherwise: rejected ones, and large ones."""
    before = largest_of(store)
    if before == largest:
        return frozenset()
    refused = {rejected.path.partition("#")[0] for rejected in store.rejected()}
    return frozenset(
        name for name, state in store.files(part).items() if name in refused or state.size > min(before, largest)
    )


def _follow(
    store: Store, encode: Encode, listed: Sequence[tuple[str, Path]], progress: Progress | None, changes: Changes,
    judged: Container[str], largest: int,
) -> None:  # fmt: skip
    """Read files and store what is new in them, some at a time, adding to `changes`."""
    known = {name: state for name, state in store.files().items() if name not in judged}
    pending: list[File] = []
    waiting = 0
    for done, (name, path) in enumerate(listed):
        file = read(store, name, path, known.get(name), largest)
        changes.rejected += file.rejected
        pending.append(file)
        waiting += len(file.new)
        if waiting >= BATCH or done == len(listed) - 1:
            _store_files(store, encode, pending, progress, (done, len(listed)), changes)
            pending, waiting = [], 0
        if progress:
            progress(done + 1, len(listed))


def _store_files(
    store: Store,
    encode: Encode,
    files: Sequence[File],
    progress: Progress | None,
    done: tuple[int, int],
    changes: Changes,
) -> None:
    """Embed and store what is new in these files, BATCH articles a transaction.

    What is gone from them goes with the last batch, so that a small change is seen whole or not at all.
    """
    articles = [(file.state.name, article) for file in files for article in file.new]
    lost = [path for file in files for path in file.gone]
    batches = [articles[start : start + BATCH] for start in range(0, len(articles), BATCH)] or [[]]
    for number, batch in enumerate(batches, start=1):
        added, replaced = _prepared(store, encode, batch), [article.path for _, article in batch]
        if changes.are_news(more=len(articles)):
            changes.figures += figure_changes(store, added)
        if number < len(batches):
            store.apply(add=added, remove=replaced)
            if progress:
                progress(done[0] * len(batches) + number, done[1] * len(batches))
            continue
        rejected = [(file.state.name, r) for file in files for r in file.rejected]
        store.apply(added, replaced + lost, [file.state for file in files], rejected=rejected)
    had = frozenset().union(*(file.known for file in files))
    changes.changed += [article.path for _, article in articles if article.path in had]
    changes.added += [article.path for _, article in articles if article.path not in had]
    changes.gone += lost


def _prepared(store: Store, encode: Encode, batch: Sequence[tuple[str, Article]]) -> list[Prepared]:
    from index.preparing import (  # where nothing is new, a question need not wait for what this imports
        known_vectors,
        prepare,
    )

    known: dict[Chunk, Vectors] = {}
    for _, article in batch:
        before = store.article(article.path)
        if before is not None:
            known |= known_vectors(before, store.passage_vectors(before.path), store.sentence_vectors(before.path))
    return list(prepare(batch, encode, known))


def _refuse_loss(
    store: Store,
    listed: Mapping[str, Path],
    sources: Sequence[Path],
    lost: Sequence[str],
    before: int,
    *,
    allowed: bool,
) -> None:
    if not listed and before:
        raise ArticleError(
            f"{', '.join(map(str, sources))} is empty, but the index holds {before} articles; nothing was removed: run `newsdesk index --rebuild` if that is meant"
        )
    if not allowed and before >= HANDFUL and len(lost) >= SHRINK * before:
        raise ArticleError(
            f"this would remove {len(lost)} of {before} articles from the index in {store.place}; nothing was removed: run `newsdesk index --allow-shrink` if that is meant"
        )
