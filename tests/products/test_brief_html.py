"""The HTML brief: what a reader can check in it, and what a hostile document cannot do in it."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import TypeVar

import attrs
import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.html import HtmlElement

from products import cases
from products.case_writer import HOSTILE, CaseWriter, day, spot
from trigpoint.fusion.contradictions import NOBODY_NAMED
from trigpoint.model import Contradiction, ContradictionValue, Place, PlaceMethod, SourceKind
from trigpoint.products.brief import render_html
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial

V = TypeVar("V")


@cache
def html_of(write: Callable[[], BriefMaterial]) -> str:
    return render_html(write())


def parsed(material: BriefMaterial) -> HtmlElement:
    """The page. The standing cases are rendered once: their briefs are the same every time, as a test below says."""
    for write in (cases.write_full_case, cases.write_hostile_case):
        if write().title == material.title and len(write().events) == len(material.events):
            return lxml.html.document_fromstring(html_of(write))
    return lxml.html.document_fromstring(render_html(material))


def texts(element: HtmlElement, path: str) -> list[str]:
    return [str(e.text_content()) for e in element.xpath(path)]


def test_every_footnote_mark_leads_to_a_note_and_every_note_leads_back(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids))
    targets = {str(href)[1:] for href in page.xpath("//a/@href")}
    assert targets <= set(ids)
    marks = page.xpath("//sup[@class='cites']/a")
    assert len(marks) > 100
    for mark in marks:
        note = page.get_element_by_id(mark.get("href")[1:])
        assert note.xpath(".//span[@class='n']")[0].text == mark.text
        if mark.get("id"):
            assert note.xpath(f".//a[@href='#{mark.get('id')}']")
    assert len(page.xpath("//ol[@class='notes']/li")) == len({m.get("href") for m in marks})


@pytest.mark.parametrize("case", ["full_case", "hostile_case"])
def test_each_note_quotes_exactly_the_words_of_the_capture(case: str, request: pytest.FixtureRequest) -> None:
    material: BriefMaterial = request.getfixturevalue(case)
    page = parsed(material)
    linked = {m.id for e in material.events for m in e.members}
    quotes = {material.claims[c].quote.text for c in linked}
    assert set(texts(page, "//ol[@class='notes']//blockquote")) == quotes
    held: dict[str, set[str]] = {}
    for claim in material.claims.values():
        held.setdefault(claim.quote.text, set()).add(material.captures[claim.quote.capture].sha256)
    for note in page.xpath("//ol[@class='notes']/li"):
        code = note.xpath(".//code")[0]
        sha = re.search(r"[0-9a-f]{64}", code.get("title"))
        assert sha is not None
        assert sha[0] in held[str(note.xpath(".//blockquote")[0].text_content())]
        assert code.text == sha[0][:12]


def test_hostile_strings_make_no_element_and_no_attribute(hostile_case: BriefMaterial) -> None:
    page = parsed(hostile_case)
    for tag in ("script", "img", "iframe", "object", "embed", "link", "base", "form", "input", "foreignObject", "use"):
        assert page.xpath(f"//{tag.lower()}") == [], tag
    assert len(page.xpath("//style")) == 1
    assert len(page.xpath("//b[.='x']")) == 0
    assert [a for a in page.xpath("//@*") if a.attrname.lower().startswith("on")] == []
    assert [h for h in page.xpath("//@href") if not str(h).startswith("#")] == []
    assert page.xpath("//@src") == []
    assert page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content") == [
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    ]


def test_hostile_strings_are_still_there_to_be_read(hostile_case: BriefMaterial) -> None:
    text = str(parsed(hostile_case).text_content())
    for bad in HOSTILE:
        assert f"The mayor said {bad} yesterday." in text


def test_direction_overrides_and_hidden_characters_stay_inside_the_quotes(hostile_case: BriefMaterial) -> None:
    page = parsed(hostile_case)
    for quote in page.xpath("//blockquote"):
        quote.getparent().remove(quote)
    # first-strong isolates and their ends are ours: they hold a name in a label of the map
    assert re.findall("[\u202a-\u202e\u2066\u2067\u200b-\u200f\u2060\ufeff]", str(page.text_content())) == []
    assert str(page.text_content()).count("\u2068") == str(page.text_content()).count("\u2069")
    assert page.xpath("//span[@class='hidden']")


def test_nothing_is_fetched_from_anywhere(full_case: BriefMaterial) -> None:
    html = render_html(full_case)
    assert "://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "url(" not in re.sub(r"url\(#[wn]-[a-z]+-(both|left|right)\)", "", html)
    assert "@import" not in html
    assert "<script" not in html


def test_the_same_material_gives_the_same_text_in_any_order(full_case: BriefMaterial) -> None:
    rng = random.Random(5)

    def shuffled(values: Mapping[str, V]) -> dict[str, V]:
        items = list(values.items())
        rng.shuffle(items)
        return dict(items)

    events = list(full_case.events)
    rng.shuffle(events)
    other = attrs.evolve(
        full_case,
        events=tuple(events),
        claims=shuffled(full_case.claims),
        articles=shuffled(full_case.articles),
        captures=shuffled(full_case.captures),
    )
    assert render_html(other) == render_html(full_case)


def test_an_exercise_says_so_at_the_top_and_in_every_section(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    sections = page.xpath("//section")
    assert len(sections) >= 9
    for section in sections:
        assert section.xpath("./p[@class='tag']")[0].text == EXERCISE_NOTICE
    assert page.xpath("//div[@role='note']")[0].text == EXERCISE_NOTICE
    assert page.xpath("//title")[0].text.startswith("EXERCISE: ")


def test_a_real_case_does_not_say_exercise(one_event_case: BriefMaterial) -> None:
    assert "EXERCISE" not in render_html(one_event_case)


def test_a_place_never_stands_without_its_radius_or_the_reason_it_has_none(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    cells = texts(page, "//table[@class='events']/tbody/tr/td[3]")
    assert len(cells) == 24
    for cell in cells:
        assert "±" in cell or "not placed" in cell or "place not named" in cell
    assert sum("not placed: no gazetteer row fits" in cell for cell in cells) == 1


def test_totals_plans_and_denials_are_not_in_the_table_of_events(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    numbers = [a.get("href") for a in page.xpath("//td[@class='no']/a")]
    assert numbers == [f"#event-{n}" for n in range(1, 25)]
    assert texts(page, "//section[@id='totals']//h3") == ["Airstrike, Syria"]
    assert texts(page, "//section[@id='statements']//h3") == ["Construction, Hmeimim air base"]
    assert "Denied in 1 statement" in texts(page, "//section[@id='events']//span[@class='remark']")


def test_nine_articles_with_two_origins_are_counted_so(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    told_by = [t for t in texts(page, "//table[@class='events']/tbody/tr/td[5]") if t.startswith("9 articles")]
    assert told_by == ["9 articles, 2 origins: Syrian Observatory for Human Rights, ImageSat International"]


def test_contradictions_stand_side_by_side_with_their_origins(full_case: BriefMaterial) -> None:
    page = parsed(full_case)
    sides = texts(page, "//ul[@class='sides']/li")
    assert any(s.startswith("2 September 2020Syrian Observatory") for s in sides)
    assert any(s.startswith("3 September 2020two residents") for s in sides)
    assert len(sides) % 2 == 0


def test_likelihood_and_confidence_never_share_a_sentence(full_case: BriefMaterial) -> None:
    text = str(parsed(full_case).xpath("//body")[0].text_content()).lower()
    for sentence in re.split(r"[.!?]\s", text):
        assert not ("confidence" in sentence and re.search(r"likel|estimate|%", sentence)), sentence


def test_a_case_without_events_still_makes_a_brief(empty_case: BriefMaterial) -> None:
    page = parsed(empty_case)
    assert "No article was read" in str(page.get_element_by_id("summary").text_content())
    assert page.xpath("//section[@id='map' or @id='timeline' or @id='table']") == []


def test_a_case_with_one_event_is_worded_in_the_singular(one_event_case: BriefMaterial) -> None:
    summary = " ".join(str(parsed(one_event_case).get_element_by_id("summary").text_content()).split())
    assert "1 article from 1 outlet was read. It tells of 1 event" in summary
    assert "1 articles" not in summary


def test_an_article_a_claim_names_but_nobody_handed_in_is_said_to_be_missing(one_event_case: BriefMaterial) -> None:
    page = parsed(attrs.evolve(one_event_case, articles={}, captures={}))
    assert texts(page, "//ol[@class='notes']//code") == ["capture missing"]


def test_sixty_articles_and_two_hundred_statements_stay_light() -> None:
    w = CaseWriter()
    place = spot("Homs", 36.72, 34.73, 9_000, "SY")
    for n in range(40):
        said = [
            w.say(f"Outlet {n % 12}", date(2020, 5, 5), f"Statement {n}-{k} of some length about the strike.", title="Strike",
                  event_type="airstrike", when=day(2020, 5, 1 + n % 28), where=place)
            for k in range(5)
        ]  # fmt: skip
        w.event("airstrike", day(2020, 5, 1 + n % 28), place, [("SOHR", SourceKind.MONITOR, said)], "weak")
    material = w.material("Many")
    began = time.process_time()
    html = render_html(material)
    assert len(html.encode()) < 1_500_000
    assert time.process_time() - began < 20  # a brake against a runaway, not a benchmark


def test_a_denial_alone_is_no_article_that_tells_of_it_and_accuses_nobody() -> None:
    w = CaseWriter()
    place = spot("Ganja", 46.36, 40.68, 9_000, "AZ")
    denial = w.say("Monitor", date(2020, 10, 17), "The ministry denied that its forces had fired.", event_type="shelling",
                   when=day(2020, 10, 17), where=place, negated=True, actors=("the ministry",))  # fmt: skip
    w.event("shelling", day(2020, 10, 17), place, [], "discounted", denied=[denial], probability=0.5)
    page = parsed(w.material("A denial"))
    card = " ".join(str(page.xpath("//section[@id='statements']//article")[0].text_content()).split())
    assert "denied in 1 article" in card
    assert "0 articles" not in card
    assert "By: the ministry" not in card
    assert "estimate" not in card
    assert texts(page, "//div[@class='summary']//a[@href='#note-1']") == ["1"]


readable = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]) | st.sampled_from("\n\r\t<>&\"'"), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(readable, readable)
def test_whatever_a_document_holds_the_quote_comes_back_and_no_element_is_added(name: str, quote: str) -> None:
    w = CaseWriter()
    place = Place(text=name, name=name, lon=36.0, lat=35.0, radius_m=5_000, method=PlaceMethod.GIVEN)
    said = w.say(f"o{name}", date(2020, 5, 5), quote, title=f"t{name}", event_type="airstrike", when=day(2020, 5, 4),
                 where=place, actors=(f"a{name}",), chain=[(f"c{name}", SourceKind.OFFICIAL)])  # fmt: skip
    w.event("airstrike", day(2020, 5, 4), place, [(f"c{name}", SourceKind.OFFICIAL, [said])], "weak")
    page = parsed(w.material(f"T{name}"))
    assert texts(page, "//blockquote") == [quote]
    tags = {str(e.tag) for e in page.xpath("//main//*")}
    assert not tags & {"script", "img", "iframe", "object", "embed", "link", "meta", "base", "form", "input", "video"}
    assert len(page.xpath("//style")) == 1


def test_a_denial_where_no_account_names_who_did_it_is_told_as_a_denial() -> None:
    w = CaseWriter()
    spots = {"event_type": "airstrike", "when": day(2020, 5, 4), "where": cases.SAFIRAH}
    told = w.say("Harbour Gazette", date(2020, 5, 5), "Missiles fell on Al-Safirah on Monday.", **spots)  # type: ignore[arg-type]
    denied = w.say("Meridian Wire", date(2020, 5, 6), "The coalition denied that it had fired them.", **spots)  # type: ignore[arg-type]
    sides = (
        ContradictionValue(value=NOBODY_NAMED, origins=("Harbour Gazette",), members=(told,)),
        ContradictionValue(value="not coalition", origins=("the coalition",), members=(denied,)),
    )
    origins = [("Harbour Gazette", SourceKind.OUTLET, [told])]
    contested = Contradiction(field="perpetrator", values=sides)
    w.event(
        "airstrike", day(2020, 5, 4), cases.SAFIRAH, origins, "contested", denied=[denied], contradictions=[contested]
    )
    summary = " ".join(texts(parsed(w.material("A denial", exercise=False)), "//section[@id='summary']//p"))
    assert "the coalition denies having done no. 1" in summary
    assert "differ on who did it" not in summary
