"""Plain text: what it says of itself is taken, what it does not say stays unknown."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ArticleError
from corpus.plain import paragraphs_of, read_plain

LEAD = "Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell across the quay."
MORE = "The harbour master, Iva Lund, said two more were missing."
WRAPPED = """Nine boats sank in the harbour of Ostmere on Tuesday when a crane fell
across the quay, and divers said that the wreck of a tenth lay below
the others.

The harbour master, Iva Lund, said two more were missing and that no
one could say when the harbour would be open again to the ferries that
the island lives by."""


def test_the_first_line_is_the_title() -> None:
    """A short first line without a full stop is the title and does not stand in the text again."""
    article = read_plain(f"Crane sinks nine boats\n\n{LEAD}\n\n{MORE}\n", "a.txt")

    assert article.title == "Crane sinks nine boats"
    assert article.text == f"{LEAD}\n\n{MORE}"
    assert (article.path, article.outlet, article.published, article.url, article.agency) == ("a.txt", *[None] * 4)


def test_a_lead_sentence_is_no_title() -> None:
    """A first line that is a sentence stays in the text, and the title is unknown."""
    article = read_plain(f"{LEAD}\n{MORE}", "a.txt")

    assert article.title is None
    assert article.text == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("section", ["News", "World", "BUSINESS", "Harbour Watch"])
def test_a_section_word_before_the_title_goes(section: str) -> None:
    """The name of a section is neither title nor text."""
    article = read_plain(f"{section}\nCrane sinks nine boats in Ostmere\n{LEAD}\n{MORE}", "a.txt")

    assert article.title == "Crane sinks nine boats in Ostmere"
    assert article.text == f"{LEAD}\n\n{MORE}"


def test_a_title_of_two_words_is_kept() -> None:
    """A short title that is followed by the story is not taken for a section."""
    article = read_plain(f"Crane falls\n{LEAD}\n{MORE}", "a.txt")

    assert article.title == "Crane falls"


def test_a_byline_gives_day_and_outlet() -> None:
    """A byline with bars is read and goes."""
    article = read_plain(
        f"Crane sinks nine boats\n\nBy Ann Orr, Ostmere | 20 March 2026 | The Lund Herald\n\n{LEAD}\n", "a.txt"
    )

    assert (article.published, article.outlet, article.text) == (date(2026, 3, 20), "The Lund Herald", LEAD)


@pytest.mark.parametrize(
    "byline", ["By Ann Orr", "By ANN ORR and Jo de Wit", "Published: 20 March 2026", "20 March 2026, Ostmere"]
)
def test_a_byline_is_not_text(byline: str) -> None:
    """A line of names or a date below the title is no paragraph of the story."""
    assert read_plain(f"Crane sinks nine boats\n{byline}\n{LEAD}\n{MORE}", "a.txt").text == f"{LEAD}\n\n{MORE}"


def test_a_paragraph_that_begins_with_by_is_kept() -> None:
    """“By Tuesday ...” is news and no byline."""
    sentence = "By Tuesday the water had gone."

    assert read_plain(f"Crane sinks nine boats\n\n{sentence}\n\n{LEAD}", "a.txt").text == f"{sentence}\n\n{LEAD}"


@pytest.mark.parametrize(
    ("dateline", "agency", "published"),
    [
        ("OSTMERE, March 3 (Coast Wire) - ", "Coast Wire", None),
        ("OSTMERE, March 3, 2026 (Coast Wire) - ", "Coast Wire", date(2026, 3, 3)),
        ("OSTMERE, Lund, 3 March 2026 (AP) — ", "AP", date(2026, 3, 3)),
        ("OSTMERE (Coast Wire) – ", "Coast Wire", None),
        ("Ostmere, Lund (Reuters) - ", "Reuters", None),
        ("OSTMERE, 3 March 2026 – ", None, date(2026, 3, 3)),
        ("OSTMERE: ", None, None),
        ("(Reuters) ", "Reuters", None),
    ],
)
def test_a_dateline_names_the_wire_service_and_the_day(
    dateline: str, agency: str | None, published: date | None
) -> None:
    """The wire service comes from the dateline, the day only where its year is given, and the line stays in the text."""
    article = read_plain(f"Crane sinks nine boats\n\n{dateline}{LEAD}\n\n{MORE}", "a.txt")

    assert (article.agency, article.published) == (agency, published)
    assert article.text == f"{dateline}{LEAD}\n\n{MORE}"


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("The port will not open, the firm said on Tuesday, 12 May 2026, after the fall.", date(2026, 5, 12)),
        ("In a report published on Monday, 30 March 2026, the auditor blamed the crane.", date(2026, 3, 30)),
        ("The firm said in a statement on Tuesday, 12 May 2026, that it would pay.", date(2026, 5, 12)),
        ("The firm announced on 12 May 2026 that it would pay.", date(2026, 5, 12)),
        ("The firm said on Friday, March 6, that it would pay.", None),
        ("The firm said it would open on Monday, 5 June 2028.", None),
        ("The mayor, who was elected on Tuesday, 3 November 2020, has gone.", None),
        ("The pier was built on 1 May 1958.", None),
        ("It said on 1 May 2026 what it had said on 2 April 2026.", None),
    ],
)
def test_only_the_day_of_the_report_is_its_date(sentence: str, published: date | None) -> None:
    """A full date is the article's only where it says when the news was told; any other would be a guess."""
    assert read_plain(f"Crane sinks nine boats\n\n{sentence}\n\n{MORE}", "a.txt").published == published


@pytest.mark.parametrize(
    ("last", "outlet"),
    [
        ("Lund Public Affairs Monitor", "Lund Public Affairs Monitor"),
        ("The Ostmere Herald, weekly edition", "The Ostmere Herald"),
        ("Nobody was hurt.", None),
        ("The Star sank last", None),
    ],
)
def test_a_sign_off_names_the_outlet(last: str, outlet: str | None) -> None:
    """A newspaper's name alone on the last line is the outlet and leaves the text."""
    article = read_plain(f"Crane sinks nine boats\n\n{LEAD}\n\n{last}\n", "a.txt")

    assert article.outlet == outlet
    assert article.text == (LEAD if outlet else f"{LEAD}\n\n{last}")


def test_wrapped_lines_are_joined() -> None:
    """Text wrapped at a fixed width becomes paragraphs without a line break in them."""
    first, second = (" ".join(block.split()) for block in WRAPPED.split("\n\n"))

    assert paragraphs_of(WRAPPED) == [first, second]


def test_wrapped_text_of_one_paragraph_is_joined() -> None:
    """Without a blank line, lines of one width are one paragraph."""
    block = WRAPPED.replace("\n\n", "\n").replace("the others.\n", "the others and the quay was closed on both\n")

    assert paragraphs_of(block) == [" ".join(block.split())]


def test_lines_that_end_sentences_are_paragraphs() -> None:
    """One line is one paragraph where the lines were not wrapped."""
    lines = [LEAD, MORE, "Divers go down on Friday.", "The crane was nine years old."]

    assert paragraphs_of("\n".join(lines)) == lines
    assert paragraphs_of("\n\n".join(lines)) == lines


def test_typographic_characters_stay_as_they_are_printed() -> None:
    """Quotes, dashes and ligatures of the print are not replaced, so that a quote can be found in the file."""
    sentence = "“It’s ﬁne – ½ of it…”, said Ms Łoś; Straße №9 re‑opens."

    assert sentence in read_plain(f"{LEAD}\n{sentence}\n", "a.txt").text


def test_furniture_alone_is_refused() -> None:
    """A file of nothing but page furniture is no article."""
    with pytest.raises(ArticleError, match="no article text"):
        read_plain("Advertisement\n\nShare this\n\n© 2026 Ostmere Times", "a.txt")


def test_a_lone_line_is_the_text() -> None:
    """A file of one line has a text and no title."""
    article = read_plain("Crane sinks nine boats", "a.txt")

    assert (article.title, article.text) == (None, "Crane sinks nine boats")


@given(
    st.lists(
        st.sampled_from([LEAD, MORE, "Crane falls", "News", "By Ann Orr", "Share this", "", "1 May 2026", WRAPPED]),
        max_size=9,
    )
)
@settings(deadline=None)
def test_paragraphs_are_apart_by_one_blank_line(lines: list[str]) -> None:
    """A text's paragraphs are never empty, never padded, and hold no line break."""
    try:
        article = read_plain("\n".join(lines), "a.txt")
    except ArticleError:
        return

    paragraphs = article.text.split("\n\n")
    assert all(paragraph and paragraph == paragraph.strip() and "\n" not in paragraph for paragraph in paragraphs)


@given(st.text(max_size=400))
@settings(deadline=None)
def test_any_text_is_an_article_or_an_article_error(text: str) -> None:
    """No text raises anything but ArticleError, and every word of an article stands in its file."""
    try:
        article = read_plain(text, "a.txt")
    except ArticleError:
        return

    words = set(text.replace("\xa0", " ").split())
    assert set(f"{article.text} {article.title or ''}".split()) <= words


def test_menus_above_a_story_are_neither_title_nor_text() -> None:
    """A saved page's address, menu and bar of links go; the label of its section goes; title, day and story stay."""
    article = read_plain(
        "coast.example/news/harbour\nMenu Search Live scores (14) Tables\nSkip to content | Log in | 3 free articles left\nHARBOUR\n"
        "Nine Boats Sink. Ostmere Waits.\nAnn Orr 6 March 2026 09:31 GMT 88 comments\n"
        f"{LEAD}\n{MORE}\n",
        "a.txt",
    )

    assert (article.title, article.published) == ("Nine Boats Sink. Ostmere Waits.", date(2026, 3, 6))
    assert article.text == f"{LEAD}\n\n{MORE}"


@pytest.mark.parametrize("title", ["Search for missing boys called off", "Menu prices rise across the city"])
def test_a_title_that_begins_like_a_menu_stays(title: str) -> None:
    """A headline may begin with a word that menus begin with."""
    assert read_plain(f"{title}\nNine boats sank on Tuesday.\nTwo more were missing.\n", "a.txt").title == title
