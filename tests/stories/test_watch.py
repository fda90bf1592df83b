"""The watch list of a case, from a file of indicators."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import attrs
import pytest
from typer.testing import CliRunner

from trigpoint.cli import app
from trigpoint.fusion.indicators import find_state
from trigpoint.model.errors import TrigpointError
from trigpoint.sources.indicator_file import read_indicators
from trigpoint.workflows import keep
from trigpoint.workflows.watch import case_facts

AT = datetime(2024, 3, 20, tzinfo=UTC)

REPORT = """Harbour Gazette
2 March 2024

An airstrike hit the T4 air base on 1 March 2024, the Syrian Observatory for Human Rights said.
"""
LIST = """
indicators:
  - id: I1
    observable: Strikes on the T4 air base
    types: [airstrike, drone_strike]
    near: {lat: 34.5225, lon: 37.6297, radius_km: 30}
    at_least: 1
    within_days: 30
    bears_on: {H1: {met: 3}}
  - id: I2
    observable: Construction seen there
    types: [construction]
    country: SY
    within_days: 30
    articles: 1
  - id: I3
    observable: Change in our own pictures
    counts: observations
    types: [change]
    looks: 1
"""


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")
    (tmp_path / "list.yaml").write_text(LIST, encoding="utf-8")
    for words in (
        ["init", str(folder)],
        ["add", str(tmp_path / "report.txt"), "--case", str(folder)],
        ["run", "--case", str(folder)],
    ):
        assert CliRunner().invoke(app, words).exit_code == 0
    return folder


def lines(case: Path, *more: str) -> list[dict[str, object]]:
    done = CliRunner().invoke(app, ["watch", str(case.parent / "list.yaml"), "--case", str(case), "--json", *more])
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.output.splitlines()]


def test_a_strike_meets_its_indicator_and_what_nobody_looked_at_says_nothing(case: Path) -> None:
    facts, looks = case_facts(keep.open_case(case))
    assert {k.is_ours for k in looks} == {False}
    found = lines(case, "--at", "2024-03-20", "--since", "2024-03-19")
    states = {row["indicator"]: row["state"] for row in found[:3]}
    assert states == {
        "I1": "no coverage",
        "I2": "no coverage",
        "I3": "no coverage",
    }  # known only since it was added, today
    told = [attrs.evolve(f, known=AT) for f in facts]  # as if it had been taken in then
    read = [attrs.evolve(k, known=AT) for k in looks]
    indicators = read_indicators(case.parent / "list.yaml")
    assert [find_state(i, told, read, AT).state.value for i in indicators] == ["met", "not observed", "no coverage"]


def test_the_table_names_each_indicator(case: Path) -> None:
    done = CliRunner().invoke(app, ["watch", str(case.parent / "list.yaml"), "--case", str(case)])
    assert done.exit_code == 0
    assert "Strikes on the T4 air base" in done.output
    assert "no coverage: says nothing" in done.output


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{observable: x}", "has no 'id'"),
        ("{id: I1, observable: x, at_least: 0}", "above 0"),
        ("{id: I1, observable: x, types: [airstrik]}", "no event type"),
        ("{id: I1, observable: x, near: {lat: 91, lon: 0, radius_km: 3}}", "globe"),
        ("{id: I1, observable: x, within: 3}", "means nothing here"),
        ("{id: I1, observable: x, origin_kinds: [rumour]}", "rumour"),
        ("{id: I1, observable: x, bears_on: {H1: {met: -1}}}", "ratio"),
        ("{id: I1, observable: x, expires: soon}", "soon"),
        ("7", "key: value"),
    ],
)
def test_an_indicator_that_makes_no_sense_is_named_by_number(tmp_path: Path, entry: str, words: str) -> None:
    file = tmp_path / "i.yaml"
    file.write_text(f"indicators:\n  - {entry}\n", encoding="utf-8")
    with pytest.raises(TrigpointError, match=words) as caught:
        read_indicators(file, types=frozenset({"airstrike"}))
    assert "i.yaml: indicator 1" in str(caught.value)
