"""A question completed by the light of what was found for it: names, the year of a month, a currency, slips of typing."""

import re
from collections.abc import Callable, Collection
from collections.abc import Set as AbstractSet
from dataclasses import replace
from datetime import date

from index.answers.questions.period import MONTHS, period_of
from index.answers.questions.question import Question, read_question
from index.answers.questions.wanted import MONEY
from index.figures.units import unit_of
from index.types import Answer

_AMOUNT = re.compile(r"\D{0,20}\d[\d,.]*(?: ?(?:million|billion|bn|mn|m|k)\b)?")
TOLD_WITHIN = 35  # days from the beginning of a month in which newspapers tell of it


def with_names(question: Question, capitalised: Callable[[str], bool], carried: frozenset[str]) -> Question:
    """Also count as names the words that the articles write with a capital, whatever the asker typed; not those carried over."""
    more = {s for s, word in question.terms if s not in question.focus and capitalised(word)}
    return replace(question, names=(question.names | more) - carried)


def with_period(question: Question, published: Collection[date]) -> Question:
    """Place a month that was asked about without its year: in the last year of which articles found tell, or of the newest."""
    low = question.text.lower()
    periods = [] if question.period else [period_of(low, day) for day in sorted(published, reverse=True)]
    placed = [period for period in periods if period is not None]
    if not placed:
        return question
    told = (period for period in placed if any(0 <= (day - period[0]).days <= TOLD_WITHIN for day in published))
    period = next(told, placed[0])
    terms = tuple(term for term in question.terms if term[1].lower() not in MONTHS)
    return replace(question, period=period, terms=terms, names=question.names & {s for s, _ in terms})


def with_currency(question: Question, units: AbstractSet[str]) -> Question:
    """A quantity asked for in a currency of the articles ("in florins") is money; the currency's name itself is not asked of."""
    named = {s for s, word in question.terms if s in units or word.lower() in units}
    if not named or question.wanted not in ("quantity", "count", "free") or set(question.focus) & named:
        return question
    return replace(question, wanted="money", terms=tuple(term for term in question.terms if term[0] not in named))


def with_unit_of(question: Question, last: Answer) -> Question:
    """How much of it there still is, asked after so many tonnes, wants tonnes again."""
    bare = question.wanted == "quantity" or (question.wanted == "money" and not MONEY.search(question.text.lower()))
    amount = _AMOUNT.match(last.figures[0].text) if bare and last.figures else None
    unit = unit_of("", last.figures[0].text[amount.end() :], share=False) if amount else None
    return replace(question, wanted=unit.kind) if unit and unit.kind in ("measure", "distance") else question


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
