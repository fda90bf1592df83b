"""Places named in Arabic prose, through the same gazetteer and ranking as English ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import attrs

from trigpoint.evidence.reports.arabic.lexicon import ArabicLexicon
from trigpoint.evidence.reports.arabic.likely import STANDING, Name, lands_told, likely_names
from trigpoint.evidence.reports.arabic.pointing import distance_said, pointed
from trigpoint.evidence.reports.arabic.sounds import by_sound, covered_countries
from trigpoint.evidence.reports.arabic.spellings import (
    crosses,
    is_bared_of_article,
    is_quoted,
    longest,
    spellings,
)
from trigpoint.evidence.reports.arabic.words import Word, fold, phrase_at, without_prefixes
from trigpoint.model import Place
from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.ranking import place_spans
from trigpoint.places.runs import Word as NamedWord
from trigpoint.places.spans import Span

_LONGEST = 4
_TOWARDS = frozenset(map(fold, ("إلى", "باتجاه", "نحو", "صوب")))
_BOUND = (fold("متجه"), fold("متوجه"))
_SIDES = frozenset(map(fold, ("اتجاه", "جهة", "ناحية", "جانب", "محيط")))
_HEADS = {"airport": "site", "base": "site", "port": "site", "crossing": "site", "plant": "site"}
_WORKS = ("base", "port", "plant")
_LEAST_LETTERS = 5
_KNOWN = 5_000  # people of a town whose country the text names
_ALONE = 200_000  # people of a town: a quarter is none such
_UPON = frozenset(
    {"strike", "siege", "territorial_capture", "invasion", "destruction", "troop_movement"}
)  # what has a place for object
_TAKEN = _UPON | {"fall", "explosion", "armed_clash"}
_QUARTER = frozenset(map(fold, ("حي", "حيي", "أحياء")))
_WATERS = frozenset(map(fold, ("نهر", "بحيرة", "خليج", "مضيق", "بنهر", "ببحيرة")))
_LISTED = (RowClass.SITE, RowClass.USER_SITE)
_SETTLED = (RowClass.CITY, RowClass.VILLAGE)
_AND, _LIKE, _IN = "و", "ك", "ب"
_SURELY_ALIKE = 85.0  # where no word before says that it is a town
_ALIKE = 70.0  # percent of letters, rapidfuzz ratio
_LABEL = re.compile(r"\s?[:–|-]\s")
_NISBA = re.compile("^ال.+ي$")  # "البغدادي" is no misspelt Baghdad
_FOR_THAT = ("فإن", "فأن")
_DOUBLES = frozenset(map(fold, "كفر تل تلة خربة دير وادي بئر مجدل".split()))
_FATHERS = frozenset(map(fold, "أبو أبي أبا أم".split()))


@attrs.frozen
class ArabicPlace:
    """Words [first, last) name a place. `is_origin`: something comes from there ("قادمة من موسكو")."""

    first: int
    last: int
    place: Place
    is_origin: bool
    is_locative: bool  # a word before says that something is there
    is_goal: bool = False  # something goes there
    is_area: bool = False  # a word before says that it is a province: its point may lie far from its towns
    is_seat: bool = False  # a capital's bare name: often its government


def find_places(text: str, words: Sequence[Word], lexicon: ArabicLexicon, gazetteer: Gazetteer) -> list[ArabicPlace]:
    """Places in order. A bare name without a word that makes it a place is taken only for countries, sites and large towns.

    Names found by their letters come first: they and the peoples named say in which countries a name may be sought by its sound.
    """
    peoples = [(at, name) for at in range(len(words)) for name in _peoples_at(words, at, lexicon)]
    named = list(_named(text, words, lexicon, gazetteer))
    speaks = lands_told(named, [english for _, english in peoples], gazetteer)
    lands = frozenset(speaks)
    named = likely_names(named, speaks, lexicon, gazetteer)
    named = sorted([*named, *_sounded(text, words, named, lands, lexicon, gazetteer)], key=lambda n: n.first)
    spans = [_span(words, name) for name in named]
    adjectives = [_people(words[at], english) for at, english in peoples]
    found = []
    for name, (place, site) in zip(named, place_spans(text, adjectives, spans, gazetteer), strict=True):
        first, last = name.first, name.last
        chosen = site if site is not None and site.is_resolved else place
        if not chosen.is_resolved and not name.is_told:
            continue  # a guess that led nowhere; a town that no list has is kept, as a place without a point
        before = frozenset().union(*(w.forms for w in words[max(0, first - 2) : first]))
        prefixed = words[first].folded[:1] == _IN and words[first].folded not in _own_names(words[first], gazetteer)
        found.append(
            ArabicPlace(
                first, last, pointed(chosen, words, first, last, lexicon),
                is_origin=_is_origin(words, first, lexicon) or _is_bound(words, first, lexicon),
                is_goal=_is_goal(words, first, lexicon),
                is_area=name.head == "admin1",
                is_seat=not name.is_said
                and (_is_capital(name, gazetteer) or phrase_at(words, first, lexicon.speakers) is not None),
                is_locative=prefixed or _is_label(text, words, first) or name.is_told or _is_there(words, first, before, lexicon),
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
    return at >= 0 and bool(words[at].forms & lexicon.away) and distance_said(words, first) is None


def _is_there(words: Sequence[Word], first: int, before: frozenset[str], lexicon: ArabicLexicon) -> bool:
    """A preposition, a verb that has the place for its object ("استهدفتا مخيم جباليا"), or a name that says what it is."""
    verbs = [lexicon.verbs.get(form, frozenset()) for form in (words[first - 1].forms if first else ())]
    struck = any(v & _UPON for v in verbs)
    return bool(before & lexicon.locatives or struck or _place_word(words[first], lexicon))


def _is_goal(words: Sequence[Word], first: int, lexicon: ArabicLexicon) -> bool:
    """ "إلى X", "إلى ميناء X", "باتجاه X"."""
    at = first - 2 if first > 1 and _place_word(words[first - 1], lexicon) else first - 1
    return at >= 0 and words[at].folded in _TOWARDS


def _is_bound(words: Sequence[Word], first: int, lexicon: ArabicLexicon) -> bool:
    """ "متجهة إلى X": it has not arrived."""
    at = first - 2 if first > 1 and _place_word(words[first - 1], lexicon) else first - 1
    return at > 0 and words[at].folded in _TOWARDS and words[at - 1].folded.startswith(_BOUND)


def _own_names(word: Word, gazetteer: Gazetteer) -> frozenset[str]:
    """The folded word where it is a name as it stands: "بغداد" begins with no preposition."""
    return frozenset({word.folded}) if gazetteer.rows_named([word.folded])[0] else frozenset()


def _span(words: Sequence[Word], name: Name) -> Span:
    return Span(
        start=words[name.first].start, end=words[name.last - 1].end, first=name.first, last=name.last, normal=name.normal,
        rows=name.rows, head=_HEADS.get(name.head, name.head), head_text=name.head, head_before=name.head in _HEADS,
    )  # fmt: skip


def _peoples_at(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> tuple[str, ...]:
    """The people at a word, and those in whose country its forces fight: "القصف الروسي" may well be told of Ukraine."""
    found = phrase_at(words, at, lexicon.peoples)
    return (found[1], *lexicon.abroad.get(found[1], ())) if found else ()


def _people(word: Word, english: str) -> NamedWord:
    """A people's adjective as the ranking reads it: "السورية" speaks for Syria as "Syrian" does."""
    return NamedWord(
        start=word.start, end=word.end, text=word.text, normal=english, is_name=True, joined=False, owned=False
    )


def _named(text: str, words: Sequence[Word], lexicon: ArabicLexicon, gazetteer: Gazetteer) -> Iterator[Name]:
    """Names that a list has by their letters, the longest first."""
    at, before = 0, None
    while at < len(words):
        said, head = _told_by(words, at, before, lexicon)
        if not said and _is_label(text, words, at):
            said = "there"
        found = next(_lettered(text, words, at, said, head, lexicon, gazetteer), None)
        if found is not None:
            yield found
            before = found
        at = at + 1 if found is None else found.last


def _is_label(text: str, words: Sequence[Word], at: int) -> bool:
    """ "حيس: قنص", "الخرطوم – ...": a name that opens a line or a sentence and stands before a colon or a dash."""
    opens = at == 0 or any(c in ".\n؛■:" for c in text[words[at - 1].end : words[at].start])
    return opens and any(_LABEL.match(text, words[k].end) for k in range(at, min(at + 2, len(words))))


def _lettered(
    text: str, words: Sequence[Word], at: int, said: str, head: str, lexicon: ArabicLexicon, gazetteer: Gazetteer
) -> Iterator[Name]:
    spelt = [
        (last, name)
        for last in range(min(len(words), at + _LONGEST), at, -1)
        if _may_be_name(text, words, at, last, said, lexicon)
        for name in spellings(words, at, last, is_named=said == "named")
    ]
    found = gazetteer.rows_named([name for _, name in spelt]) if spelt else []
    for (last, name), bearers in zip(spelt, found, strict=True):
        if not bearers:
            continue
        told = said
        if said == "joined":  # "بغداد" begins with no preposition
            told = "" if name.startswith(words[at].folded) else "there"
        rows = tuple(bearers)
        if last == at + 1 and not told:
            rows = tuple(r for r in rows if _is_of_note(r[0], STANDING, gazetteer))
        rows = _fitting(rows, words, at, head, gazetteer)
        if rows and (told or not is_quoted(text, words, at, last)):
            yield Name(
                first=at, last=last, normal=name, rows=rows, head=head, is_told=told == "named", is_said=bool(told),
                is_bared=is_bared_of_article(words[at], name),
            )  # fmt: skip


def _may_be_name(text: str, words: Sequence[Word], at: int, last: int, said: str, lexicon: ArabicLexicon) -> bool:
    if words[at].number is not None or crosses(text, words, at, last):
        return False
    is_other = last == at + 1 and _is_other(words, at, said, lexicon)
    return not is_other and not _is_half(text, words, at, last, lexicon)


def _fitting(
    rows: tuple[tuple[int, bool], ...], words: Sequence[Word], at: int, head: str, gazetteer: Gazetteer
) -> tuple[tuple[int, bool], ...]:
    """The rows that the word before leaves: a quarter of a town is no city, "نهر النيجر" and "مدينة عمان" are no countries."""
    if at and words[at - 1].forms & _QUARTER:
        rows = tuple(
            r for r in rows if not _is_of_note(r[0], _ALONE, gazetteer) or gazetteer.row_class(r[0]) in _LISTED
        )
    if at and words[at - 1].folded in _WATERS:
        rows = tuple(r for r in rows if gazetteer.row_class(r[0]) is RowClass.REGION)
    if head == "settlement":
        rows = tuple(r for r in rows if gazetteer.row_class(r[0]) in _SETTLED) or rows
    return _towns_first(rows, head, gazetteer) if len(rows) > 1 or head else rows


def _towns_first(rows: tuple[tuple[int, bool], ...], head: str, gazetteer: Gazetteer) -> tuple[tuple[int, bool], ...]:
    """ "موبتي" is the town; its province of the same name is called one: "ولاية موبتي"."""
    areas = {r for r, _ in rows if gazetteer.row_class(r) in (RowClass.ADMIN1, RowClass.ADMIN2)}
    if head == "admin1":
        return tuple(r for r in rows if r[0] in areas) or tuple(
            r for r in rows if gazetteer.row_class(r[0]) is not RowClass.COUNTRY
        )
    towns = {gazetteer.admin1(r) for r, _ in rows if gazetteer.row_class(r) is RowClass.CITY} - {""}
    return tuple(r for r in rows if not (r[0] in areas and gazetteer.admin1(r[0]) in towns))


def _is_other(words: Sequence[Word], at: int, said: str, lexicon: ArabicLexicon) -> bool:
    """A word of news, a people's adjective, "فإن", the pictures of "صور الأقمار الصناعية"."""
    word = words[at]
    if word.forms & lexicon.no_places or word.text.startswith(_FOR_THAT):
        return True
    is_people = said not in ("there", "named") and phrase_at(words, at, lexicon.peoples)  # "في مالي" is the country
    return bool(is_people or phrase_at(words, at, lexicon.no_place_phrases))


def _is_half(text: str, words: Sequence[Word], at: int, last: int, lexicon: ArabicLexicon) -> bool:
    """ "كفر" of "كفر تعال": a name of two words that no list has is not the place of its first half."""
    first = last == at + 1 < len(words) and bool(words[at].forms & lexicon.compounds)
    return first and not crosses(text, words, at, last + 1)


def _sounded(
    text: str,
    words: Sequence[Word],
    named: Sequence[Name],
    lands: frozenset[str],
    lexicon: ArabicLexicon,
    gazetteer: Gazetteer,
) -> Iterator[Name]:
    """Names that a list has by their sound only, in the countries the text speaks of; towns that no list has."""
    taken = {k for n in named for k in range(n.first, n.last)}
    before = {n.last: n for n in named}
    for at in range(len(words)):
        if at in taken or words[at].number is not None or words[at].forms & lexicon.no_places:
            continue
        said, head = _told_by(words, at, before.get(at), lexicon)
        if said == "named" and _is_free(words, at, lexicon) and not _NISBA.match(words[at].folded):
            rows, spelt = by_sound(words[at].folded, gazetteer, lands or covered_countries(gazetteer), _ALIKE)
            if words[at].forms & lexicon.compounds:
                rows = ()
            if head == "settlement":
                rows = tuple(r for r in rows if gazetteer.row_class(r[0]) in _SETTLED)
            if head in _WORKS:  # "محطة كهرباء" is no town of that sound
                rows = tuple(r for r in rows if gazetteer.row_class(r[0]) in _LISTED)
            if rows or head == "settlement":
                size = 1 if rows or not _is_double(text, words, at, said, lexicon) else 2
                yield Name(first=at, last=at + size, normal=spelt, rows=rows, head=head, is_told=bool(head))
            elif _is_double(text, words, at, said, lexicon):
                yield Name(first=at, last=at + 2, normal=spelt, rows=(), head=head, is_told=True)
        elif said == "there" and _is_double(text, words, at, said, lexicon):
            yield Name(first=at, last=at + 2, normal=words[at].folded, rows=(), is_told=True)
        elif said in ("there", "joined") and _may_be_town(words[at], lexicon):
            for form in sorted(without_prefixes(words[at].folded), key=longest):
                rows, spelt = by_sound(form, gazetteer, lands or covered_countries(gazetteer), _SURELY_ALIKE)
                rows = tuple(
                    r
                    for r in rows
                    if _is_of_note(r[0], STANDING if not lands else _KNOWN, gazetteer)
                    or (lands and gazetteer.row_class(r[0]) is RowClass.VILLAGE)
                )
                if rows and len(form) >= _LEAST_LETTERS:
                    yield Name(first=at, last=at + 1, normal=spelt, rows=rows)
                    break


def _is_double(text: str, words: Sequence[Word], at: int, said: str, lexicon: ArabicLexicon) -> bool:
    """ "كفر تعال", "قرب أبي عدي": two words that only a place is called; "إلى أبو محمد" is a man."""
    if at + 1 >= len(words) or crosses(text, words, at, at + 2) or not _is_no_word(words[at + 1], lexicon):
        return False
    return words[at].folded.removeprefix(_IN) in (_DOUBLES | _FATHERS if said == "named" else _DOUBLES)


def _is_capital(name: Name, gazetteer: Gazetteer) -> bool:
    return any(bool(gazetteer.columns["is_capital"][row]) for row, _ in name.rows)


def _may_be_town(word: Word, lexicon: ArabicLexicon) -> bool:
    """No word of news, and without an article: a foreign town's name, "في باخموت"."""
    known = word.forms & lexicon.no_places or word.forms & lexicon.verbs.keys() or word.forms & lexicon.kinds.keys()
    return not known and word.number is None and "ال" not in word.folded[:3]


def _is_free(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> bool:
    """No people's adjective, no verb and no word of saying: "قرية X وقال" names one village."""
    known = words[at].forms & (lexicon.verbs.keys() | lexicon.cues.keys())
    return not known and not phrase_at(words, at, lexicon.peoples)


def _told_by(words: Sequence[Word], at: int, before: Name | None, lexicon: ArabicLexicon) -> tuple[str, str]:
    """What stands before a name: ("named", kind) after "town", "airport" and the like, ("named", "") after "near", ("there", "")
    after a preposition, ("", "") else. "مدينتي X وY": what was told of the name before holds for the next of the list.
    """
    if at == 0:
        return "", ""
    head = _place_word(words[at - 1], lexicon)
    if not head and at > 1 and phrase_at(words, at - 1, lexicon.peoples):  # "العاصمة السورية دمشق"
        head = _place_word(words[at - 2], lexicon, bare=False)
    if not head and before is not None and before.last == at and words[at].folded.startswith(_AND) and before.is_told:
        head = before.head
    if head or words[at - 1].forms & lexicon.near:
        return "named", head
    if words[at - 1].forms & (lexicon.locatives | lexicon.away):
        return "there", ""
    listed = before is not None and before.last == at and before.is_said and words[at].folded.startswith(_AND)
    listed = listed and words[at].start - words[at - 1].end == 1  # no comma between: a new verb may follow that
    if (listed or _is_object(words, at, lexicon)) and _is_no_word(words[at], lexicon):
        return "there", ""
    return ("joined", "") if words[at].folded[:1] in "بل" else ("", "")


def _is_object(words: Sequence[Word], at: int, lexicon: ArabicLexicon) -> bool:
    """ "استعادت غريان", "تفجير الكرادة", "جسر الرستن": what is taken, struck, or stands at a place is named by it."""
    before = words[at - 1]
    verbs = [lexicon.verbs.get(form, frozenset()) for form in before.forms]
    noun = phrase_at(words[:at], at - 1, lexicon.nouns)
    return any(v & _TAKEN for v in verbs) or bool(noun and noun[1] in _TAKEN) or bool(before.forms & lexicon.landmarks)


def _is_no_word(word: Word, lexicon: ArabicLexicon) -> bool:
    """Not known to the lexicon as anything else."""
    known = (lexicon.no_places, lexicon.verbs, lexicon.kinds, lexicon.units)
    return not any(form in words for form in word.forms for words in known)


def _place_word(word: Word, lexicon: ArabicLexicon, *, bare: bool = True) -> str:
    """ "town", "airport": what the next word's bearer is. "المدينة" with its article is no part of a name."""
    found = [f for f in word.longest_first if f in lexicon.place_words]
    return lexicon.place_words[found[0]] if found and not (bare and "ال" in word.folded[:4]) else ""


def _is_of_note(row: int, people: int, gazetteer: Gazetteer) -> bool:
    kind = gazetteer.row_class(row)
    if kind in _SETTLED:
        return int(gazetteer.columns["population"][row]) >= people
    return kind not in (RowClass.ADMIN2, RowClass.AIRPORT)
