"""Words whose letters come from two alphabets and look like one: "Vеll" with a Cyrillic е is found by nobody who types it."""

import re

# Cyrillic and Greek letters that cannot be told from Latin ones by eye.
_ALIKE = "аеорсухіјѕһԁԛԝАВЕЅЗІЈКМНОРСТУХԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιυ"
_MIXED = re.compile(rf"(?<!\w)(?=\w*[{_ALIKE}])(?=\w*[A-Za-z])[A-Za-z{_ALIKE}]{{2,}}(?!\w)")
_ANY = re.compile(f"[{_ALIKE}]")
NAMED = 3  # words that are shown


def mixed_words(text: str) -> str | None:
    """Which words mix look-alike letters of two alphabets, in words for the file's owner; None if there are none."""
    if text.isascii() or not _ANY.search(text):
        return None
    found = list(dict.fromkeys(match.group() for match in _MIXED.finditer(text)))
    if not found:
        return None
    more = f" and {len(found) - NAMED} more" if len(found) > NAMED else ""
    return f"words of it mix letters of two alphabets that look alike ({', '.join(found[:NAMED])}{more}); a search for them as they look finds nothing"
