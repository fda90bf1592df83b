"""Trends in words, as JSON lines and as rows: a rate never without its exposure, a change never without its interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from trigpoint.fusion.trends.change_points import ChangePoint
from trigpoint.fusion.trends.judgement import Trend
from trigpoint.fusion.trends.rates import Rate
from trigpoint.fusion.trends.shares import Rerouting
from trigpoint.products.tracks.wording import percent

Line = dict[str, Any]


def day(seconds: float) -> str:
    """The UTC date."""
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()


def trend_line(trend: Trend, begins: Sequence[float], *, unit: str) -> Line:
    """A series; dates are the begins of periods, rates are per unit of exposure."""
    return {
        "series": trend.name, "exposure_unit": unit, "count": trend.total, "exposure": round(trend.exposure, 2),
        "dispersion": round(trend.dispersion, 3),
        "periods": [
            {"from": day(b), **_rate(r)} for b, r in zip(begins, trend.rates, strict=False)
        ],
        "strata": [{"name": name, **_rate(rate)} for name, rate in trend.by_stratum],
        "changes": [_change(c, begins) for c in trend.changes],
        "alarm": None if trend.watch.alarm is None else day(begins[trend.watch.alarm]),
        "alarm_since": None if trend.watch.since is None else day(begins[trend.watch.since]),
        "alpha": trend.watch.alpha, "evidence": round(trend.watch.peak, 3), "not_looked": [day(begins[k]) for k in trend.blind],
    }  # fmt: skip


def _change(change: ChangePoint, begins: Sequence[float]) -> Line:
    return {
        "from": day(begins[change.period]), "earliest": day(begins[change.earliest]), "latest": day(begins[change.latest]),
        "probability": round(change.probability, 4), "before": _rate(change.before), "after": _rate(change.after),
        "ratio": round(change.ratio, 3), "ratio_low": round(change.ratio_low, 3), "ratio_high": round(change.ratio_high, 3),
    }  # fmt: skip


def _rate(rate: Rate) -> Line:
    return {
        "count": rate.count,
        "exposure": round(rate.exposure, 2),
        "rate": _r(rate.rate),
        "low": _r(rate.low),
        "high": _r(rate.high),
    }


def _r(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")


def move_line(move: Rerouting, begins: Sequence[float]) -> Line:
    """A move of traffic from one site to another."""
    return {
        "moved_from": move.origin, "moved_to": move.destination,
        "alarm": None if move.alarm is None else day(begins[move.alarm]),
        "since": None if move.since is None else day(begins[move.since]), "share_before": _r(move.share_before),
        "share_after": _r(move.share_after), "movers_seen_at_both": move.movers, "alpha": move.alpha,
    }  # fmt: skip


def trend_sentences(trend: Trend, begins: Sequence[float], *, unit: str, noun: str) -> list[str]:
    """What the series shows, in sentences."""
    told = [f"{trend.total:g} {noun} in {trend.exposure:.0f} {unit} over {len(trend.rates)} periods."]
    if trend.blind:
        told.append(f"In {len(trend.blind)} periods nobody looked; they are no zeros.")
    if len(trend.by_stratum) > 1:
        parts = "; ".join(f"{name}: {rate.count:g} in {rate.exposure:.0f} {unit}" for name, rate in trend.by_stratum)
        told.append(f"Feeds are compared only with themselves ({parts}).")
    if trend.dispersion > 1.5:
        told.append(f"Counts scatter {trend.dispersion:.1f} times as much as chance; the alarm allows for that.")
    for change in trend.changes:
        told.append(
            f"The rate changed about {day(begins[change.period])} (nine in ten: between {day(begins[change.earliest])} and "
            f"{day(begins[change.latest])}; probability of any change {percent(change.probability)}): from "
            f"{change.before.count:g} in {change.before.exposure:.0f} to {change.after.count:g} in "
            f"{change.after.exposure:.0f} {unit}"
            f"{' in the oldest feed; in all' if len(trend.by_stratum) > 1 else ''}, "
            f"{change.ratio:.1f} times as many ({change.ratio_low:.1f} to {change.ratio_high:.1f})."
        )
    if trend.watch.alarm is not None and trend.watch.since is not None:
        told.append(
            f"ALARM after the period of {day(begins[trend.watch.alarm])}: the rate is no longer what it was, likely since "
            f"{day(begins[trend.watch.since])} (false alarms at most {trend.watch.alpha:.2g} however long one watches)."
        )
    elif not trend.changes:
        told.append("No change of rate is shown: that is no proof that there was none.")
    return told


def move_sentence(move: Rerouting, begins: Sequence[float]) -> str:
    """A move in words."""
    if move.since is None or move.share_before is None or move.share_after is None:
        return f"No move from {move.origin} to {move.destination} is shown."
    who = f"; {move.movers} movers were seen at the first and later at the second" if move.movers else ""
    return (
        f"Traffic moved from {move.origin} to {move.destination}, likely since {day(begins[move.since])}: "
        f"{percent(move.share_before)} of their visits went to the second before, {percent(move.share_after)} after{who}."
    )


def trend_rows(
    trends: Iterable[Trend], begins: Sequence[float], *, per: float = 1.0
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """A row per series; rates per `per` units of exposure."""
    rows: list[tuple[str, ...]] = []
    for trend in trends:
        last = trend.changes[-1] if trend.changes else None
        overall = trend.total / trend.exposure * per if trend.exposure else None
        rows.append(
            (
                trend.name, f"{trend.total:g}", f"{trend.exposure:.0f}", "never looked" if overall is None else f"{overall:.2f}",
                "" if last is None else f"{day(begins[last.period])} ({day(begins[last.earliest])} to {day(begins[last.latest])})",
                "" if last is None else f"{last.ratio:.1f} x ({last.ratio_low:.1f} to {last.ratio_high:.1f})",
                "" if trend.watch.alarm is None else day(begins[trend.watch.alarm]),
            )
        )  # fmt: skip
    return ("series", "count", "exposure", "rate", "last change (nine in ten)", "rate after over before", "alarm"), rows
