"""Do two claims tell of one happening? One comparator per field: a weight of evidence, the sentence, the two values.

A weight is a natural logarithm of a likelihood ratio (Fellegi & Sunter 1969): how much more often the two values meet so
in reports of one happening than in reports of two at that place and time. Agreement on a rare value weighs more than on a
common one: shares are taken from the claims at hand, smoothed. `None` as weight: the two cannot be one.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import attrs
from rapidfuzz import fuzz

from trigpoint.fusion.facts import FINE_DAYS, Facts
from trigpoint.fusion.names import stems_with
from trigpoint.fusion.vocabulary import A_GOVERNMENT, LinkVocabulary
from trigpoint.places.geodesy import distance_m

_DATE_SLIPS = {1: -1.2, 2: -3.0, 3: -4.5}  # days two accounts of one happening lie apart: night, time zone, misprint
_SMOOTHING = 12.0  # values imagined beside those seen, so that few claims make nothing look rare


_ALIKE = 75.0  # rapidfuzz ratio of two skeletons from which they may be one name, otherwise spelt
_SIDE_BY_SIDE = 600  # characters between two quotes of one account, up to which it most likely goes on about the same
_GOES_ON = 1.2
_TELLING = 3  # consonants from which a place name says something


FIELDS = (  # as `findings` orders
    "time", "type", "place", "part of place", "hour", "actor", "target", "toll", "source", "account",
)  # fmt: skip


class Finding(NamedTuple):
    """What one comparator found."""

    weight: float | None
    why: str
    left: str
    right: str


@attrs.frozen(kw_only=True)
class Shares:
    """How common a value is among the claims at hand."""

    killed: Mapping[int, int]
    targets: Mapping[frozenset[str], int]
    parties: Mapping[str, int]
    roots: Mapping[str, int]
    totals: tuple[float, float, float, float]  # claims that give a value, in the order above

    def of_killed(self, value: int, without: int = 0, of: int = 0) -> float:
        """Smoothed with 1/n(n+1): small numbers are common everywhere. `without` of `of` claims are left out."""
        seen, every = max(0, self.killed.get(value, 0) - without), max(0.0, self.totals[0] - of)
        return (seen + _SMOOTHING / (value + 1) / (value + 2)) / (every + _SMOOTHING)

    def of_target(self, value: frozenset[str]) -> float:
        """Share of claims with a target that name this one."""
        return (self.targets.get(value, 0) + 1) / (self.totals[1] + _SMOOTHING)

    def of_party(self, value: str) -> float:
        """Share of claims with an actor that name this one; two or three sides make most of any conflict."""
        return (self.parties.get(value, 0) + 2) / (self.totals[2] + _SMOOTHING / 2)

    def of_root(self, value: str) -> float:
        """Share of claims with a source behind the outlet that name this one."""
        return (self.roots.get(value, 0) + 1) / (self.totals[3] + _SMOOTHING)


def shares_of(claims: Iterable[Facts]) -> Shares:
    """Counted over all claims."""
    killed: Counter[int] = Counter()
    targets: Counter[frozenset[str]] = Counter()
    parties: Counter[str] = Counter()
    roots: Counter[str] = Counter()
    totals = [0.0, 0.0, 0.0, 0.0]
    for f in claims:
        if f.killed:
            killed[f.killed[0]] += 1
        targets.update(f.targets)
        parties.update(f.parties)
        if f.root:
            roots[f.root] += 1
        for n, said in enumerate((f.killed is not None, f.targets, f.parties, f.root)):
            totals[n] += bool(said)
    return Shares(
        killed=killed,
        targets=targets,
        parties=parties,
        roots=roots,
        totals=(totals[0], totals[1], totals[2], totals[3]),
    )


def distance_km(a: Facts, b: Facts) -> float | None:
    """Great-circle distance of the two points, None when one has none."""
    if a.lat is None or a.lon is None or b.lat is None or b.lon is None:
        return None
    return great_circle_km(a.lat, a.lon, b.lat, b.lon)


def great_circle_km(lat: float, lon: float, other_lat: float, other_lon: float) -> float:
    """Great-circle distance, latitude first; degrees in, km out."""
    return distance_m(lon, lat, other_lon, other_lat) / 1000


def compare_type(a: Facts, b: Facts) -> Finding:
    """Kinds of happening the two types may tell of."""
    left, right = a.claim.event_type, b.claim.event_type
    if left == right:
        return Finding(0.4 if len(a.kinds) == 1 else 0.0, f"both tell of {_spoken(left)}", left, right)
    if not a.kinds & b.kinds:
        return Finding(None, f"{_spoken(left)} is not {_spoken(right)}", left, right)
    narrow = len(a.kinds) == len(b.kinds) == 1
    return Finding(0.3 if narrow else -0.5, f"{_spoken(left)} may be {_spoken(right)}", left, right)


def compare_time(a: Facts, b: Facts) -> Finding:
    """Whether the intervals meet; days that only just miss are a known slip, within one text they are two dates."""
    left, right = a.spoken_time, b.spoken_time
    if a.first is None or a.last is None or b.first is None or b.last is None:
        return Finding(0.0, "one gives no date", left, right)
    if a.first < b.last and b.first < a.last:
        if a.days <= FINE_DAYS and b.days <= FINE_DAYS:
            same = (a.first, a.last) == (b.first, b.last)
            return Finding(
                0.8 if same else 0.4,
                f"on the same day ({left})" if same else f"days that meet ({left}, {right})",
                left,
                right,
            )
        return Finding(0.0, f"dates that fit ({left}, {right})", left, right)
    apart = max(a.first, b.first) - min(a.last, b.last) + 1
    if a.document == b.document or a.days > FINE_DAYS or b.days > FINE_DAYS or apart not in _DATE_SLIPS:
        return Finding(None, f"dates that do not meet ({left}, {right})", left, right)
    return Finding(_DATE_SLIPS[apart], f"dates {apart} day{'s' * (apart > 1)} apart ({left}, {right})", left, right)


def compare_hours(a: Facts, b: Facts) -> Finding:
    """The part of the day, where both say it and mean one day."""
    if a.hours is None or b.hours is None or a.first != b.first:
        return Finding(0.0, "", "", "")
    left, right = (f"{h[0]:02d}-{h[1]:02d} h" for h in (a.hours, b.hours))
    shared = min(a.hours[1], b.hours[1]) - max(a.hours[0], b.hours[0])
    if shared > 0:
        if 2 * shared >= min(a.hours[1] - a.hours[0], b.hours[1] - b.hours[0]):
            return Finding(1.7, f"at the same time of day ({left}, {right})", left, right)
        return Finding(0.0, f"at times of day that touch ({left}, {right})", left, right)
    apart = -shared
    return Finding(-1.0 if apart < 1 else -3.0, f"at other times of day ({left}, {right})", left, right)


def compare_place(a: Facts, b: Facts) -> Finding:
    """Distance against the radii, and the names."""
    left, right = (_place_words(f) for f in (a, b))
    named = bool(a.place_key) and a.place_key == b.place_key
    apart = distance_km(a, b)
    if apart is None:
        return _compare_names_alone(a, b, left, right)
    reach = a.radius_km + b.radius_km
    if apart > 1.3 * reach + 2:
        return Finding(None, f"{apart:.0f} km apart, more than the radii allow", left, right)
    near = 0.6 if apart <= 0.3 * reach + 0.5 else 0.1 if apart <= 0.7 * reach else -1.0 if apart <= reach else -2.2
    alike = named or _one_names_the_other(a.place_key, b.place_key)
    near = max(near, 0.1) if alike and apart <= reach else near
    name = 0.7 if alike else -1.5 if a.radius_km <= 10 and b.radius_km <= 10 else -0.2
    what = (
        f"both at {left}"
        if named and apart < 1
        else f"{left} and {right}, {apart:.0f} km apart within radii of {reach:.0f} km"
    )
    return Finding(near + name, what, left, right)


def _compare_names_alone(a: Facts, b: Facts, left: str, right: str) -> Finding:
    """Where one has no point: another name is another place, and no name says nothing."""
    if not a.place_key or not b.place_key:
        return Finding(-2.0, "a place that is not located", left, right)
    if a.place_key == b.place_key:
        return Finding(0.7, f"both name {left}", left, right)
    if _one_names_the_other(a.place_key, b.place_key) or fuzz.ratio(a.place_key, b.place_key) >= _ALIKE:
        return Finding(-0.5, f"names alike ({left}, {right}), one not located", left, right)
    return Finding(None, f"{left} is not {right}, and one is not located", left, right)


def _one_names_the_other(left: str, right: str) -> bool:
    """The plant at Safira and Safira: one key begins with the other."""
    short, long = sorted((left, right), key=len)
    return len(short) >= _TELLING and long.startswith(short)


def compare_parts(a: Facts, b: Facts) -> Finding:
    """The part of the place: northern edge, main square."""
    if not a.place_parts or not b.place_parts:
        return Finding(0.0, "", "", "")
    left, right = (_place_words(f) for f in (a, b))
    if a.place_parts & b.place_parts:
        return Finding(1.7, f"the same part of the place ({left})", left, right)
    return Finding(-3.0, f"other parts of the place ({left}, {right})", left, right)


def compare_actors(a: Facts, b: Facts, shares: Shares, words: LinkVocabulary) -> Finding:
    """Who did it."""
    if not a.parties or not b.parties:
        return Finding(0.0, "", "", "")
    left, right = (", ".join(sorted(f.parties)) for f in (a, b))
    if both := a.parties & b.parties:
        rarest = min(shares.of_party(p) for p in both)
        return Finding(math.log(0.9 / min(0.9, rarest)) * 0.7 + 0.1, f"the same actor ({min(both)})", left, right)
    if any(is_part_of(p, q, words) for p in a.parties for q in b.parties):
        return Finding(0.5, f"actors of one side ({left}, {right})", left, right)
    return Finding(-2.2, f"other actors ({left}, {right})", left, right)


def compare_targets(a: Facts, b: Facts, shares: Shares, words: LinkVocabulary) -> Finding:
    """What was hit."""
    if not a.targets or not b.targets:
        return Finding(0.0, "", "", "")
    left, right = (", ".join(sorted(" ".join(sorted(t)) for t in f.targets)) for f in (a, b))
    if both := a.targets & b.targets:
        rarest = min(shares.of_target(t) for t in both)
        return Finding(min(3.0, math.log(0.9 / rarest)), f"the same target ({left})", left, right)
    if any(s & t for s in a.targets for t in b.targets):
        return Finding(0.0, f"targets alike ({left}, {right})", left, right)
    if all(t & words.military_targets for t in (*a.targets, *b.targets)):
        return Finding(-0.4, f"military targets by other names ({left}, {right})", left, right)
    if a.document == b.document:
        return Finding(-0.6, f"other targets in one account ({left}, {right})", left, right)  # parts of one raid
    return Finding(-3.0, f"other targets ({left}, {right})", left, right)


def compare_killed(a: Facts, b: Facts, shares: Shares) -> Finding:
    """The dead: early and later counts differ, so that a difference weighs by its ratio."""
    if a.killed is None or b.killed is None:
        return Finding(0.0, "", "", "")
    left, right = (_interval(f.killed) for f in (a, b) if f.killed)
    (low, high), (other_low, other_high) = a.killed, b.killed
    if a.killed == b.killed and low == high:
        return Finding(
            min(3.0, math.log(0.5 / shares.of_killed(low))) if low else 0.3, f"the same toll ({left})", left, right
        )
    if low <= (math.inf if other_high is None else other_high) and other_low <= (math.inf if high is None else high):
        near = min(low, other_low) / max(low, other_low, 1)
        return Finding(0.8 if near >= 0.6 else -0.5, f"tolls that fit ({left}, {right})", left, right)
    ends = sorted(
        (
            max(low, other_low),
            min(high if high is not None else low, other_high if other_high is not None else other_low),
        )
    )
    near = (ends[0] + 1) / (ends[1] + 1)
    return Finding(
        -0.8 if near >= 0.6 else -2.0 if near >= 0.35 else -2.8, f"other tolls ({left}, {right})", left, right
    )


def compare_roots(a: Facts, b: Facts, shares: Shares) -> Finding:
    """Both rest on one source: joining those cannot feign corroboration."""
    if not a.root or a.root != b.root:
        return Finding(0.0, "", "", "")
    weight = min(1.2, max(0.0, math.log(0.5 / shares.of_root(a.root))))
    name = a.claim.attribution[-1].name
    return Finding(weight, f"both on the word of {name}", name, b.claim.attribution[-1].name)


def compare_accounts(a: Facts, b: Facts) -> Finding:
    """Sentences of one account that stand side by side mostly go on about one happening."""
    if a.document != b.document:
        return Finding(0.0, "", "", "")
    left, right = a.claim.quote, b.claim.quote
    apart = max(left.start, right.start) - min(left.end, right.end)
    if apart > _SIDE_BY_SIDE:
        return Finding(0.0, "", "", "")
    return Finding(_GOES_ON, "side by side in one account", str(left.start), str(right.start))


def is_part_of(left: str, right: str, words: LinkVocabulary) -> bool:
    """One party is the other, belongs to it, or is named with the other's words: Ruritania, Ruritanian Air Force."""
    for one, other in ((left, right), (right, left)):
        whole = one
        while whole := words.part_of.get(whole, ""):
            if whole == other:
                return True
        if one == A_GOVERNMENT and other in words.states:
            return True
    if left in words.parties and right in words.parties:
        return left == right
    stems, others = stems_with(left, words.demonyms), stems_with(right, words.demonyms)
    return bool(stems and others) and (stems <= others or others <= stems)


def findings(a: Facts, b: Facts, shares: Shares, words: LinkVocabulary) -> list[Finding]:
    """Every comparator's finding on the pair, in the order of `FIELDS`; stops at the first that rules the pair out."""
    found = [compare_time(a, b)]
    if found[-1].weight is None:
        return found
    found.append(compare_type(a, b))
    if found[-1].weight is None:
        return found
    found.append(compare_place(a, b))
    if found[-1].weight is None:
        return found
    found.extend(
        (
            compare_parts(a, b),
            compare_hours(a, b),
            compare_actors(a, b, shares, words),
            compare_targets(a, b, shares, words),
            compare_killed(a, b, shares),
            compare_roots(a, b, shares),
            compare_accounts(a, b),
        )
    )
    return found


def evidence(a: Facts, b: Facts, shares: Shares, words: LinkVocabulary) -> float | None:
    """Sum of the weights, None where the two cannot be one."""
    total = 0.0
    for finding in findings(a, b, shares, words):
        if finding.weight is None:
            return None
        total += finding.weight
    return total


def _spoken(event_type: str) -> str:
    return event_type.replace("_", " ")


def _place_words(f: Facts) -> str:
    return f.claim.where.text if f.claim.where else "no place"


def _interval(count: tuple[int, int | None]) -> str:
    low, high = count
    return f"{low} or more" if high is None else str(low) if low == high else f"{low} to {high}"
