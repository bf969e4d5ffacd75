"""`python -m tests.bench.peers --python PYTHON` runs other tools beside Newsdesk, on the same articles and encoder, in one table.

Each peer is a script NAME_run.py in the folder `--peers`, run by a Python that has it installed: `build ARTICLES STORE`,
`ask ARTICLES STORE QUESTION` and `warm ARTICLES STORE QUESTIONS` print one JSON line with seconds, or p50_ms and p95_ms.
Articles and questions are JSON lines. Everything runs RUNS times where it is a question, taking turns, and the median counts.
"""

import argparse
import gzip
import json
import statistics
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from index.library import Index
from tests.bench.__main__ import NEWS, NEWSDESK, QUESTION, ROOT, RUNS, Run, child, run, title
from tests.bench.child import questions

PEERS = ROOT.parent / "shared" / "bench" / "peers"
OWN = "newsdesk"


def rows(
    corpus: Path, articles: int, peers: dict[str, Path], python: str, work: Path
) -> Iterator[tuple[str, dict[str, float]]]:
    """Each measurement with its figure for every tool, ours first."""
    taken = _lines(corpus)[:articles]
    folder, file, asked = work / "corpus", work / "corpus" / "articles.jsonl", work / "questions.jsonl"
    folder.mkdir()
    file.write_text("".join(taken), encoding="utf-8")
    stores = {name: str(work / name) for name in peers}

    def peer(name: str, mode: str, *more: str) -> Run:
        return run(str(peers[name]), mode, str(file), stores[name], *more, python=python)

    built = {OWN: child("indexing", folder, work / OWN)} | {name: peer(name, "build") for name in peers}
    yield "build, articles/s", {name: len(taken) / one.figures["seconds"] for name, one in built.items()}
    yield "build, processor s", {name: one.processor for name, one in built.items()}
    yield "build, peak MB", {name: one.megabytes for name, one in built.items()}
    asked.write_text(
        "".join(json.dumps({"question": one}) + "\n" for one in questions(Index.open(work / OWN))), encoding="utf-8"
    )
    cold: dict[str, list[Run]] = {name: [] for name in (OWN, *peers)}
    for _ in range(RUNS):  # in turns, so that what else the machine does meets all of them
        cold[OWN].append(run(*NEWSDESK, "ask", QUESTION, "--index", str(work / OWN), "--json"))
        for name in peers:
            cold[name].append(peer(name, "ask", QUESTION))
    yield "cold question, s", {name: statistics.median(one.seconds for one in runs) for name, runs in cold.items()}
    yield (
        "cold question, processor s",
        {name: statistics.median(one.processor for one in runs) for name, runs in cold.items()},
    )
    yield (
        "cold question, peak MB",
        {name: statistics.median(one.megabytes for one in runs) for name, runs in cold.items()},
    )
    own = child("finding", work / OWN).figures
    warm = {name: peer(name, "warm", str(asked)).figures for name in peers}
    for key, place in (("median", "p50_ms"), ("p95", "p95_ms")):
        yield f"warm search, {key} ms", {OWN: own[key]} | {name: one[place] for name, one in warm.items()}
    yield "warm search and answer, median ms", {OWN: child("asking", work / OWN).figures["ask median"]}


def _lines(corpus: Path) -> list[str]:
    with gzip.open(corpus, "rt", encoding="utf-8") as file:
        return list(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--python", required=True, help="a Python with the peers, and with the default encoder's package"
    )
    parser.add_argument("--peers", type=Path, default=PEERS, help="folder of the peers' scripts")
    parser.add_argument("--corpus", type=Path, default=NEWS, help="articles, .jsonl.gz")
    parser.add_argument("--articles", type=int, default=10_000, help="so many of them")
    options = parser.parse_args()
    peers = {path.name.removesuffix("_run.py"): path for path in sorted(options.peers.glob("*_run.py"))}
    print(f"{title(options.corpus)}, at most {options.articles} articles", flush=True)
    print(f"{'':34}", *(f"{name:>11}" for name in (OWN, *peers)), flush=True)
    with TemporaryDirectory() as work:
        for name, figures in rows(options.corpus, options.articles, peers, options.python, Path(work)):
            print(
                f"{name:34}",
                *(f"{figures[one]:11.2f}" if one in figures else f"{'':11}" for one in (OWN, *peers)),
                flush=True,
            )


if __name__ == "__main__":
    main()
