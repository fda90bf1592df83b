"""A stack of pictures as a sheet a newsroom can print: panel, strip, grades, brackets, table, and what must be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import attrs

from trigpoint.model import Observation
from trigpoint.products.imagery.bracket_chart import Reported, draw_brackets
from trigpoint.products.imagery.grades_table import DAMAGE_GRADES, DamageStyle, damage_style, draw_grade_bar, grade_of
from trigpoint.products.imagery.look import SheetMaterial, sensor_words, utc_words
from trigpoint.products.imagery.panel import Panel, bracket_of, draw_panel
from trigpoint.products.imagery.strip import Strip, draw_strip
from trigpoint.products.wording import number_of, shown

PRELIMINARY = "Preliminary, not validated in the field. Damage under an intact roof is not visible."
SUGGESTED = "Grades are suggestions for an analyst, not a damage survey."
CALIBRATION = (
    "The probabilities were calibrated on simulated pictures; how often they are right on real ones is not known."
)
SIMULATED_NOTICE = "SIMULATED pictures: made by a program, with invented structures. They show nothing that happened."

MOST_ROWS = 60
_QUIET = ("no_visible_damage", "no_change")


@attrs.frozen(kw_only=True)
class StructureRow:
    """A line of the table that the numbers on the panel are keyed to."""

    number: int
    subject: str
    style: DamageStyle
    probability: str
    bracket: str
    looks: str
    remark: str
    observation: str  # id


@attrs.frozen(kw_only=True)
class SheetView:
    """A sheet as printed."""

    key: str  # "pictures-1": the anchor
    title: str
    lede: str
    is_simulated: bool
    panel: Panel | None
    strip: Strip
    bar_wide: str
    bar_narrow: str
    chart_wide: str
    chart_narrow: str
    rows: tuple[StructureRow, ...]  # the gravest, where there are more than a page holds
    more: str  # what the table leaves out, "" = nothing
    caveats: tuple[str, ...]
    method: tuple[str, ...]  # name and version
    parameters: tuple[str, ...]  # of the methods, in the same order


def sheet_view(
    sheet: SheetMaterial,
    number: int,
    reported: Sequence[Reported],
    *,
    site: str,
    wide: float,
    narrow: float,
    pdf: bool = False,
) -> SheetView:
    """The sheet drawn at two widths; its panel spans the bracket of all that was found, else the middle of the series."""
    found = sheet.found()
    span = bracket_of(found) or _middle(sheet)
    methods = _methods(sheet.observations)
    rows = _rows(sheet)
    panel = draw_panel(sheet, *span, wide=wide, narrow=narrow) if span else None
    return SheetView(
        key=f"pictures-{number}",
        title=f"{'SIMULATED: ' if sheet.is_simulated else ''}{sensor_words(sheet.looks)}, {shown(site) or 'a site without a name'}",
        lede=_lede(sheet),
        is_simulated=sheet.is_simulated,
        panel=panel,
        strip=draw_strip(sheet),
        bar_wide=draw_grade_bar(sheet.observations, width=wide),
        bar_narrow="" if pdf else draw_grade_bar(sheet.observations, width=narrow),
        chart_wide=draw_brackets(sheet, reported, width=wide),
        chart_narrow="" if pdf else draw_brackets(sheet, reported, width=narrow),
        rows=rows,
        more=_left_out(sheet, rows),
        caveats=_caveats(sheet),
        method=tuple(method for method, _ in methods),
        parameters=tuple(parameters for _, parameters in methods),
    )


def _rows(sheet: SheetMaterial) -> tuple[StructureRow, ...]:
    """All structures; of very many those damaged first, then those that could not be assessed."""
    rows = [_row(n, o) for n, o in enumerate(sheet.observations, start=1)]
    order = [g.key for g in DAMAGE_GRADES]
    gravest = sorted(
        rows, key=lambda r: (r.style.key in _QUIET, order.index(r.style.key) if r.style.key in order else 0)
    )
    return tuple(sorted(gravest[:MOST_ROWS], key=lambda r: r.number))


def _left_out(sheet: SheetMaterial, rows: Sequence[StructureRow]) -> str:
    more = len(sheet.observations) - len(rows)
    return f"{number_of(more, 'more structure')} not listed; the export holds all of them." if more else ""


def _caveats(sheet: SheetMaterial) -> tuple[str, ...]:
    said = (SIMULATED_NOTICE if sheet.is_simulated else "", PRELIMINARY, SUGGESTED, CALIBRATION if sheet.is_sar else "")
    return tuple(s for s in said if s)


def _middle(sheet: SheetMaterial) -> tuple[datetime, datetime] | None:
    times = [k.time for k in sheet.looks if k.time is not None and not k.reason]
    return (times[len(times) // 2 - 1], times[len(times) // 2]) if len(times) > 1 else None


def _lede(sheet: SheetMaterial) -> str:
    times = [k.time for k in sheet.looks if k.time is not None]
    span = f" from {utc_words(times[0])} to {utc_words(times[-1])}" if times else ""
    unusable = sum(bool(k.reason) for k in sheet.looks)
    unseen = sum(grade_of(o) == "not_assessable" for o in sheet.observations)
    left = f" {number_of(sheet.left_out, 'more structure')} lie outside this cut." if sheet.left_out else ""
    return (
        f"{number_of(len(sheet.looks), 'look')}{span}, {f'{unusable} of them not usable' if unusable else 'all usable'}. "
        f"{number_of(len(sheet.observations), 'structure')} measured, {len(sheet.found())} damaged or changed, "
        f"{unseen} not assessable.{left}"
    )


def _row(number: int, measured: Observation) -> StructureRow:
    details = dict(measured.details)
    looks = [details[k] for k in ("looks_before", "looks_after") if k in details]
    return StructureRow(
        number=number,
        subject=shown(measured.subject),
        style=damage_style(grade_of(measured)),
        probability=_percent(details.get("probability", "")),
        bracket=bracket_words(measured)
        if grade_of(measured) not in ("no_visible_damage", "no_change", "not_assessable")
        else "",
        looks=" + ".join(looks),
        remark="; ".join(shown(f) for f in measured.flags),
        observation=measured.id,
    )


def bracket_words(measured: Observation) -> str:
    """`8 Sep 2020, 15:04 UTC to 14 Sep 2020, 15:04 UTC`: the last look intact and the first one damaged."""
    return f"{utc_words(measured.when.start, clock=True)} to {utc_words(measured.when.end, clock=True)}"


def _percent(text: str) -> str:
    """Whole percent, never 0 or 100: a measurement is not certain."""
    try:
        value = float(text)
    except ValueError:
        return ""
    return "over 99 %" if value > 0.99 else "under 1 %" if value < 0.01 else f"{100 * value:.0f} %"


def _methods(found: Sequence[Observation]) -> list[tuple[str, str]]:
    """Each method once, with its parameters in words."""
    told: dict[tuple[str, str], None] = {}
    for o in found:
        told[shown(o.method), ", ".join(f"{shown(k)} {shown(v)}" for k, v in o.parameters)] = None
    return list(told)
