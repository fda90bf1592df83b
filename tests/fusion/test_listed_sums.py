"""Whole lists of parts against the total before them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trigpoint.fusion.listed_sums import check_listed
from trigpoint.model import Article


def said(text: str) -> list[str]:
    article = Article(
        id="art-1", capture="cap-1", ordinal=0, start=0, end=len(text), title="", outlet="", published=None
    )
    return [found.why for found in check_listed(article, text)]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "The strike killed 14 people: eight men, three women and two children.",
            "8 + 3 + 2 is 13, but 14 stands before them",
        ),
        ("In 2020 there were 39 operations: 33 strikes and 7 raids.", "33 + 7 is 40, but 39 stands before them"),
        ("Three shells hit the town – two on the depot; two on the bridge.", "2 + 2 is 4, but 3 stands before them"),
        (
            "Some fled earlier. They counted 2,246 houses: 1,273 destroyed and 940 damaged. More came.",
            "1,273 + 940 is 2,213, but 2,246 stands before them",
        ),
        ("Twenty-one were hurt — sixteen soldiers, four medics.", "16 + 4 is 20, but 21 stands before them"),
    ],
)
def test_parts_that_do_not_make_the_total_are_asked_about(text: str, why: str) -> None:
    assert said(text) == [why]


@pytest.mark.parametrize(
    "text",
    [
        "The strike killed 14 people: nine men, three women and two children.",
        "The strike killed 14 people, including eight women and two children.",
        "At least 14 people died: eight men, three women and two children.",
        "14 people died: eight men, three women and about two children.",
        "Two jets struck at 10:45 and 11:30.",
        "Updated on 14 May: 8 killed and 3 wounded.",
        "Three vessels lay there: one 40 m long, two of 30 m and the tug.",
        "The ministry named two towns: 30 shells hit the first and 12 the second.",
        "Talks began in 2014: two rounds and four meetings.",
    ],
)
def test_what_adds_up_is_rough_or_is_no_whole_list_is_left_alone(text: str) -> None:
    assert said(text) == []


def test_no_marked_text_is_asked_about() -> None:
    """Of the few whole lists in them, each adds up."""
    texts = sorted((Path(__file__).parents[1] / "gold").rglob("*.txt"))
    assert len(texts) > 50
    assert [(path.name, why) for path in texts for why in said(path.read_text(encoding="utf8"))] == []


@given(st.lists(st.integers(1, 400), min_size=2, max_size=6))
def test_a_list_that_adds_up_is_never_asked_about(parts: list[int]) -> None:
    assert (
        said(f"It counted {sum(parts):,} houses: {', '.join(f'{n} of kind {k}' for k, n in enumerate(parts))}.") == []
    )


@given(st.text(max_size=200))
def test_no_text_makes_it_fail(text: str) -> None:
    said(text)
