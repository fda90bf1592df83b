"""The sites list, searched by a user's words."""

from __future__ import annotations

from trigpoint.data.sites import load_sites
from trigpoint.model import Site


def known_sites(*, named: str = "", country: str = "") -> list[Site]:
    """Sites whose name, alias or type holds the words and that lie in the country (ISO 3166-1 alpha-2), by id."""
    words = named.casefold()
    return [
        site
        for site in sorted(load_sites(), key=lambda s: s.id)
        if (not country or site.country == country.upper())
        and any(words in text.casefold() for text in (site.name, site.type, *site.aliases))
    ]
