"""One event in full: what is said, on whose word, how many, and where the accounts part."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import attrs

from trigpoint.model import Claim, Contradiction, Count, CountStatus, Event, Origin, Role, SourceKind
from trigpoint.products.citations import Citations, Cite, chain_of, origin_name, outlet_of
from trigpoint.products.gloss import gloss_of
from trigpoint.products.grades import GradeStyle, grade_style
from trigpoint.products.imagery.verdict import Verdict
from trigpoint.products.lines import OBSERVED
from trigpoint.products.material import BriefMaterial
from trigpoint.products.origin_graph import draw_origin_graph
from trigpoint.products.tracks.bearing import TrackBearing
from trigpoint.products.wording import (
    KIND_WORDS,
    MODALITY_WORDS,
    STATUS_WORDS,
    count_words,
    grain_words,
    is_unrealised,
    number_of,
    place_name,
    probability_words,
    radius_words,
    shown,
    value_words,
    when_words,
)

FIELD_WORDS = {
    "date": "When",
    "place": "Where",
    "count": "How many",
    "perpetrator": "Who did it",
    "occurrence": "Whether it happened",
}


@attrs.frozen(kw_only=True)
class EventView:
    """A row of the table of events."""

    event: Event
    number: str  # "7", "T1", "S2"
    type_label: str
    headline: str  # type and place, in our words
    place: str  # "" = no place named
    radius: str  # "± 3 km"; "" without a point
    place_note: str  # why it is unresolved, or what the point stands for
    when: str
    edtf: str
    grain: str
    grade: GradeStyle
    articles: int
    statements: int
    origins: tuple[str, ...]
    tally: str  # "9 articles, 2 origins"
    remarks: tuple[str, ...]  # "denied by 1 statement", "accounts differ on: when"
    supporting: tuple[str, ...]  # Claim ids, in order of publication
    denying: tuple[str, ...]
    measured: str = ""  # "pictures agree"; "" = no measurement of ours concerns it


@attrs.frozen(kw_only=True)
class Saying:
    """What one member says: the chain it came through, how it is held and its footnote."""

    chain: tuple[str, ...]  # outermost first
    verb: str
    quote: str
    cites: tuple[Cite, ...]
    gloss: str = ""  # of a quote in another language


@attrs.frozen(kw_only=True)
class OriginView:
    """An independent upstream and everything that rests on it."""

    name: str
    kind: str
    carried: str  # "told by 7 articles of 5 outlets"
    sayings: tuple[Saying, ...]


@attrs.frozen(kw_only=True)
class CountView:
    """The spread of one number over all statements."""

    status: str
    spread: str  # "8 to 12", "at least 5"
    unit: str
    cites: tuple[Cite, ...]


@attrs.frozen(kw_only=True)
class SideView:
    """One side of a disagreement."""

    value: str
    origins: tuple[str, ...]
    cites: tuple[Cite, ...]


@attrs.frozen(kw_only=True)
class DisagreementView:
    """Values of one field that cannot all be true."""

    field: str
    sides: tuple[SideView, ...]


@attrs.frozen(kw_only=True)
class Card:
    """An event in full."""

    view: EventView
    origins: tuple[OriginView, ...]
    denials: tuple[Saying, ...]
    counts: tuple[CountView, ...]
    disagreements: tuple[DisagreementView, ...]
    actors: tuple[str, ...]
    targets: tuple[str, ...]
    outcomes: tuple[str, ...]
    links: tuple[tuple[str, tuple[Cite, ...]], ...]  # why each member joined
    probability: str
    verdict: Verdict | None = None  # what our pictures say
    bearing: TrackBearing | None = None  # what tracks say
    graph: str = ""  # SVG: who rests on whom; "" where that is plain

    @property
    def is_short(self) -> bool:
        """One statement whose chain ends in its origin: nothing more to say about on whose word."""
        sayings = [s for o in self.origins for s in o.sayings]
        return len(sayings) == 1 and sayings[0].chain[-1:] == (self.origins[0].name,) and not self.denials


def event_view(material: BriefMaterial, event: Event, number: str) -> EventView:
    """The row of one event."""
    supporting = _by_publication(material, [m.id for m in event.members if m.role is Role.SUPPORTS])
    denying = _by_publication(material, [m.id for m in event.members if m.role is Role.DENIES])
    articles = {material.claims[c].article for c in supporting}
    origins = tuple(dict.fromkeys(origin_name(material, o.name) for o in supporting_origins(event)))
    label = type_label(material, event.type)
    place = place_name(event.where)
    return EventView(
        event=event,
        number=number,
        type_label=label,
        headline=f"{label}, {place}" if place else label,
        place=place,
        radius=radius_words(event.where.radius_m) if event.where and event.where.radius_m is not None else "",
        place_note=shown(event.where.reason) if event.where else "",
        when=when_words(event.when),
        edtf=event.when.edtf(),
        grain=grain_words(event.when),
        grade=grade_style(shown(event.grade)),
        articles=len(articles),
        statements=len(supporting),
        origins=origins,
        tally=_tally(material, len(articles), len(origins), denying),
        remarks=_remarks(material, event, supporting, denying),
        supporting=tuple(supporting),
        denying=tuple(denying),
    )


def _tally(material: BriefMaterial, articles: int, origins: int, denying: Sequence[str]) -> str:
    """`9 articles, 2 origins`; `denied in 1 article` where nobody says it happened."""
    if not articles and denying:
        return f"denied in {number_of(len({material.claims[c].article for c in denying}), 'article')}"
    return f"{number_of(articles, 'article')}, {number_of(origins, 'origin')}"


def supporting_origins(event: Event) -> list[Origin]:
    """Those told of that say it happened: one that only denies it corroborates nothing. Our own measurements stand apart."""
    apart = {m.id for m in event.members if m.role is not Role.SUPPORTS or m.id.startswith(OBSERVED)}
    return [o for o in event.origins if not o.members or not apart.issuperset(o.members)]


def type_label(material: BriefMaterial, key: str) -> str:
    """The vocabulary's label, else the key in words."""
    return shown(material.event_types.get(key) or key.replace("_", " ").capitalize()) or "Event"


def _by_publication(material: BriefMaterial, claim_ids: Sequence[str]) -> list[str]:
    """Known claims by date of publication (undated last), article and place in the text."""

    def order(claim_id: str) -> tuple[str, str, int, str]:
        claim = material.claims[claim_id]
        article = material.articles.get(claim.article)
        day = article.published.isoformat() if article and article.published else "9999"
        return (day, claim.article, claim.quote.start, claim_id)

    return sorted({c for c in claim_ids if c in material.claims}, key=order)


def _remarks(
    material: BriefMaterial, event: Event, supporting: Sequence[str], denying: Sequence[str]
) -> tuple[str, ...]:
    remarks = []
    fields = list(dict.fromkeys(FIELD_WORDS.get(c.field, shown(c.field)).lower() for c in event.contradictions))
    if fields:
        remarks.append(f"Accounts differ: {', '.join(fields)}")
    if denying and supporting:
        remarks.append(f"Denied in {number_of(len(denying), 'statement')}")
    modalities = {material.claims[c].modality.value for c in supporting if is_unrealised(material.claims[c])}
    if modalities:
        remarks.append(f"Held as: {', '.join(sorted(modalities))}")
    return tuple(remarks)


def card_of(material: BriefMaterial, view: EventView, citations: Citations) -> Card:
    """The event in full; cites in reading order."""
    event = view.event
    origins = tuple(_origin_view(material, o, view, citations) for o in _with_rest(event, view))
    claims = [material.claims[c] for c in view.supporting]  # what a denial names was not done by whom it names
    return Card(
        view=view,
        origins=tuple(o for o in origins if o.sayings),
        denials=tuple(_saying(material, c, citations) for c in view.denying),
        counts=_count_views([material.claims[c] for c in view.supporting], citations),
        disagreements=tuple(_disagreement(material, c, citations) for c in event.contradictions),
        actors=_named(claim.actors for claim in claims),
        targets=_named(claim.targets for claim in claims),
        outcomes=_named((claim.outcome,) for claim in claims),
        links=tuple(
            (shown(m.why), citations.cite([m.id], is_linked=False))
            for m in sorted(event.members, key=lambda m: _rank(view, m.id))
            if m.why and m.id in material.claims
        ),
        graph=_graph(material, event),
        probability=probability_words(event.probability) if any(not is_unrealised(c) for c in claims) else "",
    )


def _graph(material: BriefMaterial, event: Event) -> str:
    """Drawn from three outlets on: of fewer the list says it as well."""
    if len({e.head for e in event.graph if e.kind == "published by"}) < 3:
        return ""
    names = {n: origin_name(material, n) for e in event.graph for n in (e.tail, e.head)}
    return draw_origin_graph(event, names | {o.name: origin_name(material, o.name) for o in event.origins})


def _rank(view: EventView, claim_id: str) -> int:
    order = (*view.supporting, *view.denying)
    return order.index(claim_id) if claim_id in order else len(order)


def _with_rest(event: Event, view: EventView) -> list[Origin]:
    """The origins, the widest first, then one that holds the supporting claims no origin holds."""
    held = {m for o in event.origins for m in o.members}
    rest = tuple(c for c in view.supporting if c not in held)
    origins = sorted(supporting_origins(event), key=lambda o: (-len(o.members), o.name))
    unplaced = Origin(name="Origin not established", kind=SourceKind.UNNAMED, members=rest)
    return [*origins, unplaced] if rest else origins


def _origin_view(material: BriefMaterial, origin: Origin, view: EventView, citations: Citations) -> OriginView:
    members = [c for c in view.supporting if c in set(origin.members)]
    articles = {material.claims[c].article for c in members}
    outlets = {_outlet(material, a) for a in articles}
    return OriginView(
        name=origin_name(material, origin.name) or "Origin not named",
        kind=KIND_WORDS.get(origin.kind, origin.kind.value.replace("_", " ")),
        carried=f"{number_of(len(articles), 'article')}, {number_of(len(outlets), 'outlet')}",
        sayings=tuple(_saying(material, c, citations) for c in members),
    )


def _outlet(material: BriefMaterial, article_id: str) -> str:
    article = material.articles.get(article_id)
    return outlet_of(article, material.captures.get(article.capture) if article else None)


def _saying(material: BriefMaterial, claim_id: str, citations: Citations) -> Saying:
    claim = material.claims[claim_id]
    outlet = _outlet(material, claim.article)
    verb = "denies" if claim.negated else MODALITY_WORDS.get(claim.modality, claim.modality.value)
    return Saying(
        chain=chain_of(claim, outlet),
        verb=verb,
        quote=" ".join(shown(claim.quote.text).split()),
        cites=citations.cite([claim_id]),
        gloss=gloss_of(material, claim),
    )


def _named(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Names as the texts have them, each once, in order."""
    names: dict[str, str] = {}
    for group in groups:
        for name in group:
            if shown(name):
                names.setdefault(shown(name).casefold(), shown(name))
    return tuple(names.values())


def _count_views(claims: Sequence[Claim], citations: Citations) -> tuple[CountView, ...]:
    """Per status and unit the least and the most that any statement gives."""
    grouped: dict[tuple[CountStatus, str], list[tuple[Count, str]]] = {}
    units: dict[tuple[CountStatus, str], str] = {}
    for claim in claims:
        for count in claim.counts:
            key = (count.status, shown(count.unit).casefold())
            grouped.setdefault(key, []).append((count, claim.id))
            units.setdefault(key, shown(count.unit))
    order = list(CountStatus)
    return tuple(
        CountView(
            status=STATUS_WORDS[key[0]],
            spread=_spread([count for count, _ in grouped[key]]),
            unit=units[key],
            cites=citations.cite([c for _, c in grouped[key]]),
        )
        for key in sorted(grouped, key=lambda k: (order.index(k[0]), k[1]))
    )


def _spread(counts: Sequence[Count]) -> str:
    """The range over several counts; an open upper end stays open."""
    lows = [c.min for c in counts if c.min is not None]
    highs = [c.max if c.max is not None else c.min for c in counts]
    known = [h for h in highs if h is not None]
    low, high = min(lows, default=None), max(known, default=None)
    if all(c.max is None for c in counts) and low is not None and low == high:
        return count_words(Count(min=low, max=None, unit="", status=CountStatus.OBSERVED))
    closed = count_words(Count(min=low, max=high, unit="", status=CountStatus.OBSERVED))
    return f"{closed} or more" if any(c.max is None for c in counts) else closed


def _disagreement(material: BriefMaterial, contradiction: Contradiction, citations: Citations) -> DisagreementView:
    return DisagreementView(
        field=FIELD_WORDS.get(contradiction.field, shown(contradiction.field).capitalize()),
        sides=tuple(
            SideView(
                value=value_words(side.value),
                origins=tuple(origin_name(material, o) for o in side.origins),
                cites=citations.cite(_by_publication(material, side.members)),
            )
            for side in contradiction.values
        ),
    )
