"""Who a sentence says its news comes from."""

import pytest

from index.figures.speakers import speaker_of


@pytest.mark.parametrize(
    ("sentence", "speaker"),
    [
        ("At least 12 boats sank, the harbour office said.", "the harbour office"),
        ("Police said 27 people were held.", "Police"),
        ("According to the Orrin Gazette, 40 came.", "the Orrin Gazette"),
        ("Forty came, according to police in Vantry.", "police"),
        ("Forty came, according to Ostmere.", "Ostmere"),
        ("Captain Mila Storr of the coast guard said 12 boats sank.", "Captain Mila Storr of the coast guard"),
        ("The owner of the mill, Jon Ebb, told senators that 40 had left.", "The owner of the mill"),
        ("Two local insurers, Norlund and Ebb, said they paid $54m.", "Two local insurers"),
        ("The Fishers’ Guild said 12 boats sank.", "The Fishers’ Guild"),
        ("Mila Storr, the mayor, said 12 boats sank.", "Mila Storr"),
        ("“We lost 16 cows,” said Jon Ebb.", "Jon Ebb"),
        ("There are 27 of them, a spokesman for the governor said.", "a spokesman for the governor"),
        ("The ministry has confirmed 12 deaths.", "The ministry"),
        ("On Monday the Norlund council announced 40 jobs.", "the Norlund council"),
        ("But Norlund said that 40 had left.", "Norlund"),
        ("He said 12 boats sank.", None),
        ("On Tuesday, she told reporters that 12 sank.", None),
        ("Twelve boats sank on Tuesday.", None),
        ("It was reported that 12 boats sank.", None),
        ("Twelve had been killed, officials said.", "officials"),
        ("The people who had been killed said nothing.", None),
        ("Twelve boats were found.", None),
        ("In March said the wind.", None),
    ],
)
def test_a_speaker_is_a_holder_of_news(sentence: str, speaker: str | None) -> None:
    """Offices, outlets, people and places that speak for their government; never a pronoun, a day or a clause."""
    assert speaker == speaker_of(sentence)
