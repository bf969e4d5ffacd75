"""Sentences that may answer a question, with what stands around them, and what speaks for each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpus.types import Article
from index.answers.words import stem_set
from index.sentences import sentences
from index.types import Figure, Hit

LEAD = 2  # sentences that, with the title, say what an article is about
READ = 0.5  # probability of a span from which the reader's word counts
TAKEN = 0.7  # share of such a span from which it is taken for the answer whatever else speaks against it


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one article, and the words around it that may complete it."""

    article: Article
    start: int
    end: int
    position: int  # which sentence of its article
    stems: frozenset[str]
    near: frozenset[str]  # of the sentence itself, the one before and the one after
    paragraph: frozenset[str]  # of its paragraph up to it: whom "she" names may stand there
    topic: frozenset[str]  # of the article's title and first sentences
    elsewhere: frozenset[str]  # of the whole article
    figures: tuple[Figure, ...]
    passage_cosine: float

    @property
    def text(self) -> str:
        return self.article.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Span:
    """What the reader may take for the answer, in characters of an article's text."""

    start: int
    end: int
    read: float  # probability that it answers, by its own passage alone
    share: float  # of all that was read for the question: a softmax over the spans of every passage and "no answer"

    @property
    def taken(self) -> bool:
        """Whether the reader takes it for the answer, and hardly anything else."""
        return self.read >= READ and self.share >= TAKEN


def taken(spans: Sequence[Span]) -> bool:
    """Whether the reader takes one of these for the answer."""
    return any(span.taken for span in spans)


@dataclass(frozen=True, slots=True)
class Scored:
    """A sentence with its signs, each from 0 to 1, and the support of every word of the question."""

    evidence: Evidence
    coverage: float  # of the question's words, weighted by rarity, context included
    inside: float  # the same, by the sentence's own words alone
    joined: float  # share of the question's neighbouring words that are neighbours here too
    weakest_name: float  # support of the worst supported name
    cosine: float
    kind: float  # whether it holds what the question wants
    support: Mapping[str, float]
    score: float
    read: float = 0.0  # the reader's probability that it holds the answer
    span: tuple[int, int] | None = None  # what the reader takes for the answer, in the article's text
    spans: tuple[Span, ...] = ()  # all that it may be, best first

    @property
    def share(self) -> float:
        """Of its best span in all that was read."""
        return self.spans[0].share if self.spans else 0.0

    @property
    def taken(self) -> bool:
        return taken(self.spans)


def unfound(evidence: Evidence) -> Scored:
    """A sentence that search did not find, with no sign that it answers."""
    return Scored(evidence, coverage=0, inside=0, joined=0, weakest_name=0, cosine=0, kind=0, support={}, score=0)


def gather(
    hits: Sequence[Hit], articles: Mapping[str, Article], figures: Mapping[str, Sequence[Figure]]
) -> list[Evidence]:
    """The sentences of the passages found, in the order of the hits, each once."""
    found: dict[tuple[str, int], Evidence] = {}
    for hit in hits:
        article = articles[hit.passage.article]
        for position, (start, end) in enumerate(_read(article).spans):
            if hit.passage.start < end and start < hit.passage.end and (article.path, start) not in found:
                found[article.path, start] = _evidence(article, position, hit.cosine, figures.get(article.path, ()))
    return list(found.values())


def neighbours(one: Evidence, reach: int, figures: Sequence[Figure]) -> list[Evidence]:
    """A sentence and those up to `reach` before and after it, whether they were found or not; `figures` are its article's."""
    last = len(_read(one.article).spans) - 1
    positions = range(max(0, one.position - reach), min(last, one.position + reach) + 1)
    return [_evidence(one.article, position, one.passage_cosine, figures) for position in positions]


def _evidence(article: Article, position: int, passage_cosine: float, figures: Sequence[Figure]) -> Evidence:
    read = _read(article)
    start, end = read.spans[position]
    around = read.stems[max(0, position - 1) : position + 2]
    return Evidence(
        article=article, start=start, end=end, position=position, stems=read.stems[position], near=frozenset().union(*around),
        paragraph=frozenset().union(*read.stems[read.opens[position] : position + 1]), topic=read.topic, elsewhere=read.whole,
        passage_cosine=passage_cosine,
        figures=tuple(f for f in figures if start <= f.start < end),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """The sentences of an article and the stems in them."""

    spans: Sequence[tuple[int, int]]
    stems: Sequence[frozenset[str]]
    opens: Sequence[int]  # of each sentence, the one that its paragraph begins with
    topic: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=2048)
def _read(article: Article) -> _Read:
    spans = sentences(article.text)
    stems = [stem_set(article.text[start:end]) for start, end in spans]
    title = stem_set(article.title or "")
    whole = title.union(stem_set(article.outlet or ""), *stems)
    return _Read(spans, stems, _opens(article.text, spans), title.union(*stems[:LEAD]), whole)


def _opens(text: str, spans: Sequence[tuple[int, int]]) -> list[int]:
    opens = [0] * len(spans)
    for position in range(1, len(spans)):
        between = text[spans[position - 1][1] : spans[position][0]]
        opens[position] = position if "\n" in between else opens[position - 1]
    return opens
