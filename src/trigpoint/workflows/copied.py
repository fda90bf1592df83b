"""Which articles take over from which: whole texts and pictures compared, links followed. Fusion is handed the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from urllib.parse import urlsplit

from trigpoint.fusion.copies import Copy
from trigpoint.fusion.shared_pictures import ShownPicture, shared_pictures
from trigpoint.fusion.shared_text import shared_texts
from trigpoint.model import Article


def find_copies(
    articles: Sequence[Article], texts: Iterable[tuple[str, str]], pictures: Iterable[ShownPicture] = ()
) -> dict[str, tuple[Copy, ...]]:
    """By Article id: what it takes over from, texts before links before pictures. `texts`: Article ids with their texts.

    Of two that share a text the later published is the copy; where a date is missing, the one that holds less of its own.
    """
    by_id = {a.id: a for a in articles}
    found: dict[str, list[Copy]] = defaultdict(list)
    for held in sorted(shared_texts(texts), key=lambda h: (-h.share, h.inner, h.outer)):
        copy, of = _copy_and_source(by_id[held.inner], by_id[held.outer])
        if copy.outlet != of.outlet or not copy.outlet:
            why = f"{100 * held.share:.0f} % of the shorter text stands in the other word for word"
            found[copy.id].append(Copy(of=of.id, kind="same text", why=why))
    at = {_address(a.url): a for a in articles if a.url}
    for article in articles:
        for link in dict.fromkeys(map(_address, article.links)):
            of_link = at.get(link)
            if of_link is not None and of_link.id != article.id and not _is_later(of_link, article):
                found[article.id].append(Copy(of=of_link.id, kind="link", why=f"it links to {of_link.url}"))
    for shared in shared_pictures(pictures):
        pair = [by_id[shared.left.article], by_id[shared.right.article]]
        earlier, later = sorted(pair, key=lambda a: (a.published is None, a.published or date.min, a.id))
        if earlier.outlet != later.outlet or not later.outlet:
            found[later.id].append(Copy(of=earlier.id, kind="same picture", why=shared.why))
    return {id_: tuple(copies) for id_, copies in found.items()}


def _copy_and_source(inner: Article, outer: Article) -> tuple[Article, Article]:
    if inner.published is not None and outer.published is not None and inner.published != outer.published:
        return (inner, outer) if inner.published > outer.published else (outer, inner)
    return inner, outer


def _is_later(a: Article, b: Article) -> bool:
    return a.published is not None and b.published is not None and a.published > b.published


def _address(url: str) -> str:
    """Without scheme, www, query and a closing slash: two spellings of one page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    return f"{(parts.hostname or '').removeprefix('www.')}{parts.path.rstrip('/')}" if parts.hostname else url
