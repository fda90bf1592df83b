"""Reads the footnotes of a published brief back from its HTML, with the line each stands on. Nothing in the page is trusted."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import attrs

_NOTE = re.compile(r"note-(\d{1,7})")


@attrs.frozen(kw_only=True)
class PrintedNote:
    """A footnote as the page has it."""

    number: int
    line: int
    kind: str
    record: str
    digest: str  # of the record, "" in a statement of an older brief
    capture: str
    sha256: str
    text_sha256: str
    start: int | None  # None: not a number
    end: int | None
    quote: str


@attrs.frozen(kw_only=True)
class PrintedBrief:
    """Notes, and the marks in the text that point to them."""

    notes: tuple[PrintedNote, ...]
    marks: tuple[tuple[int, int], ...]  # note number, line


def read_printed(html: str) -> PrintedBrief:
    """The notes and marks of a brief."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return PrintedBrief(notes=tuple(reader.notes), marks=tuple(reader.marks))


class _Reader(HTMLParser):
    """Goes through the page once; a quote is the text of the block quotation inside a note."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.notes: list[PrintedNote] = []
        self.marks: list[tuple[int, int]] = []
        self._open: dict[str, str] | None = None
        self._line = 0
        self._quote: list[str] = []
        self._in_quote = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {key: value or "" for key, value in attributes}
        if tag == "li" and _NOTE.fullmatch(given.get("id", "")):
            self._end()
            self._open, self._line, self._quote = given, self.getpos()[0], []
        elif tag == "blockquote" and self._open is not None:
            self._in_quote = True
        elif tag == "a" and (found := _NOTE.fullmatch(given.get("href", "")[1:])) and self._open is None:
            self.marks.append((int(found[1]), self.getpos()[0]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "blockquote":
            self._in_quote = False
        elif tag in ("li", "ol"):
            self._end()

    def handle_data(self, data: str) -> None:
        if self._in_quote:
            self._quote.append(data)

    def _end(self) -> None:
        if self._open is None:
            return
        given = self._open
        self.notes.append(
            PrintedNote(
                number=int(given["id"].removeprefix("note-")),
                line=self._line,
                kind=given.get("data-kind", ""),
                record=given.get("data-record", ""),
                digest=given.get("data-digest", ""),
                capture=given.get("data-capture", ""),
                sha256=given.get("data-sha256", ""),
                text_sha256=given.get("data-text-sha256", ""),
                start=_number(given.get("data-start", "")),
                end=_number(given.get("data-end", "")),
                quote="".join(self._quote),
            )
        )
        self._open, self._in_quote = None, False


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None
