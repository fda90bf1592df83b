"""The nouns. Values only: no file, clock, network or database here."""

from trigpoint.model.assessment import (
    Assessment,
    Confidence,
    Credibility,
    Estimate,
    Outcome,
    Retraction,
    Scale,
    SourceRating,
    Term,
)
from trigpoint.model.capture import Article, Capture, Quote, Reliability, Source, SourceKind
from trigpoint.model.claim import Attribution, Claim, Count, CountStatus, Modality
from trigpoint.model.decision import Decision, DecisionKind
from trigpoint.model.event import (
    Comparison,
    Contradiction,
    ContradictionValue,
    CountRange,
    Event,
    Member,
    Origin,
    OriginLink,
    Resolution,
    Role,
)
from trigpoint.model.observation import Observation
from trigpoint.model.place import Place, PlaceCandidate, PlaceKind, PlaceMethod
from trigpoint.model.records import canonical, from_json, record_id, to_json
from trigpoint.model.scene import Footprint, Grid, Scene, SceneKind, Unit
from trigpoint.model.site import Site
from trigpoint.model.time import UNKNOWN_TIME, Anchor, Precision, TimeSpan, utc_day, whole_days

__all__ = [
    "UNKNOWN_TIME",
    "Anchor",
    "Article",
    "Assessment",
    "Attribution",
    "Capture",
    "Claim",
    "Comparison",
    "Confidence",
    "Contradiction",
    "ContradictionValue",
    "Count",
    "CountRange",
    "CountStatus",
    "Credibility",
    "Decision",
    "DecisionKind",
    "Estimate",
    "Event",
    "Footprint",
    "Grid",
    "Member",
    "Modality",
    "Observation",
    "Origin",
    "OriginLink",
    "Outcome",
    "Place",
    "PlaceCandidate",
    "PlaceKind",
    "PlaceMethod",
    "Precision",
    "Quote",
    "Reliability",
    "Resolution",
    "Retraction",
    "Role",
    "Scale",
    "Scene",
    "SceneKind",
    "Site",
    "Source",
    "SourceKind",
    "SourceRating",
    "Term",
    "TimeSpan",
    "Unit",
    "canonical",
    "from_json",
    "record_id",
    "to_json",
    "utc_day",
    "whole_days",
]
