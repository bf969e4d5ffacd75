"""Answers as they are told: from figures, names or sentences; or that the articles do not say."""

import re
from collections.abc import Sequence
from datetime import date

from corpus.types import Article
from index.answers.evidence.gathering import Scored
from index.answers.evidence.spans import span_text
from index.answers.questions.question import Question
from index.answers.relations.accounts import other_account
from index.answers.relations.relating import Found
from index.answers.relations.values import Value
from index.answers.telling import compose, headlines
from index.sentences import sentences
from index.types import Answer, Finding, Status

SECOND = 0.6  # share of the best sentence's score from which another is quoted beside it
ALIKE = 0.7  # share of the shorter sentence's words from which two say the same
NEAR = 2  # sentences from the best one at which the answer itself may stand
WEIGHED = 12  # best sentences of which one may answer
STILL = 0.7, 0.5  # shares of the best's score and of its words that a newer yes or no needs, where now is asked of
ONCE = 0.8, 0.8  # the same where it is not
REFERRED = 3  # sentences back of its paragraph in which stands whom "he" or "it" means
SHORT = 9  # words of a sentence that announces a reason and does not give it

_PRONOUN = re.compile(
    r"\W*(?:(?:and|but|so|then|still|yet),? )?(?:(?:through|with|by|for|from|in|on|at|to|after|before|without|against) )?(?:he|she|they|it|his|her|their|its|that|this|these|those|both|neither|"
    r"none of them|all (?:two|three|four|five|of them))\b",
    re.I,
)


def of_figures(
    question: Question, found: Found, ranked: Sequence[Scored], sources: compose.Sources, why: tuple[str, ...]
) -> Answer:
    """The value that answers, those that differ from it, and what came before, was planned or was withdrawn."""
    second = _untold(question, found, ranked)
    headline = headlines.of_figures(found, sources, _quoted(question, second, None) if second else None)
    groups = (
        found.main,
        *found.rivals,
        *found.earlier[:5],
        *found.others[:4],
        *found.planned[:5],
        *found.withdrawn[:2],
        *found.beside,  # each is among these already, but where the lines end before it
    )
    told = [compose.finding(group, sources) for group in {id(group): group for group in groups}.values()]
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


def of_sentences(
    question: Question,
    ranked: Sequence[Scored],
    told: Sequence[Value],
    sources: compose.Sources,
    why: tuple[str, ...],
) -> Answer:
    """The sentence that answers best, led by the name or term in it where the reader is sure, and those about as good."""
    best = told[0].best if told else _bearer(question, ranked)
    other = other_account(question, best, ranked)
    if other is not None:
        return _of_accounts(question, [best, other], sources, why)
    findings = tuple(compose.finding_of_value(value, sources) for value in told[:1])
    cited = [best, *(s for s in ranked[:WEIGHED] if s is not best and s.score >= SECOND * best.score)][:4]
    for one in cited:
        sources.cite(one.evidence.article, *_span(question, one))
    others = [one for one in cited[1:] if question.wanted != "yesno" or not _older(one, best)]
    second = next((one for one in others if not _alike(one, best)), None)
    headline = headlines.of_sentence(
        _quoted(question, best, findings[0].text if findings else None),
        _quoted(question, second, _value(question, second)) if second else None,
    )
    lines = [headline, *(["", *map(compose.value_line, findings)] if findings else [])]
    return _finish(question, "answered", headline, lines, sources, why, findings)


def _older(one: Scored, other: Scored) -> bool:
    """Whether a sentence was printed before another; beside a yes, a no of an earlier day would mislead."""
    return (one.evidence.article.published or date.max) < (other.evidence.article.published or date.min)


def _alike(one: Scored, other: Scored) -> bool:
    """Whether two sentences say the same in about the same words, as copies of one story do."""
    ones, others = one.evidence.stems, other.evidence.stems
    return len(ones & others) > ALIKE * min(len(ones), len(others))


def _of_accounts(
    question: Question, accounts: Sequence[Scored], sources: compose.Sources, why: tuple[str, ...]
) -> Answer:
    """Two accounts of one matter, both quoted."""
    for one in accounts:
        sources.cite(one.evidence.article, *_span(question, one))
    headline = headlines.of_accounts([_quoted(question, one, _value(question, one)) for one in accounts])
    return _finish(question, "conflicting", headline, [headline], sources, why)


def _value(question: Question, one: Scored) -> str | None:
    return span_text(one) if one.span is not None and question.wanted != "yesno" else None


def _quoted(question: Question, one: Scored, value: str | None) -> headlines.Quoted:
    start, end = _span(question, one)
    return headlines.Quoted(one.evidence.article, " ".join(one.evidence.article.text[start:end].split()), value)


def of_values(question: Question, told: Sequence[Value], sources: compose.Sources, why: tuple[str, ...]) -> Answer:
    """Sources that give different names or terms: all of them, each with who stands behind it."""
    findings = [compose.finding_of_value(value, sources) for value in told]
    changed = [finding for finding, value in zip(findings, told, strict=True) if value.changed]
    standing = [finding for finding in findings if finding not in changed]
    headline = headlines.of_values(standing, len(changed))
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


def not_found(question: Question, reason: str, ranked: Sequence[Scored], why: tuple[str, ...]) -> Answer:
    """That the articles do not say, why, and the nearest article."""
    headline = f"The articles do not say: {reason}."
    nearest = (
        f"The nearest article is {_nearest(ranked[0].evidence.article)}." if ranked else "No article comes near it."
    )
    return Answer(question.text, question.text, "not_found", headline, f"{headline}\n{nearest}", explanation=why)


def _nearest(article: Article) -> str:
    parts = (article.source, article.title, compose.day_words(article.published))
    return ", ".join(part for part in parts if part) or article.path


def _bearer(question: Question, ranked: Sequence[Scored]) -> Scored:
    """The sentence that answers: the best one, or the one beside it that holds what is wanted where the best does not."""
    best = ranked[0]
    if question.wanted == "yesno":
        return _newest(question, _spelt_out(best, ranked), ranked)
    if question.wanted in ("reason", "free"):
        return _spelt_out(best, ranked)
    if best.kind >= 1 or question.wanted not in ("quote", "list", "person", "place"):
        return best
    beside = [
        one
        for one in ranked
        if one.kind > best.kind
        and one.evidence.article.path == best.evidence.article.path
        and abs(one.evidence.position - best.evidence.position) <= NEAR
    ]
    return beside[0] if beside else best


def _newest(question: Question, best: Scored, ranked: Sequence[Scored]) -> Scored:
    """Of the sentences that speak of what is asked about as well as the best, one of the newest article: a yes may have become a no."""
    score, said = STILL if question.latest or question.outcome else ONCE
    close = [one for one in ranked[:WEIGHED] if one.score >= score * best.score and one.inside >= said * best.inside]
    return max(close, key=lambda one: (one.evidence.article.published or date.min, one.score), default=best)


def _spelt_out(best: Scored, ranked: Sequence[Scored]) -> Scored:
    """The sentence before one that begins with a pronoun ("He denies it") where it says more of what is asked."""
    before = [
        one
        for one in ranked
        if one.evidence.article.path == best.evidence.article.path
        and 0 < best.evidence.position - one.evidence.position <= REFERRED
        and "\n" not in one.evidence.article.text[one.evidence.end : best.evidence.start]
    ]
    fullest = max(before, key=lambda one: one.inside, default=best)
    return fullest if _PRONOUN.match(best.evidence.text) and fullest.inside > best.inside else best


def _span(question: Question, one: Scored) -> tuple[int, int]:
    """What to quote: the sentence, with the next one where it only announces a reason ("people gave another reason")."""
    evidence = one.evidence
    if question.wanted == "reason" and len(evidence.text.split()) < SHORT:
        following = [s for s in sentences(evidence.article.text) if s[0] >= evidence.end]
        if following:
            return evidence.start, following[0][1]
    return evidence.start, evidence.end
