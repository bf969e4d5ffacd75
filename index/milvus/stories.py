"""Stories in a Milvus store: each article's row names the states of others that it met when it was written.

Whichever of two copies is written last sees the other, since its own row is there before it looks; so that builders
that work at once find what one builder would. Nobody ever changes a row that he did not write, and a link to a
state that is told no more leads nowhere.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from corpus.copies import is_copy
from corpus.types import Article
from corpus.versions import newer_version
from index.milvus.articles import Told as Row
from index.milvus.keys import key
from index.milvus.passages import StoredPassages
from index.milvus.schema import ARTICLES, LINKED
from index.stories import MEET, NEAREST, Told, sketch

Links = dict[str, list[int]]  # near, older, newer: the columns of a row


class StoredStories(StoredPassages):
    """What is asked of stories."""

    def links(self, articles: Mapping[int, Article]) -> dict[int, Links]:
        """Which told articles each of some new ones, by its version, is a copy of, replaces, or is replaced by."""
        hashes = {version: set(sketch(article.text)) for version, article in articles.items()}
        near = self._near(hashes, articles)
        known = {row.version: row for row in self.of_versions(sorted({one for found in near.values() for one in found}))}  # fmt: skip
        bodies = self.bodies(list(known.values()))
        found = {}
        for version, others in near.items():
            met = {one: bodies[path].article for one in others if one in known and (path := known[one].path) in bodies}
            links = _links(articles[version], met)
            if links["near"]:
                found[version] = links
        return found

    def _near(self, hashes: Mapping[int, set[int]], articles: Mapping[int, Article]) -> dict[int, list[int]]:
        """Versions that share a link, or enough of a sketch, with each of some new articles."""
        urls = {version: key("url", article.url) for version, article in articles.items() if article.url}
        every = sorted(set().union(*hashes.values()))
        asked = [f"array_contains_any(sketch, {every})"] if every else []
        asked += [f"url in {sorted(set(urls.values()))}"] if urls else []
        rows = list(self.rows(ARTICLES, " or ".join(asked), ("version", "sketch", "url"))) if asked else []
        found = {}
        for version, mine in hashes.items():
            shared = Counter({row["version"]: len(mine.intersection(row["sketch"])) for row in rows if row["version"] != version})  # fmt: skip
            least = max(1, min(MEET, len(mine)))
            best = [one for one, count in sorted(shared.items(), key=lambda pair: (-pair[1], pair[0])) if count >= least]  # fmt: skip
            linked = [row["version"] for row in rows if row["url"] == urls.get(version) and row["version"] != version]
            found[version] = list(dict.fromkeys([*best[:NEAREST], *linked]))[:LINKED]
        return found

    def told_by(self, paths: Sequence[str]) -> dict[str, tuple[int, str | None]]:
        """Of each article the number of its origin, which copies share, and the path of the version that replaced it."""
        rows = self.told(paths)
        around = self._around(rows)
        origins, newer = _origins(around), _newer(around)
        return {row.path: (origins[row.version], newer.get(row.path)) for row in rows}

    def stories(self, touching: Sequence[str] | None = None) -> list[list[Told]]:
        """Stories that several articles tell, the newest first; only those that one of the articles `touching` tells."""
        rows = self.where("array_length(near) != 0") if touching is None else self.told(touching)
        around = self._around(rows)
        origins, newer = _origins(around), _newer(around)
        sizes = Counter(origins.values())
        members = [row for row in around if sizes[origins[row.version]] > 1]
        bodies = self.bodies(members)
        members = [row for row in members if row.path in bodies]
        found: dict[int, list[Told]] = {}
        for row in sorted(members, key=lambda row: (row.day, row.path)):
            told = Told(bodies[row.path].article, origins[row.version], newer.get(row.path))
            found.setdefault(told.origin, []).append(told)
        return sorted(found.values(), key=lambda told: max(one.article.published or date.min for one in told), reverse=True)  # fmt: skip

    def _around(self, rows: Sequence[Row]) -> list[Row]:
        """Some articles and all that their stories lead to."""
        found = {row.version: row for row in rows}
        fresh: Collection[Row] = rows
        while fresh:
            versions = sorted(row.version for row in fresh)
            named = sorted({one for row in fresh for one in row.near} - set(found))
            also = f" or version in {named}" if named else ""
            met = self.where(f"array_contains_any(near, {versions}){also}")
            fresh = [row for row in met if row.version not in found]
            found |= {row.version: row for row in fresh}
        return list(found.values())


def _links(article: Article, met: Mapping[int, Article]) -> Links:
    links: Links = {"near": [], "older": [], "newer": []}
    for version, other in met.items():
        newer = newer_version(other, article)
        if newer is None and not is_copy(other.text, article.text):
            continue
        links["near"].append(version)
        if newer is not None:
            links["older" if newer is article else "newer"].append(version)
    return links


def _origins(rows: Sequence[Row]) -> dict[int, int]:
    """For each state of an article the number of its story: the smallest state in it."""
    root = {row.version: row.version for row in rows}

    def find(one: int) -> int:
        while root[one] != one:
            root[one] = root[root[one]]
            one = root[one]
        return one

    for row in rows:
        for other in row.near:
            if other in root:
                one, two = find(row.version), find(other)
                root[max(one, two)] = min(one, two)
    return {one: find(one) for one in root}


def _newer(rows: Sequence[Row]) -> dict[str, str]:
    """Of each article the path of the newest that replaces it."""
    by_version = {row.version: row for row in rows}
    pairs = [(by_version[old], row) for row in rows for old in row.older if old in by_version]
    pairs += [(row, by_version[new]) for row in rows for new in row.newer if new in by_version]
    return {old.path: new.path for old, new in sorted(pairs, key=lambda pair: (pair[1].day, pair[1].path))}
