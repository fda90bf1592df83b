"""Trigpoint: public evidence about conflicts in, cited assessments out.

The nouns are frozen records (`Claim`, `Event`, ...); the verbs mirror the command line (`init`, `add`, `run`, ...).
Names load when first used, so `import trigpoint` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trigpoint.model import (
        Article,
        Assessment,
        Attribution,
        Capture,
        Claim,
        Contradiction,
        Count,
        Event,
        Observation,
        Origin,
        Place,
        Quote,
        Site,
        Source,
        TimeSpan,
    )
    from trigpoint.model.errors import TrigpointError
    from trigpoint.places.shore import is_water
    from trigpoint.workflows.engines import dates, fuse, locate, read
    from trigpoint.workflows.imagery.activity import site_activity
    from trigpoint.workflows.imagery.align import measure_shift
    from trigpoint.workflows.imagery.change import find_change
    from trigpoint.workflows.imagery.count import propose
    from trigpoint.workflows.imagery.damage import assess_damage
    from trigpoint.workflows.imagery.search import find_scenes
    from trigpoint.workflows.keep import (
        add,
        current_claims,
        current_events,
        current_observations,
        init,
        open_case,
        run,
        verify,
    )
    from trigpoint.workflows.lists import known_sites
    from trigpoint.workflows.publish import brief
    from trigpoint.workflows.tracks.engines import fixes, gaps, tracks, visits
    from trigpoint.workflows.worked_case import demo

__all__ = [
    "Article",
    "Assessment",
    "Attribution",
    "Capture",
    "Claim",
    "Contradiction",
    "Count",
    "Event",
    "Observation",
    "Origin",
    "Place",
    "Quote",
    "Site",
    "Source",
    "TimeSpan",
    "TrigpointError",
    "add",
    "assess_damage",
    "brief",
    "current_claims",
    "current_events",
    "current_observations",
    "dates",
    "demo",
    "find_change",
    "find_scenes",
    "fixes",
    "fuse",
    "gaps",
    "init",
    "is_water",
    "known_sites",
    "locate",
    "measure_shift",
    "open_case",
    "propose",
    "read",
    "run",
    "site_activity",
    "tracks",
    "verify",
    "visits",
]

_HOMES = {
    "workflows.imagery.damage": {"assess_damage"},
    "workflows.imagery.change": {"find_change"},
    "workflows.imagery.align": {"measure_shift"},
    "workflows.imagery.count": {"propose"},
    "workflows.imagery.activity": {"site_activity"},
    "workflows.imagery.search": {"find_scenes"},
    "workflows.tracks.engines": {"fixes", "gaps", "tracks", "visits"},
    "places.shore": {"is_water"},
    "model.errors": {"TrigpointError"},
    "workflows.engines": {"dates", "fuse", "locate", "read"},
    "workflows.keep": {
        "add",
        "current_claims",
        "current_events",
        "current_observations",
        "init",
        "open_case",
        "run",
        "verify",
    },
    "workflows.lists": {"known_sites"},
    "workflows.publish": {"brief"},
    "workflows.worked_case": {"demo"},
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), "model")
    return getattr(import_module(f"{__name__}.{home}"), name)
