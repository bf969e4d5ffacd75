"""Which index answers: found, made and brought in line with its articles before a question is asked."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings import SAMPLES, Settings
from bot.terminal import complain, progress_bar, talk
from corpus.errors import NewsdeskError
from corpus.parsing import read_file
from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.errors import IndexDamaged, IndexMismatch, IndexMissing, IndexOutdated, IndexUnwritable
from index.library import Index
from index.milvus.address import Address
from index.mounts import refuse_network
from index.opening import Place
from index.types import Encoder

if TYPE_CHECKING:
    from index.build import Changes

NICE = 10  # of what builds: a tenth of what one who asks at the same moment gets
NO_ARTICLES = "put .txt, .md, .html, .pdf, .json or .jsonl files there"


def encoder_of(name: str | None) -> Encoder | None:
    return SentenceTransformerEncoder(name) if name else None


def named(index: Path | None, store: str | None) -> Place | None:
    """The place that --index or --store names, if one does. Raises NewsdeskError where both do, or an address is none."""
    if index is not None and store is not None:
        raise NewsdeskError("--index and --store name two places; give one of them")
    return _address(store) if store else index


def usual() -> Place | None:
    """The place that the environment names, if it does."""
    settings = Settings.from_env()
    return _address(settings.store) if settings.store else settings.index


def _address(text: str) -> Address:
    settings = Settings.from_env()
    return Address.parse(text, settings.store_token, settings.data / "stores")


def known_sources(place: Place | None) -> list[Path]:
    """What an index was made from, if there is one."""
    if place is None:
        return []
    try:
        return [Path(source) for source in Index.open(place).sources]
    except IndexMissing:
        return []


def _verify_place(place: Place) -> None:
    """Raises IndexMisplaced for a network disk, unless its owner takes it on himself."""
    if isinstance(place, Path) and not Settings.from_env().network_disk:
        refuse_network(place)


def create(place: Place, encoder: str | None, rebuild: bool) -> Index:
    """The index at a place, made where there is none; with `rebuild`, anew where another encoder made it or it is damaged.

    One that another version of newsdesk keeps in the user's data is made again from its articles without asking.
    """
    _verify_place(place)
    try:
        return Index.create(place, encoder_of(encoder))
    except IndexOutdated:
        if not rebuild and (isinstance(place, Address) or Settings.from_env().data not in place.parents):
            raise
        talk("the index was made by another version of newsdesk; it is made again")
        return Index.replace(place, encoder_of(encoder))
    except (IndexMismatch, IndexDamaged):
        if not rebuild:
            raise
        return Index.replace(place, encoder_of(encoder))


def opened(corpus: Path | None, place: Place | None, encoder: str | None) -> Index:
    """The index to ask: brought in line with its corpus first, unless an index alone was given."""
    settings = Settings.from_env()
    place, name = place or (usual() if corpus is None else None), encoder or settings.encoder
    if place is not None and corpus is None:
        return existing(None, place, name)
    corpus = corpus or settings.corpus or SAMPLES
    place = place or settings.index_of(corpus)
    found = create(place, name, rebuild=False)
    try:
        update(found, [corpus], rebuild=False, quiet=True)
    except IndexUnwritable as error:
        if isinstance(place, Address) or os.access(place, os.W_OK) or not found.store.count("articles"):
            raise
        complain(f"{error}; answered from what it holds")
    if not found.store.count("articles"):
        raise NewsdeskError(f"no article could be read in {corpus}; {NO_ARTICLES}")
    return found


def with_reader(index: Index, name: str | None) -> Index:
    """The same index, read with another reader where one is asked for."""
    index.reads_with = name or Settings.from_env().reader
    return index


def existing(corpus: Path | None, place: Place | None, encoder: str | None = None) -> Index:
    """The index as it is. Raises IndexMissing where there is none."""
    settings = Settings.from_env()
    place = place or usual() or settings.index_of(corpus or settings.corpus or SAMPLES)
    _verify_place(place)
    return Index.open(place, encoder_of(encoder))


def from_files(files: Sequence[Path], encoder: str | None) -> Index:
    """An index in memory over these files alone."""
    records = [record for path in files for record in read_file(path, path.name)]
    for record in records:
        if not isinstance(record, Article):
            complain(f"{record.path}: {record.reason}")
    articles = {record.path: record for record in records if isinstance(record, Article)}
    if not articles:
        raise NewsdeskError("none of the files could be read; give .txt, .md, .html, .pdf, .json or .jsonl files")
    encoder = encoder or Settings.from_env().encoder
    return Index.in_memory(list(articles.values()), SentenceTransformerEncoder(encoder), given=True)


def give_way() -> None:
    """Let others go first: what keeps an index takes of the processor what those who ask leave, which is all while none does."""
    if hasattr(os, "setpriority") and os.getpriority(os.PRIO_PROCESS, 0) < NICE:
        os.setpriority(os.PRIO_PROCESS, 0, NICE)


def update(
    index: Index, sources: Sequence[Path], rebuild: bool, quiet: bool = False, shrink: bool = False, part: str = "", largest: int | None = None
) -> "Changes":  # fmt: skip
    """Bring an index in line, with a progress bar; rejected files are named, `quiet` where nothing changed."""
    with progress_bar("indexing") as progress:
        changes = index.update(sources, rebuild=rebuild, shrink=shrink, part=part, largest=largest, progress=progress)
    for rejected in changes.rejected if changes.any or not quiet else ():
        complain(f"{rejected.path}: {rejected.reason}")
    if quiet and changes.any:
        from bot.render import changes_text

        talk(f"indexed {', '.join(map(str, sources))}: {changes_text(changes)}")
    return changes
