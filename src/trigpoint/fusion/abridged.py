"""A claim cut down to what linking compares, one line of JSON each: a neighbourhood is looked over without its records."""

from __future__ import annotations

import json
from typing import Any

import attrs

from trigpoint.fusion.facts import Facts, Standing
from trigpoint.model.capture import Quote, SourceKind
from trigpoint.model.claim import Attribution, Claim, Count, CountStatus, Modality
from trigpoint.model.place import Place, PlaceMethod
from trigpoint.model.time import UNKNOWN_TIME


@attrs.frozen(kw_only=True, slots=True)
class Abridged:
    """What is compared of a claim. Its `facts.claim` holds no more than linking asks of it."""

    facts: Facts
    same: str  # equal for claims that one outlet repeats; their order

    @property
    def id(self) -> str:
        """Of the claim."""
        return self.facts.claim.id


def line_of(one: Abridged) -> str:
    """As one line."""
    f, claim = one.facts, one.facts.claim
    place = claim.where
    plain = [
        claim.id, claim.article, claim.quote.capture, claim.quote.start, claim.quote.end, claim.event_type,
        [[c.min, c.max, c.status] for c in claim.counts], claim.attribution[-1].name if claim.attribution else "",
        f.standing, sorted(f.kinds), f.first, f.last, f.hours, f.lon, f.lat, f.radius_km, f.place_key,
        [place.text, place.name] if place else None, sorted(f.place_parts), sorted(f.parties),
        sorted(sorted(t) for t in f.targets), f.killed, f.root, f.disowns, f.durable, f.spoken_time, one.same,
    ]  # fmt: skip
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def from_line(line: str | bytes) -> Abridged:
    """Back again. Raises ValueError or TypeError for a line that is none."""
    (
        id_, article, capture, start, end, event_type, counts, source, standing, kinds, first, last, hours, lon, lat, radius,
        key, place, parts, parties, targets, killed, root, disowns, durable, spoken, same,
    ) = json.loads(line)  # fmt: skip
    claim = Claim(
        id=id_, article=article, event_type=event_type,
        quote=Quote(capture=capture, start=start, end=end, text=" " * (end - start)),
        when=UNKNOWN_TIME, where=_place(place, lon, lat, radius), modality=Modality.ASSERTED,
        counts=tuple(Count(min=low, max=high, unit="", status=CountStatus(status)) for low, high, status in counts),
        attribution=(Attribution(name=source, kind=SourceKind.UNNAMED),) if source else (),
    )  # fmt: skip
    facts = Facts(
        claim=claim, document=article or capture, standing=Standing(standing), kinds=frozenset(kinds), first=first, last=last,
        hours=_pair(hours), lon=lon, lat=lat, radius_km=radius, place_key=key, place_parts=frozenset(parts),
        parties=frozenset(parties), targets=frozenset(map(frozenset, targets)), killed=_pair(killed), root=root, disowns=disowns,
        durable=durable, spoken_time=spoken,
    )  # fmt: skip
    return Abridged(facts=facts, same=same)


def _place(names: Any, lon: float | None, lat: float | None, radius_km: float) -> Place | None:
    if names is None:
        return None
    if lon is None or lat is None:
        return Place(text=names[0], name=names[1], reason="not located")
    return Place(text=names[0], name=names[1], lon=lon, lat=lat, radius_m=1000 * radius_km, method=PlaceMethod.GIVEN)


def _pair(value: Any) -> Any:
    return None if value is None else (value[0], value[1])
