"""Places named in Arabic prose, through the same gazetteer and ranking as English ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

import attrs
from rapidfuzz import fuzz

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.words import Word, fold
from trigpoint.model import Place
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.names import normalise, skeleton
from trigpoint.places.ranking import place_spans
from trigpoint.places.runs import read_words as latin_words
from trigpoint.places.spans import Span

_LONGEST = 4
_NEAR_M, _DIRECTION_M = 10_000.0, 20_000.0  # what "قرب" and "ريف X الشرقي" add to a radius
_SIDES = frozenset(map(fold, ("اتجاه", "جهة", "ناحية", "جانب", "محيط")))
_OFF = frozenset(map(fold, ("بعد", "مسافة")))
_LENGTHS = {
    fold("كيلومتر"): 1000.0,
    fold("كلم"): 1000.0,
    fold("كم"): 1000.0,
    fold("ميل"): 1852.0,
    fold("أميال"): 1852.0,
}
_EXCHANGED = (("f", "v"), ("b", "p"), ("gh", "g"), ("j", "g"), ("j", "dzh"))  # letters that Arabic has no sign for
_HEADS = {"airport": "site", "base": "site", "port": "site", "crossing": "site", "plant": "site"}
_AIRFIELDS = (fold("مطار"), fold("قاعدة"))  # reports call one field by either
_LETTERS = {
    "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s",
    "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n",
    "ه": "h", "و": "u", "ي": "i", "ا": "a", "ع": "", "ء": "", " ": " ",
}  # fmt: skip
_FEW = 0.02  # of the sites of the country that has most
_LEAST_LETTERS = 5
_SURELY_ALIKE = 85.0  # where no word before says that it is a town
_ALIKE = 70.0  # percent of letters, rapidfuzz ratio
_TAIL = re.compile(r"^(?:ال)?(?:شرقي|غربي|شمالي|جنوبي)ه?$")


@attrs.frozen
class ArabicPlace:
    """Words [first, last) name a place. `is_origin`: something comes from there ("قادمة من موسكو")."""

    first: int
    last: int
    place: Place
    is_origin: bool
    is_locative: bool  # a word before says that something is there


def find_places(text: str, words: Sequence[Word], lexicon: ArabicLexicon, gazetteer: Gazetteer) -> list[ArabicPlace]:
    """Places in order. A bare name without a word that makes it a place is taken only for countries, sites and large towns."""
    spans, where = _spans(text, words, lexicon, gazetteer)
    placed = place_spans(text, latin_words(text), spans, gazetteer)
    found = []
    for (first, last), (place, site) in zip(where, placed, strict=True):
        chosen = site if site is not None and site.is_resolved else place
        if not chosen.is_resolved and not (first and _place_word(words[first - 1], lexicon)):
            continue  # a guess that led nowhere; a town that no list has is kept, as a place without a point
        before = frozenset().union(*(w.forms for w in words[max(0, first - 2) : first]))
        prefixed = words[first].folded[:1] in "بل" and words[first].folded not in _own_names(words[first], gazetteer)
        found.append(
            ArabicPlace(
                first, last, _widened(chosen, words, first, last, lexicon),
                is_origin=_is_origin(words, first, lexicon),
                is_locative=prefixed or bool(before & (lexicon.locatives | lexicon.place_words.keys())),
            )
        )  # fmt: skip
    return found


def _is_origin(words: Sequence[Word], first: int, lexicon: ArabicLexicon) -> bool:
    """ "من موسكو", "من مطار X", "من اتجاه جنوب X": something comes from there. "على بعد 30 كم من X" is at X."""
    at = first - 1
    while at > 0 and at > first - 4 and (words[at].forms & lexicon.directions or words[at].folded in _SIDES):
        at -= 1
    if at > 0 and at == first - 1 and _place_word(words[at], lexicon):
        at -= 1
    return at >= 0 and bool(words[at].forms & lexicon.away) and _distance(words, first) is None


def _distance(words: Sequence[Word], first: int) -> float | None:
    """Metres in "على بعد 30 كيلومترا غرب X"."""
    for at in range(max(0, first - 7), first - 1):
        if words[at].folded in _OFF and (number := words[at + 1].number) is not None and at + 2 < first:
            unit = next((v for k, v in _LENGTHS.items() if words[at + 2].folded.startswith(k)), None)
            return number * unit if unit else None
    return None


def _own_names(word: Word, gazetteer: Gazetteer) -> frozenset[str]:
    """The folded word where it is a name as it stands: "بغداد" begins with no preposition."""
    return frozenset({word.folded}) if gazetteer.rows_named([word.folded])[0] else frozenset()


def _spans(
    text: str, words: Sequence[Word], lexicon: ArabicLexicon, gazetteer: Gazetteer
) -> tuple[list[Span], list[tuple[int, int]]]:
    starts = [w.start for w in latin_words(text)]
    spans, where = [], []
    at = 0
    while at < len(words):
        found = next(_lookups(words, at, lexicon, gazetteer), None)
        if found is None:
            at += 1
            continue
        last, normal, rows = found
        head = (
            lexicon.place_words.get(next(iter(words[at - 1].forms & lexicon.place_words.keys()), ""), "") if at else ""
        )
        number = max(0, bisect_right(starts, words[at].start) - 1)
        spans.append(
            Span(
                start=words[at].start, end=words[last - 1].end, first=number, last=number + last - at, normal=normal, rows=rows,
                head=_HEADS.get(head, head), head_text=head, head_before=head in _HEADS,
            )
        )  # fmt: skip
        where.append((at, last))
        at = last
    return spans, where


Lookup = tuple[int, str, tuple[tuple[int, bool], ...]]


def _lookups(words: Sequence[Word], at: int, lexicon: ArabicLexicon, gazetteer: Gazetteer) -> Iterator[Lookup]:
    """(end, name, rows) from word `at`, the longest name first."""
    said = _is_said(words, at, lexicon)
    for last in range(min(len(words), at + _LONGEST), at, -1):
        if any(w.number is not None for w in words[at:last]) or _crosses(words, at, last):
            continue
        if last == at + 1 and words[at].forms & lexicon.no_places:
            return
        for name in _names(words, at, last, is_named=said == "named"):
            rows = tuple(gazetteer.rows_named([name])[0])
            if last == at + 1 and not said:
                rows = tuple(r for r in rows if _stands_alone(r[0], gazetteer))
            if rows:
                yield last, name, rows
                return
    if said == "named" and not words[at].forms & lexicon.no_places and words[at].number is None:
        rows, spelt = _by_sound(words[at].folded, gazetteer, _beat(gazetteer), _ALIKE)
        if rows or _place_word(words[at - 1], lexicon):
            yield at + 1, spelt, rows
    elif said == "there" and _may_be_town(words[at], lexicon):
        for form in sorted(words[at].forms, key=len, reverse=True):
            rows, spelt = _by_sound(form, gazetteer, _beat(gazetteer), _SURELY_ALIKE)
            rows = tuple(r for r in rows if _stands_alone(r[0], gazetteer))
            if rows and len(form) >= _LEAST_LETTERS:
                yield at + 1, spelt, rows
                return


def _may_be_town(word: Word, lexicon: ArabicLexicon) -> bool:
    """No word of news, and without an article: a foreign town's name, "في باخموت"."""
    known = word.forms & lexicon.no_places or word.forms & lexicon.verbs.keys() or word.forms & lexicon.kinds.keys()
    return not known and word.number is None and "ال" not in word.folded[:3]


def _names(words: Sequence[Word], at: int, last: int, *, is_named: bool) -> Iterator[str]:
    rest = [w.folded for w in words[at + 1 : last]]
    firsts = sorted(words[at].forms, key=len, reverse=True)
    for first in firsts:
        yield " ".join([first, *rest])
    if rest and words[at].forms & set(_AIRFIELDS):
        yield from (" ".join([cue, *rest]) for cue in _AIRFIELDS)
    if not rest and is_named:
        yield from ("ال" + first for first in firsts if not first.startswith("ال"))


def _is_said(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> str:
    """ "named": the word before is "town", "airport" and the like, or "near"; "there": a preposition; "" = nothing says so."""
    if at == 0:
        return ""
    before = words[at - 1].forms
    if _place_word(words[at - 1], lexicon) or before & lexicon.near:
        return "named"
    if before & (lexicon.locatives | lexicon.away) or words[at].folded[:1] in "بل":
        return "there"
    return ""


def _place_word(word: Word, lexicon: ArabicLexicon) -> str:
    """ "town", "airport": what the next word's bearer is. "المدينة" with its article is no part of a name."""
    bare = [f for f in word.forms if f in lexicon.place_words]
    return lexicon.place_words[bare[0]] if bare and "ال" not in word.folded[:4] else ""


def _stands_alone(row: int, gazetteer: Gazetteer) -> bool:
    kind = gazetteer.row_class(row)
    if kind in (RowClass.CITY, RowClass.VILLAGE):
        return int(gazetteer.columns["population"][row]) >= 50_000
    return kind not in (RowClass.ADMIN2, RowClass.AIRPORT)


def _by_sound(
    name: str, gazetteer: Gazetteer, countries: frozenset[str], alike: float
) -> tuple[tuple[tuple[int, bool], ...], str]:
    """Rows whose Latin name has the same consonants and nearly the same letters, and that spelling: البوكمال, Albu Kamal."""
    bare = name.removeprefix("ال") if len(name) > 4 else name
    if any(c not in _LETTERS for c in bare):
        return (), name
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
def _beat(gazetteer: Gazetteer) -> frozenset[str]:
    """The countries that have more than a few listed sites: a name guessed by its sound is looked for there alone."""
    sites = Counter(
        gazetteer.country(int(r))
        for r in gazetteer.site_rows
        if gazetteer.row_class(int(r)) in (RowClass.SITE, RowClass.USER_SITE)
    )
    few = max(sites.values(), default=0) * _FEW
    return frozenset(country for country, number in sites.items() if number > few) - {""}


def _crosses(words: Sequence[Word], at: int, last: int) -> bool:
    """A name does not run over a comma or a line end."""
    return any(b.start - a.end > 1 for a, b in zip(words[at : last - 1], words[at + 1 : last], strict=True))


def _widened(place: Place, words: Sequence[Word], first: int, last: int, lexicon: ArabicLexicon) -> Place:
    """ "قرب X" lies near it, "شرق X" and "ريف X" around it: the point stays, the radius grows."""
    around = frozenset().union(*(w.forms for w in words[max(0, first - 2) : first]))
    tail = last < len(words) and bool(_TAIL.match(words[last].folded))
    offset = _distance(words, first)
    if offset is not None and place.radius_m is not None:
        return attrs.evolve(place, radius_m=place.radius_m + offset)
    extra = _DIRECTION_M if around & lexicon.directions or tail else _NEAR_M if around & lexicon.near else 0.0
    return attrs.evolve(place, radius_m=place.radius_m + extra) if extra and place.radius_m is not None else place
