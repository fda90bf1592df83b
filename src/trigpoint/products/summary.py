"""The summary: sentences made from the events alone, each with its footnotes, and what is not known.

No sentence here holds a likelihood and a confidence together, and none states as fact what rests on one origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum

import attrs

from trigpoint.model import Contradiction
from trigpoint.products.cards import FIELD_WORDS, EventView
from trigpoint.products.citations import Citations, Cite, outlet_of
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import listed, number_of, shown

CITED = 4  # footnotes to a sentence of the summary; the cards carry them all
NAMED = 3  # events named one by one before the summary only counts them
VAGUE_M = 50_000.0  # a radius beyond which a place is called rough


class PartKind(StrEnum):
    """What a piece of a sentence is, so that templates can mark it up."""

    TEXT = "text"
    NAME = "name"  # from a document: isolated, direction of its own
    EVENT = "event"  # an event's number: a link to its card


@attrs.frozen
class Part:
    """A piece of a sentence."""

    text: str
    kind: PartKind = PartKind.TEXT


@attrs.frozen(kw_only=True)
class Sentence:
    """A sentence with the footnotes that bear it."""

    parts: tuple[Part, ...]
    cites: tuple[Cite, ...] = ()


@attrs.frozen(kw_only=True)
class Fact:
    """A number of the strip under the title."""

    value: str
    label: str


def name(text: str) -> Part:
    """A piece that came from a document."""
    return Part(shown(text), PartKind.NAME)


def sentence(*parts: str | Part, cites: tuple[Cite, ...] = ()) -> Sentence:
    """Strings are our own words."""
    return Sentence(parts=tuple(Part(p) if isinstance(p, str) else p for p in parts), cites=cites)


def numbers(views: Sequence[EventView]) -> list[str | Part]:
    """`no. 3`, `nos. 3, 7 and 9`, as links."""
    out: list[str | Part] = ["no. " if len(views) == 1 else "nos. "]
    for n, view in enumerate(views):
        out.append("" if n == 0 else " and " if n == len(views) - 1 else ", ")
        out.append(Part(view.number, PartKind.EVENT))
    return out


def key_facts(material: BriefMaterial, happenings: Sequence[EventView]) -> tuple[Fact, ...]:
    """The strip: how much came in, and how much of it stands on its own feet."""
    outlets = {outlet_of(a, material.captures.get(a.capture)) for a in material.articles.values()}
    origins = {o.casefold() for v in happenings for o in v.origins}
    return (
        Fact(value=f"{len(material.articles):,}", label="article" if len(material.articles) == 1 else "articles"),
        Fact(value=f"{len(outlets):,}", label="outlet" if len(outlets) == 1 else "outlets"),
        Fact(value=f"{len(happenings):,}", label="event" if len(happenings) == 1 else "events"),
        Fact(value=f"{len(origins):,}", label="independent origin" if len(origins) == 1 else "independent origins"),
        Fact(value=f"{sum(len(v.origins) > 1 for v in happenings):,}", label="with two or more origins"),
        Fact(value=f"{sum(_is_contested(v) for v in happenings):,}", label="where accounts differ"),
    )


def _is_contested(view: EventView) -> bool:
    return bool(view.event.contradictions or view.denying)


def summary_sentences(
    material: BriefMaterial,
    happenings: Sequence[EventView],
    totals: Sequence[EventView],
    unrealised: Sequence[EventView],
    citations: Citations,
) -> tuple[Sentence, ...]:
    """What was read, what stands best, where accounts differ, and what is set apart."""
    out = [_basis(material, happenings)]
    out += _echo(happenings, citations)
    out += _best(happenings, citations)
    out += _contested(happenings, citations)
    if totals:
        cites = citations.cite((c for v in totals for c in v.supporting), CITED)
        many = len(totals) > 1
        ending = "are" if many else "is"
        noun = number_of(len(totals), "reported total")
        words = f"{noun} ({'figures' if many else 'a figure'} over a period, not single events) {ending} kept apart: "
        out.append(sentence(words.capitalize(), *numbers(totals), ".", cites=cites))
    if unrealised:
        cites = citations.cite((c for v in unrealised for c in v.supporting), CITED)
        noun = number_of(len(unrealised), "denial, plan or forecast", "denials, plans and forecasts")
        ending = "stand in a section of their own" if len(unrealised) > 1 else "stands in a section of its own"
        out.append(sentence(f"{noun} {ending}: ", *numbers(unrealised), ".", cites=cites))
    return tuple(out)


def _basis(material: BriefMaterial, happenings: Sequence[EventView]) -> Sentence:
    outlets = {outlet_of(a, material.captures.get(a.capture)) for a in material.articles.values()}
    linked = {m.id for e in material.events for m in e.members}
    if not material.articles:
        return sentence("No article was read, so there is nothing to report.")
    read = f"{number_of(len(material.articles), 'article')} of {number_of(len(outlets), 'outlet')} were read"
    if len(material.articles) == 1:
        read = read.replace("were", "was")
    if not happenings:
        return sentence(f"{read}; no event could be made out in {'it' if len(material.articles) == 1 else 'them'}.")
    statements = number_of(len(linked & set(material.claims)), "statement")
    return sentence(f"{read}; {statements} in them tell of {number_of(len(happenings), 'event')}.")


def _echo(happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    """The event whose coverage shrinks most when it is counted by origin."""
    echoed = [v for v in happenings if v.origins and v.articles >= 3 and v.articles >= 2 * len(v.origins)]
    if not echoed:
        return []
    view = max(echoed, key=lambda v: (v.articles - len(v.origins), v.articles))
    origins: list[str | Part] = []
    for n, origin in enumerate(view.origins[:NAMED]):
        origins += [", " if n else "", name(origin)]
    if len(view.origins) > NAMED:
        origins.append(f" and {len(view.origins) - NAMED} more")
    words = "one origin" if len(view.origins) == 1 else f"{len(view.origins)} origins"
    return [
        sentence(
            "Repetition is not corroboration: the most repeated event, ",
            *numbers([view]),
            ", ",
            name(view.headline),
            f", was carried by {view.articles} articles that lead back to {words}: ",
            *origins,
            ".",
            cites=citations.cite(_first_per_origin(view), CITED),
        )
    ]


def _first_per_origin(view: EventView) -> list[str]:
    """The earliest supporting claim of each origin."""
    firsts = [next((c for c in view.supporting if c in o.members), "") for o in view.event.origins]
    return [c for c in firsts if c] or list(view.supporting[:1])


def _best(happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    several = [v for v in happenings if len(v.origins) > 1 and not _is_contested(v)]
    several.sort(key=lambda v: (-len(v.origins), -v.articles))
    if not happenings:
        return []
    if not several:
        return [sentence("No event is told by more than one independent origin without a contradiction.")]
    out = []
    for n, view in enumerate(several[:NAMED]):
        lead = "Best supported is " if n == 0 else "Also told independently is "
        tail = f" ({view.when}), with {view.tally}."
        cites = citations.cite(_first_per_origin(view), CITED)
        out.append(sentence(lead, *numbers([view]), ", ", name(view.headline), tail, cites=cites))
    if len(several) > NAMED:
        out.append(sentence("Further events with two or more origins: ", *numbers(several[NAMED:]), "."))
    return out


def _contested(happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    contested = [v for v in happenings if _is_contested(v)]
    contested.sort(key=lambda v: (-v.articles, -len(v.event.contradictions)))
    out = [_contest(view, citations) for view in contested[:NAMED]]
    if len(contested) > NAMED:
        out.append(sentence("Accounts also differ on ", *numbers(contested[NAMED:]), "."))
    return out


def _contest(view: EventView, citations: Citations) -> Sentence:
    """The first disagreement of an event in one sentence, its sides by name."""
    start: list[str | Part] = ["Accounts differ on ", *numbers([view]), ", ", name(view.headline), ": "]
    if not view.event.contradictions:
        cites = citations.cite((*view.denying[:2], *_first_per_origin(view)), CITED)
        return sentence(*start, "it is reported and denied.", cites=cites)
    first: Contradiction = view.event.contradictions[0]
    sides: list[str | Part] = [FIELD_WORDS.get(first.field, shown(first.field)).lower(), " - "]
    for n, side in enumerate(first.values):
        sides += [" against " if n else "", name(side.value)]
        if side.origins:
            sides += [" (", name(listed(side.origins[:2])), ")"]
    more = len(view.event.contradictions) - 1
    ending = f"; and {number_of(more, 'further point')}." if more else "."
    cites = citations.cite((m for side in first.values for m in side.members[:2]), CITED)
    return sentence(*start, *sides, ending, cites=cites)


def gaps_in_knowledge(
    material: BriefMaterial, happenings: Sequence[EventView], citations: Citations
) -> tuple[Sentence, ...]:
    """What we do not know, a sentence each; a gap that does not occur has no sentence."""
    checks: list[tuple[str, Callable[[EventView], bool]]] = [
        ("Rest on a single origin: ", lambda v: len(v.origins) == 1),
        ("No origin could be established: ", lambda v: not v.origins),
        ("The date is not given or could not be worked out: ", lambda v: not v.event.when.is_known),
        ("No place is named: ", lambda v: v.event.where is None),
        (
            f"The place is known only roughly, to more than {VAGUE_M / 1000:.0f} km: ",
            lambda v: v.event.where is not None and (v.event.where.radius_m or 0) > VAGUE_M,
        ),
        ("Nobody is named as having done it: ", lambda v: not _has_actor(material, v)),
    ]
    out = []
    for words, holds in checks:
        found = [v for v in happenings if holds(v)]
        if found:
            out.append(sentence(words, *numbers(found), "."))
    out += _unresolved(happenings, citations)
    return tuple(out + _left_over(material))


def _has_actor(material: BriefMaterial, view: EventView) -> bool:
    return any(material.claims[c].actors for c in view.supporting)


def _unresolved(happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    out = []
    for view in happenings:
        where = view.event.where
        if where is not None and not where.is_resolved:
            reason = f" ({shown(where.reason).rstrip('.')})."
            cites = citations.cite(view.supporting, 1)
            place: list[str | Part] = ["“", name(where.text), "” of ", *numbers([view])]
            out.append(sentence("We could not place ", *place, reason, cites=cites))
    return out


def _left_over(material: BriefMaterial) -> list[Sentence]:
    linked = {m.id for e in material.events for m in e.members}
    undated = [c for c in material.claims.values() if not c.when.is_known]
    loose = [c for c in material.claims if c not in linked]
    silent = set(material.articles) - {c.article for c in material.claims.values()}
    undated_articles = [a for a in material.articles.values() if a.published is None]
    found = [
        (len(undated), "statement", "without a date: it may belong to any of the events or to none"),
        (len(loose), "statement", "not linked to any event"),
        (len(silent), "article", "from which no statement was drawn"),
        (len(undated_articles), "article", "without a date of publication, so that “Friday” in it stays undated"),
        (len(material.unread), "item", "could not be read"),
    ]
    return [sentence(f"{number_of(n, noun)} {words}.") for n, noun, words in found if n]
