"""Questions as people type them."""

import random
import re

LITTLE = set(
    "a an the of in on at to for from by with is are was were be been do does did has have had what which who whom whose"
    " that this these those it its as and or there their his her".split()
)


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
