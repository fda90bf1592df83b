"""Tables that other desks keep: our own export of claims, auto-archiver's sheet, Atlos' export."""

from __future__ import annotations

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
