"""Who came after whom: the name that a sentence gives as somebody's successor.

Asked who holds an office now, or who replaced someone, the reader often takes the one who held it longest: most articles name
them. That somebody else does is told in few ways, and those are looked for here.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from index.answers.evidence.gathering import Scored, Span
from index.answers.questions.question import Question
from index.answers.words import related, stem

CERTAIN = 0.9  # probability, as the reader's, of a name that a sentence gives as the successor's
SUPPORTED = 0.38  # of the question's words, on average, by what stands in and around a sentence that names one

_NAME = r"(?:(?:Mr|Mrs|Ms|Dr|Professor|General|Colonel|Judge|Sir|Dame) )?(?P<name>[A-Z][\w’'-]+(?: (?:de|da|van|von|bin|al|of))?(?: [A-Z][\w’'-]+){1,4})"
_ASIDE = r"(?:, [^,.;]{3,90},| \([^)]{1,40}\))?"
_TENSE = (
    r"(?: (?:will|has|is|was|is to|would|now|then|also|soon|since|been|being|named|appointed|chosen|expected)){0,4}"
)
_OFFICE = r"(?:management|leadership|reins|post|job|office|chair|command|control|presidency|captaincy|running|power|company|keys|helm)"
_SUCCESSIONS = (
    rf"\b(?:successor|replacement)\b(?: [\w’'-]+){{0,5}}?(?:,| is| was| will be| has been named:?) {_NAME}",
    rf"\b(?:replaced|succeeded|followed)(?: [\w’'-]+){{0,4}}? by {_NAME}",
    rf"{_NAME}{_ASIDE}{_TENSE} (?:to )?(?:take|takes|took|taken|taking) (?:over\b|(?:his|her|their|the) (?:place|job|post|seat|chair)\b)",
    rf"{_NAME}{_ASIDE}(?:{_TENSE} to (?:succeed|replace)|(?: will| would| has| had)? (?:succeed|replace)(?:s|d|ed)?) (?:him|her|them|the|[A-Z])",
    rf"\b(?:handed|hands|passed|passes)(?: over)? (?:the |his |her )?{_OFFICE}(?: [\w’'-]+){{0,5}}? to {_NAME}",
    rf"\b[Nn]ew (?:[a-z-]+ ){{1,3}}(?:is|will be|was|,) ?{_NAME}",
    rf"\b[Nn]ew (?:[a-z-]+ ){{0,2}}[a-z-]+, {_NAME}",
)
_REPLACE = stem("replace")
_ASKED = re.compile(
    r"\b(?:replac\w+|succe\w+|successor|took over|takes? over|came after|comes after|got the (?:job|post)|now|these days|nowadays|current(?:ly)?|today)\b",
    re.I,
)


def with_successors(question: Question, ranked: Sequence[Scored]) -> list[Scored]:
    """The sentences ranked anew where a person is asked for who holds an office now: one that names a successor comes first."""
    if not _follows(question):
        return list(ranked)
    best = max((one.score for one in ranked), default=0.0)
    told = [_named(one, best) if _supported(one) >= SUPPORTED else one for one in ranked]
    return sorted(told, key=lambda one: -one.score)


def _follows(question: Question) -> bool:
    """Whether it asks who holds an office now, or who came after somebody."""
    now = question.lasting or _ASKED.search(question.text) is not None
    return question.wanted == "person" and now and not question.first and question.period is None


def _supported(one: Scored) -> float:
    """Mean support of the question's words; that one came after another is what the sentence itself says."""
    said = [value for s, value in one.support.items() if not related(s, _REPLACE)]
    return sum(said) / len(said) if said else 0.0


def _named(one: Scored, best: float) -> Scored:
    """A sentence read as naming a successor, if it does."""
    match = next((found for pattern in _SUCCESSIONS if (found := re.search(pattern, one.evidence.text))), None)
    if match is None:
        return one
    start, end = (one.evidence.start + at for at in match.span("name"))
    span = Span(start, end, max(CERTAIN, one.read), max(CERTAIN, one.share))
    return replace(one, read=span.read, span=(start, end), spans=(span, *one.spans), score=best + one.coverage)
