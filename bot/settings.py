"""What the environment decides, read once; nothing below `bot` looks at it."""

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

SAMPLES = Path(__file__).resolve().parent.parent / "corpus" / "articles"


@dataclass(frozen=True, slots=True)
class Settings:
    """NEWSDESK_CORPUS, NEWSDESK_INDEX, NEWSDESK_STORE, NEWSDESK_ENCODER, NEWSDESK_READER and NEWSDESK_DATA stand in for the options of the same names.

    NEWSDESK_STORE_TOKEN holds "user:password", or a key, of the Milvus server.
    """

    corpus: Path | None
    index: Path | None
    encoder: str | None
    reader: str | None
    data: Path
    store: str | None = None
    store_token: str | None = field(default=None, repr=False)
    network_disk: bool = False  # whether an index may lie on a disk of the network

    @classmethod
    def from_env(cls) -> "Settings":
        corpus, index = os.environ.get("NEWSDESK_CORPUS"), os.environ.get("NEWSDESK_INDEX")
        data = os.environ.get("NEWSDESK_DATA")
        return cls(
            corpus=Path(corpus) if corpus else None,
            index=Path(index) if index else None,
            encoder=os.environ.get("NEWSDESK_ENCODER") or None,
            reader=os.environ.get("NEWSDESK_READER") or None,
            data=Path(data) if data else _user_data(),
            store=os.environ.get("NEWSDESK_STORE") or None,
            store_token=os.environ.get("NEWSDESK_STORE_TOKEN") or None,
            network_disk=os.environ.get("NEWSDESK_NETWORK_DISK") == "1",
        )

    def index_of(self, corpus: Path) -> Path:
        """The folder that keeps the index of a corpus: one for each, in the user's data, never inside the corpus."""
        full = corpus.resolve()
        return self.data / "indexes" / f"{full.name}-{hashlib.sha256(os.fsencode(full)).hexdigest()[:12]}"


def _user_data() -> Path:
    from platformdirs import user_data_path

    return user_data_path("newsdesk", appauthor=False)
