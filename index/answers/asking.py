"""From a question to an answer: resolve, search, weigh the sentences, relate the figures, compose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

from corpus.types import Article
from index.answers import compose
from index.answers.abstain import supported, unsupported
from index.answers.candidates import candidates
from index.answers.contested import with_contested
from index.answers.evidence import Evidence, Scored, bearer, gather, likely, rarity, score, span
from index.answers.explain import explain
from index.answers.followup import resolve
from index.answers.groups import grouped
from index.answers.question import Question, read_question, with_currency, with_names, with_period, with_spelling
from index.answers.reading import read
from index.answers.relations import Found, relate
from index.answers.spans import span_text
from index.answers.spelling import mender
from index.answers.typed import is_empty
from index.answers.values import SURE, Value, values
from index.answers.withdrawals import corrected, correction_hits
from index.search import shown
from index.types import Answer, Figure, Filter, Finding, Hit, Status

if TYPE_CHECKING:
    from index.library import Index

PASSAGES = 32  # passages searched for evidence
SHOWN = 8  # passages that come with an answer
EARLIER = 3  # earlier questions that a follow-up may lean on
BESIDE = 0.7  # share of the best sentence's score from which another is quoted beside it
WEIGHED = 64  # sentences whose vectors are compared with the question's


def ask(index: "Index", question: str, earlier: Sequence[str] = (), only: Filter | None = None) -> Answer:
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
    index: "Index", text: str, before: Question | None = None, last: Answer | None = None, only: Filter | None = None
) -> Understood:
    """Resolve a follow-up, search, and read the question by the light of what was found."""
    only = only or Filter()
    resolved, carried = resolve(text, before, last)
    question = read_question(resolved)
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
    question = with_names(question, capitalised, carried)
    units = {f.unit for told in figures.values() for f in told if f.kind == "money" and f.unit}
    question = with_currency(question, units)
    question = with_period(question, max((a.published for a in articles.values() if a.published), default=None))
    return Understood(question, carried, hits, articles, figures)


def weigh(index: "Index", understood: Understood) -> tuple[dict[str, float], list[Scored]]:
    """The weight of each word of the question, and the sentences found, best first."""
    question, carried, articles = understood.question, understood.carried, understood.articles
    counts = index.passage_counts([word for _, word in question.terms])
    weights = rarity(question, counts, index.passages)
    weights = {s: w * (0.5 if s in carried and s not in question.names else 1.0) for s, w in weights.items()}
    gathered = gather(understood.hits, articles, understood.figures)
    evidence = likely(question, gathered, weights, WEIGHED)
    ranked = score(question, evidence, _cosines(index, question, evidence), weights)
    return weights, read(index.reader, question, understood.hits, ranked, given=index.given)


def _answer(
    index: "Index", text: str, before: Question | None, last: Answer | None, only: Filter
) -> tuple[Answer, Question]:
    started = perf_counter()
    understood = understand(index, text, before, last, only)
    searched = perf_counter()
    answer = _from_evidence(index, understood)
    timings = {"search": 1e3 * (searched - started), "answer": 1e3 * (perf_counter() - searched)}
    return replace(
        answer,
        question=text,
        resolved_question=understood.question.text,
        passages=tuple(shown(understood.hits)[:SHOWN]),
        timings_ms=timings,
    ), understood.question


def _from_evidence(index: "Index", understood: Understood) -> Answer:
    question, carried, articles = understood.question, understood.carried, understood.articles
    weights, found_all = weigh(index, understood)
    ranked = found_all if index.given else supported(question, found_all) or found_all
    groups = grouped(candidates(question, ranked, weights, carried)) if question.kinds else []
    told_by = index.told_by(list(articles))
    old = frozenset(path for path, (_, newer) in told_by.items() if newer in articles)
    found = relate(question, groups, old)
    if found is not None:
        found = with_contested(question, found, understood.figures)
    why = explain(question, weights, ranked, groups, found)
    told = values(question, ranked, given=index.given)
    if found is not None and told and not index.given and _better_read(told[0], found):
        found = None
    sources = compose.Sources({path: origin for path, (origin, _) in told_by.items()})
    reason = unsupported(question, weights, ranked, found, carried, bool(told))
    if index.given and len(told) > 1:
        return _differing(question, told, sources, why)  # each source was picked for this question
    if reason is not None and not (index.given and told and told[0].best.read >= SURE):
        return _not_found(question, reason, ranked, why)
    if found is not None:
        return _figures(question, found, ranked, sources, why)
    if len(told) > 1:
        return _differing(question, told, sources, why)
    return _sentences(question, ranked, told, sources, why)


def _better_read(value: Value, found: Found) -> bool:
    """Whether the reader's day stands in a better sentence than the one that was placed in the calendar; a plan is no better."""
    main = found.main
    if any(c.scored.evidence == value.best.evidence for group in found.planned for c in group.candidates):
        return False
    return main.read < value.best.read and main.best.scored.score < value.best.score


def _cosines(index: "Index", question: Question, evidence: Sequence[Evidence]) -> list[float]:
    """Cosine of the question with every sentence."""
    if not evidence:
        return []
    asked = index.encode_question(question.text)
    by_article = {path: index.sentence_vectors(path) @ asked for path in {one.article.path for one in evidence}}
    return [float(by_article[one.article.path][one.position]) for one in evidence]


def _figures(
    question: Question, found: Found, ranked: Sequence[Scored], sources: compose.Sources, why: tuple[str, ...]
) -> Answer:
    second = _untold(question, found, ranked)
    headline = compose.headline_of_figures(found, sources, _quoted(question, second, None) if second else None)
    told = [
        compose.finding(group, sources)
        for group in (
            found.main,
            *found.rivals,
            *found.earlier[:5],
            *found.others[:4],
            *found.planned[:5],
            *found.withdrawn[:2],
        )
    ]
    if second is not None:
        sources.cite(second.evidence.article, second.evidence.start, second.evidence.end)
    lines = [headline, "", *compose.findings_text(found, sources)]
    return _finish(question, "conflicting" if found.rivals else "answered", headline, lines, sources, why, tuple(told))


def _untold(question: Question, found: Found, ranked: Sequence[Scored]) -> Scored | None:
    """The sentence that answers best, where it gives figures that are not told at all."""
    told = (found.main, *found.earlier, *found.others, *found.planned, *found.withdrawn)
    stems = {c.scored.evidence.stems for group in told for c in group.candidates}
    best = ranked[0]
    fitting = any(figure.kind in question.kinds for figure in best.evidence.figures)
    return best if fitting and best.evidence.stems not in stems and question.period is None else None


def _sentences(
    question: Question,
    ranked: Sequence[Scored],
    told: Sequence[Value],
    sources: compose.Sources,
    why: tuple[str, ...],
) -> Answer:
    findings = tuple(compose.finding_of_value(value, sources) for value in told[:1])
    best = told[0].best if told else bearer(question, ranked)
    cited = [best, *(s for s in ranked[:12] if s is not best and s.score >= BESIDE * best.score)][:4]
    for one in cited:
        sources.cite(one.evidence.article, *span(question, one))
    others = cited[1:] if question.wanted != "yesno" else []  # beside a yes, a no from another day would mislead
    second = next((one for one in others if one.evidence.stems != best.evidence.stems), None)
    headline = compose.headline_of_sentence(
        _quoted(question, best, findings[0].text if findings else None),
        _quoted(question, second, span_text(second) if second.span else None) if second else None,
    )
    lines = [headline, *(["", *map(compose.value_line, findings)] if findings else [])]
    return _finish(question, "answered", headline, lines, sources, why, findings)


def _quoted(question: Question, one: Scored, value: str | None) -> compose.Quoted:
    start, end = span(question, one)
    return compose.Quoted(one.evidence.article, " ".join(one.evidence.article.text[start:end].split()), value)


def _differing(question: Question, told: Sequence[Value], sources: compose.Sources, why: tuple[str, ...]) -> Answer:
    """Sources that give different names or terms: all of them, each with who stands behind it."""
    findings = [compose.finding_of_value(value, sources) for value in told]
    changed = [finding for finding, value in zip(findings, told, strict=True) if value.changed]
    standing = [finding for finding in findings if finding not in changed]
    headline = compose.headline_of_values(standing, len(changed))
    lines = [headline, "", *map(compose.value_line, standing), *compose.changed_lines(changed)]
    return _finish(question, "conflicting", headline, lines, sources, why, tuple(findings))


def _finish(
    question: Question,
    status: Status,
    headline: str,
    lines: Sequence[str],
    sources: compose.Sources,
    why: tuple[str, ...],
    told: tuple[Finding, ...] = (),
) -> Answer:
    newest = max((c.published for c in sources.citations if c.published), default=None)
    fresh = [f"Newest article on this: {compose.day_words(newest)}"] if newest else []
    text = "\n".join([*lines, "", *compose.sources_text(sources.citations), *fresh])
    return Answer(
        question.text,
        question.text,
        status,
        headline,
        text,
        told,
        sources.citations,
        newest_article=newest,
        explanation=why,
    )


def _not_found(question: Question, reason: str, ranked: Sequence[Scored], why: tuple[str, ...]) -> Answer:
    headline = f"The articles do not say: {reason}."
    nearest = f"The nearest article is {_nearest(ranked[0].evidence.article)}." if ranked else "There are no articles."
    return Answer(question.text, question.text, "not_found", headline, f"{headline}\n{nearest}", explanation=why)


def _nearest(article: Article) -> str:
    parts = (article.outlet, article.title, compose.day_words(article.published))
    return ", ".join(part for part in parts if part) or article.path
