"""Which stretches of a text name a place. Names are looked up; the words around them say whether a place is meant.

spaCy's entities are one hint among several: its small model errs most on the very places that matter here (bases, plants,
Arabic towns), so a name on the sites list needs no entity, and a rare town's name that is also a word needs one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs

from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.names import ARTICLES
from trigpoint.places.ranking import beat_countries
from trigpoint.places.runs import Word, is_start, windows
from trigpoint.places.spans import Span
from trigpoint.places.support import judge
from trigpoint.places.unlisted import unlisted_spans
from trigpoint.places.words import PlaceWords

if TYPE_CHECKING:
    from spacy.tokens import Doc

LARGE = 500_000  # people: a city that reports on its country name
ROUNDS = 3  # "A, B, C and D": trust travels along a list
ROUTE = 50_000  # people
ACCEPT = 1.5  # support a name needs; set on one half of GeoVirus, see docs/benchmarks.md


def find_spans(doc: Doc, text: str, words: Sequence[Word], gazetteer: Gazetteer) -> list[Span]:
    """Spans in order, without overlaps: longest match first, then entities that no list has.

    Names are judged again in the company of those found before: what stands in a list with a sure
    place, or lies in a country that the text is sure to name, is believed more readily.
    """
    labels = [(e.start_char, e.end_char, e.label_) for e in doc.ents]
    judged = _judged(text, words, labels, gazetteer)
    found = _longest_first(words, judged, _NO_COMPANY, text, gazetteer)
    company = _NO_COMPANY
    for _ in range(ROUNDS):
        company = _company(words, found, gazetteer)
        found = _longest_first(words, judged, company, text, gazetteer)
    others = unlisted_spans(doc, text, words, found, company.countries, gazetteer)
    unlisted = [_with_head(s, words, gazetteer.words) for s in others]
    return sorted([*found, *unlisted], key=lambda s: s.start)


@attrs.frozen(kw_only=True)
class _Company:
    """What the sure places of a text say about the others."""

    names: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    first_words: frozenset[int] = frozenset()
    last_words: frozenset[int] = frozenset()


_NO_COMPANY = _Company()


def _company(words: Sequence[Word], sure: Sequence[Span], gazetteer: Gazetteer) -> _Company:
    peoples = {gazetteer.words.demonyms[w.normal] for w in words if w.is_name and w.normal in gazetteer.words.demonyms}
    named: set[str] = set()
    for span in sure:
        lands = {gazetteer.country(r) for r, _ in span.rows}
        if len(lands) == 1:
            named |= lands
        else:
            clear = (RowClass.COUNTRY, RowClass.SITE, RowClass.USER_SITE)
            named |= {gazetteer.country(r) for r, _ in span.rows if gazetteer.row_class(r) in clear}
    return _Company(
        names=frozenset(s.normal for s in sure),
        countries=frozenset((peoples | named) - {""}),
        first_words=frozenset(s.first for s in sure),
        last_words=frozenset(s.last for s in sure),
    )


def _longest_first(
    words: Sequence[Word], judged: dict[int, list[Span]], company: _Company, text: str, gazetteer: Gazetteer
) -> list[Span]:
    found: list[Span] = []
    i = 0
    while i < len(words):
        for span in judged.get(i, ()):
            if span.support + _company_support(span, words, company, text, gazetteer) >= ACCEPT:
                found.append(span)
                i = span.last
                while i < len(words) and words[i].start < span.end:
                    i += 1
                break
        else:
            i += 1
    return found


def _company_support(span: Span, words: Sequence[Word], company: _Company, text: str, gazetteer: Gazetteer) -> float:
    support = 1.8 if span.normal in company.names else 0.0
    if _LABEL_BEFORE.search(text, max(0, span.start - 4), span.start) and _LABEL_AFTER.match(text, span.end):
        support += 0.8  # "Kassala: Two farmers ...", "- Nyala – Shelling ..."
    at_home = [r for r, _ in span.rows if gazetteer.country(r) in company.countries]
    if at_home:
        people = max(int(gazetteer.columns["population"][r]) for r in at_home)
        support += 0.5 + (0.4 if people >= LARGE else 0.0)
        # English towns share their names with people and streets; Nikopol and Sirte do not
        if not {gazetteer.country(r) for r in at_home} <= gazetteer.words.english_speaking:
            support += 0.5
    after = text[span.end : words[span.last].start] if span.last < len(words) else ""
    before = text[words[span.first - 1].end : span.start] if span.first else ""
    beyond = span.last + (
        1 if after.strip() in ("", ",") and span.last < len(words) and words[span.last].normal in _AND else 0
    )
    ahead = span.first - (1 if span.first and words[span.first - 1].normal in _AND else 0)
    if beyond in company.first_words and (_LISTED.fullmatch(after) or beyond > span.last):
        support += 1.0
    if ahead in company.last_words and (_LISTED.fullmatch(before) or ahead < span.first):
        support += 1.0
    return support


_LABEL_BEFORE = re.compile(r"(?:^|\n)[ \t]*(?:[-–—•*][ \t]+)?$")
_LABEL_AFTER = re.compile(r"(?:\s*\([^()\n]{2,30}\))?(?::|\s+[–—-])\s+\S")
_AND = frozenset({"and", "or"})
_LISTED = re.compile(r",\s+|\s*[/(]\s*")


def _judged(
    text: str, words: Sequence[Word], labels: Sequence[tuple[int, int, str]], gazetteer: Gazetteer
) -> dict[int, list[Span]]:
    """For each word the listed names that begin there with the support their own neighbourhood gives them."""
    named = {"us", "uk"}  # words for a people and for the country
    beat = beat_countries(gazetteer)
    peoples = frozenset(gazetteer.words.demonyms) - named
    judged = {
        i: [judge(s, text, words, labels, beat, gazetteer) for s in spans if not _is_other_word(s, text, peoples)]
        for i, spans in _look_up(text, words, gazetteer).items()
    }
    return _with_routes(text, words, judged, gazetteer)


def _with_routes(
    text: str, words: Sequence[Word], judged: dict[int, list[Span]], gazetteer: Gazetteer
) -> dict[int, list[Span]]:
    """ "The Marawi-Iligan highway": of two towns of some size that a stroke joins each speaks for the other."""
    people = gazetteer.columns["population"]

    def is_large(span: Span) -> bool:
        return any(people[r] >= ROUTE for r, _ in span.rows)

    for first in sorted(judged):
        ends = {s.last for s in judged[first] if s.last in judged and _is_stroke(text, words, s.last) and is_large(s)}
        for end in ends:
            if any(is_large(s) for s in judged[end]):
                judged[first] = [_with_more(s) if s.last == end else s for s in judged[first]]
                judged[end] = [_with_more(s) if is_large(s) else s for s in judged[end]]
    return judged


def _is_stroke(text: str, words: Sequence[Word], i: int) -> bool:
    return text[words[i - 1].end : words[i].start] in _STROKES


def _with_more(span: Span) -> Span:
    return attrs.evolve(span, support=span.support + 2.0)


_STROKES = ("-", "–", "‑")


def _is_other_word(span: Span, text: str, demonyms: frozenset[str]) -> bool:
    """The pronoun "us", the currency of "US$460 million", and words for peoples that are towns somewhere too."""
    written = text[span.start : span.end]
    if span.normal in demonyms:
        return True
    pronoun = len(written) <= 2 and written.isascii() and written.isalpha() and not written.isupper()
    return pronoun or text[span.end : span.end + 1] in ("$", "€", "£")


def _look_up(text: str, words: Sequence[Word], gazetteer: Gazetteer) -> dict[int, list[Span]]:
    """For each word that may begin a name, the listed names that begin there, longest first."""
    heads = frozenset(w for h in gazetteer.words.heads for w in h.split())
    tried = [(i, end, name) for i in range(len(words)) if is_start(words, i) for end, name in windows(words, i, heads)]
    rows = gazetteer.rows_named([name for _, _, name in tried])
    other = gazetteer.rows_named([_as_base(name) for _, _, name in tried])
    rows = [own or also for own, also in zip(rows, other, strict=True)]
    spans: dict[int, list[Span]] = {}
    for (i, end, name), hits in zip(tried, rows, strict=True):
        if hits:
            first = i + (words[i].normal == "the" and end > i + 1 and not _kept_article(name, gazetteer))
            span = Span(
                start=words[first].start, end=words[end - 1].end, first=first, last=end, normal=name, rows=tuple(hits)
            )
            spans.setdefault(i, []).append(_with_head(_with_article(span, text, words), words, gazetteer.words))
    for several in spans.values():
        several[:] = [s for s in several if not _repeats_head(s, several, words, gazetteer.words)]
    _add_abbreviations(text, words, spans)
    return spans


_BASE_WORDS = frozenset({"garrison", "barracks", "camp", "compound", "installation", "outpost", "facility"})


def _as_base(name: str) -> str:
    """ "Imam Ali garrison" for the listed "Imam Ali base"; a name that ends otherwise is looked up twice to no effect."""
    first, _, last = name.rpartition(" ")
    return f"{first} base" if last in _BASE_WORDS else name


def _repeats_head(span: Span, several: Sequence[Span], words: Sequence[Word], lists: PlaceWords) -> bool:
    """ "Anhui province" is listed too; "Anhui" with the head "province" says the same and ends where the name does."""
    last = words[span.last - 1]
    plain = lists.heads.get(last.normal) in ("admin1", "district", "settlement") and not last.is_name
    return plain and any(s.last == span.last - 1 for s in several)


def _add_abbreviations(text: str, words: Sequence[Word], spans: dict[int, list[Span]]) -> None:
    """ "New South Wales (NSW)": from here on, and before, NSW is New South Wales."""
    meant: dict[str, Span] = {}
    for span in [s for several in spans.values() for s in several]:
        short = words[span.last] if span.last < len(words) else None
        if short is None or text[span.end : short.start] != " (" or text[short.end : short.end + 1] != ")":
            continue
        initials = "".join(w.normal[0] for w in words[span.first : span.last] if w.is_name)
        if short.text.isupper() and len(short.text) > 1 and short.normal == initials:
            meant[short.text] = span
    for i, word in enumerate(words):
        if long := meant.get(word.text):
            span = attrs.evolve(long, start=word.start, end=word.end, first=i, last=i + 1, head="", head_text="")
            spans[i] = [span]


def _kept_article(name: str, gazetteer: Gazetteer) -> bool:
    """ "The Hague" keeps its article; "The Vatican" is listed without as well."""
    return not gazetteer.rows_named([name.removeprefix("the ")])[0]


def _with_article(span: Span, text: str, words: Sequence[Word]) -> Span:
    """ "Al-Safirah", where the list has "Safirah": the article belongs to the name."""
    before = words[span.first - 1] if span.first else None
    if before is not None and before.normal in ARTICLES and text[before.end : words[span.first].start] in ("-", "‑"):
        return attrs.evolve(span, start=before.start, first=span.first - 1)
    return span


def _with_head(span: Span, words: Sequence[Word], lists: PlaceWords) -> Span:
    """Note the words that say what the name is: "T-4 *base*", "Homs *province*", "*port of* Tartus"."""
    for size in range(lists.longest_head, 0, -1):
        after = words[span.last : span.last + size]
        text = " ".join(w.normal for w in after)
        if len(after) == size and all(w.joined for w in after) and text in lists.heads:
            kind = lists.heads[text]
            # a site is called by its head ("T-4 base"); "Homs province" is Homs, and the head says which Homs
            # and "Salinas Valley" is not Salinas
            taken_in = after[-1].end if kind == "site" or (kind == "region" and after[0].is_name) else span.end
            return attrs.evolve(span, end=taken_in, head=kind, head_text=text)
    for size in range(lists.longest_head, 0, -1):
        before = words[max(span.first - size - 1, 0) : span.first]
        if len(before) == size + 1 and before[-1].normal in ("of", "at", "in") and words[span.first].joined:
            text = " ".join(w.normal for w in before[:-1])
            named = words[span.first - size - 2] if span.first - size - 2 >= 0 else None
            own_name = named is not None and named.is_name and before[0].joined  # "Mitiga airport in Tripoli"
            if text in lists.heads and all(w.joined for w in before[1:]) and not own_name:
                return attrs.evolve(span, head=lists.heads[text], head_text=text, head_before=True)
    return span
