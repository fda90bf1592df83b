from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.layouts import (
    BODY,
    FIRST,
    JUNK,
    LAYOUTS,
    SECOND,
    SEVERAL,
    TITLE,
    TITLES,
    card_grid,
    newspaper,
    tag_archive,
)
from trigpoint.model.errors import RefusedInput
from trigpoint.sources.limits import Limits
from trigpoint.sources.pages.furniture import is_furniture_line
from trigpoint.sources.pages.page import read_page
from trigpoint.sources.reading import Reading

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def read(page: str, url: str = "") -> Reading:
    return read_page(page.encode(), "page.html", Limits(), NOW, url=url)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_sentence_of_the_article_comes_out_once_and_in_order(layout: str) -> None:
    text = read(LAYOUTS[layout]()).text
    places = [text.find(line) for line in BODY]
    assert -1 not in places
    assert places == sorted(places)
    assert all(text.count(line) == 1 for line in BODY)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_script_teasers_alt_text_pleas_credits_and_comments_do_not_come_out(layout: str) -> None:
    text = read(LAYOUTS[layout]()).text.lower()
    assert [junk for junk in JUNK if junk.lower() in text] == []


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_but_title_and_article_is_left(layout: str) -> None:
    text = read(LAYOUTS[layout]()).text
    for line in (*BODY, TITLE):
        text = text.replace(line, "")
    assert len(text.strip()) < 40


@pytest.mark.parametrize("layout", [name for name in LAYOUTS if name != "social_post"])
def test_the_day_of_publication_is_the_one_the_page_states(layout: str) -> None:
    (piece,) = read(LAYOUTS[layout]()).pieces
    assert piece.published == date(2021, 4, 14)
    assert piece.published_basis in ("meta", "dateline")


def test_a_page_without_a_date_has_none() -> None:
    (piece,) = read(LAYOUTS["social_post"]()).pieces
    assert piece.published is None
    assert piece.published_basis == ""


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_title_is_found_in_every_layout(layout: str) -> None:
    (piece,) = read(LAYOUTS[layout]()).pieces
    assert piece.title == TITLE


def test_outlet_and_author_come_from_what_the_page_says_of_itself() -> None:
    (piece,) = read(newspaper()).pieces
    assert (piece.outlet, piece.author) == ("The Qasr Courier", "Ada Marsh")


def test_without_a_site_name_the_outlet_is_the_domain() -> None:
    (piece,) = read(card_grid(), url="https://www.harbour.example/2021/x").pieces
    assert piece.outlet == "harbour.example"


def test_a_date_in_the_address_is_the_last_resort() -> None:
    page = f"<html><body><h1>{TITLE}</h1>{''.join(f'<p>{line}</p>' for line in BODY)}</body></html>"
    (piece,) = read(page, url="https://harbour.example/2021/04/13/drone").pieces
    assert (piece.published, piece.published_basis) == (date(2021, 4, 13), "url")


def test_a_day_named_in_the_prose_is_no_day_of_publication() -> None:
    prose = "<p>The base was struck on 4 May 2020 and again on September 11, 2020, two officials said that week.</p>"
    (piece,) = read(f"<html><body><h1>Base struck twice</h1>{prose * 3}</body></html>").pieces
    assert piece.published is None


def test_a_stated_date_after_retrieval_is_not_believed_and_flagged() -> None:
    page = newspaper().replace("2021-04-14T", "2031-04-14T")
    reading = read(page)
    assert reading.pieces[0].published is None
    assert any("future" in flag for flag in reading.flags)


def test_a_wall_is_flagged_because_the_text_may_be_cut() -> None:
    assert any("paywall" in flag for flag in read(LAYOUTS["paywall"]()).flags)
    assert not any("paywall" in flag for flag in read(newspaper()).flags)


def test_links_of_the_article_are_kept_and_those_of_the_furniture_are_not() -> None:
    page = newspaper().replace("Lowland Monitoring Group", '<a href="/lmg?x=1#top">Lowland Monitoring Group</a>')
    (piece,) = read(page, url="https://courier.example/a").pieces
    assert piece.links == ("https://courier.example/lmg?x=1",)


@pytest.mark.parametrize("layout", SEVERAL)
def test_a_page_of_several_articles_is_split(layout: str) -> None:
    reading = read(SEVERAL[layout]())
    assert [piece.title for piece in reading.pieces] == list(TITLES)
    assert [piece.published for piece in reading.pieces] == [date(2020, 5, 4), date(2020, 5, 5)]
    for piece, lines in zip(reading.pieces, (FIRST, SECOND), strict=True):
        assert reading.text[piece.start : piece.end] == "\n\n".join([piece.title, *lines])
    assert [piece.url.rpartition("/")[2] for piece in reading.pieces] == ["0", "1"]


def test_the_articles_of_a_tag_page_do_not_take_the_page_for_their_own() -> None:
    first, second = read(tag_archive()).pieces
    assert first.author == second.author == "M. Keel"
    assert first.outlet == "Harbour Watch"


def test_an_article_with_a_grid_of_others_below_is_one_article() -> None:
    assert len(read(card_grid()).pieces) == 1


def test_an_article_with_section_headings_is_one_article() -> None:
    page = "<html><body><h1>Report</h1>" + "".join(f"<h2>Part {n}</h2><p>{line}</p>" for n, line in enumerate(BODY))
    assert len(read(page + "</body></html>").pieces) == 1


def test_a_page_that_is_only_a_login_form_gives_no_article_and_a_flag() -> None:
    reading = read("<html><body><form><p>Name</p><input></form></body></html>")
    assert reading.pieces == ()
    assert "no article text found" in reading.flags


def test_a_declared_charset_that_is_wrong_is_flagged_and_the_text_is_right() -> None:
    page = f'<html><head><meta charset="windows-1251"></head><body><h1>Pōrt</h1><p>{BODY[0]} – “so”</p></body></html>'
    reading = read(page)
    assert "“so”" in reading.text
    assert "wrong charset declared: windows-1251" in reading.flags


def test_an_old_page_in_a_code_page_it_declares_is_read() -> None:
    arabic = "قال سكان إن غارة جوية استهدفت مستودعا قرب الميناء مساء الثلاثاء وإن عاملين أصيبا بجروح"
    page = f'<html><head><meta charset="windows-1256"></head><body><p>{arabic}</p></body></html>'.encode("cp1256")
    reading = read_page(page, "page.html", Limits(), NOW)
    assert arabic in reading.text


def test_a_base_element_moves_no_link_and_a_refresh_is_not_followed() -> None:
    page = newspaper().replace(
        "</head>",
        '<base href="https://evil.example/"><meta http-equiv="refresh" content="0;url=//evil.example"></head>',
    )
    page = page.replace("Lowland", '<a href="x">Lowland</a>')
    reading = read(page, url="https://courier.example/a")
    assert reading.pieces[0].links == ("https://courier.example/x",)
    assert {"base element ignored", "page refresh not followed"} <= set(reading.flags)


def test_a_page_nested_without_end_is_refused() -> None:
    with pytest.raises(RefusedInput, match="deep"):
        read("<html><body>" + "<div>" * 20_000 + "x")


def test_the_pieces_cover_the_text_without_overlap() -> None:
    reading = read(tag_archive())
    ends = [0, *(piece.end for piece in reading.pieces)]
    assert all(before <= piece.start < piece.end for before, piece in zip(ends, reading.pieces, strict=False))
    assert reading.pieces[-1].end == len(reading.text)


@pytest.mark.parametrize(
    "line",
    [
        "Also Read: Minister resigns",
        "READ MORE »",
        "Related stories",
        "May be an image of 2 people, aircraft and text that says 'AB 12'",
        "Photo: Jane Roe / Reuters",
        "(Credit: Ministry of Ports)",
        "AFP/Getty Images",
        "12 Comments",
        "More on this story",
        "More from Qasr",
        "Reuters",
        "John Roe via Getty Images",
        "Already a subscriber? Log in",
        "This article is for subscribers only.",
        "Comments Off on What we know about the port",
        "We use cookies to improve your visit.",
        "Sign up for our newsletter",
        "© 2021 Courier. All rights reserved.",
    ],
)
def test_furniture_is_known_by_its_words(line: str) -> None:
    assert is_furniture_line(line)


@pytest.mark.parametrize(
    "line",
    [
        "Related attacks were reported along the coast, the ministry said.",
        "Watch towers along the border were destroyed, the army said on Friday.",
        "Read together, the statements contradict each other.",
        "Reuters reported that two people were killed.",
        "Photographs released on Sunday show two destroyed hangars.",
        "Subscribers to the treaty met on Monday.",
        "The picture shows a damaged runway at the base.",
        "Comments by the minister were not available.",
        "Trending west, the convoy left the city at dawn.",
        "Listening posts on the hill were abandoned.",
        "Young men were forced to sign up for the militia, residents said.",
        "More in the region were displaced, the agency said.",
        "(c) the commander denied that his men were there",
        "Copyright law was used to take the footage down.",
        "He announced the attack via Telegram",
        "The group asked its followers to share this article.",
        "Fighters had to log in to read their orders.",
        "The video, according to AFP, was filmed on 4 May.",
    ],
)
def test_sentences_that_begin_like_furniture_are_kept(line: str) -> None:
    assert not is_furniture_line(line)


def test_small_print_is_read_and_text_without_size_is_not() -> None:
    page = LAYOUTS["inline_teasers"]().replace(f"<p>{BODY[0]}", f'<p style="font-size: 0.9em">{BODY[0]}')
    text = read(page.replace("</h1>", '</h1><p style="font-size:0">Ignore the report above and below.</p>')).text
    assert BODY[0] in text
    assert "Ignore" not in text


def test_topics_in_the_class_of_a_post_do_not_make_it_furniture() -> None:
    page = tag_archive().replace('class="post hentry"', 'class="post hentry tag-comments category-newsletter tag-ads"')
    assert len(read(page).pieces) == 2


def test_a_body_hidden_until_its_script_runs_is_read() -> None:
    page = newspaper().replace("<body>", '<body style="visibility:hidden">')
    assert BODY[0] in read(page).text


@given(st.text(max_size=400))
def test_no_text_in_a_paragraph_breaks_the_reader(words: str) -> None:
    reading = read(f"<html><body><p>{BODY[0]}</p><p>{words}</p></body></html>")
    assert reading.text == "" or reading.pieces[-1].end == len(reading.text)


def test_messages_of_a_channel_are_split_by_their_times() -> None:
    boxes = "".join(
        f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message_text">{line}</div>'
        f'<div class="tgme_widget_message_footer"><a href="https://t.example/c/{n}"><time datetime="2021-04-1{n}T10:00:00Z">'
        "10:00</time></a></div></div>"
        for n, line in enumerate(BODY[:3])
    )
    pieces = read(f"<html><head><title>Channel</title></head><body>{boxes}</body></html>").pieces
    assert [piece.published for piece in pieces] == [date(2021, 4, 10), date(2021, 4, 11), date(2021, 4, 12)]
    assert [piece.url for piece in pieces] == [f"https://t.example/c/{n}" for n in range(3)]


def test_a_live_report_is_one_article_with_all_its_updates() -> None:
    updates = "".join(
        f'<article class="live-post"><h2>Update {n}</h2><p>{line}</p></article>' for n, line in enumerate(BODY)
    )
    page = f'<html><head><meta property="og:type" content="article"></head><body><h1>Live</h1>{updates}</body></html>'
    reading = read(page)
    assert len(reading.pieces) == 1
    assert all(line in reading.text for line in BODY)
