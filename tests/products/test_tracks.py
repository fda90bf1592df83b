"""Silences and stays in a brief: drawn, worded as estimates, and named simulated where they are."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest

from products.case_writer import HOSTILE
from products.cases import write_one_event_case
from trigpoint.evidence.tracks.kept import KeptCandidate, KeptGap, KeptVisit, Spot, gap_details, moment, visit_details
from trigpoint.model import Event, Member, Observation, Place, PlaceMethod, Role, TimeSpan, record_id
from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.brief import render_html, render_pdf
from trigpoint.products.material import BriefMaterial
from trigpoint.products.tracks.gap_card import MOST_OF_A_CLASS, draw_bars, gap_cards
from trigpoint.products.tracks.track_map import draw_track_map
from trigpoint.products.tracks.wording import VERDICTS, verdict_words

OFF = Spot(time=1_588_600_000.0, lat=40.3, lon=51.4)
ON = Spot(time=1_588_646_800.0, lat=38.4, lon=51.8)
WAY = tuple(Spot(time=OFF.time - 600 * n, lat=40.3 + 0.05 * n, lon=51.4 - 0.02 * n) for n in range(9, -1, -1))
GAP = KeptGap(
    mover="vessel", modality="AIS", verdict="likely_disabled", off=OFF, on=ON, name="A NAME", duration_h=13.0, distance_km=215.0,
    probabilities=(("likely_disabled", 0.72), ("coverage_loss", 0.2), ("receiver_outage", 0.08), ("in_port", 0.001)),
    reasons=("of 14 others near the straight path 13 were heard meanwhile",), alternatives=("coverage_loss",),
    would_change_if=("another receiver's record of this time",), before=WAY, after=(ON,),
    candidates=(KeptCandidate(site="A port", lat=40.0, lon=53.0, probability=0.6),),
)  # fmt: skip


def observed(kind: str, details: tuple[tuple[str, str], ...], subject: str = "200000001") -> Observation:
    return Observation(
        id=record_id("obs", kind, subject, details), kind=kind, subject=subject, value=1.0, unit="",
        where=Place(text="x", lat=40.3, lon=51.4, radius_m=500.0, method=PlaceMethod.COORDINATES),
        when=TimeSpan(start=moment(OFF.time), end=moment(ON.time)), details=details, method="track gaps/1",
    )  # fmt: skip


def silence(subject: str = "200000001", **changed: Any) -> Observation:
    return observed("gap", gap_details(attrs.evolve(GAP, **changed)), subject)


def brief_with(*found: Observation) -> BriefMaterial:
    return attrs.evolve(write_one_event_case(), observations={o.id: o for o in found})


def words_of(svg: str) -> str:
    return " ".join(e.text or "" for e in ElementTree.fromstring(svg).iter() if e.tag.endswith("text"))


def test_a_silence_is_drawn_with_a_broken_line_both_ends_and_the_sites_it_could_have_reached() -> None:
    svg = draw_track_map(GAP, shipped_basemap(), width=700)
    assert "stroke-dasharray" in svg
    drawn = words_of(svg)
    assert "last heard 13:46" in drawn
    assert "heard again 02:46" in drawn
    assert "A port 60 %" in drawn
    assert "SIMULATED" not in drawn


def test_one_that_was_not_heard_again_has_no_broken_line() -> None:
    ended = attrs.evolve(GAP, on=None, after=(), candidates=())
    drawn = words_of(draw_track_map(ended, shipped_basemap(), width=700))
    assert "heard again" not in drawn
    assert f'stroke="{"#8a1c14"}" stroke-width="2" stroke-dasharray' not in draw_track_map(
        ended, shipped_basemap(), width=700
    )


def test_a_way_over_the_antimeridian_is_not_drawn_wrongly() -> None:
    far = attrs.evolve(
        GAP,
        off=Spot(time=OFF.time, lat=52.0, lon=179.9),
        on=Spot(time=ON.time, lat=52.0, lon=-179.0),
        before=(),
        after=(),
    )
    assert draw_track_map(far, shipped_basemap(), width=700) == ""


def test_every_picture_of_simulated_tracks_says_so() -> None:
    made = attrs.evolve(GAP, simulated=True)
    assert "SIMULATED" in words_of(draw_track_map(made, shipped_basemap(), width=368))
    assert "SIMULATED" in words_of(draw_bars(made, width=368))
    visit = KeptVisit(mover="vessel", modality="AIS", site="A road", confidence=1.0, simulated=True)
    html = render_html(brief_with(silence(simulated=True), observed("visit", visit_details(visit))))
    tracks = html[html.index('id="tracks"') : html.index('id="events"')]
    assert all("SIMULATED" in svg for svg in re.findall(r"<svg.*?</svg>", tracks))
    assert "nobody flew or sailed this way" in tracks


def test_a_card_gives_class_bars_reasons_alternatives_and_what_would_change_it() -> None:
    html = render_html(brief_with(silence()))
    for words in (
        "Broadcast likely disabled", "72 %", "Of 14 others near the straight path 13 were heard meanwhile.", "What else it may be",
        "Loss of coverage", "What would change this", "Another receiver&#39;s record of this time.", "13.0 h later",
    ):  # fmt: skip
        assert words in html
    assert "0 %" not in words_of(draw_bars(GAP, width=500)).split()


def test_no_class_is_worded_as_a_fact_of_intent() -> None:
    for verdict in (*VERDICTS, "something_new"):
        words = verdict_words(verdict).lower()
        assert "switched" not in words
        assert "deliberate" not in words
    assert verdict_words("something_new") == "Likely something new"


def test_likelihood_and_confidence_never_share_a_sentence() -> None:
    (card,), _ = gap_cards({o.id: o for o in [silence()]}, {}, {}, shipped_basemap(), wide=700, narrow=368)
    for text in (card.verdict, card.lede, card.caption, *card.reasons, *card.caveats, *card.would_change_if):
        assert not ("likely" in text.lower() and "confiden" in text.lower())


def test_silences_that_say_little_are_counted_and_not_drawn_and_of_a_class_only_a_few() -> None:
    found = [silence(f"20000000{n}") for n in range(5)]
    found += [silence(f"20000010{n}", verdict="coverage_loss") for n in range(3)]
    cards, more = gap_cards({o.id: o for o in found}, {}, {}, shipped_basemap(), wide=700, narrow=368)
    assert len(cards) == MOST_OF_A_CLASS
    assert more.startswith("6 more silences")
    assert "loss of coverage 3" in more


def test_a_silence_that_concerns_an_event_is_told_whatever_its_class_and_the_event_links_to_it() -> None:
    material = brief_with(quiet := silence(verdict="coverage_loss"))
    (event,) = material.events
    joined: Event = attrs.evolve(
        event,
        members=(
            *event.members,
            Member(id=quiet.id, why="measured by us in AIS positions: reception", role=Role.NEITHER),
        ),
    )
    html = render_html(attrs.evolve(material, events=(joined,)))
    assert "The tracks cannot tell" in html
    assert 'href="#silence-1">The silence in full' in html
    assert "Our own measurement: tracks cannot tell" in html
    assert "pictures cannot tell" not in html


class _Tags(HTMLParser):
    """Collects tags and handlers."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "img", "iframe") or any(name.startswith("on") for name, _ in attributes):
            self.bad.append(tag)


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_names_stay_text(words: str) -> None:
    site = KeptCandidate(site=words, lat=40.0, lon=53.0, probability=0.6)
    visit = KeptVisit(mover="vessel", modality="AIS", site=words, confidence=0.5, name=words)
    found = silence(words, name=words, candidates=(site,), reasons=(words,), verdict="likely_disabled")
    reader = _Tags()
    reader.feed(render_html(brief_with(found, observed("visit", visit_details(visit), words))))
    assert reader.bad == []


def test_the_pdf_holds_the_cards_and_is_the_same_twice() -> None:
    material = brief_with(silence())
    assert render_pdf(material) == render_pdf(material)
    assert len(render_pdf(material)) > len(render_pdf(write_one_event_case()))


def test_a_brief_without_tracks_has_no_section_of_them() -> None:
    html = render_html(write_one_event_case())
    assert 'id="tracks"' not in html
