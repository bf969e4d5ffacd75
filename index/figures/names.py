"""Numbers that name a thing and count nothing: models, routes, addresses, telephone numbers, scores and years."""

import re

from index.figures.nouns import counted_after
from index.types import Span

_CAPITAL_LABELS = (
    "Boeing Airbus Route Highway Flight Room Channel Chapter Section Article Page Number Formula Apollo Type Class Covid COVID Level Phase Part "
    "Version Windows iPhone iOS Android Area Block Unit Gate Platform Bus Line Terminal Grade Week Day Round Game Act Sunday Euro Rule Resolution Bill "
    "Order Form Psalm Hall Sector Ward District Zone Title Pier Dock Lane Stage Category Tier Mark Model Tram Train Track Runway Reactor Exhibit Amendment "
    "Proposition Measure Protocol Law Decree Directive Schedule Annex Figure Table Step Team Group Shaft Well Pit Hangar Building Apartment Flat Suite "
    "Division Region Agenda Volume Episode Season Series Radio Studio Camp Cell Lot Plot Box Stall"
)
_SMALL_LABELS = (
    "page chapter section article paragraph para verse line route bus tram train platform gate room hall flight channel grade phase stage level "
    "category class type version terminal runway sector ward block zone lane pier dock hangar shaft unit flat apartment round week day seat row "
    "step clause rule bill highway motorway exit junction item lot exhibit reactor"
)
_STREETS = "Street|Road|Avenue|Lane|Square|Drive|Way|Row|Terrace|Boulevard|Place|Court|Crescent|Quay|Close|Gardens|Hill|Wharf|Parade"
_CRAFT = "rocket|spacecraft|aircraft|jet|fighter|drone|missile|tank|rifle|helicopter|train|satellite|probe|engine|phone|airliner|plane|launcher|capsule"
_WORD_NUMBER = "One|Two|Three|Four|Five|Six|Seven|Eight|Nine|Ten|Eleven|Twelve|Twenty|Thirty|Forty|Fifty|Hundred"
_YEAR_WORDS = (
    "in|since|until|till|during|by|before|after|late|early|mid|year|years|summer|winter|spring|autumn|season|"
    "january|february|march|april|may|june|july|august|september|october|november|december"
)

# Whatever they stand before or after, these are no quantities.
_ALWAYS = (
    rf"\b(?:{'|'.join(_CAPITAL_LABELS.split())})[ -]\d+(?:\.\d+)*[A-Z]?\b",
    r"\b(?:[Nn]o\.? ?|(?<!dead )(?<!wounded )(?<!injured )(?<!missing )(?<!homeless )(?<!they )(?<!now )(?<!who )(?<!arrested )(?<!killed )[Nn]umber |Nos\.? |Group of |#)\d+\b",
    rf"\b[A-Z][a-z]+ \d{{1,4}}(?= (?:{_CRAFT})s?\b)",
    rf"\b\d{{1,5}}[A-Za-z]? (?:[A-Z][\w’'-]+ ){{1,3}}(?:{_STREETS})\b",
    r"\b[Aa]n? [A-Z][\w-]+ \d{1,4}\b(?! [a-z-]+s\b)",
    r"^[A-Z][a-z]+ \d{1,5}(?= (?:was|is|has)\b)",
    r"(?<!\d)\+\d{1,3}(?:[ -]?\(?\d{1,4}\)?){2,5}",
    r"\b0\d{2,4}(?:[ -]\d{3,4}){1,3}\b",
    r"\b\d{3}[ -]\d{3}[ -]\d{4}\b",
    r"\b(?:[Cc]all|[Dd]ial|[Pp]hone|[Rr]ing|[Tt]ext|[Hh]otline|[Hh]elpline)(?: on| at| number)? \d[\d -]*\d\b",
    r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b(?! of\b)",
    r"\b(?:1[89]|20)\d\d[-–/]\d\d(?:\d\d)?\b",
    r"\b\d+[’']?s\b",
    r"^\W*\d{1,2}[.)](?=\s|$)",
    r"\b\d{1,3}(?:[-–:]\d{1,3}){2,}\b",
    r"(?:https?://|www\.|@)\S+",
    r"\b\d+(?:\.\d+){2,}\b(?!\.?\d)(?<!\.\d{3})",
)
_DIGIT = re.compile(r"\d")
_FIXED = re.compile("|".join(f"(?:{pattern})" for pattern in _ALWAYS))
_LABELLED = re.compile(
    rf"\b(?P<at>(?:on|in|at|of|from|to|by|via|for) )?(?:{'|'.join(_SMALL_LABELS.split())})s? \d+[A-Za-z]?\b"
)
_HYPHENED = re.compile(r"(?<![\w.,/$€£])(\d{1,3})[-–](\d{1,3})(?![\w.,]*\d)(?=\W|$)")
_YEAR = re.compile(r"(?<![\w.,/$€£₹-])(?:1[1-9]|20)\d\d(?![\w.,]*\d|%)")
_YEAR_BEFORE = re.compile(rf"(?:\b(?:{_YEAR_WORDS})[ -]|\()$", re.I)
_HEDGED = re.compile(r"\b(?:about|around|some|nearly|almost|than|least|over|to|total of) $", re.I)
_TITLED = re.compile(rf"(?<=[a-z,] )(?:{_WORD_NUMBER})(?= [A-Z][a-z])")
_RANGE_AFTER = re.compile(
    r"(?: ?%|[ -](?!(?:win|victory|defeat|loss|draw|lead|away|home|on|at|against|over|in|to|after|and|before|for|from|with|by|thanks|as|vote|if|when|but|so|while)\b)[a-z])"
)
_MONEY_BEFORE = re.compile(r"(?:[$€£₹]|\b(?:Rs\.?|Sh)) ?$")


def named_numbers(sentence: str) -> list[Span]:
    """Where a sentence holds numbers that are no quantities; the stretches may overlap."""
    found: list[Span] = []
    if _DIGIT.search(sentence):
        found += _numerals(sentence)
    if not _headline(sentence):
        found += [match.span() for match in _TITLED.finditer(sentence)]
    return found


def _numerals(sentence: str) -> list[Span]:
    found = [match.span() for match in _FIXED.finditer(sentence)]
    found += [m.span() for m in _LABELLED.finditer(sentence) if m["at"] or counted_after(sentence, m.end()) is None]
    found += [m.span() for m in _HYPHENED.finditer(sentence) if _is_score(m, sentence)]
    found += [m.span() for m in _YEAR.finditer(sentence) if _is_year(m, sentence)]
    return found


def _is_score(match: re.Match[str], sentence: str) -> bool:
    """ "3-1" and "7-2 to keep" are scores and votes, "10-15 new cases" is a range."""
    if int(match.group(1)) >= int(match.group(2)):
        return True
    return not _RANGE_AFTER.match(sentence, match.end()) and not _MONEY_BEFORE.search(
        sentence[max(0, match.start() - 4) : match.start()]
    )


def _is_year(match: re.Match[str], sentence: str) -> bool:
    before = sentence[max(0, match.start() - 12) : match.start()]
    year = int(match.group())
    if counted_after(sentence, match.end()) and not _YEAR_BEFORE.search(before):
        # "2000 people" but "the 2019 floods": a count without its comma is mostly round
        return year >= 1900 and year % 50 != 0 and not _HEDGED.search(before)
    return not re.match(
        r"[ -](?:km|kilomet|met|mile|kg|tonne|ton|hectare|acre|dollar|euro|pound|rupee|yen|per ?cent|MW)",
        sentence[match.end() :][:12],
    )


def _headline(sentence: str) -> bool:
    """Whether nearly all words begin with a capital, so that capitals tell nothing."""
    words = re.findall(r"\b[A-Za-z][\w’'-]{3,}", sentence[:400])
    return bool(words) and sum(word[0].isupper() for word in words) > 0.7 * len(words)
