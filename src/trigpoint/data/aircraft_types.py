"""ICAO aircraft type designators (Doc 8643) that a desk asks for, and those of private flying, by group."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from importlib.resources import files

PRIVATE = ("business", "light")


def load_type_groups() -> Mapping[str, str]:
    """Group of each designator: airlift, airliner, tanker, surveillance, business or light."""
    text = files("trigpoint.data").joinpath("aircraft_types.csv").read_text(encoding="utf-8")
    return {row["type"]: row["group"] for row in csv.DictReader(text.splitlines())}


def private_types() -> frozenset[str]:
    """Designators of light aircraft and business jets."""
    return frozenset(name for name, group in load_type_groups().items() if group in PRIVATE)


def load_operators() -> Mapping[str, str]:
    """Name of the operator whose callsigns begin with each designator (ICAO Doc 8585, and ones in use)."""
    text = files("trigpoint.data").joinpath("aircraft_operators.csv").read_text(encoding="utf-8")
    return {row["designator"]: row["name"] for row in csv.DictReader(text.splitlines())}
