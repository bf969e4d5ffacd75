"""From a sentence to its figures: value, unit, what is counted, how sure, who says so, as of when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from corpus.corrections import Correction, find_corrections
from index.figures.days import TIME, Day, find_days
from index.figures.nouns import STATES, is_of_whom, noun_after, noun_before, state_after
from index.figures.numbers import ORDINAL, Number, find_numbers
from index.figures.standing import qualifier_of, speaker_of, standing_of
from index.figures.units import Unit, unit_of
from index.sentences import Span, sentences
from index.types import Figure, Qualifier

LONG_AGO = 60  # days: a month or year further back dates the figures beside it
RECENT = 15  # days: an exact day as near as this dates them too
LONGEST = 4000  # characters of a sentence that are read; what is longer is no prose

# Numbers that name a thing and count nothing: "Boeing 737", "Route 66", "page 3", "No 10", "2-1", "24/7".
_NAMED = re.compile(r"(?:\b(?:Boeing|Airbus|Route|Highway|Flight|Room|Channel|Chapter|Section|Article|Page|page|No\.?|no\.?|number|Number|Group of|G|Formula|Apollo|Type|Class|Covid|COVID|Level|Phase|Part|Version|version|Windows|iPhone|"
                    r"Area|Block|Unit|Gate|Platform|Bus|Line|Terminal|Grade|grade|Week|Day|Round|round|Game|Act|Sunday|Euro|Rule|Resolution|Bill|Order|Form|MH|psalm|verse|paragraph|para)[ -])$")  # fmt: skip
_SCORE_AFTER = re.compile(r"^[-–/:]\d|^(?:st|nd|rd|th)\b")
_RANGE = re.compile(r"\s?(?:-|–|—| to | and | or )\s?(?=(?:US|A|C|NZ)?[$€£]?\s?\d|[a-z])", re.I)
_AGE_APPOSED = re.compile(r"^(?=[,.)])")


def extract(text: str, published: date | None) -> list[Figure]:
    """The figures of an article in order; every span is a slice of `text`."""
    corrections = find_corrections(text)
    found: list[Figure] = []
    for span in sentences(text):
        if any(character.isdigit() for character in text[span[0] : span[1]]) or _WORDY.search(text, *span):
            found += _sentence(text, span, published, corrections)
    return found


_WORDY = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|\w+ty-\w+|hundred|thousand|million|billion|dozen|half|third|thirds|quarter|quarters|fifth|monday|tuesday|wednesday|thursday|friday|saturday|sunday|yesterday|january|february|march|april|june|july|august|september|october|november|december|noon|midnight|no)\b",
    re.I,
)


def _sentence(text: str, span: Span, published: date | None, corrections: Sequence[Correction]) -> list[Figure]:
    start, end = span[0], min(span[1], span[0] + LONGEST)
    sentence = text[start:end]
    days = find_days(sentence, published)
    times = [(m.start(), m.end()) for m in TIME.finditer(sentence)]
    taken = [(d.start, d.end) for d in days] + times + [(m.start(), m.end()) for m in ORDINAL.finditer(sentence)]
    frame = _Frame(sentence, start, span[1], _as_of(days, published), speaker_of(sentence))
    found = [
        frame.figure(
            d.start,
            d.end,
            float(d.first.toordinal()),
            None if d.exact else float(d.last.toordinal()),
            Unit("date", None),
        )
        for d in days
    ]
    found = [replace(f, as_of=published) for f in found]
    found += [frame.figure(a, b, _minutes(sentence[a:b]), None, Unit("time", None)) for a, b in times]
    numbers = [n for n in find_numbers(sentence) if not any(a < n.end and n.start < b for a, b in taken)]
    found += _quantities(sentence, numbers, frame)
    found += _none(sentence, frame)
    found = _elided(sorted(found, key=lambda f: f.start), sentence, start)
    return [_withdrawn(f, corrections) for f in found]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all figures of one sentence share."""

    sentence: str
    offset: int  # of the sentence in its article
    end: int
    as_of: date | None
    speaker: str | None

    def figure(
        self,
        start: int,
        end: int,
        value: float,
        high: float | None,
        unit: Unit,
        qualifier: Qualifier = "exact",
        noun: str | None = None,
        modifiers: tuple[str, ...] = (),
    ) -> Figure:
        """A figure at a span of the sentence."""
        standing = standing_of(self.sentence, start, end)
        return Figure(
            self.sentence[start:end], value, high, unit.kind, unit.unit, noun, modifiers, qualifier, standing, self.speaker,
            self.as_of, self.offset + start, self.offset + end, self.offset, self.end,
        )  # fmt: skip


def _as_of(days: Sequence[Day], published: date | None) -> date | None:
    """The one past day of a sentence, else the day of publication."""
    past = {d.first for d in days if d.exact and (published is None or d.first <= published)}
    old = [d.last for d in days if not d.exact and published and (published - d.last).days > LONG_AGO]
    if old and len(old) == sum(not d.exact for d in days):
        return max(old)
    if len(past) != 1:
        return published
    day = past.pop()
    return day if published is None or (published - day).days < RECENT else published


def _quantities(sentence: str, numbers: Sequence[Number], frame: "_Frame") -> list[Figure]:
    found: list[Figure] = []
    skip = -1
    for place, number in enumerate(numbers):
        if place == skip or not _counts(sentence, number):
            continue
        start, end, high = number.start, number.end, None
        following = numbers[place + 1] if place + 1 < len(numbers) else None
        partner = _partner(sentence, number, following)
        if partner is not None:
            end, skip = partner.end, place + 1
        unit = unit_of(sentence[:start], sentence[end:], number.share)
        if (
            partner is None
            and unit is None
            and number.words
            and number.value < 2
            and not _one_of_something(sentence, number)
        ):
            continue
        low = number.value
        if partner is not None:
            low, high = _range(sentence, number, partner)
            if unit is None:
                unit = unit_of(sentence[:start], sentence[end:], False)
        elif unit is None and _apposed_age(sentence, number):
            unit = Unit("age", "year")
        noun, modifiers = _noun(sentence, start, end + (unit.after if unit else 0), unit)
        known = unit or Unit("count", None)
        state = state_after(sentence[end:]) if unit is None else None
        if state and state not in modifiers and state != noun:
            modifiers = (*modifiers, state)
        qualifier, _ = qualifier_of(sentence[: start - known.before], sentence[end + known.after :])
        found.append(
            frame.figure(
                start - known.before,
                end + known.after,
                round(low * known.factor, 6),
                None if high is None else round(high * known.factor, 6),
                known,
                qualifier,
                noun,
                modifiers,
            )
        )
    return found


def _counts(sentence: str, number: Number) -> bool:
    """Whether a number is a quantity, not a name, a score, a year or a list number."""
    before, after = sentence[: number.start], sentence[number.end :]
    if _SCORE_AFTER.match(after) and not re.match(r"^[-–]\d[\d,.]*(?:\s|%|[a-z])", after):
        return False
    if (
        re.match(r"^[-–]\d{1,2}(?:\s(?:win|defeat|victory|loss|draw|away|home|on|at|against|over|in)\b|[.,])", after)
        and number.value < 40
    ):
        return False
    if _NAMED.search(before) or re.search(r"[\w]/$|#$|\d[-–]$(?<!\d[-–])", before) or re.match(r"^/\d", after):
        return False
    if before.strip() == "" and re.match(r"^[.)]\s", after):
        return False
    digits = sentence[number.start : number.end]
    if (
        re.fullmatch(r"(?:19|20)\d\d", digits)
        and not re.match(r"^[ -](?:people|officers|troops|[a-z]+s\b)", after)
        and not re.search(r"[$€£]\s?$", before)
    ):
        return False
    return not re.match(r"^s\b", after) and not re.match(r"^[A-Za-z]", after)


def _partner(sentence: str, number: Number, following: Number | None) -> Number | None:
    """The upper end of a range that a number opens: "10-15", "4 to 6", "between 3 and 5 million"."""
    if following is None:
        return None
    between = sentence[number.end : following.start]
    joined = re.fullmatch(r"\s?[-–—]\s?(?:US)?[$€£]?| to (?:US)?[$€£]?| or ", between, re.I)
    spanned = re.fullmatch(
        r"(?: (?:million|billion))?(?:%| per cent| percent)? and (?:US)?[$€£]?", between
    ) and re.search(r"\bbetween (?:US)?[$€£]?$", sentence[: number.start], re.I)
    if not joined and not spanned:
        return None
    if " to " in between and re.search(
        r"\b(?:from|rose|fell|up|down|cut|raised|increased|voted|won|lost|beat)\b[^.;,]{0,30}$",
        sentence[: number.start],
        re.I,
    ):
        return None
    return following if following.value > number.value or _scaled(number, following, sentence) else None


def _scaled(number: Number, following: Number, sentence: str) -> bool:
    return following.value > number.value and bool(re.search(r"[a-z]", sentence[following.start : following.end]))


def _range(sentence: str, low: Number, high: Number) -> tuple[float, float]:
    """Values of a range; "2.3-2.5bn" scales both ends."""
    scale = re.search(
        r"(?:thousand|million|billion|trillion|bn|mn|m|k|crore|lakh)$", sentence[high.start : high.end], re.I
    )
    own = re.search(r"[a-z]$", sentence[low.start : low.end], re.I)
    if scale and not own and not low.words:
        plain = re.sub(r"[^\d.]", "", sentence[high.start : high.end])
        return low.value * (high.value / float(plain) if plain.strip(".") else 1.0), high.value
    return low.value, high.value


def _one_of_something(sentence: str, number: Number) -> bool:
    """Whether "one" counts: a noun follows and it is told as a number ("one person was killed")."""
    return bool(
        re.match(r" (?:more |other )?[a-z]+ (?:was|is|has|had|died|killed|injured|in|out)\b", sentence[number.end :])
    )


def _apposed_age(sentence: str, number: Number) -> bool:
    """ "Tilda Ombray, 58, from": a small number between commas after a name; "a woman of 71"."""
    before, after = sentence[: number.start], sentence[number.end :]
    apposed = re.search(r"[A-Z][\w’'-]+,? ?[,(] ?$", before) and re.match(r"[,.)]", after)
    of_age = re.search(r"\b(?:man|woman|boy|girl|lady|teenager|pensioner|student) of $", before)
    limit = re.search(
        r"\b(?:children|kids|people|those|anyone|everyone|adults|men|women|boys|girls|players|aged) (?:under|over|above|below) $",
        before,
        re.I,
    )
    if limit and re.match(r"(?! ?%)(?: (?:ride|are|can|must|may|were|will|pay|get|go|free)\b|[,.])", after):
        return True
    return bool(apposed or of_age) and 0 < number.value < 120


def _noun(sentence: str, start: int, end: int, unit: Unit | None) -> tuple[str | None, tuple[str, ...]]:
    after = sentence[end:]
    if unit is not None and unit.kind == "percent":
        of = re.match(r"^ of (?:the |its |all |their |his |her )?", after)
        return noun_after(" " + after[of.end() :]) if of else (None, ())
    if unit is not None and unit.kind == "money":
        return _money_noun(sentence[:start], after), ()
    if unit is not None:
        of = re.match(r"^ of ", after)
        return (
            noun_after(" " + after[of.end() :])
            if of and unit.kind in ("measure", "distance", "duration")
            else (None, ())
        )
    if is_of_whom(after):
        return None, ()
    noun, modifiers = noun_after(after)
    return (noun, modifiers) if noun else _with(noun_before(sentence[:start]), modifiers)


def _with(found: tuple[str | None, tuple[str, ...]], modifiers: tuple[str, ...]) -> tuple[str | None, tuple[str, ...]]:
    return found[0], (*modifiers, *found[1])


_MONEY_NOUNS = "damage|damages|losses|cost|costs|price|bill|budget|aid|loan|fine|penalty|revenue|profit|profits|sales|deal|debt|funding|investment|compensation|grant|reserve|claims|contract|salary|fee|ticket|tickets|assistance|tender|value|tax|award|prize|deficit|surplus|income|turnover|earnings|payment|ransom"
_MONEY_BEFORE = re.compile(rf"\b({_MONEY_NOUNS})\b[^.;]{{0,60}}$", re.I)
_MONEY_NEXT = re.compile(rf"^[^.;,]{{0,40}}?\b({_MONEY_NOUNS})\b", re.I)


def _money_noun(before: str, after: str) -> str | None:
    """What an amount of money is for, where a word near it says so."""
    following = _MONEY_NEXT.match(after)
    if following and len(following.group()) < 30:
        return following.group(1)
    preceding = _MONEY_BEFORE.search(before)
    return preceding.group(1) if preceding else following.group(1) if following else None


_NOBODY = re.compile(
    r"\b(?P<no>no) (?P<noun>(?:\w+ )?(?:deaths?|injuries|casualties|people|patients?|passengers?|victims|survivors|cases?|arrests|fatalities|damage|officers|soldiers|residents|workers))\b(?= (?:was|were|had|has|have|died|reported|in|on|at|during|since|so))",
    re.I,
)


def _none(sentence: str, frame: "_Frame") -> list[Figure]:
    """ "No injuries were reported" is a count of nought."""
    found = []
    for match in _NOBODY.finditer(sentence):
        words = match["noun"].split(" ")
        found.append(
            frame.figure(
                match.start("no"),
                match.end("no"),
                0.0,
                None,
                Unit("count", None),
                "exact",
                words[-1],
                tuple(words[:-1]),
            )
        )
    return found


def _elided(found: list[Figure], sentence: str, offset: int) -> list[Figure]:
    """Give a count without a noun that of the count before it: "400 of whom", "14 people were killed and 31 were missing"."""
    out: list[Figure] = []
    for f in found:
        if f.kind == "count" and f.noun is None:
            after = sentence[f.end - offset :]
            last = next((g for g in reversed(out) if g.kind == "count" and g.noun), None)
            if last and (
                is_of_whom(after)
                or re.match(r"^ (?:were|was|are|is|have|had|others|more|of)\b", after)
                or re.search(r"\b(?:and|or|the) (?:other )?$", sentence[: f.start - offset])
            ):
                f = replace(
                    f,
                    noun=last.noun,
                    modifiers=_shared(last.modifiers) + f.modifiers,
                )
        out.append(f)
    return out


def _shared(modifiers: tuple[str, ...]) -> tuple[str, ...]:
    """The modifiers that an elided noun keeps: what kind it is, not how many more or what became of them."""
    return tuple(m for m in modifiers if m.lower() not in ("more", "additional") and m not in STATES)


def _minutes(text: str) -> float:
    """A clock time as minutes after midnight."""
    low = text.lower()
    if "noon" in low or "midnight" in low:
        return 720.0 if "noon" in low else 0.0
    hour, minute = [*re.findall(r"\d+", low), "0"][:2]
    value = int(hour) % 12 * 60 if re.search(r"[ap]\.?m", low) else int(hour) * 60
    return float(value + int(minute) + (720 if re.search(r"p\.?m", low) else 0))


def _withdrawn(figure: Figure, corrections: Sequence[Correction]) -> Figure:
    for c in corrections:
        if c.start <= figure.start < c.end:
            return replace(figure, standing="withdrawn" if any(w in figure.text for w in c.withdrawn) else "reported")
    return figure
