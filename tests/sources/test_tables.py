"""Tables that other desks keep: our own export of claims, auto-archiver's sheet, Atlos' export."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint.model import Article, Claim, record_id
from trigpoint.model.cells import CLAIM_COLUMNS, neutral, plain_cell
from trigpoint.model.errors import UnreadableFile, UnsupportedFormat
from trigpoint.products.exports.cells import csv_table
from trigpoint.sources.claim_table import claims_of_table, read_claim_table
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Reading
from trigpoint.sources.table_kinds import read_table

NOW = datetime(2024, 5, 1, tzinfo=UTC)
ROW = {
    "claim_id": "clm-1", "outlet": "Harbour Gazette", "published": "2024-03-02", "url": "https://gazette.example/1",
    "quote": "Two hangars burnt on Friday, residents said.", "event_type": "airstrike", "when_start": "2024-03-01",
    "when_end": "2024-03-02", "precision": "day", "anchor": "dateline", "place_text": "the base", "place_name": "T4",
    "latitude": "34.5225", "longitude": "37.6297", "radius_km": "4", "place_kind": "site", "country": "SY",
    "counts": '[{"min": 2, "max": 2, "unit": "hangars", "status": "destroyed"}]',
    "attribution": '[{"name": "Harbour Gazette", "kind": "outlet"}, {"name": "residents", "kind": "witness"}]',
    "modality": "asserted",
}  # fmt: skip


def table(*rows: dict[str, str]) -> bytes:
    return csv_table(CLAIM_COLUMNS, rows, numbers={"latitude", "longitude", "radius_km"})


def claims_in(content: bytes) -> list[Claim]:
    reading = read_claim_table(content, "claims.csv", Limits())
    articles = [
        Article(
            id=record_id("art", "cap-x", n), capture="cap-x", ordinal=n, start=p.start, end=p.end, outlet=p.outlet,
            published=p.published,
        )
        for n, p in enumerate(reading.pieces)
    ]  # fmt: skip
    found = claims_of_table(content, articles)
    for claims in found.values():
        for claim in claims:
            assert reading.text[claim.quote.start : claim.quote.end] == claim.quote.text
    return [claim for claims in found.values() for claim in claims]


def test_an_exported_claim_keeps_its_words_its_place_its_doubt_and_its_chain() -> None:
    (claim,) = claims_in(table(ROW))
    assert claim.quote.text == ROW["quote"]
    assert claim.where is not None
    assert (claim.where.name, claim.where.radius_m, claim.where.kind.value, claim.where.country) == (
        "T4",
        4000,
        "site",
        "SY",
    )
    assert claim.when.start == datetime(2024, 3, 1, tzinfo=UTC)
    assert claim.when.end == datetime(2024, 3, 2, tzinfo=UTC)
    assert [a.name for a in claim.attribution] == ["Harbour Gazette", "residents"]
    assert (claim.counts[0].min, claim.counts[0].status.value) == (2, "destroyed")


def test_rows_of_one_article_become_one_article() -> None:
    other = ROW | {"claim_id": "clm-2", "quote": "A third hangar stood."}
    reading = read_claim_table(table(ROW, other, ROW | {"claim_id": "clm-3", "outlet": "Post"}), "c.csv", Limits())
    assert [(p.outlet, p.published) for p in reading.pieces] == [
        ("Harbour Gazette", date(2024, 3, 2)),
        ("Post", date(2024, 3, 2)),
    ]


def test_an_id_that_collides_is_named_and_the_first_row_stays() -> None:
    liar = ROW | {"quote": "Nothing burnt."}
    content = table(ROW, liar, ROW)
    assert [c.quote.text for c in claims_in(content)] == [ROW["quote"]]
    flags = read_claim_table(content, "claims.csv", Limits()).flags
    assert "row 3 has the id 'clm-1' of an earlier row and says something else" in flags


@pytest.mark.parametrize(
    "broken",
    [
        {"latitude": "91"},
        {"counts": "[1"},
        {"quote": ""},
        {"when_end": "2020-01-01"},
        {"place_kind": "planet"},
        {"counts": "7"},
    ],
)
def test_a_row_without_sense_is_named_and_the_rest_goes_on(broken: dict[str, str]) -> None:
    content = table(ROW | {"claim_id": "clm-0"} | broken, ROW)
    assert [c.quote.text for c in claims_in(content)] == [ROW["quote"]]
    assert any(flag.startswith("row 2 ") for flag in read_claim_table(content, "claims.csv", Limits()).flags)


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30))
def test_any_cell_comes_back_as_it_was(cell: str) -> None:
    assert plain_cell(neutral(cell)) == cell
    assert not neutral(cell).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip))
def test_any_quote_survives_the_round_trip(words: str) -> None:
    (claim,) = claims_in(table(ROW | {"quote": words}))
    assert claim.quote.text == words


ARCHIVER = (
    "Link,Archive Status,Archive Location,Archive Date,Upload Timestamp,Upload Title,Text Content,Screenshot,Hash\n"
    "https://x.com/observer/status/1,wayback: success,https://archive.example/1,2024-03-03,2024-03-02T10:00:00+00:00,,"
    '"Smoke over the airfield at Saqal, Friday evening.",https://archive.example/1.png,aa\n'
    "https://t.me/channel/77,nothing archived,,2024-03-03,,Video,The bridge is gone.,,\n"
    "https://youtube.com/watch?v=1,success,,,,,,,\n"
)


def test_auto_archivers_rows_become_articles_of_their_accounts() -> None:
    reading = read_table(ARCHIVER.encode(), "sheet.csv", Limits(), NOW)
    first, second = reading.pieces
    assert (first.outlet, first.published) == ("x.com/observer", date(2024, 3, 2))
    assert first.links == ("https://archive.example/1", "https://archive.example/1.png")
    assert reading.text[second.start : second.end] == "Video\n\nThe bridge is gone."
    assert "no words of their own: 1 rows" in reading.flags
    assert "not archived with success: 1 rows" in reading.flags


def test_a_picture_archived_on_disk_is_noted_by_its_name_alone() -> None:
    sheet = ARCHIVER.replace("wayback: success,https://archive.example/1,", "success,./local_archive/run 1/aa-1.jpg,")
    (first, _) = read_table(sheet.encode(), "sheet.csv", Limits(), NOW).pieces
    assert first.links == ("https://archive.example/1.png", "aa-1.jpg")
    windows = sheet.replace("./local_archive/run 1/aa-1.jpg", "C:\\out\\page.html")
    assert read_table(windows.encode(), "sheet.csv", Limits(), NOW).pieces[0].links == (
        "https://archive.example/1.png",
    )


ATLOS = (
    "slug,project,inserted_at,updated_at,latitude,longitude,status,description,date,type,source_1,source_2\n"
    'CIV-0012,Bridges,2024-03-04,2024-03-05,48.0123,37.8012,Completed,"Shelling hits a bridge, two cars burn.",2024-03-01,'
    "Shelling,https://t.me/a/1,javascript:alert(1)\n"
    "CIV-0013,Bridges,2024-03-04,2024-03-05,,,To Do,,,,,\n"
)


def test_an_atlos_incident_brings_its_day_its_point_and_its_sources() -> None:
    reading = read_table(ATLOS.encode(), "atlos-export.csv", Limits(), NOW)
    (piece,) = reading.pieces
    assert reading.text == "2024-03-01\n48.0123, 37.8012\n\nShelling hits a bridge, two cars burn."
    assert (piece.title, piece.outlet, piece.links) == ("CIV-0012", "Atlos: Bridges", ("https://t.me/a/1",))
    assert "no description: 1 rows" in reading.flags


# The columns of auto-archiver's sheet as its feeder names them by default, and of an Atlos export with all its attributes.
SHEET_COLUMNS = (
    "Link,Archive Status,Destination Folder,Archive Location,Archive Date,Thumbnail,Upload Timestamp,Upload Title,Text Content,"
    "Screenshot,Hash,Perceptual Hashes,WACZ,ReplayWebpage"
)
ATLOS_COLUMNS = (
    "slug,project,inserted_at,updated_at,latitude,longitude,sensitive,description,type,impact,equipment,time_of_day,"
    "geolocation_resolution,environment,weather,camera_system,more_info,civilian_impact,event,casualty,military_infrastructure,weapon,"
    "time_recorded,date,restrictions,status,tags,recorded_by,flag,date_recorded,source_1,source_2,source_3,Verified by"
)


def one_row(columns: str, **cells: str) -> bytes:
    """A table of these columns with one row."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns.split(","), restval="")
    writer.writeheader()
    writer.writerow({k.replace("__", " "): v for k, v in cells.items()})
    return out.getvalue().encode()


def test_every_copy_that_a_sheet_names_is_kept_where_a_cell_holds_several() -> None:
    sheet = one_row(
        SHEET_COLUMNS, Link="https://t.me/depot/9", Archive__Status="telethon: success", Text__Content="Fire at the depot.",
        Archive__Location="https://store.example/a.html\nhttps://store.example/b.mp4", Thumbnail='=IMAGE("https://store.example/t.jpg")',
        Screenshot="https://store.example/s.png", WACZ="https://store.example/x.wacz",
        Upload__Timestamp="2024-03-02T10:00:00+00:00",
    )  # fmt: skip
    (piece,) = read_table(sheet, "sheet.csv", Limits(), NOW).pieces
    assert piece.links == tuple(
        f"https://store.example/{name}" for name in ("a.html", "b.mp4", "s.png", "t.jpg", "x.wacz")
    )
    assert (piece.outlet, piece.published) == ("t.me/depot", date(2024, 3, 2))


def test_a_full_atlos_row_brings_its_words_its_note_and_each_source() -> None:
    export = one_row(
        ATLOS_COLUMNS, slug="CIV-0099", project="Bridges", latitude="48.0123", longitude="37.8012", date="2024-03-01",
        status="Cancelled",
        description="Shelling hits a bridge.", more_info="A resident says two cars burned.", source_1="https://t.me/a/1",
        source_2="", source_3="https://x.com/b/status/2", type="Shelling, Bombing",
    )  # fmt: skip
    reading = read_table(export, "atlos-export-2024-03-09.csv", Limits(), NOW)
    (piece,) = reading.pieces
    assert reading.text == "2024-03-01\n48.0123, 37.8012\n\nShelling hits a bridge.\n\nA resident says two cars burned."
    assert (piece.url, piece.links) == ("https://t.me/a/1", ("https://t.me/a/1", "https://x.com/b/status/2"))
    assert "cancelled in Atlos: 1 rows" in reading.flags


def report_row(**facts: object) -> dict[str, object]:
    """A row as auto-archiver's `csv_db` writes it: Python's own words for a dict and a list."""
    media = [
        {"filename": "out/photo.jpg", "key": "k/photo.jpg", "urls": ["https://store.example/photo.jpg"],
         "properties": {"hash": "aa"}, "_mimetype": "image/jpeg", "_stored": True},
        {"filename": "out/local.png", "key": None, "urls": [], "properties": {}, "_mimetype": "image/png", "_stored": False},
    ]  # fmt: skip
    held = {"_processed_at": datetime(2024, 3, 3, 9, 30, 1, 7, tzinfo=UTC)} | facts
    return {"status": "telethon: success", "metadata": held, "media": media}


def report(*rows: dict[str, object]) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, ["status", "metadata", "media"])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def test_auto_archivers_own_report_is_read_without_being_evaluated() -> None:
    told = report_row(
        url="https://t.me/depot/9",
        title="Depot",
        content="Fire at the depot.",
        timestamp=datetime(2024, 3, 2, 10, tzinfo=UTC),
    )
    reading = read_table(report(told, report_row(url="https://t.me/depot/10")), "db.csv", Limits(), NOW)
    (piece,) = reading.pieces
    assert reading.text[piece.start : piece.end] == "Depot\n\nFire at the depot."
    assert (piece.outlet, piece.published, piece.url) == ("t.me/depot", date(2024, 3, 2), "https://t.me/depot/9")
    assert piece.links == ("https://store.example/photo.jpg", "local.png")
    assert "no words of their own: 1 rows" in reading.flags


@pytest.mark.parametrize(
    "cell",
    [
        "__import__('os').system('true')",
        "{'content': (lambda: 1)()}",
        "[" * 5000,
        "{'a': " * 60 + "1" + "}" * 60,
        "{",
    ],
)
def test_a_cell_of_a_report_that_is_no_plain_value_is_named_and_the_rest_goes_on(cell: str) -> None:
    good = report_row(url="https://t.me/depot/9", content="Fire at the depot.")
    reading = read_table(report({"status": "success", "metadata": cell, "media": ""}, good), "db.csv", Limits(), NOW)
    assert len(reading.pieces) == 1
    assert any(flag.startswith("row 2 ") for flag in reading.flags) or "no words of their own: 1 rows" in reading.flags


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"MMSI,LAT,LON\n1,2,3\n", UnsupportedFormat, "columns no reader here knows"),
        (b"link,archive status\n", UnreadableFile, "no row with words"),
        (b"\xff\xfe\x00", UnsupportedFormat, "columns"),
        (b"slug,project,description,latitude,longitude,slug\n", UnreadableFile, "distinct column names"),
    ],
)
def test_a_table_that_cannot_be_read_is_refused_in_one_sentence(
    content: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        read_table(content, "t.csv", Limits(), NOW)


def test_a_cell_of_two_million_characters_is_refused_not_read() -> None:
    with pytest.raises(UnreadableFile, match="not a CSV table"):
        read_table(b"link,archive status\nhttps://a.example," + b"x" * 2_000_000, "t.csv", Limits(), NOW)


def test_a_table_of_too_many_rows_is_refused() -> None:
    limits = attrs.evolve(Limits(), table_rows=2)
    with pytest.raises(Exception, match="more than 2 rows"):
        read_claim_table(table(*[ROW] * 4), "t.csv", limits)


def test_every_quote_of_a_reading_lies_in_its_piece() -> None:
    reading: Reading = read_claim_table(table(ROW, ROW | {"claim_id": "c2", "outlet": "Post"}), "t.csv", Limits())
    assert all(reading.text[p.start : p.end] for p in reading.pieces)
