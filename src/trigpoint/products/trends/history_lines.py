"""The history of a site as JSON lines and as rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trigpoint.fusion.trends.history import HistoryEntry, HistoryKind, SiteHistory
from trigpoint.products.tracks.wording import percent
from trigpoint.products.wording import number_of

KINDS = {
    HistoryKind.STRIKE: "Strike",
    HistoryKind.CONSTRUCTION: "Construction",
    HistoryKind.PRESENCE: "Presence, movement",
    HistoryKind.OTHER: "Also reported",
    HistoryKind.DAMAGE: "Damage measured",
    HistoryKind.COUNT: "Count",
    HistoryKind.VISIT: "Visit",
    HistoryKind.SILENCE: "Silence",
    HistoryKind.LOOK: "Looked",
    HistoryKind.NON_LOOK: "Looked, nothing seen",
}


def history_line(entry: HistoryEntry, site: str) -> dict[str, Any]:
    """An entry; `when` in EDTF."""
    return {
        "site": site, "kind": entry.kind.value, "when": entry.when.edtf(), "words": entry.words, "value": entry.value,
        "unit": entry.unit, "sure_of_place": entry.is_sure_of_place, "probability": entry.probability, "ids": list(entry.ids),
    }  # fmt: skip


def history_rows(history: SiteHistory) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """For a person, by time; pictures that are only looks stand in one row."""
    ordered = sorted(history.entries, key=lambda e: (str(e.when.start or e.when.end), e.ids))
    pictures = [e for e in ordered if e.is_picture and e.kind is HistoryKind.LOOK]
    rows: list[tuple[str, ...]] = [
        (
            e.when.edtf(), KINDS[e.kind], e.words, "" if e.is_sure_of_place else "told for a wider place",
            "" if e.probability is None else percent(e.probability), _few(e.ids),
        )
        for e in ordered
        if e not in pictures
    ]  # fmt: skip
    if pictures:
        first, last = (f"{e.when.start:%Y-%m-%d}" for e in (pictures[0], pictures[-1]))
        made = "SIMULATED " if any(e.words.startswith("SIMULATED") for e in pictures) else ""
        ids = _few([i for e in pictures for i in e.ids])
        rows.append(
            (
                f"{first}/{last}",
                KINDS[HistoryKind.LOOK],
                f"{len(pictures)} {made}picture{'s' * (len(pictures) != 1)}",
                "",
                "",
                ids,
            )
        )
    return ("when", "what", "told or measured", "doubt", "probability", "stands on"), rows


def _few(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - 3} more" if len(ids) > 3 else ""
    return " ".join(ids[:3]) + more


def history_sentences(history: SiteHistory) -> list[str]:
    """What the history holds and cannot hold."""
    looks, blind = len(history.of(HistoryKind.LOOK)), len(history.of(HistoryKind.NON_LOOK))
    told = [
        f"{history.site.name}: {number_of(len(history.entries), 'entry', 'entries')}; "
        f"{number_of(looks, 'look')} and {number_of(blind, 'look')} that showed nothing."
    ]
    if history.vague:
        told.append(
            f"{number_of(history.vague, 'event')} told only for a wide place around it: not given to this site."
        )
    if not looks and not blind and not history.of(HistoryKind.DAMAGE):
        told.append("No picture in this case shows the site: what is absent here was not looked for.")
    return told
