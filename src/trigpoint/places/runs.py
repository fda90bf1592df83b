"""Words of a text with their offsets, and the capitalised runs among them."""

from __future__ import annotations

import re
from collections.abc import Sequence

import attrs

from trigpoint.places.names import ARTICLES, normalise

# "U.S.", "Syria", "Qa'im", "T4"; a hyphen parts words, so that "Al-Safirah" and "Al Safirah" read alike.
_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’ʻʼ‘`][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_JOIN = re.compile(r"[”\"]?[ \u00a0\u202f]?(?:\n[ ]?)?|[ ]?[-–‑][ ]?")  # “Imam Ali” garrison
_ABBREVIATION = re.compile(r"\.[ \n]?$")
LONGEST_RUN = 12  # a heading in capitals is one run; names in it are not
_SHORT = frozenset({"st", "mt", "ft", "ste"})
_OWNED = re.compile(r"['’][sS][ \n]")
_DC = re.compile(r",[ ]")
# Lower-case words that stand inside names: "Isle of Man", "Deir ez-Zor", "Bab el-Mandeb".
INNER = frozenset(
    """of the and de la le les du del des di da do dos au aux el al ez es as ad ash an az ar at ed er esh edh ul bin ibn abu umm
    en sur sous van der den am im upon on na nad e i y""".split()
)


@attrs.frozen
class Word:
    """A word at [start, end) of the text. The possessive ending is left out."""

    start: int
    end: int
    text: str
    normal: str
    is_name: bool  # capitalised, with a digit ("T-4" is two words), or in a script without case
    joined: bool  # nothing but a space, a line end or a hyphen parts it from the word before
    owned: bool = False  # the same, but the word before ends in 's: "People's Republic"


def read_words(text: str) -> list[Word]:
    """All words in order."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        raw = _POSSESSIVE.sub("", match.group())
        normal = normalise(raw)
        if not normal:
            continue
        between = text[end : match.start()]
        joined = bool(words) and (_JOIN.fullmatch(between) is not None or _closes(words[-1], between, normal))
        owned = bool(words) and _OWNED.fullmatch(between) is not None
        end = match.start() + len(raw)
        words.append(Word(match.start(), end, raw, normal, _is_name(raw), joined, owned))
    return words


def _closes(before: Word, between: str, normal: str) -> bool:
    """The full stop of "St. Louis", and the comma of "Washington, D.C."."""
    short = before.normal in _SHORT and _ABBREVIATION.fullmatch(between) is not None
    return short or (normal == "dc" and _DC.fullmatch(between) is not None)


def _is_name(raw: str) -> bool:
    first = raw[0]
    return first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())


def is_start(words: Sequence[Word], i: int) -> bool:
    """A name may begin here: capitalised, or a lower-case article hyphened to a capitalised word ("al-Safirah")."""
    word = words[i]
    if word.is_name:
        return not word.text.isdigit()
    after = i + 1 < len(words) and words[i + 1].joined and words[i + 1].is_name
    return word.normal in ARTICLES and after


def windows(words: Sequence[Word], i: int, heads: frozenset[str], longest: int = 6) -> list[tuple[int, str]]:
    """(end, normalised name) of every stretch from word `i` that may be one name, longest first.

    The last word is capitalised, a number after a hyphen or the like, or a head ("air base"); inside, small words are allowed.
    """
    found: list[tuple[int, str]] = []
    names: list[str] = []
    for j in range(i, min(i + longest, len(words))):
        word = words[j]
        if j > i and not (word.joined or word.owned):
            break
        if word.owned and names:
            names[-1] += "s"
        if not (word.is_name or word.normal in INNER or word.normal in heads):
            break
        names.append(word.normal)
        if j == i or word.is_name or word.normal in heads:
            found.append((j + 1, " ".join(names)))
    return found[::-1]


def run_of(words: Sequence[Word], i: int, j: int) -> tuple[int, int]:
    """The capitalised run around words [i, j), as far as `LONGEST_RUN` words on either side."""
    a, b = i, j
    while a > max(i - LONGEST_RUN, 0) and words[a].joined and words[a - 1].is_name:
        a -= 1
    while b < min(j + LONGEST_RUN, len(words)) and words[b].joined and words[b].is_name:
        b += 1
    return a, b
