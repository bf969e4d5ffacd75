"""Numbers in running text: digits, words, fractions, and the values they stand for."""

import re
from dataclasses import dataclass
from functools import lru_cache

from text_to_num import text2num

SCALES = {
    "k": 1e3, "thousand": 1e3, "thousands": 1e3, "lakh": 1e5, "lakhs": 1e5, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "crore": 1e7, "crores": 1e7,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}  # fmt: skip
_ONES = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONE = "|".join(sorted(_ONES.split(), key=len, reverse=True))
_TEN = "|".join(_TENS.split())
_SMALL = rf"(?:(?:{_TEN})(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?|{_ONE})"
_WORDS = rf"(?:(?:an?|{_SMALL}) hundred(?:(?: and)? {_SMALL})?|{_SMALL})"
_SCALE = r"(?:thousand|lakhs?|million|crores?|billion|trillion|bn|mn|mln|tn|trn|[kmb](?![\w’'-]))"
_FRACTIONS = {"half": 0.5, "third": 1 / 3, "thirds": 1 / 3, "quarter": 0.25, "quarters": 0.25, "fifth": 0.2, "fifths": 0.2, "sixth": 1 / 6,
              "seventh": 1 / 7, "eighth": 0.125, "tenth": 0.1, "tenths": 0.1}  # fmt: skip
_DIGITS = r"(?:\d{1,3}(?:,\d{2,3})+|\d+)(?:\.\d+)?"

NUMBER = re.compile(
    rf"(?P<digits>(?<![\w.,/:])(?<![A-Za-z_]-)(?<![ ]-){_DIGITS}(?:[ -]?{_SCALE})?(?![\d]|[,.:/]\d))|"
    rf"(?P<fraction>\b(?:(?:an?|one|two|three|four|nine)[ -](?:{'|'.join(sorted(_FRACTIONS, key=len, reverse=True))})|half)(?: an?)?(?: (?P<of>dozen|hundred|thousand|million|billion))?\b)|"
    rf"(?P<dozen>\b(?:an?|{_SMALL}) dozen\b)|"
    rf"(?P<words>\b(?:{_WORDS}|an?(?= (?:thousand|million|billion)))(?:[ -]{_SCALE}(?:(?:,| and)? {_WORDS}(?: thousand(?:(?: and)? {_WORDS})?)?)?)?\b)",
    re.I,
)
ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|\w+teenth|\w+tieth|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|hundredth)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number as a span of its text. `share` marks a fraction of something ("a third"), which is no count."""

    start: int
    end: int
    value: float
    share: bool = False
    words: bool = False


def find_numbers(text: str) -> list[Number]:
    """The numbers of a text in order; ordinals, and "one" where it is a pronoun, are left out."""
    found = []
    for match in NUMBER.finditer(text):
        number = _number(match, text)
        if number is not None:
            found.append(number)
    return found


def _number(match: re.Match[str], text: str) -> Number | None:
    raw = match.group()
    if match["digits"]:
        return Number(match.start(), match.end(), digits_value(raw))
    if match["fraction"]:
        return _fraction(match, text)
    if match["dozen"]:
        many = raw.lower().rsplit(" ", 1)[0]
        return Number(
            match.start(), match.end(), 12 * (1 if many in ("a", "an") else word_value(many) or 1), words=True
        )
    if raw.lower() == "one" and not re.match(r"(?:[ -][a-z]+)", text[match.end() :]):
        return None
    if raw.lower() == "one" and (
        re.match(
            r" (?:of|another|day|thing|to|who|in|that|way|can|could|is|was|has|had|would|might|or|and|on|at|for|by|from|with)\b",
            text[match.end() :],
        )
        or re.search(r"\b(?:no|any|every|some|the|this|that|only)[ -]$", text[: match.start()], re.I)
    ):
        return None
    value = word_value(raw)
    return None if value is None else Number(match.start(), match.end(), value, words=True)


def _fraction(match: re.Match[str], text: str) -> Number | None:
    parts = re.split(r"[ -]", match.group().lower())
    base = next(_FRACTIONS[part] for part in parts if part in _FRACTIONS)
    many = word_value(parts[0]) if parts[0] not in ("a", "an", "half") else 1
    value = (many or 1) * base
    if match["of"]:
        return Number(
            match.start(), match.end(), value * {"dozen": 12, "hundred": 100, **SCALES}[match["of"].lower()], words=True
        )
    if parts == ["half"] and re.match(
        r"[- ](?:hour|time|way|past|price|mast|century|year|back|sister|brother|an hour)", text[match.end() :]
    ):
        return None
    if re.match(r"[a-z-]", text[match.end() :]) or re.match(
        r" (?:party|place|term|time|season|finger|day|world)\b", text[match.end() :]
    ):
        return None
    return Number(match.start(), match.start() + len(match.group().rstrip()), value, share=True, words=True)


def digits_value(raw: str) -> float:
    """ "1.3m" -> 1300000.0."""
    match = re.match(rf"({_DIGITS})[ -]?([A-Za-z]*)", raw)
    assert match is not None
    return round(float(match.group(1).replace(",", "")) * SCALES.get(match.group(2).lower(), 1.0), 6)


@lru_cache(maxsize=4096)
def word_value(raw: str) -> float | None:
    """The value of number words ("two hundred and six", "a million"), or None."""
    low = re.sub(r"[\s-]+", " ", raw.lower().replace(",", " ")).strip()
    low = re.sub(r"^an? ", "one ", low)
    factor = 1.0
    parts = low.split(" ")
    while len(parts) > 1 and parts[-1] in (
        "million",
        "billion",
        "trillion",
        "bn",
        "mn",
        "lakh",
        "lakhs",
        "crore",
        "crores",
    ):
        factor *= SCALES[parts.pop()]
    try:
        return float(text2num(" ".join(parts), "en")) * factor
    except ValueError:
        return None
