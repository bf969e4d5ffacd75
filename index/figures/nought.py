"""Counts of nought: "no officer has been killed", "none of the passengers was hurt", "there were no injuries"."""

import re
from dataclasses import dataclass

from index.figures.screen import holds_any

_STATES = (
    "killed|hurt|injured|wounded|harmed|arrested|detained|charged|infected|displaced|evacuated|rescued|hospitalised|hospitalized|affected|damaged|destroyed|"
    "lost|missing|dead|found|reported|recorded|confirmed|registered|deployed|sent|made homeless|released|trapped|kidnapped|died|drowned|escaped|survived|arrived|"
    "left|returned|voted|signed|suffered|taken to hospital"
)
# What can be counted, so that "no decision was made" and "no date was set" stay out.
_TOLLS = (
    "deaths?|injur(?:y|ies)|casualt(?:y|ies)|fatalit(?:y|ies)|victims?|survivors?|cases?|arrests?|infections?|outages?|incidents?|complaints?|people|person|"
    "patients?|passengers?|damage|officers?|soldiers?|residents?|workers?|troops|civilians?|children|houses?|homes?|buildings?|vessels?|ships?|boats?"
)
_AUX = r"(?:was|were|is|are|has|have|had)(?: (?:been|yet|so far|ever))*"
_OWN = r"(?:[\w’-]+ ){0,3}?"
_NO_COUNT = r"(?! (?:longer|one|doubt|more|such|fewer|less|other)\b)"
_NOBODY = re.compile(
    rf"\b(?P<no>no){_NO_COUNT} (?P<mods>{_OWN})(?P<noun>[^\W\d_]+)"
    rf"(?= (?:(?:{_AUX} )?(?:{_STATES})\b))|"
    rf"\b(?P<no2>no){_NO_COUNT} (?P<mods2>{_OWN})(?P<noun2>{_TOLLS})\b(?= (?:in|on|at|during|since|so|from|among)\b|[.,;]|$)|"
    rf"\b(?P<none>none) of (?:the|its|their|his|her|these|those|our) (?P<mods3>(?:\d[\d,]* )?{_OWN})(?P<noun3>[^\W\d_]+)(?= (?:{_AUX} )?(?:{_STATES})\b)|"
    rf"\b(?P<nobody>no one|nobody)(?= (?:else )?(?:{_AUX} )(?:{_STATES})\b)",
    re.I,
)
_NEGATIONS = frozenset({"no", "none", "nobody"})
_STOP = re.compile(
    r"\b(?:the|a|an|of|in|on|at|to|for|and|or|but|that|which|who|it|he|she|they|was|were|is|are|has|have|had|will|would|as|by|with|from|when|if|there)\b",
    re.I,
)
_EVENTS = frozenset(
    "decision date plan plans evidence sign signs word news details reason reasons motive claim agreement deal information".split()
)


@dataclass(frozen=True, slots=True)
class Nought:
    """A "no" that counts, as a span of its sentence, with what it counts."""

    start: int
    end: int
    noun: str | None
    modifiers: tuple[str, ...]


def find_noughts(sentence: str) -> list[Nought]:
    """The counts of nought of a sentence, in order."""
    if not holds_any(sentence, _NEGATIONS):
        return []
    found = []
    for match in _NOBODY.finditer(sentence):
        groups = match.groupdict()
        words = next((groups[g] for g in ("no", "no2", "none", "nobody") if groups[g]), "")
        start = match.start() if words else -1
        mods = next((groups[g] for g in ("mods", "mods2", "mods3") if groups[g]), "")
        noun = next((groups[g] for g in ("noun", "noun2", "noun3") if groups[g]), None)
        if _STOP.search(mods) or (noun and (noun.lower() in _EVENTS or _STOP.fullmatch(noun))):
            continue
        modifiers = tuple(word for word in mods.split() if not word[0].isdigit())
        found.append(Nought(start, start + len(words), noun, modifiers))
    return found
