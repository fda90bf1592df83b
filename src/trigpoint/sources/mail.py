"""Mail (eml) and saved pages (mhtml), which are mail by format."""

from __future__ import annotations

import re
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.message import EmailMessage
from email.parser import BytesParser

from trigpoint.model.errors import RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.pages.blocks import blocks_of, tree_of
from trigpoint.sources.pages.facts import links_in
from trigpoint.sources.pages.furniture import drop_unseen
from trigpoint.sources.pages.page import read_page
from trigpoint.sources.reading import Inner, Piece, Reading
from trigpoint.sources.stated_dates import stated_date
from trigpoint.sources.text import decode, visible, within
from trigpoint.sources.trail import web_links

_ADDRESS = re.compile(r"\s*<[^<>]*>\s*$")
_LIKE_A_PAGE = 200  # characters: a text part shorter than this says "see the HTML version"


def read_mail(content: bytes, where: str, limits: Limits, now: datetime) -> Reading:
    """The body as one piece; attachments are handed back as files of their own. No remote picture is fetched."""
    message = _parsed(content, where)
    parts = _parts(message, where, limits)
    bodies = [part for part in parts if not _is_attachment(part)]
    text, links, flags = _body(bodies, where)
    subject = visible(_header(message, "Subject"))[:500]
    published, doubt = stated_date(_header(message, "Date"), now)
    text = within("\n\n".join(filter(None, [subject, text])), limits.text_chars, where)
    sender = visible(_header(message, "From"))
    pieces: tuple[Piece, ...] = (
        Piece(
            start=0,
            end=len(text),
            title=subject,
            author=(_ADDRESS.sub("", sender).strip("\" '") or sender)[:200],
            published=published,
            published_basis="meta" if published else "",
            links=links,
        ),
    )
    if not visible(text):
        text, pieces = "", ()
    return Reading(
        text=text,
        pieces=pieces,
        media_type="message/rfc822",
        reader="mail 1",
        flags=(*flags, *([doubt] if doubt else [])),
        inner=tuple(_attachments(parts)),
    )


def read_mhtml(content: bytes, where: str, limits: Limits, now: datetime) -> Reading:
    """The page inside, with the address it was saved from. The other parts are its pictures and styles."""
    message = _parsed(content, where)
    pages = [part for part in _parts(message, where, limits) if part.get_content_type() in _PAGES]
    if not pages:
        raise UnreadableFile(where, "holds no page", "save the page again")
    page = pages[0]
    saved_from = _header(page, "Content-Location") or _header(message, "Snapshot-Content-Location")
    url = next(iter(web_links([saved_from], "")), "")
    reading = read_page(
        _payload(page), where, limits, now, url=url, declared_type=f"text/html; charset={page.get_content_charset('')}"
    )
    return Reading(
        text=reading.text,
        pieces=reading.pieces,
        media_type="multipart/related",
        reader=reading.reader,
        flags=reading.flags,
    )


_PAGES = ("text/html", "application/xhtml+xml")


def _parsed(content: bytes, where: str) -> EmailMessage:
    try:
        message = BytesParser(policy=policy.default).parsebytes(content)
    except (MessageError, ValueError, TypeError, AttributeError, IndexError, RecursionError) as error:
        raise UnreadableFile(where, f"is no mail that can be read ({type(error).__name__})") from error
    if not message.keys():
        raise UnreadableFile(where, "has no mail headers")
    return message


def _parts(message: EmailMessage, where: str, limits: Limits) -> list[EmailMessage]:
    """The leaves. A mail attached to the mail is one leaf: what is in it belongs to it."""
    leaves: list[EmailMessage] = []
    waiting: list[EmailMessage] = [message]
    while waiting:
        part = waiting.pop(0)
        if part.is_multipart() and part.get_content_maintype() != "message":
            waiting = [child for child in part.iter_parts() if isinstance(child, EmailMessage)] + waiting
        else:
            leaves.append(part)
        if len(leaves) + len(waiting) > limits.archive_members:
            raise RefusedInput(where, f"holds more than {limits.archive_members:,} parts")
    return leaves


def _header(message: EmailMessage, name: str) -> str:
    """A header as text. The standard library raises on some malformed ones instead of giving what there is."""
    try:
        return str(message.get(name, ""))
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        return ""


def _is_attachment(part: EmailMessage) -> bool:
    return part.get_content_disposition() == "attachment" or part.get_content_type() not in ("text/plain", *_PAGES)


def _payload(part: EmailMessage) -> bytes:
    if part.get_content_maintype() == "message":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        return first.as_bytes() if isinstance(first, EmailMessage) else b""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _body(parts: list[EmailMessage], where: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The text part, or the HTML part where the text part is missing or a stub; with its links and flags."""
    plain = next((part for part in parts if part.get_content_type() == "text/plain"), None)
    page = next((part for part in parts if part.get_content_type() in _PAGES), None)
    written = decode(_payload(plain), where, declared=plain.get_content_charset("")) if plain is not None else None
    if page is None or (written is not None and len(written.text) >= _LIKE_A_PAGE):
        return (written.text.strip(), (), written.flags) if written is not None else ("", (), ())
    decoded = decode(_payload(page), where, declared=page.get_content_charset(""))
    if not decoded.text.strip():
        return (written.text.strip() if written is not None else "", (), decoded.flags)
    tree = tree_of(decoded.text, where)
    drop_unseen(tree)
    links = links_in([tree], "")
    return "\n\n".join(blocks_of(tree)), links, decoded.flags


def _attachments(parts: list[EmailMessage]) -> list[Inner]:
    found = []
    for number, part in enumerate(parts, 1):
        if not _is_attachment(part) or part.get_content_disposition() == "inline":
            continue
        is_mail = part.get_content_maintype() == "message"
        name = (_file_name(part) or f"part-{number}") + (".eml" if is_mail and not _file_name(part) else "")
        found.append(Inner(name=name, content=_payload(part)))
    return found


def _file_name(part: EmailMessage) -> str:
    try:
        name = part.get_filename("") or ""
    except (ValueError, TypeError, AttributeError, IndexError, LookupError):
        name = ""
    return visible(name).replace("\\", "/").rpartition("/")[2][:200]
