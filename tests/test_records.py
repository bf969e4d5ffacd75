"""Articles in JSON and JSON Lines."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.records import read_json, read_jsonl, read_record
from corpus.types import Article, Rejected

TEXT = "Nine boats sank in the harbour of Ostmere on Tuesday.\n\nTwo are missing."
RECORD = {
    "id": "crane",
    "title": "Crane sinks nine boats",
    "outlet": "The Lund Herald",
    "published": "2026-03-09T18:20:00+02:00",
    "url": "https://lund.example/crane",
    "text": TEXT,
}


def test_a_record_gives_every_field() -> None:
    """Title, outlet, day, link and text are taken from the object's fields."""
    assert read_record(RECORD, "a.json") == Article(
        "a.json", TEXT, "Crane sinks nine boats", "The Lund Herald", date(2026, 3, 9), "https://lund.example/crane"
    )


def test_other_names_of_the_fields_are_known() -> None:
    """Headline, source, date, link and body are the same fields."""
    record = {"headline": "Crane", "source": "Lund", "date": "9 March 2026", "link": "https://l.example", "body": TEXT}

    assert read_record(record, "a") == Article("a", TEXT, "Crane", "Lund", date(2026, 3, 9), "https://l.example")


def test_what_a_record_does_not_say_is_unknown() -> None:
    """Absent and null fields are None, and a number is no day."""
    record = {"text": TEXT, "title": None, "published": 1773000000, "url": ""}

    assert read_record(record, "a") == Article("a", TEXT)


def test_an_empty_text_gives_way_to_the_body() -> None:
    """The first field that holds text is the text."""
    assert read_record({"text": " ", "body": TEXT}, "a").text == TEXT


@pytest.mark.parametrize(
    "record", [{}, {"text": ""}, {"text": None}, {"text": 3}, {"text": ["x"]}, {"text": "\u200b \n"}]
)
def test_a_record_without_text_is_refused(record: dict[str, object]) -> None:
    """A record must hold a text; the message says so."""
    with pytest.raises(ArticleError, match='it has no "text"'):
        read_record(record, "a")


def test_furniture_in_a_record_goes() -> None:
    """The text of a record is cleaned like that of a file."""
    assert read_record({"text": f"{TEXT}\n\nShare this\n\nRecent News\n- A teaser"}, "a").text == TEXT


def test_lone_surrogates_do_not_reach_an_article() -> None:
    """JSON can spell what UTF-8 cannot write; it is dropped from every field."""
    line = '{"id": "a\\ud800b", "title": "Cr\\udfffane\\u202e", "outlet": "L\\ud800", "text": "Nine \\ud800dead."}'

    (article,) = read_jsonl(line, "a.jsonl")

    assert article == Article("a.jsonl#ab", "Nine dead.", "Crane", "L")


def test_each_line_is_an_article_named_by_its_id() -> None:
    """The name of a record is its file and its id, else its address, else its line."""
    lines = [RECORD, {"url": "https://b.example", "text": TEXT}, {"text": TEXT}, {"id": 7, "text": TEXT}]

    found = list(read_jsonl("\n".join(json.dumps(line) for line in lines), "a.jsonl"))

    assert [article.path for article in found] == [
        "a.jsonl#crane",
        "a.jsonl#https://b.example",
        "a.jsonl#3",
        "a.jsonl#7",
    ]


def test_a_broken_line_is_named_and_the_rest_goes_on() -> None:
    """One bad line costs one record; its number is in the reason."""
    text = "\n".join(
        [json.dumps(RECORD), "", '{"text": ', "[1]", '{"title": "x"}', json.dumps({"id": "z", "text": TEXT})]
    )

    first, *bad, last = read_jsonl(text, "a.jsonl")

    assert (first.path, last.path) == ("a.jsonl#crane", "a.jsonl#z")
    assert all(isinstance(entry, Rejected) for entry in bad)
    assert [entry.path for entry in bad] == ["a.jsonl#3", "a.jsonl#4", "a.jsonl#5"]
    reasons = [entry.reason for entry in bad if isinstance(entry, Rejected)]
    assert [reason.split()[:2] for reason in reasons] == [["line", "3"], ["line", "4"], ["line", "5:"]]


def test_an_id_that_comes_again_gets_its_own_name() -> None:
    """Two records of one id are two articles, even where the made-up name is taken too."""
    ids = ["a", "a", "a~4", "a", "a~4~3"]
    found = list(read_jsonl("\n".join(json.dumps({"id": name, "text": TEXT}) for name in ids), "f"))

    assert len({article.path for article in found}) == 5
    assert [article.path for article in found][:3] == ["f#a", "f#a~2", "f#a~4"]


def test_json_is_one_article_a_list_or_an_object_of_articles() -> None:
    """The three usual shapes of a .json file are read."""
    assert [a.path for a in read_json(json.dumps(RECORD), "a.json")] == ["a.json"]
    assert [a.path for a in read_json(json.dumps([RECORD, {"text": TEXT}]), "a.json")] == ["a.json#crane", "a.json#2"]
    assert [a.path for a in read_json(json.dumps({"articles": [RECORD]}), "a.json")] == ["a.json#crane"]


@pytest.mark.parametrize("text", ["", "{", "nonsense", "3", '"x"', "null", "[" * 100_000, "9" * 5000], ids=range(8))
def test_json_that_holds_no_article_is_refused(text: str) -> None:
    """Broken, nested and empty JSON is refused with a reason, not with a traceback."""
    with pytest.raises(ArticleError, match=r"valid JSON|no article object"):
        list(read_json(text, "a.json"))


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*RECORD, "date", "body"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from([*RECORD, "agency", "date", "body"]), VALUES, max_size=6))
@settings(deadline=None)
def test_any_object_is_an_article_or_an_article_error(record: dict[str, object]) -> None:
    """No value in any field raises anything but ArticleError, and what is kept can be written as UTF-8."""
    try:
        article = read_record(record, "a")
    except ArticleError:
        return

    assert article.text
    for value in (article.text, article.title, article.outlet, article.url, article.agency):
        assert value is None or value.encode("utf-8")


@given(st.lists(st.text(max_size=60) | VALUES.map(json.dumps), max_size=6))
@settings(deadline=None)
def test_every_line_is_accounted_for(lines: list[str]) -> None:
    """Each line that is not blank gives one article or one reason."""
    text = "\n".join(line.replace("\n", " ") for line in lines)

    assert len(list(read_jsonl(text, "a.jsonl"))) == sum(1 for line in text.split("\n") if line.strip())
