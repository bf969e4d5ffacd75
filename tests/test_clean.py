"""Page furniture goes, news stays."""

import gzip
import json
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import clean, is_furniture, outlet_in_furniture

NEWSPAPER = Path(__file__).parents[2] / "shared" / "corpora" / "bbc_news.jsonl.gz"
NEWS = "The harbour of Ostmere will stay closed until Friday, because 14 boats lie across its mouth."
MORE = "A salvage firm from Lund is expected to need nine days and three cranes for the work."


@pytest.mark.parametrize(
    "line",
    [
        "Also Read | Harbour dues to rise",
        "ALSO READ: Why storms have names",
        "READ ALSO – Ten walks by the sea",
        "[Also read: What we know about the crane]",
        "**Read more: The pier in pictures**",
        "Related: Two boats found",
        "Related stories | The pier",
        "PAID POST: Nine hotels for the summer",
        "Watch: The crane falls",
        "Don't miss: our quiz",
        "Share this   Print   Comment (12)",
        "Share on: F X W",
        "Share | Tweet | Email",
        "Print",
        "SHARE THIS ARTICLE",
        "Advertisement",
        "Skip to main content",
        "Story continues below advertisement",
        "3 min read",
        "Tags: Ostmere, boats, cranes",
        "Subscribe to our newsletter and get the day's news at breakfast.",
        "Sign up for our morning briefing",
        "Follow us on X",
        "Support our journalism from $1 a week.",
        "Already a subscriber? Log in",
        "This article is for subscribers only.",
        "© 2026 Ostmere Times Ltd",
        "Copyright 2026 The Ostmere Times. No part may be copied.",
        "All rights reserved.",
        "Terms | Privacy | Complaints",
        "Photo: Ann Lee/Ostmere Times",
        "Image credit: Ann Lee",
        "Write to [email protected] with your story",
        "Newsroom: [email\xa0protected]",
        "Ostmere Voice welcomes guest writers. Have a story? Write to us.",
        "Got a tip? Send it to the night desk.",
        "Find us on Telegram",
        "We and our 200 partners use cookies to keep this site free.",
        "This site uses cookies. By scrolling you agree.",
        "Accept all",
        "Cookies help our site working. All right",
        "We value your privacy. Reject all",
        "Sport3 days agoOstmere win at last in the rain",
        "News 2 weeks ago The mayor's new hat",
        "12",
        "-",
        "* * *",
    ],
)
def test_furniture_goes(line: str) -> None:
    """A line of page furniture is cut from between two paragraphs, and nothing with it."""
    assert clean([NEWS, line, MORE]) == [NEWS, MORE]


@pytest.mark.parametrize(
    "line",
    [
        "“Follow us,” the pilot shouted, and eleven boats did.",
        "“Support our town,” said the banner.",
        "“Subscribe to nothing,” she said.",
        "Share prices fell 3% after the news.",
        "Shares in the salvage firm rose to 40 crowns.",
        "Print sales halved in nine years.",
        "Like many others, Ms Orr lost her boat.",
        "Comments by the mayor were booed.",
        "The firm said it would change its privacy policy in May.",
        "Regulators fined the firm 2m crowns over its privacy policy.",
        "The terms and conditions of the loan were read out in court, the clerk said.",
        "The Guides sold 3,000 boxes of cookies and split the money with their partners.",
        "The regulator said the site used cookies without consent.",
        "Copyright claims cost the museum 2m crowns.",
        "Photographs of the wreck were shown in court.",
        "Register for the vote by Friday, the clerk said.",
        "Sign up for the scheme has been slow, ministers said.",
        "Veterans who have a story to tell can write to the museum, it said.",
        "Watch – a gold one, from Geneva – was stolen on Monday.",
        "Three days ago the river was dry.",
        "Ostmere 3 weeks ago was a quiet place.",
        "Related costs came to 3m crowns.",
        "Correction: An earlier version said 41 boats. Subscribe to our newsletter to read it.",
        "Clarification: The cookies that we use are two, not three.",
        "Nine died.",
        "17 boats sank.",
    ],
)
def test_news_stays(line: str) -> None:
    """A sentence of the article stays, though it shares words with furniture."""
    assert clean([NEWS, line, MORE]) == [NEWS, line, MORE]


@pytest.mark.parametrize(
    "heading", ["Recent News", "RELATED", "Most read", "You may also like", "## More stories", "3 comments"]
)
def test_a_list_of_teasers_goes_with_its_heading(heading: str) -> None:
    """What follows a heading of a teaser list is no article until prose begins again."""
    teasers = ["- Harbour dues to rise 4% from July", "Two held over lead theft", "What did the mayor know?"]

    assert clean([NEWS, heading, *teasers]) == [NEWS]
    assert clean([NEWS, heading, *teasers, MORE]) == [NEWS, MORE]


def test_a_short_quote_after_a_teaser_list_is_kept() -> None:
    """Prose that begins again with a short sentence of speech is not taken for a teaser."""
    quote = "“It was loud,” she said."

    assert clean([NEWS, "Read next", "Ten walks by the sea", quote, MORE]) == [NEWS, quote, MORE]


def test_source_labels_between_sentences_go() -> None:
    """The labels that a copied answer leaves after its sentences are cut, and the sentences stay apart."""
    text = "Nine boats sank. Lund Radio+1 Two were found. Sea Desk+2Lund Radio+1 The rest is lost. Sea Desk"

    assert clean([text]) == ["Nine boats sank. Two were found. The rest is lost."]


def test_a_plus_sign_in_news_is_no_label() -> None:
    """A lead of so many points or goals is not taken for a source label."""
    text = "They found that members had a +8 lead. Among women it was +14. Ann Orr finished +3 on the day."

    assert clean([text]) == [text]


def test_a_name_at_the_end_stays_where_there_are_no_labels() -> None:
    """Without source labels in the text a capitalised ending is the writer's own."""
    text = "He asked where the boat came from. Ostmere"

    assert clean([text]) == [text]


def test_the_outlet_that_asks_for_guest_writers_is_named() -> None:
    """A plea for guest writers tells whose page it is."""
    assert outlet_in_furniture([NEWS, "Ostmere Voice welcomes guest writers. Drop us a line."]) == "Ostmere Voice"
    assert outlet_in_furniture([NEWS, MORE]) is None


@pytest.mark.skipif(not NEWSPAPER.is_file(), reason="the newspaper corpus is not beside the repository")
def test_nothing_is_cut_from_a_clean_newspaper() -> None:
    """Of 2,225 articles without furniture every paragraph is kept as it is."""
    with gzip.open(NEWSPAPER, "rt", encoding="utf-8") as file:
        paragraphs = [p.strip() for line in file for p in json.loads(line)["text"].split("\n") if len(p) > 1]

    assert [p for p in paragraphs if is_furniture(p) or clean([p]) != [p]] == []


@given(st.lists(st.text(max_size=200), max_size=8))
@settings(deadline=None)
def test_cleaning_only_ever_removes(paragraphs: list[str]) -> None:
    """Cleaned text is made of its paragraphs' own words, in their order."""
    words = re.sub(r"\s+", "", "".join(paragraphs))
    kept = iter(words)

    assert all(character in kept for character in re.sub(r"\s+", "", "".join(clean(paragraphs))))


@given(st.lists(st.sampled_from([NEWS, MORE, "Advertisement", "Recent News", "- A teaser", "Sea Desk+1"]), max_size=8))
@settings(deadline=None)
def test_cleaning_twice_is_cleaning_once(paragraphs: list[str]) -> None:
    """Cleaned paragraphs hold no furniture."""
    once = clean(paragraphs)

    assert clean(once) == once
    assert not any(is_furniture(paragraph) for paragraph in once)
