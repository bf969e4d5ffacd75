"""Makes index/answers/thesaurus.txt: `python -m tests.learn.thesaurus`, about a minute on two cores.

Two words stand for one another where the default encoder's vectors of the single words have a cosine of ALIKE or more.
The vocabulary is pyspellchecker's list of common English words; those that news prints with a capital (counted over
../shared/corpora where it is there) are names, and a name never stands for another.
"""

import gzip
import json
from collections import Counter, defaultdict
from pathlib import Path

from spellchecker import SpellChecker

from index.answers.learned import FOLDER
from index.answers.vocabulary import STOP
from index.answers.words import WORD, stem
from index.encoders.sentence_transformer import SentenceTransformerEncoder

ALIKE = 0.6
COMMON = 40_000  # words
NEWS = Path(__file__).parents[3] / "shared" / "corpora" / "bbc_news.jsonl.gz"
FILE = FOLDER / "thesaurus.txt"


def capitals() -> tuple[Counter[str], Counter[str]]:
    """How often news prints each word in small letters, and with a capital inside a sentence."""
    small: Counter[str] = Counter()
    capital: Counter[str] = Counter()
    if NEWS.is_file():
        with gzip.open(NEWS, "rt", encoding="utf-8") as lines:
            for line in lines:
                text = json.loads(line)["text"]
                for match in WORD.finditer(text):
                    inside = text[: match.start()].rstrip()[-1:].isalnum()
                    word = match.group()
                    if word.islower():
                        small[word] += 1
                    elif inside:
                        capital[word.lower()] += 1
    return small, capital


def vocabulary() -> list[str]:
    """Common words that are no names, the most common first."""
    frequency = SpellChecker().word_frequency.dictionary
    small, capital = capitals()
    known = sorted((w for w in frequency if w.isascii() and w.isalpha()), key=lambda w: (-frequency[w], w))[:COMMON]
    news = sorted(w for w, n in small.items() if n >= 3 and w.isascii() and w.isalpha())
    return [w for w in dict.fromkeys([*known, *news]) if len(w) > 2 and w not in STOP and small[w] >= capital[w]]


def main() -> None:
    words = vocabulary()
    vectors = SentenceTransformerEncoder().encode_queries(words)
    stems = [stem(word) for word in words]
    alike: dict[str, set[str]] = defaultdict(set)
    for first in range(0, len(words), 1000):
        for row, column in zip(*(vectors[first : first + 1000] @ vectors.T >= ALIKE).nonzero(), strict=True):
            one, other = stems[first + row], stems[column]
            if one < other:
                alike[one].add(other)
    lines = (f"{one} {' '.join(sorted(others))}" for one, others in sorted(alike.items()))
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(words)} words, {sum(map(len, alike.values()))} pairs, {FILE.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
