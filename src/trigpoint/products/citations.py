"""Footnotes: one per quoted sentence, numbered in the order a reader meets them, each knowing where it is cited."""

from __future__ import annotations

from collections.abc import Iterable

import attrs

from trigpoint.model import Article, Capture, Claim, Quote
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import day_words, has_hidden, shown


@attrs.frozen(kw_only=True)
class Cite:
    """A footnote mark in the text."""

    number: int
    anchor: str  # id of the mark, where the footnote links back to; "" = no way back


@attrs.frozen(kw_only=True)
class Note:
    """A footnote as printed. `quote` is exactly the text of the capture."""

    number: int
    quote: str
    has_hidden: bool  # the quote holds characters that reorder or hide text
    outlet: str
    title: str
    date: str
    author: str
    chain: tuple[str, ...]  # outermost first
    capture: str  # Capture id
    sha256: str
    span: str  # characters of the capture's text
    uri: str
    extractor: str
    anchors: tuple[str, ...]  # marks that cite it, in reading order
    record: str = ""  # Claim id
    text_sha256: str = ""  # of the capture's text
    start: int = 0  # the span again, for `trigpoint verify`
    end: int = 0


class Citations:
    """Hands out footnote numbers and remembers who cited what. Equal quotes share a number."""

    def __init__(self, material: BriefMaterial) -> None:
        self._material = material
        self._numbers: dict[tuple[str, int, int], int] = {}
        self._claims: list[Claim] = []
        self._anchors: list[list[str]] = []

    def cite(self, claim_ids: Iterable[str], most: int | None = None, *, is_linked: bool = True) -> tuple[Cite, ...]:
        """Marks for these claims, no number twice; unknown ids are passed over. Unlinked marks get no way back."""
        marks: dict[int, Cite] = {}
        for claim_id in claim_ids:
            claim = self._material.claims.get(claim_id)
            if claim is None or (most is not None and len(marks) >= most):
                continue
            number = self._number(claim)
            if number not in marks:
                anchor = f"ref-{number}-{len(self._anchors[number - 1]) + 1}" if is_linked else ""
                self._anchors[number - 1] += [anchor] if anchor else []
                marks[number] = Cite(number=number, anchor=anchor)
        return tuple(marks[n] for n in sorted(marks))

    def _number(self, claim: Claim) -> int:
        key = (claim.quote.capture, claim.quote.start, claim.quote.end)
        if key not in self._numbers:
            self._numbers[key] = len(self._claims) + 1
            self._claims.append(claim)
            self._anchors.append([])
        return self._numbers[key]

    def notes(self) -> tuple[Note, ...]:
        """Every footnote that was cited, by number."""
        return tuple(
            _note(self._material, claim, n, tuple(anchors))
            for n, (claim, anchors) in enumerate(zip(self._claims, self._anchors, strict=True), start=1)
        )


def outlet_of(article: Article | None, capture: Capture | None) -> str:
    """Who published it: the outlet, else the file or address it came from."""
    if article is not None and article.outlet.strip():
        return shown(article.outlet)
    return shown(capture.uri) if capture is not None else "unknown outlet"


def origin_name(material: BriefMaterial, name: str) -> str:
    """An origin for print; where an article of an unnamed outlet is its own origin, the file it came from."""
    article = material.articles.get(name)
    return outlet_of(article, material.captures.get(article.capture)) if article is not None else shown(name)


def chain_of(claim: Claim, outlet: str) -> tuple[str, ...]:
    """Names from the outlet to whoever is nearest to the event, without neighbours that are the same."""
    names = [outlet] + [shown(link.name) for link in claim.attribution]
    kept: list[str] = []
    for name in names:
        if name and (not kept or kept[-1].casefold() != name.casefold()):
            kept.append(name)
    return tuple(kept)


def _note(material: BriefMaterial, claim: Claim, number: int, anchors: tuple[str, ...]) -> Note:
    article = material.articles.get(claim.article)
    capture = material.captures.get(claim.quote.capture)
    quote: Quote = claim.quote
    outlet = outlet_of(article, capture)
    return Note(
        number=number,
        quote=quote.text,
        has_hidden=has_hidden(quote.text),
        outlet=outlet,
        title=shown(article.title) if article else "",
        date=day_words(article.published) if article and article.published else "date of publication not known",
        author=shown(article.author) if article else "",
        chain=chain_of(claim, outlet),
        capture=quote.capture,
        sha256=capture.sha256 if capture else "",
        span=f"{quote.start:,}–{quote.end:,}",
        uri=shown(capture.uri) if capture else "",
        extractor=shown(claim.extractor),
        anchors=anchors,
        record=claim.id,
        text_sha256=capture.text_sha256 if capture else "",
        start=quote.start,
        end=quote.end,
    )
