"""A question completed by the light of what was found for it: names, the year of a month, a currency, slips of typing."""

import re
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from index.answers.period import MONTHS, period_of
from index.answers.question import Question, read_question


def with_names(question: Question, capitalised: Callable[[str], bool], carried: frozenset[str]) -> Question:
    """Also count as names the words that the articles write with a capital, whatever the asker typed; not those carried over."""
    more = {s for s, word in question.terms if s not in question.focus and capitalised(word)}
    return replace(question, names=(question.names | more) - carried)


def with_period(question: Question, newest: date | None) -> Question:
    """Place a month that was asked about without its year, by the newest article found."""
    period = None if question.period else period_of(question.text.lower(), newest)
    if period is None:
        return question
    terms = tuple(term for term in question.terms if term[1].lower() not in MONTHS)
    return replace(question, period=period, terms=terms, names=question.names & {s for s, _ in terms})


def with_currency(question: Question, units: AbstractSet[str]) -> Question:
    """A quantity asked for in a currency of the articles ("in florins") is money; the currency's name itself is not asked of."""
    named = {s for s, word in question.terms if s in units or word.lower() in units}
    if not named or question.wanted not in ("quantity", "count", "free") or set(question.focus) & named:
        return question
    return replace(question, wanted="money", terms=tuple(term for term in question.terms if term[0] not in named))


def with_spelling(question: Question, mend: Callable[[str], str]) -> Question:
    """Mend misspelt words of the question; `mend` gives the word that was meant, or the word itself."""
    mended = question.text
    corrections = []
    for _, word in question.terms:
        meant = mend(word)
        if meant != word:
            mended = re.sub(rf"\b{re.escape(word)}\b", meant, mended)
            corrections.append((word, meant))
    return replace(read_question(mended), corrections=tuple(corrections)) if corrections else question
