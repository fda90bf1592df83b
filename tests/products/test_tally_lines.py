"""The tally of a text as shown: ranges, what is not told, and sentences that disagree."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

import attrs
import pytest

from trigpoint import cli
from trigpoint.fusion.tallies import Tally, tally
from trigpoint.model import (
    Anchor,
    Claim,
    Count,
    CountStatus,
    Modality,
    Place,
    PlaceKind,
    PlaceMethod,
    Precision,
    Quote,
    whole_days,
)
from trigpoint.products.trends.tally_lines import stated_table, tally_csv, tally_lines, told_table
from trigpoint.workflows import tallies
from trigpoint.workflows.tallies import FileTally

NOWHERE = Place(
    text="Utopia",
    name="Utopia",
    lon=10,
    lat=10,
    radius_m=300_000,
    kind=PlaceKind.COUNTRY,
    method=PlaceMethod.GIVEN,
    country="UT",
)
TOWN = attrs.evolve(NOWHERE, text="=cmd()", name="=cmd()", radius_m=5000, kind=PlaceKind.SETTLEMENT)


def claim(n: int, text: str, first: date, last: date, where: Place, *counts: Count) -> Claim:
    when = whole_days(first, last, precision=Precision.RANGE, anchor=Anchor.TEXT)
    return Claim(
        id=f"clm-{n}", article="art-1", quote=Quote(capture="cap-1", start=100 * n, end=100 * n + len(text), text=text),
        event_type="airstrike", when=when, where=where, modality=Modality.ASSERTED, counts=counts, aggregate=bool(counts),
    )  # fmt: skip


def number(n: int, unit: str, most: int | None) -> Count:
    return Count(min=n, max=most, unit=unit, status=CountStatus.TOTAL)


YEAR = date(2020, 1, 1), date(2020, 12, 31)
CLAIMS = [
    claim(0, "It struck 1,300 places.", *YEAR, NOWHERE, number(1300, "places", None)),
    claim(1, "Two of the 1,300 raids came in May.", date(2020, 5, 1), date(2020, 5, 31), NOWHERE,
          number(2, "raids", 2), number(1300, "raids", 1300)),
    claim(2, "It hit\na depot.", date(2020, 5, 4), date(2020, 5, 4), TOWN),
    claim(3, "It hit a plant.", date(2020, 5, 4), date(2020, 5, 4), attrs.evolve(TOWN, text="Port", name="Port", lon=12.0)),
]  # fmt: skip


@pytest.fixture
def found() -> Tally:
    (made,) = tally(CLAIMS, {})
    return made


def test_a_range_says_what_must_be_different_and_what_may_be(found: Tally) -> None:
    columns, rows = told_table(found)
    assert columns == ("month", "area", "operations", "strikes", "locations")
    assert rows == [
        ("2020-05", "=cmd()", "1", "1", "1"),
        ("2020-05", "Port", "1", "1", "1"),
        ("in all", "", "1-2", "2", "2"),
    ]


def test_each_stated_number_stands_beside_what_is_told(found: Tally) -> None:
    assert stated_table(found)[1] == [
        ("at least 1,300 locations", "2020", "Utopia", "2", "at least 1,298 not told one by one"),
        ("2 strikes", "2020-05", "Utopia", "2", "agrees"),
    ]


def test_lines_carry_the_claims_and_their_sentences(found: Tally) -> None:
    lines = tally_lines("a.txt", found, {c.id: c for c in CLAIMS})
    assert [line["line"] for line in lines] == ["told", "told", "stated", "stated", "disagreement"]
    assert lines[-1]["kind"] == "unit"
    assert lines[-1]["quotes"] == ["It struck 1,300 places.", "Two of the 1,300 raids came in May."]
    assert lines[2]["quote"] == "It struck 1,300 places."
    assert {c for line in lines for c in line.get("claims", ())} == {c.id for c in CLAIMS}


def test_a_place_that_reads_as_a_formula_is_none_in_the_csv(found: Tally) -> None:
    text = tally_csv([("a.txt", found)]).decode("utf8")
    assert not any(cell.startswith("=") for line in text.splitlines() for cell in line.split(","))
    assert text.splitlines()[0].startswith("file,month,area,operations_least,operations_most,strikes_least")


def run(monkeypatch: pytest.MonkeyPatch, shown: list[FileTally], *arguments: str) -> int:
    monkeypatch.setattr(tallies, "tally_case", lambda _: shown)
    monkeypatch.setattr(sys, "argv", ["trigpoint", "tally", *arguments])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    return int(ended.value.code or 0)


def test_the_command_ends_with_1_where_a_text_disagrees_and_quotes_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: Tally, tmp_path: Path
) -> None:
    one = FileTally(file="a.txt", tally=found, claims={c.id: c for c in CLAIMS})
    assert run(monkeypatch, [one], "--to", str(tmp_path / "out.csv")) == 1
    out = capsys.readouterr().out
    assert "unit: at least 1,300 locations are taken up as 1,300 strikes\n    It struck 1,300 places.\n" in out
    assert (tmp_path / "out.csv").read_text(encoding="utf8").count("\n") == 3
    assert run(monkeypatch, [attrs.evolve(one, tally=attrs.evolve(found, disagreements=()))]) == 0
    capsys.readouterr()
    assert run(monkeypatch, [one], "--json") == 1
    assert [json.loads(line)["file"] for line in capsys.readouterr().out.splitlines()] == ["a.txt"] * 5


def test_a_case_without_totals_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(monkeypatch, []) == 0
    assert capsys.readouterr().out == "no text states a total of operations, strikes or locations\n"
