"""What a brief is made of: values only, so the same material gives the same bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import attrs

from trigpoint.model import Article, Capture, Claim, Event, Observation
from trigpoint.products.imagery.look import SheetMaterial

EXERCISE_NOTICE = "EXERCISE - simulated reports about real public events; outlets are invented"


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
    unread: tuple[str, ...] = ()  # items that could not be read, one sentence each
