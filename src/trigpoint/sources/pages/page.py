"""Web pages: the article's text and facts, or each article's where a page holds several."""

from __future__ import annotations

import copy
import re
from datetime import date, datetime

import trafilatura

from trigpoint.model.errors import RefusedInput
from trigpoint.sources.limits import Limits
from trigpoint.sources.pages.blocks import Element, blocks_of, plain, prose_length, tree_of, undo_layout_tables
from trigpoint.sources.pages.facts import PageFacts, author_in, dates_marked_in, facts_of, links_in, without_outlet
from trigpoint.sources.pages.furniture import drop_furniture, drop_unseen, is_furniture_line, is_paywall_line
from trigpoint.sources.pages.split import articles_on, heading_of
from trigpoint.sources.reading import Piece, Reading, lay_out
from trigpoint.sources.stated_dates import stated_date, without_dates
from trigpoint.sources.text import decode, visible, within

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_HEADER_CHARSET = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,40})", re.IGNORECASE)
_LEAST = 0.5  # of the page's prose: when the extractor finds less, the page's own paragraphs are taken
_HEAD = 3  # lines in which a page repeats its title
_BYLINE = 120  # characters
_BYLINE_WORDS = 16  # letters: "Posted on", "Published: ... by"
_READER = f"trafilatura {trafilatura.__version__}"


def read_page(
    content: bytes, where: str, limits: Limits, now: datetime, *, url: str = "", declared_type: str = ""
) -> Reading:
    """The rendition of a page: title and paragraphs, blank lines between; several articles with two blank lines."""
    if len(content) > limits.page_bytes:
        raise RefusedInput(where, f"is a page larger than {limits.page_bytes >> 20} MiB")
    decoded = decode(content, where, declared=_declared(content, declared_type))
    tree = tree_of(decoded.text, where)
    facts = facts_of(tree, url, now)
    flags = [*decoded.flags, *_tricks(tree), *facts.doubts]
    drop_unseen(tree)
    undo_layout_tables(tree)
    if any(is_paywall_line(line) for line in blocks_of(tree)):
        flags.append("paywall: the text may be cut")
    items = articles_on(tree, says_article=facts.is_article)
    if items:
        found = [_one_of_several(item, facts, now) for item in items]
    else:
        drop_furniture(tree, is_single=True)
        found = [_single(tree, facts)]
    text, pieces = lay_out((piece, body) for piece, body in found if body)
    if not pieces:
        flags.append("no article text found")
    return Reading(
        text=within(text, limits.text_chars, where),
        pieces=pieces,
        media_type="text/html",
        reader=_READER,
        flags=tuple(flags),
    )


def _declared(content: bytes, declared_type: str) -> str:
    header = _HEADER_CHARSET.search(declared_type)
    if header:
        return header[1]
    meta = _META_CHARSET.search(content[:4096])
    return meta[1].decode("ascii") if meta else ""


def _tricks(tree: Element) -> list[str]:
    """Ways in which a page leads its reader elsewhere. None of them is followed."""
    flags = []
    if any(base.get("href") for base in tree.iter("base")):
        flags.append("base element ignored")
    if any((meta.get("http-equiv") or "").lower() == "refresh" for meta in tree.iter("meta")):
        flags.append("page refresh not followed")
    return flags


def _single(tree: Element, facts: PageFacts) -> tuple[Piece, str]:
    lines = [line for line in _main_lines(tree) if not _is_byline(line, facts.author, facts.published)]
    body = _composed(facts.title, lines)
    kept = set(lines)
    linking = [e for e in tree.iter("p", "li", "blockquote") if plain(e) in kept or plain(e)[:60] in body]
    return (
        Piece(
            start=0,
            end=0,
            title=facts.title,
            outlet=facts.outlet,
            author=facts.author,
            published=facts.published,
            published_basis=facts.basis,
            url=facts.url,
            links=links_in(linking, facts.url),
        ),
        body if lines else "",
    )


def _main_lines(tree: Element) -> list[str]:
    """Trafilatura's choice of the main text, or all paragraphs left on the page when that choice is too small."""
    document = trafilatura.bare_extraction(
        copy.deepcopy(tree), include_comments=False, include_tables=True, include_images=False, with_metadata=False
    )
    text = "" if document is None or isinstance(document, dict) else document.text or ""
    lines = [line for line in (" ".join(line.split()) for line in text.split("\n")) if line]
    if sum(map(len, lines)) < _LEAST * prose_length(tree):
        body = tree.find("body")
        lines = blocks_of(body if body is not None else tree)
    lines = [line.strip(" |") for line in lines]  # how table cells are written
    return [line for line in lines if line and not is_furniture_line(line.removeprefix("- "))]


def _composed(title: str, lines: list[str]) -> str:
    """Title first; where the lines begin with the title again, perhaps after a time or a label, it is left out."""
    if not title:
        return "\n\n".join(lines)
    head = [line for line in lines[:_HEAD] if visible(line).casefold() != title.casefold()]
    return "\n\n".join([title, *head, *lines[_HEAD:]])


def _one_of_several(item: Element, page: PageFacts, now: datetime) -> tuple[Piece, str]:
    """One article of a page of several. What the page says of itself (its date, its author) is not said of these."""
    heading = heading_of(item)
    title = visible(without_outlet(plain(heading), page.outlet))[:500] if heading is not None else ""
    days = (stated_date(text, now)[0] for text in dates_marked_in(item))
    published = next((day for day in days if day is not None), None)
    author = author_in(item)
    own_links = links_in([heading] if heading is not None else _permalinks(item), page.url)
    drop_furniture(item, is_single=False)
    lines = [line for line in blocks_of(item) if not is_furniture_line(line)]
    lines = [line for line in lines if not _is_byline(line, author, published)]
    body = _composed(title, lines)
    return (
        Piece(
            start=0,
            end=0,
            title=title,
            outlet=page.outlet,
            author=author,
            published=published,
            published_basis="dateline" if published else "",
            url=own_links[0] if own_links else page.url,
            links=links_in(item.iter("p", "li", "blockquote"), page.url),
        ),
        body,
    )


def _permalinks(item: Element) -> list[Element]:
    """A message's time is the link to the message."""
    return [time.getparent() for time in item.iter("time") if time.getparent().tag == "a"]


def _is_byline(line: str, author: str, published: date | None) -> bool:
    """Author and day of publication and hardly a word more: they are in the record."""
    if len(line) > _BYLINE or not (published or author):
        return False
    rest = without_dates(line.replace(author, "") if author else line)
    return rest != line and sum(character.isalpha() for character in rest) <= _BYLINE_WORDS
