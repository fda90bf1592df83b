"""What a reader makes of bytes, before it has an id: a rendition, its pieces, and files found inside."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs


@attrs.frozen(kw_only=True)
class Piece:
    """One published piece: [start, end) characters of the rendition. Fields as in `model.Article`.

    The language is found later, from the text: the model for it needs rights that readers of hostile files do not have.
    """

    start: int
    end: int
    title: str = ""
    outlet: str = ""
    author: str = ""
    published: date | None = None
    published_basis: str = ""
    url: str = ""
    links: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class Inner:
    """A file found inside another: an attachment or an archive member."""

    name: str
    content: bytes


@attrs.frozen(kw_only=True)
class Reading:
    """The rendition of one item."""

    text: str
    pieces: tuple[Piece, ...]
    media_type: str
    reader: str  # name and version
    flags: tuple[str, ...] = ()
    inner: tuple[Inner, ...] = ()


def lay_out(pieces: Iterable[tuple[Piece, str]]) -> tuple[str, tuple[Piece, ...]]:
    """One text from several, two blank lines between them, and the pieces with their offsets in it."""
    gap = "\n\n\n"
    placed: list[Piece] = []
    bodies: list[str] = []
    at = 0
    for piece, body in pieces:
        placed.append(attrs.evolve(piece, start=at, end=at + len(body)))
        bodies.append(body)
        at += len(body) + len(gap)
    return gap.join(bodies), tuple(placed)
