"""Copies of one text whose answer was changed: which version the other sources bear out.

Two sources that are word for word the same but for the answer are two versions of one text, not two witnesses. The version that
nothing bears out, where other sources bear the other one out, is told as a changed copy. A changed copy often betrays itself:
it still has the first answer elsewhere in its text, as the unchanged one has no trace of the second. Where nothing tells the two
versions apart, both stand.
"""

from collections.abc import Sequence

from corpus.copies import SHARED, shared
from index.answers.evidence.gathering import Scored
from index.answers.evidence.spans import span_text
from index.answers.words import stem_set

LEAST = 3  # sources from which on one can be borne out by another


def altered(groups: Sequence[Sequence[Scored]], ranked: Sequence[Scored]) -> set[str]:
    """The paths of the sources that are changed copies; `groups` are the sources by the answer they give."""
    texts = {one.evidence.article.path: one.evidence.article.text for one in ranked}
    if len(texts) < LEAST:
        return set()
    found = set()
    for ours in groups:
        for theirs in groups:
            if ours is not theirs:
                found |= {
                    q.evidence.article.path
                    for p in ours
                    for q in theirs
                    if _one_text(p, q) and _changed(p, q, ours, theirs, texts)
                }
    return found


def _one_text(one: Scored, other: Scored) -> bool:
    """Whether two sources are versions of one text; what was published on another day may be an update, not a changed copy."""
    day, its = one.evidence.article.published, other.evidence.article.published
    return (day is None or its is None or day == its) and shared(
        one.evidence.article.text, other.evidence.article.text
    ) >= SHARED


def _changed(
    one: Scored, other: Scored, ours: Sequence[Scored], theirs: Sequence[Scored], texts: dict[str, str]
) -> bool:
    """Whether the other is the changed version of one."""
    pair = {one.evidence.article.path, other.evidence.article.path}
    rest = [stem_set(text) for path, text in texts.items() if path not in pair]
    mine, its = stem_set(span_text(one)), stem_set(span_text(other))
    ahead = _bearing(ours, pair) - _bearing(theirs, pair)
    mentioned = sum(mine <= text for text in rest) - sum(its <= text for text in rest)
    trace = _traced(mine - its, other) - _traced(its - mine, one)
    return next((sign > 0 for sign in (ahead, mentioned, trace) if sign), False)


def _bearing(group: Sequence[Scored], pair: set[str]) -> int:
    """How many sources outside a pair give the group's answer."""
    return sum(one.evidence.article.path not in pair for one in group)


def _traced(stems: set[str] | frozenset[str], one: Scored) -> bool:
    """Whether a source has the words of an answer that it does not give."""
    return bool(stems) and stems <= stem_set(one.evidence.article.text)
