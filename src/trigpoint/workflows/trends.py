"""What a case shows over months, and what it knows of one site."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path

import attrs
import numpy as np

from trigpoint import store
from trigpoint.fusion.trends.history import Look, SiteHistory, site_history
from trigpoint.fusion.trends.judgement import Trend, judge_series
from trigpoint.fusion.trends.tables import By, MonthlyTable, monthly_table, months_of, strata_by_outlet
from trigpoint.model import Article, Event, Scene, Site
from trigpoint.model.errors import UsageError
from trigpoint.store import Case
from trigpoint.workflows import keep
from trigpoint.workflows.counts_in import write_chart
from trigpoint.workflows.lists import known_sites
from trigpoint.workflows.tools import lexicon

CLOUDED_PCT = 80.0
LEAST_FOR_TREND = 8  # events whose month is sure, of one key, before its rate is judged
MOST_MONTHS = 1200


@attrs.frozen(kw_only=True)
class CaseTrends:
    """The table of a case and the series long enough to be judged. `begins`: of the months of the series, seconds UTC."""

    table: MonthlyTable
    trends: tuple[Trend, ...]
    begins: tuple[float, ...]


def case_trends(folder: Path, *, by: Sequence[str], alpha: float = 0.05) -> CaseTrends:
    """Events of the last run by month. Raises NotACase, UsageError."""
    parts = [_by(word) for word in by] or [By.COUNTRY, By.TYPE]
    case = keep.open_case(folder)
    events, claims = keep.current_events(case), keep.current_claims(case)
    articles = _read_articles(case)
    table = monthly_table(events, claims, articles, by=parts)
    months = _months([m for m, _ in table.articles])  # where nothing was read, no series can be judged
    groups: dict[tuple[str, ...], set[str]] = {}
    for cell in table.cells:
        groups.setdefault(cell.key, set()).update(cell.events)
    judged = []
    for key, ids in sorted(groups.items()):
        mine = [e for e in events if e.id in ids]
        if sum(_is_sure(e) for e in mine) >= LEAST_FOR_TREND:
            judged.append((" / ".join(key), strata_by_outlet(mine, claims, articles, months)))
    share = alpha / max(len(judged), 1)
    return CaseTrends(
        table=table, trends=tuple(judge_series(name, strata, alpha=share) for name, strata in judged),
        begins=tuple(datetime.fromisoformat(f"{m}-01").replace(tzinfo=UTC).timestamp() for m in months),
    )  # fmt: skip


def _by(word: str) -> By:
    try:
        return By(word)
    except ValueError:
        raise UsageError(f"{word!r}: tables are parted by {', '.join(By)}") from None


def _is_sure(event: Event) -> bool:
    return 1 in months_of(event).values() and not event.aggregate


def _read_articles(case: Case) -> list[Article]:
    """Articles, each with a name of who published it: the file's, where it does not say."""
    files = keep.file_names(case)
    return [a if a.outlet else attrs.evolve(a, outlet=files.get(a.capture, "")) for a in store.articles(case)]


def _months(named: Sequence[str]) -> list[str]:
    """Every month from the first to the last named; of a longer stretch the latest MOST_MONTHS."""
    if not named:
        return []
    (y0, m0), (y1, m1) = ((int(n[:4]), int(n[5:7])) for n in (min(named), max(named)))
    first, last = y0 * 12 + m0 - 1, y1 * 12 + m1 - 1
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(max(first, last - MOST_MONTHS + 1), last + 1)]


def draw_trends(found: CaseTrends, out: Path) -> None:
    """Write the chart of the judged series. Raises UsageError where there is none."""
    if not found.trends:
        raise UsageError(f"{out}: no series has the {LEAST_FOR_TREND} dated events that a rate needs; nothing is drawn")
    write_chart(found.trends, found.begins, out, unit="articles read", noun="events")


def draw_site(history: SiteHistory, out: Path) -> None:
    """Write the chart of a site's history. Raises UsageError where there is nothing to draw."""
    from trigpoint.products.trends.history_chart import draw_history

    if out.suffix.lower() != ".svg":
        raise UsageError(f"{out}: charts are written as SVG; name it {out.with_suffix('.svg').name}")
    drawn = draw_history(history)
    if not drawn:
        raise UsageError(f"{out}: nothing in this case concerns {history.site.name}, so there is nothing to draw")
    out.write_text(drawn, encoding="utf8")


def history_of(folder: Path, *, named: str, country: str = "") -> SiteHistory:
    """The history of the one site that is meant. Raises UsageError where none or several are, NotACase."""
    site = _one_site(named, country)
    case = keep.open_case(folder)
    looks = [look for scene in store.scenes(case) if (look := _look(scene, site)) is not None]
    return site_history(site, keep.current_events(case), store.observations(case), looks, _families())


def _one_site(named: str, country: str) -> Site:
    folded = named.casefold()
    found = known_sites(named=named, country=country)
    exact = [s for s in found if folded in (n.casefold() for n in (s.name, s.id, *s.aliases))]
    if len(exact) == 1 or len(found) == 1:
        return (exact if len(exact) == 1 else found)[0]
    if not found:
        raise UsageError(f"no site is called {named!r}; `trigpoint sites` lists them")
    several = ", ".join(s.name for s in found[:5])
    raise UsageError(f"{named!r} may be {several}{' and more' if len(found) > 5 else ''}: name one of them")


def _look(scene: Scene, site: Site) -> Look | None:
    """The picture as a look at the site; None where it does not show it, or its date is not known."""
    from trigpoint.workflows.imagery.common_grid import lon_lat

    if scene.acquired is None or not scene.grid.is_referenced:
        return None
    wide, high = float(scene.grid.width), float(scene.grid.height)
    lon, lat = lon_lat(scene.grid, np.array([0, wide, wide, 0]), np.array([0, 0, high, high]))
    if not np.isfinite(lon).all() or not _shows(lon.tolist(), lat.tolist(), site):
        return None
    is_clouded = scene.cloud_pct is not None and scene.cloud_pct >= CLOUDED_PCT
    made = "SIMULATED " if scene.simulated else ""
    return Look(
        id=scene.id, acquired=scene.acquired, words=f"{made}{scene.platform or scene.kind.value} picture".strip(),
        unseen=f"{scene.cloud_pct:.0f} % cloud" if is_clouded else "",
    )  # fmt: skip


def _shows(lon: Sequence[float], lat: Sequence[float], site: Site) -> bool:
    """Whether the picture's outline holds the site's point, or comes within its radius of it."""
    shrink = max(float(np.cos(np.radians(site.lat))), 0.05)
    xs = [((x - site.lon + 180) % 360 - 180) * shrink * 111_195 for x in lon]
    ys = [(y - site.lat) * 111_195 for y in lat]
    corners = [*zip(xs, ys, strict=True), (xs[0], ys[0])]
    sides = [x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(corners)]
    is_inside = all(s >= 0 for s in sides) or all(s <= 0 for s in sides)
    return is_inside or min(_apart_m(a, b) for a, b in pairwise(corners)) <= site.radius_m


def _apart_m(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Distance of the origin from a stretch."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    t = min(max(-(a[0] * dx + a[1] * dy) / length, 0.0), 1.0) if length else 0.0
    return float(np.hypot(a[0] + t * dx, a[1] + t * dy))


def _families() -> dict[str, str]:
    return {key: row.family for key, row in lexicon().event_types.items()}
