"""Several articles pasted into one text file."""

from __future__ import annotations

from itertools import pairwise

import pytest

from trigpoint.sources.plain_split import articles_in, title_of

SIRTE = (
    "Drone strike kills five in Sirte\n3 May 2024\n\nTRIPOLI - A drone strike killed five people in Sirte on Thursday, a medic "
    "at the hospital said. Two of the dead were children.\n"
)
NYALA = (
    "Army says it holds Nyala\nBy Jane Doe\n\nThe army said on Friday that it had taken the airport of Nyala after three days "
    "of fighting around the town and its roads.\n"
)
BACKGROUND = (
    "Background to the war\n\nThe war began in 2011 and has gone on since then, with three truces and many talks in Geneva. "
    "It has no end in sight at all.\n"
)


@pytest.mark.parametrize("between", ["\n\n\n", "\n-----\n", "\n* * *\n", "\f\n", "\nEnd of Document\n", "\r\n\r\n\r\n"])
def test_articles_with_heads_of_their_own_are_parted(between: str) -> None:
    text = SIRTE + between + NYALA + between + SIRTE
    parts = articles_in(text)
    assert [title_of(text[a:b]) for a, b in parts] == [
        "Drone strike kills five in Sirte",
        "Army says it holds Nyala",
        "Drone strike kills five in Sirte",
    ]
    assert all(a < b <= c < d for (a, b), (c, d) in pairwise(parts))


def test_a_section_without_a_day_or_byline_belongs_to_its_article() -> None:
    text = SIRTE + "\n\n\n" + BACKGROUND
    assert articles_in(text) == [(0, len(text))]


def test_the_entries_of_a_chronology_are_one_article() -> None:
    days = [
        f"{n} May 2024\nShells fell on the harbour and on two streets behind it, a resident said by phone."
        for n in range(1, 6)
    ]
    text = "A week in the harbour\n\n" + "\n\n\n".join(days)
    assert len(articles_in(text)) == 1


def test_a_teaser_without_prose_parts_nothing() -> None:
    text = SIRTE + "\n-----\n" + "Army says it holds Nyala\nBy Jane Doe\n"
    assert len(articles_in(text)) == 1


def test_a_form_feed_takes_no_words_with_it() -> None:
    text = SIRTE + "\f" + NYALA
    assert [title_of(text[a:b]) for a, b in articles_in(text)][1] == "Army says it holds Nyala"


@pytest.mark.parametrize(
    "line", ["-" + " " * 300_000 + "-x", " " * 300_000 + "x", "- " * 150_000 + "x", "\n \t" * 100_000]
)
def test_long_lines_of_rules_and_blanks_are_read_at_once(line: str) -> None:
    assert articles_in(SIRTE + line + NYALA) != []
