"""The tree of a web page and its text as blocks, the way a reader sees lines break."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree, html

from trigpoint.model.errors import RefusedInput, UnreadableFile

Element = Any  # lxml has no types of its own

BLOCKS = frozenset(
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
_SENTENCE = 40  # characters
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_POST_CLASSES = frozenset({"post", "hentry", "type-post", "entry"})
HEADINGS = ("h1", "h2", "h3", "h4")


def tree_of(text: str, where: str) -> Element:
    """The tree of a page. Never fetches; raises UnreadableFile when there is no element in it."""
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    content = text.replace("\x00", "").encode("utf-8", errors="replace")
    try:
        tree = html.document_fromstring(content, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFile(where, "holds no HTML that can be read") from error
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        # libxml2 stops at 256 elements within one another and keeps what came before: half a page is no page.
        raise RefusedInput(where, "nests elements too deeply for a page that people read")
    drop_controls(tree)
    return tree


def drop_controls(tree: Element) -> None:
    """Take out control characters (written as `&#8;`), which no tree may be given again."""
    for node in tree.iter():
        if node.text and _NOT_XML.search(node.text):
            node.text = _NOT_XML.sub("", node.text)
        if node.tail and _NOT_XML.search(node.tail):
            node.tail = _NOT_XML.sub("", node.tail)


def plain(element: Element) -> str:
    """All text of an element on one line."""
    return " ".join("".join(element.itertext()).split())


def blocks_of(element: Element) -> list[str]:
    """Paragraphs, list items, headings and table rows of an element, each on one line, in reading order."""
    return [line for line in (" ".join(run.split()) for run in _runs(element)) if line]


def _runs(element: Element) -> Iterator[str]:
    """Runs of text between places where a line breaks. Cells of a row stay on one line."""
    run: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end")):
        is_block = node.tag in BLOCKS and node.tag not in ("td", "th")
        if is_block and run:
            yield "".join(run)
            run = []
        if event == "start":
            run.append(node.text or "")
        else:
            if node.tag in ("td", "th"):
                run.append(" ")
            if node is not element:
                run.append(node.tail or "")
    yield "".join(run)


def undo_layout_tables(tree: Element) -> None:
    """Tables that arrange a page instead of data (their cells hold paragraphs) become plain boxes."""
    for table in list(tree.iter("table")):
        cells = [cell for cell in table.iter("td", "th") if any(True for _ in cell.iter("p", "h1", "h2", "table"))]
        if not cells:
            continue
        for part in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th")]:
            part.tag = "div"


def link_share(element: Element) -> float:
    """Share of the characters that stand in links, 0..1; 0 for no text."""
    whole = len(plain(element))
    return sum(len(plain(link)) for link in element.iter("a")) / whole if whole else 0.0


def prose_length(element: Element) -> int:
    """Characters in blocks long enough to be sentences, links not counted."""
    written = sum(len(line) for line in blocks_of(element) if len(line) >= _SENTENCE)
    return max(0, written - sum(len(plain(link)) for link in element.iter("a")))


def names_of(element: Element) -> str:
    """Class, id and data-component of an element, lower case, words parted by hyphens or spaces.

    WordPress writes an article's topics into its class (`post tag-subscription category-ads`): they name no part.
    """
    names = " ".join(element.get(key) or "" for key in ("class", "id", "data-component", "data-testid"))
    parted = "".join(f"-{c.lower()}" if c.isupper() else c for c in names).replace("_", "-").replace("--", "-")
    words = parted.split()
    if not _POST_CLASSES.isdisjoint(words):
        words = [word for word in words if not word.startswith(("tag-", "category-", "author-", "topic-"))]
    return " ".join(words)
