"""Search a STAC API that the user names, and fetch what a person picks from it. Nothing is fetched that was not asked for.

pystac-client speaks the protocol; every request it makes goes through `sources.web`: public addresses only, checked again after
each redirect, connected as checked, under caps. Its own session is never used, nor does it open a file for a link that is no URL.
An asset is downloaded as a file before anything reads it: GDAL's own network reading stays off, since what it connects to cannot
be checked. That costs a whole file where a part would do; the file is then evidence with a digest.
"""

from __future__ import annotations

import hashlib
import json
import re
import warnings
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs

from trigpoint.model.errors import InputError, NetworkError, RefusedInput, UnreadableFile, UsageError
from trigpoint.model.found_scene import Asset, FoundScene
from trigpoint.model.scene import SceneKind
from trigpoint.sources.limits import Limits
from trigpoint.sources.scenes.stac_io import guarded_io
from trigpoint.sources.scenes.stac_item import facts_of_stac
from trigpoint.sources.scenes.values import number, words
from trigpoint.sources.text import visible
from trigpoint.sources.web import Network, checked_url, download

_PICTURE_TYPES = re.compile(r"image/(?:tiff|vnd\.stac\.geotiff|jp2|png|jpeg)\b", re.IGNORECASE)
_PICTURE_NAMES = re.compile(r"\.(?:tiff?|jp2|png|jpe?g)$", re.IGNORECASE)
_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_PAGE_ITEMS = 100


@attrs.frozen(kw_only=True)
class Search:
    """What is looked for. Half-open in time: `since` belongs to it, `until` does not."""

    url: str
    bbox: tuple[float, float, float, float]  # west, south, east, north, degrees
    since: datetime | None = None
    until: datetime | None = None
    collections: tuple[str, ...] = ()
    most: int = 200

    def __attrs_post_init__(self) -> None:
        west, south, east, north = self.bbox
        if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south < north <= 90 and west != east):
            raise UsageError(f"the box {self.bbox} is not west,south,east,north in degrees")
        if self.since and self.until and self.since >= self.until:
            raise UsageError("the search begins after it ends")
        if self.most < 1:
            raise UsageError("a search for no scene finds none: ask for one or more")


def search_scenes(
    search: Search, *, limits: Limits | None = None, network: Network | None = None
) -> Iterator[FoundScene]:
    """Scenes as the API lists them, each once, lazily page by page. Raises NetworkError, RefusedAddress or UnreadableFile."""
    limits, network = limits or Limits(), network or Network()
    checked_url(search.url, limits)
    seen: set[tuple[str, str]] = set()
    for item in _items(search, limits, network):
        found = _found(item, search.url)
        if found is None or (found.collection, found.id) in seen:
            continue
        seen.add((found.collection, found.id))
        moment = found.facts.acquired
        if moment and ((search.until and moment >= search.until) or (search.since and moment < search.since)):
            continue  # STAC intervals are closed, and some servers widen them to days
        yield found
        if len(seen) >= min(search.most, limits.search_items):
            return


def fetch_asset(
    found: FoundScene, key: str, into: Path, *, limits: Limits | None = None, network: Network | None = None
) -> Path:
    """Download one picture of a scene into a folder, with its STAC item beside it, so that it describes itself.

    A file that is there already is taken as it is: its name holds the scene's id and the asset's key.
    """
    limits, network = limits or Limits(), network or Network()
    asset = next((asset for asset in found.assets if asset.key == key), None)
    if asset is None:
        pictures = ", ".join(asset.key for asset in found.assets if asset.is_picture)
        raise UsageError(f"{visible(found.id)}: has no asset {key!r}; its pictures are {pictures or 'none'}")
    if asset.refused:
        raise NetworkError(f"{visible(found.id)}: {key}", asset.refused, "fetch it yourself and name the file")
    if not asset.is_picture:
        raise RefusedInput(f"{visible(found.id)}: {key}", f"is {asset.media_type or 'no picture'}, not a picture")
    target = into / file_name(found, asset)
    if not target.exists():
        _download(asset, target, limits, network)
    beside = target.with_suffix(".json")
    if not beside.exists():
        beside.write_text(json.dumps(_described(found, key, target.name), ensure_ascii=False), encoding="utf-8")
    return target


def file_name(found: FoundScene, asset: Asset) -> str:
    """A name that any file system takes and that no server can steer elsewhere.

    Where letters had to be replaced a digest keeps two ids apart.
    """
    raw = f"{found.id}_{asset.key}"
    stem = _UNSAFE.sub("_", raw).strip("._")[:150]
    if stem != raw:
        stem = f"{stem}-{hashlib.sha256(raw.encode()).hexdigest()[:8]}"
    match = _PICTURE_NAMES.search(asset.href.partition("?")[0])
    return f"{stem}{match[0].lower() if match else '.tif'}"


def _download(asset: Asset, target: Path, limits: Limits, network: Network) -> None:
    part = target.with_name(f".{target.name}.part")
    allowed = attrs.evolve(limits, fetch_bytes=limits.scene_bytes, fetch_s=limits.scene_s)
    try:
        with part.open("wb") as file:
            download(asset.href, file.write, allowed, network)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)


def _described(found: FoundScene, key: str, name: str) -> dict[str, Any]:
    """The item with this one asset, which is now the file beside it; where it came from is kept."""
    asset = {
        **found.item["assets"][key],
        "href": f"./{name}",
        "trigpoint:fetched_from": found.item["assets"][key]["href"],
    }
    return {**found.item, "assets": {key: asset}, "links": []}


def _items(search: Search, limits: Limits, network: Network) -> Iterator[Any]:
    """Features of every page, through pystac-client with requests of our own."""
    from pystac_client import Client

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what a catalogue leaves out of its own description is no matter here
            client = Client.open(search.url, stac_io=guarded_io(search.url, limits, network))
            if not any("item-search" in str(uri) for uri in client.get_conforms_to()):
                raise UnreadableFile(_shown(search), "is no STAC API that can be searched", "name the API's first page")
            pages = client.search(
                method="GET",
                bbox=list(search.bbox),
                datetime=_interval(search),
                collections=list(search.collections) or None,
                limit=min(_PAGE_ITEMS, search.most),
            ).pages_as_dicts()
        for page in pages:
            yield from page.get("features") or ()
    except InputError:
        raise
    except Exception as error:  # libraries handed hostile answers may fail in any way
        raise UnreadableFile(
            _shown(search), f"does not answer as a STAC API ({_short(error)})", "check the address"
        ) from error


def _shown(search: Search) -> str:
    return visible(search.url)[:200]


def _short(error: Exception) -> str:
    return visible(f"{type(error).__name__}: {error}".splitlines()[0])[:120]


def _interval(search: Search) -> str | None:
    if search.since is None and search.until is None:
        return None
    ends = (f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if at else ".." for at in (search.since, search.until))
    return "/".join(ends)


def _found(item: Any, base: str) -> FoundScene | None:
    """A scene, None for a feature that is no STAC item."""
    if (
        not isinstance(item, dict)
        or not isinstance(item.get("id"), str)
        or not isinstance(item.get("properties"), dict)
    ):
        return None
    item = {**item, "stac_version": item.get("stac_version") or "1.0.0"}
    facts = facts_of_stac(item)
    assets = tuple(_assets(item, base))
    return FoundScene(
        id=item["id"],
        collection=words(item.get("collection"), 100),
        facts=facts
        if facts.kind
        else attrs.evolve(facts, kind=SceneKind.OPTICAL if "eo:cloud_cover" in item["properties"] else None),
        bbox=_bbox(item.get("bbox")),
        assets=assets,
        item=item,
        flags=facts.flags,
    )


def _assets(item: Mapping[str, Any], base: str) -> Iterator[Asset]:
    named = item.get("assets")
    for key, said in named.items() if isinstance(named, dict) else ():
        if not isinstance(said, dict) or not isinstance(said.get("href"), str):
            continue
        media_type = words(said.get("type"), 100)
        href, refused = _address(said["href"], item, base)
        is_picture = bool(
            _PICTURE_TYPES.match(media_type) or (not media_type and _PICTURE_NAMES.search(href.partition("?")[0]))
        )
        yield Asset(
            key=str(key),
            href=href,
            media_type=media_type,
            title=words(said.get("title"), 100),
            is_picture=is_picture,
            refused=refused,
        )


def _address(href: str, item: Mapping[str, Any], base: str) -> tuple[str, str]:
    """The absolute address, or "" and why it cannot be fetched. A relative one belongs to the item's own address."""
    from urllib.parse import urljoin

    links = item.get("links")
    own = next(
        (
            link.get("href")
            for link in (links if isinstance(links, list) else ())
            if isinstance(link, dict) and link.get("rel") == "self"
        ),
        base,
    )
    try:
        absolute = urljoin(own if isinstance(own, str) else base, href)
        checked_url(absolute, Limits())
    except (InputError, ValueError) as error:
        reason = error.what if isinstance(error, InputError) else "is no valid URL"
        return "", f"its address {visible(href)[:100]} cannot be used: {reason}"
    return absolute, ""


def _bbox(value: Any) -> tuple[float, float, float, float] | None:
    if not isinstance(value, list) or len(value) not in (4, 6):
        return None
    flat = value if len(value) == 4 else [value[0], value[1], value[3], value[4]]
    west, south, east, north = (number(part, -180, 180) for part in flat)
    if west is None or south is None or east is None or north is None:
        return None
    return west, south, east, north
