"""From a path or a URL the user named to captures with their text and articles."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import attrs

from trigpoint.model.capture import Article, Capture
from trigpoint.model.errors import InputError, RefusedInput, TrigpointError, UnreadableFile
from trigpoint.model.records import record_id
from trigpoint.sources.folder import files_under, read_bytes, shown
from trigpoint.sources.formats import BY_NAME, PICTURES, Format, detect
from trigpoint.sources.language import language_of
from trigpoint.sources.limits import Limits
from trigpoint.sources.markup import MarkupReader
from trigpoint.sources.readers import MARKUP, read_as
from trigpoint.sources.reading import Piece, Reading
from trigpoint.sources.text import doubts, visible

if TYPE_CHECKING:
    from trigpoint.sources.web import Network

_URL = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:(?://|\\\\)|\s*https?:", re.IGNORECASE)
_DEPTH = 1  # a zip of mails with attachments is read; what lies inside those is not


@attrs.frozen(kw_only=True)
class Intake:
    """One item taken in: the record, the original bytes, the rendition and its articles."""

    capture: Capture
    content: bytes
    text: str
    articles: tuple[Article, ...]


@attrs.frozen(kw_only=True)
class Rejected:
    """One item that was not taken in. The others are not affected."""

    where: str
    error: TrigpointError


@attrs.frozen(kw_only=True)
class _Item:
    name: str
    content: bytes
    url: str = ""  # where it was fetched from
    declared_type: str = ""  # Content-Type of the server
    flags: tuple[str, ...] = ()
    depth: int = 0


@attrs.frozen(kw_only=True)
class _Desk:
    """What every step of one call needs."""

    limits: Limits
    now: datetime
    markup: MarkupReader


def take_in(
    target: str | Path, *, limits: Limits | None = None, now: datetime, network: Network | None = None
) -> Iterator[Intake | Rejected]:
    """Read a file, a folder (with everything below it) or a URL.

    Parameters
    ----------
    target : a path, or an http(s) URL. The network is used only for a URL, and only for that one document.
    now : time of retrieval, aware. Dates of publication that lie after it are not believed.
    network : how names are resolved and connections made; by default the machine's own.

    Yields
    ------
    Intake or Rejected, one for each item found, in an order that depends on the names alone.
    """
    if now.utcoffset() is None:
        raise ValueError("now has no time zone; give a UTC datetime")
    limits = limits or Limits()
    with MarkupReader(limits) as markup:
        desk = _Desk(limits=limits, now=now, markup=markup)
        if isinstance(target, str) and not target.strip():  # else the current folder would be meant
            yield Rejected(
                where="(no name)", error=UnreadableFile("(no name)", "names nothing", "name a file, a folder or a URL")
            )
        elif isinstance(target, str) and _URL.match(target):
            yield from _from_url(target, desk, network)
        elif Path(target).is_dir():
            yield from _from_folder(Path(target), desk)
        else:
            path = Path(target)
            yield from _from_file(path, shown(path, path.parent), desk, follow=True)


def _from_url(url: str, desk: _Desk, network: Network | None) -> Iterator[Intake | Rejected]:
    from trigpoint.sources.web import Network, fetch

    try:
        page = fetch(url, desk.limits, network or Network())
    except InputError as error:
        yield Rejected(where=error.where, error=error)
        return
    item = _Item(name=page.url, content=page.content, url=page.url, declared_type=page.content_type, flags=page.flags)
    yield from _read(item, desk)


def _from_folder(folder: Path, desk: _Desk) -> Iterator[Intake | Rejected]:
    for found in files_under(folder):
        if found.error is not None:
            yield Rejected(where=found.name, error=found.error)
            continue
        flags = ("file name holds hidden characters",) if found.is_renamed else ()
        yield from _from_file(found.path, found.name, desk, flags=flags)


def _from_file(
    path: Path, name: str, desk: _Desk, *, flags: tuple[str, ...] = (), follow: bool = False
) -> Iterator[Intake | Rejected]:
    try:
        content = read_bytes(path, name, _limits_for(name, desk.limits), follow=follow)
    except InputError as error:
        yield Rejected(where=name, error=error)
        return
    yield from _read(_Item(name=name, content=content, flags=flags), desk)


def _limits_for(name: str, limits: Limits) -> Limits:
    """Pictures and logs of positions may be larger than texts."""
    is_large = BY_NAME.get(PurePosixPath(name).suffix.lower()) in PICTURES | {Format.NMEA}
    return attrs.evolve(limits, file_bytes=limits.picture_bytes) if is_large else limits


def _read(item: _Item, desk: _Desk) -> Iterator[Intake | Rejected]:
    """The item itself, then what lies inside it."""
    try:
        kind = _format(item)
        if kind is Format.ZIP:
            yield from _from_archive(item, desk)
            return
        reading = _reading(kind, item, desk)
    except InputError as error:
        yield Rejected(where=item.name, error=error)
        return
    yield _intake(item, reading, desk.now)
    for inner in reading.inner:
        yield from _read_inner(item, inner.name, inner.content, desk)


def _from_archive(item: _Item, desk: _Desk) -> Iterator[Intake | Rejected]:
    from trigpoint.sources.archive import members

    for member in members(item.content, item.name, desk.limits):
        if isinstance(member, InputError):
            yield Rejected(where=member.where, error=member)
        else:
            yield from _read_inner(item, member.name, member.content, desk)


def _read_inner(outer: _Item, name: str, content: bytes, desk: _Desk) -> Iterator[Intake | Rejected]:
    full = f"{outer.name}!/{visible(name)}"
    inner = _Item(name=full, content=content, depth=outer.depth + 1)
    try:
        kind = _format(inner)
        if kind is Format.ZIP or inner.depth > _DEPTH + (kind not in (Format.ZIP, Format.MAIL)):
            raise RefusedInput(full, "is packed inside another archive or mail", "unpack the outer one and add it")
    except InputError as error:
        yield Rejected(where=full, error=error)
        return
    yield from _read(inner, desk)


def _format(item: _Item) -> Format:
    if not item.url:
        return detect(item.name, item.content)
    from trigpoint.sources.web import format_of

    return format_of(item.url, item.declared_type, item.content)


def _reading(kind: Format, item: _Item, desk: _Desk) -> Reading:
    if kind in MARKUP and item.content:
        return desk.markup.read(kind, item.content, item.name, desk.now, url=item.url, declared_type=item.declared_type)
    return read_as(kind, item.content, item.name, desk.limits, desk.now, url=item.url)


def _intake(item: _Item, reading: Reading, now: datetime) -> Intake:
    digest = hashlib.sha256(item.content).hexdigest()
    flags = [*item.flags, *reading.flags, *doubts(reading.text)]
    capture = Capture(
        id=f"cap-{digest[:16]}",
        sha256=digest,
        uri=item.url or item.name,
        media_type=reading.media_type,
        size=len(item.content),
        retrieved=now,
        text_sha256=hashlib.sha256(_encoded(reading.text)).hexdigest() if reading.text else "",
        reader=reading.reader,
        flags=tuple(dict.fromkeys(flags)),
    )
    articles = tuple(
        _article(capture.id, ordinal, piece, reading.text, item.url) for ordinal, piece in enumerate(reading.pieces)
    )
    return Intake(capture=capture, content=item.content, text=reading.text, articles=articles)


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", errors="surrogatepass")


def _article(capture: str, ordinal: int, piece: Piece, text: str, url: str) -> Article:
    return Article(
        id=record_id("art", capture, ordinal),
        capture=capture,
        ordinal=ordinal,
        start=piece.start,
        end=piece.end,
        title=piece.title,
        outlet=piece.outlet,
        author=piece.author,
        published=piece.published,
        published_basis=piece.published_basis,
        language=language_of(text[piece.start : piece.end]),
        url=piece.url or url,
        links=piece.links,
    )
