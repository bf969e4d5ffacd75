"""The quality gate: `python -m tests.eval.gate` measures, and fails where a figure is under its pinned floor.

`--pools` adds the contradictions of tests/eval/pools.py (about two minutes). Floors are pinned in floors.json beside a
digest of the questions and articles they were measured on. Changed data asks for `--repin`, which does not lower a floor
unless `--allow-regression` says so. `-v` lists what failed.
"""

import argparse
import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from bot.scoring import OWN, Verdict, failure_line, figures, judge, read_questions
from bot.settings import SAMPLES
from corpus.read import read_folder
from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Encoder
from tests.eval import pools

HERE = Path(__file__).parent
SHARED = HERE.parents[2] / "shared" / "eval"
FLOORS = HERE / "floors.json"
UNREAD = frozenset(
    "ashgrove_school belisk_election caldmoor_rail hexley_breach lisk_museum morvale_club sabine_vaccine sandrun_flood "
    "amble_schools calix_oil dunmar_airport fenwell_drug grand_tour_velo hadley_buses kestle_bank mirella_wildfire telmar_census thornby_find "
    "arbel_metro hesper_dairy meridor_trial orbina_launch tessaly_heat wyke_crash".split()
)  # events kept blind
NOISE = 0.001  # share: answers are repeatable, so only rounding is allowed for


def sets() -> dict[str, tuple[Path, Path]]:
    """Question file and article folder of every set that is there; the project's own always."""
    found = {"samples": (OWN, SAMPLES)}
    events = sorted((HERE / "events").iterdir()) + sorted((HERE / "disputes").iterdir())
    if SHARED.is_dir():
        found["seeds"] = (SHARED / "seeds" / "questions.jsonl", SHARED / "seeds" / "articles")
        events += sorted((SHARED / "events").iterdir())
    return found | {event.name: (event / "questions.jsonl", event / "articles") for event in events}


def learning_sets() -> dict[str, tuple[Path, Path]]:
    """The sets that weights may be learned from: not those whose failures nobody looks into."""
    return {name: where for name, where in sets().items() if name not in UNREAD}


def digest(file: Path, folder: Path) -> str:
    """SHA-256 over a question file and every article."""
    sha = hashlib.sha256(file.read_bytes())
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            sha.update(path.name.encode() + path.read_bytes())
    return sha.hexdigest()[:16]


def index_of(folder: Path, encoder: Encoder) -> Index:
    """An index of the articles of a set, in memory."""
    return Index.in_memory([one for one in read_folder(folder) if isinstance(one, Article)], encoder)


def measure(file: Path, folder: Path, encoder: Encoder) -> list[Verdict]:
    index = index_of(folder, encoder)
    return [judge(index, question) for question in read_questions(file)]


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pools", action="store_true", help="also measure the pools of contradictions")
    parser.add_argument("--repin", action="store_true", help="pin the figures measured now")
    parser.add_argument("--allow-regression", action="store_true", help="let --repin lower a floor")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="of the events, measure only every Nth")
    parser.add_argument("-v", action="store_true", help="list what failed")
    options = parser.parse_args(argv)
    pinned = json.loads(FLOORS.read_text()) if FLOORS.is_file() else {}
    encoder, bad = SentenceTransformerEncoder(), []
    for name, (measured, data, failed) in _measured(encoder, options.every, pools_too=options.pools):
        floor = pinned.get(name, {"data": None, "floors": {}})
        below = [key for key, low in floor["floors"].items() if measured.get(key, 0) < low - NOISE]
        print(name)
        for key, value in measured.items():
            low = floor["floors"].get(key, 0)
            print(f"  {key:45} {value:6.1%}  floor {low:6.1%}{'  BELOW' if key in below else ''}")
        if options.v and name not in UNREAD:
            print("\n".join(f"    {line}" for line in failed))
        if options.repin and (not below or options.allow_regression):
            pinned[name] = {"data": data, "floors": measured}
        elif below or floor["data"] != data:
            bad.append(f"{name}: {'below its floor' if below else 'the data changed; run with --repin'}")
    if options.repin:
        FLOORS.write_text(json.dumps(pinned, indent=1) + "\n")
    print("\n".join(bad) or "all figures at or above their floors", file=sys.stderr)
    return 1 if bad else 0


def _measured(
    encoder: Encoder, every: int, *, pools_too: bool
) -> Iterator[tuple[str, tuple[dict[str, float], str, list[str]]]]:
    """Of every set by name: its figures, the digest of its data, and a line for each failure."""
    for at, (name, (file, folder)) in enumerate(sets().items()):
        if at % every and name not in ("samples", "seeds"):
            continue
        verdicts = measure(file, folder, encoder)
        failed = [failure_line(verdict) for verdict in verdicts if not verdict.passed]
        shares = {key: share.value for key, share in figures(verdicts).items() if share.value is not None}
        yield name, (shares, digest(file, folder), failed)
    for name in pools.NAMES if pools_too and pools.POOLS.is_dir() else ():
        outcomes = pools.run(name, encoder)
        data = hashlib.sha256((pools.POOLS / f"{name}.jsonl").read_bytes()).hexdigest()[:16]
        yield name, (pools.figures(name, outcomes), data, [o.line for o in outcomes if not o.right])


if __name__ == "__main__":
    sys.exit(main())
