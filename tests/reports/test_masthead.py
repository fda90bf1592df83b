from __future__ import annotations

from datetime import date

import pytest

from trigpoint.evidence.reports.timing.masthead import find_outlet, with_masthead
from trigpoint.model import Article


@pytest.mark.parametrize(
    ("head", "outlet"),
    [
        (
            "Harbour closed after blast\nThe Orontes Daily, Tuesday 21 April 2020\n\nThe harbour ...",
            "The Orontes Daily",
        ),
        ("PORT SUDAN, May 5 (Red Sea Wire) - A drone hit the airport.", "Red Sea Wire"),
        ("Meridian Press Agency\nMPA 0514 GMT\n\nALEPPO (MPA) - Warplanes bombed a depot.", "Meridian Press Agency"),
        ("NORTHERN LIGHTS DIGEST, 12 March 2022\n\n- Shelling was heard.", "Northern Lights Digest"),
        ("Shelling resumes\nBy Harbour Post reporters, 5 May 2020\n", "Harbour Post"),
        ("QUAYSIDE FM - NEWS AT EIGHT\n\nGood morning.", "Quayside FM"),
    ],
)
def test_an_outlet_set_like_one_is_found(head: str, outlet: str) -> None:
    assert find_outlet(head) == outlet


@pytest.mark.parametrize(
    "head",
    [
        "The army said on Monday that it had taken the town.",
        "New York, 5 June 2020\n\nThe Council met.",
        "Breaking News\n\nA blast was heard in the city.",
        "Minister meets the press\n\nHe told The Kyiv Daily that the port was open.",
        "",
    ],
)
def test_nothing_else_is_taken_for_an_outlet(head: str) -> None:
    assert find_outlet(head) == ""


def test_what_the_item_states_goes_before_its_first_lines() -> None:
    text = "Harbour Post\n5 May 2020\n\nA blast was heard."
    stated = Article(id="a", capture="c", ordinal=0, start=0, end=len(text), outlet="Feed", published=date(2020, 5, 6))
    assert with_masthead(stated, text) == stated
    bare = Article(id="a", capture="c", ordinal=0, start=0, end=len(text))
    assert with_masthead(bare, text).outlet == "Harbour Post"
    assert with_masthead(bare, text).published == date(2020, 5, 5)


def test_a_newsletter_is_the_outlet_of_its_mail() -> None:
    mail = Article(id="a", capture="c", ordinal=0, start=0, end=5, author="Field Notes Weekly")
    assert with_masthead(mail, "Hello").outlet == "Field Notes Weekly"
    person = Article(id="a", capture="c", ordinal=0, start=0, end=5, author="Anna Weber")
    assert with_masthead(person, "Hello").outlet == ""
