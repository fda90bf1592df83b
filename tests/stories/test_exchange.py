"""Two desks exchange a case: what both had from one agency stays one origin."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from trigpoint import store
from trigpoint.cli import app
from trigpoint.model import Article
from trigpoint.model.errors import UsageError
from trigpoint.store import Case
from trigpoint.workflows import keep
from trigpoint.workflows.exports import export

FIRST = """Harbour Gazette
2 March 2024

Two people were killed when an airstrike hit the T4 air base on Friday, 1 March 2024, the Syrian Observatory for Human Rights said.
"""
SECOND = """Caspian Post
3 March 2024

An airstrike hit the T4 air base on 1 March 2024, killing two, according to the Syrian Observatory for Human Rights.
"""


def make(folder: Path, name: str, text: str, *more: Path) -> Case:
    report = folder.parent / f"{name}.txt"
    report.write_text(text, encoding="utf-8")
    runner = CliRunner()
    for words in (
        ["init", str(folder)],
        ["add", str(report), *map(str, more), "--case", str(folder)],
        ["run", "--case", str(folder)],
    ):
        done = runner.invoke(app, words)
        assert done.exit_code == 0, done.output
    return keep.open_case(folder)


def test_claims_of_another_desk_join_the_same_event_and_its_agency_counts_once(tmp_path: Path) -> None:
    make(tmp_path / "first", "gazette", FIRST)
    done = CliRunner().invoke(
        app, ["export", "claims", "csv", "--case", str(tmp_path / "first"), "--to", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    second = make(tmp_path / "second", "post", SECOND, tmp_path / "claims.csv")
    strikes = [e for e in keep.current_events(second) if e.type == "airstrike"]
    assert len(strikes) == 1
    assert len(strikes[0].members) == 2
    assert len(strikes[0].origins) == 1
    assert {a.outlet for a in _articles(second)} == {"Harbour Gazette", "Caspian Post"}
    assert not keep.verify(second).faults


def test_an_export_into_the_case_stands_in_its_ledger(tmp_path: Path) -> None:
    case = make(tmp_path / "one", "gazette", FIRST)
    done = CliRunner().invoke(app, ["export", "geojson", "--case", str(tmp_path / "one")])
    assert done.exit_code == 0, done.output
    assert (case.products / "events.geojson").exists()
    assert not keep.verify(case).faults
    (case.products / "events.geojson").write_text("{}", encoding="utf-8")
    assert keep.verify(case).faults


def test_an_unknown_format_is_refused_with_the_list_of_those_there_are(tmp_path: Path) -> None:
    case = keep.init(tmp_path / "c")
    with pytest.raises(UsageError, match="geojson"):
        list(export(case, ["geojson", "shapefile"]))


def _articles(case: Case) -> list[Article]:
    return list(store.articles(case))
