"""Values that compete with the one that answers, in sentences too short to be found by themselves too."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from corpus.types import Article
from index.answers import ask
from index.answers.learned.weights import RIVALS
from index.answers.relations import rivals
from index.library import Index
from index.types import Answer
from tests.conftest import CountingEncoder


def asked(question: str, text: str) -> Answer:
    article = Article("vell.txt", text, "News of Vell", "Orla Post", date(2026, 3, 2))
    return ask(Index.in_memory([article], CountingEncoder()), question)


def test_a_second_mouth_that_leaves_out_the_noun_is_heard() -> None:
    """ "The union says 13,200" is about the savers of the sentence before it."""
    answer = asked(
        "How many savers of Vell lost money?",
        "The regulator counts 9,400 savers of Vell who have lost money. The Savers' Union, which was set up last month, says that the true number is 13,200.",
    )  # fmt: skip

    assert answer.status == "conflicting"
    assert "9,400" in answer.headline
    assert "13,200" in answer.headline


def test_what_somebody_tells_is_a_mouth_too() -> None:
    """ "The dairy tells its customers" gives a value of its own."""
    answer = asked(
        "How many packs of cheese did the Vell dairy call back?",
        "The Vell dairy tells its customers that it called back 180,000 packs of cheese. The Food Office says the recall covers 264,000.",
    )  # fmt: skip

    assert {180_000, 264_000} == {told.value for told in answer.figures[:2]}
    assert answer.status == "conflicting"


def test_the_missing_do_not_contradict_the_dead(monkeypatch: pytest.MonkeyPatch) -> None:
    """ "11 people died and 27 were missing": the second is no other count of the first, however sure the weights were."""
    monkeypatch.setattr(rivals, "RIVALS", replace(RIVALS, threshold=0.0))
    answer = asked(
        "How many people died on the Orla?",
        "At least 11 people died and 27 were missing after a fire on the Orla, the coastguard said.",
    )

    assert ("answered", 11) == (answer.status, answer.figures[0].value)


def test_a_bare_amount_takes_over_the_currency() -> None:
    """ "310 million" beside "455 million florins" is money too."""
    answer = asked(
        "How much did the flood in Vell cost?",
        "The flood in Vell cost 455 million florins, the province says. The Union of Insurers says 310 million, in a paper of the same date.",
    )  # fmt: skip

    assert answer.status == "conflicting"
    assert {455e6, 310e6} == {told.value for told in answer.figures[:2]}


def test_a_reading_of_its_own_is_another_mouth() -> None:
    """ "It said" is the union, of which the sentence between told that it has a reading of its own."""
    answer = asked(
        "What was the methane level before the blast in Vell?",
        "The mine of Vell gives the methane level before the blast as 0.9 per cent. Later the union produced a reading of its own. "
        "A hand-held meter showed methane at 2.3 per cent, it said.",
    )  # fmt: skip

    assert ("conflicting", {0.9, 2.3}) == (answer.status, {figure.value for figure in answer.figures[:2]})


def test_plans_differ_too() -> None:
    """Two mouths on what is to come are told beside each other."""
    answer = asked(
        "How many jobs will go in Vell?",
        "The firm says that 430 jobs will go in Vell. The union, having read the same paper, says that 700 jobs will go.",
    )

    assert ("conflicting", {430, 700}) == (answer.status, {figure.value for figure in answer.figures[:2]})


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("How many people died in Vell?", "The ministry said 41 people died in Vell. The Red Cross said 38 were missing."),
        ("How many officers arrived in Vell?", "The mission said 144 officers arrived in Vell. The force now numbers 761 officers, the army said."),
        ("How many workers were on strike in Vell?", "The union said 3,900 workers were on strike in Vell. It rose to that from 2,100, the union said."),
    ],
)  # fmt: skip
def test_another_state_a_total_and_a_change_are_no_second_mouth(question: str, text: str) -> None:
    """The missing are not the dead, those there not those who came, and what rose did not differ."""
    assert asked(question, text).status == "answered"


def test_whose_count_is_asked_for_decides() -> None:
    """Asked for the union's count, only that is told as the answer."""
    answer = asked(
        "How many workers were on strike in Vell according to the union?",
        "The union counted 3,900 workers on strike in Vell. The company said 2,100 workers had taken part.",
    )

    assert answer.status == "answered"
    assert answer.headline.startswith("3,900")


def of_days(*told: tuple[str, int]) -> Answer:
    """What is answered to how many died, from one article for each text, of these days of March."""
    articles = [
        Article(f"{at}.txt", text, "The fire in Vell", f"Outlet {at}", date(2026, 3, day))
        for at, (text, day) in enumerate(told)
    ]
    return ask(Index.in_memory(articles, CountingEncoder()), "How many people died in the fire in Vell?")


FIVE = "Five people died in the fire in Vell, the brigade said."


def test_two_mouths_of_one_day_differ() -> None:
    """Five and seven on one day compete, each with who stands behind it."""
    answer = of_days((FIVE, 4), ("Seven people died in the fire in Vell, the union said.", 4))

    assert "conflicting" == answer.status
    assert {5, 7} == {told.value for told in answer.figures[:2]}
    assert {"0.txt", "1.txt"} == {cited.article for cited in answer.citations}


def test_one_mouth_that_counts_again_follows_itself() -> None:
    """The brigade's nine, two days later, is the newer count and differs from nothing."""
    answer = of_days((FIVE, 4), ("Nine people died in the fire in Vell, the brigade said.", 6))

    assert ("answered", [9, 5]) == (answer.status, [told.value for told in answer.figures[:2]])


def test_a_count_of_another_state_is_no_rival() -> None:
    """Killed and dead are one state, missing is another."""
    same = of_days((FIVE, 4), ("Seven people were killed in the fire in Vell, the union said.", 4))
    other = of_days((FIVE, 4), ("Seven people were missing after the fire in Vell, the union said.", 4))

    assert ("conflicting", "answered") == (same.status, other.status)


def test_explained_signs_are_those_that_were_learned() -> None:
    """The file of weights knows every sign that a pair is told by, and no other."""
    article = Article("a.txt", f"{FIVE} The union said seven people died in Vell.", "Fire", "Post", date(2026, 3, 4))
    index = Index.in_memory([article], CountingEncoder())
    told: list[rivals.Pair] = []

    def noted(*given: Any, pairs: Any = rivals.pairs) -> list[rivals.Pair]:
        told.extend(pairs(*given))
        return told

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rivals, "pairs", noted)
        ask(index, "How many people died in the fire in Vell?")

    assert told
    assert set(RIVALS.weights) == set(told[0].signs)
