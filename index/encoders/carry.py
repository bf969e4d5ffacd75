"""The copy of its encoder that an index carries: a neighbour's, one out of the encoder's package, or one that torch exports."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.encoders.bundled import bundled
from index.encoders.exported import flaw
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.local.lent import lent
from index.store import Store
from index.types import Encoder


def carry(store: Store, encoder: Encoder, *, thorough: bool = False) -> bool:
    """Let an index on disk carry a copy of its encoder, and record it or why there is none; says whether one was made.

    Only a sentence-transformers model can be copied. If `thorough`, a copy that is there is read through, and one
    that failed is tried again.
    """
    made = json.loads(store.recipe.get("export", "{}"))
    if store.folder is None or not isinstance(encoder, SentenceTransformerEncoder):
        return False
    if "failed" in made and not thorough:
        return False
    if "files" in made and flaw(store.folder, made, thorough=thorough) is None:
        return False
    store.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = without_torch(store.folder, encoder) or _exported(store.folder, encoder)
    store.set_recipe("export", json.dumps(made))
    return "files" in made


def without_torch(folder: Path, encoder: SentenceTransformerEncoder) -> dict[str, Any] | None:
    """Lay a copy into an index folder, if there is one to be had without torch, and return its recipe.

    A neighbour's serves, so that many indexes take the room of one; else the default encoder's comes out of its package.
    """
    if (made := lent(folder, encoder.fingerprint)) is not None:
        return made
    with suppress(OSError):
        if (copy := bundled(encoder)) is not None:
            return copy.write(folder)
    return None


def _exported(folder: Path, encoder: SentenceTransformerEncoder) -> dict[str, Any]:
    from index.encoders.export import ExportError, export

    try:
        return export(encoder.model, encoder.name, encoder.fingerprint, folder)
    except ExportError as error:
        return {"failed": str(error)}
