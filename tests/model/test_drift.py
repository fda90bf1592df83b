"""The nouns as JSON: every record survives the round trip, and a changed field is seen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, get_args

import attrs
import pytest
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError

from trigpoint import model
from trigpoint.model import (
    Article,
    Assessment,
    Attribution,
    Capture,
    Claim,
    Confidence,
    Contradiction,
    ContradictionValue,
    Count,
    CountStatus,
    Decision,
    DecisionKind,
    Estimate,
    Event,
    Footprint,
    Grid,
    Member,
    Modality,
    Observation,
    Origin,
    Outcome,
    Place,
    PlaceCandidate,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    Reliability,
    Retraction,
    Role,
    Scale,
    Scene,
    SceneKind,
    Site,
    Source,
    SourceKind,
    SourceRating,
    Term,
    TimeSpan,
    Unit,
    from_json,
    to_json,
    utc_day,
)

FIELDS = Path(__file__).with_name("fields.json")

PLACE = Place(
    text="Tiyas",
    name="T4",
    lon=37.63,
    lat=34.52,
    radius_m=4000,
    kind=PlaceKind.SITE,
    method=PlaceMethod.SITES,
    ref="site:t4",
    country="SY",
    alternatives=(
        PlaceCandidate(name="Tias", lon=1.0, lat=2.0, kind=PlaceKind.SETTLEMENT, ref="geonames:1", score=0.2),
    ),
)
WHEN = TimeSpan(start=utc_day(date(2020, 9, 2)), precision=Precision.AFTER, words="since 2 September")
QUOTE = Quote(capture="cap-1", start=0, end=4, text="هجوم")
CLAIM = Claim(
    id="clm-1",
    article="art-1",
    quote=QUOTE,
    event_type="airstrike",
    when=WHEN,
    where=PLACE,
    modality=Modality.REPORTED,
    counts=(Count(min=2, max=None, unit="soldiers", status=CountStatus.KILLED, qualifier="at least"),),
    attribution=(Attribution(name="SANA", kind=SourceKind.AGENCY, cue="said"),),
)
GRID = Grid(width=3, height=2, transform=(10.0, 0.0, 5e5, 0.0, -10.0, 4e6), crs="EPSG:32637", pixel_m=10.0)
VALUE = ContradictionValue(value="2", origins=("SANA",), members=("clm-1",))
ESTIMATE = Estimate(scale="icd203-2015", term="likely", low=0.55, high=0.8)
TERM = Term(term="likely", low=0.55, high=0.8, forms=("probably",))
SAMPLES: list[Any] = [
    ESTIMATE,
    TERM,
    Scale(id="s-1", name="S", source="a standard", terms=(TERM,)),
    Source(id="src-1", name="SANA", kind=SourceKind.AGENCY, reliability=Reliability.F),
    Capture(
        id="cap-1",
        sha256="0" * 64,
        uri="a.txt",
        media_type="text/plain",
        size=3,
        retrieved=datetime(2020, 1, 1, 12, 30, 5, 7, tzinfo=UTC),
    ),
    Article(id="art-1", capture="cap-1", ordinal=0, start=0, end=4, published=date(2020, 9, 3)),
    QUOTE,
    PLACE,
    WHEN,
    CLAIM,
    Observation(
        id="obs-1", kind="damage", where=PLACE, when=WHEN, value=None, unit="probability", parameters=(("k", "v"),)
    ),
    GRID,
    Scene(
        id="cap-1",
        file="s1.tif",
        kind=SceneKind.SAR,
        grid=GRID,
        bands=("VV", "VH"),
        unit=Unit.SIGMA0_LINEAR,
        acquired=datetime(2024, 1, 2, 15, 34, 11, tzinfo=UTC),
        relative_orbit=14,
        simulated=True,
    ),
    Footprint(id="b1", polygons=((((0.0, 0.0), (2.0, 0.0), (2.0, 1.0)),),), lon=37.0, lat=36.0, area_m2=200.0),
    Site(
        id="site:t4",
        name="T4",
        aliases=("التيفور",),
        type="air_base",
        country="SY",
        lon=37.6,
        lat=34.5,
        radius_m=4e3,
        source="s",
    ),
    Event(
        id="evt-1",
        type="airstrike",
        title="Airstrike, T4",
        when=WHEN,
        where=PLACE,
        members=(Member(id="clm-1", why="the only claim", role=Role.DENIES),),
        origins=(Origin(name="SANA", kind=SourceKind.AGENCY, members=("clm-1",)),),
        contradictions=(Contradiction(field="count", values=(VALUE, VALUE)),),
        probability=0.5,
    ),
    Decision(
        id="dec-1",
        kind=DecisionKind.SPLIT,
        events=("evt-1",),
        groups=(("clm-1",), ("clm-2", "clm-3")),
        why="two raids, hours apart",
        author="a",
        made=datetime(2020, 1, 1, tzinfo=UTC),
    ),
    Assessment(
        id="ass-1",
        statement="s",
        likelihood=ESTIMATE,
        confidence=Confidence.LOW,
        basis=("evt-1",),
        author="a",
        made=datetime(2020, 1, 1, tzinfo=UTC),
    ),
    Outcome(
        id="out-1",
        assessment="ass-1",
        happened=None,
        known=date(2020, 2, 1),
        author="a",
        made=datetime(2020, 3, 1, tzinfo=UTC),
        why="nobody looked",
    ),
    Retraction(id="ret-1", subject="clm-1", why="withdrawn", author="a", made=datetime(2020, 3, 1, tzinfo=UTC)),
    SourceRating(
        id="rat-1",
        source="SANA",
        reliability=Reliability.C,
        as_of=date(2020, 3, 1),
        author="a",
        made=datetime(2020, 3, 1, tzinfo=UTC),
        why="party to the conflict",
    ),
]


@pytest.mark.parametrize("record", SAMPLES, ids=lambda r: type(r).__name__)
def test_a_record_survives_json(record: Any) -> None:
    plain = json.loads(json.dumps(to_json(record), ensure_ascii=False))
    assert from_json(type(record), plain) == record


@pytest.mark.parametrize("record", SAMPLES, ids=lambda r: type(r).__name__)
def test_an_unknown_key_is_an_error(record: Any) -> None:
    with pytest.raises(BaseValidationError) as raised:
        from_json(type(record), to_json(record) | {"surprise": 1})
    assert any(isinstance(e, ForbiddenExtraKeysError) for e in raised.value.exceptions)


def declared() -> dict[str, dict[str, str]]:
    kinds = [getattr(model, name) for name in model.__all__]
    records = [attrs.resolve_types(k) for k in kinds if isinstance(k, type) and attrs.has(k)]
    return {k.__name__: {f.name: _spelt(f.type) for f in attrs.fields(k)} for k in records}


def _spelt(kind: Any) -> str:
    return kind.__name__ if isinstance(kind, type) and not get_args(kind) else str(kind)


def test_the_fields_are_the_declared_ones() -> None:
    """A stored case outlives the program: a changed field must be a decision. Then write the new shape to fields.json."""
    assert declared() == json.loads(FIELDS.read_text(encoding="utf8"))


def test_every_record_has_a_sample_here() -> None:
    nested = {
        "Attribution",
        "Count",
        "ContradictionValue",
        "Contradiction",
        "Member",
        "Origin",
        "PlaceCandidate",
        "Comparison",
        "CountRange",
        "OriginLink",
        "Resolution",
    }
    assert set(declared()) == {type(r).__name__ for r in SAMPLES} | nested


def test_records_are_frozen() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        CLAIM.event_type = "clash"  # type: ignore[misc]
