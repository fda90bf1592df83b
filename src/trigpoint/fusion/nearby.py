"""The neighbourhood of new claims: what could be joined with them, what is looked at beside that, and how all of it links anew.

A fine claim opens the events whose claims it can be compared with, and those that these can be compared with, and so on for
`RINGS`, so that nothing is joined for want of its rival. A coarse claim opens the events it might be about, and no rings: it
takes one home and bridges nothing. A coarse claim of the case that a new fine one fits is settled anew, with all it might be about.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import attrs
import numpy as np

from trigpoint.fusion.abridged import Abridged
from trigpoint.fusion.blocking import DISK_MOST_KM, MOST_CLUSTERS, SLIP_DAYS, WEEK, cell_at, rings_of
from trigpoint.fusion.crowding import Crowding, OthersOf
from trigpoint.fusion.decisions import NO_BONDS, bonds_of
from trigpoint.fusion.facts import FINE_DAYS, Facts, Standing
from trigpoint.fusion.ground import (
    NEIGHBOURS,
    STANDINGS,
    Flags,
    Floats,
    Ground,
    Ints,
    cells_around,
    checksum,
)
from trigpoint.fusion.linking import FITS, Crowd, link, odds_of
from trigpoint.fusion.vocabulary import LinkVocabulary
from trigpoint.model.decision import Decision

RINGS = 2
MOST_OPENED = 4000  # claims; in a denser place no further ring is opened
_KM_PER_DEGREE = 111.2
_PLAN, _TOTAL, _DENIAL = (STANDINGS.index(s) for s in (Standing.PLAN, Standing.TOTAL, Standing.DENIAL))

Read = Callable[[Sequence[int]], list[Abridged]]  # rows of the ground -> their claims


@attrs.frozen(kw_only=True)
class Relinked:
    """What new claims change: the events to be written, as claim ids, those they replace, and how crowded each claim's place is."""

    clusters: tuple[tuple[str, ...], ...]
    replaced: tuple[str, ...]
    others: Mapping[str, float]


def relink(
    ground: Ground, new: Sequence[Abridged], read: Read, words: LinkVocabulary, decisions: Sequence[Decision] = ()
) -> Relinked:
    """Link the new claims with their neighbourhood. Events whose claims stay together are left alone."""
    fine = _repeats(ground, new) | _around_fine(ground, new)
    others = Crowding(ground, new)
    moved = _coarse_that_may_move(ground, new, read, others, words)
    near = fine | {int(h) for h in ground.home[moved].tolist()}
    coarse = [one.facts for one in new if not one.facts.is_fine] + [one.facts for one in read(moved)]
    for f in coarse:
        near |= _homes_of(ground, f) | _coarse_beside(ground, f)
    rows = np.flatnonzero(np.isin(ground.home, np.array(sorted(near), dtype=np.int64)))
    groups = repeats_once([*read(rows.tolist()), *new])
    facts = [g[0].facts for g in groups]
    free = {one.id for one in new} | {one.id for one in read(moved)}
    bonds = bonds_of(decisions, {one.id: n for n, g in enumerate(groups) for one in g}) if decisions else NO_BONDS
    crowd = Crowd(shares=ground.learned.shares, others=OthersOf(facts, others))
    homeless, kept = _homeless(ground, rows, groups, free), _kept(ground, rows, groups, fine)
    clusters = link(facts, words, crowd=crowd, bonds=bonds, homeless=homeless, kept=kept)
    return _changed(clusters, groups, ground, rows, crowd)


def repeats_once(claims: Iterable[Abridged]) -> list[list[Abridged]]:
    """Claims that one outlet repeats together, in an order that depends on content alone."""
    held: dict[str, list[Abridged]] = {}
    for one in claims:
        held.setdefault(one.same, []).append(one)
    return [
        sorted(g, key=lambda o: (o.facts.claim.article, o.facts.claim.quote.start, o.id))
        for _, g in sorted(held.items())
    ]


def _changed(
    clusters: Sequence[Sequence[int]], groups: Sequence[Sequence[Abridged]], ground: Ground, rows: Ints, crowd: Crowd
) -> Relinked:
    """Clusters that are not one event as it was."""
    home = dict(zip((c.decode() for c in ground.claims[rows].tolist()), ground.home[rows].tolist(), strict=True))
    size = dict(zip(*(a.tolist() for a in np.unique(ground.home[rows], return_counts=True)), strict=True))
    taken, gone = [], set[int]()
    for cluster in clusters:
        members = [one.id for i in cluster for one in groups[i]]
        was = {home.get(m, -1) for m in members}
        if len(was) > 1 or -1 in was or size[min(was)] != len(members):
            taken.append((cluster, tuple(sorted(members))))
            gone |= was - {-1}
    others = {groups[i][0].id: crowd.others[i] for cluster, _ in taken if len(cluster) > 1 for i in cluster}
    ids = sorted({ground.events[n].decode() for n in gone})
    return Relinked(clusters=tuple(members for _, members in taken), replaced=tuple(ids), others=others)


def _repeats(ground: Ground, new: Sequence[Abridged]) -> set[int]:
    """Homes of claims that say the very same."""
    same = np.array([checksum(one.same) for one in new], dtype=np.int64)
    return set(ground.home[np.isin(ground.same, same)].tolist())


def _around_fine(ground: Ground, new: Sequence[Abridged]) -> set[int]:
    """Homes of what new fine claims can be compared with, and so on for some rings."""
    fine = [one.facts for one in new if one.facts.is_fine and one.facts.standing is not Standing.TOTAL]
    if not fine:
        return set()
    held = _in_days_of(ground, fine, ground.is_fine)
    asked: list[Facts | _Row] = list(fine)
    homes = set[int]()
    for _ in range(1 + RINGS):
        found = set[int]()
        for f in asked:
            found |= set(held.home[_meets(held, f)].tolist())
        fresh = found - homes
        homes |= fresh
        rows = np.flatnonzero(np.isin(held.home, np.array(sorted(fresh), dtype=np.int64)))
        if not fresh or len(rows) > MOST_OPENED:
            break
        asked = [_stand_in(held, n) for n in rows.tolist()]
    return homes


@attrs.frozen(kw_only=True)
class _Row:
    """A row of the ground, to be asked as a claim is."""

    lat: float | None
    lon: float | None
    radius_km: float
    first: int | None
    last: int | None
    kinds: frozenset[str]
    place_key: str
    standing: Standing
    is_fine: bool


def _stand_in(g: Ground, n: int) -> _Row:
    return _Row(
        lat=float(g.lat[n]), lon=float(g.lon[n]), radius_km=float(g.radius[n]), first=int(g.first[n]) or None,
        last=int(g.last[n]) or None, kinds=g.kind_sets[int(g.kinds[n])], place_key="", standing=STANDINGS[int(g.standing[n])],
        is_fine=bool(g.is_fine[n]),
    )  # fmt: skip


def _in_days_of(ground: Ground, asked: Sequence[Facts], kept: Flags) -> Ground:
    """The part that lies within the rings' days of these claims, so that each of them asks few."""
    first, last = min(f.first or 0 for f in asked), max(f.last or 0 for f in asked)
    reach = (1 + RINGS) * (SLIP_DAYS + FINE_DAYS)
    return ground.part(np.flatnonzero(kept & (ground.first < last + reach) & (first < ground.last + reach)))


def _meets(g: Ground, f: Facts | _Row) -> Flags:
    """Rows that are not ruled out by time, kind, place and standing."""
    found = np.array([bool(f.kinds & told) for told in g.kind_sets], dtype=np.bool_)[g.kinds]
    told = np.array([_alike(f.standing, s) for s in STANDINGS], dtype=np.bool_)
    found &= told[g.standing]
    if f.first is not None and f.last is not None:
        slip = np.where((g.last - g.first <= FINE_DAYS) & (f.last - f.first <= FINE_DAYS), SLIP_DAYS, 0)
        found &= (g.first == 0) | ((g.first < f.last + slip) & (f.first < g.last + slip))
    named = (g.place == checksum(f.place_key)) & bool(f.place_key)
    if f.lat is None or f.lon is None:
        return np.asarray(found & named, dtype=np.bool_)
    rows = np.flatnonzero(found)
    apart = _apart_km(g.lat[rows], g.lon[rows], f.lat, f.lon)
    with np.errstate(invalid="ignore"):
        found[rows] = (apart <= 1.3 * (g.radius[rows] + f.radius_km) + 2.5) | (np.isnan(apart) & named[rows])
    return found


def _alike(left: Standing, right: Standing) -> bool:
    """Whether one cluster may hold both."""
    happened = (Standing.HAPPENING, Standing.DENIAL)
    return left is right or (left in happened and right in happened)


def _apart_km(lat: Floats, lon: Floats, other_lat: float, other_lon: float) -> Floats:
    """Great circles on a sphere."""
    a, b = np.radians(lat), np.radians(other_lat)
    half = np.sin((a - b) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.radians(lon - other_lon) / 2) ** 2
    return np.asarray(2 * np.degrees(np.arcsin(np.sqrt(half))) * _KM_PER_DEGREE, dtype=np.float64)


def _homes_of(ground: Ground, f: Facts) -> set[int]:
    """Homes of the events that a coarse claim might be about; none where they are too many to choose from."""
    if f.standing not in (Standing.HAPPENING, Standing.PLAN):
        return set()
    mine = ground.is_fine & (ground.standing == STANDINGS.index(f.standing))
    weeks = None if f.first is None or f.last is None else ((f.first - 1) // WEEK, f.last // WEEK)
    if f.lat is None or f.lon is None or f.radius_km >= DISK_MOST_KM:
        if weeks is None or weeks[1] - weeks[0] >= 8:
            return set()
    else:
        mine &= np.isin(ground.cells[:, NEIGHBOURS], cells_around(cell_at(f.lat, f.lon), rings_of(f.radius_km)))
    if weeks is not None:
        mine &= ((ground.last - 1) // WEEK >= weeks[0]) & (ground.first // WEEK <= weeks[1])
    rows = np.flatnonzero(mine)
    homes = np.unique(ground.home[rows])
    if len(homes) > MOST_CLUSTERS:
        return set()
    held = ground.part(np.flatnonzero(np.isin(ground.home, homes) & ground.is_fine))
    held = held.part(np.flatnonzero(held.standing == STANDINGS.index(f.standing)))
    fits = _meets(held, f) if f.lat is not None else np.ones(len(held), dtype=np.bool_)
    return set(held.home[fits].tolist()) - set(held.home[~fits].tolist())


def _coarse_beside(ground: Ground, f: Facts) -> set[int]:
    """Homes of coarse claims, or totals, of the same place and period."""
    found = ~ground.is_fine if f.standing is not Standing.TOTAL else np.ones(len(ground), dtype=np.bool_)
    found = (
        found
        & (ground.standing == STANDINGS.index(f.standing))
        & (ground.place == checksum(f.place_key))
        & bool(f.place_key)
    )
    if not f.durable:
        found &= (ground.first == (f.first or 0)) & (ground.last == (f.last or 0))
    return set(ground.home[found].tolist())


def _coarse_that_may_move(
    ground: Ground, new: Sequence[Abridged], read: Read, others: Crowding, words: LinkVocabulary
) -> list[int]:
    """Rows of coarse claims that a new fine claim fits: it may give them a home, or a second one."""
    moved = set[int]()
    for one in new:
        f = one.facts
        if not f.is_fine or f.standing not in (Standing.HAPPENING, Standing.PLAN):
            continue
        days = (ground.first < (f.last or 0)) & (ground.last > (f.first or 0)) | (ground.first == 0)
        rows = np.flatnonzero(days & ~ground.is_fine & (ground.standing == STANDINGS.index(f.standing)))
        rows = rows[_meets(ground.part(rows), f)]
        for row, other in zip(rows.tolist(), read(rows.tolist()), strict=True):
            if row in moved:
                continue
            odds = odds_of(f, other.facts, ground.learned.shares, words, partial(others.most, f, other.facts))
            if odds is not None and odds >= FITS:
                moved.add(row)
    return sorted(moved)


def _kept(ground: Ground, rows: Ints, groups: Sequence[Sequence[Abridged]], fine: set[int]) -> list[list[int]]:
    """Fine claims, by position, of each event that no new fine claim can change."""
    far = rows[ground.is_fine[rows] & ~np.isin(ground.home[rows], np.array(sorted(fine), dtype=np.int64))]
    home = dict(zip((c.decode() for c in ground.claims[far].tolist()), ground.home[far].tolist(), strict=True))
    held: dict[tuple[int, Standing], list[int]] = {}
    for n, group in enumerate(groups):
        standing = group[0].facts.standing
        if all(one.id in home for one in group) and standing in (Standing.HAPPENING, Standing.PLAN):
            held.setdefault((home[group[0].id], standing), []).append(n)
    return list(held.values())


def _homeless(ground: Ground, rows: Ints, groups: Sequence[Sequence[Abridged]], free: set[str]) -> frozenset[int]:
    """Positions of coarse claims that stood without a fine one: what they might be about is not all in sight."""
    fine = np.unique(ground.home[rows[ground.is_fine[rows]]])
    alone = rows[~np.isin(ground.home[rows], fine)]
    kept = {c.decode() for c in ground.claims[alone].tolist()} - free
    return frozenset(n for n, g in enumerate(groups) if not any(one.id in free for one in g) and g[0].id in kept)
