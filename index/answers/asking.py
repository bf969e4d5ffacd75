"""From a question to an answer: resolve, search, weigh the sentences, relate the figures, compose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from corpus.dateline import with_datelines
from corpus.types import Article
from index.answers.evidence.candidates import candidates, long_shots
from index.answers.evidence.gathering import Evidence, Scored, gather
from index.answers.evidence.ranking import likely, rarity, score
from index.answers.evidence.reading import read, with_kind_read
from index.answers.evidence.succession import with_successors
from index.answers.evidence.withdrawals import corrected, correction_hits
from index.answers.questions.completed import with_currency, with_names, with_period, with_spelling, with_unit_of
from index.answers.questions.followup import resolve
from index.answers.questions.question import Question, read_question
from index.answers.questions.spelling import mender
from index.answers.questions.typed import is_empty
from index.answers.relations.groups import grouped, parts_of
from index.answers.relations.relating import Found, relate
from index.answers.relations.rivals import with_rivals
from index.answers.relations.values import Value, values
from index.answers.searched import Searched
from index.answers.telling import answering, compose
from index.answers.telling.abstain import Grounds, supported, unsupported
from index.answers.telling.explain import explain
from index.search import shown
from index.types import Answer, Figure, Filter, Hit
from index.words import folded

PASSAGES = 32  # passages searched for evidence
SHOWN = 8  # passages that come with an answer
EARLIER = 3  # earlier questions that a follow-up may lean on
WEIGHED = 64  # sentences whose vectors are compared with the question's


def ask(index: Searched, question: str, earlier: Sequence[str] = (), only: Filter | None = None) -> Answer:
    """Answer a question from the articles of an index; `earlier` are the questions of the same chat before it."""
    only = only or Filter()
    before, last = None, None
    for text in earlier[-EARLIER:]:
        if not is_empty(text):
            last, before = _answer(index, text, before, last, only)
    return _answer(index, question, before, last, only)[0]


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it was understood, and what was found for it."""

    question: Question
    carried: frozenset[str]  # stems that earlier questions brought
    hits: Sequence[Hit]
    articles: dict[str, Article]  # of the hits, by path
    figures: dict[str, tuple[Figure, ...]]  # of the articles


def understand(
    index: Searched, text: str, before: Question | None = None, last: Answer | None = None, only: Filter | None = None
) -> Understood:
    """Resolve a follow-up, search, and read the question by the light of what was found."""
    only = only or Filter()
    resolved, carried = resolve(text, before, last)
    question = read_question(folded(resolved))
    hits = index.candidates(question.text, limit=PASSAGES, only=only)
    articles = {path: index.article(path) for path in dict.fromkeys(hit.passage.article for hit in hits)}
    mend, capitalised = mender(articles.values(), question.text)
    mended = with_spelling(question, mend)
    if mended is not question:
        question = mended
        hits = index.candidates(question.text, limit=PASSAGES, only=only)
        articles = {path: index.article(path) for path in dict.fromkeys(hit.passage.article for hit in hits)}
    figures, correcting = corrected(index, articles)
    hits = [*hits, *correction_hits([article for article in correcting if article.path not in articles])]
    articles |= {article.path: article for article in correcting}
    figures = {path: figures.get(path) or index.figures(path) for path in articles}
    articles = with_datelines(articles)
    question = with_names(question, capitalised, carried)
    units = {f.unit for told in figures.values() for f in told if f.kind == "money" and f.unit}
    question = with_currency(question, units)
    if carried and last is not None:
        question = with_unit_of(question, last)
    question = with_period(question, {a.published for a in articles.values() if a.published})
    return Understood(question, carried, hits, articles, figures)


def weigh(index: Searched, understood: Understood) -> tuple[dict[str, float], list[Scored]]:
    """The weight of each word of the question, and the sentences found, best first."""
    question, carried, articles = understood.question, understood.carried, understood.articles
    counts = index.passage_counts([word for _, word in question.terms])
    weights = rarity(question, counts, index.passages)
    weights = {s: w * (0.5 if s in carried and s not in question.names else 1.0) for s, w in weights.items()}
    gathered = gather(understood.hits, articles, understood.figures)
    evidence = likely(question, gathered, weights, WEIGHED)
    ranked = score(question, evidence, _cosines(index, question, evidence), weights)
    ranked = read(index.reader, question, understood.hits, ranked, given=index.given)
    return weights, ranked if index.given else with_successors(question, ranked)


def _answer(
    index: Searched, text: str, before: Question | None, last: Answer | None, only: Filter
) -> tuple[Answer, Question]:
    started = perf_counter()
    understood = understand(index, text, before, last, only)
    searched = perf_counter()
    answer = _from_evidence(index, understood, last)
    timings = {"search": 1e3 * (searched - started), "answer": 1e3 * (perf_counter() - searched)}
    return replace(
        answer,
        question=text,
        resolved_question=understood.question.text,
        passages=tuple(shown(understood.hits)[:SHOWN]),
        timings_ms=timings,
    ), understood.question


def _from_evidence(index: Searched, understood: Understood, last: Answer | None) -> Answer:
    carried, articles = understood.carried, understood.articles
    weights, found_all = weigh(index, understood)
    question = understood.question if index.given else with_kind_read(understood.question, found_all)
    ranked = found_all if index.given else supported(question, found_all) or found_all
    sure = candidates(question, ranked, weights, carried) if question.kinds else []
    unsure = long_shots(question, ranked, weights, sure) if question.kinds else []
    groups, shots = grouped(sure or unsure), grouped(unsure if sure else [])
    if question.subset and last is not None:
        groups = parts_of(last, groups)
    told_by = index.told_by(list(articles))
    old = frozenset(path for path, (_, newer) in told_by.items() if newer in articles)
    found = relate(question, groups, old, shots)
    if found is not None:
        current = [group for group in groups if not group.paths <= old]  # a version that was replaced contradicts none
        found = with_rivals(question, found, current, understood.figures)
    why = explain(question, weights, ranked, groups, found)
    told = values(question, ranked, given=index.given)
    if found is not None and told and (index.given or _better_read(told[0], found)):
        found = None
    sources = compose.Sources({path: origin for path, (origin, _) in told_by.items()})
    reason = unsupported(Grounds(question, weights, ranked, found, carried, bool(told)))
    if index.given and len(told) > 1:
        return answering.of_values(question, told, sources, why)  # each source was picked for this question
    if reason is not None and not (index.given and told):
        return answering.not_found(question, reason, ranked, why)
    if found is not None:
        return answering.of_figures(question, found, ranked, sources, why)
    return answering.of_sentences(question, ranked, told, sources, why)


def _better_read(value: Value, found: Found) -> bool:
    """Whether the reader's day stands in a better sentence than the one that was placed in the calendar; a plan is no better."""
    main = found.main
    if any(c.scored.evidence == value.best.evidence for group in found.planned for c in group.candidates):
        return False
    return main.read < value.best.read and main.best.scored.score < value.best.score


def _cosines(index: Searched, question: Question, evidence: Sequence[Evidence]) -> list[float]:
    """Cosine of the question with every sentence."""
    if not evidence:
        return []
    asked = index.encode_question(question.text)
    by_article = {path: index.sentence_vectors(path) @ asked for path in {one.article.path for one in evidence}}
    return [float(by_article[one.article.path][one.position]) for one in evidence]
