"""Which store a place names: a folder, an address of Milvus, or nothing for memory."""

import json
from pathlib import Path

from corpus.errors import NewsdeskError
from index.encoders import canary
from index.encoders.bundled import bundled
from index.encoders.carry import without_torch
from index.encoders.exported import ExportedEncoder
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.local.store import LocalStore
from index.local.trouble import told
from index.local.writer import quarantine
from index.milvus.address import Address
from index.passages import RECIPE
from index.store import Store
from index.types import Encoder

Place = Path | Address


def open_store(place: Place, *, outdated: bool = False) -> Store:
    """Open the store at a place; one of another format only if asked for.

    Raises IndexMissing, IndexMismatch, IndexDamaged or IndexForbidden.
    """
    if isinstance(place, Address):
        from index.milvus.store import MilvusStore

        return MilvusStore.open(place, outdated=outdated)
    return LocalStore.open(place, outdated=outdated)


def create_store(place: Place | None, encoder: Encoder) -> Store:
    """Make an empty store for the vectors of an encoder, in memory if there is no place."""
    if isinstance(place, Address):
        from index.milvus.store import MilvusStore

        return MilvusStore.create(place, recipe_of(encoder))
    recipe = _carrying(place, encoder) if place and isinstance(encoder, SentenceTransformerEncoder) else None
    return LocalStore.create(place, recipe or recipe_of(encoder))


def _carrying(folder: Path, encoder: SentenceTransformerEncoder) -> dict[str, str] | None:
    """The recipe of a new index that has the copy of its encoder from the start, so that making it loads no torch; None where torch is needed."""
    if encoder.loaded or encoder.folder() is None:
        return None
    with told(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = without_torch(folder, encoder)
    if made is None:
        return None
    return recipe_of(ExportedEncoder(encoder.name, encoder.fingerprint, folder, made)) | {"export": json.dumps(made)}


def local(store: Store) -> LocalStore:
    """The store, where it is one in a folder or in memory. Raises NewsdeskError."""
    if not isinstance(store, LocalStore):
        raise NewsdeskError(f"{store.place} is no folder; this works on an index in a folder alone (--index)")
    return store


def set_aside(place: Place) -> None:
    """Make room for a new store where a damaged one is."""
    if isinstance(place, Path):  # damage of a server's is its own affair
        quarantine(place)


def recipe_of(encoder: Encoder) -> dict[str, str]:
    """What a store keeps for good of how it is made."""
    encoder = bundled(encoder) or encoder
    return {
        "encoder": encoder.name,
        "fingerprint": encoder.fingerprint,
        "dimension": str(encoder.dimension),
        "passages": RECIPE,
        "canaries": canary.recorded(encoder),
    }
