"""Events by month and by region, type or actor, with how much was read: a table that says what it cannot place.

An event told to the day lies in its month for sure. One told as "in spring" lies in each month it covers with the share of its
days, so a row has a sure count, an expected one, and what it may be at most. Totals ("over 300 strikes") are no happenings and
stand apart, as do events without a date, or with one wider than a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from enum import StrEnum
from itertools import product

import attrs

from trigpoint.fusion.trends.counts import Stratum, stratum
from trigpoint.model.capture import Article
from trigpoint.model.claim import Claim
from trigpoint.model.event import Event

WIDEST_MONTHS = 12
NOT_SAID = "not said"


class By(StrEnum):
    """What a table is parted by."""

    COUNTRY = "country"  # ISO 3166-1 alpha-2 of the place
    PLACE = "place"
    TYPE = "type"
    ACTOR = "actor"


@attrs.frozen(kw_only=True)
class MonthCell:
    """One row of the table. `month` "" = no date, or one wider than a year."""

    month: str  # "2020-05"
    key: tuple[str, ...]  # a value for each of what it is parted by
    sure: int
    expected: float
    most: int
    events: tuple[str, ...]  # ids
    articles: int  # read that were published in the month: its exposure


@attrs.frozen(kw_only=True)
class MonthlyTable:
    """The whole."""

    by: tuple[By, ...]
    cells: tuple[MonthCell, ...]  # by month, then key
    articles: tuple[tuple[str, int], ...]  # read per month of publication; months without any are no zeros
    undated_articles: int
    totals: int  # reported totals left out


@attrs.frozen(kw_only=True, eq=False)
class _Told:
    """What the claims of events say beyond the events."""

    actors: Mapping[str, tuple[str, ...]]
    outlets: Mapping[str, tuple[str, ...]]  # the earliest to tell it first


def monthly_table(
    events: Iterable[Event], claims: Iterable[Claim], articles: Sequence[Article], *, by: Sequence[By] = (By.COUNTRY, By.TYPE)
) -> MonthlyTable:  # fmt: skip
    """Count events by month and key. An event with two actors stands under each; it is one event in a table without actors."""
    happened = list(events)
    told = _told(happened, claims, articles)
    read = Counter(a.published.strftime("%Y-%m") for a in articles if a.published)
    shares: dict[tuple[str, tuple[str, ...]], dict[str, float]] = {}
    for event in happened:
        if event.aggregate:
            continue
        for month, share in months_of(event).items() or ((("", 1.0)),):
            for key in _keys(event, by, told):
                shares.setdefault((month, key), {})[event.id] = share
    cells = [
        MonthCell(
            month=month, key=key, sure=sum(s == 1 for s in held.values()) if month else 0,
            expected=round(sum(held.values()), 3), most=len(held), events=tuple(sorted(held)), articles=read.get(month, 0),
        )
        for (month, key), held in shares.items()
    ]  # fmt: skip
    return MonthlyTable(
        by=tuple(by), cells=tuple(sorted(cells, key=lambda c: (not c.month, c.month, c.key))), articles=tuple(sorted(read.items())),
        undated_articles=sum(a.published is None for a in articles), totals=sum(e.aggregate for e in happened),
    )  # fmt: skip


def months_of(event: Event) -> dict[str, float]:
    """The months an event may lie in, with its share of each; none where it has no date or too wide a one."""
    start, end = event.when.start, event.when.end
    if start is None or end is None:
        return {}
    found: dict[str, float] = {}
    length = (end - start).total_seconds()
    here = datetime(start.year, start.month, 1, tzinfo=UTC)
    while here < end:
        after = datetime(here.year + here.month // 12, here.month % 12 + 1, 1, tzinfo=UTC)
        found[here.strftime("%Y-%m")] = (min(end, after) - max(start, here)).total_seconds() / length
        here = after
        if len(found) > WIDEST_MONTHS:
            return {}
    return found


def _keys(event: Event, by: Sequence[By], told: _Told) -> list[tuple[str, ...]]:
    where = event.where
    values: dict[By, tuple[str, ...]] = {
        By.COUNTRY: ((where.country if where and where.country else NOT_SAID),),
        By.PLACE: ((where.name if where and where.name else NOT_SAID),),
        By.TYPE: (event.type,),
        By.ACTOR: told.actors.get(event.id) or (NOT_SAID,),
    }
    return list(product(*(values[one] for one in by)))


def _told(events: Sequence[Event], claims: Iterable[Claim], articles: Sequence[Article]) -> _Told:
    by_id, of_article = {c.id: c for c in claims}, {a.id: a for a in articles}
    actors, outlets = {}, {}
    for event in events:
        mine = [by_id[m.id] for m in event.members if m.id in by_id]
        actors[event.id] = tuple(sorted({actor for claim in mine for actor in claim.actors}))
        tellers = [of_article[c.article] for c in mine if c.article in of_article]
        tellers.sort(key=lambda a: (a.published is None, str(a.published), a.outlet))
        outlets[event.id] = tuple(dict.fromkeys(a.outlet for a in tellers))
    return _Told(actors=actors, outlets=outlets)


def strata_by_outlet(
    events: Sequence[Event], claims: Iterable[Claim], articles: Sequence[Article], months: Sequence[str]
) -> list[Stratum]:
    """Events per month by the outlet that had been read longest of those that told them, with its articles as exposure.

    So an outlet that is added takes nothing from the others' counts, and what it alone tells is a stratum of its own. Only events
    whose month is sure are counted.
    """
    told = _told(events, claims, articles)
    first: dict[str, str] = {}
    read: dict[str, Counter[str]] = {}
    for article in articles:
        if article.published is not None:
            month = article.published.strftime("%Y-%m")
            first[article.outlet] = min(month, first.get(article.outlet, month))
            read.setdefault(article.outlet, Counter())[month] += 1
    counted: dict[str, Counter[str]] = {outlet: Counter() for outlet in read}
    for event in events:
        lies = [month for month, share in months_of(event).items() if share == 1]
        tellers = [outlet for outlet in told.outlets.get(event.id, ()) if outlet in first]
        if lies and tellers and not event.aggregate:
            counted[min(tellers, key=lambda outlet: (first[outlet], outlet))][lies[0]] += 1
    return [
        stratum(outlet, [counted[outlet][m] for m in months], [read[outlet][m] for m in months])
        for outlet in sorted(read, key=lambda outlet: (first[outlet], outlet))
    ]
