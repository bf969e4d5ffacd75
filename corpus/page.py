"""Saved web pages: the article's text by trafilatura, the rest from the page's own metadata."""

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from corpus.clean import clean
from corpus.dates import as_day, find_day
from corpus.decode import visible
from corpus.errors import ArticleError
from corpus.masthead import PAPER
from corpus.plain import agency_of
from corpus.types import Article

# Blocks that are named for what they hold; trafilatura keeps some of these on short pages.
_ASIDE = re.compile(
    r"(?:^|[\s_-])(?:comments?|cmts?|commentlist|disqus(?:_thread)?|discussion|related|teasers?|promos?|native|sponsor(?:ed)?|sidebar|newsletter|subscribe|"
    r"cookies?|consent|gdpr|also(?:-?(?:in|read))?|read-?(?:next|more|also)|most-?read|trending|recommend(?:ed|ations)?|breadcrumbs?|social|share|sharing|"
    r"paywall|advert(?:isement)?s?|ad|ads)(?:$|[\s_-])",
    re.I,
)
_DATES = (
    "article:published_time",
    "datepublished",
    "date",
    "dc.date",
    "pubdate",
    "publish-date",
    "parsely-pub-date",
)
_ARTICLE_TYPES = re.compile(r"(?:Article|BlogPosting|Posting)$")
_TAG = re.compile(r"<[a-zA-Z][^>]*")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_INLINE = (
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "time",
    "u",
)
SENTENCE = 6  # words; fewer in a div are a label
DEPTH = 250  # lxml drops what is nested deeper, without a word
BYLINE = 120  # characters; longer than a line of names and dates, shorter than a paragraph of news
ATTRIBUTES = 2000  # of one element; the parser's time grows with their square


def read_page(html: str, name: str) -> Article:
    """Read a saved page. Raises ArticleError where no article is found on it."""
    import trafilatura

    if any(len(tag) > ATTRIBUTES and len(_QUOTED.sub("", tag).split()) > ATTRIBUTES for tag in _TAG.findall(html)):
        raise ArticleError("an element of the page has thousands of attributes; save it as text")
    tree = trafilatura.load_html(html)
    if tree is None:
        raise ArticleError("this is not an HTML page; save the page again")
    if _depth(tree) >= DEPTH:  # the parser has dropped what lies deeper
        raise ArticleError("its elements are nested too deep to read; save it as text")
    meta = _Meta(tree)
    _prune(tree)
    body = clean([line for line in _lines(tree) if not _is_heading(line, meta.title)])
    if not body:
        raise ArticleError("no article text was found on the page; save it as text")
    lines = (line for line in body[:2] if len(line) <= BYLINE and line[-1] not in '.!?”"')
    byline = next((line for line in lines if find_day(line)), None)
    published = meta.published or (find_day(byline) if byline else None) or _day_below_title(tree, meta.title)
    body = [line for line in body if line is not byline] or body
    return Article(
        name, "\n\n".join(body), meta.title, meta.outlet, published, meta.url, agency_of(body) or meta.agency
    )


def _lines(tree: Any) -> list[str]:  # noqa: ANN401 - an lxml element; lxml ships no types
    """The paragraphs of the page's main text; the careful reading first, the generous one where that finds nothing."""
    import trafilatura

    for careful in (True, False):
        text = trafilatura.extract(
            tree, include_comments=False, include_tables=False, favor_precision=careful, deduplicate=False
        )
        if text:
            return [line for line in visible(text).split("\n") if line.strip()]
    return []


def _prune(tree: Any) -> None:  # noqa: ANN401 - an lxml element
    """Empty the blocks that are named for furniture, unless the name is that of the whole page's frame."""
    words = sum(len(p.text_content()) for p in tree.iter("p"))
    for element in list(tree.iter()):
        if not isinstance(element.tag, str) or element.tag in ("html", "body", "main", "article"):
            continue
        names = f"{element.get('class', '')} {element.get('id', '')}".strip()
        if element.tag in ("nav", "aside", "footer") or _ASIDE.search(names):
            if next(element.iter("h1", "article"), None) is not None:
                continue
            if 2 * sum(len(p.text_content()) for p in element.iter("p")) > words and element.tag == "div":
                continue
            element.clear(keep_tail=True)
        elif element.tag == "div" and _is_paragraph(element):
            element.tag = "p"


def _is_paragraph(element: Any) -> bool:  # noqa: ANN401 - an lxml element
    """Whether an element is a paragraph of prose: a sentence with nothing but inline elements in it."""
    if any(child.tag not in _INLINE for child in element):
        return False
    text = element.text_content()
    return len(text.split()) >= SENTENCE and bool(re.search(r"[.!?][”\"’)]?$", text.strip()))


def _depth(tree: Any) -> int:  # noqa: ANN401 - an lxml element
    """How deep the deepest element stands."""
    deepest, level = 0, [(tree, 1)]
    while level:
        element, depth = level.pop()
        deepest = max(deepest, depth)
        level.extend((child, depth + 1) for child in element)
    return deepest


def _day_below_title(tree: Any, title: str | None) -> date | None:  # noqa: ANN401 - an lxml element
    """The full date in the lines between the headline and the first paragraph."""
    below = False
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        text = element.get("datetime") or element.text or ""
        if element.tag in ("h1", "h2") and _is_heading(element.text_content(), title):
            below = True
        elif below and element.tag == "p" and _is_paragraph(element):
            return None
        elif below and len(text) <= BYLINE and (day := as_day(text)):
            return day
    return None


def _is_heading(line: str, title: str | None) -> bool:
    """Whether a line only repeats the title."""
    fold = re.compile(r"\W+")
    return title is not None and fold.sub("", line).casefold() == fold.sub("", title).casefold()


class _Meta:
    """Title, outlet, day, link and agency from JSON-LD and meta tags; None where the page is silent."""

    def __init__(self, tree: Any) -> None:  # noqa: ANN401 - an lxml element
        self._tags: dict[str, str] = {}
        for tag in tree.iter("meta"):
            key = (tag.get("property") or tag.get("name") or tag.get("itemprop") or "").lower()
            if key and (content := _line(tag.get("content"))):
                self._tags.setdefault(key, content)
        self._record: dict[str, Any] = next(_records(tree), {})
        links = (e.get("href") for e in tree.iter("link") if e.get("rel") == "canonical")
        url = next(links, None) or self._tags.get("og:url") or self._record.get("url")
        self.url = _line(url) if isinstance(url, str) and re.match(r"https?://", url) else None
        self.published = as_day(self._record.get("datePublished")) or next(
            (day for key in _DATES if (day := as_day(self._tags.get(key)))), None
        )
        heads = (_line(e.text_content()) for kind in ("title", "h1") for e in tree.iter(kind))
        title = _line(self._record.get("headline")) or self._tags.get("og:title") or next(filter(None, heads), None)
        outlet = self._tags.get("og:site_name") or _name(self._record.get("publisher"))
        self.outlet = outlet or self._tags.get("application-name") or _outlet_in_title(title)
        self.title = _without_outlet(title, self.outlet) if title else None
        author = self._record.get("author")
        author = author[0] if isinstance(author, list) and author else author
        organisation = isinstance(author, dict) and author.get("@type") in ("Organization", "NewsMediaOrganization")
        self.agency = _name(author) if organisation and _name(author) != self.outlet else None


def _line(value: object) -> str | None:
    """A value of the page as one line of visible text."""
    return (" ".join(visible(value).split())[:1000] or None) if isinstance(value, str) else None


def _outlet_in_title(title: str | None) -> str | None:
    """The paper that a page's title names after its last bar."""
    last = title.rpartition(" | ")[2] if title and " | " in title else ""
    return last if PAPER.search(last) and len(last.split()) <= 6 else None


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
    return _line(value.get("name") if isinstance(value, dict) else value)


def _without_outlet(title: str, outlet: str | None) -> str:
    """A page's title without " | The Paper" at its end."""
    parts = re.split(r"\s+[|–—-]\s+", title)
    if len(parts) > 1 and outlet and parts[-1].casefold() == outlet.casefold():
        return title[: title.rindex(parts[-1])].rstrip(" |–—-")
    return title
