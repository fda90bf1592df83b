from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from sources.layouts import BODY
from trigpoint.model.errors import InputError, RefusedInput, UnreadableFile
from trigpoint.sources.feed import read_feed
from trigpoint.sources.limits import Limits

NOW = datetime(2026, 1, 2, tzinfo=UTC)

RSS = f"""<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Qasr Wire</title><link>https://wire.example/</link>
<item><title>Port burns &amp; ferry stops</title><link>https://wire.example/1</link><dc:creator>A. Marsh</dc:creator>
<pubDate>Tue, 14 Apr 2021 23:30:00 -0500</pubDate><description>Short.</description>
<content:encoded><![CDATA[<p>{BODY[0]}</p><script>x()</script><p>{BODY[1]} <a href="https://mon.example/r">report</a></p>
<p>Also Read: <a href="/b">Ten beaches</a></p>]]></content:encoded></item>
<item><title>Second</title><guid>x</guid><description>{BODY[2]}</description></item></channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Qasr Notes</title><id>x</id>
<entry><title>Port</title><id>1</id><link href="https://notes.example/1"/><published>2021-04-14T23:30:00-05:00</published>
<updated>2021-05-01T00:00:00Z</updated><content type="html">&lt;p&gt;{BODY[0]}&lt;/p&gt;</content></entry></feed>"""


def test_each_item_is_an_article_of_one_capture() -> None:
    reading = read_feed(RSS.encode(), "a.xml", Limits(), NOW)
    first, second = reading.pieces
    assert reading.text[first.start : first.end] == "\n\n".join(
        ["Port burns & ferry stops", BODY[0], f"{BODY[1]} report"]
    )
    assert reading.text[second.start : second.end] == f"Second\n\n{BODY[2]}"
    assert (first.outlet, first.author, first.url) == ("Qasr Wire", "A. Marsh", "https://wire.example/1")
    assert first.links == ("https://mon.example/r",)


def test_the_day_is_the_one_the_feed_writes_and_not_the_day_in_utc() -> None:
    first, second = read_feed(RSS.encode(), "a.xml", Limits(), NOW).pieces
    assert (first.published, first.published_basis) == (date(2021, 4, 14), "feed")
    assert (second.published, second.published_basis) == (None, "")


def test_atom_is_read_by_its_day_of_publication() -> None:
    reading = read_feed(ATOM.encode(), "a.atom", Limits(), NOW)
    (piece,) = reading.pieces
    assert piece.published == date(2021, 4, 14)
    assert reading.text == f"Port\n\n{BODY[0]}"
    assert reading.media_type == "application/atom+xml"


def test_a_feed_that_is_not_well_formed_is_read_and_flagged() -> None:
    reading = read_feed(RSS.replace("&amp;", "&").encode(), "a.xml", Limits(), NOW)
    assert len(reading.pieces) == 2
    assert "malformed XML" in reading.flags


def test_an_item_may_show_a_doctype_as_its_text() -> None:
    feed = RSS.replace("Short.", "<![CDATA[<!DOCTYPE html> is how a page begins]]>")
    assert len(read_feed(feed.encode(), "a.xml", Limits(), NOW).pieces) == 2


@pytest.mark.parametrize("charset", ["utf-8", "utf-16"])
def test_a_doctype_of_its_own_is_refused_in_any_charset(charset: str) -> None:
    feed = RSS.replace("<rss", '<!DOCTYPE rss [<!ENTITY a "b">]><rss').replace('encoding="utf-8"', "")
    with pytest.raises(RefusedInput, match="document type"):
        read_feed(feed.encode(charset), "a.xml", Limits(), NOW)


def test_a_path_or_an_address_as_content_is_neither_opened_nor_fetched() -> None:
    for content in (b"/etc/passwd", b"http://127.0.0.1:9/feed", b"file:///etc/passwd"):
        with pytest.raises(UnreadableFile):
            read_feed(content, "a.xml", Limits(), NOW)


def test_xml_that_is_no_feed_is_unreadable() -> None:
    with pytest.raises(InputError, match="no RSS or Atom"):
        read_feed(b"<?xml version='1.0'?><kml><Placemark/></kml>", "a.xml", Limits(), NOW)
