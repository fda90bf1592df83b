"""A picture as a capture: kept as it is, with what is doubtful about it. It has no text and no articles."""

from __future__ import annotations

from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Reading

_READER = "trigpoint picture 1"


def read_picture(content: bytes, where: str, limits: Limits) -> Reading:
    """The flags of a picture that can be opened. Raises InputError for one that cannot."""
    from trigpoint.sources.rasters.opener import describe_bytes  # numpy: only where pictures come in

    scene, media_type = describe_bytes(content, where, limits)
    grid = scene.grid
    size = f"picture of {grid.width:,} x {grid.height:,} pixels, {len(scene.bands)} bands"
    taken = f"taken {scene.acquired:%Y-%m-%d %H:%M} UTC ({scene.acquired_basis})" if scene.acquired else ""
    simulated = "simulated" if scene.simulated else ""
    flags = tuple(flag for flag in (size, taken, simulated, *scene.flags) if flag)
    return Reading(text="", pieces=(), media_type=media_type, reader=_READER, flags=flags)
