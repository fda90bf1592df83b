from __future__ import annotations

import textwrap

from hypothesis import given
from hypothesis import strategies as st

from trigpoint.sources.pdf_lines import paragraphs

LONG = (
    "Two warehouses at the river port of Qasr burned on Tuesday after what residents described as a drone strike that "
    "came from the west. The provincial governor said at least four dock workers were wounded and that the crane had "
    "been destroyed, which the harbour master denied."
)
SECOND = (
    "A spokesman for the coalition denied that its aircraft were in the area at the time, and gave no other account."
)


def test_lines_of_a_paragraph_are_joined_and_paragraphs_kept_apart() -> None:
    page = "\n".join(["Strike on port", *textwrap.wrap(LONG, 60), *textwrap.wrap(SECOND, 60)])
    assert paragraphs([page]) == "\n\n".join(["Strike on port", LONG, SECOND])


def test_a_heading_after_a_full_last_line_stands_alone() -> None:
    page = "The crane at the port was destroyed, the harbour said.\nReactions\nA spokesman of the coalition denied the attack."
    assert "\n\nReactions\n\n" in paragraphs([page])


def test_a_word_cut_at_the_margin_is_whole_again() -> None:
    page = (
        "The air force struck the ware-\nhouse twice during the long night,\nand the dock beside it as well, it said."
    )
    assert "warehouse twice" in paragraphs([page])


def test_a_compound_keeps_its_hyphen() -> None:
    page = (
        "The surface-to-air site was hit before the others, they said.\n"
        "It was the second time that a surface-\nto-air site of that kind was hit, officials in Qasr said."
    )
    assert "a surface-to-air site of that kind" in paragraphs([page])


def test_a_list_stays_a_list() -> None:
    page = "\n".join(f"• item number {n} of the long list of damaged buildings" for n in range(4))
    assert len(paragraphs([page]).split("\n\n")) == 4


def test_running_heads_and_page_numbers_are_dropped() -> None:
    pages = [f"Qasr Review\n{n} warehouses burned at the port on that day.\n{n}" for n in range(1, 5)]
    assert paragraphs(pages).split("\f") == [f"{n} warehouses burned at the port on that day." for n in range(1, 5)]


def test_pages_are_parted_by_a_form_feed() -> None:
    assert paragraphs(["one", "two"]) == "one\ftwo"


@given(st.lists(st.text(max_size=200), max_size=2))
def test_no_letter_is_lost_but_hyphens_at_margins(pages: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if c not in "-\u00ad\u2010" and not c.isspace())

    assert letters(paragraphs(pages)) == letters("".join(pages))
