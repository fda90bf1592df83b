"""RSS and Atom: one capture for the feed, one article for each item. No item's page is fetched."""

from __future__ import annotations

import io
from collections import Counter
from datetime import date, datetime
from typing import Any

import feedparser
from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from lxml import etree, html

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.pages.blocks import blocks_of, drop_controls
from trigpoint.sources.pages.furniture import drop_unseen, is_furniture_line
from trigpoint.sources.reading import Piece, Reading, lay_out
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import visible, within
from trigpoint.sources.trail import web_links

_READER = f"feedparser {feedparser.__version__}"


def read_feed(content: bytes, where: str, limits: Limits, now: datetime, *, url: str = "") -> Reading:
    """The rendition of a feed: title and text of each item in the order of the file.

    Items in the future, before 1990 or without a date keep no date; the capture says how many. Raises RefusedInput
    for a document type definition (entity bombs, external entities) and for too many or too deeply nested elements.
    """
    if len(content) > limits.page_bytes:
        raise RefusedInput(where, f"is a feed larger than {limits.page_bytes >> 20} MiB")
    is_well_formed = _check_xml(content, where, limits)
    # From a string or bytes feedparser would open a file or fetch a URL of that name: it is handed a stream.
    try:
        parsed = feedparser.parse(io.BytesIO(content), response_headers={"content-location": url} if url else {})
    except (ValueError, TypeError, LookupError, AttributeError, AssertionError) as error:
        raise UnreadableFile(where, f"is a damaged feed ({type(error).__name__})", "save it again") from error
    if not parsed.entries and not parsed.feed.get("title"):
        raise UnreadableFile(where, "is XML but no RSS or Atom feed")
    if len(parsed.entries) > limits.feed_items:
        raise RefusedInput(where, f"holds {len(parsed.entries):,} items; the limit is {limits.feed_items:,}")
    outlet = visible(parsed.feed.get("title") or "")[:200]
    doubts: Counter[str] = Counter()
    found = [_item(entry, outlet, url, now, doubts) for entry in parsed.entries]
    text, pieces = lay_out((piece, body) for piece, body in found if body)
    flags = [f"{what}: {count} items" for what, count in sorted(doubts.items())]
    if not is_well_formed:
        flags.append("malformed XML")
    return Reading(
        text=within(text, limits.text_chars, where),
        pieces=pieces,
        media_type="application/atom+xml" if parsed.version.startswith("atom") else "application/rss+xml",
        reader=_READER,
        flags=tuple(flags),
    )


def _check_xml(content: bytes, where: str, limits: Limits) -> bool:
    """Whether it is well-formed. A DTD is refused here, before a tolerant parser sees it."""
    if _mentions_dtd(content):
        raise RefusedInput(where, "holds an XML document type definition, which can hide a bomb", "save it without")
    depth = 0
    try:
        for event, element in iterparse(io.BytesIO(content), events=("start", "end"), forbid_dtd=True):
            depth += 1 if event == "start" else -1
            if depth > limits.xml_depth:
                raise RefusedInput(where, f"nests elements more than {limits.xml_depth} deep")
            if event == "end":
                element.clear()
    except DefusedXmlException as error:
        raise RefusedInput(where, "holds an XML document type definition, which can hide a bomb") from error
    except (SyntaxError, ValueError, LookupError):
        _check_depth_roughly(content, where, limits)
        return False
    return True


def _mentions_dtd(content: bytes) -> bool:
    plain = content.replace(b"\x00", b"").upper()  # UTF-16 and UTF-32 with the zeros out
    return any(_outside_cdata(plain, mark) for mark in (b"<!DOCTYPE", b"<!ENTITY"))


def _outside_cdata(content: bytes, mark: bytes) -> bool:
    """An item may show "<!DOCTYPE html>" as its text, in a CDATA section."""
    at = content.find(mark)
    while at >= 0:
        opening = content.rfind(b"<![CDATA[", 0, at)
        if opening < 0 or content.find(b"]]>", opening, at) >= 0:
            return True
        at = content.find(mark, at + 1)
    return False


def _check_depth_roughly(content: bytes, where: str, limits: Limits) -> None:
    """Broken XML goes to a tolerant parser: what is opened and never closed is counted as nesting."""
    opened, closed = content.count(b"<") - content.count(b"</"), content.count(b"</") + content.count(b"/>")
    if opened - closed > max(limits.xml_depth, len(content) // 100):
        raise RefusedInput(where, f"nests elements more than {limits.xml_depth} deep")


def _item(entry: Any, outlet: str, url: str, now: datetime, doubts: Counter[str]) -> tuple[Piece, str]:
    title = visible(_text_of(entry.get("title") or ""))[:500]
    bodies = [part.get("value") or "" for part in entry.get("content", ())] or [entry.get("summary") or ""]
    tree = _tree(max(bodies, key=len))
    lines = [] if tree is None else [line for line in blocks_of(tree) if not is_furniture_line(line)]
    published = _published(entry, now, doubts)
    links = web_links((link.get("href") or "" for link in tree.iter("a")), url) if tree is not None else ()
    body = "\n\n".join(filter(None, [title, *lines]))
    piece = Piece(
        start=0,
        end=0,
        title=title,
        outlet=visible((entry.get("source") or {}).get("title") or "")[:200] or outlet,
        author=visible(entry.get("author") or "")[:200],
        published=published,
        published_basis="feed" if published else "",
        url=next(iter(web_links([entry.get("link") or ""], "")), ""),
        links=links,
    )
    return piece, body


def _published(entry: Any, now: datetime, doubts: Counter[str]) -> date | None:
    """The day as the feed writes it: converted to UTC, an evening in New York would be tomorrow."""
    stated = entry.get("published") or entry.get("updated") or ""
    day, doubt = stated_date(stated, now)
    if doubt:
        doubts[doubt.partition(":")[0]] += 1
    elif day is None:
        doubts["no date that can be read"] += 1
    return day


def _tree(markup: str) -> Any:
    if not markup.strip():
        return None
    try:
        tree = html.fragment_fromstring(markup.replace("\x00", ""), create_parent="div")
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    drop_controls(tree)
    drop_unseen(tree)
    return tree


def _text_of(markup: str) -> str:
    tree = _tree(markup) if "<" in markup or "&" in markup else None
    return markup if tree is None else " ".join(blocks_of(tree))
