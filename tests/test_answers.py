"""Answers over small stories: what changed, what was planned, what differs, who stands behind it, and what nobody said."""

import re
from datetime import date

import pytest

from bot.scoring import OWN, read_questions
from bot.settings import SAMPLES
from corpus.read import read_folder
from corpus.types import Article
from index.encoders.sentence_transformer import SentenceTransformerEncoder
from index.library import Index
from index.types import Answer

pytestmark = pytest.mark.encoder


def story(path: str, outlet: str, day: date | None, title: str, text: str) -> Article:
    return Article(path, text, title, outlet, day)


FERRY = (
    story(
        "plan.txt", "Orla Post", date(2026, 3, 2), "Arland to buy nine ferries",
        "The government of Arland will buy nine ferries for the northern islands, the transport ministry said on Monday.\n\n"
        "The ferries are expected to cost $48 million in all.",
    ),
    story(
        "june.txt", "Orla Post", date(2026, 6, 10), "First ferries arrive",
        "Four ferries have arrived in the harbour of Vell since May, the port authority said.\n\n"
        "Captain Ines Vaur steered the first of them past the lighthouse.",
    ),
    story(
        "august.txt", "Northern Voice", date(2026, 8, 21), "Ferries: six in harbour",
        "VELL (Coast Wire) - Six ferries have now arrived in the harbour of Vell, the port authority said on Friday.\n\n"
        "Fares rose to $7 because fuel became dearer.",
    ),
    story(
        "copy.txt", "Island Mail", date(2026, 8, 21), "Six ferries in Vell",
        "VELL (Coast Wire) - Six ferries have now arrived in the harbour of Vell, the port authority said on Friday.\n\n"
        "Fares rose to $7 because fuel became dearer.",
    ),
)  # fmt: skip
FIRE = (
    story(
        "fire-a.txt", "Orla Post", date(2026, 9, 4), "Fire at the cannery",
        "A fire at the Brede cannery killed five workers on Thursday night, the fire brigade said.",
    ),
    story(
        "fire-b.txt", "Northern Voice", date(2026, 9, 4), "Cannery burns",
        "Seven workers were killed in a fire at the Brede cannery on Thursday night, the union said.",
    ),
    story(
        "school.txt", "Island Mail", date(2026, 9, 1), "New school opens",
        "The school in Lower Orla opened on Tuesday with 310 pupils.\n\n"
        "Correction: An earlier version of this article said that the school had 130 pupils. It has 310.",
    ),
)  # fmt: skip


@pytest.fixture(scope="module")
def encoder() -> SentenceTransformerEncoder:
    return SentenceTransformerEncoder()


@pytest.fixture(scope="module")
def ferries(encoder: SentenceTransformerEncoder) -> Index:
    return Index.in_memory(FERRY, encoder)


@pytest.fixture(scope="module")
def fires(encoder: SentenceTransformerEncoder) -> Index:
    return Index.in_memory(FIRE, encoder)


def test_what_moved_is_a_change_told_newest_first(ferries: Index) -> None:
    """The newest count answers; the one before it is told as earlier; no conflict is made of it."""
    answer = ferries.ask("How many ferries have arrived in Vell?")

    assert "answered" == answer.status
    assert answer.headline.startswith("Six ferries")
    assert [6, 4] == [finding.value for finding in answer.figures if finding.standing == "reported"][:2]
    assert "Earlier:" in answer.text


def test_copies_are_one_source(ferries: Index) -> None:
    """A wire story that two outlets print counts once, and both outlets are cited."""
    six = ferries.ask("How many ferries have arrived in Vell?").figures[0]

    assert (2, 1) == (six.articles, six.origins)
    assert 2 == len(six.citations)


def test_a_plan_answers_what_is_planned_and_nothing_else(ferries: Index) -> None:
    """Nine ferries are a plan: told as one where it is asked for, and never as what arrived."""
    planned = ferries.ask("How many ferries are planned?")
    arrived = ferries.ask("How many ferries have arrived in Vell?")

    assert planned.headline.startswith("Planned: nine ferries")
    assert "nine" not in arrived.headline.lower()


def test_sources_of_one_day_that_differ(fires: Index) -> None:
    """Five and seven dead on one day: both stand in the headline, each with its sources, and none is called right."""
    answer = fires.ask("How many workers died in the cannery fire?")

    assert "conflicting" == answer.status
    assert answer.headline.startswith("Reports differ: ")
    assert {5, 7} == {finding.value for finding in answer.figures[:2]}
    assert {"fire-a.txt", "fire-b.txt"} <= {cited.article for cited in answer.citations}


def test_a_withdrawn_figure_is_told_only_as_such(fires: Index) -> None:
    """310 pupils answer; 130 stand only under the correction."""
    answer = fires.ask("How many pupils does the school in Lower Orla have?")

    assert answer.headline.startswith("310 pupils")
    assert "130" not in answer.headline
    assert (
        "withdrawn" in {finding.standing for finding in answer.figures if finding.value == 130}
        or "130" not in answer.text
    )


def test_a_name_answers(ferries: Index) -> None:
    """Who steered the ferry is answered by the name, then by the sentence."""
    answer = ferries.ask("Who steered the first ferry?")

    assert "Ines Vaur" in answer.headline.split("“")[0]
    assert "june.txt" == answer.citations[0].article


@pytest.mark.parametrize(
    "question",
    [
        "How many ferries has Boland bought?",
        "How many trains have arrived in Vell?",
        "Who won the chess championship?",
        "How many ferries sank?",
    ],
)
def test_what_nobody_said(ferries: Index, question: str) -> None:
    """Another name, another thing, another event and another subject: the articles do not say, and the nearest one is named."""
    answer = ferries.ask(question)

    assert ("not_found", ()) == (answer.status, answer.citations)
    assert answer.headline.startswith("The articles do not say")
    assert "nearest article" in answer.text


def test_a_sentence_that_begins_with_he_is_told_by_the_one_that_names_him(encoder: SentenceTransformerEncoder) -> None:
    """ "He denies it" answers nobody; the sentence before it in its paragraph says of whom and what."""
    text = (
        "The ferry Orla burnt out in the harbour of Vell in June.\n\n"
        "Police arrested the ferry's engineer, Ivo Trell, on 9 July. He is suspected of having signed for repairs that were never made. "
        "He denies it, and was let out on bail on Monday."
    )
    index = Index.in_memory([story("bail.txt", "Orla Post", date(2026, 7, 14), "Bail for engineer", text)], encoder)

    assert "Police arrested the ferry's engineer" in index.ask("has anybody been arrested over the fire?").headline


def test_a_follow_up_is_read_with_what_came_before(ferries: Index) -> None:
    """ "And how many are planned?" asks of ferries."""
    answer = ferries.ask("and how many are planned?", ["How many ferries have arrived in Vell?"])

    assert "ferries" in answer.resolved_question
    assert answer.headline.startswith("Planned: nine ferries")


def test_a_question_is_mended(ferries: Index) -> None:
    """A slip is read as the word that the articles use."""
    assert ferries.ask("how many feries have arived in vell").headline.startswith("Six ferries")


@pytest.fixture(scope="module")
def given_answers(encoder: SentenceTransformerEncoder) -> list[Answer]:
    index = Index.in_memory([a for a in read_folder(SAMPLES) if isinstance(a, Article)], encoder)
    return [index.ask(q["question"], q["context"]) for q in read_questions(OWN)]


def test_every_figure_and_name_of_a_headline_stands_in_a_cited_quote(given_answers: list[Answer]) -> None:
    """Whatever a headline says, apart from its source label and counts of sources, a citation holds."""
    loose = {}
    for answer in given_answers:
        if answer.status == "not_found":
            continue
        said = re.sub(
            r"\((?:\d+ articles?|1 independent source)[^)]*\)|^(Reports differ|Planned): ", " ", answer.headline
        )
        said = re.sub(r"\([^()]*\d{4}\)", " ", said)  # the label of the source, and the day that a weekday stands for
        quotes = " ".join(cited.quote for cited in answer.citations)
        found = re.findall(r"\d[\d,.]*\d|\d|\b[A-Z][\w’'-]+", said)
        missing = [word for word in found if word.lower() not in quotes.lower()]
        if missing:
            loose[answer.question] = missing

    assert {} == loose


def test_headlines_are_short_and_quotes_are_literal(given_answers: list[Answer]) -> None:
    """A headline has at most 300 characters; an answer without a citation is none."""
    assert [a.headline for a in given_answers if len(a.headline) > 300] == []
    assert [a.question for a in given_answers if (a.status == "not_found") != (not a.citations)] == []


BAN = (
    story("ban.txt", "Orla Post", date(2026, 6, 2), "Bathing banned", "Bathing in the harbour of Vell is banned, the mayor said."),
    story("free.txt", "Orla Post", date(2026, 8, 9), "Harbour clean", "The ban on bathing in the harbour of Vell has been lifted."),
)  # fmt: skip


@pytest.mark.parametrize("question", ["Is bathing in the harbour of Vell still banned?", "is bathing banned in vell"])
def test_a_yes_may_have_become_a_no(question: str) -> None:
    """Of two sentences that speak of what is asked, the newest article's answers."""
    answer = Index.in_memory(BAN, SentenceTransformerEncoder()).ask(question)

    assert "has been lifted" in answer.headline


def test_how_much_is_left_is_asked_in_the_unit_told_before() -> None:
    """After tonnes of oil, "how much is still there" wants tonnes, though an article tells of money."""
    wreck = story(
        "wreck.txt", "Orla Post", date(2026, 6, 2), "The wreck off Vell",
        "Of the oil of the tanker off Vell 33,700 tonnes were pumped out.\n\nStill there in the wreck off Vell are 2,850 tonnes of oil.\n\n"
        "The pumping of oil from the wreck off Vell costs €1.4 million.",
    )  # fmt: skip
    index = Index.in_memory([wreck], SentenceTransformerEncoder())
    answer = index.ask("and how much is still there in the wreck?", ["How much oil was pumped out of the tanker?"])

    assert answer.headline.startswith("2,850 tonnes")


def test_what_is_missing_is_told_in_the_words_that_were_typed() -> None:
    """ "Step down" is looked for as resigning, and told as it was asked."""
    answer = Index.in_memory(BAN, SentenceTransformerEncoder()).ask("why did the mayor of Vell step down")

    assert answer.headline == "The articles do not say: nothing is said of “step down”."


def test_what_words_do_not_ask_the_reader_may_tell() -> None:
    """ "Takings of the concert" asks for no kind of figure; the sum is told as one all the same, with its sources and what differs."""
    told = (
        story("concert.txt", "Orla Post", date(2026, 6, 2), "Concert for Vell", "The benefit concert in Vell took 3.2 million crowns, its organisers said."),
        story("gate.txt", "Vell Herald", date(2026, 6, 2), "Concert draws thousands", "The benefit concert in Vell took 2.7 million crowns, the city said."),
    )  # fmt: skip
    answer = Index.in_memory(told, SentenceTransformerEncoder()).ask("takings of the benefit concert in Vell")

    assert "conflicting" == answer.status
    assert {3.2e6, 2.7e6} == {one.value for one in answer.figures}
