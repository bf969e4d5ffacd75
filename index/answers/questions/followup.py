"""Follow-up questions: what a question means after the ones before it."""

import re

from index.answers.questions.question import Question, read_question
from index.answers.questions.typed import expand, refers_back
from index.answers.vocabulary import STOP
from index.answers.words import STATE_STEMS, related, stem, words
from index.types import Answer

_PLANNING = frozenset(
    stem(w) for w in "plan planned promise promised pledge pledged supposed expected meant intend due original".split()
)
_ABOUT = re.compile(r"^\W*(?:and |but |so )?(?:what|how) about\b", re.I)
_WHEN = re.compile(
    r"^\W*(?:and |but |so )?(?:in|on|at|by|since|during|before|after|until|last|this|today|yesterday|now)\b", re.I
)
_WHERE = r"(?:in|at|near|from|of|to|on|by|for|with) "
_PLACED, _PLACE = re.compile(_WHERE, re.I), re.compile(rf"\b{_WHERE}$", re.I)
_HEAD = re.compile(
    r"^\W*(?:and |but |so )?((?:how (?:many|much|long|far|old|(?:big|large|high) an? [\w’'-]+)|what (?:percentage|share|time)|when|where|who|why|which|what))\b",
    re.I,
)
_PERSONAL = re.compile(r"\b(he|she|they|him|her|them|his|their|who)\b", re.I)
_NAME = re.compile(r"\b[A-Z][\w’'\-]+(?: [A-Z][\w’'\-]+)*")


def resolve(text: str, before: Question | None, answer: Answer | None) -> tuple[str, frozenset[str]]:
    """The question in full, and the stems that were carried over from the question before.

    A question that stands by itself comes back as it is. A leaning one keeps its own words and takes what it
    lacks: the kind of answer and what is counted ("And injured?"), the topic, and, for "he" or "they", the
    name that the answer before gave.
    """
    text = re.sub(r"\s+", " ", text).strip()
    if before is None or not refers_back(text):
        return text, frozenset()
    text = expand(text)
    own = read_question(text)
    if _ABOUT.match(text) or _WHEN.match(text):
        return _transferred(text, own, before)
    body = re.sub(r"^\W*(?:and|but|so|also)\b[ ,]*", "", text, flags=re.I).rstrip(" ?!.")
    own_stems = {s for s, _ in own.terms}
    focus = " ".join(w for s, w in before.terms if s in before.focus)
    lead = ""
    if not _HEAD.match(body) and own.wanted == "free":
        lead = f"{_head_of(before)} {focus}".strip()
        kept = before.names | {s for s, _ in before.terms if s not in before.predicate[:1] and s not in before.focus}
    else:
        body = _with_focus(body, focus, own, before)
        kept = frozenset(s for s, _ in before.terms if s not in before.focus)
    if own.predicate or lead:
        kept = kept - _PLANNING
    if any(map(_of_state, own.predicate)):
        kept = kept - {s for s in before.predicate if _of_state(s)}  # how many were hurt asks no more how many died
    carried = [w for s, w in before.terms if s in kept and s not in own_stems]
    if _PERSONAL.search(body) and answer is not None and before.wanted in ("person", "list", "free"):
        carried += [w for w in _answer_names(before, answer) if w not in carried]
    full = " ".join(part for part in (lead, body) if part)
    joined = f"{full} ({' '.join(carried)})" if carried else full
    taken = {stem(w) for part in carried for w in words(part)} | {stem(w) for w in words(lead) if w not in STOP}
    return f"{joined}?", frozenset(taken)


def _of_state(s: str) -> bool:
    """Whether a word says what became of people: dead, hurt, missing."""
    return s in STATE_STEMS or any(related(s, state) for state in STATE_STEMS)


def _transferred(text: str, own: Question, before: Question) -> tuple[str, frozenset[str]]:
    """The question before, asked of another name or time: "what about Boland?", "and in October?"."""
    timely = not own.terms
    kept = [w for s, w in before.terms if timely or s not in before.names]
    rest = _ABOUT.sub("", re.sub(r"^\W*(?:and|but|so)\b", "", text, flags=re.I)).strip(" ?")
    asked = _renamed(before, rest) if own.names else None
    return (asked or " ".join([_head_of(before), *kept, rest]).strip()) + "?", frozenset(stem(w) for w in kept)


def _renamed(before: Question, name: str) -> str | None:
    """The question before with another name in the place of its own; None if it had none, or several apart."""
    own = [m for m in re.finditer(r"[\w’'-]+", before.text) if stem(m.group()) in before.names]
    if not own:
        return None
    start, end = own[0].start(), own[-1].end()
    if any(stem(w) not in before.names for w in words(before.text[start:end])):
        return None
    opening = before.text[:start]
    if _PLACED.match(name):
        opening = _PLACE.sub("", opening)
    return (opening + name + before.text[end:]).rstrip(" ?")


def _head_of(question: Question) -> str:
    """Its asking words: "how many"."""
    head = _HEAD.match(question.text)
    return head.group(1) if head else ""


def _with_focus(body: str, focus: str, own: Question, before: Question) -> str:
    """ "How many are planned" with what was counted before: "how many ferries are planned"."""
    if before.wanted == "money" and own.wanted == "quantity":
        return re.sub(r"\bhow much\b", "how much money", body, count=1, flags=re.I)
    counts = own.wanted in ("count", "quantity", "list") and before.wanted in ("count", "list", "quantity", "money")
    if not focus or own.focus or not counts:
        return body
    asking = r"\b(how (?:many|much)(?: more| additional| of it| of them| of that)?)\b"
    return re.sub(asking, rf"\1 {focus}", body, count=1, flags=re.I)


def _answer_names(before: Question, answer: Answer) -> list[str]:
    """The name that answered before, or names in the quote that its question did not hold."""
    if answer.figures and isinstance(answer.figures[0].value, str) and answer.figures[0].text[:1].isupper():
        return [answer.figures[0].text]
    if not answer.citations:
        return []
    asked = {s for s, _ in before.terms}
    quote = answer.citations[0].quote
    found = [
        m.group() for m in _NAME.finditer(quote) if m.start() > 0 and not {stem(w) for w in words(m.group())} & asked
    ]
    return found[:2]
