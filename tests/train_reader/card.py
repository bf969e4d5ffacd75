"""Write the model card: `python -m tests.train_reader.card CHECKPOINT... GRAPH --data FOLDER`, beside the graph.

`--after` names the card of the weights that the training went on from: its runs come first, its figures stay for comparison.
The graph is then a mean of several runs' weights (`export --with`).
"""

import argparse
import hashlib
import json
from pathlib import Path
from typing import Any

import torch

from tests.train_reader.data import INVENTED, MIX
from tests.train_reader.evaluate import report

HERE = Path(__file__).parent
LICENCES = {
    "news": "MIT; invented articles and questions of this project, tests/train_reader/news",
    "events": "MIT; invented events of this project, each told by several articles, tests/train_reader/events",
    "squadshifts_new_wiki": "CC BY 4.0 (text CC BY-SA, Wikipedia); SQuADShifts",
    "squadshifts_amazon": "CC BY 4.0; SQuADShifts",
    "squadshifts_reddit": "CC BY 4.0; SQuADShifts",
    "squad2_half": "CC BY-SA 4.0; half of the development set of SQuAD 2.0",
    "squad_part_a": "CC BY-SA 4.0; paragraphs of SQuAD",
    "squad_part_b": "CC BY-SA 4.0; questions of SQuAD",
    "nq_swap": "CC BY-SA 3.0; Natural Questions with another answer in the passage",
    "qed_nq": "CC BY-SA 3.0 and GFDL; QED, on Natural Questions",
    "xquad_en": "CC BY-SA 4.0; XQuAD, English",
    "expmrc_squad": "CC BY-SA 4.0; ExpMRC, the SQuAD part",
    "clapnq_unanswerable": "Apache-2.0; CLAP NQ",
    "covid_qa": "Apache-2.0; COVID-QA",
    "tatqa_text": "CC BY 4.0; TAT-QA",
    "qamr": "MIT (text CC BY 2.5, Wikinews, and CC BY-SA, Wikipedia); QAMR",
    "fairytaleqa": "Apache-2.0; FairytaleQA",
    "teacher": "Apache-2.0; all-mpnet-base-v2, whose weights are not shipped",
}
COMMANDS = [
    "python -m tests.train_reader.train --data FOLDER --out FIRST.pt --minutes 95",
    "python -m tests.train_reader.export FIRST.pt FIRST.onnx --data FOLDER",
    "OMP_WAIT_POLICY=PASSIVE python -m tests.train_reader.train --data FOLDER --out SECOND.pt --minutes 70"
    " --start FIRST.onnx --rate 1.5e-4 --still 2 --seed 2",
    "python -m tests.train_reader.export SECOND.pt MEAN.onnx --with FIRST.onnx 0.5 --data FOLDER",
    "... train --out THIRD.pt --minutes 60 --start MEAN.onnx --rate 2e-4 --seed 3, stopped at its checkpoint of minute 20",
    "... train --out FOURTH.pt --minutes 78 --start THIRD.pt --rate 2.5e-4 --seed 4, with news, stopped at minute 13",
    "... train --out FIFTH.pt --minutes 55 --start FOURTH.pt --rate 2.5e-4 --still 2 --seed 5",
    "python -m tests.train_reader.export FIFTH.pt BEFORE.onnx --with MEAN.onnx 0.5 --data FOLDER",
    "... train --out SIXTH.pt --minutes 24 --start FIFTH.pt --rate 2e-4 --seed 11 --threads 1, the news four times an epoch",
    "... train --out SEVENTH.pt --minutes 88 --start SIXTH.pt --rate 2.2e-4 --seed 12 --threads 1, with twice as much news",
    "python -m tests.train_reader.export SEVENTH.pt CPU.onnx --with BEFORE.onnx 0.5 --data FOLDER",
    "... train --out EIGHTH.pt --minutes 78 --start CPU.pt --rate 2e-4 --seed 13 --threads 1, from that mean before it was rounded",
    "python -m tests.train_reader.distil --data FOLDER --teacher ALL-MPNET-BASE-V2 --start CPU.onnx --out NINTH.pt"
    " --teacher-minutes 3.85 --minutes 4 --seed 2",
    "python -m tests.train_reader.export NINTH.pt reader.onnx --with CPU.onnx 0.15 --with EIGHTH.pt 0.2 --data FOLDER",
    "python -m tests.train_reader.card EIGHTH.pt NINTH.pt reader.onnx --after CPU.json --data FOLDER",
]
LIMITS = [
    "English only; trained on encyclopaedic text, reviews, posts, some Wikinews and invented news, not on newspapers.",
    "One span of at most 30 word pieces of one passage: no counting, no adding up, no answer put together from two places.",
    "A weekday stays a weekday.",
    "It can be certain of an answer to a question that the passage nearly answers, about another name or year.",
    "The score below which to abstain depends on how often passages hold an answer; `answerable` assumes every third one.",
    "Of two questions, one made to have no answer in its passage (SQuAD 2.0), it takes the other for the likelier four times of five.",
    "The shares of the three runs in the mean were chosen on the held-out articles themselves, among five that lay within"
    " 0.8 of F1 and 0.006 of AUC of each other.",
    "Training on two CPU cores gives figures like those before the last run; the last one took a GPU eight minutes and a teacher,"
    " whose own AUC on the held-out half of SQuAD was 0.840.",
    "Its figures come from seven held-out articles and seventeen files of news; questions on one article are alike, so they are rough.",
]


def card(checkpoints: list[Path], graph: Path, data: Path, earlier: dict[str, Any]) -> dict[str, Any]:
    content = graph.read_bytes()
    digest = hashlib.sha256()
    for name in sorted(set(MIX) - INVENTED):
        digest.update((data / f"{name}.jsonl.gz").read_bytes())
    for file in sorted(file for name in INVENTED for file in HERE.joinpath(name).glob("*.txt")):
        digest.update(file.read_bytes())
    measured = report(graph, data)
    return {
        "what": "Extractive question answering: six transformer layers, a span head and a no-answer logit, on the"
        " embeddings of all-MiniLM-L6-v2, which are not in the file. Dynamic int8: weights by row, activations as they come.",
        "sha256": hashlib.sha256(content).hexdigest(),
        "bytes": len(content),
        "calibration": measured["calibration"],
        "training": [*earlier.get("training", []), *map(run, checkpoints)],
        "commands": COMMANDS,
        "data": {"sha256 of the files, by name": digest.hexdigest()},
        "licences": LICENCES,
        "held out": "whole articles, drawn by `held_out` in tests/train_reader/data.py, and every seventh file of"
        " tests/train_reader/news and events; none of their passages was trained on",
        "figures": measured["figures"],
        "figures before the last run": earlier.get("figures", {}),
        "reliability": measured["reliability"],
        "limits": LIMITS,
    }


def run(checkpoint: Path) -> dict[str, Any]:
    """What a checkpoint says of the run that wrote it."""
    facts: dict[str, Any] = torch.load(checkpoint, weights_only=True)["facts"]
    hardware = {"hardware": "two CPU cores, shared with other work; bfloat16"}
    return hardware | facts | {"passes over each source in an epoch": MIX}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkpoints", type=Path, nargs="+", metavar="CHECKPOINT")
    parser.add_argument("graph", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--after", type=Path, metavar="CARD")
    given = parser.parse_args()
    earlier = json.loads(given.after.read_text()) if given.after else {}
    result = card(given.checkpoints, given.graph, given.data, earlier)
    given.graph.with_name("card.json").write_text(json.dumps(result, indent=2) + "\n")
    print(json.dumps(result["figures"], indent=2))


if __name__ == "__main__":
    main()
