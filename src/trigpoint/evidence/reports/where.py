"""Where a happening took place: the nearest argument, then what an anaphor points to, then where the story stands."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from spacy.tokens import Span, Token

from trigpoint.evidence.reports.clauses import ancestors_and_self
from trigpoint.evidence.reports.discourse import Told, is_strong, takes_up_event
from trigpoint.evidence.reports.elsewhere import in_a_quarter, is_elsewhere, is_unlisted, where_words
from trigpoint.evidence.reports.pointing import (
    AT,
    OF_ONE_KIND,
    is_place_noun,
    own_land,
    pointed_building,
    pointed_country,
    pointed_place,
    pointed_route,
    points,
    prepositional,
    says_there,
    section_place,
)
from trigpoint.evidence.reports.reading import Reading, noun_lemma
from trigpoint.evidence.reports.settle import Owned, SentenceFrame
from trigpoint.evidence.reports.siting import exactness, same_thing
from trigpoint.evidence.reports.story import LOCAL, ON_THE_WAY, headline_place, story_area, story_country
from trigpoint.evidence.reports.triggers import Candidate
from trigpoint.evidence.reports.when import width
from trigpoint.model import Place, PlaceKind

if TYPE_CHECKING:
    from trigpoint.places.mentions import PlaceMention

_PARTY_ROLES = ("nsubj", "poss", "agent", "compound", "amod", "nmod", "npadvmod", "dobj", "dative", "nsubjpass")
_NATIONS = (PlaceKind.COUNTRY, PlaceKind.SETTLEMENT)  # may stand for a government
_ASSAULTS = (
    "invasion",
    "rocket_attack",
    "drone_strike",
    "airstrike",
    "attack",
    "explosion",
    "siege",
    "territorial_capture",
)
# Which preposition leads to where it happened, by type of event.
_ROUTE_ORDER = {
    "weapons_transfer": ("via", "through", "across", "to", "into", "in", "from"),
    "vessel_movement": ("from", "at", "in", "off", "through", "via", "to"),
    "aircraft_departure": ("from", "at", "off", "to"),
    "aircraft_arrival": ("at", "in", "to", "from"),
    "troop_movement": ("at", "in", "into", "to", "near", "from", "through"),
}


class Hold(IntEnum):
    """How firmly a place belongs to the happening."""

    NONE = 0
    SENTENCE = 1  # only named in the same sentence
    CLAUSE = 2
    ARGUMENT = 3


def own_place(candidate: Candidate, sent: SentenceFrame) -> tuple[PlaceMention | None, Hold]:
    """The best place named in the sentence and how firmly it is held."""
    best: tuple[float, int, int] | None = None
    holds: list[Hold] = []
    for number, (mention, owned) in enumerate(sent.places):
        hold, score = _held(candidate, mention, owned)
        holds.append(hold)
        if _far_end(owned.root):
            continue  # "between A and B" is held by A
        if (
            mention.relative is not None
            and not _between(owned.root)
            and any(m is not mention and m.relative is None and exactness(m.place) >= 3.0 for m, _ in sent.places)
        ):
            score -= 2.0  # "the plant near Aleppo": the town only helps to find the plant
        row = (score, -abs(owned.root.i - candidate.token.i), number)
        if hold and (best is None or row > best):
            best = row
    return (sent.places[best[2]][0], holds[best[2]]) if best is not None else (None, Hold.NONE)


def _between(root: Token) -> bool:
    return root.dep_ == "pobj" and root.head.lower_ == "between"


def _far_end(root: Token) -> bool:
    return root.dep_ == "conj" and _between(root.head)


def place_for(
    candidate: Candidate,
    own: tuple[PlaceMention | None, Hold],
    earlier: Told | None,
    reading: Reading,
    sentence: Span,
    number: int,
    there: Place | None = None,
    beside: Place | None = None,
) -> Place | None:
    """Where: its own argument, a pointing word, its clause, the happening taken up, and last the sentence."""
    mention, hold = own
    if mention is not None and hold is Hold.ARGUMENT:
        named = mention.relative or mention.place
        if candidate.type == "weapons_transfer" and exactness(named) == 0.0:
            route = pointed_route(candidate, reading, sentence)
            if route is not None:
                return route
        told = None if _all_over(mention, reading) else _taken_up(candidate, earlier, reading)
        return told if told is not None and _narrows(told, named) else named
    if candidate.type == "sanction":
        return _imposed_in(candidate, reading)
    if candidate.type == "imagery_observation" and mention is None:
        return pointed_place(candidate, reading, sentence, number, demonstrative=False)
    if reading.lexicon.event_types[candidate.type].family in ("speech", "diplomacy"):
        return (mention.relative or mention.place) if mention is not None and hold is Hold.CLAUSE else None
    told = None if is_elsewhere(candidate, reading) else _taken_up(candidate, earlier, reading)
    if told is not None and _other_site(candidate, told):
        told = None
    if told is not None and takes_up_event(candidate, reading.lexicon):
        return told
    if there is not None and says_there(candidate):
        return there
    pointed = pointed_place(candidate, reading, sentence, number, demonstrative=True)
    pointed = pointed or pointed_building(candidate, reading, sentence, number)
    pointed = pointed or pointed_country(candidate, reading, sentence)
    if pointed is None and mention is not None and hold is Hold.CLAUSE:
        return mention.relative or mention.place
    sited = _sited(candidate, reading)
    fallback = (mention.relative or mention.place) if mention is not None and exactness(mention.place) > 0 else None
    found = pointed or told or _site_of_section(candidate, reading, number)
    found = found or pointed_place(candidate, reading, sentence, number, demonstrative=False)
    if found is not None or fallback is not None or sited is not None:
        return found or fallback or sited
    if (land := own_land(candidate, reading, sentence)) is not None:
        return land
    if is_elsewhere(candidate, reading) and not in_a_quarter(candidate, reading):
        has_name = any(t.pos_ == "PROPN" and is_unlisted(t, reading) for t in where_words(candidate))
        return story_area(reading) if has_name else None
    label = reading.labels.get(reading.block_of[number])
    if label is not None and not _spans_months(candidate, reading):
        return label
    if reading.lexicon.event_types[candidate.type].family not in LOCAL:
        return section_place(reading, number) if reading.lexicon.event_types[candidate.type].family in _SITED else None
    if _spans_months(candidate, reading):
        return story_country(reading)
    return section_place(reading, number) or beside or headline_place(reading, number)


def _sited(candidate: Candidate, reading: Reading) -> Place | None:
    """Where the article itself puts the thing: "the factory, located inside the zone"."""
    things = reading.things_sited
    keys = (same_thing(t) for t in candidate.roles.targets + candidate.roles.actors)
    return next((things[key] for key in keys if key in things), None)


_SITED = ("build", "presence", "air", "movement")


def _site_of_section(candidate: Candidate, reading: Reading, number: int) -> Place | None:
    """ "Toropets (Tver region), depot" above "The depot was attacked": the heading's."""
    nouns = (*candidate.roles.targets, *prepositional(candidate), *candidate.roles.actors)
    pointing = any(is_place_noun(n, reading) and points(n, demonstrative=False) for n in nouns)
    return section_place(reading, number) if pointing else None


def _spans_months(candidate: Candidate, reading: Reading) -> bool:
    """A toll of a season is no single spot's."""
    times = [reading.time_at[t.i].span for t in candidate.head.subtree if t.i in reading.time_at]
    return min((width(s) for s in times if s.is_known), default=timedelta()) > timedelta(days=30)


def _all_over(mention: PlaceMention, reading: Reading) -> bool:
    """ "throughout Syria", "across Iraq": the whole of it, not the spot last told."""
    span = reading.doc.char_span(mention.start, mention.end, alignment_mode="expand")
    return span is not None and span.root.dep_ == "pobj" and span.root.head.lower_ in ("throughout", "across", "over")


def _narrows(told: Place, named: Place) -> bool:
    """The happening taken up was placed within the country now named: keep the closer place."""
    return exactness(named) == 0.0 and exactness(told) >= 3.0 and bool(told.country) and told.country == named.country


def _imposed_in(candidate: Candidate, reading: Reading) -> Place | None:
    """A sanction is an act of the country that imposes it."""
    imposing = (reading.place_at.get(a.i) for a in candidate.roles.actors)
    return next((m.place for m in imposing if m is not None and m.place.kind is PlaceKind.COUNTRY), None)


def _taken_up(candidate: Candidate, earlier: Told | None, reading: Reading) -> Place | None:
    if earlier is None or not earlier.places or reading.lexicon.event_types[candidate.type].family == "speech":
        return None
    return earlier.places[0]


def _other_site(candidate: Candidate, told: Place) -> bool:
    """ "The palace" when what was told was at an airport."""
    asked = {noun_lemma(t) for t in candidate.roles.targets} & OF_ONE_KIND
    return told.kind is PlaceKind.SITE and bool(asked) and not any(a in told.name.casefold() for a in asked)


def _held(candidate: Candidate, mention: PlaceMention, owned: Owned) -> tuple[Hold, float]:
    place, root = mention.place, owned.root
    if not place.is_resolved and mention.relative is None:
        return Hold.NONE, 0.0
    if mention.metonymic and place.kind is PlaceKind.SITE:
        return Hold.NONE, 0.0
    if place.kind in _NATIONS and (mention.metonymic or (place.kind is PlaceKind.COUNTRY and _acts(root, candidate))):
        return Hold.NONE, 0.0
    if candidate.type in ("statement", "assessment", "imagery_observation") and not _in_object(root, candidate):
        return Hold.NONE, 0.0
    if candidate.type not in _ROUTE_ORDER and any(w.lemma_ in ON_THE_WAY for w in _up_to(root, candidate)):
        return Hold.NONE, 0.0  # "on its way to Kuala Lumpur", "on the road to Bukavu"
    hold, score = _attachment(candidate, owned)
    if hold is Hold.SENTENCE and exactness(place) == 0.0:
        return Hold.NONE, 0.0
    return hold, score + exactness(place)


def _up_to(root: Token, candidate: Candidate) -> list[Token]:
    """What stands over a name, below the event word, when it hangs there by "to" or "from"."""
    if root.dep_ != "pobj" or root.head.lower_ not in ("to", "from"):
        return []
    return [w for w in root.ancestors if candidate.head.is_ancestor(w) or candidate.token.is_ancestor(w)]


def _attachment(candidate: Candidate, owned: Owned) -> tuple[Hold, float]:
    root = owned.root
    head = root
    while head.dep_ in ("appos", "conj", "compound", "nmod") and head.head != head:
        head = head.head
    prep = head.head if head.dep_ in ("pobj", "pcomp") else None
    if prep is not None and prep.head in (candidate.token, candidate.head, *candidate.joined):
        return Hold.ARGUMENT, 4.0 + _route_bonus(candidate, prep)
    themes = candidate.roles.targets
    if candidate.trigger.subject and not candidate.trigger.object:
        themes = (*themes, *candidate.roles.actors)  # "the town fell"
    if head in themes or root in themes or any(t.dep_ == "appos" and t.head == root for t in themes):
        return Hold.ARGUMENT, 5.0 if head in candidate.roles.actors and candidate.type == "territorial_capture" else 4.5
    speech = candidate.type in ("statement", "assessment", "imagery_observation")
    if _is_neared(head, candidate):
        return Hold.CLAUSE, 2.5
    if _in_its_aim(root, candidate):
        return Hold.CLAUSE, 2.0
    if owned.owner is not None and owned.owner != candidate.token.i and not speech:
        return Hold.NONE, 0.0
    for word in ancestors_and_self(root):
        if word in candidate.roles.targets:
            office = prep is not None and prep.lower_ == "of" and prep.head == word and word.lemma_.lower() in _OFFICES
            return (Hold.CLAUSE, 1.0) if office else (Hold.ARGUMENT, 4.0)
        if word.pos_ in ("VERB", "AUX") and (word.dep_ == "relcl" or prep is None or prep.lower_ not in AT):
            break
    if owned.owner == candidate.token.i:
        return (Hold.ARGUMENT, 3.5) if prep is not None and prep.lower_ in AT else (Hold.CLAUSE, 3.0)
    if candidate.roles.verb is not None and owned.clause == candidate.roles.verb.i:
        return Hold.CLAUSE, 2.0
    return Hold.SENTENCE, 1.0


def _in_its_aim(root: Token, candidate: Candidate) -> bool:
    """ "launched an operation to clear Gao of militants": an operation takes place where its aim lies."""
    if candidate.type != "military_operation":
        return False
    around = {candidate.head, candidate.token, *candidate.roles.targets}
    for word in ancestors_and_self(root):
        if word.pos_ == "VERB" and word not in around:
            infinitive = any(c.dep_ == "aux" and c.lower_ == "to" for c in word.children)
            if infinitive and word.dep_ in ("advcl", "acl", "xcomp", "relcl"):
                return word.head in around
            if word.dep_ != "conj":
                return False
    return False


_NEARING = frozenset(
    ("leave", "enter", "approach", "cross", "reach", "exit", "pass", "near", "guard", "defend", "hold")
)
# "the governor of West Darfur": the place says of what, not where
_OFFICES = frozenset(
    (
        "governor",
        "mayor",
        "president",
        "minister",
        "king",
        "head",
        "chief",
        "leader",
        "ambassador",
        "commander",
        "bishop",
    )
)


def _is_neared(head: Token, candidate: Candidate) -> bool:
    """ "struck two lorries leaving the depot"."""
    verb = head.head
    nearing = head.dep_ == "dobj" and verb.dep_ == "acl" and verb.lemma_.lower() in _NEARING
    return nearing and verb.head in candidate.roles.targets


def _in_object(root: Token, candidate: Candidate) -> bool:
    """The place belongs to what is released or accused, not to a clause about something else."""
    for word in ancestors_and_self(root):
        if word in candidate.roles.targets or (word == candidate.carrier and candidate.type == "imagery_observation"):
            return True
        if word.pos_ in ("VERB", "AUX") and not (word.dep_ == "acl" and candidate.type == "imagery_observation"):
            return False
    return False


def _acts(root: Token, candidate: Candidate) -> bool:
    """A country as a party: subject, owner, agent, or the one accused, fought or dealt with."""
    head = root
    while head.dep_ in ("conj", "appos") and head.head != head:
        head = head.head
    if head in candidate.roles.targets and candidate.type in _ASSAULTS:
        return False
    if head.dep_ == "dobj" and head.head == candidate.token and candidate.token.lemma_ in _GOING:
        return False  # "left Niger"
    if head.dep_ in _PARTY_ROLES:
        return True
    if head.dep_ == "pobj" and head.head.lower_ == "from" and candidate.token.lemma_ in _RECEIVING:
        return True
    return head.dep_ == "pobj" and (
        head.head.dep_ == "agent" or head.head.lower_ in ("by", "with", "against", "for", "between")
    )


_GOING = frozenset(("leave", "enter", "flee", "reach", "quit", "exit", "cross", "depart"))
_RECEIVING = frozenset(
    ("buy", "purchase", "acquire", "receive", "procure", "import", "order")
)  # "from" names the seller


def _route_bonus(candidate: Candidate, prep: Token) -> float:
    order = _ROUTE_ORDER.get(candidate.type)
    if order is None:
        return 0.5 if prep.lower_ in AT else 0.0
    return 3.0 * (len(order) - order.index(prep.lower_)) / len(order) if prep.lower_ in order else 0.0


__all__ = ["Hold", "exactness", "is_strong", "own_place", "place_for", "pointed_place"]
