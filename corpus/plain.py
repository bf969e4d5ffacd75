"""Articles in plain text: title, dateline, byline and outlet as the text itself gives them."""

import re
from datetime import date

from corpus.clean import clean, is_furniture, outlet_in_furniture
from corpus.dates import FULL, find_day
from corpus.errors import ArticleError
from corpus.types import Article

_DATELINE = re.compile(
    r"^[A-Z][A-Z .’'\-]{2,40}(?:, [A-Z][\w .]{1,24})*?(?:, (?:[A-Z][a-z]{2,8})\.? \d{1,2}(?:, \d{4})?)? ?\((?P<agency>[A-Z][\w .&’']{1,40})\) ?[-–—:]"
)
_CREDIT = re.compile(r"\((?:(?:additional )?reporting|editing|writing) by\b", re.I)
PAPER = re.compile(
    r"\b(?:herald|times|news|post|gazette|monitor|courier|tribune|journal|chronicle|daily|star|mail|telegraph|observer|guardian|standard|nation|"
    r"press|voice|ledger|express|sun|review|today|weekly|bulletin|insider|globe|wire|agency|report|record|mirror|echo|argus|examiner|inquirer)\b",
    re.I,
)
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_REPORTED = re.compile(rf"\bon (?:{_WEEKDAY},? )(?=\d|[A-Z])")
TITLE = 160  # characters; a longer first line is the story itself


def read_plain(text: str, name: str) -> Article:
    """Read plain text. Raises ArticleError where nothing but furniture is left."""
    lines = paragraphs_of(text)
    title, lines = _title(lines)
    published, byline_outlet, lines = _byline(lines)
    outlet = byline_outlet or outlet_in_furniture(lines)
    body = clean(lines)
    signed, body = _sign_off(body)
    if not body:
        if title is None:
            raise ArticleError("no article text was found in it; check what was saved")
        body, title = [title], None
    return Article(
        name, "\n\n".join(body), title, outlet or signed, published or _reported_day(body), None, agency_of(body)
    )


def paragraphs_of(text: str) -> list[str]:
    """Lines as paragraphs; text that was wrapped at a fixed width is joined again."""
    lines = [line.strip() for line in text.replace("\xa0", " ").split("\n")]
    full = [line for line in lines if line]
    blank = len(lines) - len(full)
    width = sorted(map(len, full))[int(0.9 * len(full))] if full else 0
    broken = sum(1 for line in full if not re.search(r"[.!?:”\"’)]$", line))
    if not (blank and width <= 100 and len(full) > 2 * blank and broken > 0.4 * len(full)):
        return [line for line in lines if line]
    return [
        re.sub(r"\s*\n\s*", " ", block).strip() for block in re.split(r"\n\s*\n", "\n".join(lines)) if block.strip()
    ]


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line, if it reads like a title; a lone section word before it goes."""
    rest = list(lines)
    if (
        len(rest) > 2
        and len(rest[0]) <= 20
        and len(rest[0].split()) <= 2
        and not re.search(r"[.!?,:]$", rest[0])
        and len(rest[1].split()) > 3
    ):
        rest = rest[1:]
    first = rest[0] if rest else ""
    if (
        len(rest) > 1
        and len(first) <= TITLE
        and len(first.split()) >= 2
        and not re.search(r"[.;,][”\"’)]?$", first)
        and not _DATELINE.match(first)
        and not is_furniture(first)
    ):
        return first, rest[1:]
    return None, rest


def _byline(lines: list[str]) -> tuple[date | None, str | None, list[str]]:
    """Date and outlet of a byline such as "By A. Writer, Town | 20 March 2026 | The Paper" in the first lines."""
    for number, line in enumerate(lines[:4]):
        if len(line) < 140 and (
            re.match(r"^by\b", line, re.I)
            or re.fullmatch(rf"\W*(?:published|updated|posted)?\W*{FULL.pattern}.{{0,40}}", line, re.I)
        ):
            parts = [part.strip() for part in re.split(r"\s[|·•–—]\s", line)]
            named = [
                p
                for p in parts
                if not find_day(p) and not re.match(r"^by\b", p, re.I) and PAPER.search(p) and len(p.split()) <= 6
            ]
            return find_day(line), named[-1] if named else None, lines[:number] + lines[number + 1 :]
    return None, None, lines


def _sign_off(body: list[str]) -> tuple[str | None, list[str]]:
    """A newspaper's name alone on the last line."""
    last = body[-1].strip("*_ ") if body else ""
    if (
        len(body) > 1
        and len(last) <= 60
        and PAPER.search(last)
        and re.fullmatch(
            r"(?:The )?[A-Z][\w’'&]*(?: (?:[A-Z][\w’'&]*|of|and|the)){0,5}(?:, [a-z]+ (?:edition|issue))?", last
        )
    ):
        return last.split(",")[0], body[:-1]
    return None, body


def _reported_day(body: list[str]) -> date | None:
    """The one full date that the first paragraphs give as the day of their news ("said on Tuesday, 12 September 2023")."""
    days = {
        find_day(text[match.end() - 12 :])
        for text in body[:3]
        for match in _REPORTED.finditer(text)
        if FULL.match(text, match.end())
    }
    days.discard(None)
    return days.pop() if len(days) == 1 else None


def agency_of(body: list[str]) -> str | None:
    """The wire service of a dateline or of a credit line at the end."""
    for text in body[:2]:
        match = _DATELINE.match(text)
        if match:
            return match["agency"]
    match = (
        re.search(r"^\W*\((Reuters|AP|AFP|Associated Press|Xinhua|dpa|ANSA|PTI|IANS|Bloomberg)\)", body[0])
        if body
        else None
    )
    return match.group(1) if match else None
