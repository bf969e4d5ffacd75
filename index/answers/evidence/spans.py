"""What is told of a sentence: the reader's span, completed where it cuts a figure, a name or a noun."""

import re

from index.answers.evidence.gathering import Scored
from index.answers.words import is_stop
from index.types import Figure

_CONVERSION = re.compile(
    r" ?\((?:about |approx(?:imately|\.)? |c\. ?|or )?[^\s\d()]{0,3}\d[\d,.]*(?: [^\W\d][^()\d]{0,12}[23²³]?)?\)"
)
_WORD_AFTER = re.compile(r"(?:-?[^\W_])+")
_WORD_BEFORE = re.compile(r"(?:[^\W_]-?)+\Z")
_ERA = re.compile(r"(?:(?<=st)|(?<=nd)|(?<=rd)|(?<=th))[ -]centur(?:y|ies)(?: (?:BCE?|AD|CE))?\b| (?:BCE?|AD|CE)\b")
_YEARS = r"(?:\d{1,2} )?(?:[A-Z][a-z]+ )?(?:\d{1,2}, )?\d{4}"
_PERIOD = re.compile(rf"\bfrom {_YEARS} (?:to|until) {_YEARS}\b|\bbetween {_YEARS} and {_YEARS}\b")
_HEDGE = re.compile(
    r"\b(?:about|around|approximately|roughly|some|nearly|almost|over|under|more than|less than|fewer than|at least|up to|circa|c\.|"
    r"between|before|after|early|late|mid)[ -]\Z",
    re.I,
)
_CAPITAL_AFTER = re.compile(r" (?:of (?:the )?)?(?:[A-Z][\w’'-]+)(?: [A-Z][\w’'-]+)?")
_CAPITAL_BEFORE = re.compile(r"((?:[A-Z][\w’'-]+ )?[A-Z][\w’'.-]* )\Z")
_NOUN_PHRASE = re.compile(r"\b(?:an?|the|The|A|An) ((?:[\w’'-]+ ){0,3})\Z")
_VERBAL = re.compile(
    r"\w+(?:ed|ing|ly)|held|won|made|born|known|built|set|led|run|sold|told|found|shown|written|taken|given"
)
_NOUNS = re.compile(r"(?: [a-z][a-z-]+\b){1,2}")


def span_text(one: Scored) -> str:
    """What the reader takes for the answer, with the whole of what it cuts, without the marks around it."""
    start, end = completed(one)
    text = " ".join(one.evidence.article.text[start:end].split())
    return (text if text.count("(") == text.count(")") else text.replace("(", "").replace(")", "")).strip(
        " ,.;:[]“”\"'‘’`"
    )


def core_text(one: Scored) -> str:
    """The reader's own words, by which two sources can say the same though one says more; of figures all that is told."""
    assert one.span is not None
    start, end = one.span
    return span_text(one) if held(one) else one.evidence.article.text[start:end]


def completed(one: Scored) -> tuple[int, int]:
    """The reader's span with the whole of the figures, or else of the name or noun phrase, that it cuts."""
    assert one.span is not None
    start, end = one.span
    figures = held(one)
    for figure in figures:
        start, end = min(start, figure.start), max(end, _with_noun(one, figure))
    if not figures:
        start, end = _whole(one, start, end)
    start, end = _period(one, start, end)
    text = one.evidence.article.text[: one.evidence.end]
    hedge = _HEDGE.search(text[one.evidence.start : start]) if figures else None
    era = _ERA.match(text, end)
    return start - len(hedge.group()) if hedge else start, era.end() if era else end


def _period(one: Scored, start: int, end: int) -> tuple[int, int]:
    """Of a date that opens or closes a period ("from 1911 to 1946") the whole period."""
    first = one.evidence.start
    for match in _PERIOD.finditer(one.evidence.text):
        if first + match.start() < end and start < first + match.end():
            return min(start, first + match.start()), max(end, first + match.end())
    return start, end


def held(one: Scored) -> list[Figure]:
    """The figures that the reader's span holds or cuts."""
    assert one.span is not None
    start, end = one.span
    return [figure for figure in one.evidence.figures if figure.start < end and start < figure.end]


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
    return (start, end) if re.search(r"\d", told) else _noun_phrase(text, (first, last), (start, end))


def _noun_phrase(text: str, sentence: tuple[int, int], span: tuple[int, int]) -> tuple[int, int]:
    """Of a noun phrase that "a" or "the" begins, the whole: "an Italian Catholic cardinal" where only a part was read."""
    (first, last), (start, end) = sentence, span
    described = _NOUN_PHRASE.search(text[first:start])
    before = described.group(1) if described else None
    if before is None or any(is_stop(word) for word in before.split()):
        return span
    following = _NOUNS.match(text[end:last])
    nouns = following.group() if following else ""
    while nouns and any(is_stop(word) or _VERBAL.fullmatch(word) for word in nouns.split()):
        nouns = nouns[: nouns.rstrip().rfind(" ")] if " " in nouns.strip() else ""
    return start - len(before), end + len(nouns)
