"""Routes on a map: for each corridor the real track in its middle, the thicker the more voyages took it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trigpoint.evidence.tracks.routes import Corridor, Route
from trigpoint.evidence.tracks.visits import VisitedSite
from trigpoint.model.positions import Mover
from trigpoint.products.tracks.chart_map import Key, Mark, Sheet, Way
from trigpoint.products.tracks.lines import utc
from trigpoint.products.tracks.route_lines import name_of
from trigpoint.products.wording import number_of

COLOURS = ("#17456e", "#b5301f", "#2f6a4f", "#7a3e8e", "#8a7a1e", "#0f7a83")
MOST_ROUTES, MOST_CORRIDORS = 6, 4
SITE = "#3a3225"


def route_sheet(
    routes: Sequence[Route], sites: Mapping[str, VisitedSite], movers: Mapping[str, Mover], *, is_simulated: bool
) -> Sheet:
    """The commonest routes, coloured by route; corridors of one route are told apart by width and named in the legend."""
    drawn = [route for route in routes if route.corridors][:MOST_ROUTES]
    ways: list[Way] = []
    legend: list[Key] = []
    for colour, route in zip(COLOURS, drawn, strict=False):
        legend.append(Key(words=_words(route), colour=colour))
        corridors = route.corridors[:MOST_CORRIDORS]
        ways += [_way(c, colour, is_first=n == 0) for n, c in reversed(list(enumerate(corridors)))]
    ends = dict.fromkeys(name for route in drawn for name in (route.origin, route.destination))
    marks = tuple(Mark(lon=sites[n].lon, lat=sites[n].lat, shape="square", colour=SITE, label=n) for n in ends)
    voyages = sum(route.voyages for route in routes)
    months = sorted(month for route in routes for month, _ in route.months)
    when = "" if not months else f", {months[0]}" if months[0] == months[-1] else f", {months[0]} to {months[-1]}"
    left = len(routes) - len(drawn)
    notes = [
        "A line is the real track in the middle of its corridor; dashed ones are rarer corridors of the same route. "
        + "; ".join(f"{r.origin} to {r.destination}: {_medoid(r.corridors[0], movers)}" for r in drawn[:3])
        + ".",
        "Voyages nobody heard are in no count."
        + (f" {number_of(left, 'further route')} not drawn or without a way that was heard." if left else ""),
    ]
    return Sheet(
        title="Routes" if len(drawn) > 1 else f"{drawn[0].origin} to {drawn[0].destination}" if drawn else "Routes",
        subtitle=f"{number_of(voyages, 'voyage')} on {number_of(len(routes), 'route')}{when}",
        ways=tuple(ways), marks=marks, legend=tuple(legend), notes=tuple(notes), is_simulated=is_simulated,
    )  # fmt: skip


def _way(corridor: Corridor, colour: str, *, is_first: bool) -> Way:
    points = tuple(zip(corridor.lon.tolist(), corridor.lat.tolist(), strict=True))
    return Way(points=points, colour=colour, width=1.4 + 3.2 * corridor.share, dashed=not is_first)


def _words(route: Route) -> str:
    first = route.corridors[0]
    return (
        f"{route.origin} to {route.destination}: {number_of(route.voyages, 'voyage')}, {route.hours:.1f} h; "
        f"main corridor {first.share:.0%}"
    )


def _medoid(corridor: Corridor, movers: Mapping[str, Mover]) -> str:
    who = name_of(corridor.entity, movers) or corridor.entity
    return f"{who}, left {utc(corridor.departed)[:16].replace('T', ' ')} UTC"
