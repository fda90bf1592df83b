"""Whether a page is one article or several: a tag page, a blog's front page, a digest."""

from __future__ import annotations

import re

from lxml import etree

from trigpoint.sources.pages.blocks import HEADINGS, Element, names_of, plain, prose_length

_POST = re.compile(r"(?:^|\s)(?:h-?entry|post|blog-post|entry|news-item|story|article|article-item|post-item)(?=$|\s)")
_ASIDE = re.compile(
    r"(?:^|[\s-])(?:related|recommend\w*|recirc\w*|more-\w+|trending|popular\w*|most-\w+|sidebar|widget|comments?|footer)(?=$|[\s-])"
)
_TYPED = re.compile(r"schema\.org/(?:\w*Article|BlogPosting)$")
_TEASER = 60  # characters of prose: less is a link with a picture
_LISTED = 0.5  # of the page's prose: less, and the list stands beside an article
_MAIN = 0.6  # of the prose of all: a page that calls itself an article has one this long


def articles_on(tree: Element, *, says_article: bool) -> list[Element]:
    """The elements that are an article each; empty when the page is a single one."""
    for candidates in (_marked(tree), _posts(tree), _headed(tree), _timed(tree, says_article=says_article)):
        items = [item for item in candidates if _has_head(item) and prose_length(item) >= _TEASER]
        if len(items) < 2:
            continue
        lengths = [prose_length(item) for item in items]
        if sum(lengths) < _LISTED * prose_length(tree):
            continue
        if _has_main(items, lengths, says_article=says_article) or (says_article and _has_title_above(tree, items)):
            return []
        return items
    return []


def _has_main(items: list[Element], lengths: list[int], *, says_article: bool) -> bool:
    tops = [any(True for _ in item.iter("h1")) for item in items]
    has_the_headline = sum(tops) == 1 and tops[lengths.index(max(lengths))]
    return (says_article or has_the_headline) and max(lengths) >= _MAIN * sum(lengths)


def _has_title_above(tree: Element, items: list[Element]) -> bool:
    """One headline over all of them: the updates of a live report are one article."""
    tops = list(tree.iter("h1"))
    return len(tops) == 1 and not any(item in tops[0].iterancestors() for item in items)


def _outermost(elements: list[Element]) -> list[Element]:
    chosen = set(elements)
    return [e for e in elements if not any(ancestor in chosen for ancestor in e.iterancestors()) and not _is_aside(e)]


def _is_aside(element: Element) -> bool:
    return any(
        node.tag in ("aside", "nav", "footer") or (node.tag != "body" and _ASIDE.search(names_of(node)))
        for node in element.iterancestors()
    )


def _marked(tree: Element) -> list[Element]:
    return _outermost(list(tree.iter("article")))


def _posts(tree: Element) -> list[Element]:
    found = [
        e
        for e in tree.iter("div", "section", "li")
        if _POST.search(names_of(e)) or _TYPED.search(e.get("itemtype") or "")
    ]
    return _outermost(found)


def _headed(tree: Element) -> list[Element]:
    """Headings that are links, each followed by paragraphs, side by side without a box around each.

    The siblings from one such heading to the next are moved into a box of their own.
    """
    for level in HEADINGS[:3]:
        for parent in {heading.getparent() for heading in tree.iter(level)}:
            heads = [child for child in parent if child.tag == level and _is_link(child)]
            if len(heads) >= 2 and len([c for c in parent if c.tag == "p"]) >= len(heads):
                return [_box(head, level) for head in heads]
    return []


def _box(head: Element, level: str) -> Element:
    box = etree.Element("article")
    head.addprevious(box)
    node: Element | None = head
    while node is not None and (node is head or node.tag != level):
        following = node.getnext()
        box.append(node)
        node = following
    return box


def _is_link(heading: Element) -> bool:
    links = list(heading.iter("a"))
    return len(links) == 1 and bool(links[0].get("href")) and plain(links[0]) == plain(heading)


def _timed(tree: Element, *, says_article: bool) -> list[Element]:
    """Messages of a channel: boxes of one class side by side, each with its own time and no headline over them."""
    if says_article or any(True for _ in tree.iter("h1")):
        return []
    for time in tree.iter("time"):
        for box in time.iterancestors("div", "li", "section"):
            parent = box.getparent()
            alike = [e for e in parent if e.tag == box.tag and e.get("class") == box.get("class")]
            if len(alike) > 1 and all(_count_times(e) == 1 for e in alike):
                return _outermost(alike)
    return []


def _count_times(element: Element) -> int:
    return sum(1 for _ in element.iter("time"))


def _has_head(element: Element) -> bool:
    return heading_of(element) is not None or _count_times(element) == 1


def heading_of(element: Element) -> Element | None:
    """The first heading with words in it."""
    for level in HEADINGS:
        for heading in element.iter(level):
            if plain(heading):
                return heading
    return None
