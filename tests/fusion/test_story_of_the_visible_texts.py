"""The hand-marked claims of the measurement data, fused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fusion.claims import claim, day, month
from trigpoint.fusion import LinkVocabulary, fuse
from trigpoint.model.capture import SourceKind
from trigpoint.model.claim import Count, CountStatus
from trigpoint.model.time import TimeSpan, utc_day


@pytest.mark.shared
def test_one_site_two_strikes_one_imagery_company(shared_data: Path, words: LinkVocabulary) -> None:
    rows = [json.loads(x) for x in (shared_data / "gold" / "claims_dev.jsonl").read_text(encoding="utf8").splitlines()]
    wanted = [r for r in rows if "safirah" in str(r["place"]).casefold() and r["event_type"] == "airstrike"]
    claims = []
    for r in wanted:
        year, number, *rest = (int(x) for x in r["date"].split("-"))
        when: TimeSpan = day(year, number, rest[0]) if r["date_precision"] == "day" else month(year, number)
        claims.append(
            claim(
                when,
                (r["place"], r["lat"], r["lon"], r["place_radius_km"]),
                said_by=r["seed"],
                sources=tuple(r["attributed_to"]),
                kind=SourceKind.DOCUMENT if r["attributed_to"][-1:] == ["intelligence report"] else SourceKind.IMAGERY,
                targets=(r["target"],) if r["target"] else (),
                text=r["quote"],
            )
        )
    counts = (Count(min=300, max=None, unit="airstrikes", status=CountStatus.OBSERVED),)
    period = TimeSpan(start=utc_day(month(2012, 1).start.date()), end=month(2020, 12).end)  # type: ignore[union-attr]
    total = claim(period, ("Syria", 35.0, 38.0, 300.0), said_by="total", counts=counts)
    events = fuse([*claims, total], vocabulary=words)
    strikes = sorted(e.when.edtf() for e in events if not e.aggregate)
    assert [s for s in strikes if len(s) == len("2020-05-04")] == ["2020-05-04", "2020-09-11"]
    assert len(strikes) == 2
    september = next(e for e in events if e.when.edtf() == "2020-09-11")
    assert sum("ImageSat" in o.name for o in september.origins) == 1
    (alone,) = [e for e in events if e.aggregate]
    assert [m.id for m in alone.members] == [total.id]
