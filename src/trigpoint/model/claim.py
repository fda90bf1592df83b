"""One statement by one speaker, bound to the words it stands on."""

from __future__ import annotations

from enum import StrEnum

import attrs

from trigpoint.model.capture import Quote, SourceKind
from trigpoint.model.place import Place
from trigpoint.model.time import TimeSpan


class Modality(StrEnum):
    """How the speaker holds it."""

    ASSERTED = "asserted"
    ASSESSED = "assessed"  # a judgement: "assesses", "likely", "appears to"
    REPORTED = "reported"  # passed on: "according to reports", "reportedly"
    ALLEGED = "alleged"  # an accusation: "accused", "allegedly", "blamed"
    DENIED = "denied"
    PLANNED = "planned"
    FORECAST = "forecast"


class CountStatus(StrEnum):
    """What happened to those counted."""

    KILLED = "killed"
    INJURED = "injured"
    MISSING = "missing"
    DETAINED = "detained"
    DISPLACED = "displaced"
    DESTROYED = "destroyed"
    DAMAGED = "damaged"
    OBSERVED = "observed"  # seen, present, moved, held
    TOTAL = "total"  # events of this type over a period: "over 300 airstrikes"


@attrs.frozen(kw_only=True)
class Count:
    """A number the text gives. "at least 48" is min 48, max None; "8" is 8 to 8; "dozens" is 24, None."""

    min: int | None
    max: int | None
    unit: str  # what is counted, as the text has it: "Iraqi militiamen"
    status: CountStatus
    qualifier: str = ""  # the words: "at least", "over", "about"


@attrs.frozen(kw_only=True)
class Attribution:
    """One link of the chain from the outlet to whoever saw it."""

    name: str  # the source as named: "ImageSat International"
    kind: SourceKind
    cue: str = ""  # the words that attribute: "according to"; "" for the outlet itself
    carried: bool = False  # taken over from an earlier sentence


@attrs.frozen(kw_only=True)
class Claim:
    """One statement by one speaker."""

    id: str  # "clm-" + first 16 hex digits over quote, type, time and place
    article: str  # Article id
    quote: Quote
    event_type: str  # a key of data/event_types.yaml
    when: TimeSpan
    where: Place | None  # None: the sentence names no place
    modality: Modality
    actors: tuple[str, ...] = ()  # who did it, as named
    targets: tuple[str, ...] = ()  # to whom or what
    outcome: str = ""  # "destroyed", "attempted"; "" = not said
    counts: tuple[Count, ...] = ()
    attribution: tuple[Attribution, ...] = ()  # outermost first: outlet <- agency <- witness
    negated: bool = False
    aggregate: bool = False  # a total or a repeated happening, never a single event
    trigger: str = ""  # the word that carries the event type
    extractor: str = ""  # name and version
    supersedes: str = ""  # Claim id
