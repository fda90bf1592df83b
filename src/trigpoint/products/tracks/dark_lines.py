"""The JSON lines and rows of `trigpoint dark`. Nothing here says that anyone switched anything off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from trigpoint.evidence.tracks.dark import DarkDetection, Seen
from trigpoint.products.tracks.lines import utc
from trigpoint.products.tracks.wording import SEEN_WORDS, percent

WORDS = {kind: SEEN_WORDS[kind.value] for kind in Seen}


def dark_line(one: DarkDetection) -> dict[str, Any]:
    """A ship seen, judged; probabilities 0..1, null = cannot be told."""
    return {
        "row": one.row, "name": one.name, "time": utc(one.time), "lat": round(one.lat, 6), "lon": round(one.lon, 6),
        "length_m": one.length_m, "verdict": one.verdict.value, "probability": round(one.probability, 4), "mover": one.mover,
        "missed_match": round(one.missed_match, 4), "unheard": _rounded(one.unheard, 4), "cover": _rounded(one.cover, 3),
        "nearest": one.nearest, "nearest_km": _rounded(one.nearest_km, 2), "nearest_doubt_km": _rounded(one.nearest_doubt_km, 2),
        "reasons": list(one.reasons),
    }  # fmt: skip


def dark_rows(found: Iterable[DarkDetection]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """For a person."""
    rows: list[tuple[str, ...]] = [
        (
            one.name or str(one.row), utc(one.time), f"{one.lon:.4f}, {one.lat:.4f}",
            "" if one.length_m is None else f"{one.length_m:.0f} m", WORDS[one.verdict], percent(one.probability), one.mover,
            "" if one.verdict is Seen.BROADCASTING else percent(one.missed_match),
            "" if one.cover is None else percent(one.cover), "; ".join(one.reasons),
        )
        for one in found
    ]  # fmt: skip
    head = (
        "ship",
        "seen",
        "lon, lat",
        "length",
        "judged",
        "probability",
        "vessel",
        "missed match",
        "would be heard",
        "reasons",
    )
    return head, rows


def dark_sentence(found: Sequence[DarkDetection]) -> str:
    """The whole in words."""
    count = Counter(one.verdict for one in found)
    told = [
        f"{len(found)} ships seen: {count[Seen.BROADCASTING]} are vessels heard",
        f"{count[Seen.NOT_BROADCASTING]} likely not broadcasting",
        f"{count[Seen.COVERAGE_UNKNOWN]} where coverage is not known",
        f"{count[Seen.UNDETERMINED]} undetermined",
    ]
    return ", ".join(told) + " (not broadcasting: without a transponder, not using it, or no ship at all)"


def _rounded(value: float | None, digits: int) -> float | None:
    return None if value is None else round(value, digits)
