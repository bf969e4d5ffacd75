"""Sentences that may answer a question, each with how well it does and why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from corpus.types import Article
from index.answers.kinds import kind_fit
from index.answers.question import Question
from index.answers.weights import SENTENCE
from index.answers.words import alike, pairs_of, relatives, same_name, stem, stem_set
from index.sentences import sentences
from index.types import Figure, Hit

# How much a question's word counts where it stands; a word of the sentence itself counts 1.
RELATED, ALIKE, NEAR, TOPIC, ELSEWHERE = 0.9, 0.75, 0.7, 0.75, 0.3
SCATTERED = 0.4  # support of a name whose words stand apart in the article
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
    near: frozenset[str]  # of its paragraph and the sentence before
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
        topic=read.topic, elsewhere=read.whole, passage_cosine=passage_cosine,
        figures=tuple(f for f in figures if start <= f.start < end),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Read:
    """The sentences of an article and the stems in them."""

    spans: Sequence[tuple[int, int]]
    stems: Sequence[frozenset[str]]
    topic: frozenset[str]
    whole: frozenset[str]


@lru_cache(maxsize=2048)
def _read(article: Article) -> _Read:
    spans = sentences(article.text)
    stems = [stem_set(article.text[start:end]) for start, end in spans]
    title = stem_set(article.title or "")
    whole = title.union(stem_set(article.outlet or ""), *stems)
    return _Read(spans, stems, title.union(*stems[:LEAD]), whole)


def rarity(question: Question, counts: Mapping[str, int], passages: int) -> dict[str, float]:
    """Weight of each stem of the question: inverse document frequency over the index's passages."""
    weights = {s: log(1 + (passages + 1) / (counts.get(word, 0) + 0.5)) for s, word in question.terms}
    return {s: weight * (1.4 if s in question.focus or s in question.names else 1.0) for s, weight in weights.items()}


def likely(question: Question, evidence: Sequence[Evidence], weights: Mapping[str, float], most: int) -> list[Evidence]:
    """The sentences worth a closer look, by their words and their passage alone, in the order of the hits."""
    if len(evidence) <= most:
        return list(evidence)
    matching = _matching(question, evidence)
    rough = [_score_one(question, one, one.passage_cosine, weights, matching).score for one in evidence]
    kept = sorted(sorted(range(len(evidence)), key=lambda i: -rough[i])[:most])
    return [evidence[i] for i in kept]


def score(
    question: Question, evidence: Sequence[Evidence], cosines: Sequence[float], weights: Mapping[str, float]
) -> list[Scored]:
    """Rank sentences by how well they answer, best first; ties keep the order of the hits."""
    matching = _matching(question, evidence)
    ranked = [
        _score_one(question, one, cosine, weights, matching) for one, cosine in zip(evidence, cosines, strict=True)
    ]
    return sorted(ranked, key=lambda scored: -scored.score)


@dataclass(frozen=True, slots=True)
class _Match:
    """The stems of the evidence that stand for one word of the question: as another form or name of it, or by meaning."""

    related: frozenset[str]
    similar: frozenset[str]


def _matching(question: Question, evidence: Sequence[Evidence]) -> dict[str, _Match]:
    told = frozenset().union(*(one.elsewhere for one in evidence))
    return {
        s: _Match(
            relatives(s) & told | {other for other in told if other[:4] == s[:4] and same_name(s, other)},
            alike(s) & told if s not in question.names else frozenset(),
        )
        for s, _ in question.terms
    }


def _score_one(
    question: Question, one: Evidence, cosine: float, weights: Mapping[str, float], matching: Mapping[str, _Match]
) -> Scored:
    support = {s: _support(s, one, s in question.names, matching[s]) for s, _ in question.terms}
    own = {s: _inside(s, one.stems, matching[s]) for s, _ in question.terms}
    for s, word in question.terms:
        if s in question.names and s in one.elsewhere and not _prints(one.article, word):
            support[s] = own[s] = 0.0
    total = sum(weights.values()) or 1.0
    coverage = sum(weights[s] * value for s, value in support.items()) / total
    inside = sum(weights[s] * value for s, value in own.items()) / total
    kind = kind_fit(question, one.text, one.figures)
    names = [support[s] for s in question.names if s in support]
    names += [SCATTERED for phrase in question.phrases if not _holds(one.article, phrase)]
    joined = _joined(question, one.text)
    value = SENTENCE.score(coverage, inside, joined, cosine, one.passage_cosine, kind, question.wanted)
    return Scored(one, coverage, inside, joined, min(names, default=1.0), cosine, kind, support, value)


def _joined(question: Question, text: str) -> float:
    """Share of the neighbouring words of the question ("deputy mayor") that are neighbours in a sentence."""
    asked = question.pairs
    return len(asked & pairs_of(text)) / len(asked) if asked else 0.0


def _holds(article: Article, phrase: str) -> bool:
    """Whether an article has a name of several words as one, give or take a possessive."""
    text = f"{article.title or ''}\n{article.text}".lower().replace("’", "'").replace("'s", "")
    return phrase in re.sub(r"\s+", " ", text)


@lru_cache(maxsize=8192)
def _prints(article: Article, name: str) -> bool:
    """Whether an article has a name itself, and not only a word of the same stem: "Titan" is not "Titanic"."""
    bare = re.sub(r"['’]s?$", "", name)
    text = f"{article.title or ''} {article.outlet or ''} {article.text}"
    return re.search(rf"(?<!\w){re.escape(bare)}", text, re.I) is not None or len(bare) < len(stem(name)) + 2


def _inside(term: str, stems: frozenset[str], match: _Match) -> float:
    if term in stems:
        return 1.0
    if match.related & stems:
        return RELATED
    return ALIKE if match.similar & stems else 0.0


def _support(term: str, one: Evidence, is_name: bool, match: _Match) -> float:
    inside = _inside(term, one.stems, match)
    near = NEAR * _inside(term, one.near, match)
    topic = (TOPIC if is_name or one.position < LEAD else 0.6) * _inside(term, one.topic, match)
    return max(inside, near, topic, ELSEWHERE if term in one.elsewhere else 0.0)
