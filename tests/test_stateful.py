"""An index under everything at once against a dictionary of what its folder holds: no difference, whatever the order."""

import os
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from corpus.errors import ArticleError
from index.errors import IndexDamaged
from index.library import Index
from tests.conftest import CountingEncoder
from tests.faults import calls
from tests.faults.damage import damaged
from tests.faults.stage import Stage, article, run_quietly

NAMES = st.integers(0, 11)
STEPS, RUNS = int(os.environ.get("FAULTS_STEPS", "20")), int(os.environ.get("FAULTS_RUNS", "4"))


class Newsroom(RuleBasedStateMachine):
    """The folder as a dictionary from a file's name to the number of its article, beside the real thing."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="newsroom-"))
        self.stage = Stage(self.root)
        self.stage.corpus.mkdir()
        self.files: dict[str, int] = {}
        self.indexed: dict[str, int] = {}
        self.behind = False  # whether the folder changed since the last update
        self.doubtful = False  # whether damage was done since the index was last made

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    @initialize()
    def begin(self) -> None:
        """Three articles, indexed."""
        for number in range(3):
            self.write(number, number)
        self.update()

    def write(self, name: int, number: int) -> None:
        one = article(number)
        path = self.stage.corpus / f"{name:02}.txt"
        path.write_text(f"---\ntitle: {one.title}\noutlet: {one.outlet}\n---\n{one.text}\n")
        self.files[path.name] = number
        self.behind = True

    @rule(name=NAMES, number=st.integers(0, 60))
    def add_or_edit(self, name: int, number: int) -> None:
        self.write(name, number)

    @precondition(lambda self: len(self.files) > 1)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(self.files)))
        (self.stage.corpus / name).unlink()
        del self.files[name]
        self.behind = True

    @rule(data=st.data(), to=NAMES)
    def rename(self, data: st.DataObject, to: int) -> None:
        name, new = data.draw(st.sampled_from(sorted(self.files))), f"{to:02}.txt"
        (self.stage.corpus / name).replace(self.stage.corpus / new)
        self.files[new] = self.files.pop(name)
        self.behind = True

    @rule(rebuild=st.booleans())
    def update(self, rebuild: bool = False) -> None:
        try:
            self.stage.update(rebuild=rebuild)
        except ArticleError as error:
            if "would remove" not in str(error):
                raise
            return
        except IndexDamaged:
            self.rebuild()
        self.indexed, self.behind = dict(self.files), False

    def rebuild(self) -> None:
        """Make a damaged index anew, where damage was done that nothing told of so far."""
        assert self.doubtful
        Index.replace(self.stage.index, CountingEncoder()).update([self.stage.corpus], rebuild=True)
        self.indexed, self.behind, self.doubtful = dict(self.files), False, False

    @rule(call=st.integers(1, 120), name=st.sampled_from(["pwrite64", "write", "fsync", "fdatasync"]))
    def kill(self, call: int, name: str) -> None:
        """An update is killed at some call; the next one mends it."""
        if calls.is_there():
            inject = f"inject={name}:signal=SIGKILL:when={call}"
            calls.traced(self.stage.update, ["-o", os.devnull, "-e", f"trace={name}", "-e", inject])
        code = run_quietly(self.stage.update)
        assert code in (0, IndexDamaged.code)
        if code:
            self.rebuild()
        self.indexed, self.behind = dict(self.files), False

    @rule(chance=st.randoms(use_true_random=False), times=st.integers(1, 8))
    def damage(self, chance: "object", times: int) -> None:
        """A file of the index is damaged: told, or without effect; a rebuild mends it."""
        files = [path for path in self.stage.index.iterdir() if path.name in ("newsdesk.sqlite", "dense.faiss", "newsdesk.seal")]  # fmt: skip
        path = sorted(files)[times % len(files)]
        making = damaged(path.read_bytes(), b"", chance)  # type: ignore[arg-type]
        for _ in range(times):
            _, raw = next(making)
        path.unlink() if raw is None else path.write_bytes(raw)
        self.doubtful = True  # a seal that is lost tells nothing, and then a page only when it is read
        self.same_as_the_dictionary()
        if not (self.stage.index / "newsdesk.sqlite").exists():
            self.update()

    @invariant()
    def same_as_the_dictionary(self) -> None:
        """What is indexed is what was there at the last update, to the last word, and a question finds it; or it is refused."""
        try:
            self.look()
        except IndexDamaged:
            self.rebuild()

    def look(self) -> None:
        """Read everything, and ask."""
        if not self.indexed or not (self.stage.index / "newsdesk.sqlite").exists():
            return
        found = Index.open(self.stage.index, CountingEncoder())
        found.reads_with = "none"
        try:
            with found.store.reading():
                told = {path: found.article(path).text for path in found.store.paths()}
            assert told == {name: article(number).text for name, number in self.indexed.items()}
            for citation in found.ask("How many people died in the storm?").citations:
                assert citation.quote in told[citation.article]
        finally:
            found.store.close()


TestNewsroom = pytest.mark.filterwarnings("ignore")(Newsroom.TestCase)
TestNewsroom.settings = settings(
    max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
)
