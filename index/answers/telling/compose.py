"""Words of an answer, made from records: headline, findings, numbered sources, freshness."""

import re
from collections.abc import Sequence
from datetime import date

from corpus.types import Article
from index.answers.relations.groups import Group, followed
from index.answers.relations.relating import Found
from index.answers.relations.values import Value
from index.figures.nouns import STATES
from index.types import Citation, Figure, Finding, Hit

SOURCES = 8  # quotes that a full answer shows


class Sources:
    """Numbers the quotes of one answer; a sentence cited twice keeps its number."""

    def __init__(self, origins: dict[str, int]) -> None:
        self._origins = origins
        self._citations: dict[tuple[str, int], Citation] = {}

    def cite(self, article: Article, start: int, end: int) -> int:
        key = (article.path, start)
        if key not in self._citations:
            self._citations[key] = Citation(
                n=len(self._citations) + 1, article=article.path, outlet=article.source, title=article.title,
                published=article.published, url=article.url, quote=article.text[start:end], start=start, end=end,
            )  # fmt: skip
        return self._citations[key].n

    def cite_group(self, group: Group, most: int = 4) -> tuple[int, ...]:
        """Cite one sentence of each article that gives this value, the best first; the latest is always among them."""
        latest = group.latest
        first = group.told[:most]
        shown = first if latest in first else (*first[:-1], latest)
        evidence = [c.scored.evidence for c in shown]
        return tuple(self.cite(one.article, one.start, one.end) for one in evidence)

    def independent(self, paths: Sequence[str]) -> int:
        return len({self._origins.get(path, path) for path in paths})

    @property
    def citations(self) -> tuple[Citation, ...]:
        return tuple(self._citations.values())


def finding(group: Group, sources: Sources) -> Finding:
    figure = group.figure
    paths = [c.scored.evidence.article.path for c in group.told]
    value = date_words(figure) if figure.kind == "date" else _number(figure)
    return Finding(
        value=value, text=figure.text, noun=noun_phrase(figure), qualifier=figure.qualifier, standing=figure.standing,
        as_of=group.day, articles=len(paths), origins=sources.independent(paths), citations=sources.cite_group(group),
    )  # fmt: skip


def _number(figure: Figure) -> float:
    return int(figure.value) if float(figure.value).is_integer() else figure.value


def noun_phrase(figure: Figure) -> str | None:
    if figure.noun is None:
        return None
    before = [word for word in figure.modifiers if word not in STATES]
    return " ".join([*before, figure.noun, *(word for word in figure.modifiers if word in STATES)])


def day_words(day: date | None) -> str | None:
    return f"{day.day} {day:%B %Y}" if day else None


def date_words(figure: Figure) -> str:
    """A date figure as a calendar date, as exact as it is known."""
    low = date.fromordinal(int(figure.value))
    high = date.fromordinal(int(figure.high or figure.value))
    if low == high:
        return f"{low.day} {low:%B %Y}"
    return f"{low:%B %Y}" if (low.year, low.month) == (high.year, high.month) else f"{low.year}"


def named(group: Group) -> str:
    """A value with what it counts: "617 officers", "about US$1.2bn", "Saturday (14 February 2026)"."""
    figure = group.figure
    if figure.kind == "date":
        words = date_words(figure)
        return (
            figure.text
            if words in figure.text
            else f"{figure.text} ({words})"
            if not re.search(r"\d{4}", figure.text)
            else figure.text
        )
    hedge = (
        ""
        if figure.qualifier == "exact" or figure.text.lower().startswith(figure.qualifier.split()[0])
        else f"{figure.qualifier} "
    )
    phrase = noun_phrase(figure)
    told = f"{hedge}{figure.text}"
    if not phrase or figure.kind not in ("count", "percent"):
        return told
    return f"{phrase} of {told}" if figure.noun == "toll" else f"{told} {phrase}"


def backing(articles: int, origins: int) -> str:
    """How many articles, and how many of them do not copy another."""
    if articles == 1:
        return "1 article"
    if origins == 1:
        return f"1 independent source, printed {articles} times"
    return f"{articles} articles, {origins} independent"


def label(article: Article) -> str:
    return ", ".join(part for part in (article.source, day_words(article.published)) if part) or article.path


def finding_of_value(value: Value, sources: Sources) -> Finding:
    """A name, a term or a number as a finding: its text is its value, but a number is one."""
    paths = [one.evidence.article.path for one in value.scored]
    numbers = tuple(
        sources.cite(one.evidence.article, one.evidence.start, one.evidence.end) for one in value.scored[:4]
    )
    days = [one.evidence.article.published for one in value.scored if one.evidence.article.published]
    figure = value.figure
    return Finding(
        value=_number(figure) if figure else value.text, text=value.text, noun=figure.noun if figure else None,
        qualifier=figure.qualifier if figure else "exact", standing="reported", as_of=max(days, default=None),
        articles=len(paths), origins=sources.independent(paths), citations=numbers,
    )  # fmt: skip


def value_line(one: Finding) -> str:
    marks = "".join(f"[{n}]" for n in one.citations)
    as_of = f", as of {day_words(one.as_of)}" if one.as_of else ""
    return f"- {one.text}: {backing(one.articles, one.origins)}{as_of} {marks}"


def changed_lines(findings: Sequence[Finding]) -> list[str]:
    """What only copies say that were changed in this, and that no other source bears out."""
    return ["Only in copies changed from another source here:", *map(value_line, findings)] if findings else []


def findings_text(found: Found, sources: Sources) -> list[str]:
    """Lines on every value: now, competing, earlier, planned, withdrawn."""
    lines = [_line(group, sources) for group in (found.main, *found.rivals)]
    later = [group for group in found.others if followed(group, found.main)]
    for title, groups in (
        ("Later", later),
        ("Earlier", found.earlier),
        ("Also reported", [group for group in found.others if group not in later]),
        ("Planned", found.planned),
        ("Withdrawn by a correction", found.withdrawn),
    ):
        if groups:
            lines.append(f"{title}:")
            lines += [_line(group, sources, titled=True) for group in groups[:5]]
    return lines


def _line(group: Group, sources: Sources, *, titled: bool = False) -> str:
    one = finding(group, sources)
    marks = "".join(f"[{n}]" for n in one.citations)
    as_of = f", as of {day_words(one.as_of)}" if one.as_of else ""
    speaker = f", according to {group.figure.speaker}" if group.figure.speaker else ""
    standing = "" if titled or one.standing == "reported" else f" ({one.standing})"
    return f"- {named(group)}{standing}: {backing(one.articles, one.origins)}{as_of}{speaker} {marks}"


def sources_text(citations: Sequence[Citation]) -> list[str]:
    lines = ["Sources"] if citations else []
    for c in citations:
        source = ", ".join(part for part in (c.outlet, c.title, day_words(c.published)) if part) or c.article
        lines += [f"[{c.n}] {source}", f"    “{c.quote}”"]
    return lines


def newest(hits: Sequence[Hit], articles: dict[str, Article], cited: Sequence[Citation]) -> date | None:
    days = [c.published for c in cited if c.published]
    return max(days, default=None)
