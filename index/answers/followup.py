"""Follow-up questions: what a question means after the ones before it."""

import re

from index.answers.question import Question, read_question, refers_back
from index.answers.words import STOP, stem, words
from index.types import Answer

_PLANNING = frozenset(
    stem(w) for w in "plan planned promise promised pledge pledged supposed expected meant intend due original".split()
)
_ABOUT = re.compile(r"^\W*(?:and |but |so )?(?:what|how) about\b", re.I)
_WHEN = re.compile(
    r"^\W*(?:and |but |so )?(?:in|on|at|by|since|during|before|after|until|last|this|today|yesterday|now)\b", re.I
)
_HEAD = re.compile(
    r"^\W*(?:and |but |so )?((?:how (?:many|much|long|far|old)|what (?:percentage|share|time)|when|where|who|why|which|what))\b",
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
    own = read_question(text)
    own_stems = {s for s, _ in own.terms}
    written = dict(before.terms)
    topic = [w for s, w in before.terms if s not in before.focus and s not in own_stems]
    if _ABOUT.match(text) or _WHEN.match(text):
        timely = not own.terms  # "and in October?" asks the same of another time
        kept = [w for s, w in before.terms if timely or s not in before.names]
        head = _HEAD.match(before.text)
        rest = _ABOUT.sub("", re.sub(r"^\W*(?:and|but|so)\b", "", text, flags=re.I)).strip(" ?")
        merged = " ".join([head.group(1) if head else "", *kept, rest]).strip()
        return merged + "?", frozenset(stem(w) for w in kept)
    body = re.sub(r"^\W*(?:and|but|so|also)\b[ ,]*", "", text, flags=re.I).rstrip(" ?!.")
    lead = ""
    focus = " ".join(written[s] for s in before.focus if s in written)
    if not _HEAD.match(body) and own.wanted == "free":
        head = _HEAD.match(before.text)
        lead = " ".join(part for part in (head.group(1) if head else "", focus) if part)
        topic = [
            w for s, w in before.terms if s in before.names or (s not in before.predicate[:1] and s not in before.focus)
        ]
    elif (
        focus
        and not own.focus
        and own.wanted in ("count", "quantity", "list")
        and before.wanted in ("count", "list", "quantity", "money")
    ):
        body = re.sub(
            r"\b(how (?:many|much)(?: more| additional| of it| of them| of that)?)\b",
            rf"\1 {focus}",
            body,
            count=1,
            flags=re.I,
        )
    if own.predicate or lead:
        topic = [w for w in topic if stem(w) not in _PLANNING]
    if before.wanted == "money" and own.wanted == "quantity":
        body = re.sub(r"\bhow much\b", "how much money", body, count=1, flags=re.I)
    carried = [w for w in topic if stem(w) not in own_stems]
    if _PERSONAL.search(body) and answer is not None and before.wanted in ("person", "list", "free"):
        carried += [w for w in _answer_names(before, answer) if w not in carried]
    full = " ".join(part for part in (lead, body) if part)
    joined = f"{full} ({' '.join(carried)})" if carried else full
    return joined + "?", frozenset(stem(w) for part in carried for w in words(part)) | frozenset(
        stem(w) for w in words(lead) if w not in STOP
    )


def _answer_names(before: Question, answer: Answer) -> list[str]:
    """Names in the quote that answered before which its question did not hold."""
    if not answer.citations:
        return []
    asked = {s for s, _ in before.terms}
    quote = answer.citations[0].quote
    found = [
        m.group() for m in _NAME.finditer(quote) if m.start() > 0 and not {stem(w) for w in words(m.group())} & asked
    ]
    return found[:2]
