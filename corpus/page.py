"""Saved web pages: the article's text by trafilatura, the rest from the page's own metadata."""

import json
import re
from collections.abc import Iterator
from typing import Any

from corpus.clean import clean
from corpus.dates import as_day, find_day
from corpus.errors import ArticleError
from corpus.plain import agency_of
from corpus.types import Article

# Blocks that are named for what they hold; trafilatura keeps some of these on short pages.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmts?|commentlist|disqus(?:_thread)?|discussion|related|teasers?|promos?|native|sponsor(?:ed)?|sidebar|newsletter|subscribe|"
    r"cookies?|consent|gdpr|also(?:-?(?:in|read))?|read-?(?:next|more|also)|most-?read|trending|recommend(?:ed|ations)?|breadcrumbs?|social|share|sharing|"
    r"paywall|advert(?:isement)?s?|ad|ads)(?:$|[\s_-])",
    re.I,
)
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Posting)$")
DEPTH = 250  # lxml drops what is nested deeper, without a word


def read_page(html: str, name: str) -> Article:
    """Read a saved page. Raises ArticleError where no article is found on it."""
    import trafilatura

    tree = trafilatura.load_html(html)
    if tree is None:
        raise ArticleError("this is not an HTML page; save the page again")
    _prune(tree)
    text = trafilatura.extract(
        tree, include_comments=False, include_tables=False, favor_precision=True, deduplicate=False
    )
    meta = _Meta(html)
    title = meta.title
    lines = [line for line in (text or "").split("\n") if line.strip()]
    body = clean([line for line in lines if not _is_heading(line, title)])
    if not body:
        deep = html.count("<div") > DEPTH or html.count("<blockquote") > DEPTH
        raise ArticleError(
            "its elements are nested too deep to read; save it as text"
            if deep
            else "no article text was found on the page; save it as text"
        )
    byline = next((line for line in body[:2] if len(line) < 100 and find_day(line)), None)
    published = meta.published or (find_day(byline) if byline else None)
    body = [line for line in body if line is not byline] or body
    return Article(name, "\n\n".join(body), title, meta.outlet, published, meta.url, agency_of(body) or meta.agency)


def _prune(tree: Any) -> None:  # noqa: ANN401 - an lxml element; lxml ships no types
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "main", "article"):
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}".strip()
        if (element.tag in ("nav", "aside", "footer") or _ASIDE.search(names)) and element.getparent() is not None:
            element.drop_tree()


def _is_heading(line: str, title: str | None) -> bool:
    """Whether a line only repeats the title."""
    fold = re.compile(r"\W+")
    return title is not None and fold.sub("", line).casefold() == fold.sub("", title).casefold()


class _Meta:
    """Title, outlet, day, link and agency from JSON-LD and meta tags; None where the page is silent."""

    def __init__(self, html: str) -> None:
        import trafilatura

        tree = trafilatura.load_html(html)
        self._tags: dict[str, str] = {}
        for tag in tree.iter("meta") if tree is not None else ():
            key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
            if key and tag.get("content", "").strip():
                self._tags.setdefault(key, re.sub(r"\s+", " ", tag.get("content")).strip())
        links = [e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical"] if tree is not None else []
        titles = [e.text_content() for e in tree.iter("title")] if tree is not None else []
        heads = [e.text_content() for e in tree.iter("h1")] if tree is not None else []
        self._record: dict[str, Any] = next(_records(tree), {}) if tree is not None else {}
        self.outlet = (
            self._tags.get("og:site_name") or _name(self._record.get("publisher")) or self._tags.get("application-name")
        )
        self.published = as_day(self._record.get("datePublished")) or next(
            (
                d
                for k in (
                    "article:published_time",
                    "datepublished",
                    "date",
                    "dc.date",
                    "pubdate",
                    "publish-date",
                    "parsely-pub-date",
                )
                if (d := as_day(self._tags.get(k)))
            ),
            None,
        )
        url = links[0] if links else self._tags.get("og:url") or self._record.get("url")
        self.url = url if isinstance(url, str) and re.match(r"https?://", url) else None
        title = (
            self._record.get("headline")
            or self._tags.get("og:title")
            or (titles[0] if titles else None)
            or (heads[0] if heads else None)
        )
        self.title = (
            _without_outlet(re.sub(r"\s+", " ", title).strip(), self.outlet)
            if isinstance(title, str) and title.strip()
            else None
        )
        author = self._record.get("author")
        author = author[0] if isinstance(author, list) and author else author
        organisation = isinstance(author, dict) and author.get("@type") in ("Organization", "NewsMediaOrganization")
        self.agency = _name(author) if organisation and _name(author) != self.outlet else None


def _records(tree: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - an lxml element
    """The article records of the page's JSON-LD."""
    for script in tree.iter("script"):
        if script.get("type") != "application/ld+json":
            continue
        try:
            data = json.loads(script.text_content())
        except (ValueError, RecursionError):
            continue
        items = data if isinstance(data, list) else data.get("@graph", [data]) if isinstance(data, dict) else []
        for item in items if isinstance(items, list) else []:
            kind = item.get("@type") if isinstance(item, dict) else None
            if any(
                isinstance(k, str) and _ARTICLE_TYPES.search(k) for k in (kind if isinstance(kind, list) else [kind])
            ):
                yield item


def _name(value: object) -> str | None:
    name = value.get("name") if isinstance(value, dict) else value
    return name.strip() if isinstance(name, str) and name.strip() else None


def _without_outlet(title: str, outlet: str | None) -> str:
    """A page's title without " | The Paper" at its end."""
    parts = re.split(r"\s+[|–—-]\s+", title)
    if len(parts) > 1 and (outlet is None or parts[-1].casefold() == outlet.casefold()):
        return title[: title.rindex(parts[-1])].rstrip(" |–—-") if outlet else title
    return title
