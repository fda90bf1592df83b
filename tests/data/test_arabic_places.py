"""The shipped Arabic names of places: each row names a place of another list, or brings its own point."""

from __future__ import annotations

import csv
import io
import re
from importlib.resources import files

from trigpoint.data.arabic import load_arabic
from trigpoint.places.names import normalise
from trigpoint.sources.placelists import arabic_rows
from trigpoint.sources.tables import split_cell

_LISTS = re.compile(r"(geonames:\d+|ucdp:.+|icao:[A-Z]{4}|iso3166:[A-Z]{2}|region:.+|site:.+|arabic:.+)")
_ARABIC = re.compile("[\u0621-\u065f \u0670]+")


def rows() -> list[dict[str, str]]:
    text = (files("trigpoint.data") / "arabic_places.csv").read_text(encoding="utf8")
    return list(csv.DictReader(io.StringIO(text)))


def test_every_row_names_a_place_of_a_list_once_and_in_arabic_letters() -> None:
    table = rows()
    assert len({r["ref"] for r in table}) == len(table)
    for row in table:
        assert _LISTS.fullmatch(row["ref"]), row
        assert all(_ARABIC.fullmatch(name) for name in split_cell(row["arabic"])), row
        assert (row["lon"] != "") == row["ref"].startswith("arabic:"), row


def test_a_place_of_no_other_list_has_a_point_a_country_and_room_for_doubt() -> None:
    for row in arabic_rows():
        assert -180 <= row.lon <= 180
        assert -90 <= row.lat <= 90
        assert re.fullmatch("[A-Z]{2}", row.country)
        assert row.radius_m >= 3000


def test_no_name_of_one_word_is_kept_from_being_read_as_a_place() -> None:
    barred = load_arabic().no_places
    single = [n for r in rows() for n in split_cell(r["arabic"]) if " " not in n]
    assert [n for n in single if normalise(n) in barred] == []
