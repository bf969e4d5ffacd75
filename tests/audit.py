"""`python -m tests.audit`: known holes of the pinned versions, by pip-audit; 1 if there are any, and "not run" where nothing was asked.

A database that answers nothing looks like one that knows of no hole. So a version with a known hole is asked about
too, and where that is not found nothing is said to be clean.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

PINNED = Path(__file__).parent.parent / "constraints.txt"
KNOWN = "tornado==6.3.0"  # GHSA-qppv-j76h-2rpx, of 2023
LONGEST = 600  # seconds

Report = list[dict[str, Any]]


def ask(requirements: Path) -> Report | str:
    """What pip-audit tells of each version; a sentence where it tells nothing."""
    program = shutil.which("pip-audit") or shutil.which("pip-audit", path=str(Path(sys.executable).parent))
    if program is None:
        return "pip-audit is not installed; run `pip install pip-audit`"
    command = [
        program,
        "-r",
        str(requirements),
        "--no-deps",
        "--disable-pip",
        "--progress-spinner",
        "off",
        "-f",
        "json",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST)
        report: Report = json.loads(done.stdout)["dependencies"]
    except subprocess.TimeoutExpired:
        return "the database does not answer"
    except (ValueError, KeyError):
        return f"pip-audit failed: {(done.stderr.strip().splitlines() or ['it said nothing'])[-1]}"
    return report


def verdict(pinned: Report | str, known: Report | str) -> tuple[int, list[str]]:
    """The exit code and what is said."""
    if isinstance(pinned, str) or isinstance(known, str):
        return 0, [f"not run: {pinned if isinstance(pinned, str) else known}"]
    holes = [f"{one['name']} {one['version']}: {hole['id']}, mended in {', '.join(hole['fix_versions']) or 'no version'}" for one in pinned for hole in one.get("vulns", ())]  # fmt: skip
    if holes:
        return 1, holes
    if not any(one.get("vulns") for one in known):
        return 0, [
            f"not run: the database that can be reached does not know the hole of {KNOWN}, so it would know no other"
        ]
    left = [one["name"] for one in pinned if "skip_reason" in one]
    asked = f"no known hole in {len(pinned) - len(left)} of {len(pinned)} pinned versions"
    return 0, [asked + (f"; not asked about: {', '.join(left)}" if left else "")]


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.txt"
        known.write_text(f"{KNOWN}\n")
        code, lines = verdict(ask(PINNED), ask(known))
    print(*lines, sep="\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
