"""Judged structures as lines of JSON (the contract of `trigpoint damage`) and as a table for people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from trigpoint.evidence.imagery.sar.grading import StructureDamage
    from trigpoint.model.scene import Scene

COLUMNS = ("structure", "grade", "probability", "p", "change", "damaged between", "looks", "what is doubtful")
KEYS = (
    "footprint", "grade", "score", "p_value", "probability", "low", "high", "own_probability", "neighbourhood", "change_db",
    "before", "after", "damaged_between", "between", "flags",
)  # fmt: skip


def damage_line(
    found: StructureDamage, scenes: Sequence[Scene], *, reported: str = "", names: Sequence[str] = ()
) -> dict[str, Any]:
    """One structure as the contract has it; scenes by file name. Beyond the contract: low .. change_db, between, reported.

    `names`: what `file_names` gives for the scenes, where they are the same for thousands of structures.
    """
    names = names or file_names(scenes)
    bracket = found.damaged_between
    line: dict[str, Any] = {
        "footprint": found.footprint.id,
        "grade": found.grade.value,
        "score": found.score,
        "p_value": found.p_value,
        "probability": found.probability,
        "low": found.low,
        "high": found.high,
        "own_probability": found.own_probability,
        "neighbourhood": found.neighbourhood,
        "change_db": found.change_db,
        "before": [names[look] for look in found.before],
        "after": [names[look] for look in found.after],
        "damaged_between": [moment.isoformat().replace("+00:00", "Z") for moment in bracket] if bracket else None,
        "between": [
            {"scene": names[use.look], "used": use.used, **({"reason": use.reason} if use.reason else {})}
            for use in found.looks_between
        ],
        "flags": list(found.flags),
    }
    return line | ({"reported": reported} if reported else {})


def file_names(scenes: Sequence[Scene]) -> tuple[str, ...]:
    """Of the scenes, without their folders."""
    return tuple(Path(scene.file).name for scene in scenes)


def damage_rows(found: Sequence[StructureDamage]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Columns and rows for a person, the most probable damage first."""
    ordered = sorted(found, key=lambda one: (one.probability is None, -(one.probability or 0.0), one.footprint.id))
    return COLUMNS, [_row(one) for one in ordered]


def _row(found: StructureDamage) -> tuple[str, ...]:
    bracket = found.damaged_between
    return (
        found.footprint.id,
        found.grade.value.replace("_", " "),
        "" if found.probability is None else f"{found.probability:.2f} ({found.low:.2f}-{found.high:.2f})",
        "" if found.p_value is None else f"{found.p_value:.2g}",
        "" if found.change_db is None else f"{found.change_db:+.1f} dB",
        f"{bracket[0]:%Y-%m-%d} to {bracket[1]:%Y-%m-%d}" if bracket else "",
        f"{len(found.before)} + {len(found.after)}" if found.probability is not None else "",
        "; ".join(found.flags),
    )


def grade_counts(found: Sequence[StructureDamage]) -> str:
    """`3 destroyed, 1 possible, 40 no visible damage, 2 not assessable`, worst first."""
    counted = Counter(one.grade for one in found)
    return (
        ", ".join(
            f"{counted[grade]} {grade.value.replace('_', ' ')}" for grade in type(found[0].grade) if counted[grade]
        )
        if found
        else "no structures"
    )
