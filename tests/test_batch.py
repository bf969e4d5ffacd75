"""Questions by the line, over three articles and an encoder whose vectors count words."""

import json
from typing import Any

import pytest

from bot.batch import answers
from index.library import Index
from index.types import Encoder, Filter
from tests.conftest import CountingEncoder

STORM, BRIDGE = "How many people did the storm leave dead in Vell?", "What did the new bridge cost?"


def answered(*lines: object, index: Index | None = None, only: Filter | None = None) -> list[dict[str, Any]]:
    """The objects that come back for lines; the index is not opened where none is given."""

    def opened() -> Index:
        assert index is not None
        return index

    def encoder() -> Encoder:
        return CountingEncoder()

    texts = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    return list(answers(texts, opened, encoder, only or Filter()))


def test_answers_come_in_order_with_their_ids(library: Index) -> None:
    """One object a line, in the order of the lines, each with the id of its line if it had one, 0 included."""
    lines = [{"question": STORM, "id": 0}, "", {"question": BRIDGE, "id": "b"}, {"question": STORM}]
    found = answered(*lines, index=library)

    assert [0, "b", None] == [one.get("id") for one in found]
    assert [STORM, BRIDGE, STORM] == [one["question"] for one in found]
    assert [True, True, True] == [
        figure in one["answer"] for figure, one in zip(("14", "$12 million", "14"), found, strict=True)
    ]
    assert "id" not in found[2]


@pytest.mark.parametrize(
    ("line", "error"),
    [
        ("{broken", "not valid JSON"),
        ("[1, 2]", "is no object"),
        ({"question": 5}, 'no "question"'),
        ({"question": " ?! "}, "holds no words"),
        ({"question": "x" * 3000}, "the limit is 2,000"),
        ({"question": STORM, "context": "who"}, '"context" must be a list'),
        ({"question": STORM, "context": [1]}, '"context" must be a list'),
        ({"question": STORM, "articles": "storm.txt"}, '"articles" must be a list'),
        ({"question": STORM, "articles": []}, "could be read"),
        ({"question": STORM, "articles": [{"title": "no text"}]}, "could be read"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_broken_line_is_named_and_the_next_is_answered(line: object, error: str, library: Index) -> None:
    """A line that cannot be answered gives an object with its number and the reason, and the rest goes on."""
    first, broken, last = answered({"question": STORM}, line, {"question": BRIDGE}, index=library)

    assert (2, True) == (broken["line"], error in broken["error"])
    assert ("answered", "answered") == (first["status"], last["status"])


def test_a_broken_line_keeps_its_id(library: Index) -> None:
    """The error of a line that has an id carries it."""
    assert [{"id": "x", "error": '"context" must be a list of earlier questions', "line": 1}] == answered(
        {"id": "x", "question": STORM, "context": 1}, index=library
    )


def test_a_line_with_articles_is_answered_from_those_alone() -> None:
    """The index is not even opened, and each article keeps its name."""
    own = [
        {"article": "tarn.txt", "text": "The flood left 8 people dead in Tarn, the mayor said.", "published": "2026-03-02"},
        {"text": "The flood left 9 people dead in Tarn, the police said.", "published": "2026-03-02"},
    ]  # fmt: skip
    (found,) = answered({"question": "How many people did the flood leave dead in Tarn?", "articles": own})

    assert "conflicting" == found["status"]
    assert {"8", "9"} == {figure["text"].split()[0] for figure in found["figures"]}
    assert {"tarn.txt": "2026-03-02", "article-2": "2026-03-02"} == {
        c["article"]: c["published"] for c in found["citations"]
    }


def test_articles_of_one_name_are_two_sources() -> None:
    """Two articles of a line that bear the same name both answer."""
    own = [{"article": "a", "text": f"The flood left {n} people dead in Tarn, the {who} said."} for n, who in ((8, "mayor"), (9, "police"))]  # fmt: skip
    (found,) = answered({"question": "How many people did the flood leave dead in Tarn?", "articles": own})

    assert {"a", "a#2"} == {c["article"] for c in found["citations"]}


def test_an_article_that_cannot_be_read_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """One without a text is named on stderr with its line, and the others answer."""
    own = [{"article": "empty.txt", "text": " "}, {"text": "The flood left 8 people dead in Tarn."}]
    (found,) = answered({"question": "How many people did the flood leave dead in Tarn?", "articles": own})

    assert [8] == [figure["value"] for figure in found["figures"]]
    assert "newsdesk: line 1, empty.txt: " in capsys.readouterr().err


def test_a_context_is_the_earlier_questions(library: Index) -> None:
    """A question that leans on the one before it is answered as it is read; earlier ones without a word are left out."""
    (found,) = answered({"question": "when was it closed?", "context": ["…", BRIDGE]}, index=library)

    assert "when was it closed?" == found["question"]
    assert "bridge" in found["resolved_question"]
    assert "Monday" in found["answer"]


def test_the_filter_holds_for_every_line(library: Index) -> None:
    """With `--outlet`, lines are answered from that outlet alone."""
    found = answered({"question": STORM}, index=library, only=Filter(outlet="Orla Post"))

    assert "not_found" == found[0]["status"]


def test_a_byte_order_mark_is_no_part_of_the_first_line(library: Index) -> None:
    """A file that an editor saved with a byte order mark is read."""
    assert "answered" == answered("\ufeff" + json.dumps({"question": STORM}), index=library)[0]["status"]
