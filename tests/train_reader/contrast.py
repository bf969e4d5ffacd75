"""Questions that their passage answered until one word of them was changed: what makes a reader look at every word."""

import random
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tests.train_reader.phrasing import LITTLE

NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*")  # capitalised words inside a sentence
PAIR = re.compile(r"\b([A-Za-z]+) (?=([a-z]{4,})\b)")  # a word and the one after it
NUMBER = re.compile(r"(?<![\d.,])\d{1,4}(?![\d.,]*\d)")
HELPING = re.compile(r"\b(is|are|was|were|do|does|did|has|have|had|can|could|would|should)\b(?! not|n't)", re.I)
ASKING = {"how", "what", "which", "whose", "who", "when", "where", "why"}
VAGUE = set(
    "another also very most such some each this these there then than them they only over under into upon about between"
    " other both many much well like just even still often more less been being name named called known type kind term".split()
)
CONTRACTED = {"can": "can't"}
DENIED = re.compile(r"n't\b| not\b| never\b")
ENDINGS = ("ing", "ed", "ion", "ly", "er", "est", "al", "s")
OPPOSITES = [
    pair.split("/")
    for pair in (
        "first/last largest/smallest highest/lowest most/least more/fewer before/after north/south east/west"
        " northern/southern eastern/western increase/decrease increased/decreased increases/decreases win/lose won/lost"
        " early/late earlier/later oldest/youngest best/worst major/minor male/female men/women public/private old/new"
        " beginning/end begin/end began/ended start/stop started/stopped above/below inside/outside rise/fall rose/fell"
        " higher/lower larger/smaller longer/shorter positive/negative allowed/forbidden accepted/rejected support/oppose"
        " supported/opposed always/never can/cannot left/right joined/left bought/sold opened/closed created/destroyed"
        " maximum/minimum buy/sell arrive/depart arrived/departed strong/weak common/rare rich/poor high/low large/small"
        " big/little long/short longest/shortest fastest/slowest fast/slow primary/secondary allow/prevent"
        " allows/prevents cause/prevent causes/prevents caused/prevented gain/lose gained/lost add/remove added/removed"
        " include/exclude includes/excludes included/excluded internal/external domestic/foreign local/national"
        " upper/lower active/passive direct/indirect legal/illegal possible/impossible able/unable modern/ancient"
        " popular/unpopular similar/different same/different known/unknown successful/unsuccessful urban/rural"
        " western/eastern father/mother son/daughter brother/sister husband/wife king/queen born/buried lived/died"
        " founded/dissolved established/abolished built/demolished appointed/dismissed approved/vetoed attacked/defended"
        " invaded/defended defeated/helped agreed/refused agree/disagree believed/doubted encouraged/discouraged"
        " strengthened/weakened improved/worsened expanded/reduced raised/lowered lent/borrowed taught/learned"
        " import/export imported/exported employer/employee teacher/student victory/defeat majority/minority"
        " advantage/disadvantage benefit/drawback strength/weakness success/failure war/peace summer/winter hot/cold"
        " warm/cold wet/dry bright/dark heavy/light hard/soft thick/thin wide/narrow deep/shallow near/far"
        " simple/complex easy/difficult free/enslaved young/old dead/living present/absent former/current"
        " original/copied natural/artificial temporary/permanent formal/informal voluntary/forced"
    ).split()
]
OPPOSITE = {b: a for a, b in OPPOSITES} | {a: b for a, b in OPPOSITES}


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with what it is asked of, and what could stand in it instead."""

    question: str
    context: str
    answers: tuple[str, ...]
    names: Sequence[str]  # of the article
    neighbours: Sequence[str]  # other questions on the article


def altered(asked: Asked, rnd: random.Random) -> str | None:
    """The question with another name, number or word, or denied, so that its passage does not answer; None if it has no handle."""
    ways: list[Callable[[Asked, random.Random], str | None]] = [
        *(_name_of_article, _name_of_passage, _number, _opposite, _word) * 2,
        *(_opposite, _word, _denied),
    ]
    rnd.shuffle(ways)
    return next((result for way in ways if (result := way(asked, rnd)) is not None), None)


def names_in(contexts: Iterable[str]) -> list[str]:
    """Capitalised words inside sentences, one or several in a row."""
    return list(dict.fromkeys(NAME.findall(" ".join(contexts))))


def _name_of_article(asked: Asked, rnd: random.Random) -> str | None:
    """A name that the passage lacks."""
    names = rnd.sample(asked.names, min(20, len(asked.names)))
    return _other_name(asked, [name for name in names if name not in asked.context], rnd)


def _name_of_passage(asked: Asked, rnd: random.Random) -> str | None:
    """A name that the passage says something else of: not one of the answer's."""
    names = [name for name in names_in([asked.context]) if not any(_alike(name, gold) for gold in asked.answers)]
    rnd.shuffle(names)
    return _other_name(asked, names, rnd)


def _other_name(asked: Asked, names: list[str], rnd: random.Random) -> str | None:
    found = [match for match in NAME.finditer(asked.question) if match.group() in asked.context]
    if not found:
        return None
    old = rnd.choice(found)
    names = [name for name in names if not _alike(name, asked.question)]
    same_length = [name for name in names if name.count(" ") == old.group().count(" ")]
    new = next(iter(same_length or names), None)
    return None if new is None else asked.question[: old.start()] + new + asked.question[old.end() :]


def _number(asked: Asked, rnd: random.Random) -> str | None:
    """Another number of the passage with as many digits, or one that it lacks."""
    found = NUMBER.search(asked.question)
    if found is None:
        return None
    old = found.group()
    there = [
        number
        for number in NUMBER.findall(asked.context)
        if len(number) == len(old)
        and number not in asked.question
        and not any(number in gold for gold in asked.answers)
    ]
    steps = (-12, -7, -4, -3, -2, 2, 3, 4, 5, 9, 14) if int(old) > 20 else (2, 3, 5)
    far = str(int(old) + rnd.choice(steps))
    new = rnd.choice(there) if there and rnd.random() < 0.5 else far
    if new == far and far in asked.context:
        return None
    return asked.question[: found.start()] + new + asked.question[found.end() :]


def _opposite(asked: Asked, rnd: random.Random) -> str | None:
    found = [match for match in re.finditer(r"[a-z]+", asked.question) if match.group() in OPPOSITE]
    if not found:
        return None
    old = rnd.choice(found)
    return asked.question[: old.start()] + OPPOSITE[old.group()] + asked.question[old.end() :]


def _word(asked: Asked, rnd: random.Random) -> str | None:
    """A word that follows the same word elsewhere in the article and ends alike: another property, deed or thing."""
    own = [pair for pair in PAIR.finditer(asked.question) if pair.group(1).lower() not in ASKING]
    own = [pair for pair in own if pair.group(2) not in LITTLE | VAGUE]
    rnd.shuffle(own)
    near = [asked.context, *rnd.sample(asked.neighbours, min(30, len(asked.neighbours)))]
    others = [pair.groups() for text in near for pair in PAIR.finditer(text)]
    rnd.shuffle(others)
    forbidden = " ".join((asked.question, *asked.answers)).lower()
    for pair in own:
        before, old = pair.group(1).lower(), pair.group(2)
        for other_before, new in others:
            if new in LITTLE or new in VAGUE:
                continue
            if other_before.lower() == before and _ending(new) == _ending(old) and new[:5] not in forbidden:
                at = pair.start(2)
                return asked.question[:at] + new + asked.question[at + len(old) :]
    return None


def _denied(asked: Asked, _rnd: random.Random) -> str | None:
    """ "isn't" for "is", and the like."""
    found = HELPING.search(asked.question)
    if found is None or DENIED.search(asked.question):
        return None
    verb = found.group()
    return asked.question[: found.start()] + CONTRACTED.get(verb, verb + "n't") + asked.question[found.end() :]


def _alike(name: str, text: str) -> bool:
    """Whether a word of the name stands in the text."""
    return any(word in text for word in name.split())


def _ending(word: str) -> str:
    return next((ending for ending in ENDINGS if word.endswith(ending)), "")
