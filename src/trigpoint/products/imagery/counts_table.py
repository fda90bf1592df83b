"""What was counted in single pictures: the estimate never without its interval and the least that was seen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from trigpoint.model import Capture, Observation
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.products.imagery.look import utc_words
from trigpoint.products.wording import place_name, radius_words, shown


@attrs.frozen(kw_only=True)
class CountRow:
    """A line of the table."""

    what: str
    estimate: str  # "12 (10 to 14)"; "not counted"
    least: str  # "at least 9 seen"
    review: str  # what an analyst did with the proposals
    place: str  # never without its radius
    taken: str
    picture: str  # the file's name
    remark: str
    is_simulated: bool


def count_rows(found: Iterable[Observation], captures: Mapping[str, Capture]) -> tuple[CountRow, ...]:
    """Observations of kind "count", by time, then place."""
    counted = [o for o in found if o.kind == "count"]
    return tuple(_row(o, captures) for o in sorted(counted, key=lambda o: (str(o.when.start or "9999"), o.id)))


def _row(o: Observation, captures: Mapping[str, Capture]) -> CountRow:
    details = dict(o.details)
    names = [shown(captures[c].uri) for c in o.captures if c in captures]
    radius = f" {radius_words(o.where.radius_m)}" if o.where.radius_m is not None else ""
    return CountRow(
        what=shown(o.unit),
        estimate=_estimate(o),
        least=f"at least {details['minimum_seen']} seen" if details.get("minimum_seen") else "",
        review=_review(details),
        place=f"{place_name(o.where)}{radius}" if o.where.is_resolved else "no place on earth",
        taken=utc_words(o.when.start, clock=True),
        picture=", ".join(names),
        remark="; ".join(shown(f) for f in o.flags),
        is_simulated=is_simulated(o),
    )


def _estimate(o: Observation) -> str:
    if o.value is None:
        return "not counted"
    if o.low is None or o.high is None:
        return f"{o.value:g}, no interval"
    return f"{o.value:g} ({o.low:g} to {o.high:g})"


def _review(details: Mapping[str, str]) -> str:
    parts = [f"{details[k]} {k}" for k in ("proposed", "accepted", "rejected", "added") if details.get(k, "0") != "0"]
    return ", ".join(parts)
