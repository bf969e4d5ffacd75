"""What a builder writes to a Milvus store, in an order that leaves nothing half told wherever it is stopped.

First a note of what is begun, then passages and bodies, which nobody sees without the row of their article, then that
row, in the place of the one before; then what no row names any more is removed, and the note. Every key is a hash of
what is written: to write a thing twice is to write it once.
"""

import json
import time
import uuid
from collections.abc import Sequence

from corpus.types import Article, Rejected
from index.milvus.articles import Told, day_of
from index.milvus.body import digest, packed, pieces
from index.milvus.database import Row, note_key, note_rows
from index.milvus.keys import key, noun_key, outlet_key, passage_key, piece_keys, version_of
from index.milvus.schema import ARTICLES, BODIES, COUNTED, LONGEST, NONE, NOTES, PASSAGES
from index.milvus.stories import StoredStories
from index.passages import context
from index.rows import checksum
from index.store import FileState, Prepared
from index.stories import sketch
from index.words import stems

ABANDONED = 3600  # seconds after which what a builder began and did not end is cleaned up
BEGUN = 200  # articles of one note

State = tuple[int, int, int]  # of an article: its version, the key of its body, and the number of pieces


class Builder(StoredStories):
    """Changes of articles and of notes."""

    def replace(self, add: Sequence[Prepared], remove: Sequence[str]) -> None:
        """Tell articles in their new state, and others no more."""
        new = {prepared.article.path: (prepared, packed(prepared)) for prepared in add}
        states = {path: _state(prepared, body) for path, (prepared, body) in new.items()}
        old = self.told([*new, *remove], fresh=True)
        begun = self._begin_note([*states.values(), *((row.version, row.body, row.pieces) for row in old)])
        self.upsert(PASSAGES, [row for prepared, _ in new.values() for row in _passages(prepared)])
        self.upsert(BODIES, [row for _, body in new.values() for row in _pieces(body)])
        self._know_files({prepared.file for prepared in add})
        rows = {states[path][0]: _article(prepared, body) for path, (prepared, body) in new.items()}
        self.upsert(ARTICLES, list(rows.values()))
        self.delete(ARTICLES, "id", [key("article", row.path) for row in old if row.path not in new])
        self._clear(old, list(states.values()))
        links = self.links({version_of(prepared.article): prepared.article for prepared, _ in new.values()})
        self.upsert(ARTICLES, [{**rows[version], **found} for version, found in links.items()])
        self.delete(NOTES, "id", begun)
        self._begin()

    def _clear(self, old: Sequence[Told], kept: Sequence[State]) -> None:
        """Remove passages and bodies of states that are told no more."""
        versions, bodies = {state[0] for state in kept}, {state[1] for state in kept}
        self.delete(PASSAGES, "version", [row.version for row in old if row.version not in versions])
        gone = [number for row in old if row.body not in bodies for number in piece_keys(row.body, row.pieces)]
        self.delete(BODIES, "id", gone)

    def _begin_note(self, states: Sequence[State]) -> list[int]:
        """Note what is about to change, for whoever comes after a builder that was stopped; keys of the notes."""
        name, keys = f"{time.time():.0f} {uuid.uuid4().hex}", []
        rows = []
        for start in range(0, len(states), BEGUN):
            part = f"{name} {start}"
            rows += note_rows("begun", part, json.dumps(states[start : start + BEGUN]))
            keys.append(note_key("begun", part))
        self.upsert(NOTES, rows)
        return keys

    def _know_files(self, names: set[str]) -> None:
        """Let files be known before their articles are told, so that these go with them even if no more is ever recorded."""
        known = {row["id"] for row in self.among(NOTES, "id", [note_key("file", name) for name in names], ())}
        fresh = [name for name in sorted(names) if note_key("file", name) not in known]
        self.upsert(NOTES, [_file_row(FileState(name, 0, 0, 0, "")) for name in fresh])

    def clean(self) -> None:
        """Remove what builders that were stopped have left, and nothing that another is about to tell."""
        before = time.time() - ABANDONED
        begun = list(self.rows(NOTES, 'kind == "begun"', ("name", "value")))
        left = [row for row in begun if float(row["name"].split()[0]) <= before]
        busy = {state[0] for row in begun if row not in left for state in json.loads(row["value"])}
        states = [state for row in left for state in json.loads(row["value"]) if state[0] not in busy]
        told = {row.version: row for row in self.of_versions([state[0] for state in states])}
        gone = [state for state in states if state[0] not in told]
        self.delete(PASSAGES, "version", [state[0] for state in gone])
        unread = [state for state in states if state[0] not in told or told[state[0]].body != state[1]]
        self.delete(BODIES, "id", [number for _, body, count in unread for number in piece_keys(body, count)])
        self.delete(NOTES, "id", [row["id"] for row in left])

    def record_files(
        self, files: Sequence[FileState], forget: Sequence[str], rejected: Sequence[tuple[str, Rejected]]
    ) -> None:
        """Record files as they were read, with what was rejected in them, and forget others."""
        owners = [key("file", name) for name in (*forget, *(state.name for state in files))]
        stale = {row["id"] for row in self.among(NOTES, "owner", owners, ())}
        fresh = {note_key("rejected", one.path) for _, one in rejected} | {note_key("file", one.name) for one in files}
        told = [row for name, one in rejected for row in note_rows("rejected", one.path, one.reason, key("file", name))]
        self.upsert(NOTES, [*told, *map(_file_row, files)])
        self.delete(NOTES, "id", sorted(stale - fresh))


def _file_row(state: FileState) -> Row:
    value = f"{state.size} {state.mtime_ns} {state.read_ns} {state.digest}"
    return note_rows("file", state.name, value, key("file", state.name))[0]


def _state(prepared: Prepared, body: str) -> State:
    return version_of(prepared.article), digest(body), len(pieces(body))


def _article(prepared: Prepared, body: str) -> Row:
    article, nouns = prepared.article, {noun_key(one.kind, one.noun) for one in prepared.figures if one.noun}
    version, proof, count = _state(prepared, body)
    return {
        "id": key("article", article.path), "path": article.path, "checksum": checksum(article), "version": version, "body": proof, "pieces": count,
        "file": key("file", prepared.file), "outlet": outlet_key(article.outlet), "outlet_name": _cut(article.outlet or ""),
        "url": key("url", article.url) if article.url else 0, "day": day_of(article), "figures": len(prepared.figures),
        "withdrawn": int(any(one.standing == "withdrawn" for one in prepared.figures)), "nouns": sorted(nouns)[:COUNTED],
        "sketch": list(sketch(article.text)), "near": [], "older": [], "newer": [], **NONE,
    }  # fmt: skip


def _pieces(body: str) -> list[Row]:
    parts = pieces(body)
    return [{"id": number, "piece": part, **NONE} for number, part in zip(piece_keys(digest(body), len(parts)), parts, strict=True)]  # fmt: skip


def _passages(prepared: Prepared) -> list[Row]:
    article, version = prepared.article, version_of(prepared.article)
    return [
        {
            "id": passage_key(version, start), "version": version, "start": start, "stop": stop, "outlet": outlet_key(article.outlet),
            "day": day_of(article), "words": _searched(article, article.text[start:stop]), "dense": vector,
        }
        for (start, stop), vector in zip(prepared.spans, prepared.vectors, strict=True)
    ]  # fmt: skip


def _searched(article: Article, text: str) -> str:
    """The words that a passage is found by, its context among them."""
    return _cut(" ".join(stems(f"{context(article)} {text}")))


def _cut(text: str) -> str:
    """What Milvus takes of a text; a passage is 2,400 characters at most, so that only what is no passage is ever cut."""
    return text.encode("utf-8", "ignore")[:LONGEST].decode("utf-8", "ignore")
