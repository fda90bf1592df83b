"""Values that cannot all be true, kept side by side with who says which. Nothing is decided here.

Not a contradiction: a coarser date that holds the finer, "at least 8" beside 11, a force and the state it belongs to, places
within each other's radius, and different numbers from one and the same origin (it counts different things).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

import attrs

from trigpoint.fusion.comparators import great_circle_km, is_part_of
from trigpoint.fusion.facts import FINE_DAYS, Facts, Standing, party_of
from trigpoint.fusion.names import words_of
from trigpoint.fusion.origins import OriginOf
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.claim import Count, CountStatus
from trigpoint.model.event import Contradiction, ContradictionValue

V = TypeVar("V", bound=Hashable)

NOBODY_NAMED = "nobody is named"  # a party denies having done what is laid at no one's door
_ANYONE = frozenset({"people", "person", "killed", "dead", "casualties", "victims", "injured", "wounded", ""})


def find_contradictions(
    members: Sequence[Facts], origins: Sequence[OriginOf], words: LinkVocabulary
) -> tuple[Contradiction, ...]:
    """Contradictions of one event, by field: occurrence, date, place, perpetrator, identity of what was hit, count."""
    names, called = _origin_names(origins), _as_written(members, words)
    told = [f for f in members if f.standing is not Standing.DENIAL]
    found = [
        _occurrence([f for f in members if not f.disowns], names),
        _responsibility(members, names, called),
        _differing("date", told, _dates, _dates_clash, lambda f, _: f.claim.when.edtf(), names),
        _differing("place", told, _spots, _spots_clash, _place_words, names),
        _differing(
            "perpetrator",
            told,
            lambda f: [f.parties] if f.parties else [],
            lambda a, b: not any(p == q or is_part_of(p, q, words) for p in a for q in b),
            lambda _, parties: _shown(parties, called),
            names,
        ),
        _differing(
            "identity", told, _hit, lambda a, b: _other_things(a, b, words), lambda _, t: _target_words(t), names
        ),
        *(
            _differing("count", told, _counts_of(status), _counts_clash, lambda _, c: _count_words(c), names)
            for status in CountStatus
            if status is not CountStatus.TOTAL
        ),
    ]
    return tuple(attrs.evolve(c, leans=_leaning(c)) for c in found if c is not None)


def _leaning(c: Contradiction) -> str:
    """The value that more origins give than any other; "" when none does."""
    ordered = sorted((len({o for o in v.origins if o}) for v in c.values), reverse=True)
    if len(ordered) > 1 and ordered[0] == ordered[1]:
        return ""
    return max(c.values, key=lambda v: len({o for o in v.origins if o})).value


def _hit(f: Facts) -> list[frozenset[frozenset[str]]]:
    return [f.targets] if f.targets else []


def _other_things(a: frozenset[frozenset[str]], b: frozenset[frozenset[str]], words: LinkVocabulary) -> bool:
    """Both name a known sort of thing, no word in common, and not two words for a military site."""
    left, right = frozenset().union(*a), frozenset().union(*b)
    military = [bool(side & words.military_targets) for side in (left, right)]
    civil = [bool(side & words.civil_targets) for side in (left, right)]
    known = all(m or c for m, c in zip(military, civil, strict=True))
    return known and any(civil) and not left & right


def _target_words(targets: frozenset[frozenset[str]]) -> str:
    return ", ".join(sorted(" ".join(sorted(t)) for t in targets))


def _origin_names(origins: Sequence[OriginOf]) -> dict[str, str]:
    """Claim id -> origin name."""
    return {claim: o.name for o in origins for claim in o.claims}


def _occurrence(members: Sequence[Facts], names: dict[str, str]) -> Contradiction | None:
    sides = [
        (value, [f for f in members if (f.standing is Standing.DENIAL) is denies])
        for value, denies in (("it happened", False), ("it did not happen", True))
    ]
    if not all(side for _, side in sides):
        return None
    return Contradiction(field="occurrence", values=tuple(_value(v, side, names) for v, side in sides))


def _responsibility(members: Sequence[Facts], names: dict[str, str], called: Mapping[str, str]) -> Contradiction | None:
    """A party's denial that it did it, beside those who say who did it, or else that it happened."""
    disowned = [f for f in members if f.disowns]
    told = [f for f in members if f.standing is not Standing.DENIAL]
    if not disowned or not told:
        return None
    accused = sorted({p for f in told for p in f.parties})
    deniers = sorted({_speaker(f) for f in disowned})
    values = (
        _value(_shown(accused, called) or NOBODY_NAMED, [f for f in told if f.parties] or told, names),
        ContradictionValue(
            value="not " + ", ".join(deniers),
            origins=tuple(deniers),
            members=tuple(sorted({f.claim.id for f in disowned})),
        ),
    )
    return Contradiction(field="perpetrator", values=values)


def _as_written(members: Sequence[Facts], words: LinkVocabulary) -> dict[str, str]:
    """A belligerent -> its name as most accounts write it, the longest of equals."""
    written: dict[str, Counter[str]] = defaultdict(Counter)
    for f in members:
        for actor in f.claim.actors:
            written[party_of(actor, words)][actor] += 1
    return {party: max(spelt, key=lambda name: (spelt[name], len(name), name)) for party, spelt in written.items()}


def _shown(parties: Iterable[str], called: Mapping[str, str]) -> str:
    """Names as a reader expects them: they are compared without capitals and by their short forms."""
    names = (called.get(p, p) for p in sorted(parties))
    return ", ".join(name[:1].upper() + name[1:] for name in names)


def _speaker(f: Facts) -> str:
    return f.claim.attribution[-1].name if f.claim.attribution else f.document


def _differing(
    field: str,
    members: Sequence[Facts],
    values_of: Callable[[Facts], Sequence[V]],
    clash: Callable[[V, V], bool],
    spoken: Callable[[Facts, V], str],
    names: dict[str, str],
) -> Contradiction | None:
    """The values that clash with a value of another origin, one entry per wording."""
    held: dict[V, list[Facts]] = {}
    for f in members:
        for v in values_of(f):
            held.setdefault(v, []).append(f)
    said_by = {v: {names.get(f.claim.id) for f in side} for v, side in held.items()}
    sides: dict[str, list[Facts]] = {}
    for v, side in held.items():
        against = set().union(*(said_by[w] for w in held if clash(v, w)))
        # an origin that gives both values counts two things; only what another origin says contradicts
        for f in side:
            if against - {names.get(f.claim.id)}:
                sides.setdefault(spoken(f, v), []).append(f)
    if len(sides) < 2:
        return None
    return Contradiction(field=field, values=tuple(_value(v, side, names) for v, side in sorted(sides.items())))


def _value(value: str, side: Sequence[Facts], names: dict[str, str]) -> ContradictionValue:
    return ContradictionValue(
        value=value,
        origins=tuple(sorted({names.get(f.claim.id, "") for f in side})),
        members=tuple(sorted({f.claim.id for f in side})),
    )


def _dates(f: Facts) -> list[tuple[int, int]]:
    return [(f.first, f.last)] if f.first is not None and f.last is not None and f.days <= FINE_DAYS else []


def _dates_clash(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] >= b[1] or b[0] >= a[1]


def _spots(f: Facts) -> list[tuple[float, float, float]]:
    return [(f.lat, f.lon, f.radius_km)] if f.is_fine and f.lat is not None and f.lon is not None else []


def _spots_clash(a: tuple[float, float, float], b: tuple[float, float, float]) -> bool:
    return great_circle_km(a[0], a[1], b[0], b[1]) > a[2] + b[2] + 1


def _place_words(f: Facts, _: Any) -> str:
    return f.claim.where.text if f.claim.where else ""


def _counts_of(status: CountStatus) -> Callable[[Facts], list[Count]]:
    return lambda f: [c for c in f.claim.counts if c.status is status and c.min is not None]


def _counts_clash(a: Count, b: Count) -> bool:
    if _what(a) and _what(b) and _what(a) != _what(b):
        return False
    low, high = (a, b) if (a.min or 0) <= (b.min or 0) else (b, a)
    return high.min is not None and low.max is not None and low.max < high.min


def _what(count: Count) -> str:
    """The head of what is counted; "" for words that fit anybody."""
    heads = words_of(count.unit)
    return "" if not heads or heads[-1] in _ANYONE else heads[-1].rstrip("s")


def _count_words(count: Count) -> str:
    if count.max is None:
        number = f"at least {count.min}"
    else:
        number = str(count.min) if count.min == count.max else f"{count.min} to {count.max}"
    return f"{number} {count.unit} {count.status}".replace(f"{count.status} {count.status}", count.status)
