"""Figures in sentences: what is extracted, and that extraction holds for any text."""

from datetime import date

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.figures import days, nought, numbers
from index.figures.extract import extract
from index.types import Figure
from tests.eval.figures import SPLITS, rows, score

DAY = date(2026, 3, 10)


def quantities(text: str, published: date | None = DAY) -> list[Figure]:
    return [f for f in extract(text, published) if f.kind not in ("date", "time")]


@pytest.mark.parametrize("split", SPLITS)
def test_labelled_sentences_are_read_right(split: str) -> None:
    """Value F1 is at least 0.92 on each part of the labelled sentences; noun, qualifier and standing are right for 89 %."""
    result = score(rows(split))

    assert result.f1 >= 0.92, "\n".join(result.failures)
    assert min(result.share(part) for part in ("noun", "qualifier", "standing")) >= 0.89, "\n".join(result.failures)


@pytest.mark.parametrize(
    ("text", "shown", "noun", "modifiers"),
    [
        ("No miner was hurt.", "No", "miner", ()),
        ("No Wessalian officer has been killed since May.", "No", "officer", ("Wessalian",)),
        ("There were no injuries.", "no", "injuries", ()),
        ("None of the passengers was injured.", "None", "passengers", ()),
        ("Nobody was killed in the fire.", "Nobody", None, ()),
        ("No cases were reported on the islands.", "No", "cases", ()),
    ],
)
def test_nought_is_counted(text: str, shown: str, noun: str | None, modifiers: tuple[str, ...]) -> None:
    """ "No officer has been killed" is a count of nought with its noun; its text is the "No" itself."""
    [figure] = quantities(text)

    assert (shown, 0.0, "count", noun, modifiers) == (
        figure.text, figure.value, figure.kind, figure.noun, figure.modifiers,
    )  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "No decision has been taken on the bridge.",
        "No date was set, and no reason was given.",
        "He had no plans to go.",
        "There is no doubt about it.",
        "No one in Ostmere remembers the quay.",
        "The hall holds no longer what it held.",
    ],
)
def test_a_no_that_counts_nothing_gives_no_figure(text: str) -> None:
    """Decisions, dates and doubts are not counted."""
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("text", "as_of"),
    [
        ("The number of guards has stood at 400 since June.", DAY),
        ("Since 3 March the mission has had 400 guards.", DAY),
        ("On 3 March the mission had 400 guards.", date(2026, 3, 3)),
        ("In October 2024 the mission had 400 guards.", date(2024, 10, 31)),
        ("In 2019 the mission had 400 guards.", date(2019, 12, 31)),
        ("On Saturday the mission had 400 guards.", date(2026, 3, 7)),
        ("The mission has 400 guards.", DAY),
    ],
)
def test_a_count_holds_on_the_day_it_is_told_for(text: str, as_of: date) -> None:
    """The day, month or year of the sentence dates a count; "since June" tells when it began, not when it held."""
    assert [as_of] == [f.as_of for f in quantities(text)]


def test_an_article_without_a_day_gives_figures_without_one() -> None:
    """Unknown stays unknown, and the day of a date whose year is unknown counts nothing."""
    assert [(61.0, None)] == [(f.value, f.as_of) for f in quantities("On Friday, March 6, 61 boats sank.", None)]


def test_days_and_times_are_figures_of_their_own_kind() -> None:
    """A date's value is its ordinal day, a clock time's the minutes after midnight."""
    found = {f.kind: f.value for f in extract("The gates open on 3 March at 7.30 a.m.", DAY)}

    assert {"date": float(date(2026, 3, 3).toordinal()), "time": 450.0} == found


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("Turnout in the first round was 61%, the commission said.", "turnout"),
        ("Inflation has fallen to 4.1 per cent.", "inflation"),
        ("Turnout rose, and 12% of the boxes were late.", "boxes"),
        ("The party won 12%.", None),
    ],
)
def test_a_rate_is_what_a_percentage_tells(text: str, noun: str | None) -> None:
    assert [noun] == [figure.noun for figure in extract(text, DAY) if figure.kind == "percent"]


def test_a_noun_left_unsaid_is_its_neighbours() -> None:
    """ "31 were missing" counts the people of the clause before."""
    found = quantities("Fourteen elderly people were killed and 31 were missing; of the 40 boats, 12 sank.")

    assert [
        (14.0, "people", ("elderly", "killed")),
        (31.0, "people", ("elderly", "missing")),
        (40.0, "boats", ()),
        (12.0, "boats", ()),
    ] == [(f.value, f.noun, f.modifiers) for f in found]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("It cost US$1.2bn to build.", "US$1.2bn"),
        ("Nearly half the town came.", "half"),
        ("It fell to minus 22 degrees Celsius.", "minus 22 degrees Celsius"),
        ("Between 15% and 20% of it was lost.", "15% and 20%"),
        ("A 12-year-old girl ran.", "12-year-old"),
        ("Two and a half million letters came.", "Two and a half million"),
    ],
)
def test_a_figure_spans_its_number_and_unit(text: str, span: str) -> None:
    """The text of a figure is the number with its unit, and a slice of the article."""
    [figure] = quantities(text)

    assert span == figure.text == text[figure.start : figure.end]


WORDS = st.sampled_from(
    "12 one no none half “ ” ( ) £3m 4% two-thirds of the million and to between from since March 3 2019 boats were killed will said "
    "Correction: not Ostmere , . ; – - $ 1,00,000 3-1 twenty-one 7.30 a.m. minus °C ½ \n aged \u00a0".split(" ")
)

DAYS = st.sampled_from(
    "ONE Nobody NONE dozen a pair zero noon at midnight half past tonight Tomorrow on Friday Sept. in May a third quarters thousand Twenty-one hundred".split()
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join), st.lists(WORDS, max_size=60).map("".join)
    )
)
@example("Correction: 7, not 37 boats sank. No, 37 boats sank.")
def test_any_text_gives_figures_that_are_slices_of_it(text: str) -> None:
    """Nothing is raised, and each figure is a slice of the text inside its sentence."""
    for published in (None, DAY):
        for figure in extract(text, published):
            assert text[figure.start : figure.end] == figure.text
            assert figure.sentence_start <= figure.start < figure.end <= figure.sentence_end <= len(text)


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS | DAYS, max_size=30).map(" ".join))
@example("The match is tonight.")
def test_no_sentence_is_passed_over_that_holds_a_figure(text: str) -> None:
    """With every search run on every sentence the same figures are found."""
    spared = extract(text, DAY)
    with pytest.MonkeyPatch.context() as patch:
        for module, spared_by in ((days, "may_tell"), (numbers, "may_tell"), (nought, "holds_any")):
            patch.setattr(module, spared_by, lambda sentence, words: True)
        every = extract(text, DAY)

    assert every == spared


@pytest.mark.parametrize(
    "piece",
    ["1", "12 ", "1,", "1.234.", "“(‘1 ", "one hundred and ", "none of the ", "1-2-", "$1 ", "1% and ", "between 1 and ", "Aa Bb said ", "twenty-", "+1 ",
     "two and a half and ", "1\u00a0", "planned the 1 ", "Correction: not 1, not 2 ", "the number of "],
)  # fmt: skip
def test_hostile_text_is_read_to_its_end(piece: str) -> None:
    """100,000 characters of one repeated piece are read in one pass; a pattern that backtracks would never end."""
    text = piece * (100_000 // len(piece))

    assert all(figure.end <= len(text) for figure in extract(text, DAY))
