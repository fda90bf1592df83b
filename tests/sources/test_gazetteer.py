from __future__ import annotations

import contextlib
import os
import zipfile
from pathlib import Path

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.model.errors import BadVocabulary, InputError, UnreadableFile
from trigpoint.places.gazetteer import Gazetteer, PlaceRow, RowClass, SiteType
from trigpoint.places.words import PlaceWords
from trigpoint.sources import ownlists, placelists
from trigpoint.sources.gazetteer import KEPT, load_gazetteer, load_with_rejects

GOOD = "name,lon,lat,aliases,type,radius_km\nNorth depot,37.1,35.2,Depot N|مستودع,ammunition depot,1.5\n"


@pytest.fixture
def few_lists(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The shipped lists cut to regions, and how often they were read."""
    reads: list[int] = []

    def shipped_rows() -> list[PlaceRow]:
        reads.append(1)
        return list(placelists.region_rows())

    monkeypatch.setattr(placelists, "shipped_rows", shipped_rows)
    return reads


def names(gazetteer: Gazetteer, name: str) -> list[str]:
    return [gazetteer.name(row) for row, _ in gazetteer.rows_named([name])[0]]


def test_the_second_load_reads_the_cache_and_holds_the_same(tmp_path: Path, few_lists: list[int]) -> None:
    first, second = load_gazetteer(tmp_path), load_gazetteer(tmp_path)
    assert len(few_lists) == 1
    assert {k: v.tobytes() for k, v in first.columns.items()} == {k: v.tobytes() for k, v in second.columns.items()}
    assert names(second, "caspian sea") == ["Caspian Sea"]


def test_a_cache_cut_short_is_built_anew(tmp_path: Path, few_lists: list[int]) -> None:
    load_gazetteer(tmp_path)
    [cache] = tmp_path.iterdir()
    cache.write_bytes(cache.read_bytes()[:1000])
    assert names(load_gazetteer(tmp_path), "caspian sea") == ["Caspian Sea"]
    assert len(few_lists) == 2


def test_only_the_latest_few_packed_lists_are_kept(tmp_path: Path, few_lists: list[int]) -> None:
    for n in range(9):
        old = tmp_path / f"gazetteer-{n}.npz"
        old.write_bytes(b"an older one")
        os.utime(old, (n, n))
    load_gazetteer(tmp_path)
    kept = sorted(f.name for f in tmp_path.iterdir())
    assert len(kept) == KEPT
    assert {f"gazetteer-{n}.npz" for n in range(9 - KEPT + 1, 9)} < set(kept)
    assert names(load_gazetteer(tmp_path), "caspian sea") == ["Caspian Sea"]
    assert len(few_lists) == 1


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, few_lists: list[int]) -> None:
    tmp_path.chmod(0o500)
    assert names(load_gazetteer(tmp_path / "none"), "caspian sea") == ["Caspian Sea"]


def test_a_cache_folder_that_is_a_file_is_no_error(tmp_path: Path, few_lists: list[int]) -> None:
    (tmp_path / "file").write_text("")
    assert names(load_gazetteer(tmp_path / "file"), "caspian sea") == ["Caspian Sea"]


def test_the_users_sites_are_found_by_every_alias_and_win(tmp_path: Path, few_lists: list[int]) -> None:
    (tmp_path / "my.csv").write_text(GOOD, encoding="utf-8")
    gazetteer = load_gazetteer(tmp_path / "cache", sites=[tmp_path / "my.csv"])
    [(row, is_alias)] = gazetteer.rows_named(["مستودع"])[0]
    assert is_alias
    assert gazetteer.row_class(row) is RowClass.USER_SITE
    assert gazetteer.radius_m(row) == 1500.0


def test_a_bad_row_is_rejected_with_its_number_and_the_rest_is_kept(tmp_path: Path, few_lists: list[int]) -> None:
    (tmp_path / "my.csv").write_text(
        GOOD + "Nowhere,200,35\n,37,35\nFar,37,here\nSouth depot,36,34\n", encoding="utf-8"
    )
    loaded = load_with_rejects(tmp_path / "cache", sites=[tmp_path / "my.csv"])
    assert [r.where for r in loaded.rejected] == ["my.csv:3", "my.csv:4", "my.csv:5"]
    assert names(loaded.gazetteer, "south depot") == ["South depot"]


@pytest.mark.parametrize(
    ("content", "what"),
    [(b"a,b\n1,2\n", "no column"), (b"\xff\xfe\x00", "not UTF-8"), (b"", "no column"), (b"\x7fELF\x02", "no column")],
)
def test_a_file_that_is_no_sites_list_is_refused_by_name(tmp_path: Path, content: bytes, what: str) -> None:
    (tmp_path / "odd.csv").write_bytes(content)
    with pytest.raises(InputError, match=rf"^odd\.csv: .*{what}"):
        load_gazetteer(tmp_path / "cache", sites=[tmp_path / "odd.csv"])


def test_a_list_that_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"gone\.csv"):
        load_gazetteer(tmp_path, sites=[tmp_path / "gone.csv"])


@given(st.binary(max_size=300))
def test_no_bytes_make_the_sites_reader_fail_otherwise(content: bytes) -> None:
    with contextlib.suppress(InputError):
        rows, rejected = ownlists.read_sites(content, "x.csv")
        assert all(-180 <= r.lon <= 180 and -90 <= r.lat <= 90 for r in rows)
        assert all(e.where.startswith("x.csv:") for e in rejected)


def dump_line(name: str, feature: str, code: str, lat: str = "34.5") -> str:
    return "\t".join(
        [
            "1",
            name,
            name,
            "Alias of " + name,
            lat,
            "38.2",
            feature,
            code,
            "SY",
            "",
            "11",
            "",
            "",
            "",
            "5000",
            "",
            "",
            "",
            "2020",
        ]
    )


def test_a_geonames_dump_gives_towns_and_bases_and_leaves_out_streams(tmp_path: Path) -> None:
    lines = [dump_line("Village", "P", "PPL"), dump_line("Stream", "H", "STM"), dump_line("Field", "S", "AIRB")]
    (tmp_path / "SY.txt").write_text("\n".join(lines) + "\n")
    rows, rejected = ownlists.read_geonames(tmp_path / "SY.txt")
    assert [(r.name, r.row_class) for r in rows] == [("Village", RowClass.CITY), ("Field", RowClass.SITE)]
    assert rows[1].site_type is SiteType.AIR
    assert rejected == []


def test_a_dump_in_its_zip_is_read_and_bad_lines_are_named(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w") as archive:
        archive.writestr("readme.txt", "x")
        archive.writestr(
            "SY.txt", dump_line("Village", "P", "PPL") + "\nshort\tline\n" + dump_line("Pole", "P", "PPL", lat="99")
        )
    rows, rejected = ownlists.read_geonames(tmp_path / "SY.zip")
    assert [r.name for r in rows] == ["Village"]
    assert [e.where for e in rejected] == ["SY.zip:2", "SY.zip:3"]


def test_a_zip_that_would_swell_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "SY.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("SY.txt", b"0" * 5_000_000)
    with pytest.raises(InputError, match="unpacks to"):
        ownlists.read_geonames(tmp_path / "SY.zip")


def test_a_text_that_is_no_dump_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a story\n")
    with pytest.raises(BadVocabulary, match=r"notes\.txt: holds no GeoNames rows"):
        ownlists.read_geonames(tmp_path / "notes.txt")


def test_every_shipped_list_but_the_cities_reads_whole() -> None:
    rows = [*placelists.country_rows(), *placelists.region_rows(), *placelists.port_rows(), *placelists.village_rows()]
    assert all(-180 <= r.lon <= 180 and -90 <= r.lat <= 90 for r in rows)
    assert {r.country for r in placelists.country_rows()} >= {"SY", "UA", "XK", "PS", "TW"}
    assert len({r.ref for r in placelists.region_rows()}) == len(list(placelists.region_rows()))


def test_every_governorate_of_syria_has_a_point_inside_syrias_bounds() -> None:
    areas = [r for r in placelists.admin_rows() if r.country == "SY" and r.row_class is RowClass.ADMIN1]
    assert len(areas) == 14
    assert all(35.6 < r.lon < 42.4 and 32.3 < r.lat < 37.4 for r in areas)


def test_the_shipped_words_fill_every_list() -> None:
    words = placelists.read_words()
    empty = [field.name for field in attrs.fields(PlaceWords) if not getattr(words, field.name)]
    assert empty == []
    assert words.demonyms["syrian"] == "SY"
