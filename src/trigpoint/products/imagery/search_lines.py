"""A scene found in a catalogue as a JSON line and as a row for people."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trigpoint.model.found_scene import FoundScene

COLUMNS = ("scene", "collection", "taken (UTC)", "platform", "orbit", "cloud %", "pictures", "licence", "attribution")


def scene_line(scene: FoundScene, files: Sequence[Path]) -> dict[str, Any]:
    """Keys as in `model.Scene`; `assets` that cannot be fetched carry the reason, `files` are those that were."""
    facts = scene.facts
    return {
        "id": scene.id,
        "collection": scene.collection,
        "acquired": facts.acquired.isoformat() if facts.acquired else None,
        "kind": facts.kind.value if facts.kind else None,
        "platform": facts.platform,
        "relative_orbit": facts.relative_orbit,
        "orbit_state": facts.orbit_state,
        "cloud_pct": facts.cloud_pct,
        "bbox": list(scene.bbox) if scene.bbox else None,
        "licence": facts.licence,
        "attribution": facts.attribution,
        "assets": [
            {"key": asset.key, "href": asset.href or None, "type": asset.media_type, "refused": asset.refused or None}
            for asset in scene.assets
            if asset.is_picture or asset.refused
        ],
        "files": [str(path) for path in files],
        "flags": list(scene.flags),
    }


def scene_row(scene: FoundScene) -> tuple[str, ...]:
    """One row under COLUMNS."""
    facts = scene.facts
    orbit = "" if facts.relative_orbit is None else f"{facts.relative_orbit} {facts.orbit_state[:4]}".strip()
    return (
        scene.id,
        scene.collection,
        f"{facts.acquired:%Y-%m-%d %H:%M}" if facts.acquired else "unknown",
        facts.platform,
        orbit,
        "" if facts.cloud_pct is None else f"{facts.cloud_pct:.0f}",
        " ".join(asset.key for asset in scene.assets if asset.is_picture),
        facts.licence,
        facts.attribution,
    )
