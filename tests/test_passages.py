"""Passages are spans of whole sentences that together hold all of an article."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.types import Article
from index.passages import LONGEST, WORDS, chunks, context, split
from index.sentences import sentences
from index.types import Chunk


def sentence(words: int, name: str) -> str:
    """A sentence of so many words."""
    return " ".join([name, *["walks"] * (words - 2), "home."])


@pytest.mark.parametrize(
    ("text", "passages"),
    [
        ("", []),
        (" \n\n ", []),
        ("One line without an end", ["One line without an end"]),
        ("Short one. Short two.", ["Short one. Short two."]),
        ("  Indented.\n\nNext paragraph.  ", ["Indented.\n\nNext paragraph."]),
        (f"{sentence(WORDS, 'Ada')} Then rest.", [sentence(WORDS, "Ada"), "Then rest."]),
    ],
)
def test_small_texts_are_split_as_told(text: str, passages: list[str]) -> None:
    """Sentences are kept whole and together up to the limit; white space around them belongs to no passage."""
    assert passages == [text[start:end] for start, end in split(text)]


def test_no_sentence_stands_in_two_passages() -> None:
    """Of four sentences of 50 words two fit together, and the next two begin another passage."""
    told = [sentence(50, name) for name in ("Ada", "Ben", "Cyd", "Dan")]
    text = " ".join(told)

    assert [" ".join(told[:2]), " ".join(told[2:])] == [text[start:end] for start, end in split(text)]


def test_a_sentence_belongs_to_the_passage_that_it_begins_in() -> None:
    """Each passage is embedded under its context with its own sentences; one that is cut counts where it begins."""
    endless = "seaside " * 400
    article = Article("a", f"{sentence(WORDS, 'Ada')} Ben left. Cyd came.\n\n{endless}", "Home")
    found = chunks(article, split(article.text))
    sentences_of = [[text[start:end] for start, end in own] for text, own in found]

    assert [[sentence(WORDS, "Ada")], ["Ben left.", "Cyd came."]] == sentences_of[:2]
    assert [1, *[0] * (len(found) - 3)] == [len(own) for own in sentences_of[2:]]
    assert all(text.startswith("Home\n") for text, _ in found)


def test_a_sentence_longer_than_a_passage_stands_alone() -> None:
    """A sentence over the limit of words is one passage, and shares none with its neighbours."""
    told = ["Ada came.", sentence(WORDS + 20, "Ben"), "Cyd left."]
    text = " ".join(told)

    assert told == [text[start:end] for start, end in split(text)]


def test_an_endless_sentence_is_cut_between_words() -> None:
    """Text without a full stop is cut at spaces into pieces of at most LONGEST characters; no word is lost or halved."""
    text = "seaside " * 1000
    pieces = [text[start:end] for start, end in split(text)]

    assert ["seaside"] * 1000 == " ".join(pieces).split()
    assert LONGEST >= max(map(len, pieces))


def test_a_word_without_end_is_cut() -> None:
    """A word without an end, as a broken file may hold, is cut too: no passage is over 2 * LONGEST characters."""
    text = "x" * (3 * LONGEST)

    assert [(0, 2 * LONGEST), (2 * LONGEST, len(text))] == split(text)


@given(st.text(st.sampled_from("ab. \n\"'éA1"), max_size=3000))
def test_every_character_is_in_a_passage(text: str) -> None:
    """Whatever the text, spans come in order, none is empty or shares a sign, and all that is not white space is covered."""
    spans = split(text)
    covered = {place for start, end in spans for place in range(start, end)}

    assert {place for place, sign in enumerate(text) if not sign.isspace()} <= covered
    assert all(start < end for start, end in spans)
    assert all(one[1] <= other[0] for one, other in pairwise(spans))


@given(st.lists(st.integers(2, 60), min_size=1, max_size=40))
def test_no_passage_is_over_the_limit(lengths: list[int]) -> None:
    """Passages of ordinary sentences have at most WORDS words, and begin and end where sentences do."""
    text = " ".join(sentence(words, "Ada") for words in lengths)
    starts, ends = zip(*sentences(text), strict=True)
    spans = split(text)

    assert WORDS >= max(len(text[start:end].split()) for start, end in spans)
    assert {start for start, _ in spans} <= set(starts)
    assert {end for _, end in spans} <= set(ends)


@pytest.mark.parametrize(
    ("article", "expected"),
    [
        (Article("a", "x", "Bridge shut", "Orla Post", date(2026, 5, 4)), "Bridge shut. Orla Post. 4 May 2026"),
        (Article("a", "x", None, "Orla Post", None), "Orla Post"),
        (Article("a", "x"), ""),
    ],
)
def test_the_context_holds_what_is_known(article: Article, expected: str) -> None:
    """Title, outlet and day stand before a passage; what is unknown is left out."""
    assert expected == context(article)
    assert [Chunk(f"{expected}\nx", ((len(expected) + 1, len(expected) + 2),))] == chunks(article, [(0, 1)])
