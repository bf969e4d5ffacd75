"""What is told of a sentence: the reader's span, completed where it cuts a figure, a name or a noun."""

import re

from index.answers.evidence import Scored
from index.answers.words import is_stop
from index.types import Figure

_CONVERSION = re.compile(
    r" ?\((?:about |approx(?:imately|\.)? |c\. ?|or )?[^\s\d()]{0,3}\d[\d,.]*(?: [^\W\d][^()\d]{0,12}[23²³]?)?\)"
)
_WORD_AFTER = re.compile(r"(?:-?[^\W_])+")
_WORD_BEFORE = re.compile(r"(?:[^\W_]-?)+\Z")
_ERA = re.compile(r"(?:(?<=st)|(?<=nd)|(?<=rd)|(?<=th))[ -]centur(?:y|ies)(?: (?:BCE?|AD|CE))?\b| (?:BCE?|AD|CE)\b")
_HEDGE = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|over|under|more than|less than|fewer than|at least|up to|circa|c\.|"
    r"between|before|after|early|late|mid)[ -]\Z",
    re.I,
)
_CAPITAL_AFTER = re.compile(r" (?:of (?:the )?)?(?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)?")
_CAPITAL_BEFORE = re.compile(r"((?:[A-Z][\w’'-]+ )?[A-Z][\w’'.-]* )\Z")
_NOUN_PHRASE = re.compile(r"\b(?:an?|the|The|A|An) ((?:[\w’'-]+ ){1,3})\Z")


def span_text(one: Scored) -> str:
    """What the reader takes for the answer, with the whole of what it cuts, without the marks around it."""
    start, end = completed(one)
    text = " ".join(one.evidence.article.text[start:end].split())
    return (text if text.count("(") == text.count(")") else text.replace("(", "").replace(")", "")).strip(
        " ,.;:[]“”\"'‘’`"
    )


def completed(one: Scored) -> tuple[int, int]:
    """The reader's span with the whole of the figures, or else of the name or noun phrase, that it cuts."""
    assert one.span is not None
    start, end = one.span
    held = [figure for figure in one.evidence.figures if figure.start < end and start < figure.end]
    for figure in held:
        start, end = min(start, figure.start), max(end, _with_noun(one, figure))
    if not held:
        start, end = _whole(one, start, end)
    text = one.evidence.article.text[: one.evidence.end]
    hedge = _HEDGE.search(text[one.evidence.start : start]) if held else None
    era = _ERA.match(text, end)
    return start - len(hedge.group()) if hedge else start, era.end() if era else end


def _with_noun(one: Scored, figure: Figure) -> int:
    """Where a figure ends with the noun right after it ("3,559 people") or its conversion ("20 acres (81,000 m2)")."""
    after = one.evidence.article.text[figure.end : min(figure.end + 40, one.evidence.end)]
    if figure.kind == "count" and figure.noun:
        noun = re.match(rf" {re.escape(figure.noun)}\b", after)
        return figure.end + (noun.end() if noun else 0)
    conversion = _CONVERSION.match(after) if figure.kind not in ("date", "time") else None
    return figure.end + (conversion.end() if conversion else 0)


def _whole(one: Scored, start: int, end: int) -> tuple[int, int]:
    """A span of words with the whole of its first and last word, of a name in one word, and of a noun's description."""
    text, (first, last) = one.evidence.article.text, (one.evidence.start, one.evidence.end)
    before, after = _WORD_BEFORE.search(text[first:start]), _WORD_AFTER.match(text[end:last])
    if before and text[start : start + 1].isalnum():
        start = first + before.start()
    if after and text[end - 1 : end].isalnum():
        end += after.end()
    told = text[start:end]
    if told[:1].isupper() and " " not in told:
        following, leading = _CAPITAL_AFTER.match(text[end:last]), _CAPITAL_BEFORE.search(text[first:start])
        if leading and not is_stop(leading.group(1).split()[0]):
            start -= len(leading.group(1))
        elif following:
            end += following.end()
    described = _NOUN_PHRASE.search(text[first:start])
    if described and told[:1].islower() and not any(is_stop(word) for word in described.group(1).split()):
        start -= len(described.group(1))
    return start, end
