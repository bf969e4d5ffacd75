"""Whether a sentence holds the kind of thing that a question wants."""

import re
from collections.abc import Sequence

from index.answers.questions.question import Question
from index.answers.words import stem_set
from index.types import Figure

_NAME = re.compile(r"(?<![.!?“\"] )(?<!^)\b[A-Z][\w’'\-]+(?: (?:[A-Z][\w’'\-]+|de|al|van|von|bin|of))*")
_REASON = re.compile(
    r"\b(because|due to|owing to|emerged|came to light|turned out|after|since|blam\w+|citing|cited|caused|as a result|so that|amid|over|fear\w*|afraid|result of|reason|in order to|to (?:avoid|allow|protect|save))\b",
    re.I,
)
_QUOTED = re.compile(r"[“\"][^”\"]{8,}[”\"]?|‘[^’]{12,}’")
_PLACE = re.compile(
    r"\b(?:in|at|near|to|from|on|outside|between|across|off|into|around) (?:the )?(?:[a-z]+ ){0,2}[A-Z]"
)


def kind_fit(question: Question, text: str, figures: Sequence[Figure]) -> float:
    """1 if the sentence holds the kind of thing that the question wants, 0 if it does not."""
    if question.kinds:
        return float(any(figure.kind in question.kinds for figure in figures))
    asked = {s for s, _ in question.terms}
    names = [n for n in _NAME.findall(text) if not stem_set(n) <= asked]
    match question.wanted:
        case "person":
            return float(bool(names) or bool(re.match(r"[A-Z]\w+ [A-Z]", text)))
        case "place":
            return float(bool(_PLACE.search(text)))
        case "list":
            return 1.0 if len(names) >= 2 else 0.5 if names else 0.0
        case "reason":
            return float(bool(_REASON.search(text)))
        case "quote":
            return float(bool(_QUOTED.search(text)))
        case _:
            return 0.5
