"""The brief as a reader sees it: numbered events, sentences with their footnotes, facts. Shared by HTML and PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime

import attrs

from trigpoint.model import Event
from trigpoint.products.basemap import shipped_basemap
from trigpoint.products.cards import Card, EventView, card_of, event_view
from trigpoint.products.citations import Citations, Note, outlet_of
from trigpoint.products.finding_table import FindingTable
from trigpoint.products.imagery.bracket_chart import Reported
from trigpoint.products.imagery.counts_table import CountRow, count_rows
from trigpoint.products.imagery.map_sheet import SheetView, sheet_view
from trigpoint.products.imagery.verdict import Verdict, verdict_of
from trigpoint.products.judged_view import (
    AssessmentCard,
    assessment_cards,
    matrix_table,
    unknown_of_assessments,
    watch_table,
)
from trigpoint.products.material import BriefMaterial
from trigpoint.products.summary import Fact, Sentence, gaps_in_knowledge, key_facts, summary_sentences
from trigpoint.products.tracks.bearing import KINDS as TRACKED
from trigpoint.products.tracks.bearing import TrackBearing, bearing_of, concerned_events
from trigpoint.products.tracks.finding_rows import dark_table, voyage_table
from trigpoint.products.tracks.gap_card import GapCard, gap_cards
from trigpoint.products.tracks.visits_chart import VisitsChart, visits_chart
from trigpoint.products.wording import is_unrealised, made_words, shown

FAR_FUTURE = datetime.max.replace(tzinfo=UTC)


@attrs.frozen(kw_only=True)
class SourceRow:
    """One outlet and how much of the brief comes from it."""

    name: str
    articles: int
    statements: int
    first: str  # EDTF days of publication, "" when none is known
    last: str


@attrs.frozen(kw_only=True)
class BriefView:
    """Everything the templates print."""

    title: str
    subtitle: str
    made: str
    notice: str  # "" = not an exercise
    facts: tuple[Fact, ...]
    summary: tuple[Sentence, ...]
    gaps: tuple[Sentence, ...]
    happenings: tuple[Card, ...]
    totals: tuple[Card, ...]
    unrealised: tuple[Card, ...]  # denials, plans, forecasts
    notes: tuple[Note, ...]
    sources: tuple[SourceRow, ...]
    unread: tuple[str, ...]
    sheets: tuple[SheetView, ...] = ()
    counts: tuple[CountRow, ...] = ()
    silences: tuple[GapCard, ...] = ()
    more_silences: str = ""
    visits: VisitsChart | None = None
    assessments: tuple[AssessmentCard, ...] = ()
    unknown_of_assessments: str = ""
    matrices: tuple[FindingTable, ...] = ()
    watched: tuple[FindingTable, ...] = ()
    dark: FindingTable | None = None
    voyages: FindingTable | None = None

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them, in the order they are printed."""
        return self.happenings + self.totals + self.unrealised


def brief_view(material: BriefMaterial, *, wide: float = 1040.0, narrow: float = 368.0) -> BriefView:
    """Numbers the events and words everything. Footnotes are numbered in reading order: summary, gaps, then events.

    `wide`, `narrow`: pixels of the drawings of pictures, for a page and for a phone.
    """
    happenings, totals, unrealised = _numbered(material)
    pictured = {key: o for key, o in material.observations.items() if o.kind not in TRACKED}
    verdicts = {
        v.event.id: verdict_of(v.event, pictured, material.sheets, wide=wide - 70, narrow=narrow)
        for v in (*happenings, *totals, *unrealised)
    }
    everything = [*happenings, *totals, *unrealised]
    silences, more = _silences(material, everything, wide, narrow)
    bearings = {v.event.id: bearing_of(v.event, material.observations, silences) for v in everything}
    happenings = [_with_measured(view, verdicts[view.event.id], bearings[view.event.id]) for view in happenings]
    citations = Citations(material)
    summary = summary_sentences(material, happenings, totals, unrealised, citations)
    gaps = gaps_in_knowledge(material, happenings, citations)
    numbers = {view.event.id: view.number for view in (*happenings, *totals, *unrealised)}
    assessments = assessment_cards(material, numbers, citations)
    cards = [
        tuple(
            attrs.evolve(
                card_of(material, view, citations), verdict=verdicts[view.event.id], bearing=bearings[view.event.id]
            )
            for view in part
        )
        for part in (happenings, totals, unrealised)
    ]
    return BriefView(
        title=shown(material.title) or "Untitled brief",
        subtitle=shown(material.subtitle),
        made=made_words(material.made),
        notice=shown(material.notice) if material.exercise else "",
        facts=key_facts(material, happenings),
        summary=summary,
        gaps=gaps,
        happenings=cards[0],
        totals=cards[1],
        unrealised=cards[2],
        notes=citations.notes(),
        sources=source_rows(material),
        unread=tuple(shown(u) for u in material.unread),
        sheets=_sheets(material, [*happenings, *totals, *unrealised], wide, narrow),
        counts=count_rows(material.observations.values(), material.captures),
        silences=silences,
        more_silences=more,
        visits=visits_chart(material.observations.values(), material.captures, wide=wide, narrow=narrow),
        assessments=assessments,
        unknown_of_assessments=unknown_of_assessments(material),
        matrices=tuple(matrix_table(m, n, numbers) for n, m in enumerate(material.matrices, start=1)),
        watched=tuple(watch_table(w, n) for n, w in enumerate(material.watched, start=1)),
        dark=dark_table(material.observations.values(), material.captures, wide=wide, narrow=narrow),
        voyages=voyage_table(material.observations.values(), material.captures),
    )


def _with_measured(view: EventView, verdict: Verdict | None, bearing: TrackBearing | None) -> EventView:
    told = [found.short for found in (verdict, bearing) if found is not None]
    return attrs.evolve(view, measured="; ".join(told)) if told else view


def _silences(
    material: BriefMaterial, views: Sequence[EventView], wide: float, narrow: float
) -> tuple[tuple[GapCard, ...], str]:
    """The silences told in full, and a sentence on the rest."""
    concerned = concerned_events([(v.number, v.event) for v in views], material.observations)
    return gap_cards(material.observations, concerned, material.captures, shipped_basemap(), wide=wide, narrow=narrow)


def _sheets(material: BriefMaterial, views: Sequence[EventView], wide: float, narrow: float) -> tuple[SheetView, ...]:
    """Each stack with the events that its measurements concern."""
    drawn = []
    for number, sheet in enumerate(material.sheets, start=1):
        mine = {o.id for o in sheet.observations}
        concerned = [v for v in views if any(m.id in mine for m in v.event.members)]
        places = Counter(v.place for v in concerned if v.place)
        site = min(places, key=lambda p: (-places[p], p), default="")
        reported = [Reported(number=v.number, when=v.event.when) for v in concerned]
        drawn.append(sheet_view(sheet, number, reported, site=site, wide=wide, narrow=narrow))
    return tuple(drawn)


def _numbered(material: BriefMaterial) -> tuple[list[EventView], list[EventView], list[EventView]]:
    """Happenings 1, 2, 3; totals T1; denials, plans and forecasts S1: each in order of time, undated last."""
    parts: tuple[list[Event], list[Event], list[Event]] = ([], [], [])
    for event in sorted(material.events, key=_order):
        parts[_part(material, event)].append(event)
    numbered = [
        [event_view(material, event, f"{letter}{n}") for n, event in enumerate(part, start=1)]
        for letter, part in zip(("", "T", "S"), parts, strict=True)
    ]
    return numbered[0], numbered[1], numbered[2]


def _order(event: Event) -> tuple[datetime, datetime, str]:
    """Known times first. An open start stands where it ends."""
    start = event.when.start or event.when.end or FAR_FUTURE
    return (start, event.when.end or FAR_FUTURE, event.id)


def _part(material: BriefMaterial, event: Event) -> int:
    if event.aggregate:
        return 1
    members = [material.claims[m.id] for m in event.members if m.id in material.claims]
    return 2 if members and all(is_unrealised(claim) for claim in members) else 0


def source_rows(material: BriefMaterial) -> tuple[SourceRow, ...]:
    """Outlets by number of articles, then by name."""
    outlets = {a.id: outlet_of(a, material.captures.get(a.capture)) for a in material.articles.values()}
    statements = Counter(outlets.get(c.article, "unknown outlet") for c in material.claims.values())
    articles = Counter(outlets.values())
    rows = [
        _source_row(material, name, articles[name], statements[name], outlets)
        for name in set(articles) | set(statements)
    ]
    return tuple(sorted(rows, key=lambda r: (-r.articles, -r.statements, r.name.casefold(), r.name)))


def _source_row(
    material: BriefMaterial, name: str, articles: int, statements: int, outlets: dict[str, str]
) -> SourceRow:
    days: Sequence[str] = sorted(
        a.published.isoformat() for a in material.articles.values() if a.published and outlets[a.id] == name
    )
    return SourceRow(
        name=name,
        articles=articles,
        statements=statements,
        first=days[0] if days else "",
        last=days[-1] if days else "",
    )
