"""Where a Milvus store is: an address as people write it, and what of it may be shown."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from corpus.errors import NewsdeskError

FORMS = "milvus+http://HOST:19530, milvus+https://... or milvus+file:///PATH.db"


@dataclass(frozen=True, slots=True)
class Address:
    """A Milvus server, or a file of milvus-lite. `folder` keeps on this machine what is derived from it."""

    uri: str  # as pymilvus wants it: http://host:port, or the path of a file
    shown: str  # what messages say: never a password
    database: str
    folder: Path
    user: str = ""
    password: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        return "://" not in self.uri

    @classmethod
    def parse(cls, text: str, token: str | None, folders: Path) -> "Address":
        """Read an address; `token` ("user:password", or a key) stands in for what it leaves out. Raises NewsdeskError."""
        if text.startswith("milvus+file://"):
            return cls._of_file(unquote(text.removeprefix("milvus+file://")), folders)
        try:
            parts = urlsplit(text.removeprefix("milvus+"))
            host, port = parts.hostname, parts.port
        except ValueError:
            host = port = None
        database = parts.path.strip("/") if host else ""
        if not host or not text.startswith(("milvus+http://", "milvus+https://")) or "/" in database:
            raise NewsdeskError(f"--store names no Milvus store; write it as {FORMS}")
        where = f"[{host}]" if ":" in host else host
        uri = f"{parts.scheme}://{where}:{port or 19530}"
        shown = f"milvus+{uri}" + (f"/{database}" if database else "")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return cls(uri, shown, database, _folder(shown, folders), user, password, "" if user else token or "")

    @classmethod
    def _of_file(cls, name: str, folders: Path) -> "Address":
        path = Path(name).expanduser()
        if not name.startswith("/") or path.suffix != ".db":
            raise NewsdeskError("a file of milvus-lite is named by its whole path and ends with .db; write it as milvus+file:///PATH.db")  # fmt: skip
        shown = f"milvus+file://{path}"
        return cls(str(path), shown, "", _folder(shown, folders))


def _folder(shown: str, folders: Path) -> Path:
    return folders / hashlib.sha256(shown.encode()).hexdigest()[:12]
