"""Names reduced to what tells them apart: case, articles, possessives, order and word endings dropped.

"Ruritania's Ministry of Defence", "the Ruritanian defence ministry" and "Ministry of Defence of Ruritania" reduce to one set of
stems. Nothing here knows a particular name; states whose adjective has another stem come with the vocabulary.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*")
_BRACKET = re.compile(r"\(([^)]*)\)")
_EMPTY = frozenset(
    ["the", "a", "an", "of", "for", "in", "at", "on", "and", "de", "la", "el", "by", "to", "from", "with"]
)
_ENDINGS = ("ians", "ian", "ans", "an", "ese", "ish", "ia", "es", "is", "s", "i", "a", "e", "y")
_SPELLINGS = {"defense": "defence", "center": "centre", "labor": "labour", "organization": "organisation"}


def plain_text(text: str) -> str:
    """Lowercase, without accents, with straight apostrophes and single spaces."""
    flat = unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'"))
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).casefold().split())


def stem(word: str) -> str:
    """The part of a word that a state and its adjective share: ruritania, ruritanian -> ruritan."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@lru_cache(maxsize=65536)
def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in order, lowercase, without brackets, articles, prepositions and possessives."""
    return tuple(word for word, _ in cased_words_of(name))


def cased_words_of(name: str) -> list[tuple[str, bool]]:
    """As `words_of`, each with whether it is written with a capital. "Outlet A": a capital inside a name is no article."""
    bare = _BRACKET.sub(" ", name.replace("’", "'")).replace(".", "")
    found = []
    for n, written in enumerate(_WORD.findall(bare)):
        word = re.sub(r"'s?$", "", plain_text(written))
        if word and (word not in _EMPTY or (n and written[0].isupper())):
            found.append((_SPELLINGS.get(word, word), written[0].isupper()))
    return found


@lru_cache(maxsize=65536)
def stems_of(name: str) -> frozenset[str]:
    """The set of word stems of a name, without order."""
    return frozenset(stem(w) for w in words_of(name))


def stems_with(name: str, demonyms: Mapping[str, str]) -> frozenset[str]:
    """As `stems_of`, with the adjectives of `demonyms` replaced by the state's own words."""
    return frozenset(stem(w) for word in words_of(name) for w in demonyms.get(word, word).split())


def initials_of(name: str) -> frozenset[str]:
    """The acronyms a name may go by: "Civil Rescue Service" -> CRS; with and without its small words."""
    capitals = [w for w in re.findall(r"[^\W_]+", _BRACKET.sub(" ", name)) if w[0].isupper()]
    every = [w for w in re.findall(r"[^\W_]+", _BRACKET.sub(" ", name)) if w.lower() not in ("the", "a", "an")]
    forms = {"".join(w[0] for w in part).upper() for part in (capitals, every) if len(part) > 1}
    inner = "".join(c for w in capitals for c in w if c.isupper())
    if len(capitals) > 1 and any(not w.isupper() and sum(c.isupper() for c in w) > 1 for w in capitals):
        forms.add(inner)  # "ImageSat International" -> ISI
    return frozenset(forms)


def acronym_of(name: str) -> str:
    """The name itself when it is an acronym of two to seven letters, else ""."""
    bare = re.sub(r"^[Tt]he\s+", "", name.strip()).replace(".", "")
    return (
        bare.upper()
        if 2 <= len(bare) <= 7 and bare.isalpha() and sum(c.isupper() for c in bare) >= len(bare) - 1
        else ""
    )


def bracketed_acronym(name: str) -> str:
    """ "Northern Monitoring Group (NMG)" -> NMG, else ""."""
    inner = _BRACKET.search(name)
    return acronym_of(inner.group(1)) if inner else ""


_ARTICLE = re.compile(r"^(?:al|el|ar|as|ash|at|ad|az|an|the)[- ]")
_KINDS_OF_PLACE = re.compile(
    r"\b(?:governorate|district|province|town|village|city|suburb|neighbou?rhood|area|region|countryside|outskirts|near|of|around"
    r"|in|the|base|air ?base|airport|north|south|east|west|northern|southern|eastern|western)\b"
)


@lru_cache(maxsize=65536)
def place_skeleton(name: str) -> str:
    """Consonants of a place name, so that transliterations of one name meet: Albukamal, Abu Kamal apart, Douma = Duma."""
    bare = _KINDS_OF_PLACE.sub(" ", _BRACKET.sub(" ", plain_text(name)))
    parts = (_ARTICLE.sub("", w) for w in re.split(r"[\s/,]+", bare.replace("'", "")) if w)
    letters = "".join(re.sub(r"[^a-z]", "", w) for w in parts if w not in ("al", "el", "ar", "as", "ash", "az", "an"))
    folded = letters.replace("kh", "h").replace("q", "k").replace("ch", "sh").replace("dh", "d").replace("ph", "f")
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[aeiouyw]", "", folded)) or bare.strip()
