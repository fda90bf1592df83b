"""The watch list for a reader: state by state, what changed, and what it stands on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from trigpoint.model.indicator import Change, Finding, Indicator, IndicatorState

_SAYS = {
    IndicatorState.MET: "met",
    IndicatorState.PARTLY: "partly",
    IndicatorState.LOOKED_AND_ABSENT: "looked and absent",
    IndicatorState.NOT_OBSERVED: "not observed (read, nobody tells of it)",
    IndicatorState.NO_COVERAGE: "no coverage: says nothing",
    IndicatorState.EXPIRED: "expired",
}


def watch_line(indicator: Indicator, change: Change) -> dict[str, Any]:
    """One indicator as a JSON object."""
    return {
        "indicator": indicator.id,
        "observable": indicator.observable,
        "state": change.after.state.value,
        "was": change.before.state.value,
        "changed": change.is_change,
        "facts": list(change.after.facts),
        "new": [i for i in change.after.facts if i not in change.before.facts],
        "gone": [i for i in change.before.facts if i not in change.after.facts],
        "possible": list(change.after.possible),
        "origins": list(change.after.origins),
        "looks": change.after.looks,
        "articles": change.after.articles,
        "at": change.after.at.isoformat(),
        "since": change.before.at.isoformat(),
    }


def watch_rows(indicators: Sequence[Indicator], changes: Sequence[Change]) -> list[tuple[str, str, str, str, str]]:
    """(id, observable, state, change, basis) for a terminal; what changed comes first."""
    rows = [
        (i.id, i.observable, _SAYS[c.after.state], changed_words(c), basis(i, c.after))
        for i, c in zip(indicators, changes, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda n: (not changes[n].is_change, n))
    return [rows[n] for n in order]


def changed_words(change: Change) -> str:
    """What is different, in words; "" = nothing."""
    before, after = change.before, change.after
    if before.state is not after.state:
        return f"was: {before.state.value}"
    new = len(set(after.facts) - set(before.facts))
    gone = len(set(before.facts) - set(after.facts))
    parts = [f"{new} new"] * bool(new) + [f"{gone} out of the window"] * bool(gone)
    return ", ".join(parts)


def basis(indicator: Indicator, finding: Finding) -> str:
    """What the state stands on, against what is asked for."""
    parts = [f"{len(finding.facts)} of {indicator.threshold}"]
    if finding.possible:
        parts.append(f"{len(finding.possible)} that may count")
    if finding.facts:
        parts.append(f"{len(finding.origins)} origins")
    parts.append(f"{finding.looks} looks, {finding.articles} articles")
    return "; ".join(parts)
