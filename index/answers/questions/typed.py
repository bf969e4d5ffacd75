"""What people type: written out, cut to the question itself, and whether it leans on one before."""

import re

from index.answers.vocabulary import CHAT
from index.answers.words import is_stop, words
from index.sentences import sentences

ASKED = 2  # words that carry meaning after "I would like to know", from which what stands before it is left out

_POLITE = re.compile(
    r"\b(?:(?:like|love|want|need|curious|trying|hoping) to (?:know|find out|learn|hear|understand|ask)|(?:wonder|wondering|ask|asking|tell me|any idea|do you know))"
    r" (?=(?:who|what|when|where|why|how|which)\b)",
    re.I,
)
_PRONOUN = re.compile(r"\b(he|she|they|it|him|her|them|his|their|its|that|those|these|this|there)\b", re.I)

_BOUND = re.compile(
    r"^\W*(?:did|do|does|have|has|had|were|was|are|is|will|would) (?:more|less|fewer|over|under|at least)(?: th[ae]n)? (?:an? )?"
    r"(?:[\d.,]*\d(?: ?(?:million|billion|thousand|hundred))?(?P<share> ?%| ?per ?cent)?|(?:hundred|thousand|million)s?|(?P<half>half))"
    r"(?: of)?(?: the)? (?P<rest>[a-z].*?)(?:,? yes or no)?\W*$",
    re.I,
)
_NTH = {"one": "first", "1": "first", "two": "second", "2": "second", "three": "third", "3": "third"}


def expand(text: str) -> str:
    """Write out what people shorten in a chat."""

    def full(match: re.Match[str]) -> str:
        word = match.group()
        before = text[: match.start()].rstrip()
        if word.lower() in {"pm", "km"} and before[-1:].isdigit():
            return word
        if word.lower() == "st" and not (word.islower() and text[match.end() :].lstrip()[:1].islower()):
            return word  # "St Eunan's" is a name as it stands
        return CHAT.get(word.lower().replace("’", "'"), word)

    text = re.sub(
        r"\bround (one|two|three|[123])\b(?! of\b)", lambda m: f"{_NTH[m[1].lower()]} round", text, flags=re.I
    )
    text = re.sub(r"\bright (?=(?:after|before|now)\b)", "", text, flags=re.I)
    text = re.sub(r"\b(?:in |of |over |across )?the whole of ", "in ", text, flags=re.I)
    joined = re.sub(r"\bcease[ -](?=fires?\b)", "cease", re.sub(r"\s+", " ", text), flags=re.I)
    return re.sub(r"[^\W_]+(?:['’][^\W_]+)*", full, joined).strip()


def asked_part(text: str) -> str:
    """What is asked after "I would like to know", or the last sentence where it is a question that names what it is about; else the whole message."""
    polite = _POLITE.search(text)
    if polite and sum(not is_stop(word) for word in words(text[polite.end() :])) >= ASKED:
        return text[polite.end() :]
    start, end = (sentences(text) or [(0, 0)])[-1]
    last = text[start:end]
    names = re.search(r"(?<!^)\b[A-Z][\w’'-]+", last)
    return last if last.endswith("?") and names and not _PRONOUN.search(last) else text


def amount_asked(text: str) -> str:
    """A question whether an amount is above or below some other ("did more than 3,000 people walk out") as one that asks for it."""
    match = _BOUND.match(text)
    if match is None:
        return text
    return f"{'what percentage of' if match['share'] or match['half'] else 'how many'} {match['rest']}?"


def is_empty(text: str) -> bool:
    """Whether a question holds no word at all."""
    return not words(text)


def refers_back(text: str) -> bool:
    """Whether a question leans on an earlier one: a bare "and ...", a pronoun, or too few words of its own."""
    low = text.lower().strip()
    return (
        bool(re.match(r"^(and|but|so|also|what about|how about)\b", low))
        or bool(_PRONOUN.search(low))
        or len([w for w in words(text) if not is_stop(w)]) < 3
    )
