"""Trigpoint: public reports about conflicts in, cited assessments out.

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
    from trigpoint.workflows.engines import dates, fuse, locate, read
    from trigpoint.workflows.keep import add, current_claims, current_events, init, open_case, run, verify
    from trigpoint.workflows.lists import known_sites
    from trigpoint.workflows.publish import brief
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
    "brief",
    "current_claims",
    "current_events",
    "dates",
    "demo",
    "fuse",
    "init",
    "known_sites",
    "locate",
    "open_case",
    "read",
    "run",
    "verify",
]

_HOMES = {
    "model.errors": {"TrigpointError"},
    "workflows.engines": {"dates", "fuse", "locate", "read"},
    "workflows.keep": {"add", "current_claims", "current_events", "init", "open_case", "run", "verify"},
    "workflows.lists": {"known_sites"},
    "workflows.publish": {"brief"},
    "workflows.worked_case": {"demo"},
}


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = next((module for module, names in _HOMES.items() if name in names), "model")
    return getattr(import_module(f"{__name__}.{home}"), name)
