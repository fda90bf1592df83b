"""The JSON lines are a contract: every key is declared, and every field of a record is shown or left out on purpose."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from products.pictures import measured
from trigpoint.data.sites import load_sites
from trigpoint.model import (
    UNKNOWN_TIME,
    Anchor,
    Attribution,
    Claim,
    Contradiction,
    ContradictionValue,
    Count,
    CountStatus,
    Event,
    Member,
    Modality,
    Origin,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    Role,
    Site,
    SourceKind,
    TimeSpan,
    whole_days,
)
from trigpoint.products import lines

DAY = whole_days(date(2020, 5, 4), precision=Precision.DAY, anchor=Anchor.TEXT, words="4 May 2020")
PLACE = Place(
    text="T-4", name="Tiyas", lon=37.63, lat=34.523, radius_m=4000.0, kind=PlaceKind.SITE, method=PlaceMethod.SITES,
    ref="site:t4", country="SY",
)  # fmt: skip
CLAIM = Claim(
    id="clm-1", article="art-1", quote=Quote(capture="cap-1", start=3, end=8, text="words"), event_type="airstrike",
    when=DAY, where=PLACE, modality=Modality.REPORTED, actors=("A",), targets=("B",), outcome="destroyed",
    counts=(Count(min=48, max=None, unit="fighters", status=CountStatus.KILLED, qualifier="at least"),),
    attribution=(Attribution(name="Post", kind=SourceKind.OUTLET), Attribution(name="SOHR", kind=SourceKind.MONITOR)),
)  # fmt: skip
EVENT = Event(
    id="evt-1", type="airstrike", title="Airstrike", when=DAY, where=PLACE, members=(Member(id="clm-1", why="alone"),),
    origins=(Origin(name="SOHR", kind=SourceKind.MONITOR, members=("clm-1",), outlets=("Post",)),),
    contradictions=(
        Contradiction(field="date", values=(ContradictionValue(value="4 May", origins=("SOHR",), members=("clm-1",)),)),
    ),
    probability=0.123456, grade="weak",
)  # fmt: skip


def claim_line() -> dict[str, Any]:
    return lines.claim_line(CLAIM, file="a.txt")


@pytest.mark.parametrize(
    ("made", "declared"),
    [
        (lines.claim_line(CLAIM, file="a.txt"), lines.CLAIM_KEYS),
        (lines.place_line(PLACE, file="a.txt", start=0, end=3), lines.PLACE_KEYS),
        (lines.date_line(DAY, file="a.txt", start=0, end=10, text="4 May 2020"), lines.DATE_KEYS),
        (lines.event_line(EVENT), lines.EVENT_KEYS),
        (lines.site_line(load_sites()[0]), lines.SITE_KEYS),
        (lines.observation_line(measured()[0], files={}), lines.OBSERVATION_KEYS),
    ],
    ids=["claim", "place", "date", "event", "site", "measurement"],
)
def test_a_line_has_exactly_the_declared_keys_and_is_json(made: dict[str, Any], declared: tuple[str, ...]) -> None:
    assert tuple(made) == declared
    assert json.loads(json.dumps(made)) == made


LEFT_OUT = {
    Claim: {"article", "trigger", "extractor", "supersedes"},
    Count: set(),
    Attribution: {"carried"},
    Event: {"supersedes"},
    Member: set(),
    Place: {"ref", "country", "alternatives"},
    Site: set(),
    TimeSpan: {"words"},
}
SHOWN = {
    Claim: {"quote", "event_type", "when", "where", "modality", "actors", "targets", "outcome", "counts",
            "attribution", "negated", "aggregate", "id"},
    Count: {"min", "max", "unit", "status", "qualifier"},
    Attribution: {"name", "kind", "cue"},
    Event: {"id", "type", "title", "when", "where", "members", "origins", "contradictions", "probability", "grade",
            "aggregate", "counts", "modalities", "graph"},
    Member: {"id", "why", "role", "compared", "decided"},
    Place: {"text", "name", "lon", "lat", "radius_m", "kind", "method", "reason"},
    Site: {"id", "name", "aliases", "type", "country", "lon", "lat", "radius_m", "source"},
    TimeSpan: {"start", "end", "precision", "anchor"},
}  # fmt: skip


@pytest.mark.parametrize("record", LEFT_OUT, ids=lambda r: r.__name__)
def test_a_new_field_of_a_record_is_shown_in_its_line_or_left_out_on_purpose(record: type) -> None:
    assert {field.name for field in attrs.fields(record)} == LEFT_OUT[record] | SHOWN[record]


def test_a_claim_line_gives_the_place_in_kilometres_and_the_chain_outermost_first() -> None:
    line = claim_line()
    assert line["place"]["radius_km"] == 4.0
    assert [link["name"] for link in line["attribution"]] == ["Post", "SOHR"]
    assert line["counts"] == [{"min": 48, "max": None, "unit": "fighters", "status": "killed", "qualifier": "at least"}]


def test_a_claim_without_a_place_has_a_null_place() -> None:
    assert lines.claim_line(attrs.evolve(CLAIM, where=None), file="a.txt")["place"] is None


def test_an_abstention_has_a_null_point_and_a_reason() -> None:
    line = lines.place_line(Place(text="the base", reason="two bases fit"), file="a.txt", start=0, end=8)
    assert (line["lat"], line["lon"], line["radius_km"], line["reason"]) == (None, None, None, "two bases fit")


def ends(span: TimeSpan) -> tuple[Any, Any]:
    line = lines.date_line(span, file="a.txt", start=0, end=1, text="x")
    return line["from"], line["to"]


def test_an_unknown_time_is_null_and_an_open_end_is_two_dots() -> None:
    assert ends(UNKNOWN_TIME) == (None, None)
    assert ends(TimeSpan(start=DAY.start, precision=Precision.AFTER)) == ("2020-05-04", "..")
    assert ends(TimeSpan(end=DAY.end, precision=Precision.BEFORE)) == ("..", "2020-05-05")


@given(st.integers(-30_000_000_000_000_000, 200_000_000_000_000_000))
def test_a_time_comes_back_from_its_line_to_the_second(microseconds: int) -> None:
    moment = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    first, _ = ends(TimeSpan(start=moment, precision=Precision.SECOND))
    assert datetime.fromisoformat(first).replace(tzinfo=UTC) == moment.replace(microsecond=0)


def test_every_field_of_a_measurement_is_in_its_line() -> None:
    line = lines.observation_line(measured()[0], files={})
    assert {f.name for f in attrs.fields(type(measured()[0]))} - {"where"} <= set(line)


def test_a_member_that_we_measured_is_not_called_a_claim() -> None:
    member = Member(id="obs-1", why="measured by us", role=Role.CONTRADICTS)
    (plain,) = lines.event_line(attrs.evolve(EVENT, members=(member,)))["members"]
    assert plain == {"observation": "obs-1", "why": "measured by us", "role": "contradicts"}
