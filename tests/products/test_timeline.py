"""The folded time axis and the bars on it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.products.axis import fit_axis, ticks
from trigpoint.products.material import BriefMaterial
from trigpoint.products.timeline_svg import draw_timeline, narrow_layout, wide_layout
from trigpoint.products.view import brief_view

moments = st.datetimes(datetime(1950, 1, 1), datetime(2030, 1, 1)).map(lambda t: t.replace(tzinfo=UTC))  # noqa: DTZ001
spans = st.lists(st.tuples(moments, st.integers(1, 90)), min_size=1, max_size=10).map(
    lambda rows: [(t, t + timedelta(days=d)) for t, d in rows]
)


@given(spans)
def test_later_never_lies_left_of_earlier_and_all_is_inside(found: list[tuple[datetime, datetime]]) -> None:
    axis = fit_axis(list(found), 100, 900)
    assert axis is not None
    ordered = [axis.x(t) for t in sorted(t for pair in found for t in pair)]
    assert ordered == sorted(ordered)
    assert ordered[0] >= 100
    assert ordered[-1] <= 900.001


def test_a_long_empty_time_is_folded() -> None:
    old, new = datetime(2015, 9, 30, tzinfo=UTC), datetime(2020, 5, 4, tzinfo=UTC)
    day = timedelta(days=1)
    axis = fit_axis([(old, old + day), (new, new + day), (new + 30 * day, new + 31 * day)], 0, 1000)
    assert axis is not None
    assert len(axis.stretches) == 2
    assert axis.x(new + 30 * day) - axis.x(new) > 300


def test_without_a_known_time_there_is_no_axis() -> None:
    assert fit_axis([(None, None)], 0, 100) is None


def test_ticks_lie_inside_their_stretch_and_keep_apart() -> None:
    start = datetime(2020, 3, 1, tzinfo=UTC)
    for days in (3, 20, 90, 400, 4000):
        axis = fit_axis([(start, start + timedelta(days=days))], 0, 800)
        assert axis is not None
        for stretch in axis.stretches:
            places = [axis.x(t) for t, _ in ticks(stretch, 60)]
            assert all(stretch.left <= x <= stretch.right for x in places)
            assert all(b - a > 50 for a, b in pairwise(places))


def test_every_dated_event_has_a_row_and_known_days_are_solid(full_case: BriefMaterial) -> None:
    rows = [card.view for card in brief_view(full_case).happenings]
    for layout in (wide_layout(1040), narrow_layout(368)):
        root = ElementTree.fromstring(draw_timeline(rows, layout, "t"))
        svg = "{http://www.w3.org/2000/svg}"
        titles = {
            (g.findtext(f"{svg}title") or "").split(".")[0]: g
            for g in root.iter(f"{svg}g")
            if g.find(f"{svg}title") is not None
        }
        assert set(titles) == {r.number for r in rows if r.event.when.is_known}
        for row in rows:
            if row.number in titles:
                bars = [r.get("fill") or "" for r in titles[row.number].iter(f"{svg}rect")]
                sharp = row.grain in {"to the day", "to the part of the day"}
                assert any(b.startswith("url(#t-") for b in bars) is not sharp
