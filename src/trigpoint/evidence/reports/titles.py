"""Somebody named with an office: "Ruritanian Defence Minister Ada Vale said on 4 May", "Ada Vale, the defence minister,".

Only offices and spellings of a given table are looked for, and only where nothing beside the words makes another office of
them: "former", "deputy", "prime" before "minister". The day is that of what the holder is said to have done or said, where the
parse ties one to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

import attrs
from rapidfuzz import fuzz
from spacy.tokens import Doc, Token

from trigpoint.evidence.reports.timing.times import TimeMention
from trigpoint.model import TimeSpan
from trigpoint.model.office import OfficeTerm
from trigpoint.places.names import ARTICLES, normalise, skeleton

_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*")
_JOINING = frozenset("of the for and s a an".split())
_FREE_BEFORE = frozenset(
    "the a an of and or but by with to from for as said says told that while when where after before since if because "
    "which who is was are were has had between against under into on in at about met its their his her new current incumbent "
    "longtime veteran country nation then monday tuesday wednesday thursday friday saturday sunday today yesterday".split()
)  # fmt: skip
_BARRED = frozenset(
    "former ex late deputy vice assistant acting interim caretaker shadow designate elect nominee incoming outgoing onetime "
    "previous past retired ousted deposed disgraced rival would self future aspiring candidate successor predecessor under "
    "نايب مساعد وكيل سابق اسبق سابقا مخلوع راحل مكلف بالوكاله".split()
)  # fmt: skip
_ENDS_AFTER = frozenset("until till from since between in during through for under elect designate".split())
_SPELT = {"defense": "defence", "secretary-general": "secretary general", "labor": "labour", "centre": "center"}
_PARTICLES = frozenset("al el bin bint ibn abu abd de del della van von der la le da dos di".split())
_LATER = frozenset(
    "bear die become serve appoint name elect resign take replace succeed nominate dismiss sack oust quit graduate join study "
    "marry swear inaugurate promote retire remember recall remain".split()
)  # fmt: skip
_ADJUNCTS = frozenset(
    {"prep", "pobj", "npadvmod", "nummod", "compound", "advmod", "det", "amod", "nmod", "tmod", "appos"}
)
_MOST_WORDS = 7  # of a name
_ALIKE = 80.0  # per cent, of two spellings of five letters or more
_ALIKE_BONES = 65.0  # of two that share their consonants
_LONG = 5


@attrs.frozen(kw_only=True)
class Titled:
    """Somebody given an office. Offsets are characters of the text."""

    start: int
    end: int
    office: str  # as the text has it
    name: str
    name_at: int
    rows: tuple[OfficeTerm, ...]  # of this holder, by his name
    office_rows: tuple[OfficeTerm, ...]  # of everybody who held it


@attrs.frozen(kw_only=True)
class _Word:
    start: int
    end: int
    text: str
    normal: str


@attrs.frozen(kw_only=True, eq=False)
class OfficeTable:
    """The rows by the words of their offices."""

    by_words: Mapping[frozenset[str], tuple[tuple[frozenset[str], OfficeTerm], ...]]  # words -> (countries, row)
    words: frozenset[str]
    countries: Mapping[str, str]  # normalised names and adjectives of countries -> which
    country_words: frozenset[str]


def office_table(rows: Iterable[OfficeTerm], countries: Mapping[str, str]) -> OfficeTable:
    """`countries`: normalised names and adjectives -> ISO code."""
    found: dict[frozenset[str], list[tuple[frozenset[str], OfficeTerm]]] = {}
    for row in rows:
        for office in row.offices:
            mine, own = _reduced([w.normal for w in _words(office)], countries)
            if own:
                found.setdefault(own, []).append((mine, row))
    return OfficeTable(
        by_words={k: tuple(v) for k, v in found.items()},
        words=frozenset(w for own in found for w in own),
        countries=countries,
        country_words=frozenset(w for name in countries for w in name.split()),
    )


def find_titled(text: str, table: OfficeTable) -> list[Titled]:
    """Every holder of the table named with his office, in order."""
    words = _words(text)
    found: dict[int, Titled] = {}
    at = 0
    while at < len(words):
        end = at
        while end < len(words) and _may_belong(words[end], table) and (end == at or _is_near(text, words, end)):
            end += 1
        if end > at and any(w.normal in table.words for w in words[at:end]):
            for one in (_before_name(text, words, at, end, table), _behind_name(text, words, at, end, table)):
                if one is not None:
                    found.setdefault(one.name_at, one)
        at = max(end, at + 1)
    return sorted(found.values(), key=lambda t: t.start)


def days_of(doc: Doc, titled: Titled, times: Sequence[TimeMention]) -> tuple[tuple[date, date], ...] | None:
    """The days, first and last, on which the holder is said to have acted or spoken; () for none told.

    None where the words tell of his life or of how the office was got or left.
    """
    span = doc.char_span(titled.name_at, titled.name_at + len(titled.name), alignment_mode="expand")
    verb = None if span is None else _verb_of(span.root)
    if verb is None:
        return ()
    if verb.lemma_.lower() in _LATER:
        return None
    tied = [
        t for t in times if (at := doc.char_span(t.start, t.end, alignment_mode="expand")) and _hangs_on(at.root, verb)
    ]
    return tuple(days for t in tied if (days := whole_days_of(t)) is not None)


def whole_days_of(time: TimeMention) -> tuple[date, date] | None:
    """First and last day of what the words name."""
    return span_days(time.named if time.named.is_known else time.span)


def span_days(span: TimeSpan) -> tuple[date, date] | None:
    """First and last day of a time that has both ends."""
    if span.start is None or span.end is None:
        return None
    return span.start.date(), (span.end - timedelta(microseconds=1)).date()


def is_same_name(told: str, listed: str) -> bool:
    """Spellings of one person's name: first and last alike, or one of the two alone, or all that the shorter one has in order."""
    a, b = sorted((_name_words(told), _name_words(listed)), key=len)
    if not a:
        return False
    if len(a) == 1:
        return any(_alike(a[0], w) for w in {b[0], b[-1]})
    at = 0
    for word in a:
        at = next((n + 1 for n in range(at, len(b)) if _alike(word, b[n])), -1)
        if at < 0:
            return _alike(a[0], b[0]) and len(a[0]) > 1 and _alike(a[-1], b[-1])
    return _alike(a[-1], b[-1])


def _words(text: str) -> list[_Word]:
    found = []
    for m in _WORD.finditer(text):
        plain = normalise(re.sub(r"['’]s$", "", m[0]))
        plain = plain.removeprefix("ال") if len(plain) > 4 else plain
        found.append(_Word(start=m.start(), end=m.end(), text=m[0], normal=_SPELT.get(plain, plain)))
    return found


def _may_belong(word: _Word, table: OfficeTable) -> bool:
    return word.normal in table.words or word.normal in _JOINING or word.normal in table.country_words


def _is_near(text: str, words: Sequence[_Word], at: int) -> bool:
    return re.fullmatch(r"['’]?[\s-]+", text[words[at - 1].end : words[at].start]) is not None


def _reduced(words: Sequence[str], countries: Mapping[str, str]) -> tuple[frozenset[str], frozenset[str]]:
    """(countries named, the words that are left)."""
    left = [w for w in words if w not in _JOINING]
    found, at = set(), 0
    own = []
    while at < len(left):
        size = next((n for n in (4, 3, 2, 1) if " ".join(left[at : at + n]) in countries and len(left) >= at + n), 0)
        if size:
            found.add(countries[" ".join(left[at : at + size])])
        else:
            own.append(left[at])
        at += size or 1
    return frozenset(found), frozenset(own)


def _rows_for(words: Sequence[_Word], table: OfficeTable) -> tuple[OfficeTerm, ...]:
    normals = [w.normal for w in words]
    named, own = _reduced(normals, table.countries)
    if any(normals.count(w) > 1 for w in own):
        return ()  # "minister and defence minister" are two
    rows = table.by_words.get(own, ())
    return tuple(dict.fromkeys(row for where, row in rows if not named or not where or named & where))


def _before_name(text: str, words: Sequence[_Word], at: int, end: int, table: OfficeTable) -> Titled | None:
    """Office, then name. The longest run of words that is an office counts."""
    for first in range(at, end):
        if words[first].normal in _JOINING or not (rows := _rows_for(words[first:end], table)):
            continue
        if not _is_free(text, words, first):
            return None
        gap = text[words[end - 1].end : words[end].start] if end < len(words) else "."
        if not re.fullmatch(r"\s+|,\s+", gap):
            return None
        last = _name_end(text, words, end)
        return _titled(text, words, (first, end), (end, last), rows) if last else None
    return None


def _behind_name(text: str, words: Sequence[_Word], at: int, end: int, table: OfficeTable) -> Titled | None:
    """Name, comma, office."""
    if at == 0 or not re.fullmatch(r",\s+", text[words[at - 1].end : words[at].start]):
        return None
    for last in range(end, at, -1):
        if words[last - 1].normal in _JOINING or not (rows := _rows_for(words[at:last], table)):
            continue
        rest = text[words[last - 1].end :]
        following = words[last].normal if last < len(words) and re.match(r"\s+\w", rest) else ""
        if following and (following in _ENDS_AFTER or following not in _FREE_BEFORE):
            return None
        first = at
        while (
            first
            and at - first < _MOST_WORDS
            and _is_name_word(words[first - 1])
            and (first == at or _is_near(text, words, first))
        ):
            first -= 1
        return _titled(text, words, (at, last), (first, at), rows) if first < at else None
    return None


def _is_free(text: str, words: Sequence[_Word], first: int) -> bool:
    """No word before the office makes another one of it."""
    if first == 0 or not re.fullmatch(r"['’]?[\s-]+", text[words[first - 1].end : words[first].start]):
        return True
    before = words[first - 1]
    if before.normal in _BARRED or (first > 1 and words[first - 2].normal in _BARRED and before.normal in _JOINING):
        return False
    return (
        before.normal in _FREE_BEFORE
        or before.normal.isdigit()
        or not before.text[:1].isascii()
        or before.normal.endswith("ed")
    )


def _name_end(text: str, words: Sequence[_Word], first: int) -> int:
    """Where the name that begins here ends; 0 for none."""
    last = first
    while last < len(words) and last - first < _MOST_WORDS and _is_name_word(words[last]):
        if last > first and not re.fullmatch(r"\.?[\s-]+", text[words[last - 1].end : words[last].start]):
            break
        last += 1
    while last > first and words[last - 1].normal in _PARTICLES:
        last -= 1
    return last if last > first else 0


def _is_name_word(word: _Word) -> bool:
    """Capitalised, a particle, or of a script without capitals."""
    return (
        word.text[:1].isupper()
        or word.normal in _PARTICLES
        or (not word.text[:1].isascii() and word.text[:1].isalpha() and not word.text[:1].islower())
    )


def _titled(
    text: str, words: Sequence[_Word], office: tuple[int, int], name: tuple[int, int], rows: tuple[OfficeTerm, ...]
) -> Titled | None:
    for first, last in _cuts(words, name, is_behind=name[0] < office[0]):
        told = text[words[first].start : words[last - 1].end]
        mine = tuple(r for r in rows if any(is_same_name(told, h) for h in r.holders))
        if mine:
            start, end = (
                min(words[first].start, words[office[0]].start),
                max(words[last - 1].end, words[office[1] - 1].end),
            )
            return Titled(
                start=start, end=end, office=text[words[office[0]].start : words[office[1] - 1].end], name=told,
                name_at=words[first].start, rows=mine, office_rows=rows,
            )  # fmt: skip
    return None


def _cuts(words: Sequence[_Word], name: tuple[int, int], *, is_behind: bool) -> Iterator[tuple[int, int]]:
    """The whole run; where the script has no capitals any stretch of it that touches the office, the longest first."""
    first, last = name
    if words[last - 1 if is_behind else first].normal in _BARRED:
        return
    yield first, last
    if words[first].text[:1].isupper() or words[last - 1].text[:1].isupper():
        return
    for n in range(last - first - 1, 1, -1):
        yield (last - n, last) if is_behind else (first, first + n)


def _name_words(name: str) -> list[str]:
    words = [w for part in _WORD.findall(name) for w in normalise(part).split()]
    bare = [w.removeprefix("ال") if len(w) > 4 else w for w in words]
    return [w for w in bare if w not in ARTICLES and w not in _PARTICLES] or bare


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> bool:
    if a == b or (len(a) == 1 and b.startswith(a)) or (len(b) == 1 and a.startswith(b)):
        return True
    bones = skeleton(a)
    is_close = bones != "" and bones == skeleton(b)  # Hassan and Hussein share their consonants and are two names
    return min(len(a), len(b)) >= _LONG and fuzz.ratio(a, b) >= (_ALIKE_BONES if is_close else _ALIKE)


def _verb_of(token: Token) -> Token | None:
    """The verb whose subject the name is, title and apposition included."""
    while token.dep_ in ("appos", "compound", "nmod", "conj", "flat") and token.head.i != token.i:
        token = token.head
    return token.head if token.dep_ in ("nsubj", "nsubjpass") and token.head.pos_ in ("VERB", "AUX") else None


def _hangs_on(token: Token, verb: Token) -> bool:
    """Through prepositions and parts of a date, not through another clause."""
    while token.i != verb.i and token.head.i != token.i and token.dep_ in _ADJUNCTS:
        token = token.head
    return token.i == verb.i
