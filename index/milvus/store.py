"""The store on a Milvus server, or in a file of milvus-lite: many builders may fill it, and many readers ask it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

from corpus.types import Rejected
from index.milvus.keys import piece_keys
from index.milvus.schema import BODIES, NOTES, PASSAGES
from index.milvus.writing import Builder
from index.store import FileState, Prepared


class MilvusStore(Builder):
    """Articles, passages, vectors, figures and full text of one index."""

    def apply(
        self,
        add: Sequence[Prepared] = (),
        remove: Sequence[str] = (),
        files: Sequence[FileState] = (),
        forget: Sequence[str] = (),
        rejected: Sequence[tuple[str, Rejected]] = (),
    ) -> None:
        """Remove articles (by path), add others, and record the files they came from.

        `forget` names files that are gone, `rejected` what could not be read with its file. Each article is read as it
        was before or as it is after; files are recorded last, so that what was not finished is read again.
        """
        with self.writing():
            if add or remove:
                self.replace(add, remove)
            self.record_files(files, forget, rejected)
            self.set_recipe("updated", datetime.now(UTC).isoformat(timespec="seconds"))

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Changes may be made in the block, by several builders at once; what one that was stopped has left is cleaned first."""
        first = not self._inside
        with super().writing():
            if first:
                self.clean()
            yield

    def rename(self, names: Mapping[str, str]) -> None:
        """Files by their old and new names: their articles take the new ones, and keep all that belongs to them."""
        known = self.files()
        for old, new in names.items():
            paths = list(self.checksums(old))
            moved = [self._moved(path, old, new) for path in paths]
            rejected = [one for one in self.rejected() if one.path == old or one.path.startswith(f"{old}#")]
            there = [(new, replace(one, path=new + one.path.removeprefix(old))) for one in rejected]
            self.apply(moved, paths, [replace(known[old], name=new)] if old in known else [], [old], there)

    def _moved(self, path: str, old: str, new: str) -> Prepared:
        """An article as it is stored, under another name of its file."""
        vectors, body = self.passage_vectors(path), self.body(path)
        assert body is not None
        article = replace(body.article, path=new + path.removeprefix(old))
        return Prepared(article, new, body.spans, vectors, body.figures, body.sentences)

    @contextmanager
    def anew(self, recipe: dict[str, str]) -> Iterator["MilvusStore"]:
        """This store emptied, to be filled again; readers see what is there so far."""
        self.drop()
        self._make(recipe)
        yield self

    def settle(self) -> None:
        """Nothing lies beside the rows: Milvus keeps its indexes in line itself."""

    def writer(self) -> str | None:
        """A builder writes as long as it notes what it began."""
        begun = self.number(NOTES, 'kind == "begun"')
        return f"{begun} unfinished changes of builders" if begun else None

    def problems(self) -> list[str]:
        """Every problem of the store, in words; every row is read."""
        found, told = [], self.where("")
        counted = Counter(row["version"] for row in self.rows(PASSAGES, "", ("version",)))
        for start in range(0, len(told), 100):
            for path, body in self.bodies(told[start : start + 100]).items():
                version = next(row.version for row in told[start : start + 100] if row.path == path)
                if counted[version] != len(body.spans):
                    found.append(f"{counted[version]} of {len(body.spans)} passages of {path} are there; run `newsdesk index --rebuild`")  # fmt: skip
        left = counted.keys() - {row.version for row in told}
        if left:
            found.append(f"passages of {len(left)} articles belong to nothing; run `newsdesk doctor --repair`")
        return found

    def mend(self) -> list[str]:
        """Remove passages and pieces that belong to nothing. No builder may be at work."""
        told = self.where("")
        versions, bodies = {row.version for row in told}, {number for row in told for number in piece_keys(row.body, row.pieces)}  # fmt: skip
        left = {row["version"] for row in self.rows(PASSAGES, "", ("version",))} - versions
        pieces = {row["id"] for row in self.rows(BODIES, "", ())} - bodies
        self.delete(PASSAGES, "version", sorted(left))
        self.delete(BODIES, "id", sorted(pieces))
        return [f"passages of {len(left)} articles that belonged to nothing were removed"] if left or pieces else []
