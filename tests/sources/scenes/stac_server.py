"""A STAC API on loopback that answers as told, and misbehaves on demand."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from typing import Any

from hostile.server import PUBLIC, Talk, ToLoopback, answer, redirect
from trigpoint.sources.web import Network

API = "http://stac.example.org/api"
CONFORMS = ["https://api.stacspec.org/v1.0.0/core", "https://api.stacspec.org/v1.0.0/item-search"]


def landing(search: str = f"{API}/search") -> dict[str, Any]:
    """The first page of an API."""
    links = [
        {"rel": "self", "href": API},
        {"rel": "root", "href": API},
        {"rel": "search", "href": search, "type": "application/geo+json"},
    ]
    return {
        "type": "Catalog",
        "stac_version": "1.0.0",
        "id": "api",
        "description": "d",
        "conformsTo": CONFORMS,
        "links": links,
    }


def item(name: str, when: str = "2021-03-04T15:34:23Z", **more: Any) -> dict[str, Any]:
    """One radar scene with a picture and a thumbnail."""
    href = f"http://data.example.org/{name}/vv.tif"
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": name,
        "collection": "s1-rtc",
        "bbox": [36.5, 35.5, 37.5, 36.5],
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[36.5, 35.5], [37.5, 35.5], [37.5, 36.5], [36.5, 36.5], [36.5, 35.5]]],
        },
        "properties": {
            "datetime": when,
            "platform": "sentinel-1a",
            "sar:polarizations": ["VV"],
            "sat:relative_orbit": 21,
            "sat:orbit_state": "descending",
            "license": "CC-BY-4.0",
            "providers": [{"name": "Agency", "roles": ["producer"]}],
        },
        "assets": {
            "vv": {
                "href": href,
                "type": "image/tiff; application=geotiff; profile=cloud-optimized",
                "raster:bands": [{"unit": "gamma0"}],
            },
            "meta": {"href": f"http://data.example.org/{name}.xml", "type": "application/xml"},
        },
        "links": [],
        **more,
    }


def page(items: list[Any], next_link: dict[str, Any] | None = None) -> dict[str, Any]:
    """One page of results."""
    links = [next_link] if next_link else []
    return {"type": "FeatureCollection", "features": items, "links": links}


def serve(routes: dict[str, Any]) -> Talk:
    """Answers by path and query: JSON of a dict, a file of bytes, whatever a Talk does; 404 for the rest."""

    def talk(connection: socket.socket, head: bytes) -> None:
        target = head.split(b" ")[1].decode()
        found = routes.get(target, routes.get(target.partition("?")[0]))
        if found is None:
            answer(b"{}", "Content-Type: application/json", status="404 Not Found")(connection, head)
        elif callable(found):
            found(connection, head)
        elif isinstance(found, bytes):
            answer(found, "Content-Type: image/tiff")(connection, head)
        else:
            answer(json.dumps(found).encode(), "Content-Type: application/geo+json")(connection, head)

    return talk


def public(port: int, resolve: Callable[[str, int], list[str]] | None = None) -> Network:
    """Every name is public and leads to the test's server."""
    return Network(resolve=resolve or (lambda *_: [PUBLIC]), backend=ToLoopback(port))


__all__ = ["API", "item", "landing", "page", "public", "redirect", "serve"]
