"""What may be asked."""

import re
from collections.abc import Iterable

from corpus.errors import NewsdeskError

LONGEST = 2000  # characters: longer than any question people ask, short enough to answer at once


def checked(question: str) -> str:
    """The question on one line. Raises NewsdeskError if it is empty or too long."""
    text = re.sub(r"\s+", " ", question.encode("utf-8", "replace").decode()).strip()
    if not re.search(r"\w", text):
        raise NewsdeskError("the question holds no words; ask something like “How many officers are deployed?”")
    if len(text) > LONGEST:
        raise NewsdeskError(
            f"the question is {len(text):,} characters long; the limit is {LONGEST:,}: ask in fewer words"
        )
    return text


def checked_earlier(questions: Iterable[str]) -> list[str]:
    """The earlier questions of a chat, in order; those without a word have nothing to lean on. Raises as `checked`."""
    return [checked(question) for question in questions if re.search(r"\w", question)]
