"""The gate's quick look: what was found once is judged again without searching, and as the gate judges it."""

import json
from datetime import date
from pathlib import Path

import pytest

from bot.scoring import Verdict
from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from tests.conftest import write
from tests.eval import gate, remembered

ARTICLES = (
    Article("storm.txt", "The storm left 14 people dead in Vell, the mayor said.", "Storm", "Orla Post", date(2026, 5, 4)),
    Article("later.txt", "The storm in Vell has now left 17 people dead.", "Storm", "Orla Post", date(2026, 5, 9)),
)  # fmt: skip
QUESTIONS = (
    {"id": "toll", "question": "How many people did the storm leave dead in Vell?", "status": "answered", "must": [["17"]], "cites_any": ["later.txt"]},
    {"id": "before", "question": "and before that?", "context": ["How many people did the storm leave dead in Vell?"], "status": "answered", "must": [["14"]],
     "cites_any": ["storm.txt"]},
    {"id": "absent", "question": "How many elephants were vaccinated?", "status": "not_found"},
)  # fmt: skip


def shown(verdicts: list[Verdict]) -> list[tuple[str, bool, bool]]:
    return [(one.answer.headline, one.passed, one.found) for one in verdicts]


@pytest.mark.encoder
def test_what_was_found_once_is_judged_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second time no index is made, and every answer is as the gate's own."""
    folder, file, store = tmp_path / "articles", tmp_path / "questions.jsonl", tmp_path / "store"
    for path in (folder, store):
        path.mkdir()
    for article in ARTICLES:
        write(folder, article)
    file.write_text("\n".join(map(json.dumps, QUESTIONS)))
    monkeypatch.setattr(remembered, "sets", lambda: {"storms": (file, folder)})
    measured = gate.measure(file, folder, SentenceTransformerEncoder())
    first = remembered.verdicts("storms", store)
    monkeypatch.setattr(remembered, "Index", None)

    assert shown(measured) == shown(list(first.values()))
    assert shown(measured) == shown(list(remembered.verdicts("storms", store).values()))
    assert list(first) == ["toll", "before", "absent"]
