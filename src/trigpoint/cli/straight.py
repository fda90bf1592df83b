"""Arguments that need no parser: every option known, each with its value. All else is for typer, which knows how to complain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

_FILES = {"--footprints": "footprints", "--raster": "raster", "--case": "case"}
_REPORTED, _AFTER, _JSON = "--reported", "--after", "--json"


def damage_arguments(arguments: list[str]) -> dict[str, Any] | None:
    """Those behind `trigpoint damage` as `damage_run.run_damage` takes them; None where they must be parsed."""
    found: dict[str, Any] = {"before": [], "after": []}
    into, wants = "before", ""
    for argument in arguments:
        if not argument or argument.startswith("-"):
            if wants:
                return None
            into, wants = "before", argument
            if argument == _JSON:
                found["json"], wants = True, ""
            elif argument == _AFTER:
                into, wants = "after", ""
            elif argument not in (*_FILES, _REPORTED):
                return None
        elif wants:
            name = _FILES.get(wants, "reported")
            if name in found:
                return None
            found[name], wants = (Path(argument) if wants in _FILES else argument), ""
        else:
            found[into].append(Path(argument) if into == "before" else argument)
    return None if wants or not found["before"] else found
