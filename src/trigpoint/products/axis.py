"""A time axis that spends its length where the events are: long empty stretches are folded and marked as folded."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import attrs

from trigpoint.products.wording import MONTHS

DAY = 86_400.0
FOLD_PX = 26.0  # what a folded stretch is given
LONGEST_DAYS = 400.0  # a span longer than this does not widen the axis: it is drawn from edge to edge


@attrs.frozen
class Stretch:
    """A part of the axis: seconds since 1970 UTC, and the pixels it fills."""

    start: float
    end: float
    left: float
    right: float


@attrs.frozen(kw_only=True)
class Axis:
    """Seconds to pixels, stretch by stretch; between two stretches lies a fold."""

    stretches: tuple[Stretch, ...]

    def x(self, moment: datetime) -> float:
        """Pixels from the left; moments outside lie on the edge, moments in a fold inside it."""
        t = moment.timestamp()
        before = self.stretches[0]
        if t <= before.start:
            return before.left
        for stretch in self.stretches:
            if t < stretch.start:
                return (before.right + stretch.left) / 2
            if t <= stretch.end:
                return stretch.left + (t - stretch.start) / (stretch.end - stretch.start) * (
                    stretch.right - stretch.left
                )
            before = stretch
        return before.right

    def holds(self, moment: datetime) -> bool:
        """Whether the axis reaches so far."""
        return self.stretches[0].start <= moment.timestamp() <= self.stretches[-1].end


def fit_axis(spans: Sequence[tuple[datetime | None, datetime | None]], left: float, right: float) -> Axis | None:
    """The axis for these spans; None when no end is known."""
    busy = _occupied(spans)
    if not busy:
        return None
    whole = sum(b - a for a, b in busy)
    merged = [busy[0]]
    for a, b in busy[1:]:
        if a - merged[-1][1] > max(0.35 * whole, 45 * DAY):
            merged.append((a, b))
        else:
            merged[-1] = (merged[-1][0], max(b, merged[-1][1]))
    lengths = [math.sqrt(b - a) if len(merged) > 1 else b - a for a, b in merged]  # roots: the short keep some room
    free = right - left - FOLD_PX * (len(merged) - 1)
    stretches, x = [], left
    for (a, b), length in zip(merged, lengths, strict=True):
        width = free * length / sum(lengths)
        stretches.append(Stretch(a, b, x, x + width))
        x += width + FOLD_PX
    return Axis(stretches=tuple(stretches))


def _occupied(spans: Sequence[tuple[datetime | None, datetime | None]]) -> list[tuple[float, float]]:
    """Merged intervals with events in them, padded, in seconds."""
    known = []
    for start, end in spans:
        a, b = (start or end), (end or start)
        if a is None or b is None:
            continue
        if start is not None and end is not None and (b - a).total_seconds() > LONGEST_DAYS * DAY:
            continue
        known.append((a.timestamp(), b.timestamp()))
    if not known:
        ends = [t.timestamp() for pair in spans for t in pair if t is not None]
        known = [(min(ends), max(ends))] if ends else []
    if not known:
        return []
    reach = max(high for _, high in known) - min(low for low, _ in known)
    pad = max(2 * DAY, 0.02 * min(reach, 365 * DAY))
    out: list[tuple[float, float]] = []
    for low, high in sorted(known):
        if out and low - pad <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], high + pad))
        else:
            out.append((low - pad, high + pad))
    return out


def ticks(stretch: Stretch, room: float) -> list[tuple[datetime, str]]:
    """Round moments at least `room` pixels apart, with their words."""
    first, last = _day(stretch.start), _day(stretch.end)
    seconds_per_px = (stretch.end - stretch.start) / max(1.0, stretch.right - stretch.left)
    least = room * seconds_per_px / DAY
    for days in (1, 2, 7, 14):
        if days >= least:
            return _every_days(first, last, days)
    for months in (1, 2, 3, 6):
        if months * 30 >= least:
            return _every_months(first, last, months)
    years = next((y for y in (1, 2, 5, 10, 20, 50, 100) if y * 365 >= least), 500)
    return [
        (datetime(y, 1, 1, tzinfo=UTC), str(y))
        for y in range(first.year, last.year + 2)
        if y % years == 0 and 1 <= y <= 9999 and first <= date(y, 1, 1) <= last
    ]


def _day(seconds: float) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)).date()


def _every_days(first: date, last: date, days: int) -> list[tuple[datetime, str]]:
    out: list[tuple[datetime, str]] = []
    for n in range(first.toordinal() + 1, last.toordinal() + 1):
        if n % days == 0:
            day = date.fromordinal(n)
            out.append(
                (
                    datetime(day.year, day.month, day.day, tzinfo=UTC),
                    f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
                )
            )
    return [(t, words if k == 0 or t.year != out[k - 1][0].year else words[:-5]) for k, (t, words) in enumerate(out)]


def _every_months(first: date, last: date, months: int) -> list[tuple[datetime, str]]:
    out: list[tuple[datetime, str]] = []
    for n in range(first.year * 12 + first.month, last.year * 12 + last.month):
        year, month = divmod(n, 12)
        if month % months == 0:
            day = datetime(year, month + 1, 1, tzinfo=UTC)
            out.append(
                (
                    day,
                    f"{MONTHS[day.month - 1][:3]} {year}" if month == 0 or not out else f"{MONTHS[day.month - 1][:3]}",
                )
            )
    return out
