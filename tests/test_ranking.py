"""Support of the question's words: by the sentence, its paragraph, and by what most of the articles are about."""

from collections.abc import Sequence

from corpus.types import Article
from index.answers.evidence.gathering import Scored, gather
from index.answers.evidence.ranking import rarity, score
from index.answers.questions.question import Question, read_question
from index.sentences import sentences
from index.types import Hit, Passage


def ranked(question: Question, texts: Sequence[str]) -> dict[str, Scored]:
    """Every sentence of some articles, by its text, scored for a question."""
    articles = {f"{n}.txt": Article(f"{n}.txt", text, None, None, None) for n, text in enumerate(texts)}
    hits = [Hit(Passage(0, path, 0, len(a.text), a.text), 0.03, 0.6) for path, a in articles.items()]
    evidence = gather(hits, articles, {})
    found = score(question, evidence, [0.5] * len(evidence), rarity(question, {}, 10))
    return {one.evidence.text: one for one in found}


def test_a_paragraph_says_of_whom_it_speaks() -> None:
    text = (
        "The port was quiet.\n\nNothing was said of the ferries.\n\nIvo Marrick left the ministry on Monday. The letter was short. It had one line. "
        "She is replaced by Vera Tolan.\n\nA dentist by trade, the successor likes ships."
    )
    found = ranked(read_question("who replaced Ivo Marrick?"), [text])

    assert found["She is replaced by Vera Tolan."].weakest_name > 0.5
    assert found["A dentist by trade, the successor likes ships."].weakest_name < 0.5
    assert len(sentences(text)) == len(found)


HOME = "Turnout in the first round was 61 per cent, the commission said."
ABROAD = [f"Voters in Oravia went to the polls, the {agency} said." for agency in ("Courier", "Herald", "Mirror")]


def test_a_paper_does_not_say_the_name_of_its_own_country() -> None:
    found = ranked(read_question("what was the turnout in Oravia?"), [HOME, *ABROAD])

    assert found[HOME].weakest_name == 0.5


def test_a_name_that_few_articles_have_must_be_said() -> None:
    found = ranked(read_question("what was the turnout in Oravia?"), [HOME, ABROAD[0], "It rained in Brede."])

    assert found[HOME].weakest_name == 0.0


def test_an_article_on_a_namesake_is_not_taken_for_one_at_home() -> None:
    storms = [f"Storm Tessen came ashore at noon, the {agency} said." for agency in ("Courier", "Herald", "Mirror")]
    namesake = "The storm, Tessan, damaged 48 houses."

    assert ranked(read_question("how many houses did Tessen damage?"), [namesake, *storms])[namesake].weakest_name == 0


NAMESAKE = "The Harlow Line opened in 2019. Fares on the Harlow Line are low. It is often mistaken for the Marlow Line. The line opened on a Monday."


def test_an_article_on_a_namesake_speaks_of_this_one_only_where_it_names_it() -> None:
    """ "The line opened" is said of the Harlow Line, though its article has heard of the Marlow Line."""
    asked = read_question("When did the Marlow Line open?")
    found = ranked(
        asked, [NAMESAKE, "The Marlow Line was late. The line opened on a Friday.", "Marlows of Môrlow met."]
    )

    assert found["The line opened on a Monday."].weakest_name == 0.0
    assert found["It is often mistaken for the Marlow Line."].weakest_name == 1.0
    assert found["The line opened on a Friday."].weakest_name > 0.5


def test_forms_of_a_name_are_no_namesakes() -> None:
    """Of Arland the articles write Arland's, Arlands and, with an accent, Àrland."""
    text = "Arland's ministers met Arland's friends. Both Arlands were there. Àrland voted. The law passed."
    found = ranked(read_question("Which law did Arland pass?"), [text])

    assert found["The law passed."].weakest_name > 0.5
