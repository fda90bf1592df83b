"""Files, folders and URLs as intakes, with what the user said about them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import attrs

from trigpoint.model import Article
from trigpoint.sources import Intake, Rejected, take_in
from trigpoint.workflows.clock import Clock, utc_now

__all__ = ["Intake", "Rejected", "intakes"]


def intakes(
    targets: Iterable[str], *, published: date | None = None, outlet: str = "", now: Clock = utc_now
) -> Iterator[tuple[str, Intake | Rejected]]:
    """Each item with the name to show for it: the path or URL as given, and the name inside of a folder or archive."""
    from trigpoint.evidence.reports.timing.masthead import (
        with_masthead,  # loads the language library: only where texts come in
    )

    for target in targets:
        for item in take_in(target, now=now()):
            if isinstance(item, Rejected):
                yield item.where, item
                continue
            articles = tuple(
                _with_given(with_masthead(article, item.text), published, outlet) for article in item.articles
            )
            yield _shown(target, item.capture.uri), attrs.evolve(item, articles=articles)


def _with_given(article: Article, published: date | None, outlet: str) -> Article:
    """What the user says goes before what the item says of itself."""
    if published is not None:
        article = attrs.evolve(article, published=published, published_basis="given")
    return attrs.evolve(article, outlet=outlet) if outlet else article


def _shown(target: str, uri: str) -> str:
    path = Path(target)
    if "://" in target or uri == target or path.name == uri:
        return target
    return str(path / uri)
