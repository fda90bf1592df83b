"""Where a document's own links lead. Kept as text for the reader to follow; nothing here is ever fetched."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

_MOST = 200
_LONGEST = 2_000


def web_links(found: Iterable[str], base: str) -> tuple[str, ...]:
    """Absolute http(s) links, each once, in order; `base` is the address of the page, "" when unknown."""
    kept: dict[str, None] = {}
    for link in found:
        absolute = _absolute(link.strip(), base)
        if absolute and absolute != base:
            kept[absolute] = None
        if len(kept) >= _MOST:
            break
    return tuple(kept)


def _absolute(link: str, base: str) -> str:
    try:
        joined = urljoin(base, link) if base else link
        parts = urlsplit(joined)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.netloc or len(joined) > _LONGEST:
        return ""
    if "@" in parts.netloc or any(character <= " " or character == "\x7f" for character in joined):
        return ""
    return parts._replace(fragment="").geturl()


def domain_of(url: str) -> str:
    """The host without "www.", "" when there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")
