"""Nothing in an article changes what the program does or how its labels look, at the terminal or on Telegram."""

import json
import re
from pathlib import Path

import pytest

from bot.render import answer_text, label
from bot.telegram.answers import rendered
from bot.telegram.sources import in_context
from bot.terminal import printable
from corpus.read import read_file
from corpus.types import Article
from index.library import Index
from index.types import Answer
from tests.attacks import OTHER, Attack, attacks
from tests.conftest import CountingEncoder
from tests.telegram_text import formatted, piece, quiet

quiet()
QUESTION = "How many people died in the storm in Vell?"
ALL = list(attacks())
STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f\ud800-\udfff]")  # fmt: skip
OURS = {"bold", "italic", "blockquote", "expandable_blockquote", "text_link"}


def asked(attack: Attack, folder: Path) -> tuple[Index, Answer]:
    """The attack read as a file of a corpus, indexed beside an honest article, and asked about."""
    path = folder / "attack.json"
    path.write_text(json.dumps(attack.fields))
    found = [one for one in read_file(path, path.name) if isinstance(one, Article)]
    index = Index.in_memory([*found, OTHER], CountingEncoder())
    index.reads_with = "none"
    return index, index.ask(QUESTION)


def test_there_are_enough_attacks() -> None:
    """Two hundred or more, each of its own."""
    assert len({(attack.name, str(attack.fields)) for attack in ALL}) == len(ALL) >= 200


@pytest.mark.parametrize("attack", ALL, ids=lambda attack: attack.name)
def test_an_attack_changes_nothing(attack: Attack, tmp_path: Path) -> None:
    """Answered from quotes that stand in their articles, labels as recorded, no steering character, no live link of the article's."""
    index, answer = asked(attack, tmp_path)

    assert answer.citations
    for citation in answer.citations:
        article = index.article(citation.article)
        assert citation.quote == article.text[citation.start : citation.end]
        assert (citation.outlet, citation.title, citation.url) == (article.outlet, article.title, article.url)
    _holds_at_the_terminal(answer)
    _holds_on_telegram(answer, index)


def _holds_at_the_terminal(answer: Answer) -> None:
    text = answer_text(answer, colour=False, width=5000)
    lines = text.split("\n")
    labels = [line for line in lines if re.match(r"\[\d+\]", line)]

    assert not STEERING.search(text)
    assert lines.count("Sources") == 1
    assert labels == [" ".join(printable(f"[{c.n}] {label(c)}").split()) for c in answer.citations]
    assert not [line for line in lines if line.startswith(("0 people", "- 0 people"))]


def _holds_on_telegram(answer: Answer, index: Index) -> None:
    shown = rendered(answer, [], "en")
    contexts = [in_context(index.article(source.article), source, "en") for source in shown.sources]
    links = {citation.url for citation in answer.citations}
    for page in (*shown.pages, *([shown.more] if shown.more else []), *contexts):
        text, entities = formatted(page, "HTML")

        assert {entity["type"] for entity in entities} <= OURS
        assert {entity["url"] for entity in entities if entity["type"] == "text_link"} <= links
        assert all("\n" not in piece(text, entity) for entity in entities if entity["type"] == "text_link")
