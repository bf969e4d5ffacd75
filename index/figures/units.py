"""Units and currencies around a number: which kind of figure it is."""

import re
from dataclasses import dataclass

from index.types import Kind

_CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL", "€": "EUR",
    "eur": "EUR", "£": "GBP", "gbp": "GBP", "¥": "JPY", "₹": "INR", "rs": "INR", "inr": "INR", "ksh": "KES", "kes": "KES", "sh": "KES", "shs": "KES",
    "ush": "UGX", "tsh": "TZS", "₦": "NGN", "₩": "KRW", "chf": "CHF", "r": "ZAR", "₽": "RUB", "₱": "PHP",
}  # fmt: skip
_MONEY_WORDS = {
    "dollar": "USD", "euro": "EUR", "pound": "GBP", "yen": "JPY", "yuan": "CNY", "rupee": "INR", "shilling": "KES", "franc": "CHF", "crown": "crown",
    "krona": "SEK", "kronor": "SEK", "krone": "NOK", "kroner": "NOK", "peso": "peso", "rand": "ZAR", "naira": "NGN", "ruble": "RUB", "rouble": "RUB",
    "reai": "BRL", "won": "KRW", "lira": "TRY", "dirham": "AED", "riyal": "SAR", "gourde": "HTG", "zloty": "PLN", "cent": "USD", "pence": "GBP",
    "dinar": "dinar", "taka": "BDT", "ringgit": "MYR", "baht": "THB", "hryvnia": "UAH", "birr": "ETB", "cedi": "GHS", "kwacha": "kwacha", "shekel": "ILS",
    "rupiah": "IDR", "florin": "florin", "guilder": "guilder", "taler": "taler", "thaler": "taler", "daler": "daler", "ducat": "ducat", "mark": "mark",
    "lire": "lira", "peseta": "peseta", "drachma": "drachma", "escudo": "escudo", "forint": "HUF", "koruna": "CZK", "lev": "BGN", "leva": "BGN",
    "lei": "RON", "piastre": "piastre", "piaster": "piastre", "scudo": "scudo", "scudi": "scudo", "rial": "rial", "tenge": "KZT", "dong": "VND",
    "kip": "LAK", "riel": "KHR", "manat": "manat", "lari": "GEL", "dram": "AMD", "lek": "ALL", "denar": "MKD", "ariary": "MGA", "pula": "BWP",
    "dalasi": "GMD", "leone": "SLE", "metical": "MZN", "meticai": "MZN", "kwanza": "AOA", "somoni": "TJS", "afghani": "AFN", "balboa": "PAB",
    "quetzal": "GTQ", "quetzale": "GTQ", "lempira": "HNL", "córdoba": "NIO", "cordoba": "NIO", "bolivar": "VES", "bolívar": "VES", "bolivare": "VES",
    "bolívare": "VES", "guarani": "PYG", "guaraní": "PYG", "guaranie": "PYG", "guaraníe": "PYG", "pataca": "MOP", "vatu": "VUV",
}  # fmt: skip
_DOLLARS = {"australian": "AUD", "canadian": "CAD", "new zealand": "NZD", "hong kong": "HKD", "singapore": "SGD"}
_HUNDREDTHS = ("cent", "pence")
_BEFORE = re.compile(
    r"(?:\b(?:US|AU|A|C|NZ|HK|S|R)\$|[$€£¥₹₦₩₽₱]|\b(?:USD|EUR|GBP|INR|CHF|KES|K[Ss][Hh]|U[Ss]h|T[Ss]h|Shs?|Rs\.?|R))(?P<gap>[ \u00a0]?)$"
)
_AFTER = re.compile(
    r"^[- ](?:(?P<land>(?-i:[A-Z])[a-z]+(?: (?-i:[A-Z])[a-z]+)?|(?-i:US)) )?"
    r"(?P<word>dollars?|euros?|pounds?(?! (?:of|in weight))(?: sterling)?|yen|yuan|rupees?|shillings?|francs?|crowns?|kronor|krona|krone|kroner|pesos?|"
    r"rand|naira|roubles?|rubles?|reais|won(?= in| a|[.,]|$)|lira|dirhams?|riyals?|gourdes?|zlotys?|dinars?|taka|ringgit|baht|hryvnias?|birr|cedis?|"
    r"kwachas?|shekels?|rupiah|florins?|guilders?|(?:th?|d)alers?|ducats?|(?<=[- ])marks(?! out)|lire|pesetas?|drachmas?|escudos?|forints?|korunas?|"
    r"leva|lei|piast(?:re|er)s?|scud[oi]s?|rials?|tenges?|dongs?|kips?|riels?|manats?|laris?|drams?|leks?|denars?|ariary|pulas?|dalasis?|leones?|"
    r"meticais|metical|kwanzas?|somonis?|afghanis?|balboas?|quetzal(?:e?s)?|lempiras?|c[oó]rdobas?|bol[ií]var(?:e?s)?|guaran[ií](?:e?s)?|patacas?|vatu|"
    r"cents?|pence|USD|EUR|GBP)\b",
    re.I,
)
_PERCENT = re.compile(
    r"^(?:[- ]?%|[- ](?:per ?cent|pct|pc)\b|[- ]percentage[- ]points?\b|[- ]basis points?\b)(?:[- ](?:age )?points?\b)?|"
    r"^ points?(?= to \d[\d.]* ?(?:%|per ?cent))",
    re.I,
)
_DURATION = re.compile(
    r"^[- ]?(?P<unit>second|minute|min|hour|hr|day|week|fortnight|month|year|decade|centur(?:y|ie))s?\b(?!-olds?)", re.I
)
_DISTANCE = re.compile(
    r"^[- ]?(?P<unit>kms?|kilomet(?:re|er)s?|met(?:re|er)s?|centimet(?:re|er)s?|millimet(?:re|er)s?|cm|mm|(?:nautical )?miles?|mi(?= |[).,;]|$)|feet|foot|ft|inch(?:es)?|"
    r"yards?|m(?=\b(?! of)))\b(?![²³]|/|[- ](?:an|per) )",
    re.I,
)
_MEASURES = (
    r"km/h|kmh|kph|mph|knots?|m/s|(?:kilomet(?:re|er)s|miles|met(?:re|er)s|km) (?:an|per) (?:hour|second)",
    r"(?:square|cubic|sq) (?:kilomet(?:re|er)s?|met(?:re|er)s?|miles?|feet|foot|km|m|mi|ft|yards?|inches)|k?m[²³23]",
    r"(?:metric )?tonn?e?s?|kgs?|kilos?|kilogram(?:me)?s?|grams?|g(?= of)|lbs?|ounces?|lit(?:re|er)s?|gallons?|pints?|barrels?|bushels?|hectares?|acres?",
    r"megawatts?|gigawatts?|kilowatts?|MW|GW|kW|kWh|MWh|TWh|volts?|watts?|bytes?|megabytes?|gigabytes?|GB|MB|TB|calories|decibels?|pixels?|hertz|MHz|GHz",
    r"degrees?(?:[- ](?:celsius|centigrade|fahrenheit|C|F)\b)?|° ?[CF]?|(?<=^)(?-i:[CF])",
    r"magnitude(?= )",
)
_MEASURE = re.compile(rf"^[- ]?(?P<unit>{'|'.join(_MEASURES)})(?!\w)", re.I)
_MAGNITUDE_BEFORE = re.compile(
    r"\b(?:magnitude[- ](?:of |as |at |to |was |is |from )?(?:about |around |at least )?|(?:measured|measuring|registered) )$",
    re.I,
)
_SCALE_AFTER = re.compile(r"^ on (?:the|a|an) (?:[\w-]+ )?scale\b", re.I)
_AGE_AFTER = re.compile(r"^[- ]years?[- ]olds?\b|^ years of age\b", re.I)
_AGE_BEFORE = re.compile(
    r"\b(?:aged|ages?) (?:(?:about|around|between|over|under|up to|at least|only|just) )?(?:\d+ (?:and|to) )?$", re.I
)
_SINGULAR = {
    "feet": "foot", "ft": "foot", "min": "minute", "hr": "hour", "kms": "km", "kilometre": "km", "kilometer": "km", "metre": "m", "meter": "m",
    "millimetre": "mm", "millimeter": "mm", "centimetre": "cm", "centimeter": "cm", "inches": "inch", "inche": "inch", "mi": "mile", "centurie": "century",
    "ton": "tonne", "metric ton": "tonne", "metric tonne": "tonne", "kilo": "kg", "kilogram": "kg", "kilogramme": "kg", "kg": "kg", "kph": "km/h",
    "kmh": "km/h", "liter": "litre", "megawatt": "MW", "mw": "MW", "gigawatt": "GW", "gw": "GW", "kilowatt": "kW", "kw": "kW",
    "kwh": "kWh", "mwh": "MWh", "twh": "TWh", "gb": "GB", "mb": "MB", "tb": "TB", "mhz": "MHz", "ghz": "GHz", "lb": "lb",
}  # fmt: skip


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
    money = _BEFORE.search(before)
    if money:
        symbol = money.group().strip().lower().rstrip(".")
        scale = re.match(r"^-(?:million|billion|bn|m|mn|tn|k)\b", after)
        currency = _CURRENCIES.get(symbol, symbol.upper())
        return Unit("money", currency, before=len(money.group()), after=scale.end() if scale else 0)
    percent = _PERCENT.match(after)
    if percent:
        return Unit("percent", "%", after=percent.end(), factor=0.01 if "basis" in percent.group().lower() else 1.0)
    if share:
        return Unit("percent", "%", factor=100.0)
    coins = _AFTER.match(after)
    if coins:
        return _coins(coins)
    if _AGE_BEFORE.search(before):
        return Unit("age", "year")
    old = _AGE_AFTER.match(after)
    if old:
        return Unit("age", "year", after=old.end())
    return _physical(before, after)


def _physical(before: str, after: str) -> Unit | None:
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("measure", _MEASURE),
        ("duration", _DURATION),
        ("distance", _DISTANCE),
    )
    for kind, pattern in kinds:
        match = pattern.match(after)
        if match:
            return Unit(kind, _singular(match["unit"]), after=match.end())
    magnitude = _MAGNITUDE_BEFORE.search(before)
    if magnitude and ("magnitude" in magnitude.group().lower() or _SCALE_AFTER.match(after)):
        return Unit("measure", "magnitude")
    return None


def _coins(match: re.Match[str]) -> Unit:
    word = match["word"].lower().split(" ")[0].removesuffix("s")
    factor = 0.01 if word in _HUNDREDTHS else 1.0
    currency = _DOLLARS.get((match["land"] or "").lower()) if word in ("dollar", "cent") else None
    return Unit("money", currency or _MONEY_WORDS.get(word, word.upper()), after=match.end(), factor=factor)


def _singular(word: str) -> str:
    """One spelling for each unit: "kilometres an hour" is "km/h", "degrees Celsius" is "°C"."""
    low = re.sub(r"[\s-]+", " ", word.lower())
    heat = re.fullmatch(r"(?:degrees? |° ?)?(?:(c|celsius|centigrade)|(f|fahrenheit))", low)
    if heat:
        return "°C" if heat.group(1) else "°F"
    if low in ("degree", "degrees", "°"):
        return "degree"
    speed = re.fullmatch(r"(.+?)s? (?:an|per) (hour|second)", low)
    if speed:
        length = _SINGULAR.get(speed.group(1), speed.group(1))
        return "mph" if length == "mile" else f"{length}/{speed.group(2)[0]}"
    area = re.fullmatch(r"(square|cubic|sq) (.+)", low)
    if area:
        return f"{'square' if area.group(1) == 'sq' else area.group(1)} {_singular(area.group(2))}"
    if low[-1] in "²³23":
        return ("square " if low[-1] in "²2" else "cubic ") + low[:-1]
    if low in _SINGULAR:
        return _SINGULAR[low]
    single = low.removesuffix("s") if len(low) > 2 else low
    return _SINGULAR.get(single, single)


_NAMED_BEFORE = re.compile(r"[A-Z][\w’'-]+,? ?[,(] ?$")
_OF_AGE = re.compile(r"\b(?:man|woman|boy|girl|lady|teenager|pensioner|student) of $")
_PERSONS = (
    "children|kids|people|those|them|anyone|everyone|adults|men|women|boys|girls|players|aged|pupils|residents|members"
)
_LIMIT_BEFORE = re.compile(rf"\b(?:{_PERSONS})(?: (?:who )?(?:are|were))? (?:under|over|above|below) $", re.I)
_LIMIT_AFTER = re.compile(r"(?! ?%)(?: (?:ride|are|can|must|may|were|will|pay|get|go|free)\b|[,.])")


def apposed_age(before: str, after: str, value: float) -> bool:
    """Whether a bare number is an age: "Tilda Ombray, 58, from"; "a woman of 71"; "children under 12 ride free"."""
    if not 0 < value < 120:
        return False
    if _LIMIT_BEFORE.search(before):
        return bool(_LIMIT_AFTER.match(after))
    return bool(_OF_AGE.search(before) or (_NAMED_BEFORE.search(before) and re.match(r"[,.)]", after)))
