"""Names in no list that read as places all the same."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

import attrs

from trigpoint.places.cues import told_as_place
from trigpoint.places.gazetteer import Gazetteer
from trigpoint.places.names import ARTICLES, skeleton, sound
from trigpoint.places.runs import Word, is_start, run_of
from trigpoint.places.spans import PLACE_LABELS, Span
from trigpoint.places.words import PlaceWords

if TYPE_CHECKING:
    from spacy.tokens import Doc


OPEN = 1.2  # how much the words beside a name in no list must say of a place for it to be one that is left open


def unlisted_spans(
    doc: Doc, text: str, words: Sequence[Word], found: Sequence[Span], countries: frozenset[str], gazetteer: Gazetteer
) -> list[Span]:
    """Names in no list: entities that read as places, and capitalised words of which is said what is said of places.

    They are looked up by their sound and consonants, and left open where that gives nothing.
    """
    taken = {i for s in found for i in range(s.first, s.last)} | _words_within(words, [(s.start, s.end) for s in found])
    runs = _named_runs(doc, text, words, gazetteer.words)
    spans: list[Span] = []
    listed = _listed_along(text, words, runs, found, gazetteer.words)
    for first, last, label, told in [*_entity_runs(doc, words), *listed]:
        normal = " ".join(w.normal for w in words[first:last])
        if not taken.isdisjoint(range(first, last)) or _is_no_place(normal, words, first, gazetteer.words):
            continue
        is_told = bool(label) or told >= OPEN
        if not is_told and not (first and words[first].joined and words[first - 1].normal in _AT):
            continue
        rows, sounding, is_listed = _rows_like(normal, None if is_told else countries, gazetteer)
        if is_told or rows:
            taken.update(range(first, last))
            start, end = words[first].start, words[last - 1].end
            span = Span(start=start, end=end, first=first, last=last, normal=normal, rows=rows)
            guessed = not (is_listed and is_told)
            spans.append(
                attrs.evolve(
                    span, label=label, by_skeleton=guessed, sounding=sounding, is_listed=is_listed, support=told
                )
            )
    return [*spans, *_again(spans, runs, taken, words)]


def _listed_along(
    text: str, words: Sequence[Word], runs: Sequence[_Run], found: Sequence[Span], lists: PlaceWords
) -> list[_Run]:
    """The runs; what a list goes on with after a name told as a place is told so too: "near Pibor and Gumuruk,"."""
    ends = {s.last for s in found if told_as_place(text, words, s.first, s.last, lists) >= OPEN}
    along = []
    for first, last, label, told in runs:
        between = text[words[first - 1].end : words[first].start] if first else ""
        ahead = first - 1 if first and words[first - 1].normal in ("and", "or") else first
        is_next = ahead in ends and (ahead < first or between == ", ") and _GOES_ON.match(text, words[last - 1].end)
        one_word = last - first == 1 or words[first].normal in ARTICLES  # two words are a person's name as easily
        if is_next and one_word and told < OPEN:
            told = OPEN
        if told >= OPEN:
            ends.add(last)
        along.append((first, last, label, told))
    return along


def _again(spans: Sequence[Span], runs: Sequence[_Run], taken: set[int], words: Sequence[Word]) -> list[Span]:
    """The same names where nothing beside them says so."""
    meant = {s.normal: s for s in spans if s.support >= OPEN}
    again = []
    for first, last, _, _ in runs:
        like = meant.get(" ".join(w.normal for w in words[first:last]))
        if like is not None and taken.isdisjoint(range(first, last)):
            again.append(attrs.evolve(like, start=words[first].start, end=words[last - 1].end, first=first, last=last))
    return again


def _is_no_place(normal: str, words: Sequence[Word], first: int, lists: PlaceWords) -> bool:
    """A people, a word that is seldom a place, a person with a title, or a ship."""
    before = words[first - 1] if first and words[first].joined else None
    called = before is not None and before.normal in lists.vessels | lists.titles
    return called or normal in lists.demonyms or normal in lists.seldom_places | lists.titles


def _rows_like(
    normal: str, countries: frozenset[str] | None, gazetteer: Gazetteer
) -> tuple[tuple[tuple[int, bool], ...], frozenset[int], bool]:
    """Rows that bear the name after all, in one of the countries; else those that sound like it or share its consonants."""
    exact = gazetteer.rows_named([normal])[0]
    if (countries is None and exact) or any(gazetteer.country(r) in (countries or ()) for r, _ in exact):
        return tuple(exact), frozenset(r for r, _ in exact), True
    if not (bones := skeleton(normal)):
        return (), frozenset(), False
    sounding = frozenset(gazetteer.rows_sounding(sound(normal)))
    alike = gazetteer.rows_named([bones], by_skeleton=True)[0]
    rows = (*((r, False) for r in sorted(sounding)), *(pair for pair in alike if pair[0] not in sounding))
    return rows, sounding, False


def _words_within(words: Sequence[Word], stretches: Iterable[tuple[int, int]]) -> set[int]:
    """Numbers of the words that lie wholly in one of the stretches of characters."""
    found: set[int] = set()
    for start, end in stretches:
        at = bisect_left(words, start, key=lambda w: w.start)
        while at < len(words) and words[at].end <= end:
            found.add(at)
            at += 1
    return found


_Run = tuple[int, int, str, float]  # first word, last word, label of the entity, what is said of it as of a place


def _entity_runs(doc: Doc, words: Sequence[Word]) -> list[_Run]:
    """Place entities, without a leading "the"."""
    runs = []
    for ent in doc.ents:
        if ent.label_ not in PLACE_LABELS:
            continue
        inside = sorted(_words_within(words, [(ent.start_char, ent.end_char)]))
        while inside and words[inside[0]].normal in ("the", "a", "an"):
            inside = inside[1:]
        # "H1N1" and "E.U." are no places
        if any(words[i].is_name and any(c.islower() for c in words[i].text) for i in inside):
            runs.append((inside[0], inside[-1] + 1, ent.label_, 0.0))
    return runs


def _named_runs(doc: Doc, text: str, words: Sequence[Word], lists: PlaceWords) -> list[_Run]:
    """Capitalised runs that spaCy took for nothing, a person or an organisation."""
    runs = []
    unlike = [e for e in doc.ents if e.label_ not in (*PLACE_LABELS, "ORG", "PRODUCT", "PERSON")]
    others = _words_within(words, [(e.start_char, e.end_char) for e in unlike])
    plain = {w.normal for w in words if not w.is_name}  # "Panel", where the text has "panel" too
    i = 0
    while i < len(words):
        if not is_start(words, i) or words[i].normal in lists.openers:
            i += 1
            continue
        last = _end_of_name(words, i)
        if _may_be_place(words[i:last], lists, plain) and others.isdisjoint(range(i, last)):
            owner = text[words[last - 1].end : words[last - 1].end + 2] in ("'s", "’s")
            runs.append((i, last, "", 0.0 if owner else told_as_place(text, words, i, last, lists)))
        i = last
    return runs


def _end_of_name(words: Sequence[Word], first: int) -> int:
    """ "Salah al-Din" is one name."""
    last = run_of(words, first, first + 1)[1]
    while last + 1 < len(words) and words[last].normal in ARTICLES and words[last].joined and is_start(words, last):
        last = run_of(words, last, last + 2)[1]
    return last


def _may_be_place(names: Sequence[Word], lists: PlaceWords, plain: set[str]) -> bool:
    """Few words, no initials, no digits, nothing that makes an organisation of it, and no common noun."""
    normals = {w.normal for w in names}
    odd = any(w.text.isupper() or not w.text.isalpha() for w in names if w.is_name and "'" not in w.text)
    return len(names) <= LONGEST and not odd and not normals & lists.organisation and not normals <= plain


_GOES_ON = re.compile(r"[,.;:)]|\s+(?:and|or)\b|$")
LONGEST = 4  # words
_AT = frozenset({"in", "near", "at", "outside", "from", "to", "toward", "towards", "into"})
