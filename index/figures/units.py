"""Units and currencies around a number: which kind of figure it is."""

import re
from dataclasses import dataclass

from index.types import Kind

_CURRENCIES = {"$": "USD", "us$": "USD", "usd": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "€": "EUR", "eur": "EUR", "£": "GBP", "gbp": "GBP",
               "¥": "JPY", "₹": "INR", "rs": "INR", "inr": "INR", "ksh": "KES", "kes": "KES", "sh": "KES", "shs": "KES", "ush": "UGX", "tsh": "TZS", "₦": "NGN", "₩": "KRW", "chf": "CHF", "r": "ZAR", "₽": "RUB", "₱": "PHP"}  # fmt: skip
_MONEY_WORDS = {"dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "yuan": "CNY", "rupee": "INR", "shilling": "KES", "franc": "CHF", "crown": "crown", "krona": "SEK", "krone": "NOK", "peso": "peso",
                "rand": "ZAR", "naira": "NGN", "ruble": "RUB", "rouble": "RUB", "real": "BRL", "won": "KRW", "lira": "TRY", "dirham": "AED", "riyal": "SAR", "gourde": "HTG", "zloty": "PLN"}  # fmt: skip
BEFORE = re.compile(
    r"(?:\b(?:US|AU|A|C|NZ|HK|S|R)\$|[$€£¥₹₦₩₽₱]|\b(?:USD|EUR|GBP|INR|CHF|KES|Ksh|KSh|KSH|Ush|Tsh|Shs?|Rs\.?|R(?=\d)))[  ]?$"
)
_MONEY_AFTER = re.compile(
    r"^[- ](?:(?P<kind>US|American|Australian|Canadian|New Zealand|Hong Kong|Singapore) )?(?P<word>dollars?|euros?|pounds?(?! (?:of|in weight))(?: sterling)?|yen|yuan|rupees?|shillings?|francs?|crowns?|kronor|krona|krone|kroner|pesos?|rand|naira|roubles?|rubles?|reais|won(?= in| a|[.,]|$)|lira|dirhams?|riyals?|gourdes?|zlotys?|cents?|pence|USD|EUR|GBP)\b",
    re.I,
)
_PERCENT = re.compile(
    r"^(?:[- ]?%|[- ](?:per ?cent|pct|pc)\b|[- ]percentage[- ]points?\b|[- ]basis points?\b)(?:[- ](?:age )?points?\b)?",
    re.I,
)
_DURATION = re.compile(
    r"^[- ]?(?P<unit>second|minute|min|hour|hr|day|week|fortnight|month|year|decade|centur(?:y|ie))s?\b(?!-olds?)", re.I
)
_DISTANCE = re.compile(
    r"^[- ]?(?P<unit>km|kms|kilomet(?:re|er)s?|met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|cm|mm|miles?|feet|foot|ft|inch(?:es)?|yards?|nautical miles?|m(?=\b(?! of)))\b(?!/|²|³|[- ](?:an|per) )",
    re.I,
)
_MEASURE = re.compile(
    r"^[- ]?(?P<unit>(?:km/h|kmh|kph|mph|knots?|m/s)|(?:kilomet(?:re|er)s|miles|met(?:re|er)s|km) (?:an|per) (?:hour|second)|(?:square|cubic) (?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|km|yards?|inches)|sq (?:km|m|ft)|"
    r"(?:metric )?tonn?e?s?|kg|kgs|kilos?|kilogram(?:me)?s?|grams?|g(?= of)|lbs?|ounces?|lit(?:re|er)s?|gallons?|barrels?|hectares?|acres?|megawatts?|gigawatts?|kilowatts?|MW|GW|kW|kWh|MWh|TWh|volts?|watts?|"
    r"degrees?(?: (?:celsius|fahrenheit|C|F)\b)?|°[CF]?|bytes?|megabytes?|gigabytes?|GB|MB|TB|calories|bushels?|decibels?|pixels?|hertz|MHz|GHz)(?!\w)",
    re.I,
)
_AGE_AFTER = re.compile(r"^[- ]years?[- ]olds?\b|^ years of age\b", re.I)
_AGE_BEFORE = re.compile(r"\b(?:aged|age|ages) $", re.I)
_SINGULAR = {"feet": "foot", "foot": "foot", "ft": "foot", "min": "minute", "hr": "hour", "kms": "km", "kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m", "m": "m", "millimetre": "mm", "centimetre": "cm",
             "inches": "inch", "centurie": "century", "tonne": "tonne", "ton": "ton", "kilo": "kg", "kilogram": "kg", "kilogramme": "kg", "kph": "km/h", "kmh": "km/h"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Unit:
    """The kind of a figure, its unit, and how far it reaches before and after the number, in characters."""

    kind: Kind
    unit: str | None
    before: int = 0
    after: int = 0
    factor: float = 1.0


def unit_of(before: str, after: str, share: bool) -> Unit | None:
    """The unit of a number from the text before and after it, or None for a plain count."""
    money = BEFORE.search(before)
    if money:
        symbol = money.group().strip().lower().rstrip(".")
        per = re.match(r"^[- ]?(?:million|billion|bn|m|mn|tn|k)\b", after)
        return Unit(
            "money", _CURRENCIES.get(symbol, symbol.upper()), before=len(money.group()), after=per.end() if per else 0
        )
    percent = _PERCENT.match(after)
    if percent:
        return Unit("percent", "%", after=percent.end(), factor=0.01 if "basis" in percent.group().lower() else 1.0)
    if share:
        return Unit("percent", "%", factor=100.0)
    coins = _MONEY_AFTER.match(after)
    if coins:
        return _coins(coins)
    if _AGE_BEFORE.search(before):
        return Unit("age", "year")
    old = _AGE_AFTER.match(after)
    if old:
        return Unit("age", "year", after=old.end())
    for kind, pattern in (("measure", _MEASURE), ("duration", _DURATION), ("distance", _DISTANCE)):
        match = pattern.match(after)
        if match:
            return Unit(kind, _singular(match["unit"]), after=match.end())  # type: ignore[arg-type]  # the three names are Kinds
    return None


def _coins(match: re.Match[str]) -> Unit:
    word = match["word"].lower().split(" ")[0]
    if word in ("cent", "cents"):
        return Unit("money", "USD", after=match.end(), factor=0.01)
    if word == "pence":
        return Unit("money", "GBP", after=match.end(), factor=0.01)
    kind = (match["kind"] or "").lower()
    currency = {
        "australian": "AUD",
        "canadian": "CAD",
        "new zealand": "NZD",
        "hong kong": "HKD",
        "singapore": "SGD",
    }.get(kind)
    return Unit(
        "money", currency or _MONEY_WORDS.get(word.rstrip("s"), _MONEY_WORDS.get(word, word.upper())), after=match.end()
    )


def _singular(word: str) -> str:
    low = re.sub(r"\s+", " ", word.lower())
    low = re.sub(r"(?:kilomet(?:re|er)s|km) (?:an|per) hour", "km/h", low)
    low = re.sub(r"miles (?:an|per) hour", "mph", low)
    low = low if low in _SINGULAR or low.endswith("/h") else low.removesuffix("s")
    return _SINGULAR.get(low, low)
