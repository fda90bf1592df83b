"""The engines over files as they lie on disk, with the real tools."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from trigpoint.workflows import engines
from trigpoint.workflows.chain import LONG_TEXT
from trigpoint.workflows.intake import Rejected

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
BODY = (
    "Damascus 🛰 report\n\nOn Monday, airstrikes hit an army depot near Homs, the Syrian Observatory for Human Rights said.\n\n"
    "State media said air defences shot down missiles over Damascus on 4 May 2020. Le ministère «a nié» — naïvely.\n"
)


def noon() -> datetime:
    return NOON


@pytest.mark.parametrize("text", [BODY, BODY.replace("\n", "\r\n"), "\ufeff" + BODY], ids=["lf", "crlf", "bom"])
def test_offsets_are_characters_of_the_file_as_utf8(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    day = date(2020, 5, 5)
    claims = [f for f in engines.read([str(path)], published=day, now=noon) if isinstance(f, engines.FoundClaim)]
    places = [f for f in engines.locate([str(path)], now=noon) if isinstance(f, engines.FoundPlace)]
    times = [f for f in engines.dates([str(path)], published=day, now=noon) if isinstance(f, engines.FoundTime)]
    assert claims
    assert all(text[f.claim.quote.start : f.claim.quote.end] == f.claim.quote.text for f in claims)
    assert {"Homs", "Damascus"} <= {text[f.start : f.end] for f in places}
    assert all(text[f.start : f.end] == f.text for f in times)
    assert {f.span.edtf() for f in times} >= {"2020-05-04"}
    assert {*(f.file for f in claims), *(f.file for f in places), *(f.file for f in times)} == {str(path)}


def test_a_bad_file_between_two_good_ones_stops_neither(tmp_path: Path) -> None:
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text(BODY, encoding="utf8")
    (tmp_path / "b.txt").write_bytes(b"\0\1\2" * 100)
    found = list(engines.locate([str(tmp_path / n) for n in ("a.txt", "b.txt", "c.txt")], now=noon))
    assert len([f for f in found if isinstance(f, Rejected)]) == 1
    assert {Path(f.file).name for f in found if isinstance(f, engines.FoundPlace)} == {"a.txt", "c.txt"}


def test_a_users_own_site_is_found_and_a_bad_row_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Shells hit the Zebra Works on Friday, residents said.", encoding="utf8")
    (tmp_path / "mine.csv").write_text("name,lon,lat\nZebra Works,36.5,34.5\nOther,999,0\n", encoding="utf8")
    found = list(engines.locate([str(tmp_path / "a.txt")], sites=[tmp_path / "mine.csv"], now=noon))
    (bad,) = (f for f in found if isinstance(f, Rejected))
    assert "mine.csv:3" in str(bad.error)
    (place,) = (f.place for f in found if isinstance(f, engines.FoundPlace))
    assert (place.text, place.lon, place.lat) == ("Zebra Works", 36.5, 34.5)


def test_a_very_long_text_is_read_in_pieces_and_offsets_hold(tmp_path: Path) -> None:
    filler = "The council met on the matter of the bridge and adjourned without a decision that anyone wrote down. " * 8
    text = (filler + "\n\n") * 90 + "On 4 May 2020 airstrikes hit an army depot near Homs.\n"
    assert len(text) > 2 * LONG_TEXT
    (tmp_path / "long.txt").write_text(text, encoding="utf8")
    found = [f for f in engines.dates([str(tmp_path / "long.txt")], now=noon) if isinstance(f, engines.FoundTime)]
    assert [(f.text, text[f.start : f.end]) for f in found] == [("4 May 2020", "4 May 2020")]
