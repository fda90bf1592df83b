"""Which stretches of a text name a place. Names are looked up; the words around them say whether a place is meant.

spaCy's entities are one hint among several: its small model errs most on the very places that matter here (bases, plants,
Arabic towns), so a name on the sites list needs no entity, and a rare town's name that is also a word needs one.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log10

import attrs
from spacy.tokens import Doc

from trigpoint.places.gazetteer import Gazetteer, RowClass
from trigpoint.places.names import skeleton
from trigpoint.places.runs import Word, is_start, run_of, windows
from trigpoint.places.words import PlaceWords

PLACE_LABELS = frozenset({"GPE", "LOC", "FAC"})
ACCEPT = 1.5  # support a name needs; set on one half of GeoVirus, see docs/benchmarks.md


@attrs.frozen(kw_only=True, eq=False)
class Span:
    """Words [first, last) of the text that name a place; `rows` bear that name. No rows: no list has it."""

    start: int  # characters, half-open, head included
    end: int
    first: int
    last: int  # words of the name itself
    normal: str
    rows: tuple[tuple[int, bool], ...]  # (row, is an alias)
    head: str = ""  # "site", "admin1", "district", "settlement", "region": what the words beside it say it is
    head_text: str = ""  # those words
    label: str = ""  # the entity's label, "" where spaCy saw none
    by_skeleton: bool = False
    support: float = 0.0


def find_spans(doc: Doc, words: Sequence[Word], gazetteer: Gazetteer) -> list[Span]:
    """Spans in order, without overlaps: longest match first, then entities that no list has."""
    labels = _labels(doc)
    looked_up = _look_up(words, gazetteer)
    found: list[Span] = []
    i = 0
    while i < len(words):
        span = next((s for s in looked_up.get(i, ()) if _judge(s, words, labels, gazetteer) is not None), None)
        judged = span and _judge(span, words, labels, gazetteer)
        if judged is None:
            i += 1
            continue
        found.append(judged)
        i = max(judged.last, i + 1)
        while i < len(words) and words[i].start < judged.end:
            i += 1
    return sorted([*found, *_unlisted(doc, words, found, gazetteer)], key=lambda s: s.start)


def _labels(doc: Doc) -> list[tuple[int, int, str]]:
    return [(e.start_char, e.end_char, e.label_) for e in doc.ents]


def _look_up(words: Sequence[Word], gazetteer: Gazetteer) -> dict[int, list[Span]]:
    """For each word that may begin a name, the listed names that begin there, longest first."""
    heads = frozenset(w for h in gazetteer.words.heads for w in h.split())
    tried = [(i, end, name) for i in range(len(words)) if is_start(words, i) for end, name in windows(words, i, heads)]
    rows = gazetteer.rows_named([name for _, _, name in tried])
    spans: dict[int, list[Span]] = {}
    for (i, end, name), hits in zip(tried, rows, strict=True):
        if hits:
            span = Span(start=words[i].start, end=words[end - 1].end, first=i, last=end, normal=name, rows=tuple(hits))
            spans.setdefault(i, []).append(_with_head(span, words, gazetteer.words))
    return spans


def _with_head(span: Span, words: Sequence[Word], lists: PlaceWords) -> Span:
    """Take in the words that say what the name is: "T-4 *base*", "Homs *province*", "*port of* Tartus"."""
    for size in range(lists.longest_head, 0, -1):
        after = words[span.last : span.last + size]
        text = " ".join(w.normal for w in after)
        if len(after) == size and all(w.joined for w in after) and text in lists.heads:
            return attrs.evolve(span, end=after[-1].end, head=lists.heads[text], head_text=text)
    for size in range(lists.longest_head, 0, -1):
        before = words[max(span.first - size - 1, 0) : span.first]
        if len(before) == size + 1 and before[-1].normal in ("of", "at", "in", "near") and words[span.first].joined:
            text = " ".join(w.normal for w in before[:-1])
            if text in lists.heads and all(w.joined for w in before[1:]):
                return attrs.evolve(span, head=lists.heads[text], head_text=text)
    return span


def _judge(
    span: Span, words: Sequence[Word], labels: Sequence[tuple[int, int, str]], gazetteer: Gazetteer
) -> Span | None:
    """The span with its support, or None when the words around say that no place is meant."""
    if _is_other_word(span, words):
        return None
    label, whole = _label_of(span, labels)
    support = (
        _list_support(span, gazetteer) + _label_support(label, whole=whole) + _word_support(span, words, gazetteer)
    )
    judged = attrs.evolve(span, label=label, support=support)
    return judged if support >= ACCEPT else None


def _is_other_word(span: Span, words: Sequence[Word]) -> bool:
    """The pronoun "us" is not the US, nor is "us" in capitals a town of the Oise."""
    text = "".join(w.text for w in words[span.first : span.last])
    return (
        len(span.normal) <= 3
        and not any(c.isupper() for c in text[1:])
        and not any(c.isdigit() for c in text)
        and text.isascii()
        and len(text) <= 2
    )


def _label_of(span: Span, labels: Sequence[tuple[int, int, str]]) -> tuple[str, bool]:
    """The entity over the name, and whether the name (with a head or an article) is all of it."""
    for start, end, label in labels:
        if start < span.end and span.start < end:
            inside = (start >= span.start - 4) and (end <= span.end + 2)
            return label, inside
    return "", False


def _list_support(span: Span, gazetteer: Gazetteer) -> float:
    """How much the name alone speaks for a place: a country much, a village that 600 people live in little."""
    best = -2.0
    people = gazetteer.columns["population"]
    for row, alias in span.rows:
        kind = gazetteer.row_class(row)
        if kind is RowClass.COUNTRY:
            value = 3.0
        elif kind in (RowClass.SITE, RowClass.USER_SITE):
            value = 2.0 if not alias or " " in span.normal or any(c.isdigit() for c in span.normal) else 1.6
        elif kind is RowClass.REGION:
            value = 2.5
        elif kind in (RowClass.AIRPORT, RowClass.PORT):
            value = 1.7
        elif kind is RowClass.ADMIN1:
            value = 0.9 + 0.2 * max(0.0, log10(max(int(people[row]), 1)) - 5)
        elif kind is RowClass.VILLAGE:
            value = 0.1
        elif kind is RowClass.ADMIN2:
            value = -0.2
        else:
            value = 0.35 * (log10(max(int(people[row]), 100)) - 4.0)
        best = max(best, value - (0.4 if alias and kind is RowClass.CITY else 0.0))
    return best + 0.4 * span.normal.count(" ")


def _label_support(label: str, *, whole: bool) -> float:
    if label in PLACE_LABELS:
        return 1.8 if whole else 1.2
    if label == "PERSON":
        return -0.8 if whole else -2.5
    if label in ("ORG", "WORK_OF_ART", "LAW", "PRODUCT", "EVENT"):
        return 0.0 if whole else -1.5
    if label in ("NORP", "LANGUAGE"):
        return -1.0
    if label in ("DATE", "TIME", "CARDINAL", "ORDINAL", "PERCENT", "MONEY", "QUANTITY"):
        return -1.0
    return 0.0


def _word_support(span: Span, words: Sequence[Word], gazetteer: Gazetteer) -> float:
    """What the words on either side say."""
    lists = gazetteer.words
    before = words[span.first - 1] if span.first else None
    after = words[span.last] if span.last < len(words) else None
    support = 0.0
    if before is not None:
        if before.normal in lists.locative and not before.is_name:
            support += 0.8
        if words[span.first].joined and (before.text.lower() in lists.titles or before.normal in lists.titles):
            support -= 3.0
    if span.head:
        support += 0.8
    first, last = run_of(words, span.first, span.last)
    tail = [w.normal for w in words[span.last : last]]
    lead = [w.normal for w in words[first : span.first]]
    if tail and not span.head and set(tail) & lists.organisation:
        support -= 3.0
    elif len(tail) + len(lead) and not span.head and span.label not in PLACE_LABELS:
        support -= 0.8
    if set(lead) & lists.titles:
        support -= 2.0
    if span.normal in lists.seldom_places:
        support -= 2.5
    if after is not None and after.normal in ("based",) and after.joined:
        support += 0.8
    return support


def _unlisted(doc: Doc, words: Sequence[Word], found: Sequence[Span], gazetteer: Gazetteer) -> list[Span]:
    """Entities that read as places and are in no list: by their consonants first, else left open."""
    spans = []
    for ent in doc.ents:
        if ent.label_ not in PLACE_LABELS or any(s.start < ent.end_char and ent.start_char < s.end for s in found):
            continue
        inside = [i for i, w in enumerate(words) if ent.start_char <= w.start and w.end <= ent.end_char]
        while inside and words[inside[0]].normal in ("the", "a", "an"):
            inside = inside[1:]
        if not inside or not any(words[i].is_name and not words[i].text.isdigit() for i in inside):
            continue
        first, last = inside[0], inside[-1] + 1
        normal = " ".join(w.normal for w in words[first:last])
        if normal in gazetteer.words.demonyms or normal in gazetteer.words.seldom_places:
            continue
        bones = skeleton(normal)
        rows = gazetteer.rows_named([bones], by_skeleton=True)[0] if bones else []
        spans.append(
            Span(
                start=words[first].start,
                end=words[last - 1].end,
                first=first,
                last=last,
                normal=normal,
                rows=tuple(rows),
                label=ent.label_,
                by_skeleton=True,
            )
        )
    return spans
