"""The summary: sentences made from the events alone, each with its footnotes, and what is not known.

No sentence here holds a likelihood and a confidence together, and none states as fact what rests on one origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum

import attrs

from trigpoint.evidence.tracks.kept import GAP, VISIT
from trigpoint.fusion.contradictions import NOBODY_NAMED
from trigpoint.model import Contradiction
from trigpoint.products.cards import EventView, supporting_origins
from trigpoint.products.citations import Citations, Cite, origin_name, outlet_of
from trigpoint.products.imagery.grades_table import grade_of, is_simulated
from trigpoint.products.imagery.verdict import WORDS, Says
from trigpoint.products.material import BriefMaterial
from trigpoint.products.wording import inline, listed, number_of, shown, value_words

CITED = 4  # footnotes to a sentence of the summary; the cards carry them all
NAMED = 3  # events named one by one before the summary only counts them
DIFFER_WORDS = {
    "date": "when it happened",
    "place": "where it happened",
    "count": "how many",
    "perpetrator": "who did it",
    "identity": "what was hit",
    "occurrence": "whether it happened",
}
LISTED = 16  # events listed by number under one gap
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
    """`no. 3`, `nos. 3, 7 to 9 and 12`, as links."""
    runs: list[list[EventView]] = []
    for view in views:
        if runs and view.number.isdigit() and int(runs[-1][-1].number) + 1 == int(view.number):
            runs[-1].append(view)
        else:
            runs.append([view])
    pieces: list[list[EventView]] = []  # one or two ends each
    for run in runs:
        pieces += [[run[0], run[-1]]] if len(run) > 2 else [[view] for view in run]
    out: list[str | Part] = ["no. " if len(views) == 1 else "nos. "]
    for n, ends in enumerate(pieces):
        out.append("" if n == 0 else " and " if n == len(pieces) - 1 else ", ")
        out.append(Part(ends[0].number, PartKind.EVENT))
        out += [" to ", Part(ends[1].number, PartKind.EVENT)] if len(ends) == 2 else []
    return out


def told(view: EventView) -> list[str | Part]:
    """`no. 7, airstrike, Al-Safirah`, the place isolated."""
    start = [*numbers([view]), ", ", name(inline(view.type_label))]
    return [*start, ", ", name(view.place)] if view.place else start


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
    out += _best(happenings, citations)
    out += _echo(happenings, _best_events(happenings)[:NAMED], citations)
    out += _contested(material, happenings, citations)
    out += pictures_told(material, happenings)
    out += tracks_told(material, happenings)
    if totals:
        cites = citations.cite((c for v in totals for c in v.supporting), CITED)
        many = len(totals) > 1
        ending = "are" if many else "is"
        noun = number_of(len(totals), "reported total")
        words = f"{noun} ({'figures' if many else 'a figure'} over a period, not single events) {ending} kept apart: "
        out.append(sentence(words.capitalize(), *numbers(totals), ".", cites=cites))
    if unrealised:
        cites = citations.cite((c for v in unrealised for c in (*v.supporting, *v.denying)), CITED)
        noun = number_of(len(unrealised), "denial, plan or forecast", "denials, plans and forecasts")
        ending = "stand in a section of their own" if len(unrealised) > 1 else "stands in a section of its own"
        out.append(sentence(f"{noun} {ending}: ", *numbers(unrealised), ".", cites=cites))
    return tuple(out)


def pictures_told(material: BriefMaterial, happenings: Sequence[EventView]) -> list[Sentence]:
    """What we measured ourselves, and how it stands to the reports; likelihoods are told on the cards."""
    judged = [o for o in material.observations.values() if grade_of(o)]
    if not judged:
        return []
    simulated = any(map(is_simulated, judged))
    count = number_of(len(judged), "structure or object", "structures and objects")
    parts: list[str | Part] = [f"In {'SIMULATED ' if simulated else ''}pictures we measured {count} ourselves"]
    told_ = []
    for says in Says:
        mine = [v for v in happenings if v.measured.removeprefix("SIMULATED: ") == WORDS[says].short]
        if mine:
            told_.append([WORDS[says].told, *numbers(mine)])
    for n, one in enumerate(told_):
        parts += [": " if n == 0 else " and " if n == len(told_) - 1 else ", ", *one]
    return [sentence(*parts, "." if told_ else "; none concerns an event reported here.")]


def tracks_told(material: BriefMaterial, happenings: Sequence[EventView]) -> list[Sentence]:
    """How many silences and stays we measured, and which events they concern."""
    found = [o for o in material.observations.values() if o.kind in (GAP, VISIT)]
    if not found:
        return []
    counts = [
        number_of(n, noun)
        for noun, kind in (("silence", GAP), ("stay", VISIT))
        if (n := sum(o.kind == kind for o in found))
    ]
    ids = {o.id for o in found}
    mine = [v for v in happenings if any(m.id in ids for m in v.event.members)]
    start: list[str | Part] = [
        f"In {'SIMULATED ' if any(map(is_simulated, found)) else ''}tracks we measured {listed(counts)} ourselves"
    ]
    return [
        sentence(
            *start, *(["; they concern ", *numbers(mine), "."] if mine else ["; none concerns an event reported here."])
        )
    ]


def _basis(material: BriefMaterial, happenings: Sequence[EventView]) -> Sentence:
    outlets = {outlet_of(a, material.captures.get(a.capture)) for a in material.articles.values()}
    if not material.articles:
        return sentence("No article was read, so there is nothing to report.")
    many = len(material.articles) > 1
    read = f"{number_of(len(material.articles), 'article')} from {number_of(len(outlets), 'outlet')} "
    read += "were read" if many else "was read"
    if not happenings:
        return sentence(f"{read}; no event could be made out in {'them' if many else 'it'}.")
    origins = {o.casefold() for v in happenings for o in v.origins}
    alone = sum(len(v.origins) == 1 for v in happenings)
    told_of = f"{'They tell' if many else 'It tells'} of {number_of(len(happenings), 'event')}"
    if len(happenings) == 1:
        return sentence(f"{read}. {told_of}, on the word of {number_of(len(origins), 'independent origin')}.")
    stand = "stands" if len(origins) == 1 else "stand"
    behind = f"Behind them {stand} {number_of(len(origins), 'independent origin')}" if origins else "No origin is known"
    amount = "each of them" if alone == len(happenings) else number_of(alone, "event")
    rest = f", and {amount} {'rest' if alone > 1 and amount[0].isdigit() else 'rests'} on the word of one alone"
    rest = rest if alone else ""
    return sentence(f"{read}. {told_of}. {behind}{rest}.")


def _named_origins(view: EventView) -> list[str | Part]:
    """`Observatory and Reuters`, the longest lists cut."""
    shown_here = view.origins[:NAMED]
    more = len(view.origins) - len(shown_here)
    out: list[str | Part] = []
    for n, origin in enumerate(shown_here):
        last = n == len(shown_here) - 1 and not more
        out += ["" if n == 0 else " and " if last else ", ", name(origin)]
    return [*out, f" and {more} more"] if more else out


def _echo(happenings: Sequence[EventView], named: Sequence[EventView], citations: Citations) -> list[Sentence]:
    """The event whose coverage shrinks most when it is counted by origin, unless it was named before."""
    echoed = [v for v in happenings if v.origins and v.articles >= 3 and v.articles >= 2 * len(v.origins)]
    if not echoed:
        return []
    view = max(echoed, key=lambda v: (v.articles - len(v.origins), v.articles))
    if view in named:
        return []
    words = "one origin" if len(view.origins) == 1 else f"{len(view.origins)} origins"
    tail = f" was carried by {view.articles} articles that lead back to {words}: "
    cites = citations.cite(_first_per_origin(view), CITED)
    return [
        sentence("Repetition is not corroboration: ", *told(view), ",", tail, *_named_origins(view), ".", cites=cites)
    ]


def _first_per_origin(view: EventView) -> list[str]:
    """The earliest supporting claim of each origin."""
    firsts = [next((c for c in view.supporting if c in o.members), "") for o in supporting_origins(view.event)]
    return [c for c in firsts if c] or list(view.supporting[:1])


def _best_events(happenings: Sequence[EventView]) -> list[EventView]:
    """Told by several origins and not contested, the best first."""
    several = [v for v in happenings if len(v.origins) > 1 and not _is_contested(v)]
    return sorted(several, key=lambda v: (-len(v.origins), -v.articles))


def _best(happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    several = _best_events(happenings)
    if not happenings:
        return []
    if not several:
        return [sentence("No event is told by more than one independent origin without a contradiction.")]
    out = []
    for n, view in enumerate(several[:NAMED]):
        lead = "Best supported is " if n == 0 else "Also told independently is "
        lead_back = "leads back" if view.articles == 1 else "lead back"
        count = f"{number_of(view.articles, 'article')} that {lead_back} to {number_of(len(view.origins), 'origin')}, "
        cites = citations.cite(_first_per_origin(view), CITED)
        out.append(sentence(lead, *told(view), f" ({view.when}): ", count, *_named_origins(view), ".", cites=cites))
    if len(several) > NAMED:
        out.append(sentence("Further events with two or more origins: ", *numbers(several[NAMED:]), "."))
    return out


def _contested(material: BriefMaterial, happenings: Sequence[EventView], citations: Citations) -> list[Sentence]:
    contested = [v for v in happenings if _is_contested(v)]
    contested.sort(key=lambda v: (-v.articles, -len(v.event.contradictions)))
    out = [_contest(material, view, citations) for view in contested[:NAMED]]
    if len(contested) > NAMED:
        out.append(sentence("Accounts also differ on ", *numbers(contested[NAMED:]), "."))
    return out


def _contest(material: BriefMaterial, view: EventView, citations: Citations) -> Sentence:
    """The first disagreement of an event in one sentence, its sides by name."""
    start: list[str | Part] = ["Accounts of ", *told(view), ", differ on "]
    if not view.event.contradictions:
        cites = citations.cite((*view.denying[:2], *_first_per_origin(view)), CITED)
        return sentence(*start, "whether it happened: it is reported and denied.", cites=cites)
    first: Contradiction = view.event.contradictions[0]
    cites = citations.cite((m for side in first.values for m in side.members[:2]), CITED)
    more = len(view.event.contradictions) - 1
    if first.values[0].value == NOBODY_NAMED:
        return _disowned(material, view, first, cites)
    ending = f"; and on {number_of(more, 'further point')}." if more else "."
    sides: list[str | Part] = [DIFFER_WORDS.get(first.field, f"the {shown(first.field)}"), ": "]
    for n, side in enumerate(first.values):
        sides += [" against “" if n else "“", name(value_words(side.value)), "”"]
        if side.origins:
            sides += [" (", name(listed([origin_name(material, o) for o in side.origins[:2]])), ")"]
    return sentence(*start, *sides, ending, cites=cites)


def _disowned(material: BriefMaterial, view: EventView, denied: Contradiction, cites: tuple[Cite, ...]) -> Sentence:
    """A party's denial where no account names who did it: no two accounts differ on that."""
    deniers = [origin_name(material, o) for side in denied.values[1:] for o in side.origins]
    more = len(view.event.contradictions) - 1
    ending = f". Accounts differ on {number_of(more, 'point')}." if more else "."
    verb = " denies having done " if len(deniers) == 1 else " deny having done "
    return sentence(
        name(listed(deniers)), verb, *told(view), "; no other account was found to name who did it", ending, cites=cites
    )


def gaps_in_knowledge(
    material: BriefMaterial, happenings: Sequence[EventView], citations: Citations
) -> tuple[Sentence, ...]:
    """What we do not know, a sentence each; a gap that does not occur has no sentence."""
    checks: list[tuple[str, Callable[[EventView], bool]]] = [
        ("rest on a single origin", lambda v: len(v.origins) == 1),
        ("have no origin that could be established", lambda v: not v.origins),
        ("have no date, or none that could be worked out", lambda v: not v.event.when.is_known),
        (
            "have a date later than these records, which is wrong or was read wrongly",
            lambda v: v.event.when.start is not None and v.event.when.start > material.made + timedelta(days=1),
        ),
        ("have no place named", lambda v: v.event.where is None),
        (
            f"are placed only roughly, to more than {VAGUE_M / 1000:.0f} km",
            lambda v: v.event.where is not None and (v.event.where.radius_m or 0) > VAGUE_M,
        ),
        ("have nobody named as having done it", lambda v: not _has_actor(material, v)),
    ]
    out = []
    for words, holds in checks:
        found = [v for v in happenings if holds(v)]
        if found:
            out.append(_gap(found, len(happenings), words))
    out += _unresolved(happenings, citations)
    return tuple(out + _left_over(material))


def _gap(found: Sequence[EventView], of: int, words: str) -> Sentence:
    """`19 of 24 events rest on a single origin: nos. 2 to 6, ...`; a long list is cut."""
    if len(found) == 1:
        verb, _, rest = words.partition(" ")
        words = f"{ {'have': 'has', 'are': 'is', 'rest': 'rests'}[verb] } {rest}"
    if len(found) == of:
        return sentence(f"{f'All {of} events' if of > 1 else 'The one event'} {words}.")
    more = len(found) - LISTED
    tail = f" and {more} more." if more > 0 else "."
    return sentence(f"{len(found)} of {of} events {words}: ", *numbers(found[:LISTED]), tail)


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
    measured = material.observations.values()
    unseen = [o for o in measured if grade_of(o) == "not_assessable"]
    undated_articles = [a for a in material.articles.values() if a.published is None]
    found = [
        (len(undated), "statement", "without a date: it may belong to any of the events or to none"),
        (len(loose), "statement", "not linked to any event"),
        (len(silent), "article", "from which no statement was drawn"),
        (len(undated_articles), "article", "without a date of publication, so that “Friday” in it stays undated"),
        (
            len(unseen),
            "structure",
            f"that we tried to measure in {'SIMULATED ' if any(map(is_simulated, unseen)) else ''}pictures and could not assess",
        ),
        (len(material.unread), "item", "could not be read"),
    ]
    return [sentence(f"{number_of(n, noun)} {words}.") for n, noun, words in found if n]
