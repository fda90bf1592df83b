"""Look for pictures in a catalogue the user names, and fetch the ones asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import attrs

from trigpoint.model.errors import InputError, UsageError
from trigpoint.model.found_scene import FoundScene
from trigpoint.sources.scenes.stac import Search, fetch_asset, search_scenes
from trigpoint.sources.web import Network


@attrs.frozen(kw_only=True)
class Fetched:
    """One scene of the search with the files fetched for it; `errors` say which could not be."""

    scene: FoundScene
    files: tuple[Path, ...] = ()
    errors: tuple[InputError, ...] = ()


def find_scenes(
    url: str,
    *,
    bbox: str,
    since: str = "",
    until: str = "",
    collections: Sequence[str] = (),
    most: int = 50,
    fetch: Sequence[str] = (),
    into: Path | None = None,
    network: Network | None = None,
) -> Iterator[Fetched]:
    """Scenes one by one; each asset named in `fetch` is downloaded into `into` before its scene is given out.

    Parameters
    ----------
    bbox : "west,south,east,north" in degrees.
    since, until : days "2020-05-04" or times with zone; `until` does not belong to the search.
    """
    if fetch and into is None:
        raise UsageError("--fetch needs a folder to put the pictures in: --into DIR")
    search = Search(
        url=url,
        bbox=parse_box(bbox),
        since=_moment(since, "--from"),
        until=_moment(until, "--to"),
        collections=tuple(collections),
        most=most,
    )
    if into is not None and fetch:
        into.mkdir(parents=True, exist_ok=True)
    for scene in search_scenes(search, network=network):
        yield _fetched(scene, fetch, into, network)


def _fetched(scene: FoundScene, keys: Sequence[str], into: Path | None, network: Network | None) -> Fetched:
    files: list[Path] = []
    errors: list[InputError] = []
    for key in keys if into is not None else ():
        try:
            files.append(fetch_asset(scene, key, into or Path(), network=network))
        except InputError as error:
            errors.append(error)
    return Fetched(scene=scene, files=tuple(files), errors=tuple(errors))


def parse_box(text: str) -> tuple[float, float, float, float]:
    """ "west,south,east,north" in degrees. Raises UsageError."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        raise UsageError(
            f"--bbox {text}: is not west,south,east,north in degrees, such as 36.2,33.4,36.4,33.6"
        ) from None
    return west, south, east, north


def _moment(text: str, option: str) -> datetime | None:
    if not text:
        return None
    try:
        if len(text) == 10:
            day = date.fromisoformat(text)
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} {text}: is no date; write it as 2020-05-04") from None
    if found.tzinfo is None:
        raise UsageError(f"{option} {text}: has no time zone; write it as 2020-05-04T08:00:00Z")
    return found.astimezone(UTC)
