"""Which spans can be told as an answer: a few words that are of the kind a question wants."""

import re

from index.answers.questions.question import Question
from index.answers.words import is_stop, stem, words

LONGEST = 8  # words of a short answer
LONGEST_LIST = 30  # words of an enumeration
DAYS = frozenset({"date", "time"})  # "in September" is an answer though the year is unknown

_ENUMERATION = re.compile(r"\w,? (?:and|or) \w|\w, \w")
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|october|november|december|"
    r"spring|summer|autumn|winter|noon|midnight|tomorrow|yesterday|centur(?:y|ies)",
    re.I,
)
_REFERS = re.compile(
    r"(?:through|with|by|from|in|on|to|after|before|without|against) (?:it|them|this|that|him|her|which|whom)\b", re.I
)
_DATELINE = re.compile(r"[A-Z][A-Z .'’-]{3,}(?:, [A-Z]|,? \()")  # "CAPE ORLA, Vell, May 7 (Agency)"
_DIGITS = re.compile(r"\d")
_DAY_OR_YEAR = re.compile(r"(?<![\d.,])(?:\d{4}s?|\d{1,2}(?:st|nd|rd|th)?)(?![\d%])|\b\d+ (?:BCE?|AD|CE)\b")
_TENS = "(?:twen|thir|for|fif|six|seven|eigh|nine)t"
_NUMBER_WORD = re.compile(
    rf"one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|{_TENS}y(?:-\w+)?|half|quarter|dozen|hundreds?|thousands?|"
    rf"millions?|billions?|once|twice|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|{_TENS}ieth",
    re.I,
)


def tellable(question: Question, text: str, *, given: bool = False) -> bool:
    """Whether a span can be told as an answer: a few words, a name where a name is asked, not the question's own words.

    Of the sources that were `given` with a question, one may list what another names alone.
    """
    own = [word for word in words(text) if not is_stop(word)]
    asked = {s for s, _ in question.terms}
    enumerated = _ENUMERATION.search(text) is not None
    if question.wanted == "list" and (enumerated or not given):
        return enumerated and len(words(text)) <= LONGEST_LIST
    if _REFERS.match(text) or (question.wanted in ("person", "place") and _DATELINE.match(text)):
        return False
    if not own or len(words(text)) > LONGEST or all(stem(word) in asked for word in own):
        return False
    if question.kinds:
        digits, figures = (_DIGITS, _NUMBER_WORD) if question.wanted not in DAYS else (_DAY_OR_YEAR, _CALENDAR)
        return bool(digits.search(text)) or any(figures.fullmatch(word) for word in words(text))
    named = any(word[0].isupper() and not (word.isupper() and len(word) < 4) for word in own if stem(word) not in asked)
    return named or question.wanted in ("free", "list")
