"""The lines of `trigpoint activity`: one per look, usable or not, and one for the change between the first and the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from trigpoint.evidence.imagery.activity import LookActivity, Share
from trigpoint.model import Observation, Scene


class Look(Protocol):
    """One picture of a site, as the workflow hands it over."""

    @property
    def scene(self) -> Scene: ...
    @property
    def activity(self) -> LookActivity: ...
    @property
    def proposals(self) -> int | None: ...


def look_line(site: str, look: Look) -> dict[str, Any]:
    """One look; shares are of the site's area, null where the look was not judged, and `unusable` says why."""
    found, scene = look.activity, look.scene
    return {
        "site": site,
        "file": scene.file,
        "acquired": scene.acquired.isoformat().replace("+00:00", "Z") if scene.acquired else None,
        "unusable": found.unusable,
        "clear_share": round(found.clear_share, 4),
        "baseline": found.baseline,
        "built_share": _share(found.built),
        "disturbed_share": _share(found.disturbed),
        "confirmed": found.confirmed,
        "proposals": look.proposals,
        "simulated": scene.simulated,
        "flags": list(found.flags),
    }


def change_line(change: Observation) -> dict[str, Any]:
    """What changed from the baseline to the last judged look, with its interval."""
    return {
        "site": change.subject,
        "change": change.value,
        "low": change.low,
        "high": change.high,
        "unit": change.unit,
        "from": change.when.start.isoformat().replace("+00:00", "Z") if change.when.start else None,
        "to": change.when.end.isoformat().replace("+00:00", "Z") if change.when.end else None,
        "details": dict(change.details),
        "flags": list(change.flags),
    }


def look_rows(looks: Sequence[Look]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Looks for a person."""
    rows: list[tuple[str, ...]] = [
        (
            f"{look.scene.acquired:%Y-%m-%d %H:%M}" if look.scene.acquired else "",
            f"{look.activity.clear_share:.0%}",
            _percent(look.activity.built),
            _percent(look.activity.disturbed),
            "" if look.proposals is None else str(look.proposals),
            look.activity.unusable or ("baseline" if look.activity.baseline else "; ".join(look.activity.flags)),
            f"{look.scene.file}{' (SIMULATED)' if look.scene.simulated else ''}",
        )
        for look in looks
    ]
    return ("taken (UTC)", "clear", "newly built", "disturbed", "proposals", "remarks", "file"), rows


def change_sentence(change: Observation | None) -> str:
    """The change in words."""
    if change is None or change.value is None or change.low is None or change.high is None:
        return "Fewer than two looks could be judged, so nothing is said about change."
    told = dict(change.details)
    since = f"; begun between {told['last_look_without']} and {told['first_look_with']}" if told else ""
    unit = "m²" if change.unit == "m2" else "of the site"
    digits = 0 if change.unit == "m2" else 3
    return (
        f"Built ground changed by {change.value:.{digits}f} {unit}"
        f" ({change.low:.{digits}f} to {change.high:.{digits}f}){since}. Preliminary, not validated in the field."
    )


def _share(share: Share | None) -> dict[str, float] | None:
    if share is None:
        return None
    return {"value": round(share.value, 4), "low": round(share.low, 4), "high": round(share.high, 4)}


def _percent(share: Share | None) -> str:
    return "" if share is None else f"{share.value:.1%} ({share.low:.1%} to {share.high:.1%})"
