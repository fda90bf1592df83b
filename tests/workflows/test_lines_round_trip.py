"""What `read --json` prints is what `fuse` reads."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trigpoint.model import (
    UNKNOWN_TIME,
    Anchor,
    Attribution,
    Claim,
    Count,
    CountStatus,
    Modality,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    SourceKind,
    TimeSpan,
)
from trigpoint.products.lines import claim_line
from trigpoint.sources.claim_lines import read_claim_lines

WORDS = st.text(alphabet='abc déш ع"\\\n', min_size=1, max_size=10).map(str.strip).filter(bool)
MOMENTS = st.integers(0, 20_000 * 24 * 3600).map(lambda s: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(seconds=s))
DAYS = st.integers(0, 20_000).map(lambda d: datetime(1980, 1, 1, tzinfo=UTC) + timedelta(days=d))


@st.composite
def spans(draw: st.DrawFn) -> TimeSpan:
    start = draw(st.none() | DAYS | MOMENTS)
    end = draw(st.none() | DAYS | MOMENTS)
    if start is None and end is None:
        return UNKNOWN_TIME
    if start and end:
        end = max(start, end) + timedelta(days=1)
    return TimeSpan(start=start, end=end, precision=Precision.RANGE, anchor=Anchor.TEXT)


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    quote = draw(WORDS)
    place = Place(text="T-4", name="Tiyas", lon=37.63, lat=34.5, radius_m=4000.0, kind=PlaceKind.SITE,
                  method=PlaceMethod.SITES)  # fmt: skip
    return Claim(
        id=draw(WORDS), article="art-1", quote=Quote(capture="a.txt", start=5, end=5 + len(quote), text=quote),
        event_type="airstrike", when=draw(spans()), where=draw(st.sampled_from([None, place])),
        modality=draw(st.sampled_from(Modality)), actors=tuple(draw(st.lists(WORDS, max_size=2))),
        counts=(Count(min=3, max=None, unit="fighters", status=CountStatus.KILLED),),
        attribution=tuple(Attribution(name=n, kind=SourceKind.MONITOR) for n in draw(st.lists(WORDS, max_size=3))),
        aggregate=draw(st.booleans()),
    )  # fmt: skip


@given(claim=claims())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_a_claim_comes_back_from_its_line(tmp_path: Path, claim: Claim) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(claim_line(claim, file="a.txt"), ensure_ascii=False), encoding="utf8")
    (back,) = read_claim_lines(path).claims
    for field in ("id", "quote", "event_type", "modality", "actors", "counts", "attribution", "aggregate"):
        assert getattr(back, field) == getattr(claim, field)
    assert (back.when.start, back.when.end) == (claim.when.start, claim.when.end)
    assert (back.where and (back.where.lat, back.where.radius_m)) == (
        claim.where and (claim.where.lat, claim.where.radius_m)
    )


DAY = datetime(2020, 5, 4, tzinfo=UTC)


@pytest.mark.parametrize("span", [TimeSpan(start=DAY), TimeSpan(end=DAY)], ids=["since", "until"])
def test_an_open_end_stays_open(tmp_path: Path, span: TimeSpan) -> None:
    claim = Claim(id="1", article="a", quote=Quote(capture="a", start=0, end=5, text="words"), event_type="airstrike",
                  when=span, where=None, modality=Modality.ASSERTED)  # fmt: skip
    path = tmp_path / "claims.jsonl"
    path.write_text(json.dumps(claim_line(claim, file="a.txt")), encoding="utf8")
    (back,) = read_claim_lines(path).claims
    assert (back.when.start, back.when.end) == (span.start, span.end)
