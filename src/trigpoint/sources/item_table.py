"""Tables in which verification desks keep what they collected: auto-archiver's sheet and Atlos' CSV export.

A row becomes an article: its own words, its address, its day. Nothing is fetched: the archived copies it names are noted as links.
Columns as auto-archiver's Google-Sheet feeder writes them (bellingcat/auto-archiver) and as Atlos exports them (atlosdotorg/atlos).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import PurePosixPath
from urllib.parse import urlsplit

from trigpoint.model.errors import UnreadableFile
from trigpoint.sources.csv_rows import Rows, read_rows, shown_faults
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Piece, Reading, lay_out
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import visible, within

_MOST_LINKS = 20
_COPIES = ("archive location", "screenshot", "thumbnail", "wacz", "replaywebpage")
_IMAGE = re.compile(r"^=IMAGE\(\s*[\"“]([^\"”]{1,2000})[\"”]", re.IGNORECASE)


def is_auto_archiver(header: frozenset[str]) -> bool:
    """A sheet of auto-archiver: addresses with the state of their archiving."""
    return "archive status" in header and bool(header & {"link", "url"})


def is_atlos(header: frozenset[str]) -> bool:
    """An export of Atlos: incidents by slug with a description."""
    return header >= {"slug", "project", "description", "latitude", "longitude"}


def read_auto_archiver(content: bytes, where: str, limits: Limits, now: datetime) -> Reading:
    """One piece per archived item that has words of its own."""
    rows = read_rows(content, where, limits)
    doubts: Counter[str] = Counter()
    return _reading(rows, _archived(rows, now, doubts), "auto-archiver sheet 1", doubts, where, limits)


def read_atlos(content: bytes, where: str, limits: Limits) -> Reading:
    """One piece per incident: its day and coordinates as Atlos states them, then the description."""
    rows = read_rows(content, where, limits)
    doubts: Counter[str] = Counter()
    return _reading(rows, _incidents(rows, doubts), "Atlos export 1", doubts, where, limits)


def _reading(
    rows: Rows, found: Iterator[tuple[Piece, str]], reader: str, doubts: Counter[str], where: str, limits: Limits
) -> Reading:
    text, pieces = lay_out(found)
    if not pieces:
        raise UnreadableFile(where, "has no row with words to read")
    flags = [f"{what}: {count} rows" for what, count in sorted(doubts.items())]
    return Reading(
        text=within(text, limits.text_chars, where), pieces=pieces, media_type="text/csv", reader=reader,
        flags=(*flags, *shown_faults(rows.faults)),
    )  # fmt: skip


def _archived(rows: Rows, now: datetime, doubts: Counter[str]) -> Iterator[tuple[Piece, str]]:
    for _, row in rows.rows:
        url = address(row.get("link") or row.get("url") or "")
        body = "\n\n".join(filter(visible, (row.get("upload title", ""), row.get("text content", ""))))
        if not body:
            doubts["no words of their own"] += 1
            continue
        if "success" not in row.get("archive status", "").casefold():
            doubts["not archived with success"] += 1
        published, doubt = stated_date(row.get("upload timestamp", ""), now)
        if doubt:
            doubts["upload time not believed"] += 1
        yield (
            Piece(
                start=0, end=0, title=visible(row.get("upload title", ""))[:500], outlet=account_of(url), published=published,
                published_basis="auto-archiver: upload timestamp" if published else "", url=url,
                links=copies_in(row.get(name, "") for name in _COPIES),
            ),
            body,
        )  # fmt: skip


def _incidents(rows: Rows, doubts: Counter[str]) -> Iterator[tuple[Piece, str]]:
    for _, row in rows.rows:
        description = row["description"]
        if not visible(description):
            doubts["no description"] += 1
            continue
        if visible(row.get("status", "")).casefold() == "cancelled":
            doubts["cancelled in Atlos"] += 1
        links = copies_in(row[name] for name in row if name.startswith("source_"))
        yield (
            Piece(
                start=0, end=0, title=visible(row["slug"])[:500], outlet=visible(f"Atlos: {row['project']}")[:200],
                url=next((link for link in links if address(link)), ""), links=links,
            ),
            "\n\n".join(filter(visible, (_stated(row), description, row.get("more_info", "")))),
        )  # fmt: skip


def _stated(row: Mapping[str, str]) -> str:
    """The day and the point as a heading, in words that the reports side reads like any others."""
    point = f"{row['latitude']}, {row['longitude']}" if row["latitude"] and row["longitude"] else ""
    return "\n".join(filter(None, (visible(row.get("date", ""))[:10], point)))


def copies_in(cells: Iterable[str]) -> tuple[str, ...]:
    """Addresses, and names of pictures kept on disk, in cells that may hold several, one a line, or a sheet's `=IMAGE("...")`."""
    found: dict[str, None] = {}
    for cell in cells:
        for part in re.split(r"[\r\n]+", "\n".join(_IMAGE.findall(cell)) or cell):
            found |= dict.fromkeys(filter(None, (address(part), _picture_name(part))))
    return tuple(sorted(found, key=lambda link: not address(link)))[:_MOST_LINKS]  # addresses first


def account_of(url: str) -> str:
    """Who published: the account on a platform, else the host. Two accounts of one platform are two voices."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    first = parts.path.strip("/").split("/")[0]
    platforms = ("x.com", "twitter.com", "t.me", "tiktok.com", "instagram.com", "facebook.com", "youtube.com", "vk.com")
    return f"{host}/{first}" if host in platforms and first else host


def _picture_name(path: str) -> str:
    """The name of a picture that was archived on disk: taken in beside the sheet, it is known by it."""
    name = PurePosixPath(visible(path).replace("\\", "/")).name
    return name if name.lower().endswith((".jpg", ".jpeg", ".png")) and not address(path) else ""


def address(url: str) -> str:
    """An http address as it stands; "" for anything else."""
    url = url.strip()
    return url if url.startswith(("https://", "http://")) and not any(c.isspace() for c in url) else ""
