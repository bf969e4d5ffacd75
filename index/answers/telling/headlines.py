"""The first line of an answer: the value or the sentence that answers, with its source, in 300 characters."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus.types import Article
from index.answers.relations.groups import Group, followed, same_value
from index.answers.relations.relating import MOST, Found
from index.answers.telling.compose import Sources, backing, finding, label, named
from index.types import Finding

HEADLINE = 300  # characters
DIFFER = "Reports differ: "  # before values and accounts that compete
QUOTE = 60  # characters of a quote that are worth showing in it


@dataclass(frozen=True, slots=True)
class Quoted:
    """A sentence that answers in words of its own, and what the reader takes for the answer in it."""

    article: Article
    text: str
    value: str | None = None


def of_sentence(best: Quoted, second: Quoted | None = None) -> str:
    """A sentence with its source, led by the value that it gives; a second one follows where it finds room."""
    lead, tail = f"{best.value} – " if best.value else "", f" ({label(best.article)})"
    first = f"{lead}“{_around(best, HEADLINE - len(lead) - len(tail) - 2)}”"
    return _followed(first, best.article, second)


def _followed(first: str, article: Article, second: Quoted | None) -> str:
    """A quote with its source, and a second one behind it where that finds room."""
    tail = f" ({label(article)})"
    if second is None:
        return first + tail
    close = "" if second.article is article else tail
    join, end = f"{close}; also “", f"” ({label(second.article)})"
    room = HEADLINE - len(first) - len(join) - len(end)
    return f"{first}{join}{_around(second, room)}{end}" if room >= min(QUOTE, len(second.text)) else first + tail


def of_accounts(accounts: Sequence[Quoted]) -> str:
    """Two accounts side by side, each with its source, as much of each as there is room for."""
    tails = [f" ({label(one.article)})" for one in accounts]
    if accounts[0].article is accounts[-1].article:
        tails[0] = ""
    join = "; "
    room = HEADLINE - len(DIFFER) - len(join) - sum(map(len, tails)) - 2 * len(accounts)
    shortest = min(len(one.text) for one in accounts)
    half = max(room // 2, room - shortest)
    told = [f"“{_around(one, half)}”{tail}" for one, tail in zip(accounts, tails, strict=True)]
    return DIFFER + join.join(told)


def _around(quoted: Quoted, most: int) -> str:
    """A quote cut to `most` characters around its value."""
    at = quoted.text.find(quoted.value) if quoted.value else -1
    return clip(quoted.text, most, (at, at + len(quoted.value or "")) if at >= 0 else (0, 0))


def of_figures(found: Found, sources: Sources, second: Quoted | None = None) -> str:
    """The value that answers and its sentence; of values that compete, each with how many stand behind it."""
    if found.rivals:
        told = [found.main, *found.rivals]
        parts = []
        for group in told[:4]:
            one = finding(group, sources)
            parts.append(f"{named(group)} ({backing(one.articles, one.origins)})")
        return clip(DIFFER + "; ".join(parts), HEADLINE)
    best = found.main.best
    evidence = best.scored.evidence
    lead = ("Planned: " if best.figure.standing == "planned" else "") + named(found.main)
    tail = f" ({label(evidence.article)})"
    room = HEADLINE - len(lead) - len(tail) - 6
    around = (best.figure.start - evidence.start, best.figure.end - evidence.start)
    beside = _beside(found, clip(evidence.text, room, around), HEADLINE - len(lead) - len(tail) - QUOTE)
    quote = f"{lead} – “{clip(evidence.text, room - len(beside), around)}”"
    return f"{quote}{tail}{beside}" if beside else _followed(quote, evidence.article, second)


def _beside(found: Found, quote: str, room: int) -> str:
    """What may be what was asked for too, or else the value before the one that answers, as there is room; not what the quote tells."""
    told, last = "", ""
    known = (found.main, *found.beside)
    before = [
        g
        for g in found.earlier[:1]
        if followed(found.main, g) and not any(same_value(g.figure, one.figure) for one in known)
    ]
    told_of = [(_relation(group, found), group) for group in (*found.beside, *before) if group.figure.text not in quote]
    for relation, group in sorted(told_of, key=lambda one: one[0] == "also")[:MOST]:
        part = f"; {'' if relation == last else f'{relation}: '}{named(group)} ({label(group.latest.scored.evidence.article)})"
        if len(told) + len(part) <= room:
            told, last = told + part, relation
    return told


def _relation(group: Group, found: Found) -> str:
    """What another value is to the one that answers, in a word."""
    if group.standing != found.main.standing:
        return group.standing
    if followed(group, found.main):
        return "later"
    return "earlier" if group in found.earlier and followed(found.main, group) else "also"


def of_values(findings: Sequence[Finding], changed: int = 0) -> str:
    """Every value with who stands behind it, as many as there is room for; how many more only changed copies give."""
    tail = (
        "" if not changed else "; a changed copy says otherwise" if changed == 1 else "; changed copies say otherwise"
    )
    told = DIFFER
    for place, one in enumerate(findings):
        part = f"{'; ' if place else ''}{one.text} ({backing(one.articles, one.origins)})"
        if place and len(told) + len(part) + len(tail) > HEADLINE:
            break
        told += part
    return clip(told, HEADLINE - len(tail)) + tail


def clip(text: str, most: int, around: tuple[int, int] = (0, 0)) -> str:
    """A quote cut to `most` characters at word ends, keeping the span `around`."""
    if len(text) <= most:
        return text
    start = 0 if around[1] <= most - 2 else max(0, min(around[0] - most // 3, len(text) - most + 2))
    start = text.rfind(" ", 0, start) + 1 if start else 0
    room = most - 1 - (1 if start else 0)
    end = len(text) if len(text) - start <= room else text.rfind(" ", start, start + room)
    return ("…" if start else "") + text[start:end].strip(" ,;") + ("…" if end < len(text) else "")
