"""Words of questions and sentences: stems, what carries no meaning, and what means the same."""

import re
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from unicodedata import combining, normalize

from rapidfuzz.distance import OSA
from Stemmer import Stemmer

WORD = re.compile(r"(?:[A-Z]\.){2,}|(?:United (?:States|Kingdom|Nations)|European Union)\b|[^\W_]+(?:['’.\-‑][^\W_]+)*")

# Function words, and words of asking that say nothing about what is asked.
STOP = frozenset(
    """a about above after again against all also am an and any anybody anyone anything are around as at be because been
    before being below between both but by can could d did do does doing done down during each either else ever every
    few for from further get gets getting give go goes going got had has have having he her here hers him his how
    i if in into is it its itself just least less let like ll m many may me might more most much must my near neither no
    nor not now of off on once one only or other our out over own per please put re really s said same say says she
    should since so some still such t tell than that the their them then there these they this those through to too
    under until up upon us ve very via want was way we well were what whats when where whether which while who whom whose
    why will with within without would yes yet you your actually exactly currently far many's there's it's
    reported report reports according article articles news know nobody anybody everybody besides end finished moment instead mid fewer ever already terms make makes made take takes took go anyone's total altogether overall number amount
    figure figures many supposed meant went gone toward towards across along among amid amongst despite upon onto throughout regarding concerning terms ok hi hello thanks exact happen happened cause caused""".split()
)

# What stands before a person's name and is no part of it.
TITLES = frozenset(
    """president prime minister mr mrs ms dr sir lord lady king queen pope general captain colonel major sergeant inspector commissioner
    governor mayor senator professor judge chief chairman chairwoman director secretary chancellor premier spokesman spokeswoman""".split()
)

# What people type in a chat for what newspapers print.
CHAT = {
    "ppl": "people", "pm": "prime minister", "govt": "government", "gov": "government", "st": "saint", "pres": "president",
    "hosp": "hospital", "hq": "headquarters", "b4": "before", "u": "you", "r": "are", "yr": "year", "yrs": "years", "mins": "minutes", "km": "kilometres",
    "dont": "do not", "didnt": "did not", "doesnt": "does not", "arent": "are not", "isnt": "is not", "wasnt": "was not",
    "werent": "were not", "hasnt": "has not", "havent": "have not", "wont": "will not", "cant": "can not", "couldnt": "could not",
    "whats": "what is", "whos": "who is", "wheres": "where is", "whens": "when is", "hows": "how is", "thats": "that is",
    "aren't": "are not", "isn't": "is not", "didn't": "did not", "what's": "what is", "who's": "who is", "where's": "where is",
    "when's": "when is", "wasn't": "was not", "doesn't": "does not", "don't": "do not", "hasn't": "has not", "haven't": "have not",
    "weren't": "were not", "couldn't": "could not", "can't": "can not", "won't": "will not",
}  # fmt: skip

# Groups of words that news uses for one event; embeddings of single words miss these.
SAME = (
    "die died dies dead death deaths kill killed killing toll fatality fatalities perished assassinate assassination assassinated murder murdered slain",
    "people persons person residents inhabitants victims humans civilians",
    "injured hurt wounded injuries injury",
    "evacuate evacuated evacuation moved taken",
    "landfall ashore hit struck",
    "send sent flew deploy deployed deployment dispatch dispatched dispatching deploys sends left depart departed departure flown",
    "promise promised pledge pledged commit committed commitment vow vowed pledging",
    "plan planned plans intend intends expected due scheduled forecast",
    "cost costs price bill spent spend budget worth",
    "hold head leads lead led boss chief director charge runs heads chair chairman",
    "arrive arrived delivered landed come turned reached received",
    "open opened opens opening reopen reopened inaugurated started",
    "closed shut closure closes close",
    "delay delayed late postponed put-back put delays lateness",
    "destroyed ruined lost wrecked flattened destruction",
    "damage damages losses",
    "resign resigned resignation quit stepped-down",
    "cut cuts cutting trimmed slashed reduced",
    "build built building builders builder constructed construction contractor",
    "begin began start starts started launch launched",
    "finish ends end terminus finishes final",
    "first opening inaugural debut maiden",
    "free freed freeing release released escape escaped breakout fled",
    "complain complained complaining complaint frustration anger angry grievance grievances protest",
    "contribute contributes contributed contributing contribution provide includes including involving members participating",
    "travel travelled flew fly transported carry carried carrying flight",
    "length long longest runs",
    "passengers riders ridership rode ride carried travellers",
    "arrested detained arrests held custody",
    "homeless displaced uprooted homes fled flee",
    "missing lost disappeared unaccounted",
    "percent percentage share proportion cent",
    "money cash funds funding dollars aid",
    "villages towns communities hamlets settlements",
    "original originally initial initially first approved",
    "fine penalty paid pay fined",
    "win won wins winner victory beat beats beaten defeat defeated majority margin lead ahead",
    "explosion explosions explode exploded blast blew detonation detonated",
    "trapped stuck stranded",
    "strike strikes walkout stoppage",
    "march marched marchers procession rally demonstration demonstrators protest protesters",
    "crash crashed collision collided accident",
    "fire fires blaze flames burned burnt",
    "flood floods flooded flooding inundated underwater",
    "quake earthquake tremor",
    "storm hurricane cyclone typhoon",
    "vote votes voted ballot ballots poll polls election elections",
    "steal stole stolen theft thieves thief robbery robbed burglary",
    "infected infections cases sick ill",
    "sack sacked dismiss dismissed fired",
    "hire hired recruit recruited appoint appointed",
    "rescue rescued saved survivors survived survive",
    "lawsuit sue sued suing",
    "merge merged merger",
    "restore restored reconnected resumed resume",
    "ban banned forbidden prohibited barred",
    "approve approved approval backed accepted voted",
    "reject rejected refused turned-down",
    "buy bought acquire acquired purchase purchased takeover",
    "jobs staff workers employees layoffs",
    "replace replaced replaces replacement successor succeed succeeded succeeds succeeding",
    "redundant redundancy redundancies layoffs axed sack sacked dismissed jobs",
    "charged charges prosecuted indicted accused prosecution",
    "fail failed failure collapse collapsed burst broke broken breach breached",
    "inquiry inquiries investigation investigations probe commission enquiry investigators",
    "refuse refused reject rejected declined turned denied",
    "handed paid pays payout payouts transferred disbursed received receive reached",
    "ready completed finished filled operational completion",
    "deep depth",
    "sink sank sunk sinking wreck capsized",
    "aboard board onboard carrying carried",
    "kids kid children child youngsters boys girls boy girl babies",
    "patients patient admitted hospitalised hospitalized treated",
    "vaccinate vaccinated vaccination vaccinations vaccine vaccines jab jabs inoculated immunised immunisation doses dose",
    "source origin cause traced",
    "captain skipper master",
    "ferry ferries boat boats ship ships vessel vessels",
    "fast speed pace knots",
    "limit cap ceiling maximum",
    "offer offered offers bid bids proposal proposed tender",
    "raise raised raising rise rose increase increased increases hike",
    "deal agreement accord pact settlement contract",
    "talks negotiations negotiating negotiate bargaining",
    "soldiers soldier troops peacekeepers forces contingent",
    "refugees refugee fled migrants",
    "truce ceasefire armistice",
    "capacity seats seat seating",
    "debt debts owes owed loans loan lending lent",
    "customers clients depositors savers",
    "shut closed suspended halted stopped",
    "evacuate evacuated evacuation leave fled flee",
    "burned burnt burn scorched charred",
    "arson ignited sparked lit",
    "headquarters offices based office",
    "bodies body corpses dead",
    "rejected reject disallowed turned",
    "reopen reopened reopening resumed restored restarted",
    "job jobs post posts position",
    "cheaper cheap costs price",
    "reward bonus bonuses",
    "auditors auditor audit accounts",
    "lawsuit lawsuits sue sued suing court",
    "us usa america american americans washington",
    "uk britain british briton britons",
    "russia russian moscow kremlin",
    "china chinese beijing",
    "france french frenchman paris",
    "spain spanish spaniard spaniards madrid",
    "netherlands dutch holland",
    "denmark danish dane danes",
    "sweden swedish swede swedes",
    "finland finnish finn finns",
    "norway norwegian norwegians",
    "poland polish pole poles",
    "turkey turkish turk turks ankara",
    "ireland irish dublin",
    "scotland scottish scot scots",
    "england english",
    "wales welsh",
    "greece greek greeks athens",
    "switzerland swiss",
    "germany german germans berlin",
    "thailand thai thais",
    "philippines filipino filipinos manila",
    "congo congolese kinshasa",
    "cyprus cypriot cypriots",
    "iceland icelandic icelander",
    "eu european brussels",
)  # fmt: skip

# What news calls by initials as often as by name.
_SHORT = {"united states": "us", "united kingdom": "uk", "united nations": "un", "european union": "eu"}
_DIGITS = {
    word: str(n) for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_porter = Stemmer("english")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?")
_ADJECTIVE = re.compile(r"[aeiouy]{0,2}(?:n|an|ian|ean|ese|ish|i|s)")


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Snowball stem, lower case, without a possessive."""
    word = word.lower().replace("’", "'").removesuffix("'s").removesuffix("'")
    if not word.isascii():  # "Moïse" is typed as "Moise"
        word = "".join(c for c in normalize("NFKD", word) if not combining(c))
    if word in _SHORT:
        return _SHORT[word]
    if word in _DIGITS:
        return _DIGITS[word]
    if _INITIALS.fullmatch(word):
        return word.replace(".", "")
    return str(_porter.stemWord(word))


def is_stop(word: str) -> bool:
    """Whether a word carries no meaning; "US", "WHO" and "U.N." do."""
    return word.lower() in STOP and not (len(word) > 1 and word.isupper())


def same_name(one: str, other: str) -> bool:
    """Whether two stems are a country, town or people and its adjective ("haiti", "haitian")."""
    if len(one) > len(other):
        one, other = other, one
    return (
        len(one) >= 4
        and _ADJECTIVE.fullmatch(other.removeprefix(one.rstrip("aeiouy"))) is not None
        and other.startswith(one[:4])
    )


_GROUPS: dict[str, frozenset[int]] = {}
for _number, _words in enumerate(SAME):
    for _word in _words.split():
        _GROUPS[stem(_word)] = _GROUPS.get(stem(_word), frozenset()) | {_number}


def words(text: str) -> list[str]:
    return WORD.findall(text)


def stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order."""
    return [stem(word) for word in words(text) if not is_stop(word)]


@lru_cache(maxsize=8192)
def pairs_of(text: str) -> frozenset[tuple[str, str]]:
    """Stems that follow one another with nothing but a hyphen or space between: ("deputi", "mayor")."""
    found = list(WORD.finditer(text))
    return frozenset(
        (stem(one.group()), stem(other.group()))
        for one, other in pairwise(found)
        if text[one.end() : other.start()] in (" ", "-") and not is_stop(one.group()) and not is_stop(other.group())
    )


def stem_set(text: str) -> frozenset[str]:
    """Stems of a text; the parts of hyphenated words count too."""
    found: set[str] = set()
    for word in words(text):
        if is_stop(word):
            continue
        found.add(stem(word))
        if "-" in word:
            found.update(stem(part) for part in word.split("-") if part.lower() not in STOP)
    return frozenset(found)


def related(one: str, other: str) -> bool:
    """Whether two stems name one kind of event in news language."""
    return bool(_GROUPS.get(one, frozenset()) & _GROUPS.get(other, frozenset()))


@lru_cache(maxsize=8192)
def relatives(one: str) -> frozenset[str]:
    """Every stem that is related to this one."""
    return frozenset(other for other in _GROUPS if related(one, other))


@cache
def _thesaurus() -> str:
    """Lines of stems whose words have vectors near the first one's; tests/learn/thesaurus.py makes the file."""
    lines = (Path(__file__).parent / "thesaurus.txt").read_text(encoding="utf-8")
    return "\n " + lines.replace("\n", " \n ")


@lru_cache(maxsize=8192)
def alike(one: str) -> frozenset[str]:
    """Stems that mean nearly the same as this one, in any text: both ways, the first of a line with each of its others."""
    lines, word, found, at = _thesaurus(), f" {one} ", set[str](), -1
    while (
        at := lines.find(word, at + 1)
    ) >= 0:  # a search costs less than a table of all, which one question hardly uses
        start, end = lines.rfind("\n", 0, at + 1) + 1, lines.find("\n", at)
        first, *others = lines[start : end if end >= 0 else None].split()
        found.update(others if first == one else (first,))
    return frozenset(found - {one})


def correct(word: str, vocabulary: Iterable[str], known: Callable[[str], bool]) -> str:
    """The word of `vocabulary` that a misspelt word means, or the word itself.

    A word that the language or the articles know stays. One slip is mended (two in long words), never the
    first letter; a name (capitalised) is not changed by swapping one letter for another, since names that
    differ by one letter are different names.
    """
    if len(word) < 5 or known(word):
        return word
    lower, allowed = word.lower(), 2 if len(word) >= 8 else 1
    best = min(
        ((OSA.distance(lower, other, score_cutoff=allowed), other) for other in vocabulary if other[:1] == lower[:1]),
        default=(allowed + 1, word),
    )
    if best[0] > allowed or (word[:1].isupper() and len(best[1]) == len(word) and sorted(best[1]) != sorted(lower)):
        return word
    return best[1]
