"""How well a sentence answers a question, and by which signs."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from rapidfuzz.distance import OSA

from corpus.types import Article
from index.answers.evidence.gathering import LEAD, Evidence, Scored
from index.answers.evidence.kinds import kind_fit
from index.answers.learned.weights import SENTENCE
from index.answers.questions.question import Question
from index.answers.words import alike, pairs_of, relatives, same_name, stem, stem_set, unaccented, words

# How much a question's word counts where it stands; a word of the sentence itself counts 1.
RELATED, ALIKE, NEAR, TOPIC, PARAGRAPH, ASSUMED, ELSEWHERE = 0.9, 0.75, 0.7, 0.75, 0.55, 0.5, 0.3
SCATTERED = 0.4  # support of a name whose words stand apart in the article
HOME = 0.6  # share of the articles found that have a name from which their sentences need not say it
HOME_ARTICLES = 3  # of them, at least
LONG = 5  # letters of a name from which one that differs by a letter is taken for it


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
    assumed: frozenset[str]  # paths of articles that speak of a name, said or not, as a paper does of its own town
    taken: frozenset[str]  # paths of articles that are about another of nearly the same name, and only mention this one


def _matching(question: Question, evidence: Sequence[Evidence]) -> dict[str, _Match]:
    articles = {one.article.path: one.elsewhere for one in evidence}
    texts = {one.article.path: one.article for one in evidence}
    told = frozenset().union(*articles.values())
    matching = {}
    for s, word in question.terms:
        related = relatives(s) & told | {other for other in told if other[:4] == s[:4] and same_name(s, other)}
        is_name = s in question.names
        similar = frozenset() if is_name else alike(s) & told
        taken = frozenset(path for path, article in texts.items() if is_name and _of_another(article, word))
        assumed = _assumed(s, related, articles) - taken if is_name else frozenset()
        matching[s] = _Match(related, similar, assumed, taken)
    return matching


def _assumed(name: str, related: frozenset[str], articles: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Where most of the articles have a name, all of them; but for those with one so like it that they mean another."""
    said = sum(1 for stems in articles.values() if (related | {name}) & stems)
    if said < HOME_ARTICLES or said < HOME * len(articles):
        return frozenset()
    return frozenset(path for path, stems in articles.items() if not any(_namesake(name, other) for other in stems))


def _namesake(name: str, other: str) -> bool:
    """Whether two names are easily taken for one another ("Marlow", "Marlon")."""
    return other != name and len(other) > 4 and other[:1] == name[:1] and OSA.distance(name, other, score_cutoff=2) <= 2


@lru_cache(maxsize=8192)
def _of_another(article: Article, name: str) -> bool:
    """Whether an article names another that is easily taken for this one ("Marlow", "Harlow") more often, or in its title alone."""
    low = _plain(name)
    if len(low) < LONG:
        return False
    told, title = _capitalised(article.text), _capitalised(article.title or "")
    near = [other for other in told | title if other != low and _mistaken(low, other)]
    return any(told[other] > told[low] or (title[other] and not title[low]) for other in near)


def _mistaken(name: str, other: str) -> bool:
    """Whether two names differ by one letter, and are not forms of one ("Arland", "Arlands", "Arlandan")."""
    forms = same_name(name, other) or other in (f"{name}s", f"{name}'s", f"{name}’s") or name == f"{other}s"
    return not forms and OSA.distance(name, other, score_cutoff=1) <= 1


@lru_cache(maxsize=2048)
def _capitalised(text: str) -> Counter[str]:
    """How often a text has each word with a capital, as `_plain` writes it."""
    return Counter(map(_plain, re.findall(r"\b[^\W\d_a-z][\w’'-]{3,}", text)))


def _plain(name: str) -> str:
    """A name in small letters, without accents and possessive."""
    return re.sub(r"['’]s?$", "", unaccented(name.lower()))


def _score_one(
    question: Question, one: Evidence, cosine: float, weights: Mapping[str, float], matching: Mapping[str, _Match]
) -> Scored:
    support = {s: _support(s, one, s in question.names, matching[s]) for s, _ in question.terms}
    own = {s: _inside(s, one.stems, matching[s]) for s, _ in question.terms}
    for s, word in question.terms:
        other = one.article.path in matching[s].taken and _plain(word) not in map(_plain, words(one.text))
        if other or (s in question.names and s in one.elsewhere and not _prints(one.article, word)):
            support[s] = own[s] = 0.0
    total = sum(weights.values()) or 1.0
    coverage = sum(weights[s] * value for s, value in support.items()) / total
    inside = sum(weights[s] * value for s, value in own.items()) / total
    kind = kind_fit(question, one.text, one.figures)
    names = [support[s] for s in question.names if s in support]
    assumed = {s for s, match in matching.items() if one.article.path in match.assumed}
    names += [SCATTERED for name in question.phrases if not _holds(one.article, name) and not stem_set(name) <= assumed]
    joined = _joined(question, one.text)
    value = SENTENCE.score(coverage, inside, joined, cosine, one.passage_cosine, kind, question.wanted)
    return Scored(one, coverage, inside, joined, min(names, default=1.0), cosine, kind, support, value)


def _joined(question: Question, text: str) -> float:
    """Share of the neighbouring words of the question ("deputy mayor") that are neighbours in a sentence."""
    asked = question.pairs
    return len(asked & pairs_of(text)) / len(asked) if asked else 0.0


def _holds(article: Article, phrase: str) -> bool:
    """Whether an article has a name of several words as one, give or take a possessive."""
    return phrase in _running(article)


@lru_cache(maxsize=2048)
def _running(article: Article) -> str:
    """An article in small letters, without possessives and in one line."""
    text = f"{article.title or ''}\n{article.text}".lower().replace("’", "'").replace("'s", "")
    return re.sub(r"\s+", " ", text)


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
    paragraph = PARAGRAPH * _inside(term, one.paragraph, match)
    assumed = ASSUMED if one.article.path in match.assumed else 0.0
    return max(inside, near, topic, paragraph, assumed, ELSEWHERE if term in one.elsewhere else 0.0)
