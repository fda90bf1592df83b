"""The shipped sites list and the reader of a user's own."""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.data.sites import DEFAULT_RADIUS_KM, SITE_TYPES, load_sites, parse_sites, read_sites
from trigpoint.model import Site
from trigpoint.model.errors import BadVocabulary, UnreadableFile

ROOT = Path(__file__).resolve().parents[2]
HEADER = "id,name,aliases,type,country,lon,lat,radius_km,source"


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/check_sites.py as a module."""
    spec = importlib.util.spec_from_file_location("check_sites", ROOT / "scripts" / "check_sites.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(*arguments: str) -> subprocess.CompletedProcess[str]:
    """scripts/check_sites.py with these arguments."""
    command = [sys.executable, str(ROOT / "scripts" / "check_sites.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf8", check=False, timeout=60)


@pytest.fixture(scope="module")
def shipped() -> list[Site]:
    return load_sites()


def named(sites: list[Site], alias: str, country: str) -> Site:
    return next(s for s in sites if s.country == country and alias in (s.name, *s.aliases))


def test_the_shipped_list_passes_its_own_check() -> None:
    done = check()
    assert (done.returncode, done.stderr) == (0, "")
    assert "nothing wrong" in done.stdout


def test_the_shipped_list_covers_the_countries_of_the_field(shipped: list[Site]) -> None:
    assert len(shipped) >= 350
    count = {country: sum(s.country == country for s in shipped) for country in {s.country for s in shipped}}
    wanted = {"SY": 80, "RU": 50, "UA": 40, "IR": 30, "IQ": 15, "IL": 15, "PS": 15, "LB": 8, "YE": 15, "LY": 12}
    assert {c: count.get(c, 0) for c, n in wanted.items() if count.get(c, 0) < n} == {}
    assert {s.type for s in shipped} <= set(SITE_TYPES)


@pytest.mark.parametrize(
    ("alias", "country", "lon", "lat"),
    [  # from the aeronautical publications and the port index, to a hundredth of a degree or so
        ("T4", "SY", 37.63, 34.52),
        ("مطار التيفور", "SY", 37.63, 34.52),
        ("Хмеймим", "SY", 35.95, 35.40),
        ("Энгельс", "RU", 46.21, 51.48),
        ("Ain al-Asad", "IQ", 42.44, 33.79),
        ("نطنز", "IR", 51.73, 33.72),
        ("נבטים", "IL", 35.01, 31.21),
        ("Гостомель", "UA", 30.19, 50.60),
    ],
)
def test_a_site_is_found_by_its_name_in_any_script(
    shipped: list[Site], alias: str, country: str, lon: float, lat: float
) -> None:
    found = [s for s in shipped if s.country == country and any(alias in name for name in (s.name, *s.aliases))]
    assert [s for s in found if abs(s.lon - lon) < 0.03 and abs(s.lat - lat) < 0.03]


def test_ports_on_both_shores_of_the_caspian_are_listed(shipped: list[Site]) -> None:
    for alias, country in [("Amirabad", "IR"), ("Olya", "RU"), ("Alat", "AZ"), ("Aktau port", "KZ")]:
        port = named(shipped, alias, country)
        assert 46.5 < port.lon < 55
        assert 36 < port.lat < 47.5


def test_a_point_away_from_the_airfield_it_cites_is_reported(tmp_path: Path) -> None:
    moved = "site:moved,Moved,M1,airport,SY,35.9487,35.9011,3,airportsdata ICAO OSLK"
    done = check(str(written(tmp_path, moved)))
    assert done.returncode == 1
    assert "site:moved: 55.6 km from airportsdata ICAO OSLK" in done.stdout


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        (["site:a,Aa,,port,SY,51.0,35.0,3,OpenStreetMap"], "does not lie in SY"),
        (
            ["site:a,Aa,Xx,port,SY,36,35,3,OpenStreetMap", "site:b,Bb,xx,dam,SY,37,35,3,OpenStreetMap"],
            "'xx' also names site:a",
        ),
        (
            ["site:a,Aa,,port,SY,36,35,3,OpenStreetMap", "site:b,Bb,,port,SY,36,35,3,OpenStreetMap"],
            "the same point and type as site:b",
        ),
        (["site:a,Aa,X,port,SY,36,35,3,OpenStreetMap"], "too short"),
        (["site:a,Aa,Cевер,port,SY,36,35,3,OpenStreetMap"], "mixes the scripts CYRILLIC, LATIN"),
        (["site:a,Aa,,port,SY,36,35,300,OpenStreetMap"], "a radius of 300 km"),
        (["site:a,Aa,,port,SY,36,35,3,a friend"], "none that a reader can find"),
        (["A A,Aa,,port,SY,36,35,3,OpenStreetMap"], "the id is not"),
    ],
)
def test_a_doubtful_row_is_reported(script: ModuleType, rows: list[str], complaint: str) -> None:
    (found,) = script.problems(parse_sites([HEADER, *rows], "mine.csv"), {})
    assert complaint in found


def written(folder: Path, *rows: str) -> Path:
    path = folder / "mine.csv"
    path.write_text("\n".join([HEADER, *rows]), encoding="utf8")
    return path


def test_a_list_of_names_and_points_is_enough() -> None:
    (site,) = parse_sites(["site,lat,lon,radius_km", "Test Field,35.5,38.25,"], "mine.csv")
    assert (site.id, site.name, site.type, site.source) == ("site:test-field", "Test Field", "other", "mine.csv")
    assert (site.lon, site.lat, site.radius_m) == (38.25, 35.5, DEFAULT_RADIUS_KM * 1000)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("site:a,,,port,SY,36,35,3,x", "row 2: the name is empty"),
        ("site:a,A,,castle,SY,36,35,3,x", "row 2: the type 'castle'"),
        ("site:a,A,,port,Syria,36,35,3,x", "row 2: the country 'Syria'"),
        ("site:a,A,,port,SY,east,35,3,x", "row 2: lon is 'east', not a number"),
        ("site:a,A,,port,SY,36,135,3,x", "row 2: lat 135 does not lie in -90 to 90"),
        ("site:a,A,,port,SY,nan,35,3,x", "row 2: lon nan"),
        ("site:a,A,,port,SY,36,35,-3,x", "row 2: radius_km -3"),
        ("site:a,A,,port,SY,36,35,3,x,y", "row 2: more fields than columns"),
        ("site:a,A,,port,SY", "row 2: lon is '', not a number"),
    ],
)
def test_a_row_that_does_not_fit_is_named(row: str, complaint: str) -> None:
    with pytest.raises(BadVocabulary, match=r"mine\.csv") as caught:
        parse_sites([HEADER, row], "mine.csv")
    assert complaint in str(caught.value)


def test_an_id_given_twice_is_refused() -> None:
    row = "site:a,A,,port,SY,36,35,3,x"
    with pytest.raises(BadVocabulary, match="row 3: the id site:a is taken by row 2"):
        parse_sites([HEADER, row, row], "mine.csv")


def test_only_the_first_bad_rows_of_many_are_listed() -> None:
    with pytest.raises(BadVocabulary, match="and 15 more"):
        parse_sites([HEADER, *[f"site:{n},,,port,SY,36,35,3,x" for n in range(20)]], "mine.csv")


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    for content in ("", "town,x,y\nHoms,1,2\n"):
        path.write_text(content, encoding="utf8")
        with pytest.raises(BadVocabulary, match=r"other\.csv: has no column lat, lon, name"):
            read_sites(path)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"\xff\xfe\x00name\x80")
    with pytest.raises(UnreadableFile, match="is not UTF-8"):
        read_sites(path)
    with pytest.raises(UnreadableFile, match="cannot be read"):
        read_sites(tmp_path / "absent.csv")


@given(st.text())
def test_any_text_is_a_list_or_a_named_error(text: str) -> None:
    with contextlib.suppress(BadVocabulary):
        sites = parse_sites(f"{HEADER}\n{text}".splitlines(), "mine.csv")
        assert all(-180 <= site.lon <= 180 and -90 <= site.lat <= 90 for site in sites)
