"""Names of places found by their sound: the consonants of an Arabic word against the Latin names of the lists."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from rapidfuzz import fuzz

from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.names import normalise, skeleton

_CH = "چ"  # stands for the two letters that Arabic writes
_LETTERS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n",
    "ه": "h", "و": "u", "ي": "i", "ا": "a", "ع": "", "ء": "", " ": " ",
    _CH: "ch",
}  # fmt: skip
_EXCHANGED = (
    ("f", "v"),
    ("b", "p"),
    ("gh", "g"),
    ("gh", "h"),
    ("j", "g"),
    ("j", "dzh"),
)  # letters that Arabic has no sign for
_FEW = 0.02  # of the sites of the country that has most


def by_sound(
    name: str, gazetteer: Gazetteer, countries: frozenset[str], alike: float
) -> tuple[tuple[tuple[int, bool], ...], str]:
    """Rows whose Latin name has the same consonants and nearly the same letters, and that spelling: البوكمال, Albu Kamal."""
    bare = name.removeprefix("ال") if len(name) > 4 else name
    if any(c not in _LETTERS for c in bare):
        return (), name
    bare = bare.replace("تش", _CH)
    spelt = {"".join(_LETTERS[c] for c in bare), "".join("w" if c == "و" else _LETTERS[c] for c in bare)}
    for sign, foreign in _EXCHANGED:
        spelt |= {s.replace(sign, foreign) for s in spelt}
    bones = sorted({skeleton(s) for s in spelt} - {""})
    rows = {r for found in gazetteer.rows_named(bones, by_skeleton=True) for r in found} if bones else set()
    rows = {r for r in rows if gazetteer.country(r[0]) in countries}
    likeness = {r: max(fuzz.ratio(s, normalise(gazetteer.name(r[0])).replace(" ", "")) for s in spelt) for r in rows}
    best = max(likeness.values(), default=0.0)
    return tuple(sorted(r for r, like in likeness.items() if like >= max(alike, best - 5))), min(spelt)


@lru_cache(maxsize=2)  # it goes through every listed site
def covered_countries(gazetteer: Gazetteer) -> frozenset[str]:
    """The countries that have more than a few listed sites: a name guessed by its sound is looked for there alone."""
    sites = Counter(
        gazetteer.country(int(r))
        for r in gazetteer.site_rows
        if gazetteer.row_class(int(r)) in (RowClass.SITE, RowClass.USER_SITE)
    )
    few = max(sites.values(), default=0) * _FEW
    return frozenset(country for country, number in sites.items() if number > few) - {""}
