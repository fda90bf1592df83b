"""Claims from a file of JSON lines in the format of `trigpoint read --json`.

Lenient where the sense is plain: a date may be "2020-05" or a day as both start and end; an attribution a name or an object; a
place may lack its radius; unknown types, further keys and an `id` are taken. A line that makes no sense is rejected by row.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model.capture import Article, Quote, SourceKind
from trigpoint.model.claim import Attribution, Claim, Count, CountStatus, Modality
from trigpoint.model.errors import BadVocabulary, UnreadableFile
from trigpoint.model.place import Place, PlaceMethod
from trigpoint.model.records import record_id
from trigpoint.model.time import UNKNOWN_TIME, Anchor, Precision, TimeSpan

MOST_CHARACTERS = 1_000_000  # of one line
OPEN = ".."  # as in EDTF: this end of the span is open
_NO_POINT = "the line gives no point"
_NO_RADIUS_KM = 10.0  # a place without a radius: a town
_MODALITIES = {
    "assert": Modality.ASSERTED, "stated": Modality.ASSERTED, "fact": Modality.ASSERTED, "confirmed": Modality.ASSERTED,
    "judged": Modality.ASSESSED, "estimated": Modality.ASSESSED, "claimed": Modality.ALLEGED, "accused": Modality.ALLEGED,
    "denial": Modality.DENIED, "negated": Modality.DENIED, "plan": Modality.PLANNED, "intended": Modality.PLANNED,
    "predicted": Modality.FORECAST, "expected": Modality.FORECAST,
}  # fmt: skip
_KIND_WORDS = (
    (SourceKind.AGENCY, ("news agency", "press agency", "wire")),
    (SourceKind.MONITOR, ("observatory", "monitor", "human rights", "documentation", "archive")),
    (SourceKind.IMAGERY, ("satellite", "imagery", "imagesat", "maxar", "planet labs", "airbus", "images")),
    (SourceKind.TRACKER, ("flightradar", "marinetraffic", "ads-b", "tracker")),
    (
        SourceKind.OFFICIAL,
        ("ministry", "minister", "government", "official", "spokes", "president", "council", "secretary"),
    ),
    (SourceKind.ARMED_ACTOR, ("army", "forces", "command", "military", "brigade", "guard")),
    (
        SourceKind.WITNESS,
        ("hospital", "doctor", "resident", "witness", "volunteer", "rescue", "local accounts", "medic"),
    ),
    (SourceKind.EXPERT, ("institute", "analyst", "expert", "think tank")),
    (SourceKind.MEDIA, ("media", "press")),
    (SourceKind.DOCUMENT, ("report", "document")),
)


@attrs.frozen(kw_only=True)
class ClaimLines:
    """What the file gave. A claim's id is the line's own `id`, else its number from 0."""

    claims: tuple[Claim, ...]
    articles: Mapping[str, Article]
    rejected: tuple[BadVocabulary, ...]


def read_claim_lines(path: Path) -> ClaimLines:
    """All claims of the file. Raises UnreadableFile when it cannot be read as UTF-8 text at all."""
    claims: dict[str, Claim] = {}
    articles: dict[str, Article] = {}
    rejected: list[BadVocabulary] = []
    for row, number, line in _lines(path):
        where = f"{path.name}:{row}"
        try:
            claim, article = claim_from_line(line, str(number))
            if claims.get(claim.id, claim) != claim:
                raise ValueError(f"has the id {claim.id!r} of an earlier line")
            claims[claim.id] = claim
            articles[article.id] = article
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError) as problem:
            rejected.append(
                BadVocabulary(where, f"is no claim: {_plain(problem)}", "see the format of `trigpoint read --json`")
            )
    return ClaimLines(claims=tuple(claims.values()), articles=articles, rejected=tuple(rejected))


def claim_from_line(line: str, number: str) -> tuple[Claim, Article]:
    """One line. Raises ValueError, TypeError, KeyError or AttributeError for what makes no sense."""
    if len(line) > MOST_CHARACTERS:
        raise ValueError(f"it is longer than {MOST_CHARACTERS} characters")
    row = json.loads(line, parse_constant=_no_constant)
    if not isinstance(row, dict):
        raise TypeError("it is not a JSON object")
    file, text = str(row.get("file") or ""), row["quote"]
    if not isinstance(text, str) or not text.strip():
        raise TypeError("its quote is not a text")
    start = row.get("start") if isinstance(row.get("start"), int) else 0
    quote = Quote(capture=file, start=start or 0, end=(start or 0) + len(text), text=text)
    document = file or f"line {number}"
    modality = _modality(row.get("modality"))
    claim = Claim(
        id=str(row["id"]) if row.get("id") not in (None, "") else number,
        article=record_id("art", document),
        quote=quote,
        event_type=_word(row.get("event_type")),
        when=_when(row.get("when")),
        where=_place(row.get("place")),
        modality=modality,
        actors=_names(row.get("actors")),
        targets=_names(row.get("targets")),
        outcome=str(row.get("outcome") or ""),
        counts=tuple(c for c in map(_count, row.get("counts") or ()) if c),
        attribution=_attributions(row.get("attribution")),
        negated=row.get("negated") is True or modality is Modality.DENIED,
        aggregate=row.get("aggregate") is True,
        trigger=str(row.get("trigger") or ""),
        extractor=str(row.get("extractor") or "claim lines"),
    )
    return claim, Article(id=claim.article, capture=file, ordinal=0, start=0, end=0)


def _lines(path: Path) -> Iterator[tuple[int, int, str]]:
    """(row from 1, claim number from 0, line) of every line that is not blank. Of a line too long only the start is read."""
    number = row = 0
    try:
        with path.open(encoding="utf-8-sig", newline="\n") as file:
            while line := file.readline(MOST_CHARACTERS + 1):
                row += 1
                rest = line
                while len(rest) > MOST_CHARACTERS and not rest.endswith("\n"):
                    rest = file.readline(MOST_CHARACTERS + 1)
                if line.strip():
                    yield row, number, line if len(line) > MOST_CHARACTERS else line.strip()
                    number += 1
    except UnicodeDecodeError as problem:
        raise UnreadableFile(path.name, "is not UTF-8 text", "convert it, or name a file of JSON lines") from problem
    except OSError as problem:
        raise UnreadableFile(path.name, problem.strerror or "cannot be opened", "check the path") from problem


def _when(row: Any) -> TimeSpan:
    """Half-open; a start equal to its end means that whole day, "2020-05" the month, ".." an open end."""
    if row in (None, "", {}):
        return UNKNOWN_TIME
    if isinstance(row, str):
        row = {"start": row}
    first, last = _edge(row.get("start")), _edge(row.get("end"))
    start = first[0] if first else None
    end = last[0] if last else first[1] if first and row.get("end") != OPEN else None
    if first and last and last[0] <= first[0]:
        if last[0] < first[0]:
            raise ValueError("its time ends before it starts")
        end = last[1]  # the same day, month or year at both ends: that whole day, month or year
    precision = _member(Precision, row.get("precision"), Precision.RANGE)
    anchor = _member(Anchor, row.get("anchor"), Anchor.UNKNOWN)
    if start is None and end is None:
        return TimeSpan(precision=Precision.UNKNOWN, anchor=anchor, words=str(row.get("words") or ""))
    return TimeSpan(start=start, end=end, precision=precision, anchor=anchor, words=str(row.get("words") or ""))


def _edge(value: Any) -> tuple[datetime, datetime] | None:
    """First instant and end of what an ISO year, month, day or instant names."""
    if value in (None, "", OPEN):
        return None
    text = str(value).strip()
    if len(text) == 4 and text.isdigit():
        return datetime(int(text), 1, 1, tzinfo=UTC), datetime(int(text) + 1, 1, 1, tzinfo=UTC)
    if len(text) == 7:
        first = datetime.strptime(text, "%Y-%m").replace(tzinfo=UTC)
        return first, (first + timedelta(days=32)).replace(day=1)
    if len(text) == 10:
        day = date.fromisoformat(text)
        first = datetime(day.year, day.month, day.day, tzinfo=UTC)
        return first, first + timedelta(days=1)
    moment = datetime.fromisoformat(text)
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment, moment + timedelta(seconds=1)


def _place(row: Any) -> Place | None:
    if row in (None, "", {}):
        return None
    if isinstance(row, str):
        row = {"text": row}
    text = str(row.get("text") or row.get("name") or "")
    lat, lon = _number(row.get("lat")), _number(row.get("lon"))
    if lat is None or lon is None:
        reason = str(row.get("reason") or _NO_POINT)
        return Place(text=text, name=str(row.get("name") or ""), reason=reason) if text else None
    radius = _number(row.get("radius_km"))
    return Place(
        text=text,
        name=str(row.get("name") or ""),
        lon=lon,
        lat=lat,
        radius_m=1000 * (_NO_RADIUS_KM if radius is None else max(0.0, radius)),
        method=PlaceMethod.GIVEN,
        reason=str(row.get("reason") or ""),
    )


def _count(row: Any) -> Count | None:
    if not isinstance(row, dict):
        return None
    low, high = _number(row.get("min")), _number(row.get("max"))
    if low is None and high is None:
        return None
    unit = str(row.get("unit") or "")
    words = unit.casefold().split()
    inferred = (
        CountStatus.KILLED
        if any(w in ("killed", "dead", "fatalities", "deaths") for w in words)
        else CountStatus.OBSERVED
    )
    return Count(
        min=None if low is None else int(low),
        max=None if high is None else int(high),
        unit=unit,
        status=_member(CountStatus, row.get("status"), inferred),
        qualifier=str(row.get("qualifier") or ""),
    )


def _attributions(rows: Any) -> tuple[Attribution, ...]:
    if isinstance(rows, (str, dict)):
        rows = [rows]
    links = [link if isinstance(link, dict) else {"name": str(link)} for link in rows or () if link]
    named = [link for link in links if str(link.get("name") or "").strip()]
    return tuple(
        Attribution(
            name=str(link["name"]).strip(),
            kind=_member(SourceKind, link.get("kind"), _kind_of(str(link["name"]))),
            cue=str(link.get("cue") or ""),
            carried=link.get("carried") is True,
        )
        for link in named
    )


def _kind_of(name: str) -> SourceKind:
    plain = name.casefold()
    return next((kind for kind, words in _KIND_WORDS if any(w in plain for w in words)), SourceKind.OUTLET)


def _names(rows: Any) -> tuple[str, ...]:
    if isinstance(rows, str):
        rows = [rows]
    return tuple(str(r.get("name") if isinstance(r, dict) else r).strip() for r in rows or () if r)


def _modality(value: Any) -> Modality:
    text = _word(value)
    return _MODALITIES.get(text) or _member(Modality, text, Modality.ASSERTED)


def _member(kind: Any, value: Any, default: Any) -> Any:
    try:
        return kind(str(value).strip().casefold()) if value else default
    except ValueError:
        return default


def _word(value: Any) -> str:
    return str(value or "").strip().casefold().replace(" ", "_").replace("-", "_")


def _number(value: Any) -> float | None:
    if value is None or isinstance(value, bool):
        return None
    number = float(value)
    if not math.isfinite(number):
        raise ValueError(f"{value!r} is not a number to use")
    return number


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number to use")


def _plain(problem: BaseException) -> str:
    if isinstance(problem, KeyError):
        return f"it has no {problem.args[0]!r}"
    return f"it is no JSON ({problem.msg})" if isinstance(problem, json.JSONDecodeError) else str(problem)
