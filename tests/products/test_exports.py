"""Every export opened by a program it is meant for, or held against its schema; hostile names in every field."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import attrs
import pytest
from lxml import etree

from products.case_writer import HOSTILE
from trigpoint.model import CountStatus, Precision, Quote, TimeSpan
from trigpoint.model.event import CountRange
from trigpoint.products.exports.formats import FORMATS
from trigpoint.products.exports.material import ExportMaterial, TypeNames, toll
from trigpoint.products.exports.precision import acled_geo, acled_time, ucdp_date, ucdp_where
from trigpoint.products.exports.tables import ACLED_TYPES, suggested_grading
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import has_hidden
from trigpoint.workflows.tools import lexicon


def material_of(case: BriefMaterial) -> ExportMaterial:
    """The case as the exports take it."""
    types = {
        key: TypeNames(label=row.label, family=row.family, acled=row.acled, plover=row.plover, cameo=row.cameo)
        for key, row in lexicon().event_types.items()
    }
    return ExportMaterial(
        title=case.title, made=case.made, tool="trigpoint 0", events=case.events, claims=case.claims, articles=case.articles,
        captures=case.captures, observations=case.observations, types=types, notice=case.notice,
    )  # fmt: skip


@pytest.fixture(scope="module")
def full(full_case: BriefMaterial) -> ExportMaterial:
    return material_of(full_case)


@pytest.fixture(scope="module")
def hostile(hostile_case: BriefMaterial) -> ExportMaterial:
    """Every text field of every record holds a hostile string."""
    base = material_of(hostile_case)
    evil = "__proto__ " + "".join(HOSTILE)
    claims = {
        i: attrs.evolve(c, actors=(evil,), targets=("=cmd|' /C calc'!A0",), outcome="@SUM(1)", trigger=evil)
        for i, c in base.claims.items()
    }
    articles = {
        i: attrs.evolve(a, outlet="=1+1", title=evil, url="javascript:alert(1)") for i, a in base.articles.items()
    }
    return attrs.evolve(base, claims=claims, articles=articles, title=evil, notice="\u202eEXERCISE")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_case_gives_the_same_bytes(name: str, full: ExportMaterial) -> None:
    assert FORMATS[name].write(full)[0] == FORMATS[name].write(full)[0]


@pytest.mark.parametrize("name", FORMATS)
def test_an_empty_case_exports_to_a_valid_empty_file(name: str, empty_case: BriefMaterial) -> None:
    content, left = FORMATS[name].write(material_of(empty_case))
    assert left == []
    if FORMATS[name].file.endswith(".json") and name != "ftm":
        json.loads(content)


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.file.endswith(".csv")])
def test_no_cell_of_a_hostile_case_begins_a_formula(name: str, hostile: ExportMaterial) -> None:
    content, _ = FORMATS[name].write(hostile)
    for row in rows(content):
        for cell in row.values():
            assert not cell.lstrip(" ").startswith(("=", "@", "+", "\t", "\r", "\n"))
            assert not cell.startswith("-") or cell[1:].replace(".", "").isdigit()


@pytest.mark.parametrize("name", FORMATS)
def test_no_name_of_a_hostile_case_turns_or_hides_text_and_none_is_a_key(name: str, hostile: ExportMaterial) -> None:
    """Quotes are evidence and stay as they are: they are blanked here."""
    claims = {
        i: attrs.evolve(c, quote=Quote(capture=c.quote.capture, start=0, end=4, text="said"))
        for i, c in hostile.claims.items()
    }
    evil = "\u202e__proto__\u2066"
    claims = {
        i: attrs.evolve(c, attribution=tuple(attrs.evolve(a, name=evil) for a in c.attribution))
        for i, c in claims.items()
    }
    content, _ = FORMATS[name].write(attrs.evolve(hostile, claims=claims))
    assert not has_hidden(content.decode("utf8", "ignore").replace("\ufeff", "")) or name == "geoparquet"
    if name == "geoparquet":
        import pyarrow.parquet as parquet

        assert not has_hidden(str(parquet.read_table(io.BytesIO(content)).to_pylist()))
    if FORMATS[name].file.endswith("json") and name != "ftm":
        assert not {k for k in keys_in(json.loads(content)) if "__proto__" in k or "<" in k}


def keys_in(plain: object) -> set[str]:
    if isinstance(plain, dict):
        return set(plain) | {k for v in plain.values() for k in keys_in(v)}
    return {k for v in plain for k in keys_in(v)} if isinstance(plain, list) else set()


def test_geojson_follows_rfc_7946_and_gives_no_point_without_its_radius_and_codes(full: ExportMaterial) -> None:
    plain = json.loads(FORMATS["geojson"].write(full)[0])
    assert plain["type"] == "FeatureCollection"
    assert "crs" not in plain
    assert [f["id"] for f in plain["features"]] == [e.id for e in full.events]
    for feature in plain["features"]:
        if feature["geometry"] is None:
            continue
        lon, lat = feature["geometry"]["coordinates"]
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        codes = feature["properties"]
        assert codes["radius_m"] > 0
        assert codes["geo_precision"] in (1, 2, 3)
        assert codes["where_prec"] in range(1, 8)


def test_geoparquet_opens_in_geopandas_and_duckdb(full: ExportMaterial, tmp_path: Path) -> None:
    import duckdb
    import geopandas

    path = tmp_path / "events.parquet"
    path.write_bytes(FORMATS["geoparquet"].write(full)[0])
    frame = geopandas.read_parquet(path)
    assert str(frame.crs) == "OGC:CRS84"
    assert list(frame["id"]) == [e.id for e in full.events]
    placed = [e for e in full.events if e.where is not None and e.where.is_resolved]
    assert frame.geometry.notna().sum() == len(placed)
    opened = duckdb.sql(f"select max(bbox.xmax), count(*) from '{path}'")
    assert opened is not None
    [(east, count)] = opened.fetchall()
    assert count == len(full.events)
    assert east == pytest.approx(max(e.where.lon for e in placed if e.where and e.where.lon is not None))


def test_kml_opens_in_gdal_and_hostile_text_stays_text(hostile: ExportMaterial, tmp_path: Path) -> None:
    import geopandas

    content = FORMATS["kml"].write(hostile)[0]
    root = etree.fromstring(content)
    tags = {etree.QName(node).localname for node in root.iter(etree.Element)}
    assert tags <= {
        "kml", "Document", "name", "description", "Placemark", "TimeSpan", "begin", "end", "ExtendedData", "Data", "value",
        "Point", "coordinates",
    }  # fmt: skip
    for described in root.iter("{*}description"):
        assert "<script" not in (described.text or "")  # Google Earth takes it for HTML
    path = tmp_path / "events.kml"
    path.write_bytes(content)
    assert len(geopandas.read_file(path)) == len(hostile.events)


@pytest.mark.parametrize("case", ["full", "hostile"])
def test_stix_is_read_by_the_stix2_library_without_custom_content(case: str, request: pytest.FixtureRequest) -> None:
    import stix2

    material: ExportMaterial = request.getfixturevalue(case)
    bundle = stix2.parse(FORMATS["stix"].write(material)[0].decode(), allow_custom=False)
    kinds = [o["type"] for o in bundle.objects]
    assert kinds.count("incident") == len(material.events)
    assert kinds.count("extension-definition") == 1
    ids = {o["id"] for o in bundle.objects}
    (report,) = (o for o in bundle.objects if o["type"] == "report")
    assert set(report["object_refs"]) <= ids
    assert not any("confidence" in o for o in bundle.objects)  # STIX confidence is not likelihood
    for place in (o for o in bundle.objects if o["type"] == "location"):
        assert place["precision"] > 0


def test_who_denies_is_an_opinion_in_stix(full: ExportMaterial) -> None:
    from trigpoint.model import Role

    plain = json.loads(FORMATS["stix"].write(full)[0])
    denials = sum(m.role is Role.DENIES and m.id in full.claims for e in full.events for m in e.members)
    opinions = [o["opinion"] for o in plain["objects"] if o["type"] == "opinion"]
    assert opinions.count("strongly-disagree") == denials > 0


# The property types of FollowTheMoney 4.11 for what we write (`Model.get(schema).get(prop).type.name`).
_FTM = {
    "Event": {
        "name": "name", "summary": "text", "startDate": "date", "endDate": "date", "location": "address",
        "addressEntity": "entity", "proof": "entity", "keywords": "string", "notes": "text", "recordId": "string",
    },
    "Address": {"full": "address", "remarks": "string", "latitude": "number", "longitude": "number", "country": "country"},
    "Article": {
        "title": "string", "publishedAt": "date", "publisher": "string", "notes": "text", "language": "language",
        "fileName": "string", "sourceUrl": "url",
    },
}  # fmt: skip


def test_statements_have_the_properties_of_followthemoney_and_keep_sources_apart(full: ExportMaterial) -> None:
    lines = [json.loads(line) for line in FORMATS["ftm"].write(full)[0].splitlines()]
    assert all(_FTM[s["schema"]][s["prop"]] == s["prop_type"] for s in lines)
    assert len({s["id"] for s in lines}) == len(lines)
    told = [s for s in lines if s["prop"] == "summary"]
    assert {s["value"] for s in told} == {c.quote.text for e in full.events for c in full.claims_of(e)}
    assert "trigpoint" not in {s["dataset"] for s in told}


def test_statements_are_read_by_followthemoney(full: ExportMaterial) -> None:
    serialize = pytest.importorskip("followthemoney.statement.serialize")
    for statement in serialize.read_json_statements(io.BytesIO(FORMATS["ftm"].write(full)[0])):
        assert statement.id == statement.generate_key()


def test_a_month_stays_a_month_in_followthemoney(full: ExportMaterial) -> None:
    may = TimeSpan(
        start=full.made.replace(month=5, day=1, hour=0, minute=0), end=full.made.replace(month=6, day=1, hour=0, minute=0),
        precision=Precision.MONTH,
    )  # fmt: skip
    event = attrs.evolve(full.events[0], when=may, members=())
    lines = FORMATS["ftm"].write(attrs.evolve(full, events=(event,)))[0].splitlines()
    assert [s["value"] for s in map(json.loads, lines) if s["prop"] == "startDate"] == ["2020-05"]


# timemap's own validator (src/reducers/validate/*.js): Joi object().keys(...), strings and arrays only, no other keys.
_TIMEMAP_EVENT = {
    "id", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "type", "category",
    "category_full", "associations", "sources", "comments", "time_display", "narrative___stepStyles", "shape", "colour",
}  # fmt: skip
_TIMEMAP_SOURCE = {
    "id", "title", "thumbnail", "paths", "type", "affil_s", "url", "description", "parent", "author", "date", "notes",
}  # fmt: skip


@pytest.mark.parametrize("case", ["full", "hostile"])
def test_timemap_gets_what_its_validator_lets_through(case: str, request: pytest.FixtureRequest) -> None:
    plain = json.loads(FORMATS["timemap"].write(request.getfixturevalue(case))[0])
    titles = {a["id"] for a in plain["associations"]}
    for event in plain["events"]:
        assert set(event) <= _TIMEMAP_EVENT
        assert all(isinstance(v, list if k in ("associations", "sources") else str) for k, v in event.items())
        assert bool(event["latitude"]) == bool(event["longitude"])
        month, day, year = event["date"].split("/")
        assert (len(month), len(day), len(year)) == (2, 2, 4)
        assert set(event["associations"]) <= titles
        assert set(event["sources"]) <= set(plain["sources"])
    for source in plain["sources"].values():
        assert set(source) <= _TIMEMAP_SOURCE
        assert isinstance(source["paths"], list)
        assert not any(path.startswith("javascript") for path in source["paths"])


def test_prov_is_read_back_by_the_prov_library_and_every_claim_leads_to_its_capture(full: ExportMaterial) -> None:
    from prov.model import ProvDerivation, ProvDocument

    document = ProvDocument.deserialize(content=FORMATS["prov"].write(full)[0].decode(), format="json")
    led = {str(r.args[0]).removeprefix("tp:") for r in document.get_records(ProvDerivation)}
    assert {c.id for e in full.events for c in full.claims_of(e)} <= led
    assert {e.id for e in full.events if full.claims_of(e)} <= led


def test_acled_rows_have_a_sub_event_type_of_its_codebook_and_what_has_none_is_counted(full: ExportMaterial) -> None:
    content, left = FORMATS["acled"].write(full)
    kept = rows(content)
    assert all(ACLED_TYPES[r["sub_event_type"]][0] == r["event_type"] for r in kept)
    assert all(r["time_precision"] in "123" and r["geo_precision"] in "123" for r in kept)
    counted = sum(int(sentence.split()[2]) for sentence in left)
    assert counted + len(kept) == len(full.events) > len(kept)


def test_every_acled_name_in_the_event_types_is_one_of_the_codebook() -> None:
    assert {row.acled for row in lexicon().event_types.values()} - {""} <= set(ACLED_TYPES)


def test_the_toll_is_that_of_what_most_origins_count(full: ExportMaterial) -> None:
    people = CountRange(status="killed", unit="", low=20, best=48, high=48, method="held by 2 of 2 origins", origins=2)
    soldiers = CountRange(status="killed", unit="soldiers", low=60, best=60, high=60, method="one origin", origins=1)
    event = attrs.evolve(full.events[0], counts=(soldiers, people))
    found = toll(event, CountStatus.KILLED)
    assert (found.low, found.best, found.high) == (20, 48, 48)
    assert toll(event, CountStatus.INJURED).best is None


def test_one_origin_is_weak_two_are_fair_and_a_dispute_is_contested(full: ExportMaterial) -> None:
    quiet = [e for e in full.events if not e.contradictions]
    one = next(e for e in quiet if len(e.origins) == 1)
    assert suggested_grading(full, one)[0] in ("Weak", "Confirmed")
    two = next((e for e in quiet if len(e.origins) >= 2), None)
    assert two is None or suggested_grading(full, two)[0] in ("Fair", "Confirmed")
    disputed = next(e for e in full.events if any(c.field in ("perpetrator", "occurrence") for c in e.contradictions))
    assert suggested_grading(full, disputed)[0] == "Contested"


@pytest.mark.parametrize(
    ("length", "acled", "ucdp"),
    [(1, 1, 1), (2, 2, 2), (6, 2, 2), (7, 2, 3), (8, 3, 4), (30, 3, 4), (31, 3, 4), (40, 3, 5)],
)
def test_date_codes_follow_the_codebooks(length: int, acled: int, ucdp: int, full: ExportMaterial) -> None:
    from datetime import timedelta

    start = full.made.replace(hour=0, minute=0)
    span = TimeSpan(start=start, end=start + timedelta(days=length), precision=Precision.RANGE)
    assert (acled_time(span), ucdp_date(span)) == (acled, ucdp)
    assert (acled_time(TimeSpan()), ucdp_date(TimeSpan())) == (None, None)


def test_a_country_is_never_a_precise_place(full: ExportMaterial) -> None:
    from trigpoint.model import Place, PlaceKind, PlaceMethod

    syria = Place(
        text="Syria",
        name="Syria",
        lon=38.5,
        lat=35.0,
        radius_m=317_000,
        kind=PlaceKind.COUNTRY,
        method=PlaceMethod.GAZETTEER,
    )
    base = attrs.evolve(syria, kind=PlaceKind.SITE, radius_m=4000)
    near = attrs.evolve(syria, kind=PlaceKind.SETTLEMENT, radius_m=25_000)
    assert [(acled_geo(p), ucdp_where(p)) for p in (syria, base, near, None)] == [(3, 6), (1, 1), (2, 2), (None, None)]
