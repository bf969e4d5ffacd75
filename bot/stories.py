"""Outlets and stories as text and as JSON: what `newsdesk sources` shows."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.terminal import printable
from corpus.types import Article
from index.answers.telling.compose import day_words
from index.stories import Told

if TYPE_CHECKING:
    from index.store import Outlet


def stories_text(outlets: Sequence["Outlet"], stories: Sequence[Sequence[Told]], corrections: Sequence[Article]) -> str:
    """The outlets, then each story that several articles tell, then what was corrected."""
    lines = ["Outlets", *map(_outlet_line, outlets)]
    if stories:
        lines += ["", "Stories told by several articles"]
    for story in stories:
        origins = len({one.origin for one in story})
        sources = "1 independent source" if origins == 1 else f"{origins} independent sources"
        lines.append(f"- {story[0].article.title or story[0].article.path}: {len(story)} articles, {sources}")
        lines += [f"    {_part(one, story)}: {_label(one.article)}" for one in story]
    if corrections:
        lines += ["", "Corrections", *(f"- {_label(article)}" for article in corrections)]
    return printable("\n".join(lines))


def _outlet_line(outlet: "Outlet") -> str:
    days = " to ".join(dict.fromkeys(filter(None, (day_words(outlet.first), day_words(outlet.last))))) or "no date"
    return f"- {outlet.name or '(not named)'}: {outlet.articles} article{'' if outlet.articles == 1 else 's'}, {days}"


def _part(one: Told, story: Sequence[Told]) -> str:
    """What an article is in its story: replaced by a newer version, the newest of several, a copy, or the first."""
    if one.newer is not None:
        return "earlier version"
    if any(other.newer == one.article.path for other in story):
        return "newest version"
    return "first" if one is story[0] else "copy"


def _label(article: Article) -> str:
    parts = (article.outlet, day_words(article.published), article.path)
    return ", ".join(part for part in parts if part)


def stories_json(
    outlets: Sequence["Outlet"], stories: Sequence[Sequence[Told]], corrections: Sequence[Article]
) -> dict[str, Any]:
    return {
        "outlets": [{"outlet": one.name, "articles": one.articles, "first": _day(one.first), "last": _day(one.last)} for one in outlets],
        "stories": [
            {
                "title": story[0].article.title, "origins": len({one.origin for one in story}),
                "articles": [
                    {"article": one.article.path, "outlet": one.article.outlet, "published": _day(one.article.published), "part": _part(one, story), "newer": one.newer}
                    for one in story
                ],
            }
            for story in stories
        ],
        "corrections": [{"article": one.path, "outlet": one.outlet, "published": _day(one.published)} for one in corrections],
    }  # fmt: skip


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
