"""What an index was made with, against what would be used on it now."""

from index.errors import IndexMismatch, IndexOutdated
from index.store import Store
from index.types import Encoder


def check_recipe(store: Store, encoder: Encoder, passages: str) -> None:
    """Raise IndexMismatch if an index was made by another encoder or in another way."""
    made = store.recipe
    if made.get("encoder") != encoder.name or made.get("fingerprint") != encoder.fingerprint:
        raise IndexMismatch(
            f"the index in {store.place} was made with the encoder {made.get('encoder')}, not with this {encoder.name}; "
            f"ask with `--encoder {made.get('encoder')}`, or run `newsdesk index --rebuild --encoder {encoder.name}`"
        )
    if made.get("passages") != passages:
        raise IndexOutdated(
            f"the index in {store.place} was made by another version of newsdesk; run `newsdesk index --rebuild`"
        )
