"""Arguments that are taken without typer mean what typer makes of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trigpoint import cli
from trigpoint.cli import damage_run
from trigpoint.cli.all_commands import app
from trigpoint.cli.straight import damage_arguments

_WORDS = st.sampled_from(
    ["a.tif", "b.tif", "2024-01-08", "", "-", "-h", "--", "--aftr", "--json=1", "--after=c.tif", "--raster=o.tif"]
    + ["--after", "--footprints", "--raster", "--case", "--reported", "--json"] * 2
)


def _by_typer(arguments: list[str]) -> dict[str, Any] | None:
    found: dict[str, Any] = {}

    def run_damage(before: Any, after: Any, footprints: Any = None, **others: Any) -> None:
        found.update(before=before, after=after, footprints=footprints, **others)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(damage_run, "run_damage", run_damage)
        with pytest.raises(SystemExit):
            app(cli.spread(["damage", *arguments]))
    return found or None


@settings(max_examples=60, deadline=None)
@given(st.lists(_WORDS, max_size=8))
def test_arguments_taken_without_a_parser_mean_what_the_parser_makes_of_them(arguments: list[str]) -> None:
    plain = damage_arguments(arguments)
    if plain is not None:
        nothing = {"footprints": None, "raster": None, "case": None, "reported": "", "json": False}
        assert nothing | plain == _by_typer(arguments)


def test_a_full_command_is_taken_without_a_parser() -> None:
    words = "a.tif b.tif --after c.tif d.tif --footprints f.geojson --raster o.tif --reported 2024-01-08 --json"
    assert damage_arguments(words.split()) == {
        "before": [Path("a.tif"), Path("b.tif")],
        "after": ["c.tif", "d.tif"],
        "footprints": Path("f.geojson"),
        "raster": Path("o.tif"),
        "reported": "2024-01-08",
        "json": True,
    }


@pytest.mark.parametrize("words", ["", "-h", "a.tif --raster", "a.tif --rastr o.tif", "a.tif --raster o --raster p"])
def test_what_is_wrong_or_unusual_is_left_to_the_parser(words: str) -> None:
    assert damage_arguments(words.split()) is None
