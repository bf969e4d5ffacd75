"""Fetched articles as files of the corpus, so that the folder stays the whole truth."""

import hashlib
import json
import os
import re
from pathlib import Path

from corpus.errors import ArticleError
from corpus.parsing import read_file
from corpus.types import Article, Rejected

FOLDER = "web"  # inside the corpus
SLUG = 60  # characters of a title in a file's name


def save(corpus: Path, article: Article) -> tuple[str, bool]:
    """Write an article that has a link; its name in the corpus, and whether anything is new in it.

    One link is one file: its name ends in the link's digest, so that a changed page takes the place of the old one.
    """
    digest = hashlib.sha256((article.url or article.text).encode("utf-8", "replace")).hexdigest()[:10]
    folder = corpus / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    known = next(iter(sorted(folder.glob(f"*-{digest}.txt"))), None)
    day = f"{article.published}-" if article.published else ""
    path = known or folder / f"{day}{_slug(article.title)}-{digest}.txt"
    text = file_text(article)
    if known is not None and known.read_text("utf-8", "replace") == text:
        return f"{FOLDER}/{path.name}", False
    write(path, text)
    return f"{FOLDER}/{path.name}", True


def copy_in(corpus: Path, path: Path) -> tuple[str, bool]:
    """Copy a file of articles into the corpus, under its own name or, if that is taken by another, one beside it.

    Raises ArticleError where nothing in it can be read as an article.
    """
    records = read_file(path, path.name)
    if not any(isinstance(record, Article) for record in records):
        first = next((record.reason for record in records if isinstance(record, Rejected)), "it holds no article")
        raise ArticleError(first)
    raw = path.read_bytes()
    place = corpus / path.name
    if place.exists() and place.read_bytes() == raw:
        return path.name, False
    if place.exists():
        place = corpus / f"{place.stem}-{hashlib.sha256(raw).hexdigest()[:10]}{''.join(place.suffixes)}"
    write(place, raw)
    return place.name, True


def file_text(article: Article) -> str:
    """An article as text under front matter; what is unknown is left out."""
    day = article.published.isoformat() if article.published else None
    told = {
        "title": article.title,
        "outlet": article.outlet,
        "published": day,
        "url": article.url,
        "agency": article.agency,
    }
    fields = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in told.items() if value]
    return "\n".join(["---", *fields, "---", "", article.text, ""])


def write(path: Path, content: str | bytes) -> None:
    """Write a file beside its place, flush it, and put it there: a reader never sees half of it, and no power loss takes it back."""
    beside = path.with_name(f".{path.name}.new")
    try:
        with beside.open("wb") as file:
            file.write(content.encode("utf-8", "replace") if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _slug(title: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", "-", (title or "article").lower()).strip("-")[:SLUG].strip("-") or "article"
