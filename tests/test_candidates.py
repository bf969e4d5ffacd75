"""Which figures may answer: those that count what is asked, and those that the reader takes for the answer."""

import pytest

from index.answers.evidence.candidates import candidates
from index.answers.questions.question import read_question
from index.answers.telling.abstain import supported
from tests.heard import heard


@pytest.mark.parametrize(
    ("question", "text", "answer"),
    [
        ("how many water bombing planes came in the end", "Five came.", "Five"),
        ("How much of the relief fund has been paid out?", "Of that, 1.3 million has been paid out.", "1.3 million"),
        ("how much money did the fund lose", "The fund has lost 37 per cent of it.", "37 per cent"),
        ("how many helpers did they want", "They wanted 9,000 volunteers.", "9,000"),
    ],
)
def test_a_figure_that_the_reader_takes_may_answer(question: str, text: str, answer: str) -> None:
    """Whatever it counts, and if it is the only thing that was read; with a smaller share it counts something else."""
    asked = read_question(question)
    taken, unsure = heard("a", text, answer, share=0.9), heard("a", text, answer, share=0.3)

    assert [answer] == [one.figure.text for one in candidates(asked, [taken], {})]
    assert [] == candidates(asked, [unsure], {})
    assert [taken] == supported(asked, [taken])


def test_how_much_of_a_thing_may_be_a_share() -> None:
    """No money, whatever was lost: the share answers by its words, however little else the reader thinks of it."""
    asked = read_question("how much of the nesting trees were lost")
    unsure = heard("a", "The parrot has lost 37 per cent of its trees.", "37 per cent", share=0.3)

    assert ["37 per cent"] == [one.figure.text for one in candidates(asked, [unsure], {})]


def test_what_the_reader_is_sure_of_counts_what_is_asked() -> None:
    """Also where several passages share its attention; a value that it only thinks likely still has to say what it counts."""
    asked = read_question("how many branches are left")
    sure, likely = (heard("a", "There are 23 today.", "23", read=read, share=0.3) for read in (0.9, 0.7))

    assert ["23"] == [one.figure.text for one in candidates(asked, [sure], {})]
    assert [] == candidates(asked, [likely], {})


def test_the_day_of_a_statement_is_not_the_day_of_what_it_says() -> None:
    """ "It said on 18 September" tells when it said so, which only a question about saying asks for."""
    told = heard("a", "The banks will merge by 31 March 2025, Corvin said on 18 September 2024.", "The banks")
    days = [
        {c.figure.text: c.role for c in candidates(read_question(question), [told], {})}
        for question in ("When will the banks merge?", "When did Corvin say that the banks will merge?")
    ]

    assert days[0]["31 March 2025"] > days[0]["18 September 2024"]
    assert days[1]["31 March 2025"] == days[1]["18 September 2024"]


def test_how_deep_a_hole_had_got_is_no_total() -> None:
    """A depth that was reached is no more the whole than the one that it turned out to be."""
    asked = read_question("how deep was the hole in the end")
    texts = ("By noon the hole had reached 287 metres.", "The hole turned out to be 418 metres deep.")
    roles = {candidates(asked, [heard("a", text, "hole")], {})[0].role for text in texts}

    assert len(roles) == 1


def test_money_is_no_percentage() -> None:
    """A figure of another kind that says what it counts does not answer, however sure the reader is."""
    one = heard("a", "The bank paid $210 million.", "$210 million", share=0.9)

    assert [] == candidates(read_question("What percentage did the bank pay?"), [one], {})


def test_dashes_and_apostrophes_are_weighed_in_no_time() -> None:
    """What follows a figure is read once, however it is made up: this took longer than anybody waits."""
    one = heard("a", f"The storm left 14 dead {chr(39)}{'-’' * 40} in Vell.", "14")

    assert ["14"] == [c.figure.text for c in candidates(read_question("How many people died?"), [one], {})]
