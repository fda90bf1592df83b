"""The held-out articles: every mark stands where it says, in the columns the scorers read."""

from __future__ import annotations

import json
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

FOLDER = Path(__file__).parent / "held_out"
CLAIM_COLUMNS = [
    *("id", "event_id", "seed", "quote", "char_start", "char_end", "event_type", "date", "date_precision"),
    *("date_basis", "place", "lat", "lon", "place_radius_km", "country", "actors", "target", "outcome"),
    *("counts", "attributed_to", "certainty", "note"),
]
PLACE_COLUMNS = ["seed", "start", "end", "text", "lat", "lon", "kind", "use", "score_radius_km"]
CERTAINTIES = {"asserted", "assessed", "reported", "alleged", "denied", "planned", "forecast"}


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def articles() -> dict[str, str]:
    return {path.name: path.read_bytes().decode("utf-8") for path in sorted(FOLDER.glob("*.txt"))}


def test_every_article_says_that_it_is_an_exercise(articles: dict[str, str]) -> None:
    assert articles
    assert all(text.startswith("EXERCISE. Written for training: the outlet is invented") for text in articles.values())


def test_every_article_has_claims_and_places(articles: dict[str, str]) -> None:
    for name in ("claims.jsonl", "places.jsonl"):
        assert {row["seed"] for row in _rows(name)} == set(articles)


def test_every_quote_stands_at_its_offsets(articles: dict[str, str]) -> None:
    wrong = [
        r["id"] for r in _rows("claims.jsonl") if articles[r["seed"]][r["char_start"] : r["char_end"]] != r["quote"]
    ]
    assert wrong == []


def test_every_place_mention_stands_at_its_offsets(articles: dict[str, str]) -> None:
    wrong = [
        r for r in _rows("places.jsonl") if articles[r["seed"]][r["start"] : r["end"]] != r["text"] or not r["text"]
    ]
    assert wrong == []


def test_no_two_place_mentions_overlap() -> None:
    rows = sorted(_rows("places.jsonl"), key=lambda r: (r["seed"], r["start"]))
    pairs = pairwise(rows)
    assert [b for a, b in pairs if a["seed"] == b["seed"] and b["start"] < a["end"]] == []


def test_the_columns_and_values_are_the_expected_ones() -> None:
    types = yaml.safe_load((files("trigpoint.data") / "event_types.yaml").read_text(encoding="utf-8"))
    for row in _rows("claims.jsonl"):
        assert list(row) == CLAIM_COLUMNS
        assert row["event_type"] in types, row["id"]
        assert row["certainty"] in CERTAINTIES, row["id"]
        assert row["date"] is not None or row["date_precision"] in ("unknown", "ongoing"), row["id"]
        assert (row["lat"] is None) == (row["place_radius_km"] is None), row["id"]
    assert all(list(row) == PLACE_COLUMNS for row in _rows("places.jsonl"))


def test_claim_ids_are_unique() -> None:
    ids = [row["id"] for row in _rows("claims.jsonl")]
    assert len(ids) == len(set(ids))
