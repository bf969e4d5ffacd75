"""Bringing an index in line with a folder: what is new, what changed, what is gone."""

import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.errors import ArticleError
from corpus.read import list_files, read_file
from corpus.types import Article, Rejected
from index.errors import IndexMismatch
from index.figures import extract
from index.passages import RECIPE, embedded, split
from index.rows import checksum
from index.sentences import sentences
from index.store import Store
from index.types import Encoder, Vectors
from index.writing import FileState, Prepared

BATCH = 64  # articles of one transaction: an interrupted run loses no more than these
FRESH = 2_000_000_000  # ns: a file changed this shortly before it was read may change again within the same time stamp

FEW = 128  # passages and sentences that the encoder's copy has done before the encoder itself would be loaded

Progress = Callable[[int, int], None]
Encode = Callable[[Sequence[str]], Vectors]


@dataclass(frozen=True, slots=True)
class Changes:
    """What one update did, in articles."""

    added: int
    changed: int
    gone: int
    unchanged: int
    rejected: tuple[Rejected, ...]

    @property
    def any(self) -> bool:
        return bool(self.added or self.changed or self.gone)


def update(
    store: Store,
    encoder: Encoder,
    sources: Sequence[Path],
    progress: Progress | None = None,
    copy: Encoder | None = None,
) -> Changes:
    """Bring the store in line with files and folders; files that did not change are not read.

    A few new passages are encoded by the `copy` of the encoder, if there is one, since it starts at once.
    Raises ArticleError if a source is missing, or if nothing could be read where there were articles before:
    a folder that vanished must not empty an index.
    """

    def encode(texts: Sequence[str]) -> Vectors:
        chosen = copy if copy is not None and len(texts) <= FEW else encoder
        check_recipe(store, chosen, RECIPE)
        return chosen.encode_passages(texts)

    listed = list_sources(sources)
    known = store.files()
    gone = [name for name in known if name not in listed]
    read = [(name, path) for name, path in listed.items() if not _same(path, known.get(name))]
    _refuse_loss(store, listed, sources)
    before = store.count("articles")
    added, changed, removed, rejected = _follow(store, encode, read, progress)
    lost = [path for name in gone for path in store.checksums(name)]
    if gone:
        store.apply(remove=lost, forget=gone)
    still = [r for r in store.rejected() if r not in rejected]
    return Changes(added, changed, removed + len(lost), before - changed - removed - len(lost), tuple(rejected + still))


def _follow(
    store: Store, encode: Encode, read: Sequence[tuple[str, Path]], progress: Progress | None
) -> tuple[int, int, int, list[Rejected]]:
    """Read files and store what is new in them, some at a time; counts of added, changed, gone, and what was rejected."""
    known = store.files()
    added = changed = removed = 0
    rejected: list[Rejected] = []
    pending: list[_File] = []
    waiting = 0
    for done, (name, path) in enumerate(read):
        file = _read(store, name, path, known.get(name))
        rejected += file.rejected
        pending.append(file)
        waiting += len(file.new)
        if waiting >= BATCH or done == len(read) - 1:
            counts = _store_files(store, encode, pending, progress, (done, len(read)))
            added, changed, removed = added + counts[0], changed + counts[1], removed + counts[2]
            pending, waiting = [], 0
        if progress:
            progress(done + 1, len(read))
    return added, changed, removed, rejected


def list_sources(sources: Sequence[Path]) -> dict[str, Path]:
    """Files by their name in the corpus: relative to the one folder, or under each folder's name if there are several."""
    found: dict[str, Path] = {}
    for source in sources:
        if source.is_file():
            found[source.name] = source
            continue
        prefix = f"{source.resolve().name}/" if len(sources) > 1 else ""
        found.update((prefix + name, path) for name, path in list_files(source))
    return found


@dataclass(frozen=True, slots=True)
class _File:
    state: FileState
    new: Sequence[Article]
    gone: Sequence[str]
    changed: int
    rejected: Sequence[Rejected]


def _same(path: Path, known: FileState | None) -> bool:
    """Whether a file is surely the one that was read: same size and time, and old enough when it was read."""
    if known is None:
        return False
    try:
        status = path.lstat()
    except OSError:
        return False
    return (status.st_size, status.st_mtime_ns) == (
        known.size,
        known.mtime_ns,
    ) and known.read_ns - known.mtime_ns > FRESH


def _read(store: Store, name: str, path: Path, known: FileState | None) -> _File:
    """Read one file and tell which of its articles are new or changed, and which are gone from it."""
    now = time.time_ns()
    try:
        status = path.lstat()
        size, mtime = status.st_size, status.st_mtime_ns
        digest = ""
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        size, mtime, digest = 0, 0, ""
    state = FileState(name, size, mtime, now, digest)
    if known is not None and digest and digest == known.digest:
        return _File(state, [], [], 0, [r for r in store.rejected() if r.path == name or r.path.startswith(f"{name}#")])
    records = read_file(path, name)
    articles = {r.path: r for r in records if isinstance(r, Article)}
    rejected = [r for r in records if isinstance(r, Rejected)]
    had = store.checksums(name)
    new = [article for p, article in articles.items() if had.get(p) != checksum(article)]
    return _File(state, new, [p for p in had if p not in articles], sum(a.path in had for a in new), rejected)


def _store_files(
    store: Store, encode: Encode, files: Sequence[_File], progress: Progress | None, done: tuple[int, int]
) -> tuple[int, int, int]:
    """Embed and store what is new in these files, BATCH articles a transaction; counts of added, changed, gone.

    What is gone from them goes with the last batch, so that a small change is seen whole or not at all.
    """
    articles = [(file.state.name, article) for file in files for article in file.new]
    lost = [path for file in files for path in file.gone]
    batches = [articles[start : start + BATCH] for start in range(0, len(articles), BATCH)] or [[]]
    for number, batch in enumerate(batches, start=1):
        added, replaced = _prepared(store, encode, batch), [article.path for _, article in batch]
        if number < len(batches):
            store.apply(add=added, remove=replaced)
            if progress:
                progress(done[0] * len(batches) + number, done[1] * len(batches))
            continue
        rejected = [(file.state.name, r) for file in files for r in file.rejected]
        store.apply(added, replaced + lost, [file.state for file in files], rejected=rejected)
    changed = sum(file.changed for file in files)
    return len(articles) - changed, changed, len(lost)


def _prepared(store: Store, encode: Encode, batch: Sequence[tuple[str, Article]]) -> list[Prepared]:
    known: dict[str, Vectors] = {}
    for _, article in batch:
        known |= store.vectors_of(article.path)
    return list(prepare(batch, encode, known))


def prepare(
    articles: Sequence[tuple[str, Article]], encode: Encode, known: Mapping[str, Vectors]
) -> Iterator[Prepared]:
    """Passages, vectors and figures of articles by the name of their file; a text that is `known` keeps its vector."""
    spans = [split(article.text) for _, article in articles]
    passages = [
        [embedded(article, span) for span in found] for (_, article), found in zip(articles, spans, strict=True)
    ]
    told = [[article.text[start:end] for start, end in sentences(article.text)] for _, article in articles]
    fresh = sorted({text for texts in (*passages, *told) for text in texts if text not in known}, key=len)
    vectors = {**known, **(dict(zip(fresh, encode(fresh), strict=True)) if fresh else {})}
    for (name, article), found, embedding, sentence in zip(articles, spans, passages, told, strict=True):
        figures = extract(article.text, article.published)
        yield Prepared(article, name, found, _rows(vectors, embedding), figures, _rows(vectors, sentence))


def _rows(vectors: Mapping[str, Vectors], texts: Sequence[str]) -> Vectors:
    return np.stack([vectors[text] for text in texts]) if texts else np.zeros((0, 1), dtype=np.float32)


def _refuse_loss(store: Store, listed: dict[str, Path], sources: Sequence[Path]) -> None:
    if not listed and store.count("articles"):
        raise ArticleError(
            f"{', '.join(map(str, sources))} is empty, but the index holds {store.count('articles')} articles; nothing was removed: run `newsdesk index --rebuild` if that is meant"
        )


def check_recipe(store: Store, encoder: Encoder, passages: str) -> None:
    """Raise IndexMismatch if an index was made by another encoder or in another way."""
    made = store.recipe
    if made.get("encoder") != encoder.name or made.get("fingerprint") != encoder.fingerprint:
        raise IndexMismatch(
            f"the index in {store.folder} was made with the encoder {made.get('encoder')}, not with this {encoder.name}; "
            f"ask with `--encoder {made.get('encoder')}`, or run `newsdesk index --rebuild --encoder {encoder.name}`"
        )
    if made.get("passages") != passages:
        raise IndexMismatch(
            f"the index in {store.folder} was made by another version of newsdesk; run `newsdesk index --rebuild`"
        )
