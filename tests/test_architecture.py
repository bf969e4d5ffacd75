"""The shape of the project: which way imports run, and what the help must not load."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ROOMS = {"corpus": {"corpus"}, "index": {"corpus", "index"}, "bot": {"corpus", "index", "bot"}}
OWNERS = {
    "trafilatura": "corpus", "pypdf": "corpus", "feedparser": "corpus", "faiss": "index", "sentence_transformers": "index", "onnxruntime": "index", "openvino": "index",
    "pymilvus": "index", "milvus_lite": "index", "grpc": "index", "telegram": "bot", "click": "bot", "rich": "bot",
}  # fmt: skip


def modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def imported(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    """corpus imports nothing of the others, index only corpus; a library is imported by the room that owns it."""
    room = path.relative_to(ROOT).parts[0]
    names = imported(path)

    assert set(ROOMS) & names <= ROOMS[room]
    assert {name: owner for name, owner in OWNERS.items() if name in names and owner != room} == {}


def test_no_module_imports_itself_in_a_circle() -> None:
    """Imports that wait for a call and those of types alone count too."""
    names = {
        path: ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__") for path in modules()
    }
    known = set(names.values())
    graph: dict[str, set[str]] = {name: set() for name in known}
    for path, name in names.items():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                named = {f"{node.module}.{alias.name}" for alias in node.names}
                graph[name] |= (named & known) or ({str(node.module)} & known)

    assert list(TopologicalSorter(graph).static_order())  # raises CycleError, which names the circle


def test_an_answer_is_made_in_one_direction() -> None:
    """A step of an answer knows only the steps before it: what is asked, what was found, how that relates, what is told."""
    steps = ["learned", "questions", "evidence", "relations", "telling"]
    answers = ROOT / "index" / "answers"
    back = [
        f"{path.relative_to(answers)} imports {later}"
        for number, step in enumerate(steps)
        for path in sorted((answers / step).glob("*.py"))
        for later in steps[number + 1 :]
        if f"from index.answers.{later}" in path.read_text(encoding="utf-8")
    ]

    assert [] == back
    assert {path.parent.name for path in answers.glob("*/*.py")} == set(steps)


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_public_functions_are_documented(path: Path) -> None:
    """Modules say what they are for."""
    assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or path.read_text(encoding="utf-8") == ""


def test_only_the_settings_read_the_environment() -> None:
    """os.environ is read in bot/settings.py and the bot's own settings; the terminal looks only at NO_COLOR."""
    readers = [str(path.relative_to(ROOT)) for path in modules() if "os.environ" in path.read_text(encoding="utf-8")]

    assert {
        "bot/terminal.py",
        "bot/settings.py",
        "bot/telegram/settings.py",
        "index/encoders/sentence_transformer.py",
        "index/encoders/graphs.py",
    } >= set(readers)


def test_help_is_light() -> None:
    """`newsdesk --help` imports neither torch nor sentence_transformers, faiss, telegram or trafilatura."""
    heavy = ("torch", "sentence_transformers", "faiss", "telegram", "trafilatura", "numpy")
    code = f"import sys; sys.argv = ['newsdesk', '--help']\ntry:\n    from bot.cli import main; main()\nexcept SystemExit: pass\nprint([m for m in {heavy} if m in sys.modules], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "[]" == done.stderr.strip()
    assert "Commands" in done.stdout


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_nothing_runs_what_it_reads(path: Path) -> None:
    """No pickle, eval, exec, shell or unsafe YAML anywhere in the product."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    shells = [
        node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "shell" and isinstance(node.value, ast.Constant)
    ]
    loaders = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    loads = [
        {keyword.arg: ast.unparse(keyword.value) for keyword in node.keywords}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "yaml.load"
    ]

    assert {"eval", "exec", "compile", "__import__"} & called == set()
    assert {"pickle", "marshal", "shelve", "dill", "joblib"} & imported(path) == set()
    assert True not in shells
    assert {"CSafeLoader", "CLoader", "UnsafeLoader", "FullLoader", "unsafe_load", "full_load"} & loaders == set()
    assert all(load == {"Loader": "_Loader"} for load in loads)  # a SafeLoader without aliases, in corpus/markdown.py


def test_the_service_is_fenced_in() -> None:
    """The unit of systemd lets the bot write its own data and the articles, and little else."""
    unit = (ROOT / "deploy" / "newsdesk.service").read_text(encoding="utf-8")
    wanted = (
        "NoNewPrivileges=yes",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateTmp=yes",
        "PrivateDevices=yes",
        "MemoryMax=",
        "UMask=0077",
        "RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX",
        "CapabilityBoundingSet=",
        "SystemCallFilter=@system-service",
        "SystemCallArchitectures=native",
        "ProtectProc=invisible",
        "ProtectClock=yes",
        "ProtectKernelLogs=yes",
        "User=newsdesk",
    )

    assert [line for line in wanted if f"\n{line}" not in unit] == []


def test_asking_loads_nothing_that_only_building_needs() -> None:
    """What answers from an index that is there imports neither the extraction of figures nor the readers of files."""
    building = (
        "index.build",
        "index.milvus.store",
        "pymilvus",
        "grpc",
        "index.figures.extract",
        "index.figures.numbers",
        "corpus.read",
        "torch",
        "yaml",
        "spellchecker",
    )
    code = f"import sys, bot.opening, bot.render, index.answers; print([m for m in {building} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "[]" == done.stdout.strip()
