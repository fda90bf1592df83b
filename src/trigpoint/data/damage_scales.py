"""Reads the shipped scale of damage grades with its crosswalk to UNOSAT, Copernicus EMS and xBD."""

from __future__ import annotations

from importlib.resources import files

import attrs
import yaml


@attrs.frozen(kw_only=True)
class DamageGrade:
    """One grade and what others call damage of that order."""

    key: str
    label: str
    says: str  # what was measured
    unosat_code: int | None  # None: UNOSAT has no such class
    unosat: str
    copernicus_ems: str
    xbd: str


def load_damage_grades() -> tuple[DamageGrade, ...]:
    """The grades, worst first."""
    text = (files("trigpoint.data") / "damage_scales.yaml").read_text(encoding="utf8")
    return tuple(
        DamageGrade(
            key=key,
            label=row["label"],
            says=row["says"],
            unosat_code=row["unosat"]["code"],
            unosat=row["unosat"]["name"],
            copernicus_ems=row["copernicus_ems"],
            xbd=row["xbd"],
        )
        for key, row in yaml.safe_load(text).items()
    )
