"""Events by month with what was read, and the history of a site."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.fusion.trends.history import HistoryKind, Look, site_history
from trigpoint.fusion.trends.judgement import judge_series
from trigpoint.fusion.trends.tables import By, monthly_table, months_of, strata_by_outlet
from trigpoint.model import (
    Article,
    Claim,
    Event,
    Member,
    Modality,
    Observation,
    Place,
    PlaceMethod,
    Quote,
    Site,
    TimeSpan,
)

SITE = Site(
    id="site:base",
    name="Base",
    aliases=(),
    type="air base",
    country="SY",
    lon=37.0,
    lat=35.0,
    radius_m=2000,
    source="x",
)


def span(first: str, days: int) -> TimeSpan:
    start = datetime.fromisoformat(first).replace(tzinfo=UTC)
    return TimeSpan(start=start, end=start + timedelta(days=days))


def place(lat: float = 35.0, radius_m: float = 500.0, country: str = "SY", ref: str = "") -> Place:
    return Place(
        text="x", name="X", lon=37.0, lat=lat, radius_m=radius_m, method=PlaceMethod.GAZETTEER, country=country, ref=ref
    )


def event(name: str, when: TimeSpan, *, where: Place | None = None, type_: str = "airstrike", told: tuple[str, ...] = (),
          aggregate: bool = False) -> Event:  # fmt: skip
    members = tuple(Member(id=claim, why="") for claim in told)
    return Event(
        id=f"evt-{name}",
        type=type_,
        title=name,
        when=when,
        where=where or place(),
        members=members,
        origins=(),
        aggregate=aggregate,
    )


def claim(name: str, article: str, *, actors: tuple[str, ...] = ()) -> Claim:
    return Claim(
        id=name, article=article, quote=Quote(capture="cap", start=0, end=1, text="x"), event_type="airstrike", where=None,
        when=TimeSpan(), modality=Modality.ASSERTED, actors=actors,
    )  # fmt: skip


def article(name: str, outlet: str, day: date | None) -> Article:
    return Article(id=name, capture="cap", ordinal=0, start=0, end=1, outlet=outlet, published=day)


def test_an_event_told_to_the_day_is_sure_and_one_told_to_the_season_is_shared_among_its_months() -> None:
    table = monthly_table([event("a", span("2020-05-04", 1)), event("b", span("2020-05-17", 30))], [], [], by=[By.TYPE])
    may, june = table.cells
    assert (may.month, may.sure, may.most) == ("2020-05", 1, 2)
    assert may.expected == pytest.approx(1.5)
    assert (june.sure, june.expected, june.most) == (0, 0.5, 1)


def test_totals_and_events_without_a_date_are_in_no_month() -> None:
    wide = event("decade", span("2010-01-01", 3650))
    table = monthly_table(
        [event("sum", span("2020-05-01", 31), aggregate=True), event("x", TimeSpan()), wide], [], [], by=[By.TYPE]
    )
    assert table.totals == 1
    (undated,) = table.cells
    assert (undated.month, undated.sure, undated.most) == ("", 0, 2)


def test_an_event_of_two_actors_stands_under_each_and_is_one_event_without_them() -> None:
    one = event("a", span("2020-05-04", 1), told=("c1", "c2"))
    claims = [claim("c1", "art1", actors=("North",)), claim("c2", "art2", actors=("South", "North"))]
    by_actor = monthly_table([one], claims, [], by=[By.ACTOR])
    assert [(c.key, c.sure) for c in by_actor.cells] == [(("North",), 1), (("South",), 1)]
    assert [c.sure for c in monthly_table([one], claims, [], by=[By.COUNTRY]).cells] == [1]


def test_what_was_read_stands_beside_every_count() -> None:
    articles = [article("1", "A", date(2020, 5, 2)), article("2", "B", date(2020, 5, 9)), article("3", "B", None)]
    table = monthly_table([event("a", span("2020-05-04", 1)), event("b", span("2020-06-04", 1))], [], articles)
    assert [c.articles for c in table.cells] == [2, 0]
    assert table.undated_articles == 1


@given(st.lists(st.tuples(st.integers(0, 1400), st.integers(1, 300)), max_size=10))
@settings(max_examples=40, deadline=None)
def test_expected_counts_sum_to_the_events(told: list[tuple[int, int]]) -> None:
    first = datetime(2018, 1, 1, tzinfo=UTC)
    spans = [TimeSpan(start=first + timedelta(days=a), end=first + timedelta(days=a + n)) for a, n in told]
    events = [event(str(k), when) for k, when in enumerate(spans)]
    table = monthly_table(events, [], [], by=[By.TYPE])
    assert sum(c.expected for c in table.cells) == pytest.approx(len(events), abs=0.01 * max(len(events), 1))
    for one in events:
        assert sum(months_of(one).values()) == pytest.approx(1)


def test_an_outlet_that_is_added_raises_no_alarm() -> None:
    months = [f"{2020 + k // 12}-{k % 12 + 1:02d}" for k in range(30)]
    events, claims, articles = [], [], []
    for k, month in enumerate(months):
        for outlet, count, since in (("Old", 3, 0), ("New", 12, 15)):
            for n in range(count if k >= since else 0):
                name = f"{outlet}{k}-{n}"
                claims.append(claim(name, name))
                articles.append(article(name, outlet, date(int(month[:4]), int(month[5:]), 5)))
                events.append(event(name, span(f"{month}-0{1 + n % 4}", 1), told=(name,)))
    strata = strata_by_outlet(events, claims, articles, months)
    assert [(s.name, s.count.sum()) for s in strata] == [("Old", 90), ("New", 180)]
    assert judge_series("x", strata).watch.alarm is None


def test_the_history_of_a_site_holds_what_was_told_of_it_and_marks_what_was_told_for_a_wider_place() -> None:
    events = [
        event("strike", span("2020-05-04", 1)),
        event(
            "by ref",
            span("2020-06-04", 1),
            where=place(lat=35.02, radius_m=900.0, ref="site:base"),
            type_="construction",
        ),
        event("around", span("2020-07-04", 1), where=place(lat=35.05, radius_m=12_000.0)),
        event("country", span("2020-08-04", 1), where=place(lat=35.5, radius_m=300_000.0)),
        event("elsewhere", span("2020-09-04", 1), where=place(lat=36.0)),
        event("undated", TimeSpan()),
    ]
    families = {"airstrike": "strike", "construction": "build"}
    found = site_history(SITE, events, [], [], families)
    assert [(e.kind, e.words, e.is_sure_of_place) for e in found.entries] == [
        (HistoryKind.STRIKE, "strike", True),
        (HistoryKind.STRIKE, "around", False),
        (HistoryKind.CONSTRUCTION, "by ref", True),
    ]
    assert found.vague == 1


def measured(name: str, kind: str, value: float | None, *details: tuple[str, str]) -> Observation:
    return Observation(
        id=f"obs-{name}", kind=kind, where=place(), when=span("2020-05-04", 6), value=value, unit="probability", subject=name,
        details=details,
    )  # fmt: skip


def test_structures_judged_alike_are_one_entry_and_what_could_not_be_seen_is_no_look() -> None:
    found = site_history(
        SITE, [],
        [
            measured("h1", "damage", 0.9, ("grade", "destroyed"), ("simulated", "yes")),
            measured("h2", "damage", 0.8, ("grade", "destroyed"), ("simulated", "yes")),
            measured("h3", "damage", 0.01, ("grade", "no_visible_damage")),
            measured("h4", "damage", None, ("grade", "not_assessable")),
            measured("v", "visit", 0.75),
        ],
        [
            Look(id="cap-1", acquired=datetime(2020, 5, 1, tzinfo=UTC), words="picture"),
            Look(id="cap-2", acquired=datetime(2020, 5, 2, tzinfo=UTC), words="picture", unseen="95 % cloud"),
        ],
        {},
    )  # fmt: skip
    assert [e.words for e in found.of(HistoryKind.DAMAGE)] == ["SIMULATED 2 structures: destroyed"]
    assert [e.ids for e in found.of(HistoryKind.LOOK)] == [("cap-1",), ("obs-h3",)]
    assert [e.ids for e in found.of(HistoryKind.NON_LOOK)] == [("cap-2",), ("obs-h4",)]
    assert len(found.of(HistoryKind.VISIT)) == 1
