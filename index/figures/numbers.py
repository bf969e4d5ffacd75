"""Numbers in running text: digits, words, fractions, and the values they stand for."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from text_to_num import text2num

from index.figures.screen import may_tell

SCALES = {
    "k": 1e3, "thousand": 1e3, "lakh": 1e5, "lakhs": 1e5, "m": 1e6, "mn": 1e6, "mln": 1e6, "million": 1e6, "crore": 1e7, "crores": 1e7,
    "bn": 1e9, "b": 1e9, "billion": 1e9, "tn": 1e12, "trn": 1e12, "trillion": 1e12,
}  # fmt: skip
_SHARES = {
    "half": 0.5,
    "third": 1 / 3,
    "quarter": 0.25,
    "fifth": 0.2,
    "sixth": 1 / 6,
    "seventh": 1 / 7,
    "eighth": 0.125,
    "tenth": 0.1,
}
_SIGNS = {"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3}
_UNITS = "one|two|three|four|five|six|seven|eight|nine"
_ONE = rf"(?:eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|ten|{_UNITS})"
_SMALL = rf"(?:(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:[- ](?:{_UNITS}))?|{_ONE})"
_WORDS = rf"(?:(?:an?|{_SMALL}) hundred(?:(?: and)? {_SMALL})?|{_SMALL})"
# "30m long" and "30m by 40m" are metres, "30m people" are millions.
_METRES = (
    r"[ -](?:by|x|long|wide|high|tall|deep|thick|away|above|below|apart|underground|sprint|hurdles|freestyle|race)\b"
)
_SCALE = (
    rf"(?:thousand|lakhs?|million|crores?|billion|trillion|bn|mn|mln|tn|trn|m(?![\w’'-]|{_METRES})|[kb](?![\w’'-]))"
)
# 1,234  1,00,000  1.250.000  1 250 000 (with the spaces that typesetters use)  1234, each but the third with a decimal part
_DIGITS = r"(?:\d{1,3}(?:\.\d{3}){2,}|(?:\d{1,3}(?:,\d{2,3})+|\d{1,3}(?:[\u00a0\u2009\u202f]\d{3})+|\d+)(?:\.\d+)?)"
_PREFIXES = ("R", "Rs", "Sh", "Shs", "Ksh", "KSh", "KSH", "KES", "USh", "TSh", "USD", "EUR", "GBP", "CHF", "INR")
_OPEN = "|".join([r"(?<![\w.,/:])(?<![A-Za-z_]-)", *(rf"(?<=\b{prefix})" for prefix in _PREFIXES)])
_NUMBER_WORDS = frozenset(  # without a digit, a number is told by one of these
    """one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen
    twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million billion dozen pair zero""".split()
).union(*((share, f"{share}s") for share in _SHARES))
_SHARE = rf"(?:{'|'.join(_SHARES)})s?"
_AND_PART = rf" and (?:a|one|two|three)[ -]{_SHARE}"

NUMBER = re.compile(
    r"(?=[\d½¼¾⅓⅔]|\b[aefhnostz])(?:"  # where one may begin, so that most letters are passed over at once
    rf"(?P<digits>(?:{_OPEN}){_DIGITS}[½¼¾⅓⅔]?(?:[ -]?{_SCALE})?(?!\d|[,.:/]\d))|(?P<sign>(?<!\w)[½¼¾⅓⅔])|"
    rf"(?P<mixed>\b(?:{_SMALL}|a (?=\w+ion)){_AND_PART}(?: {_SCALE})?\b)|"
    rf"(?P<fraction>\b(?:(?:an?|one|two|three|four|five|seven|nine)[ -]{_SHARE}|half)(?: of)?(?: an? (?P<of>dozen|hundred|thousand|million|billion))?\b)|"
    rf"(?P<dozen>\b(?:an?|{_SMALL}) dozen\b)|(?P<pair>\ba pair(?= of [a-z]))|"
    rf"(?P<words>\b(?:{_WORDS}|an?(?= (?:thousand|million|billion)))(?:[ -]{_SCALE}(?:(?:,| and)? {_WORDS}(?: thousand(?:(?: and)? {_WORDS})?)?)?)?\b)|"
    r"(?P<zero>\bzero(?= [a-z]+s\b)))",
    re.I,
)  # fmt: skip
_OF_TEN = re.compile(
    rf"(?<![\w.,])(?P<part>{_UNITS}|\d)(?P<noun>(?<=one) (?!day|time|another)[a-z]+)? (?P<link>in|out of) (?P<every>every )?(?P<whole>{_SMALL}|\d{{1,4}}|a hundred)\b(?![.,]?\d)",
    re.I,
)
_TENS = "twen|thir|for|fif|six|seven|eigh|nine"
ORDINAL = re.compile(
    r"\b(?:\d+(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|"
    rf"\w+teenth|(?:{_TENS})tieth|(?:{_TENS})ty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|hundredth)\b",
    re.I,
)
_NO_NUMERAL = re.compile(
    r" (?:of|another|day|thing|point|stage|side|hand|to|who|in|that|way|can|could|is|was|has|had|would|might|or|and|on|at|for|by|from|with)\b"
)
_PRONOUN_BEFORE = re.compile(r"\b(?:no|any|every|some|the|this|that|only|another|each)[ -]$", re.I)
# "a third of", "a third were", "by a third," are shares; "a third ship" is one more ship
_SHARE_AFTER = re.compile(
    r"(?= (?:of|more|less|fewer|higher|lower|bigger|larger|smaller|were|was|are|is|have|has|had|said|did|do|in|since|on|to)\b|[.,;:)]|$)"
)
_HALF_AFTER = re.compile(
    r"(?= (?:of|the|its|their|his|her|our|all|those|these|that|were|was|are|is|have|has|had|said|did|do|as|since|to)\b|[.,;:)]|$)"
)
_PART_OF_PLAY = re.compile(
    r"\b(?:first|second|opening|latter|other|better|final|in|on|over|and a|each|either)[ -]$", re.I
)
_MEASURED = r"(?:second|minute|hour|day|week|month|year|decade|century|mile|kilomet|met|inch|tonne|ton|kilo|pint|lit|acre|hectare|per ?cent|percentage)"
_OF_UNIT = re.compile(rf"(?: of)?(?: an?(?= {_MEASURED})|(?=[ -](?:tonne|mile|acre)\b))", re.I)
_COMMON_WHOLES = (3, 4, 5, 10, 20, 100, 1000)
_SPELL = (
    r" (?:seconds|minutes|hours|days|weeks|months|years|decades|seasons|games|matches|attempts|races|tests|meetings)\b"
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
    if not may_tell(text, _NUMBER_WORDS):
        return []
    shares = [share for match in _OF_TEN.finditer(text) if (share := _of_ten(match, text))]
    numbers = [number for match in NUMBER.finditer(text) if (number := _number(match, text))]
    free = (n for n in numbers if not any(n.start < s.end and s.start < n.end for s in shares))
    return sorted([*shares, *free], key=lambda n: n.start)


def _number(match: re.Match[str], text: str) -> Number | None:
    start, end, raw = match.start(), match.end(), match.group()
    if match["digits"]:
        metres = raw[-1] in "mM" and re.search(r"\dm (?:by|x) $", text[max(0, start - 8) : start])
        raw, end = (raw[:-1], end - 1) if metres else (raw, end)
        return Number(start, end, digits_value(raw))
    if match["sign"]:
        share = bool(re.match(r" of\b", text[end : end + 4]))
        return Number(start, end, _SIGNS[raw], share=share)
    if match["mixed"]:
        return _mixed(match)
    if match["fraction"]:
        return _fraction(match, text)
    if match["pair"]:
        return Number(start, end, 2.0, words=True)
    if match["zero"]:
        return Number(start, end, 0.0, words=True)
    if match["dozen"]:
        many = raw.lower().rsplit(" ", 1)[0]
        return Number(start, end, 12 * (1 if many in ("a", "an") else word_value(many) or 1), words=True)
    if raw.lower() == "one" and not _numeral(text, start, end):
        return None
    value = word_value(raw)
    return None if value is None else Number(start, end, value, words=True)


def _numeral(text: str, start: int, end: int) -> bool:
    """Whether "one" is a number, not a pronoun."""
    after = text[end : end + 30]
    return bool(
        re.match(r"[ -][a-z]+", after, re.I)
        and not _NO_NUMERAL.match(after)
        and not _PRONOUN_BEFORE.search(text[max(0, start - 12) : start])
    )


def _of_ten(match: re.Match[str], text: str) -> Number | None:
    """ "One in five", "nine out of ten": a share of 20 and of 90 in a hundred."""
    part, whole = (
        float(raw) if raw.isdigit() else 100.0 if raw.lower() == "a hundred" else word_value(raw) or 0.0
        for raw in (match["part"], match["whole"])
    )
    common = whole in _COMMON_WHOLES or match["every"] or (part == 1 and match["link"].lower() == "in" and whole < 1000)
    after = text[match.end() : match.end() + 40]
    if not common or part >= whole or re.match(_SPELL, after) or (match["noun"] and match["link"].lower() != "in"):
        return None
    if not re.match(r" (?:[a-z]|of\b)|[.,;]", after):
        return None
    return Number(match.start(), match.end(), part / whole, share=True, words=True)


def _mixed(match: re.Match[str]) -> Number | None:
    """ "Two and a half million"."""
    whole, rest = re.split(r" and ", match.group().lower(), maxsplit=1)
    words = re.split(r"[ -]", rest)
    many = 1.0 if words[0] == "a" else word_value(words[0]) or 1.0
    value = (word_value(whole) or 0.0) + many * _SHARES[words[1].removesuffix("s") if words[1] != "half" else "half"]
    return Number(match.start(), match.end(), value * (SCALES[words[2]] if len(words) > 2 else 1.0), words=True)


def _fraction(match: re.Match[str], text: str) -> Number | None:
    words = re.split(r"[ -]", match.group().lower())
    name = next(word for word in words if word.removesuffix("s") in _SHARES)
    many = word_value(words[0]) if words[0] not in ("a", "an", "half") else 1.0
    number = Number(match.start(), match.end(), (many or 1.0) * _SHARES[name.removesuffix("s")], words=True)
    if match["of"]:
        factor = {"dozen": 12.0, "hundred": 100.0, **SCALES}[match["of"].lower()]
        return replace(number, value=number.value * factor)
    end = match.start() + len(re.sub(r" of$", "", match.group(), flags=re.I))
    after = text[end : end + 40]
    unit = _OF_UNIT.match(after)
    if unit:
        return replace(number, end=end + unit.end())
    before = text[max(0, match.start() - 12) : match.start()]
    if words[0] == "half" and (_PART_OF_PLAY.search(before) or not _HALF_AFTER.match(after)):
        return None
    if words[0] in ("a", "an") and not _SHARE_AFTER.match(after):
        return None
    if re.match(r"[a-z-]| (?:party|place|term|time|season|finger|day|world)\b", after):
        return None
    return replace(number, end=end, share=True)


def digits_value(raw: str) -> float:
    """ "1.3m" -> 1300000.0."""
    match = re.match(rf"({_DIGITS})([½¼¾⅓⅔]?)[ -]?([A-Za-z]*)", raw)
    assert match is not None
    plain = re.sub(r"[,\u00a0\u2009\u202f]", "", match.group(1))
    if plain.count(".") > 1:
        plain = plain.replace(".", "")
    value = float(plain) + _SIGNS.get(match.group(2), 0.0)
    return round(value * SCALES.get(match.group(3).lower(), 1.0), 6)


@lru_cache(maxsize=4096)
def word_value(raw: str) -> float | None:
    """The value of number words ("two hundred and six", "a million"), or None."""
    low = re.sub(r"[\s-]+", " ", raw.lower().replace(",", " ")).strip()
    parts = re.sub(r"^an? ", "one ", low).split(" ")
    factor = 1.0
    while len(parts) > 1 and parts[-1] in SCALES and parts[-1] != "thousand":
        factor *= SCALES[parts.pop()]
    try:
        return float(text2num(" ".join(parts), "en")) * factor
    except ValueError:
        return None
