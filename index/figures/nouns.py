"""What a figure counts: the noun phrase beside it, without a part-of-speech tagger."""

import re
from functools import lru_cache

from index.figures.standing import HEDGED

# Words that end a noun phrase: articles, prepositions, pronouns, auxiliaries, adverbs, and the verbs that news counts are told with.
_FUNCTION = frozenset(
    """a an the this that these those its his her their our my your and or but nor so if as than then while when where who whom whose which what
    of in on at by to from with without for into onto over under after before between among during since until against across around near off out up down
    about through within per via outside inside above below behind beside beyond toward towards along aboard despite including except
    is are was were be been being am do does did done has have had having will would can could shall should may might must
    not no n't it he she they we you i him them us me also only just still already yet ever never again there here said says say told according
    because although though left including came went took made got became remain remained remains later earlier ago each every apiece
    died die dies fell rose won lost ran met saw put set sat stood gave given taken known held led sent built cut hit drowned escaped fled joined
    attended voted survived worked lived live work want need came comes come go goes went next last on overnight away together sang slept spent wait
    sank swam wept woke wore drove flew froze fought bought brought chose drank drew ate grew hid kept knew paid rode sold shook sought spoke stole struck
    threw thought wrote broke began caught found heard taught stayed others
    yesterday today tonight tomorrow then once monday tuesday wednesday thursday friday saturday sunday""".split()
)
_PLURALS = frozenset("people men women children fishermen policemen firemen servicemen lawmakers staff police troops cattle sheep fish aircraft personnel crew media dead feet teeth mice geese spacecraft series species".split())  # fmt: skip
STATES = frozenset(
    "dead missing injured wounded homeless displaced hurt killed arrested detained unaccounted hospitalised hospitalized infected kidnapped".split()
)
_MORE = frozenset("more other additional further extra new fewer less".split())
_WORD = re.compile(r"\d+-[^\W\d_]+(?:-[^\W\d_]+)*|[^\W\d_]+(?:[-’'][^\W\d_]+)*|[,;:.()“”\"—–]|\d+")
_NUMERAL = r"(?:\d[\d,.]*|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-\w+)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen)"
_DETERMINER = r"(?:the|its|their|his|her|our|those|these|all|all the)"
_OF = re.compile(
    rf"^(?: or (?:more|so|fewer))?,? (?:of|out of)(?: {_DETERMINER})?(?: past| last| first| next)?(?: more than| some| about)?(?: {_NUMERAL})? (?=[^\W\d])",
    re.I,
)
_OF_WHOM = re.compile(r"^,? of (?:whom|them|which|those|these|us|you)\b", re.I)
_HEDGED_AFTER = re.compile(r"^(?:-odd|-plus|\+| or (?:so|more|fewer|less))(?= )")
_STRONG = re.compile(r"^-strong(?: [a-z]+(?:al|ic|ed|ive|ous|ian|an))? (?P<noun>[a-z]+)")
_COMPOUND = re.compile(r"^-(?P<noun>[a-z]{3,})(?![\w-])")
WINDOW = 110  # characters in which a noun phrase ends

_GIVEN_BEFORE = re.compile(  # "not the 340 first estimated"
    r"^ (?:first|originally|initially|previously|earlier|once|at first) (?:\w+ed|given|told|put|foreseen|set|spoken of|thought)\b"
)


def noun_after(after: str) -> tuple[str | None, tuple[str, ...]]:
    """The counted noun in the words right after a number, and what stands between: ("officers", ("more", "Orrin", "police"))."""
    after = after[:WINDOW]
    if _GIVEN_BEFORE.match(after):
        return None, ()
    compound = _STRONG.match(after) or _COMPOUND.match(after)
    hedged = _HEDGED_AFTER.match(after)
    if compound and not hedged:
        return compound["noun"], ()
    after = after[hedged.end() :] if hedged else after
    of = None if _OF_WHOM.match(after) else _OF.match(after)
    return _head(_phrase(" " + after[of.end() :] if of else after))


def counted_after(sentence: str, at: int) -> str | None:
    """The plural noun that the number ending here counts, or None."""
    if not re.match(r"[ -]", sentence[at : at + 1]):
        return None
    noun, _ = noun_after(sentence[at : at + WINDOW])
    return noun if noun and plural(noun) else None


def _phrase(text: str) -> list[str]:
    """The words of the noun phrase that a text opens with: at most six."""
    phrase: list[str] = []
    at = 0
    for match in _WORD.finditer(text):
        word, low = match.group(), match.group().lower().replace("’", "'")
        if text[at : match.start()].strip(" -") or low in _FUNCTION or not word[-1].isalpha():
            break
        if _is_verb(low, text[match.end() : match.end() + 30], phrase):
            break
        phrase.append(word)
        at = match.end()
        if len(phrase) == 6:
            break
    return phrase


def _head(phrase: list[str]) -> tuple[str | None, tuple[str, ...]]:
    if not phrase:
        return None, ()
    if phrase[0].lower() in STATES and not any(plural(w) for w in phrase[1:]):
        return phrase[0], ()
    heads = [i for i, word in enumerate(phrase) if plural(word)]
    if not heads:
        content = [i for i, w in enumerate(phrase) if w.lower() not in _MORE]
        if not content:
            return None, tuple(phrase)
        return phrase[content[-1]], tuple(phrase[: content[-1]])
    head = heads[0]
    for following in heads[1:]:
        if following == head + 1 and phrase[following].lower() not in STATES:
            head = following
    became = [word.lower() for word in phrase[head + 1 : head + 2] if word.lower() in STATES]
    return phrase[head], (*phrase[:head], *became)


@lru_cache(maxsize=4096)
def plural(word: str) -> bool:
    low = word.lower()
    return low in _PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s", "ous"))
    )


# "31 people killed in", but not "40 soldiers killed 12 farmers"
_REDUCED = re.compile(r"\s*(?:[,.;:)]|$|(?:in|on|at|by|since|during|and|or|after|when|from|near|so)\b)")


def _is_verb(low: str, rest: str, phrase: list[str]) -> bool:
    """Whether a word of the phrase is a verb: "-ed" or "-ing" without a noun to follow, after a noun."""
    if low in STATES and (not phrase or _REDUCED.match(rest)):
        return False
    if not low.endswith(("ed", "ing")) or len(low) < 5:
        return bool(phrase) and plural(phrase[-1]) and low.endswith("ly")
    if phrase and plural(phrase[-1]):
        return True
    following = re.match(r"[\s-]+([^\W\d_]+)", rest)
    return following is None or following.group(1).lower() in _FUNCTION


_STATE = "killed|dead|missing|injured|wounded|hurt|displaced|homeless|arrested|detained|infected|hospitalised|kidnapped"
_BECAME = re.compile(
    r"^(?:[^\w’'-]+[\w’'-]+){0,6}?[^\w’'-]+(?:were|was|are|is|had been|have been|has been|remain|remained|listed as|reported|be)\W+"
    rf"(?:still |also |reported |confirmed |now )?({_STATE})\b",
    re.I,
)


_DIED = r"(?:died|perished|drowned|lost (?:their|his|her) (?:life|lives))\b"
_HAVE_DIED = re.compile(rf"^(?:[^\w’'-]+[\w’'-]+){{0,4}}? {_DIED}")


def state_after(after: str) -> str | None:
    """What a count is said to have become: "killed" for "14 people were killed and 31 were missing", "dead" for "14 died"."""
    clause = re.split(r"[,;.]| and | but | while ", after[:WINDOW], maxsplit=1)[0]
    match = _BECAME.match(clause)
    if match is None:
        return "dead" if _HAVE_DIED.match(clause) else None
    return match.group(1).lower()


_TOTAL_OF = re.compile(r"\b(?:(?:number|total|count|tally|toll) of|figures? for) (?:the )?", re.I)
_PHRASE_ENDS = re.compile(
    r"(?P<words>(?:[A-Za-z][\w’'-]*\s?){1,5}?)(?= (?:in|on|at|from|who|killed|which|to|has|had|rose|was|is|by|for|deployed|missing|stood|stands|reached|climbed)\b|\W*$|,)[^.;]*$",
    re.I,
)
_TOLL = re.compile(
    r"\b((?:death|casualty) toll|toll|headcount|turnout|attendance|ridership|population|output|membership)\b[^.;]{0,80}$",
    re.I,
)
# "The dead number 36", "arrests have reached 212", "strikers, who numbered 1,200"
_AMOUNTS = rf"\b(?:number(?:ed|s)?|total(?:led|ed|s)?|(?:have |has |had )?(?:now )?(?:reached|passed|topped|exceeded)) {HEDGED}$"
_AMOUNTING = re.compile(_AMOUNTS, re.I)
_AMOUNT_TO = re.compile(
    rf"(?P<words>(?:[A-Za-z][\w’'-]* ?){{1,4}}?),? ?(?:who |which )?(?:(?:now|still|already|so far) )?{_AMOUNTS}", re.I
)
# A batch, group or contingent of N leaves open what it consists of.
_COLLECTIVES = "crew|herd|flock|family|fleet|army|staff|choir|class|jury|audience|congregation|population|garrison|convoy|cast|orchestra|workforce|squad|platoon"
_GROUP_OF = re.compile(
    rf"\b(?P<noun>{_COLLECTIVES}) of (?:about |around |some |nearly |almost |over |more than |at least |up to )?$", re.I
)


def noun_before(before: str) -> tuple[str | None, tuple[str, ...]]:
    """The noun of "the number of X rose to N", "the death toll climbed to N" or "the crew of N", from the words before a number."""
    before = before[-140:]
    starts = [match.end() for match in _TOTAL_OF.finditer(before)]
    if starts and _PHRASE_ENDS.match(before, starts[-1]):
        noun, modifiers = noun_after(" " + before[starts[-1] :])
        if noun:
            state = re.search(rf"\b({_STATE}|deployed)\b", before[starts[-1] :], re.I)
            if state is None and re.search(rf"\bwho (?:have |had )?{_DIED}", before[starts[-1] :]):
                return noun, (*modifiers, "dead")
            new = state and state.group(1) not in (noun, *modifiers)
            return noun, (*modifiers, state.group(1)) if state and new else modifiers
    group = _GROUP_OF.search(before[-60:])
    if group:
        return group["noun"], ()
    amounting = _AMOUNT_TO.search(before) if _AMOUNTING.search(before) else None  # without a verb no word need be tried
    for word in reversed(amounting["words"].split()) if amounting else ():
        if plural(word) or word.lower() in STATES:
            return word, ()
    toll = _TOLL.search(before)
    if toll is None:
        return None, ()
    *kind, noun = toll.group(1).lower().split()
    return noun, tuple(kind)


def is_of_whom(after: str) -> bool:
    return bool(_OF_WHOM.match(after))
