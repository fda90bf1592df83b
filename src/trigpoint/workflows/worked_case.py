"""The worked case that ships with Trigpoint."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs

from trigpoint import store
from trigpoint.model.errors import CaseError
from trigpoint.products.material import EXERCISE_NOTICE
from trigpoint.products.tracks.finding_rows import DARK
from trigpoint.store import Case
from trigpoint.workflows.clock import Clock, utc_now
from trigpoint.workflows.intake import Rejected
from trigpoint.workflows.keep import Progress, RunResult, add, init, open_case, run
from trigpoint.workflows.publish import Brief, brief
from trigpoint.workflows.worked_judgements import judge, simulated_ships

TITLE = "Syria and its neighbourhood, 2020"


@attrs.frozen(kw_only=True)
class Demo:
    """The demo case, what was read and where the brief is."""

    folder: Path
    articles: int
    pictures: int  # simulated, all of them
    result: RunResult
    brief: Brief


def demo(folder: Path, *, with_pdf: bool = True, now: Clock = utc_now, progress: Progress | None = None) -> Demo:
    """Make the demo case in `folder` from the shipped reports, or go on with it where it is.

    1. Take in the shipped reports. 2. Make simulated radar pictures of one site and simulated tracks, measure them and keep
    both. 3. Read the reports and join everything. 4. Sign assessments, score hypotheses, watch indicators. 5. Write the brief.
    No network.
    """
    case = _demo_case(folder, now)
    with as_file(files("trigpoint.data") / "demo") as shipped:
        taken = list(add(case, [str(shipped / "reports")], now=now))
        known = {o.kind for o in store.observations(case)}
        if "damage" not in known:
            _measure(folder, shipped / "pictures" / "structures.geojson", now)
        if DARK not in known:  # the last that is kept of the tracks
            _follow(folder, shipped / "tracks" / "sites.csv", now)
        result = run(case, now=now, progress=progress)
        with TemporaryDirectory(prefix="trigpoint-demo-") as scratch:
            judge(case, shipped / "judgements", Path(scratch), now)
    unread = tuple(str(item.error) for item in taken if isinstance(item, Rejected))
    written = brief(case, with_pdf=with_pdf, unread=unread, now=now)
    pictures = len(store.scenes(case))
    return Demo(folder=folder, articles=len(store.articles(case)), pictures=pictures, result=result, brief=written)


def _measure(folder: Path, outlines: Path, now: Clock) -> None:
    """As a user would: `trigpoint damage BEFORE... --after AFTER... --footprints FILE --case DIR`."""
    from trigpoint.workflows.imagery.damage import assess_damage
    from trigpoint.workflows.imagery.observe import keep_observations
    from trigpoint.workflows.imagery.simulated import simulate_series

    with TemporaryDirectory(prefix="trigpoint-demo-") as scratch:
        series = simulate_series(Path(scratch), outlines)
        found = assess_damage(series.before, series.after, outlines)
        keep_observations(folder, found.scenes, found.observations, outlines=outlines, now=now)


def _follow(folder: Path, sites: Path, now: Clock) -> None:
    """As a user would: `trigpoint gaps FILE --case DIR` for either file, then `visits`, `voyages` and `dark` for the vessels."""
    from trigpoint.workflows.tracks import engines
    from trigpoint.workflows.tracks.dark import dark
    from trigpoint.workflows.tracks.observe import keep_gaps, keep_visits
    from trigpoint.workflows.tracks.simulated import simulate_flights, simulate_voyages
    from trigpoint.workflows.tracks.voyages import voyages as find_voyages

    with TemporaryDirectory(prefix="trigpoint-demo-") as scratch:
        voyages = simulate_voyages(Path(scratch))
        for made in (simulate_flights(Path(scratch)), voyages):
            taken, silences = engines.gaps(made)
            keep_gaps(folder, taken, list(silences), now=now)
        taken, stays = engines.visits(voyages, sites)
        keep_visits(folder, taken, list(stays), engines.read_visited_sites(sites), now=now)
        find_voyages([voyages], ports=sites, case=folder, now=now)
        dark(simulated_ships(Path(scratch), voyages), voyages, case=folder, now=now)


def _demo_case(folder: Path, now: Clock) -> Case:
    if (folder / "case.sqlite").is_file():
        case = open_case(folder)
        if store.case_about(case).get("notice") != EXERCISE_NOTICE:
            raise CaseError(f"{folder}: is a case of yours, not the demo; choose another folder with --to")
        return case
    if folder.is_dir() and any(path.name not in ("captures", "products") for path in _visible(folder)):
        raise CaseError(f"{folder}: is not empty; choose another folder with --to")
    return init(folder, title=TITLE, notice=EXERCISE_NOTICE, now=now)


def _visible(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if not path.name.startswith(".")]
