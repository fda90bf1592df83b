"""Claims from JSON lines, lenient where the sense is plain."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from trigpoint.model.capture import SourceKind
from trigpoint.model.claim import Claim, CountStatus, Modality
from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.claim_lines import MOST_CHARACTERS, read_claim_lines

LINE: dict[str, Any] = {
    "file": "a.txt",
    "quote": "Warplanes hit a depot in Homs on 4 May",
    "start": 10,
    "end": 48,
    "event_type": "airstrike",
    "when": {"start": "2020-05-04", "end": "2020-05-05", "precision": "day", "anchor": "text"},
    "place": {"text": "Homs", "name": "Homs", "lat": 34.73, "lon": 36.71, "radius_km": 5, "method": "gazetteer"},
    "actors": [],
    "targets": ["depot"],
    "outcome": "hit",
    "counts": [{"min": 3, "max": None, "unit": "people", "status": "killed"}],
    "attribution": ["Morning Gazette", "SOHR"],
    "modality": "reported",
    "negated": False,
    "aggregate": False,
}


def _file(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "claims.jsonl"
    path.write_text("\n".join(x if isinstance(x, str) else json.dumps(x) for x in lines), encoding="utf8")
    return path


def _one(folder: Path, **changes: Any) -> Claim:
    (claim,) = read_claim_lines(_file(folder, {**LINE, **changes})).claims
    return claim


def test_a_line_becomes_the_claim_it_describes(tmp_path: Path) -> None:
    claim = _one(tmp_path, id="c7")
    assert (claim.id, claim.event_type, claim.when.edtf()) == ("c7", "airstrike", "2020-05-04")
    assert claim.where is not None
    assert (claim.where.lat, claim.where.radius_m) == (34.73, 5000.0)
    assert [a.name for a in claim.attribution] == ["Morning Gazette", "SOHR"]
    assert (claim.counts[0].min, claim.counts[0].max, claim.counts[0].status) == (3, None, CountStatus.KILLED)
    assert claim.modality is Modality.REPORTED
    assert (claim.quote.start, claim.quote.end) == (10, 48)


def test_why_a_place_is_rough_or_left_open_comes_along(tmp_path: Path) -> None:
    rough = _one(tmp_path, place={**LINE["place"], "reason": "the town of the sentence before"})
    left_open = _one(tmp_path, place={"text": "the valley", "lat": None, "lon": None, "reason": "in no list"})
    assert rough.where is not None
    assert left_open.where is not None
    assert (rough.where.reason, left_open.where.reason) == ("the town of the sentence before", "in no list")


def test_a_line_without_an_id_goes_by_its_number_from_zero(tmp_path: Path) -> None:
    found = read_claim_lines(_file(tmp_path, LINE, "", {**LINE, "file": "b.txt"}))
    assert [c.id for c in found.claims] == ["0", "1"]


@pytest.mark.parametrize(
    ("when", "edtf"),
    [
        ({"start": "2020-05", "end": "2020-05"}, "2020-05"),
        ({"start": "2020-05"}, "2020-05"),
        ("2020", "2020"),
        ({"start": "2020-05-04", "end": "2020-05-04"}, "2020-05-04"),
        (
            {"start": "2020-05-04T00:00:00+03:00", "end": "2020-05-05T00:00:00+03:00"},
            "2020-05-03T21:00:00Z/2020-05-04T20:59:59Z",
        ),
        ({"start": None, "end": "2020-06-01"}, "../2020-05"),
        ({"start": None, "end": None}, ""),
        (None, ""),
    ],
)
def test_dates_in_the_shapes_people_write_them(tmp_path: Path, when: Any, edtf: str) -> None:
    assert _one(tmp_path, when=when).when.edtf() == edtf


def test_a_place_without_a_radius_and_one_without_a_point(tmp_path: Path) -> None:
    bare = _one(tmp_path, place={"text": "Homs", "lat": 34.7, "lon": 36.7}).where
    unresolved = _one(tmp_path, place={"text": "Homs", "lat": None, "lon": None}).where
    assert bare is not None
    assert bare.radius_m == 10_000
    assert unresolved is not None
    assert not unresolved.is_resolved
    assert _one(tmp_path, place=None).where is None


def test_attributions_as_strings_or_objects(tmp_path: Path) -> None:
    links = [{"name": "Gazette", "kind": "outlet"}, {"name": "Health Ministry"}, "residents"]
    kinds = [a.kind for a in _one(tmp_path, attribution=links).attribution]
    assert kinds == [SourceKind.OUTLET, SourceKind.OFFICIAL, SourceKind.WITNESS]


def test_unknown_types_and_keys_are_taken(tmp_path: Path) -> None:
    assert _one(tmp_path, event_type="Cyber attack", colour="red").event_type == "cyber_attack"


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        '"text"',
        "[" * 100_000,
        json.dumps({**LINE, "quote": None}),
        json.dumps({k: v for k, v in LINE.items() if k != "quote"}),
        json.dumps({**LINE, "place": {"text": "x", "lat": 95, "lon": 0}}),
        json.dumps({**LINE, "place": {"text": "x", "lat": "north", "lon": 0}}),
        json.dumps({**LINE, "when": {"start": "yesterday"}}),
        json.dumps({**LINE, "when": {"start": "2020-05-04", "end": "2019-01-01"}}),
        json.dumps({**LINE, "counts": [{"min": float("nan")}]}),
        json.dumps({**LINE, "counts": 5}),
        json.dumps({**LINE, "quote": "x" * MOST_CHARACTERS}),
    ],
)
def test_a_line_that_makes_no_sense_is_rejected_by_row_and_the_rest_is_read(tmp_path: Path, line: str) -> None:
    found = read_claim_lines(_file(tmp_path, LINE, line, {**LINE, "file": "b.txt"}))
    assert len(found.claims) == 2
    (rejected,) = found.rejected
    assert rejected.where == "claims.jsonl:2"
    assert len(str(rejected)) < 400


def test_the_same_line_twice_is_one_claim_and_one_id_for_two_is_rejected(tmp_path: Path) -> None:
    found = read_claim_lines(
        _file(tmp_path, {**LINE, "id": "a"}, {**LINE, "id": "a"}, {**LINE, "id": "a", "file": "b"})
    )
    assert len(found.claims) == 1
    assert [r.where for r in found.rejected] == ["claims.jsonl:3"]


def test_a_file_that_is_no_text_or_not_there_is_named(tmp_path: Path) -> None:
    binary = tmp_path / "claims.jsonl"
    binary.write_bytes(b"\xff\xfe\x00\x01")
    for path in (binary, tmp_path / "none.jsonl", tmp_path):
        with pytest.raises(UnreadableFile, match=path.name):
            read_claim_lines(path)
