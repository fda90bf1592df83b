"""What the worked case judges: two signed assessments, one matrix of hypotheses, one watch list. All of it an exercise."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path

from trigpoint import store
from trigpoint.model import Event
from trigpoint.products.cards import supporting_origins
from trigpoint.store import Case
from trigpoint.workflows.assess import Judgement, add
from trigpoint.workflows.clock import Clock
from trigpoint.workflows.judged import MATRIX, WATCH, keep_file
from trigpoint.workflows.keep import current_events

AUTHOR = "Exercise desk"
_FACTORIES, _DAY = "Al-Safirah", datetime(2020, 9, 11, tzinfo=UTC)
_SEEN_AT = datetime(2020, 9, 8, 6, tzinfo=UTC)
_UNHEARD = (("S90", 49.0, 43.0, 120), ("S91", 51.3, 41.2, 60), ("S92", 53.0, 38.5, 95))  # name, lon, lat, metres
_HEARD = 6


def simulated_ships(folder: Path, voyages: Path) -> Path:
    """Ships "seen" in a picture that never was: some of the simulated vessels where they were heard, and three nobody hears."""
    seen: dict[str, tuple[str, str, str]] = {}
    with voyages.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            when = datetime.fromisoformat(row["BaseDateTime"])
            if abs(when - _SEEN_AT) < timedelta(minutes=10) and len(seen) < _HEARD:
                seen.setdefault(row["MMSI"], (row["LON"], row["LAT"], row["BaseDateTime"]))
    path = folder / "SIMULATED-ships.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(("name", "lon", "lat", "time", "length_m"))
        out.writerows((f"S{n}", *spot, 80) for n, spot in enumerate(seen.values(), start=1))
        out.writerows((name, lon, lat, _SEEN_AT.isoformat(), length) for name, lon, lat, length in _UNHEARD)
    return path


def judge(case: Case, shipped: Path, scratch: Path, now: Clock) -> None:
    """Sign, score and watch, each once: made again, nothing changes. Nothing where the event they are about is not there."""
    struck = _struck(case)
    if struck is None:
        return
    known = store.assessments(case)
    for said in _assessments(struck):
        if not any(a.statement == said.statement and bool(a.supersedes) == bool(said.supersedes) for a in known):
            known = [*known, add(case, said, now=now).assessment]
    matrix = scratch / "who-struck-al-safirah.yaml"
    matrix.write_text(_matrix(struck), encoding="utf-8")
    keep_file(case, matrix, MATRIX, now=now)
    keep_file(case, shipped / "flights-and-strikes.yaml", WATCH, now=now)


def _struck(case: Case) -> Event | None:
    """The event at the factories on that day that most origins tell of."""
    found = [
        e
        for e in current_events(case)
        if not e.aggregate
        and e.where
        and _FACTORIES in e.where.name
        and e.when.start
        and e.when.start.date() == _DAY.date()
    ]
    return max(found, key=lambda e: (len(supporting_origins(e)), e.id), default=None)


def _assessments(struck: Event) -> tuple[Judgement, ...]:
    return (
        Judgement(
            statement="The factories at Al-Safirah were struck from outside on 11 September 2020", likelihood="very likely",
            author=AUTHOR, basis=(struck.id,), topic="exercise",
            alternatives=("stored munitions blew up by themselves", "the damage is older than the reports"),
        ),
        Judgement(
            statement="Production at Al-Safirah stopped after 11 September 2020", likelihood="roughly even chance", author=AUTHOR,
            basis=(struck.id,), topic="exercise", alternatives=("it went on in the buildings that still stand",),
        ),
    )  # fmt: skip


def _matrix(struck: Event) -> str:
    return f"""question: "What happened at the factories of Al-Safirah on 11 September 2020?"
author: {AUTHOR}
hypotheses:
  - {{id: H1, statement: They were struck from the air or with missiles, prior: 1}}
  - {{id: H2, statement: Stored munitions blew up by themselves, prior: 0.5}}
evidence:
  - id: {struck.id}
    likelihoods: {{H1: very likely, H2: unlikely, deception: even}}
    why: Reports of a strike on that night, and one building destroyed.
"""
