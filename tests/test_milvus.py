"""What only a Milvus store does: several builders at once, what a killed one leaves, addresses, and what servers refuse.

The servers are real: milvus-lite's own, over HTTP/2, in a process of its own. It answers one request at a time here,
since milvus-lite does not promise that writers of one collection may run side by side in it, as a Milvus server does.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent import futures
from pathlib import Path
from uuid import uuid4

import pytest

from corpus.errors import NewsdeskError
from corpus.types import Article
from index.errors import IndexBusy, IndexForbidden, IndexMissing, IndexUnreachable
from index.library import Index
from index.milvus import writing
from index.milvus.address import Address
from index.opening import open_store
from index.types import Figure, Filter
from tests.conftest import CountingEncoder, write

pytest.importorskip("pymilvus", reason="the extra milvus is not installed")
pytest.importorskip("milvus_lite", reason="the extra milvus is not installed")

ROOT = Path(__file__).parent.parent
Content = tuple[Article | None, tuple[Figure, ...], bytes, list[int]]  # and the keys of its passages
BUILDER = """
import os, signal, sys
from pathlib import Path
from index.library import Index
from index.milvus.address import Address
from index.milvus.store import MilvusStore
from tests.conftest import CountingEncoder
address, corpus, part, left = sys.argv[1], Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
def counted(change):
    def call(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return change(*arguments)
    return call
for name in ("upsert", "delete"):
    setattr(MilvusStore, name, counted(getattr(MilvusStore, name)))
Index.create(Address.parse(address, None, corpus.parent / "here"), CountingEncoder()).update([corpus], part=part)
"""


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of milvus-lite, as host and port."""
    port, folder = free_port(), tmp_path_factory.mktemp("server")
    command = [sys.executable, "-m", "milvus_lite", "server", "--data-dir", str(folder), "--host", "127.0.0.1", "--port", str(port), "--max-workers", "1"]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        for _ in range(300):
            with socket.socket() as one:
                if not one.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        yield f"127.0.0.1:{port}"
        process.terminate()


@pytest.fixture
def address(server: str, tmp_path: Path) -> Address:
    """An empty database of the server."""
    from pymilvus import MilvusClient

    name = f"news_{uuid4().hex}"
    client = MilvusClient(f"http://{server}")
    client.create_database(name)
    client.close()
    return Address.parse(f"milvus+http://{server}/{name}", None, tmp_path / "here")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Twenty articles, of which every fifth is long enough for two passages."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    for number in range(20):
        more = " The harbour master said so again." * (40 if number % 5 == 0 else 1)
        text = f"Bridge {number} cost ${number + 2} million and {number + 3} officers watched it.{more}"
        write(folder, Article(f"{number:02}.txt", text, f"Bridge {number}", "Orla Post"))
    return folder


def building(address: Address, corpus: Path, part: str = "", left: int = 0) -> "subprocess.Popen[bytes]":
    """A builder in a process of its own; it kills itself before its change number `left`."""
    command = [sys.executable, "-c", BUILDER, address.shown, str(corpus), part, str(left)]
    return subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE)


def content(index: Index) -> dict[str, Content]:
    """All that a store tells of each article, and its passages by their keys."""
    store = index.store
    near, _ = store.rankings(CountingEncoder().encode_queries(["bridge"])[0], "", 500, Filter())
    passages = store.passages(near, Filter())
    return {
        path: (store.article(path), store.figures(path), store.sentence_vectors(path).tobytes(), sorted(i for i, (p, _) in passages.items() if p.article == path))
        for path in store.paths()
    }  # fmt: skip


@pytest.fixture
def right(corpus: Path, server: str, tmp_path: Path) -> dict[str, Content]:
    """What one builder tells of the corpus."""
    from pymilvus import MilvusClient

    client = MilvusClient(f"http://{server}")
    client.create_database(name := f"right_{uuid4().hex}")
    client.close()
    index = Index.create(Address.parse(f"milvus+http://{server}/{name}", None, tmp_path / "right"), CountingEncoder())
    index.update([corpus])
    return content(index)


def test_builders_share_the_work(address: Address, corpus: Path, right: dict[str, Content]) -> None:
    """Four processes at once, of which two do the same and one does all, tell what one would, and nothing twice."""
    builders = [building(address, corpus, part) for part in ("0", "1", "1", "")]
    errors = [builder.communicate()[1].decode() for builder in builders]
    index = Index.open(address, CountingEncoder())

    assert ["", "", "", ""] == errors
    assert right == content(index)
    assert sum(len(keys) for *_, keys in right.values()) == index.store.count("passages")
    assert {"bridges": index.passages, "17": 3, "zebra": 0} == index.passage_counts(["bridges", "17", "zebra"])
    assert [] == index.check()
    assert 20 == index.update([corpus]).unchanged


@pytest.mark.parametrize("left", [4, 5, 6, 7, 8, 9, 10, 11, 14, 15])
def test_a_killed_builder_leaves_nothing_half_told(
    address: Address, corpus: Path, right: dict[str, Content], left: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever a builder is killed, each article is told whole or not at all; the next update tells all, and cleans up."""
    Index.create(address, CountingEncoder()).store.close()
    builder = building(address, corpus, left=left)
    builder.communicate()
    index = Index.open(address, CountingEncoder())
    told = content(index)

    assert -signal.SIGKILL == builder.returncode
    assert told.items() <= right.items()
    (corpus / "07.txt").unlink()  # what was begun with it must not stay for ever
    monkeypatch.setattr(writing, "ABANDONED", -1)
    index.update([corpus])
    assert {path: one for path, one in right.items() if path != "07.txt"} == content(index)
    assert [] == index.check()
    assert None is index.status().writing


def test_a_builder_at_work_is_not_disturbed(address: Address, corpus: Path) -> None:
    """What another builder began a moment ago is neither told nor cleaned away, and `status` says that somebody writes."""
    Index.create(address, CountingEncoder()).store.close()
    building(address, corpus, left=7).communicate()
    index = Index.open(address, CountingEncoder())
    index.update([corpus], part="99")

    assert "1 unfinished changes of builders" == index.status().writing
    assert any("belong to nothing" in problem for problem in index.check())
    assert ["passages of 20 articles that belonged to nothing were removed"] == index.repair()
    assert [] == index.check()


def test_copies_that_two_builders_bring_are_one_story(address: Address, tmp_path: Path) -> None:
    """A wire text that comes in two parts at once is one source."""
    folder = tmp_path / "wire"
    folder.mkdir()
    text = "A ferry with 214 passengers ran aground off Vell on Sunday night, and the coast guard took everybody off within three hours."
    for name in ("a", "b"):
        write(folder, Article(f"{name}.txt", text, "Ferry", f"{name} Post"))
    for builder in [building(address, folder, name) for name in ("a", "b")]:
        assert b"" == builder.communicate()[1]
    index = Index.open(address, CountingEncoder())

    assert 1 == len({origin for origin, _ in index.told_by(["a.txt", "b.txt"]).values()})


@pytest.mark.parametrize(
    ("text", "uri", "shown"),
    [
        ("milvus+http://db.example", "http://db.example:19530", "milvus+http://db.example:19530"),
        (
            "milvus+https://me:s%40crt@db.example:443/news",
            "https://db.example:443",
            "milvus+https://db.example:443/news",
        ),
        ("milvus+http://[::1]:1953", "http://[::1]:1953", "milvus+http://[::1]:1953"),
        ("milvus+file:///a%20b/c.db", "/a b/c.db", "milvus+file:///a b/c.db"),
    ],
)
def test_an_address_is_read(text: str, uri: str, shown: str) -> None:
    """Host, port, database and file are read from an address; what is shown of it never holds the password."""
    address = Address.parse(text, "root:token", Path("/data"))

    assert (uri, shown) == (address.uri, address.shown)
    assert Path("/data") == address.folder.parent
    assert "s@crt" not in f"{address!r}{address.shown}"
    assert "token" not in repr(address).replace("token=", "")


def test_who_may_come_in_is_told_by_the_address_or_the_environment() -> None:
    """User, password and database come from the address; without a user the token of the environment is used."""
    named = Address.parse("milvus+https://me:s%40crt@db.example/news", "root:token", Path())
    other = Address.parse("milvus+http://db.example", "root:token", Path())

    assert ("me", "s@crt", "news", "") == (named.user, named.password, named.database, named.token)
    assert ("", "", "", "root:token") == (other.user, other.password, other.database, other.token)


@pytest.mark.parametrize(
    "text",
    ["http://db.example", "milvus+ftp://db", "milvus+http://", "milvus+http://h:port", "milvus+http://h/a/b", "milvus+file://a.db", "milvus+file:///a.sqlite", "x"],
)  # fmt: skip
def test_what_is_no_address_is_refused(text: str) -> None:
    """The line says how an address is written."""
    with pytest.raises(NewsdeskError, match=r"write it as .*milvus\+file:///PATH.db"):
        Address.parse(text, None, Path())


def test_a_server_that_is_down_is_named() -> None:
    """Where no server answers one line says so, without the password."""
    address = Address.parse(f"milvus+http://root:s3cret@127.0.0.1:{free_port()}", None, Path())

    with pytest.raises(IndexUnreachable, match="no Milvus server answers at milvus.http://127.0.0.1") as raised:
        open_store(address)
    assert "s3cret" not in str(raised.value)


def test_a_server_that_goes_away_is_named(tmp_path: Path) -> None:
    """A server that ends while a store is open is told in the same words."""
    import grpc

    with pytest.raises(IndexUnreachable, match="no Milvus server answers"), refusing(grpc.StatusCode.UNAVAILABLE, "socket closed") as port:  # fmt: skip
        open_store(Address.parse(f"milvus+http://127.0.0.1:{port}", None, tmp_path))


def test_a_wrong_password_is_told() -> None:
    """A server that refuses a user is told apart from one that is down. milvus-lite asks nobody; here a server of ours refuses as Milvus does."""
    import grpc

    with (
        refusing(grpc.StatusCode.UNAUTHENTICATED, "auth check failure, please check username [root] and password are correct") as port,
        pytest.raises(IndexForbidden, match="does not accept this user or password.*NEWSDESK_STORE_TOKEN") as raised,
    ):  # fmt: skip
        open_store(Address.parse(f"milvus+http://root:s3cret@127.0.0.1:{port}", None, Path()))
    assert "s3cret" not in str(raised.value)


class refusing:  # noqa: N801 - used as a function
    """A gRPC server that answers every call with an error."""

    def __init__(self, code: object, details: str) -> None:
        import grpc

        class Handler(grpc.GenericRpcHandler):  # type: ignore[misc]
            def service(self, _: object) -> object:
                return grpc.unary_unary_rpc_method_handler(lambda _, context: context.abort(code, details))

        self._server = grpc.server(futures.ThreadPoolExecutor(2))
        self._server.add_generic_rpc_handlers((Handler(),))
        self._port = self._server.add_insecure_port("127.0.0.1:0")

    def __enter__(self) -> int:
        self._server.start()
        return int(self._port)

    def __exit__(self, *_: object) -> None:
        self._server.stop(0)


def test_a_database_that_is_not_there_is_named(server: str, tmp_path: Path) -> None:
    """Databases are made on the server, not by a slip in an address."""
    with pytest.raises(IndexMissing, match="nosuch: there is no such database"):
        open_store(Address.parse(f"milvus+http://{server}/nosuch", None, tmp_path))


def test_a_file_is_one_process_s(tmp_path: Path) -> None:
    """While a process holds a file of milvus-lite, another is told to wait or to run a server."""
    path = tmp_path / "store.db"
    hold = f"from pymilvus import MilvusClient; import sys; c = MilvusClient({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        with pytest.raises(IndexBusy, match="one process at a time .* run a server"):
            open_store(Address.parse(f"milvus+file://{path}", None, tmp_path))
        holder.communicate()


def run(*arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    """The command as people run it."""
    return subprocess.run(
        [sys.executable, "-m", "bot.cli", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **environment}
    )  # fmt: skip


def test_without_pymilvus_it_is_said(tmp_path: Path) -> None:
    """Where the extra is not installed one line says how to install it."""
    code = "import sys; sys.modules['pymilvus'] = None; sys.argv[0] = 'newsdesk'; from bot.cli import main; main()"
    command = [sys.executable, "-c", code, "ask", "why?", "--store", f"milvus+http://127.0.0.1:{free_port()}"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert (2, "") == (done.returncode, done.stdout)
    assert "newsdesk: a Milvus store needs pymilvus and milvus-lite; run `pip install 'newsdesk[milvus]'`" == done.stderr.strip()  # fmt: skip


def test_the_command_names_one_place(tmp_path: Path) -> None:
    """Two places at once, and what only a folder can do, are refused in one line."""
    both = run("ask", "why?", "--index", str(tmp_path), "--store", f"milvus+file://{tmp_path}/a.db")
    none = run("ask", "why?", NEWSDESK_STORE=f"milvus+file://{tmp_path}/a.db")

    assert "newsdesk: --index and --store name two places; give one of them" == both.stderr.strip()
    assert f"newsdesk: there is no index in milvus+file://{tmp_path}/a.db; run" in none.stderr
    assert not (tmp_path / "a.db").exists()


@pytest.mark.encoder
def test_a_store_is_filled_and_asked_by_the_command(tmp_path: Path) -> None:
    """`index`, `ask`, `show` and `status` work on a file of milvus-lite, and asking takes no torch."""
    store, data = f"milvus+file://{tmp_path}/news.db", {"NEWSDESK_DATA": str(tmp_path / "data")}
    filled = run("index", "--store", store, **data)
    asked = run("ask", "How many officers are deployed?", "--store", store, **data)
    shown = run("show", "tuesday-airport.txt", "--store", store, **data)
    status = run("status", **data, NEWSDESK_STORE=store)

    assert "added 8" in filled.stderr
    assert asked.stdout.startswith("761 officers – “The Kenyan force now numbers 761 officers")
    assert (0, 2) == (asked.returncode, shown.returncode)
    assert "did you mean" in shown.stderr or "shows the paths" in shown.stderr
    assert "asked with onnxruntime\nsearch    by Milvus (milvus-lite)" in status.stdout
    code = f"import sys; sys.argv = ['newsdesk', 'ask', 'How many?', '--store', {store!r}]\ntry:\n    from bot.cli import main; main()\nexcept SystemExit: pass\nprint('torch' in sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False, env={**os.environ, **data})  # fmt: skip
    assert done.stderr.strip().endswith("False")
