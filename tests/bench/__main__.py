"""`python -m tests.bench [--corpus FILE]` measures indexing and asking, and prints one table with commit and date.

Every measurement runs in a process of its own, so that its peak memory is its own too. What is compared stands as a
ratio: it holds on other machines, where seconds do not.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from corpus.read import read_file, read_folder
from corpus.types import Article
from corpus.web.saving import file_text

ROOT = Path(__file__).resolve().parents[2]
NEWS = ROOT.parent / "shared" / "corpora" / "bbc_news.jsonl.gz"
SAMPLES = ROOT / "corpus" / "articles"
NEWSDESK = ["-c", "from bot.cli import main; main()"]
QUESTION = "How many officers are deployed?"
FEW = 50  # articles of the small index that the large one is compared with
RUNS = 3  # of everything that is a whole process; their median counts

Row = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took."""

    seconds: float
    processor: float  # seconds of processor time, of all threads: steadier on a busy machine
    megabytes: float  # at its peak
    figures: dict[str, float]


def run(*arguments: str, python: str = sys.executable) -> Run:
    """Run Python with these arguments to its end; stops the bench if that fails."""
    usual = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    started = perf_counter()
    process = subprocess.Popen([python, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True, env=usual)
    assert process.stdout is not None
    out = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)  # unlike wait, it tells what this one process used
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = perf_counter() - started
    if process.returncode not in (0, 1) or (process.returncode and arguments[0] != "-c"):  # 1: the articles do not say
        sys.exit(f"{' '.join(arguments)} ended with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1024  # bytes there, KiB on Linux
    lines = out.splitlines()
    figures = json.loads(lines[-1]) if arguments[0] != "-c" else {}
    return Run(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit / 1e6, figures)


def child(name: str, *arguments: object) -> Run:
    return run("-m", "tests.bench.child", name, *map(str, arguments))


def median(*arguments: object) -> tuple[float, float, float]:
    """Median seconds, seconds of processor time and peak megabytes of the newsdesk command."""
    runs = [run(*NEWSDESK, *map(str, arguments)) for _ in range(RUNS)]
    return (
        statistics.median(one.seconds for one in runs),
        statistics.median(one.processor for one in runs),
        statistics.median(one.megabytes for one in runs),
    )


def rows(corpus: Path, work: Path) -> Iterator[Row]:
    """Measure everything, a row at a time."""
    large, small = folder_of(corpus, work / "large"), few_of(corpus, work / "small")
    built = child("indexing", large, work / "large.index")
    child("indexing", small, work / "small.index")
    size = built.figures
    yield "articles, passages", f"{size['articles']:.0f}, {size['passages']:.0f}"
    yield (
        "indexing",
        f"{size['seconds']:.1f} s ({built.processor:.1f} s of processor time), {size['articles'] / size['seconds']:.1f} articles/s, {size['passages'] / size['seconds']:.1f} passages/s",
    )
    yield "indexing, peak memory", f"{built.megabytes:.0f} MB"
    yield "index on disk", f"{size['bytes'] / 1e6:.1f} MB"
    seconds, _, _ = median("index", large, "--index", work / "large.index", "--json")
    yield "index again, nothing changed", f"{seconds:.2f} s"
    many, few = (child("adding", work / name, work / f"{name}.index").figures["ms"] for name in ("large", "small"))
    yield "one new article, running process", f"{many:.0f} ms; {many / few:.2f} times that in an index of 50"
    yield from asking(work / "large.index")
    yield "newsdesk --help", f"{median('--help')[0]:.2f} s"


def asking(index: Path) -> Iterator[Row]:
    """What a question costs: the whole command, in a new process, and in one that has answered before."""
    seconds, processor, megabytes = median("ask", QUESTION, "--index", index, "--json")
    yield "cold ask, whole command", f"{seconds:.2f} s ({processor:.2f} s of processor time), {megabytes:.0f} MB"
    first = statistics.median(child("opening", index, QUESTION).figures["ms"] for _ in range(RUNS))
    yield "open and first answer", f"{first:.0f} ms"
    found = child("finding", index).figures
    yield "warm search for passages, median and p95", f"{found['median']:.0f} ms, {found['p95']:.0f} ms"
    warm = child("asking", index)
    parts = {"ask": "ask", "search": "ask, to what was found", "answer": "ask, from there on"}
    for name, part in parts.items():
        middle, slow = warm.figures[f"{name} median"], warm.figures[f"{name} p95"]
        yield f"warm {part}, median and p95", f"{middle:.0f} ms, {slow:.0f} ms"
    yield "warm ask, processor time", f"{warm.figures['processor median']:.0f} ms"
    yield "warm ask, peak memory", f"{warm.megabytes:.0f} MB"
    yield "first answer to warm median", f"{first / warm.figures['ask median']:.1f} times"


def folder_of(corpus: Path, folder: Path) -> Path:
    """A copy of a corpus as a folder, so that articles can be added to it."""
    if corpus.is_dir():
        shutil.copytree(corpus, folder)
    else:
        folder.mkdir()
        shutil.copy2(corpus, folder)
    return folder


def few_of(corpus: Path, folder: Path) -> Path:
    """The first articles of a corpus in a folder of their own."""
    folder.mkdir()
    found = read_file(corpus, corpus.name) if corpus.is_file() else list(read_folder(corpus))
    for number, article in enumerate([one for one in found if isinstance(one, Article)][:FEW]):
        (folder / f"{number:03}.txt").write_text(file_text(article), encoding="utf-8")
    return folder


def title(corpus: Path) -> str:
    """Commit, day, processor and corpus."""
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    told = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").is_file() else ""
    names = [line.split(":", 1)[1].strip() for line in told.splitlines() if line.startswith("model name")]
    cpu = f"{os.cpu_count()} cores{f' of {names[0]}' if names else ''}"
    return (
        f"newsdesk {commit.stdout.strip() or 'of no commit'}, {datetime.now(UTC).date()}, {cpu}, corpus {corpus.name}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--corpus", type=Path, default=NEWS if NEWS.is_file() else SAMPLES, help="folder or file of articles"
    )
    corpus = parser.parse_args().corpus.resolve()
    if not corpus.exists():
        parser.error(f"{corpus} does not exist; give a folder or file of articles")
    print(title(corpus), flush=True)
    with TemporaryDirectory() as work:
        for name, figure in rows(corpus, Path(work)):
            print(f"{name:45} {figure}", flush=True)


if __name__ == "__main__":
    main()
