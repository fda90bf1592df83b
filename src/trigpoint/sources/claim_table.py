"""Claims that another desk exported (`trigpoint export claims`): read back as its captures, articles and claims.

The rendition is the quotes, article by article, so that every claim is still bound to words of a text in this case. Outlets and
attribution chains come over whole: what both desks had from one agency stays one origin. Rows without sense are named and left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from trigpoint.model.capture import Article, Quote
from trigpoint.model.cells import CLAIM_COLUMNS
from trigpoint.model.claim import Claim
from trigpoint.model.place import Place, PlaceKind
from trigpoint.model.records import record_id
from trigpoint.sources.claim_lines import claim_from_line
from trigpoint.sources.csv_rows import Rows, read_rows, shown_faults
from trigpoint.sources.limits import Limits
from trigpoint.sources.reading import Piece, Reading, lay_out
from trigpoint.sources.text import within

MEDIA_TYPE = "text/csv; profile=trigpoint-claims"
NEEDED = frozenset({"claim_id", "quote", "event_type", "attribution", "modality"})
_READER = "claim table 1"
_GAP = "\n\n"
_ARTICLE = ("outlet", "published", "url", "title")


@attrs.frozen(kw_only=True)
class _Held:
    """What a table gives: per article its row of facts and its claims, in the order of the file."""

    articles: dict[tuple[str, ...], list[tuple[Mapping[str, str], Claim]]]
    faults: tuple[str, ...]


def is_claim_table(header: frozenset[str]) -> bool:
    """These columns are an export of claims."""
    return header >= NEEDED and header <= frozenset(CLAIM_COLUMNS)


def read_claim_table(content: bytes, where: str, limits: Limits) -> Reading:
    """The quotes as text, one piece per article."""
    rows = read_rows(content, where, limits)
    held = _held(rows)
    text, pieces = lay_out(_pieces(held))
    count = sum(map(len, held.articles.values()))
    flags = [f"another desk's export: {count} claims, as that desk judged them", *held.faults]
    return Reading(
        text=within(text, limits.text_chars, where),
        pieces=pieces,
        media_type=MEDIA_TYPE,
        reader=_READER,
        flags=tuple(flags),
    )


def claims_of_table(content: bytes, articles: list[Article], limits: Limits | None = None) -> dict[str, list[Claim]]:
    """The claims by article id; `articles` are those of this capture, as its `Reading` gave them."""
    held = _held(read_rows(content, "", limits or Limits()))
    found: dict[str, list[Claim]] = {}
    for article, mine in zip(sorted(articles, key=lambda a: a.ordinal), held.articles.values(), strict=True):
        at = article.start
        found[article.id] = []
        for _, claim in mine:
            end = at + len(claim.quote.text)
            quote = Quote(capture=article.capture, start=at, end=end, text=claim.quote.text)
            id_ = record_id("clm", article.capture, claim.id, at)
            found[article.id].append(attrs.evolve(claim, id=id_, article=article.id, quote=quote))
            at = end + len(_GAP)
    return found


def _pieces(held: _Held) -> Iterator[tuple[Piece, str]]:
    for mine in held.articles.values():
        row = mine[0][0]
        published = _day(row.get("published", ""))
        piece = Piece(
            start=0, end=0, title=row.get("title", "")[:500], outlet=row.get("outlet", "")[:200], published=published,
            published_basis="another desk" if published else "", url=_address(row.get("url", "")),
        )  # fmt: skip
        yield piece, _GAP.join(claim.quote.text for _, claim in mine)


def _held(rows: Rows) -> _Held:
    articles: dict[tuple[str, ...], list[tuple[Mapping[str, str], Claim]]] = {}
    seen: dict[str, Claim] = {}
    faults = list(rows.faults)
    for number, row in rows.rows:
        try:
            claim = _claim(row)
            if seen.setdefault(claim.id, claim) != claim:
                raise ValueError(f"has the id {claim.id!r} of an earlier row and says something else")
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as problem:
            faults.append(f"row {number} {problem}")
            continue
        if seen[claim.id] is claim:
            articles.setdefault(tuple(row.get(name, "") for name in _ARTICLE), []).append((row, claim))
    return _Held(articles=articles, faults=shown_faults(faults))


def _claim(row: Mapping[str, str]) -> Claim:
    line = {
        "id": row["claim_id"], "quote": row["quote"], "event_type": row["event_type"], "outcome": row.get("outcome", ""),
        "when": {name: row.get(f"when_{name}", row.get(name, "")) for name in ("start", "end", "precision", "anchor", "words")},
        "place": _place_of(row), "modality": row["modality"], "negated": row.get("negated") == "yes",
        "aggregate": row.get("aggregate") == "yes", "extractor": row.get("extractor", ""),
        **{name: json.loads(row.get(name) or "[]") for name in ("actors", "targets", "counts", "attribution")},
    }  # fmt: skip
    claim, _ = claim_from_line(json.dumps(line), row["claim_id"])
    return attrs.evolve(claim, where=_kinded(claim.where, row))


def _place_of(row: Mapping[str, str]) -> dict[str, str | None] | None:
    if not row.get("place_text"):
        return None
    names = {"lat": "latitude", "lon": "longitude", "radius_km": "radius_km"}
    return {"text": row["place_text"], "name": row.get("place_name", "")} | {
        k: row.get(v) or None for k, v in names.items()
    }


def _kinded(place: Place | None, row: Mapping[str, str]) -> Place | None:
    if place is None or not row.get("place_kind"):
        return place
    return attrs.evolve(place, kind=PlaceKind(row["place_kind"]), country=row.get("country", "")[:2])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _address(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""
