"""Words: what means the same, and which words the language has."""

import pytest

from corpus.types import Article
from index.answers.learned import FOLDER
from index.answers.questions.spelling import _english, _is_english, mender
from index.answers.words import alike, related, relatives, same_name, stem
from index.words import folded, narrowed, telling

LINES = [line.split() for line in (FOLDER / "thesaurus.txt").read_text("utf-8").splitlines()]


def test_words_that_mean_the_same_are_found_both_ways() -> None:
    """The first stem of a line of the thesaurus is like each of its others, they are like it, and nothing else is."""
    near: dict[str, set[str]] = {}
    for one, *others in LINES[::40]:
        for other in others:
            near.setdefault(one, set()).add(other)
            assert one in alike(other)
    assert {one: alike(one) & found for one, found in near.items()} == near
    assert frozenset() == alike("") | alike("zzzz") | alike("aba")
    assert {"depart", "vacant"} < alike("abandon")
    assert stem("abandoned") in alike("desert")


def test_a_word_is_looked_up_as_the_spelling_checker_would() -> None:
    """Whether English has a word is told without loading the spelling checker, and as that tells it."""
    typed = ["officers", "oficers", "a", "o", "don't", "naive", "shipp", "Órla".lower(), 'q"', ""]

    assert [word for word in typed if word in _english()] == [word for word in typed if _is_english(word)]


def wide(text: str) -> str:
    """A text in full width, as East Asian keyboards type it."""
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else "\u3000" if c == " " else c for c in text)


@pytest.mark.parametrize(
    "dressed",
    [wide("Five officers, 14 dead."), "𝐅𝐢𝐯𝐞 𝑜𝑓𝑓𝑖𝑐𝑒𝑟𝑠, 𝟏𝟒 𝖽𝖾𝖺𝖽.", "Five oﬃcers, 14 dead."],
    ids=["full width", "mathematics", "ligature"],
)
def test_letters_in_another_dress_are_the_letters(dressed: str) -> None:
    """Full-width letters, those of mathematics and ligatures are searched as the letters that are typed for them."""
    assert "Five officers, 14 dead." == folded(dressed)
    assert ["five", "officers", "14", "dead"] == telling(dressed)
    assert len(dressed) == len(narrowed(dressed))


@pytest.mark.parametrize("text", ["½ cup", "5 m²", "…and so on", "Orlá", "№ 9", "日本", "x\u00a0y"])
def test_other_signs_stay_what_they_are(text: str) -> None:
    """Fractions, powers, ellipses and accents are no dress: "m²" is not "m2"."""
    assert text == folded(text) == narrowed(text)


def test_relatives_and_names_are_those_of_every_pair() -> None:
    """Looking only at stems that begin alike, and at groups of related words, finds what comparing every pair finds."""
    told = [one for one, *_ in LINES[::7]] + ["haiti", "haitian", "chile", "chilean", "die", "kill", "deploy", "send"]
    for s in [*told[::60], "haiti", "chilean", "kill", "send", "a", ""]:
        assert relatives(s) & set(told) == {other for other in told if related(s, other)}
        assert {o for o in told if o[:4] == s[:4] and same_name(s, o)} == {o for o in told if same_name(s, o)}
    assert same_name("haiti", "haitian")


def test_two_words_written_as_one_are_no_slip() -> None:
    """ "noteholders" is note and holders, whatever the articles have that looks like it; "offcers" is a slip."""
    mend, _ = mender([Article("a.txt", "The potholders were sold to officers by a holder of a note.")])

    assert mend("noteholders") == "noteholders"
    assert mend("offcers") == "officers"


def test_a_common_word_is_no_name() -> None:
    """A slip in a word that stands in every text is mended to it, one in a name to the name; three letters stand for more."""
    mend, _ = mender([Article("a.txt", "Finlay Orme left. A zebu came to Kilande.")])

    assert ("finally", "actually", "kilande", "ceo") == tuple(map(mend, ("finaly", "acutally", "kilanda", "ceo")))


def test_a_capital_that_every_sentence_has_makes_no_name() -> None:
    """A word of the language that stands only first in sentences and in titles is no name; one that stands so within is."""
    text = "Visitors were few. At noon Brede and the Harbour Board met. Orla was silent."
    _, capitalised = mender([Article("a.txt", text, title="Visitors Stay Away")])

    assert [False, True, True, True] == [capitalised(word) for word in ("visitors", "brede", "board", "orla")]
