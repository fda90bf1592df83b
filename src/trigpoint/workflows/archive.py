"""What a written brief of a case may cite: current records, what took the place of older ones, and what was withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from trigpoint import store
from trigpoint.model import Assessment, Capture, Claim, Event, Reliability
from trigpoint.products.compile.evidence import Archive, PictureFile
from trigpoint.products.material import EXERCISE_NOTICE, BriefMaterial
from trigpoint.store import Case, Run
from trigpoint.workflows.keep import current_claims, current_events
from trigpoint.workflows.tools import lexicon

_SHOWN = ("image/png", "image/jpeg")
_MAGIC = {b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_PICTURE_BYTES = 20_000_000


def case_archive(case: Case, run: Run, cited: Iterable[str] = ()) -> Archive:
    """The archive of the last run; what became of the ids in `cited` that are no longer current is looked up."""
    wanted = tuple(cited)
    material = _material(case, run)
    versions = store.assessments(case)
    replaced = {a.supersedes: a.id for a in versions if a.supersedes}
    archive = Archive(
        material=material,
        assessments={a.id: a for a in versions if a.id not in replaced},
        retracted=retracted(case),
        ratings=current_ratings(case),
    )
    ids = _records_of(material, wanted, archive.assessments)
    used = {c.quote.capture for i, c in material.claims.items() if i in ids}
    made = max([material.made, *(a.made for a in archive.assessments.values() if a.id in wanted)])
    return attrs.evolve(
        archive,
        material=attrs.evolve(material, made=made),
        digests={i: kept[-1] for i, kept in store.record_digests(case, ids).items()},
        gone={i: why for i in wanted if (why := _whereabouts(case, archive, i, replaced))},
        texts={i: store.capture_text(case, material.captures[i]) for i in sorted(used)},
        pictures=_pictures(case, material, wanted),
    )


def current_ratings(case: Case) -> dict[str, Reliability]:
    """The last judgement on each source over all topics."""
    return {r.source: r.reliability for r in store.ratings(case) if not r.topic}


def retracted(case: Case) -> dict[str, str]:
    """Withdrawn ids, with who said so and why."""
    return {r.subject: f"{r.why} ({r.author}, {r.made:%Y-%m-%d})" for r in store.retractions(case)}


def _material(case: Case, run: Run) -> BriefMaterial:
    """Without the sheets of pictures, which a written brief does not show."""
    about = store.case_about(case)
    notice = about.get("notice", "")
    return BriefMaterial(
        title=about.get("title") or case.folder.resolve().name,
        made=run.finished,
        events=tuple(current_events(case)),
        claims={claim.id: claim for claim in current_claims(case)},
        articles={article.id: article for article in store.articles(case)},
        captures={capture.id: capture for capture in store.captures(case)},
        exercise=bool(notice),
        notice=notice or EXERCISE_NOTICE,
        event_types={key: row.label for key, row in lexicon().event_types.items()},
        observations={measured.id: measured for measured in store.observations(case)},
    )


def _records_of(material: BriefMaterial, wanted: Iterable[str], assessments: Mapping[str, Assessment]) -> set[str]:
    """The cited records and those they rest on."""
    ids = set(wanted)
    ids |= {i for a in assessments.values() if a.id in ids for i in a.basis}
    return ids | {m.id for e in material.events if e.id in ids for m in e.members}


def _whereabouts(case: Case, archive: Archive, id_: str, replaced: Mapping[str, str]) -> str:
    """What took the place of an id that is not current, "" when it is current or was never held."""
    material = archive.material
    held = (material.claims, material.observations, material.captures, archive.assessments)
    if any(id_ in known for known in held) or id_ in archive.events:
        return ""
    if id_ in replaced:
        return f"{_last(replaced, id_)} is the current version"
    if (event := store.past_event(case, id_)) is not None:
        return _successors(material.events, event[1], event[0])
    if (claim := store.past_claim(case, id_)) is not None:
        return _same_words(material.claims, claim)
    if (measured := store.past_observation(case, id_)) is not None:
        return f"{measured[1]} measures the same again" if measured[1] else "it was measured again"
    return ""


def _last(replaced: Mapping[str, str], id_: str) -> str:
    while id_ in replaced:
        id_ = replaced[id_]
    return id_


def _successors(events: Iterable[Event], old: Event, run: int) -> str:
    """The current events that hold the old one's members, the one with most first."""
    members = {m.id for m in old.members}
    shared = [(len(members & {m.id for m in e.members}), e.id) for e in events]
    found = [f"{id_} ({n} of {len(members)} members)" for n, id_ in sorted(shared, key=lambda s: (-s[0], s[1])) if n]
    if not found:
        return f"it was last held in run {run}, and no current event holds its statements"
    return f"it was last held in run {run}; see now {', '.join(found[:3])}"


def _same_words(claims: Mapping[str, Claim], old: Claim) -> str:
    later = [c.id for c in claims.values() if c.supersedes == old.id]
    later += [c.id for c in claims.values() if c.quote == old.quote and c.event_type == old.event_type]
    if later:
        return f"{later[0]} says the same now"
    return f"it was read by {old.extractor}, and the last run does not hold it"


def _pictures(case: Case, material: BriefMaterial, wanted: Iterable[str]) -> dict[str, PictureFile]:
    """Those that the brief names: scenes as they are drawn, others as they came in."""
    named = [i for i in wanted if i in material.captures]
    scenes = {s.id: s for s in store.scenes(case)} if named else {}
    found: dict[str, PictureFile] = {}
    for id_ in named:
        if id_ in scenes:
            from trigpoint.workflows.imagery.shown import scene_picture

            found[id_] = scene_picture(scenes[id_])
        elif (picture := _picture(case, material.captures[id_])) is not None:
            found[id_] = picture
    return found


def _picture(case: Case, capture: Capture) -> PictureFile | None:
    """A PNG or JPEG of the case; None for anything else. The bytes decide, not the name."""
    if capture.media_type not in _SHOWN or capture.size > _PICTURE_BYTES:
        return None
    content = store.blob_path(case.blobs, capture.sha256).read_bytes()
    media_type = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "")
    if not media_type:
        return None
    simulated = any("simulated" in flag.casefold() for flag in capture.flags)
    return PictureFile(
        capture=capture.id, content=content, media_type=media_type, licence=capture.licence, simulated=simulated
    )
