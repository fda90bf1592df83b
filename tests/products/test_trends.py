"""Charts and maps of tracks and trends: well formed, escaped, and honest about what was not looked at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import attrs
import numpy as np
import pytest

from products.case_writer import HOSTILE
from trigpoint.evidence.tracks.dark import DarkDetection, Seen
from trigpoint.evidence.tracks.routes import Corridor, Route
from trigpoint.evidence.tracks.visits import VisitedSite
from trigpoint.fusion.trends.counts import stratum
from trigpoint.fusion.trends.history import HistoryEntry, HistoryKind, SiteHistory
from trigpoint.fusion.trends.judgement import Trend, judge_series
from trigpoint.model import Site, TimeSpan
from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.tracks.chart_map import Mark, Sheet, draw_sheet
from trigpoint.products.tracks.dark_lines import dark_line, dark_rows, dark_sentence
from trigpoint.products.tracks.dark_map import dark_sheet
from trigpoint.products.tracks.route_lines import route_line, route_rows
from trigpoint.products.tracks.route_map import route_sheet
from trigpoint.products.tracks.trend_chart import draw_trends
from trigpoint.products.tracks.trend_lines import trend_line, trend_rows, trend_sentences
from trigpoint.products.trends.history_chart import draw_history
from trigpoint.products.trends.history_lines import history_rows, history_sentences

T0 = datetime(2024, 1, 1, tzinfo=UTC)
SEEN = DarkDetection(
    row=2, name="", time=T0.timestamp(), lat=40.0, lon=51.0, length_m=120.0, verdict=Seen.NOT_BROADCASTING, mover="",
    probability=0.83, missed_match=0.02, unheard=0.15, cover=0.9, nearest="", nearest_km=None, nearest_doubt_km=None, reasons=(),
)  # fmt: skip
LAT = np.linspace(37.0, 42.9, 64)
CORRIDOR = Corridor(
    voyages=3, share=0.75, movers=("273000001",), lat=LAT, lon=np.linspace(53.3, 47.6, 64), entity="273000001",
    departed=T0.timestamp(), spread_km=2.0, hours=48.0,
)  # fmt: skip
ROUTE = Route(
    origin="South", destination="North", voyages=5, movers=("273000001",), unheard=1, hours=48.0, hours_low=41.0, hours_high=52.0,
    months=(("2024-01", 5),), corridors=(CORRIDOR, attrs.evolve(CORRIDOR, voyages=1, share=0.25, lon=CORRIDOR.lon + 0.8)),
)  # fmt: skip
SITES = {
    n: VisitedSite(name=n, lat=a, lon=o, radius_km=5) for n, a, o in (("South", 37.0, 53.3), ("North", 42.9, 47.6))
}
BEGINS = tuple((T0 + timedelta(weeks=k)).timestamp() for k in range(40))


def series(name: str = "Terminal") -> Trend:
    rng = np.random.default_rng(3)
    looked = np.where((np.arange(40) >= 10) & (np.arange(40) < 12), 0.0, 168.0)
    counts = rng.poisson(np.where(np.arange(40) < 25, 3.0, 12.0))
    return judge_series(name, [stratum("feed", counts.tolist(), looked.tolist())])


def words_of(svg: str) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("text"))


def test_ships_not_heard_are_marked_by_shape_named_and_never_called_switched_off() -> None:
    heard = attrs.evolve(SEEN, row=3, verdict=Seen.BROADCASTING, mover="1", lon=51.3)
    svg = draw_sheet(dark_sheet([SEEN, heard], (50.5, 39.5, 51.5, 40.5), is_simulated=True), shipped_basemap())
    told = words_of(svg) + dark_sentence([SEEN, heard]) + " ".join(dark_rows([SEEN])[1][0])
    assert "SIMULATED" in told
    assert "Likely not broadcasting: 1" in told
    assert "row 2" in told
    assert "switched off" not in told
    assert dark_line(SEEN)["nearest_km"] is None


def test_a_map_of_routes_names_both_ports_and_draws_rarer_corridors_dashed() -> None:
    svg = draw_sheet(route_sheet([ROUTE], SITES, {}, is_simulated=False), shipped_basemap())
    told = words_of(svg)
    assert "South to North: 5 voyages, 48.0 h; main corridor 75%" in told
    assert "stroke-dasharray" in svg
    assert "SIMULATED" not in svg
    assert len(route_rows([ROUTE])[1]) == 2
    assert len(route_line(ROUTE)["corridors"][0]["way"]) == 64


def test_a_route_over_the_antimeridian_is_not_drawn_wrongly() -> None:
    sheet = Sheet(
        title="x", subtitle="", marks=tuple(Mark(lon=x, lat=0, shape="dot", colour="#000") for x in (-179, 179))
    )
    assert draw_sheet(sheet, shipped_basemap()) == ""


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_are_text_in_every_drawing(hostile: str) -> None:
    sites = {n: attrs.evolve(s, name=n) for n, s in ((hostile, SITES["South"]), ("North", SITES["North"]))}
    drawn = [
        draw_sheet(
            route_sheet([attrs.evolve(ROUTE, origin=hostile)], sites, {}, is_simulated=False), shipped_basemap()
        ),
        draw_sheet(dark_sheet([attrs.evolve(SEEN, name=hostile)], None, is_simulated=False), shipped_basemap()),
        draw_trends([series(hostile)], BEGINS, unit="hours", noun="visits", is_simulated=False),
        draw_history(history(hostile)),
    ]
    for svg in drawn:
        root = ElementTree.fromstring(svg)
        assert not [e for e in root.iter() if e.tag.rpartition("}")[2] in ("script", "image", "a", "foreignObject")]


def test_a_chart_shows_weeks_nobody_looked_and_when_the_alarm_came() -> None:
    trend = series()
    svg = draw_trends([trend], BEGINS, unit="hours heard", noun="visits", is_simulated=True)
    told = words_of(svg)
    assert svg.count('fill="#eceae5"') == 2
    assert "alarm" in told
    assert "ALARM after the period of" in " ".join(trend_sentences(trend, BEGINS, unit="hours", noun="visits"))
    line = trend_line(trend, BEGINS, unit="hours")
    assert line["alarm"] is not None
    assert line["not_looked"] == ["2024-03-11", "2024-03-18"]
    assert trend_rows([trend], BEGINS)[1][0][0] == "Terminal"


def history(words: str = "Airstrike") -> SiteHistory:
    when = TimeSpan(start=T0, end=T0 + timedelta(days=1))
    site = Site(id="s", name=words, aliases=(), type="port", country="", lon=0, lat=0, radius_m=1, source="")
    strike = HistoryEntry(kind=HistoryKind.STRIKE, when=when, words=words, ids=("evt-1",))
    looks = tuple(
        HistoryEntry(
            kind=HistoryKind.LOOK, when=TimeSpan(start=T0 + timedelta(days=n), end=T0 + timedelta(days=n, seconds=1)),
            words="picture", ids=(f"cap-{n}",), is_picture=True,
        )
        for n in range(30)
    )  # fmt: skip
    return SiteHistory(site=site, entries=(strike, *looks), vague=2)


def test_pictures_that_are_only_looks_stand_in_one_row_and_one_lane() -> None:
    rows = history_rows(history())[1]
    assert len(rows) == 2
    assert rows[1][2] == "30 pictures"
    assert "2 events told only for a wide place" in " ".join(history_sentences(history()))
    assert draw_history(history()).count("<title>") == 31
    assert draw_history(attrs.evolve(history(), entries=())) == ""
