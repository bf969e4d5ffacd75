"""Articles in plain text: title, dateline, byline and outlet as the text itself gives them."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from corpus.clean import clean, is_furniture, outlet_in_furniture
from corpus.dates import FULL, find_day
from corpus.errors import ArticleError
from corpus.masthead import PAPER, SECTIONS, Masthead, heading, is_outlet, masthead
from corpus.types import Article

_PLACE = r"[A-Z][A-Z .’'\-]{2,40}(?:, [A-Z][\w .]{1,24}){0,2}?"
_AGENCY = re.compile(
    rf"^(?:{_PLACE}(?:, [\w., ]{{3,24}})?|[A-Z][a-z’'\-]+(?: [A-Z][a-z’'\-]+)*(?:, [A-Z][a-z]+)?) ?"
    r"\((?P<agency>[A-Z][\w .&’']{1,40})\) ?[-–—:]"
)
_DATED = re.compile(rf"^{_PLACE}, (?i:{FULL.pattern})")
_WEEKDAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,? )?"
_REPORTED = re.compile(
    rf"\b(?:said|says|told \w+|announced|reported|published|confirmed|issued|released|ruled)\b(?: in (?:an? )?\w+)?,? on {_WEEKDAY}"
    rf"(?P<day>{FULL.pattern})",
    re.I,
)
_TITLE_CASE = re.compile(r"(?:[A-Z][\w’'-]*[.,:;]? ){3,11}[A-Z][\w’'-]*\.")  # "The Bridge Is Gone. Ostmere Waits."
WRAPPED = 100  # characters; wider lines are paragraphs
TITLE = 160  # characters; a longer first line is the story itself


def read_plain(text: str, name: str) -> Article:
    """Read plain text; its first line is the title if it reads like one.

    Raises ArticleError where nothing but furniture is left.
    """
    top, lines = _masthead(paragraphs_of(text))
    title, rest = _title(lines)
    article = read_body(rest, title, name)
    return replace(article, outlet=top.outlet or article.outlet, published=top.published or article.published)


def _masthead(lines: list[str]) -> tuple[Masthead, list[str]]:
    """What the lines above the title say, and the lines from the title on.

    A newspaper's name alone is taken only where a title, or more of the masthead, follows.
    """
    outlet = day = None
    while len(lines) > 2 and is_furniture(lines[0]) and not masthead(lines[0]):
        lines = lines[1:]
    while len(lines) > 2 and (found := masthead(lines[0])):
        if is_outlet(lines[0]) and not (_reads_as_title(lines[1]) or masthead(lines[1])):
            break
        outlet, day, lines = outlet or found.outlet, day or found.published, lines[1:]
    return Masthead(outlet, day), lines


def read_body(lines: Sequence[str], title: str | None, name: str) -> Article:
    """An article from its paragraphs below the title, with what they say of their day, outlet and wire service.

    Raises ArticleError where nothing but furniture is left.
    """
    rest = [line for number, line in enumerate(lines) if number or title is None or line.casefold() != title.casefold()]
    found, rest = heading(rest)
    outlet = found.outlet or outlet_in_furniture(rest)
    signed, body = _sign_off(clean(rest))
    if not body:
        if title is None or is_furniture(title):
            raise ArticleError("no article text was found in it; check what was saved")
        body, title = [title], None
    day = found.published or _reported_day(body)
    return Article(name, "\n\n".join(body), title, outlet or signed, day, None, agency_of(body))


def paragraphs_of(text: str) -> list[str]:
    """Lines as paragraphs; text that was wrapped at a fixed width is joined again."""
    lines = [line.strip() for line in text.replace("\xa0", " ").strip().split("\n")]
    full = [line for line in lines if line]
    if not _is_wrapped(full, len(lines) - len(full)):
        return full
    return [" ".join(block.split("\n")).strip() for block in re.split(r"\n{2,}", "\n".join(lines)) if block.strip()]


def _is_wrapped(lines: list[str], blank: int) -> bool:
    """Whether lines end where a fixed width made them end, not where a paragraph does."""
    if len(lines) < 4:
        return False
    width = sorted(map(len, lines))[int(0.9 * len(lines))]
    broken = sum(1 for line in lines if not re.search(r"[.!?:”\"’)]$", line))
    if blank == 0 and min(map(len, lines[:-1])) < 0.6 * width:
        return False
    return width <= WRAPPED and len(lines) > 2 * blank and broken > 0.4 * len(lines)


def _title(lines: list[str]) -> tuple[str | None, list[str]]:
    """The first line, if it reads like a title; a lone section word before it goes."""
    section = len(lines) > 2 and len(lines[0]) <= 20 and (lines[0].lower() in SECTIONS or _is_label(lines[0], lines[1]))
    rest = lines[1:] if section else list(lines)
    first = rest[0] if rest else ""
    return (first, rest[1:]) if len(rest) > 1 and _reads_as_title(first) else (None, rest)


def _reads_as_title(line: str) -> bool:
    return (
        len(line) <= TITLE
        and len(line.split()) >= 2
        and not _ends_like_prose(line)
        and not _AGENCY.match(line)
        and not is_furniture(line)
    )


def _ends_like_prose(line: str) -> bool:
    return re.search(r"[.;,][”\"’)]?$", line) is not None and not _TITLE_CASE.fullmatch(line)


def _is_label(first: str, second: str) -> bool:
    """Whether a first line of a word or two only names the section of the title that follows."""
    plain = not re.search(r"[.!?,:;]$", first) and not _ends_like_prose(second)
    return (
        plain
        and len(first.split()) <= 2
        and len(second.split()) > 3
        and len(second) <= TITLE
        and masthead(second) is None
    )


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
    """The one day that a dateline or the first paragraphs give as that of their news ("said on 12 September 2023")."""
    dateline = _DATED.match(body[0])
    if dateline:
        return find_day(dateline.group())
    days = {find_day(match["day"]) for text in body[:3] for match in _REPORTED.finditer(text)} - {None}
    return days.pop() if len(days) == 1 else None


def agency_of(body: list[str]) -> str | None:
    """The wire service of a dateline or of a credit line at the end."""
    for text in body[:2]:
        match = _AGENCY.match(text)
        if match:
            return match["agency"]
    match = (
        re.search(r"^\W*\((Reuters|AP|AFP|Associated Press|Xinhua|dpa|ANSA|PTI|IANS|Bloomberg)\)", body[0])
        if body
        else None
    )
    return match.group(1) if match else None
