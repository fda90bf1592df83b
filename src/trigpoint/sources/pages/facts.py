"""What a page states about itself: title, outlet, author, day of publication, address, language."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any

import attrs

from trigpoint.sources.pages.blocks import Element, names_of, plain
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import visible
from trigpoint.sources.trail import domain_of, web_links

_ARTICLE_TYPES = ("Article", "NewsArticle", "BlogPosting", "ReportageNewsArticle", "AnalysisNewsArticle", "Report")
_DATE_METAS = (
    "article:published_time", "datepublished", "date", "pubdate", "publishdate", "publish-date", "publication_date",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.created", "dcterms.date", "sailthru.date", "parsely-pub-date",
    "citation_publication_date", "article.published", "og:published_time", "og:article:published_time",
    "cxenseparse:recs:publishtime",
)  # fmt: skip
_DATED = re.compile(
    r"(?:^|[\s-])(?:date|published|posted|pubdate|dateline|timestamp|time|datetime|byline|meta)(?=$|[\s-])"
)
_URL_DAY = re.compile(r"/((?:19|20)\d{2})[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/-]|\D|$)")
_SEPARATOR = re.compile(r"\s+[|–—»·-]\s+")


@attrs.frozen(kw_only=True)
class PageFacts:
    """As in `model.Article`; "" or None where the page does not say."""

    title: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    basis: str = ""
    url: str = ""
    is_article: bool = False  # the page says it is one article
    doubts: tuple[str, ...] = ()


def facts_of(tree: Element, url: str, now: datetime) -> PageFacts:
    """Facts in the order of trust: JSON-LD, meta elements, what stands in the byline, the address."""
    metas = _metas(tree)
    linked = [item for item in _linked_data(tree) if _is_article(item)]
    about = linked[0] if len(linked) == 1 else {}
    address = _address(tree, metas, url)
    outlet = _first(
        metas.get("og:site_name"), _name(about.get("publisher")), metas.get("application-name"), _outlet_in_title(tree)
    )
    published, basis, doubts = _published(tree, metas, about, address, now)
    return PageFacts(
        title=_title(tree, metas, about, outlet),
        outlet=outlet or domain_of(address),
        author=_author(tree, metas, about),
        published=published,
        basis=basis,
        url=address,
        is_article=metas.get("og:type") == "article" or len(linked) == 1,
        doubts=doubts,
    )


def _metas(tree: Element) -> dict[str, str]:
    """Meta elements by lower-case name; the first of a name holds."""
    found: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        if name and meta.get("content"):
            found.setdefault(name, visible(meta.get("content"))[:1000])
    return found


def _linked_data(tree: Element) -> Iterator[dict[str, Any]]:
    for script in tree.iter("script"):
        if (script.get("type") or "").strip().lower() != "application/ld+json":
            continue
        try:
            yield from _objects(json.loads(script.text or "", strict=False), 4)
        except (ValueError, RecursionError):
            continue  # a page's own mistake; the other places still speak


def _objects(value: Any, depth: int) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth:
        for item in value[:100]:
            yield from _objects(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        yield from _objects(value.get("@graph"), depth - 1)


def _is_article(item: dict[str, Any]) -> bool:
    kinds = item.get("@type")
    return any(kind in _ARTICLE_TYPES for kind in (kinds if isinstance(kinds, list) else [kinds]))


def _name(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(filter(None, (_name(item) for item in value[:5])))
    if isinstance(value, dict):
        value = value.get("name")
    return visible(value)[:200] if isinstance(value, str) else ""


def _first(*values: str | None) -> str:
    return next((value for value in values if value), "")


def _address(tree: Element, metas: dict[str, str], url: str) -> str:
    """Where the page was published. The address it was fetched from wins over what it says of itself."""
    if url:
        return url
    canonical = [link.get("href") or "" for link in tree.iter("link") if (link.get("rel") or "").lower() == "canonical"]
    return _first(*web_links([*canonical, metas.get("og:url", "")], "")[:1])


def _title(tree: Element, metas: dict[str, str], about: dict[str, Any], outlet: str) -> str:
    headline = about.get("headline")
    stated = _first(metas.get("og:title"), visible(headline) if isinstance(headline, str) else "")
    if not stated:
        tops = [plain(top) for top in tree.iter("h1")]
        stated = tops[0] if len(tops) == 1 else next((plain(title) for title in tree.iter("title")), "")
    return visible(without_outlet(stated, outlet))[:500]


def _outlet_in_title(tree: Element) -> str:
    """The page's heading stands in its `title` and a name follows: "Strike on depot - The Post"."""
    stated = next((plain(title) for title in tree.iter("title")), "")
    for top in tree.iter("h1"):
        rest = stated.removeprefix(plain(top))
        if plain(top) and rest != stated and _SEPARATOR.match(rest):
            return visible(_SEPARATOR.split(rest)[-1])[:80]
    return ""


def without_outlet(title: str, outlet: str) -> str:
    """ "Strike on depot | The Post" is the title "Strike on depot"."""
    parts = _SEPARATOR.split(title)
    while len(parts) > 1 and outlet and parts[-1].casefold().removeprefix("the ") in outlet.casefold():
        title = title[: title.rindex(parts.pop())].rstrip(" |–—»·-")
    return title


def _author(tree: Element, metas: dict[str, str], about: dict[str, Any]) -> str:
    stated = _first(_name(about.get("author")), metas.get("author"), metas.get("article:author"), metas.get("byl"))
    if stated and not stated.startswith("http"):
        return re.sub(r"^by\s+", "", stated, flags=re.IGNORECASE)
    return author_in(tree)


def author_in(element: Element) -> str:
    """A linked or marked author within an element."""
    for node in element.iter("a", "span", "address", "p", "div"):
        marked = "author" in (node.get("rel") or "").split() or node.get("itemprop") == "author"
        if marked or re.search(r"(?:^|[\s-])(?:author-name|byline-name|byline|fn)(?=$|\s)", names_of(node)):
            words = re.sub(r"^(?:written\s+)?by:?\s+", "", plain(node), flags=re.IGNORECASE)
            if 2 < len(words) < 80:
                return visible(words)
    return ""


def _published(
    tree: Element, metas: dict[str, str], about: dict[str, Any], url: str, now: datetime
) -> tuple[date | None, str, tuple[str, ...]]:
    doubts: list[str] = []
    for basis, texts in (
        ("meta", [str(about.get("datePublished") or "")]),
        ("meta", [metas[name] for name in _DATE_METAS if name in metas]),
        ("dateline", dates_marked_in(tree)),
        ("url", ["-".join(found.groups()) for found in [_URL_DAY.search(url)] if found]),
    ):
        for text in texts:
            day, doubt = stated_date(text, now)
            if day is not None:
                return day, basis, tuple(dict.fromkeys(doubts))
            if doubt:
                doubts.append(doubt)
    return None, "", tuple(dict.fromkeys(doubts))


def dates_marked_in(element: Element) -> list[str]:
    """Times and bylines marked as such; a `time` marked as published goes before the others."""
    marked: list[str] = []
    others: list[str] = []
    for node in element.iter("time", "abbr", "span", "p", "div", "small", "li", "em"):
        names = names_of(node)
        stamp = node.get("datetime") or (node.get("title") if node.tag == "abbr" else "") or ""
        if node.get("itemprop") == "datePublished" or node.get("pubdate") is not None:
            marked.append(node.get("content") or stamp or plain(node))
        elif node.tag == "time" and "updated" not in names and "modified" not in names:
            (marked if re.search("publish|entry-date|posted", names) else others).append(stamp or plain(node))
        elif _DATED.search(names) and len(plain(node)) <= 120:
            others.append(stamp or plain(node))
    return [text for text in [*marked, *others] if text][:20]


def links_in(elements: Iterable[Element], base: str) -> tuple[str, ...]:
    """Where the links of these elements lead, the elements themselves among them."""
    return web_links((link.get("href") or "" for element in elements for link in element.iter("a")), base)
