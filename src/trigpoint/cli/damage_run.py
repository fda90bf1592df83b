"""What `trigpoint damage` does once its arguments are known; without the library that parses them."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from trigpoint.cli import show
from trigpoint.model.errors import UsageError


def run_damage(
    before: Sequence[Path],
    after: Sequence[str],
    footprints: Path | None = None,
    *,
    raster: Path | None = None,
    case: Path | None = None,
    reported: str = "",
    json: bool = False,
) -> None:
    """Judge and show."""
    # Before numpy is loaded: the matrices are small, and its library's threads spin between them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    from trigpoint.sources.rasters.begin import begin

    day = _day(reported)
    with show.progress("Measuring") as report, begin([*before, *after]) as begun:
        from trigpoint.workflows.imagery.damage import against_report, assess_damage  # while the decoders start

        found = assess_damage(
            before,
            after,
            footprints,
            raster=raster,
            case=case,
            reported=day,
            identify=case is not None,
            begun=begun,
            progress=report,
        )
    from trigpoint.products.imagery.damage_lines import damage_line, damage_rows, file_names, grade_counts

    for flag in found.flags:
        show.warn(flag)
    told = [against_report(item, day) if day else "" for item in found.structures]
    if json:
        names = file_names(found.scenes)
        for item, words in zip(found.structures, told, strict=True):
            show.json_line(damage_line(item, found.scenes, reported=words, names=names))
        return
    columns, rows = damage_rows(found.structures)
    show.table(columns, rows, empty="no structure to judge")
    for item, words in zip(found.structures, told, strict=True):
        if words:
            show.line(f"{item.footprint.id}: {words}")
    show.line(f"{grade_counts(found.structures)}. {'; '.join(found.notes).capitalize()}.")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--reported {text}: is not a date; write it as 2020-05-04") from None
