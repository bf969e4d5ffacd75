"""The lines above a story that say who printed it, when and by whom: masthead, date line, byline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from corpus.dates import FULL, find_day

PAPER = re.compile(
    r"\b(?:herald|times|news|post|gazette|monitor|courier|tribune|journal|chronicle|daily|star|mail|telegraph|observer|guardian|standard|nation|"
    r"press|voice|ledger|express|sun|review|today|weekly|bulletin|insider|globe|wire|agency|report|record|mirror|echo|argus|examiner|inquirer|"
    r"dispatch|advertiser|messenger|sentinel|register|independent|reporter|leader|banner|beacon|newswire|tidings|lantern|mercury)\b",
    re.I,
)
SECTIONS = frozenset(
    """news world business sport sports politics opinion analysis national nation local regional regions international
    africa asia europe americas economy money markets science health technology tech culture travel weather environment
    climate education crime investigations features breaking city cities""".split()
)  # fmt: skip
SEARCHED = 4  # first lines among which a byline may stand
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_DATE_LINE = re.compile(
    rf"\W*(?:(?:first )?(?:published|updated|posted)(?: on)?)?\W*(?:{_WEEKDAY},? )?{FULL.pattern}(?:\W.{{0,40}})?", re.I
)
_CLOCK = r"(?:\W{0,3}(?:at )?\d{1,2}[:.]\d\d ?(?:[ap]\.?m\.?)?(?: [A-Z]{2,4})?)?(?: \d+ comments?)?"
_DATE_PART = re.compile(rf"(?:{_WEEKDAY},? )?{FULL.pattern}{_CLOCK}", re.I)
_BYLINE = re.compile(
    r"^[Bb][Yy]:? [A-Z][\w.’'-]*(?: (?:[A-Z][\w.’'-]*|and|de|van|von|al|of|in|our|own|reporter|correspondent|staff))*(?:,.*|\s[|·•–—-]\s.*)?$"
)
_SIGNED = re.compile(  # "Ann Orr 6 March 2026 09:31"
    rf"(?-i:[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+){{1,2}}) {FULL.pattern}{_CLOCK}", re.I
)
_OWN_REPORTER = re.compile(
    r"^[Bb][Yy] (?:our|a|the) (?:own |staff |special )*(?:reporter|correspondent|writer|staff)s?$"
)
# Where one part of a masthead ends and the next begins: "The Paper, Friday 6 March 2026. By A. Writer".
_BREAK = re.compile(
    rf"\s[|·•–—]\s|,\s+(?=(?:{_WEEKDAY}\b|\d{{1,2}}(?:st|nd|rd|th)? [A-Z]|[A-Z][a-z]+\.? \d{{1,2}},))|\.\s+(?=By )|\s+(?=By [A-Z])|,\s+(?=By )",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Masthead:
    """What the lines above a story say; None where they do not."""

    outlet: str | None = None
    published: date | None = None


def masthead(line: str) -> Masthead | None:
    """What one line says of outlet and day; None if it is no such line."""
    if len(line) >= 140 or line[-1:] in "!?":
        return None
    signed = _SIGNED.fullmatch(line)
    if signed or _is_byline(line):
        return Masthead(None if signed else _outlet_of_byline(line), find_day(line))
    parts = [part for part in (part.strip(" ,.") for part in _BREAK.split(_joined(line))) if part]
    outlets = [part for part in parts if is_outlet(part)]
    days = [day for part in parts if _DATE_PART.fullmatch(part) and (day := find_day(part))]
    rest = [part for part in parts if part not in outlets and not _DATE_PART.fullmatch(part) and not _is_byline(part)]
    if any(part.lower() not in SECTIONS for part in rest):
        if not days or not all(_is_name(name) for part in rest for name in re.split(r", | \(|\)$", part) if name):
            return None
        named = outlets or rest[:1]  # "The Cadence, 6 March 2026"; behind the paper, names of its town and the writer
        outlets = [named[0].split(", ")[0]]
    if not outlets and not days:
        return None
    return Masthead(outlets[0] if outlets else None, days[0] if days else None)


def _joined(line: str) -> str:
    """A line with its weekdays and days unparted: "Friday 16 January 2026"."""
    return re.sub(rf"({_WEEKDAY}),(?= {FULL.pattern})", r"\1", line, flags=re.I)


def is_outlet(text: str) -> bool:
    """Whether a text is a newspaper's name and nothing else: "HARBOUR TIMES", "The Orla Post"."""
    return PAPER.search(text) is not None and _is_name(text) and text.lower() not in SECTIONS


def _is_name(text: str) -> bool:
    """One to five words, each with a capital, no figures."""
    return re.fullmatch(
        r"(?:The )?[A-Z][\w’'&.]*(?: (?:[A-Z][\w’'&.]*|of|and|the)){0,4}", text
    ) is not None and not any(character.isdigit() for character in text)


def _is_byline(line: str) -> bool:
    return bool(
        (_BYLINE.match(line) and line[-1] not in ".!?") or _OWN_REPORTER.match(line) or _DATE_LINE.fullmatch(line)
    )


def _outlet_of_byline(line: str) -> str | None:
    """The paper named after a byline such as "By A. Writer, Town | 20 March 2026 | The Paper"."""
    parts = [part.strip() for part in re.split(r"\s[|·•–—]\s", line)]
    named = [
        p
        for p in parts
        if not find_day(p) and not re.match(r"^by\b", p, re.I) and PAPER.search(p) and len(p.split()) <= 6
    ]
    return named[-1] if named else None


def heading(lines: Sequence[str]) -> tuple[Masthead, list[str]]:
    """What the first lines under a title say, and the lines without those that say nothing else.

    A newspaper's name alone counts only right at the top; a byline may also follow a standfirst.
    """
    outlet, day, kept = None, None, list(lines)
    for line in lines[:SEARCHED]:
        found = masthead(line)
        if (
            found is None
            or (day and found.published)
            or (found.published is None and line != kept[0] and is_outlet(line))
        ):
            continue
        outlet, day = outlet or found.outlet, day or found.published
        kept.remove(line)
    return Masthead(outlet, day), kept
