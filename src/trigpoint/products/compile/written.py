"""A checked brief as a reader sees it: one view for HTML and PDF. Equal text and equal records give equal bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import attrs

from trigpoint.fusion.wording.lint import likelihood_phrases
from trigpoint.fusion.wording.scales import range_words, term_named
from trigpoint.fusion.wording.vocabulary import EstimativeWords
from trigpoint.model import Scale
from trigpoint.products.citations import Cite
from trigpoint.products.compile.document import Block, Document, Kind, Run, Sentence
from trigpoint.products.compile.evidence import Archive, Basis, basis_of
from trigpoint.products.compile.footnotes import Footnote, Footnotes
from trigpoint.products.compile.page_labels import ENGLISH, PageLabels, labels_for
from trigpoint.products.compile.script import is_rtl, pieces, printable
from trigpoint.products.view import SourceRow, source_rows
from trigpoint.products.wording import shown

_STOPS = ".,;:!?،؟۔"


@attrs.frozen(kw_only=True)
class Piece:
    """Text in one face; `way` "rtl" or "ltr": isolated, because it runs against its line. With `cites`: footnote marks."""

    text: str = ""
    bold: bool = False
    italic: bool = False
    way: str = ""
    cites: tuple[Cite, ...] = ()


@attrs.frozen(kw_only=True)
class Line:
    """A sentence, a heading or a cell."""

    pieces: tuple[Piece, ...]
    is_note: bool = False
    is_rtl: bool = False


@attrs.frozen(kw_only=True)
class Part:
    """A block as set. Lists are one part with an entry per item."""

    kind: str  # "heading", "paragraph", "list", "numbers", "quote", "picture", "table"
    entries: tuple[tuple[Line, ...], ...]
    level: int = 0
    anchor: str = ""  # of a heading
    image: str = ""  # data address of a picture
    credit: str = ""
    header: tuple[str, ...] = ()
    rows: tuple[tuple[Line, ...], ...] = ()


@attrs.frozen(kw_only=True)
class TermRow:
    """A word of likelihood used, with its range."""

    term: str
    range: str


@attrs.frozen(kw_only=True)
class WrittenView:
    """Everything the templates print."""

    title: str
    subtitle: str
    kind: str
    author: str
    as_of: str
    made: str
    notice: str
    scale: str
    scale_source: str
    terms: tuple[TermRow, ...]
    parts: tuple[Part, ...]
    notes: tuple[Footnote, ...]
    sources: tuple[SourceRow, ...]
    digest: str  # of the Markdown
    labels: PageLabels = ENGLISH


def written_view(
    text: str,
    document: Document,
    archive: Archive,
    *,
    scales: Mapping[str, Scale],
    words: EstimativeWords,
    default: str,
) -> WrittenView:
    """The view of a brief that was not refused."""
    scale = scales[document.front.get("scale", default)]
    own = [document.front.get("title", ""), *(s.text for b, s in document.sentences if b.kind is not Kind.QUOTE)]
    labels = labels_for(document.front.get("language", "").casefold(), own)
    footnotes = Footnotes(archive, labels)
    parts = tuple(_parts(document.blocks, archive, footnotes))
    notes = footnotes.notes()
    return WrittenView(
        title=shown(document.front.get("title", "")),
        subtitle=shown(document.front.get("subtitle", "")),
        kind=shown(document.front.get("kind", "")),
        author=shown(document.front.get("author", "")),
        as_of=shown(document.front.get("as of", "")),
        made=labels.moment(archive.material.made),
        notice=shown(archive.material.notice) if archive.material.exercise else "",
        scale=scale.name,
        scale_source=scale.source,
        terms=_terms_used(document, notes, scale, scales, words),
        parts=parts,
        notes=notes,
        sources=_sources(archive, notes),
        digest=hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        labels=labels,
    )


def _parts(blocks: Sequence[Block], archive: Archive, footnotes: Footnotes) -> Iterator[Part]:
    held: list[tuple[Line, ...]] = []
    held_kind = ""
    headings = 0
    for block in blocks:
        kind = {Kind.ITEM: "list", Kind.NUMBERED: "numbers"}.get(block.kind, block.kind.value)
        if held and kind != held_kind:
            yield Part(kind=held_kind, entries=tuple(held))
            held = []
        lines = (
            tuple(_line(s, s.runs, archive, footnotes) for s in block.sentences) if block.kind is not Kind.TABLE else ()
        )
        if kind in ("list", "numbers"):
            held.append(lines)
            held_kind = kind
            continue
        headings += block.kind is Kind.HEADING
        yield _part(block, kind, lines, archive, footnotes, f"part-{headings}" if block.kind is Kind.HEADING else "")
    if held:
        yield Part(kind=held_kind, entries=tuple(held))


def _part(
    block: Block, kind: str, lines: tuple[Line, ...], archive: Archive, footnotes: Footnotes, anchor: str
) -> Part:
    picture = archive.pictures.get(block.target)
    made: dict[str, Any] = {}
    if picture is not None and block.kind is Kind.PICTURE:
        made = {
            "image": _address(picture.media_type, picture.content),
            "credit": _credit(picture.attribution, picture.licence or block.licence),
        }
    rows = tuple(
        tuple(_line(sentence, runs, archive, footnotes) for runs in cells)
        for sentence, cells in zip(block.sentences, block.rows, strict=bool(block.rows))
    )
    return Part(kind=kind, entries=(lines,), level=block.level, anchor=anchor, header=block.header, rows=rows, **made)


def _line(sentence: Sentence, runs: Sequence[Run], archive: Archive, footnotes: Footnotes) -> Line:
    out: list[Piece] = []
    turned = is_rtl(sentence.text)
    for run in runs:
        if run.cites:
            bases = [b for i in run.cites if (b := _basis(archive, i)) is not None]
            out = [*_trimmed(out), Piece(cites=footnotes.cite(bases))]
            continue
        text = printable(run.text)
        if out and out[-1].cites and text[:1] and text.lstrip()[:1] in _STOPS and text.lstrip():
            stop, text = text.lstrip()[0], text.lstrip()[1:]
            out.insert(-1, Piece(text=stop))  # the stop before the mark
        out += [
            Piece(text=piece, bold=run.bold, italic=run.italic, way=way)
            for piece, way in pieces(text, in_rtl=turned)
            if piece
        ]
    return Line(
        pieces=tuple(_trimmed(out)), is_note=sentence.is_note and not sentence.cites, is_rtl=is_rtl(sentence.text)
    )


def _trimmed(out: list[Piece]) -> list[Piece]:
    """Without the space before a mark or at the end."""
    if out and not out[-1].cites:
        bare = out[-1].text.rstrip()
        return [*out[:-1], attrs.evolve(out[-1], text=bare)] if bare else out[:-1]
    return out


def _basis(archive: Archive, cited: str) -> Basis | None:
    return basis_of(archive, cited)


def _address(media_type: str, content: bytes) -> str:
    import base64

    return f"data:{media_type};base64,{base64.b64encode(content).decode()}"


def _credit(attribution: str, licence: str) -> str:
    return ". ".join(filter(None, (shown(attribution), f"Licence: {shown(licence)}"))) + "."


def _terms_used(
    document: Document, notes: Sequence[Footnote], scale: Scale, scales: Mapping[str, Scale], words: EstimativeWords
) -> tuple[TermRow, ...]:
    said = [s.text for _, s in document.sentences] + [f for n in notes if n.kind == "assessment" for f in n.facts]
    found = (term_named(scale, p.words) for text in said for p in likelihood_phrases(text, scales, words))
    used = {t.term: t for t in found if t is not None}
    return tuple(
        TermRow(term=t.term, range=range_words(t.low, t.high))
        for t in sorted(used.values(), key=lambda t: (t.low, t.row))
    )


def _sources(archive: Archive, notes: Sequence[Footnote]) -> tuple[SourceRow, ...]:
    """The outlets of the cited statements."""
    cited = {n.record for n in notes if n.kind == "statement"}
    claims = {i: c for i, c in archive.material.claims.items() if i in cited}
    held = {c.article for c in claims.values()}
    articles = {i: a for i, a in archive.material.articles.items() if i in held}
    return source_rows(attrs.evolve(archive.material, claims=claims, articles=articles))
