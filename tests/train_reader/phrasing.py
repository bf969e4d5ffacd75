"""Questions as people type them, and questions that a passage no longer answers."""

import random
import re
from collections.abc import Sequence

LITTLE = set(
    "a an the of in on at to for from by with is are was were be been do does did has have had what which who whom whose"
    " that this these those it its as and or there their his her".split()
)
OPPOSITES = [
    pair.split("/")
    for pair in (
        "first/last largest/smallest highest/lowest most/least more/fewer before/after north/south east/west"
        " northern/southern eastern/western increase/decrease increased/decreased win/lose won/lost early/late"
        " earlier/later oldest/youngest best/worst major/minor male/female men/women public/private old/new"
        " beginning/end begin/end began/ended start/stop started/stopped above/below inside/outside rise/fall rose/fell"
        " higher/lower larger/smaller longer/shorter positive/negative allowed/forbidden accepted/rejected support/oppose"
        " supported/opposed always/never can/cannot left/right joined/left bought/sold opened/closed created/destroyed"
        " maximum/minimum buy/sell arrive/depart arrived/departed strong/weak common/rare rich/poor"
    ).split()
]
OPPOSITE = {a: b for a, b in OPPOSITES} | {b: a for a, b in OPPOSITES}


def as_typed(question: str, rnd: random.Random) -> str:
    """Lower case without a question mark; often misspelt or cut down to keywords as well."""
    words = re.findall(r"\S+", question.lower().rstrip(" ?"))
    way = rnd.random()
    if way < 0.3:
        kept = [word for word in words if word not in LITTLE or rnd.random() < 0.1]
        words = kept if len(kept) > 1 else words
    elif way < 0.65:
        long = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        for i in rnd.sample(long, min(len(long), rnd.choice((1, 1, 2)))):
            words[i] = misspelt(words[i], rnd)
    return " ".join(words)


def misspelt(word: str, rnd: random.Random) -> str:
    """One slip: two letters swapped, one dropped or one doubled; the first letter stays."""
    at = rnd.randrange(1, len(word) - 1)
    way = rnd.randrange(3)
    if way == 0:
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    return word[:at] + word[at + 1 :] if way == 1 else word[:at] + word[at] + word[at:]


def altered(question: str, context: str, names: Sequence[str], rnd: random.Random) -> str | None:
    """Another name, number or the opposite word in a question, so that its passage does not answer; None if it has none."""
    ways = [_other_name, _other_number, _opposite]
    rnd.shuffle(ways)
    for way in ways:
        result = way(question, context, names, rnd)
        if result is not None:
            return result
    return None


def _other_name(question: str, context: str, names: Sequence[str], rnd: random.Random) -> str | None:
    found = [m for m in re.finditer(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", question) if m.group() in context]
    if not found or not names:
        return None
    old = rnd.choice(found)
    alike = [name for name in rnd.sample(names, min(20, len(names))) if name not in question and name not in context]
    same_length = [name for name in alike if name.count(" ") == old.group().count(" ")]
    new = next(iter(same_length or alike), None)
    return None if new is None else question[: old.start()] + new + question[old.end() :]


def _other_number(question: str, context: str, _names: Sequence[str], rnd: random.Random) -> str | None:
    found = re.search(r"\b\d{1,4}\b", question)
    if found is None:
        return None
    old = int(found.group())
    new = str(old + rnd.choice((-12, -7, -4, -3, -2, 2, 3, 4, 5, 9, 14)) if old > 20 else old + rnd.choice((2, 3, 5)))
    return None if new in context else question[: found.start()] + new + question[found.end() :]


def _opposite(question: str, _context: str, _names: Sequence[str], rnd: random.Random) -> str | None:
    found = [m for m in re.finditer(r"[a-z]+", question) if m.group() in OPPOSITE]
    if not found:
        return None
    old = rnd.choice(found)
    return question[: old.start()] + OPPOSITE[old.group()] + question[old.end() :]
