"""What a brief is made of: values only, so the same material gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from trigpoint.fusion.hypotheses import HypothesisScores
from trigpoint.model import Article, Assessment, Capture, Claim, Event, Observation, Outcome
from trigpoint.model.hypothesis import HypothesisMatrix
from trigpoint.model.indicator import Change, Indicator
from trigpoint.products.imagery.look import SheetMaterial

EXERCISE_NOTICE = "EXERCISE - simulated reports about real public events; outlets are invented"


@attrs.frozen(kw_only=True)
class AssessedMaterial:
    """An assessment in force, with what became of it and of its basis."""

    assessment: Assessment
    scale: str  # name of its scale: "ICD 203 (2015)"
    version: int = 1
    outcome: Outcome | None = None
    faults: tuple[str, ...] = ()  # what no longer holds, one sentence each


@attrs.frozen(kw_only=True)
class MatrixMaterial:
    """A matrix of competing hypotheses kept with the case, and its scores."""

    matrix: HypothesisMatrix
    scores: HypothesisScores
    would_change: str


@attrs.frozen(kw_only=True)
class WatchMaterial:
    """A watch list kept with the case, as of the run and the day before. `odds`: factor on each hypothesis."""

    name: str
    indicators: tuple[Indicator, ...]
    changes: tuple[Change, ...]
    odds: Mapping[str, float] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class BriefMaterial:
    """Events and everything their footnotes need. Ids that a mapping lacks are shown as missing, never guessed."""

    title: str
    made: datetime  # UTC; printed, and the PDF's time stamp: nothing else here knows the time
    events: tuple[Event, ...]
    claims: Mapping[str, Claim]  # by id; claims outside every event are counted as not linked
    articles: Mapping[str, Article]  # by id
    captures: Mapping[str, Capture]  # by id
    subtitle: str = ""
    exercise: bool = False  # the notice stands on every page and section
    notice: str = EXERCISE_NOTICE
    event_types: Mapping[str, str] = attrs.field(factory=dict)  # key to label; an absent key is shown in words
    observations: Mapping[str, Observation] = attrs.field(factory=dict)  # by id: our own measurements
    sheets: tuple[SheetMaterial, ...] = ()  # the pictures they were made in, one sheet per stack and site
    assessed: tuple[AssessedMaterial, ...] = ()
    matrices: tuple[MatrixMaterial, ...] = ()
    watched: tuple[WatchMaterial, ...] = ()
    unread: tuple[str, ...] = ()  # items that could not be read, one sentence each
