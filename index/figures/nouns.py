"""What a figure counts: the noun phrase beside it, without a part-of-speech tagger."""

import re

_FUNCTION = frozenset(
    """a an the this that these those its his her their our my your and or but nor so if as than then while when where who whom whose which what
    of in on at by to from with without for into onto over under after before between among during since until against across around near off out up down
    about through within per via is are was were be been being am do does did done has have had having will would can could shall should may might must
    not no n't it he she they we you i him them us me also only just still already yet ever never again there here said says say told according while
    because although though despite including left came went took made got became remain remained remains later earlier ago each every apiece
    died die dies fell rose won lost ran met saw put set sat stood gave given taken known held led sent built cut hit drowned escaped fled joined
    attended voted survived worked lived live work want need came comes come go goes went next last on overnight away together so who""".split()
)
_PLURALS = frozenset("people men women children fishermen policemen firemen servicemen lawmakers staff police troops cattle sheep fish aircraft personnel crew media dead feet teeth mice geese spacecraft series species".split())  # fmt: skip
STATES = frozenset(
    "dead missing injured wounded homeless displaced hurt killed arrested detained unaccounted hospitalised hospitalized infected kidnapped".split()
)
_MORE = frozenset("more other additional further extra new fewer less".split())
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|[,;:.()“”\"—–]|\d+")
_NUMBER_OF = re.compile(
    r"\b(?:number|total|count|tally|toll) of (?:the )?((?:[A-Za-z][\w’'-]*\s?){1,5}?)(?=(?: (?:in|on|at|from|who|killed|which|to|has|had|rose|was|is|by|for|deployed|missing)\b|\W*$|,))[^.;]*$",
    re.I,
)
_TOLL = re.compile(
    r"\b((?:death|casualty) toll|toll|headcount|turnout|attendance|ridership|population|output|membership)\b[^.;]*$",
    re.I,
)
_OF_WHOM = re.compile(r"^,? of (?:whom|them|which|those|these)\b", re.I)


def noun_after(after: str) -> tuple[str | None, tuple[str, ...]]:
    """The counted noun in the words right after a number, and what stands between: ("officers", ("more", "Kenyan", "police"))."""
    of = re.match(
        r"^(?: or (?:more|so|fewer))?,? (?:of|out of) (?:the |its |their |his |her |our |those |these |all )?(?:\d[\d,.]*|[a-z]+-?(?:one|two|three|four|five|six|seven|eight|nine|teen|ty)?)? ?(?=[a-z])",
        after,
    )
    text = after[of.end() :] if of and not _OF_WHOM.match(after) else after
    phrase: list[str] = []
    for match in _WORD.finditer(text[:110]):
        word = match.group()
        low = word.lower().replace("’", "'")
        if text[: match.start()].strip() and not re.fullmatch(
            r"[\s-]*", text[_end(text, match.start()) : match.start()]
        ):
            break
        if low in _FUNCTION or not word[0].isalpha() or _is_verb(low, text[match.end() :], phrase):
            break
        phrase.append(word)
        if len(phrase) == 6:
            break
    return _head(phrase)


def _end(text: str, start: int) -> int:
    """Where the word before this place ends."""
    return len(text[:start].rstrip(" -"))


def _head(phrase: list[str]) -> tuple[str | None, tuple[str, ...]]:
    if not phrase:
        return None, ()
    if phrase[0].lower() in STATES and not any(_plural(w) for w in phrase[1:]):
        return phrase[0], ()
    heads = [i for i, word in enumerate(phrase) if _plural(word)]
    if not heads:
        content = [i for i, w in enumerate(phrase) if w.lower() not in _MORE]
        if not content:
            return None, tuple(phrase)
        return phrase[content[-1]], tuple(phrase[: content[-1]])
    head = heads[0]
    for nxt in heads[1:]:
        if nxt == head + 1 and phrase[nxt].lower() not in STATES:
            head = nxt
    became = [word.lower() for word in phrase[head + 1 : head + 2] if word.lower() in STATES]
    return phrase[head], (*phrase[:head], *became)


def _plural(word: str) -> bool:
    low = word.lower()
    return low in _PLURALS or (
        len(low) > 3 and low.endswith("s") and not low.endswith(("ss", "us", "is", "'s", "’s", "ous"))
    )


def _is_verb(low: str, rest: str, phrase: list[str]) -> bool:
    """Whether a word of the phrase is a verb: "-ed" or "-ing" without a noun to follow, after a noun."""
    if low in STATES and not phrase:
        return False
    if not low.endswith(("ed", "ing")) or len(low) < 5:
        return bool(phrase) and _plural(phrase[-1]) and low.endswith(("ly",))
    if phrase and _plural(phrase[-1]):
        return True
    following = re.match(r"[\s-]+([^\W\d_]+)", rest)
    return following is None or following.group(1).lower() in _FUNCTION


_BECAME = re.compile(
    r"^(?:\W+[\w’'-]+){0,6}?\W+(?:were|was|are|is|had been|have been|has been|remain|remained|listed as|reported|be)\W+(?:still |also |reported |confirmed |now )?"
    r"(killed|dead|missing|injured|wounded|hurt|displaced|homeless|arrested|detained|infected|hospitalised|kidnapped)\b", re.I)  # fmt: skip


def state_after(after: str) -> str | None:
    """What a count is said to have become: "killed" for "14 people were killed and 31 were missing"."""
    clause = re.split(r"[,;.]| and | but | while ", after, maxsplit=1)[0]
    match = _BECAME.match(clause)
    return match.group(1).lower() if match else None


def noun_before(before: str) -> tuple[str | None, tuple[str, ...]]:
    """The noun of "the number of X rose to N" or "the death toll climbed to N", from the words before a number."""
    starts = [m.start() for m in re.finditer(r"\b(?:number|total|count|tally|toll) of\b", before, re.I)]
    if starts and _NUMBER_OF.match(before, starts[-1]):
        rest = before[starts[-1] :]
        phrase = re.sub(r"^\w+ of (?:the )?", "", rest, flags=re.I)
        noun, modifiers = noun_after(" " + phrase)
        if noun and len(rest) < 140:
            state = re.search(
                r"\b(killed|dead|missing|injured|wounded|displaced|deployed|arrested|hurt)\b", phrase, re.I
            )
            return noun, (*modifiers, state.group(1)) if state and state.group(1) not in (
                noun,
                *modifiers,
            ) else modifiers
    toll = _TOLL.search(before)
    if toll and len(before) - toll.start() < 90:
        return toll.group(1).lower(), ()
    return None, ()


def is_of_whom(after: str) -> bool:
    return bool(_OF_WHOM.match(after))
