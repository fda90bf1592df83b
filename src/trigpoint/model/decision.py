"""What an analyst decided about events by hand. Appended with who and when, never edited; undone by another decision."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import attrs


class DecisionKind(StrEnum):
    """What was decided."""

    MERGE = "merge"  # the claims of all groups are one happening
    SPLIT = "split"  # no claim of one group belongs with one of another
    RESOLVE = "resolve"  # of the values of a contradiction this one holds
    UNDO = "undo"  # the decision named in `supersedes` no longer holds


@attrs.frozen(kw_only=True)
class Decision:
    """One decision. It binds claims, not events: an event's id changes with its members, a decision outlives it."""

    id: str  # "dec-" + first 16 hex digits
    kind: DecisionKind
    events: tuple[str, ...]  # Event ids as they stood when it was made
    groups: tuple[tuple[str, ...], ...]  # Claim ids
    why: str  # never empty
    author: str
    made: datetime
    field: str = ""  # of the contradiction resolved
    value: str = ""  # the one that holds
    supersedes: str = ""  # Decision id that this one undoes
