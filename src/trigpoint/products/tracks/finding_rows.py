"""Ships seen and not heard, and voyages, for the brief: rows of what is kept in a case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from trigpoint.model import Capture, Observation
from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.finding_table import FindingTable
from trigpoint.products.imagery.grades_table import is_simulated
from trigpoint.products.tracks.chart_map import Key, Mark, Sheet, draw_sheet
from trigpoint.products.tracks.wording import SEEN_STYLE, SEEN_WORDS, hours_words, percent, when_heard, where_heard
from trigpoint.products.wording import number_of, radius_words, shown

DARK, VOYAGE = "dark detection", "voyage"
_MOST = 40  # rows of one table
_LONG_SILENCE_H = 6.0
_REASONS = 2  # of a ship seen; the case holds them all
_ORDER = ("not_broadcasting", "undetermined", "coverage_unknown", "broadcasting")


def dark_table(
    found: Iterable[Observation], captures: Mapping[str, Capture], *, wide: float, narrow: float
) -> FindingTable | None:
    """None where no ship seen was held against vessels heard. Those likely not broadcasting come first."""
    seen = sorted(
        (o for o in found if o.kind == DARK and o.where.is_resolved),
        key=lambda o: (_rank(o), -(o.value or 0.0), str(o.when.start), o.id),
    )
    if not seen:
        return None
    count = {verdict: sum(_verdict(o) == verdict for o in seen) for verdict in _ORDER}
    simulated = any(is_simulated(o) for o in seen)
    told = ", ".join(f"{n} {SEEN_WORDS[v].casefold()}" for v, n in count.items() if n)
    open_ones = count["coverage_unknown"] + count["undetermined"]
    return FindingTable(
        key="dark",
        title="Ships seen and not heard",
        lede=f"{number_of(len(seen), 'ship')} seen in pictures, held against the vessels heard: {told}. {_files(seen, captures)}",
        header=("Ship", "Seen", "Where", "Length", "Judged", "Why"),
        rows=tuple(_dark_row(o) for o in seen[:_MOST]),
        notes=(f"{len(seen) - _MOST} more are not shown; the case holds them.",) if len(seen) > _MOST else (),
        unknown=(
            "Who a ship seen is, and why it is not heard: a picture cannot tell a vessel that does not broadcast from one without "
            f"a transponder, an object or a false echo. Of {open_ones} of {len(seen)} not even that can be said."
        ),
        is_simulated=simulated,
        wide=draw_sheet(_sheet(seen, count, simulated=simulated), shipped_basemap(), width=wide),
        narrow=draw_sheet(_sheet(seen, count, simulated=simulated), shipped_basemap(), width=narrow),
    )


def voyage_table(found: Iterable[Observation], captures: Mapping[str, Capture]) -> FindingTable | None:
    """None where no voyage was found. In order of time."""
    voyages = sorted((o for o in found if o.kind == VOYAGE), key=lambda o: (str(o.when.start), o.id))
    if not voyages:
        return None
    unheard = sum(
        _number(o, "longest_silence_h") is None or (_number(o, "longest_silence_h") or 0) >= _LONG_SILENCE_H
        for o in voyages
    )
    return FindingTable(
        key="voyages",
        title="Voyages",
        lede=f"{number_of(len(voyages), 'voyage')} from site to site, as they were heard. {_files(voyages, captures)}",
        header=("Who", "From", "Left", "To", "Arrived", "Under way", "Longest silence", "Heard"),
        rows=tuple(_voyage_row(o) for o in voyages[:_MOST]),
        notes=(f"{len(voyages) - _MOST} more are not shown; the case holds them.",) if len(voyages) > _MOST else (),
        unknown=(
            f"What was carried, and for whom. Of {unheard} of {len(voyages)} the way was not heard for {_LONG_SILENCE_H:.0f} h or "
            "more, so a call in between may be missing; and a voyage nobody heard is not here."
        ),
        is_simulated=any(is_simulated(o) for o in voyages),
    )


def _dark_row(o: Observation) -> tuple[str, ...]:
    details = dict(o.details)
    where = where_heard(o.where.lat or 0.0, o.where.lon or 0.0)
    radius = f" {radius_words(o.where.radius_m)}" if o.where.radius_m is not None else ""
    return (
        _marked(o, shown(o.where.name)),
        when_heard(o.when.start) if o.when.start else "time not known",
        f"{where}{radius}",
        f"{float(details['length_m']):.0f} m" if details.get("length_m") else "",
        _judged(o),
        shown("; ".join(details.get("reasons", "").split("; ")[:_REASONS])),
    )


def _judged(o: Observation) -> str:
    """A probability only where something is said of the ship."""
    words = SEEN_WORDS[_verdict(o)]
    tells = _verdict(o) in ("broadcasting", "not_broadcasting")
    return f"{words}, {percent(o.value)}" if tells and o.value is not None else words


def _voyage_row(o: Observation) -> tuple[str, ...]:
    details = dict(o.details)
    name = shown(details.get("name", ""))
    silence = _number(o, "longest_silence_h")
    confidence = _number(o, "confidence")
    return (
        _marked(o, f"{name} ({shown(o.subject)})" if name else shown(o.subject)),
        shown(details.get("origin", "")),
        when_heard(o.when.start) if o.when.start else "",
        shown(details.get("destination", "")),
        when_heard(o.when.end) if o.when.end else "",
        hours_words(o.value) if o.value is not None else "",
        "not known" if silence is None else hours_words(silence),
        "" if confidence is None else percent(confidence),
    )


def _marked(o: Observation, name: str) -> str:
    return f"SIMULATED {name}" if is_simulated(o) else name


def _sheet(seen: list[Observation], count: Mapping[str, int], *, simulated: bool) -> Sheet:
    marks = tuple(
        Mark(
            lon=o.where.lon or 0.0, lat=o.where.lat or 0.0, shape=SEEN_STYLE[_verdict(o)][0], colour=SEEN_STYLE[_verdict(o)][1],
            label=shown(o.where.name) if _verdict(o) == "not_broadcasting" else "",
        )
        for o in reversed(seen)
    )  # fmt: skip
    keys = tuple(
        Key(words=f"{SEEN_WORDS[v]}: {n}", colour=SEEN_STYLE[v][1], shape=SEEN_STYLE[v][0])
        for v, n in count.items()
        if n
    )
    return Sheet(
        title="Ships seen and vessels heard",
        subtitle=number_of(len(seen), "ship"),
        marks=marks,
        legend=keys,
        is_simulated=simulated,
    )


def _verdict(o: Observation) -> str:
    verdict = dict(o.details).get("verdict", "")
    return verdict if verdict in SEEN_WORDS else "undetermined"


def _rank(o: Observation) -> int:
    return _ORDER.index(_verdict(o))


def _number(o: Observation, name: str) -> float | None:
    try:
        return float(dict(o.details)[name])
    except (KeyError, ValueError):
        return None


def _files(found: list[Observation], captures: Mapping[str, Capture]) -> str:
    named = sorted({shown(captures[c].uri) for o in found for c in o.captures if c in captures})
    return f"Measured in {', '.join(named)}." if named else "Its files are not in the case."
