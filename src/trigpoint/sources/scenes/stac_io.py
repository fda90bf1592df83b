"""pystac-client's requests, made by `sources.web`: it speaks the protocol and never touches the network or a file itself."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

import attrs

from trigpoint.model.errors import NetworkError, RefusedInput, UnreadableFile
from trigpoint.sources.limits import Limits
from trigpoint.sources.text import visible
from trigpoint.sources.web import Network, fetch_json

_LONGEST_BODY = 64_000


def guarded_io(url: str, limits: Limits, network: Network) -> Any:
    """What `pystac_client.Client.open` takes as `stac_io`. One per search: it counts the pages asked for."""
    from pystac_client.stac_api_io import StacApiIO

    class GuardedIO(StacApiIO):
        """Its `session` is never used, and a link that is no URL is no file."""

        def __init__(self) -> None:
            super().__init__(max_retries=None)
            self._asked: set[tuple[str, bytes | None]] = set()
            self._here = url  # what relative links start from
            self._limits = attrs.evolve(limits, fetch_bytes=limits.search_bytes)

        def read_text(self, source: Any, *args: Any, **kwargs: Any) -> str:
            if isinstance(source, str):
                return self.request(source, *args, **kwargs)
            link = source.to_dict()
            posted = str(link.get("method", "GET")).upper() == "POST"
            body = link.get("body") if posted else None
            asked = kwargs.get("parameters") if posted and link.get("merge") else None
            return self.request(
                str(link.get("href")), "POST" if posted else "GET", parameters={**(asked or {}), **(body or {})} or None
            )

        def request(
            self, href: str, method: str | None = None, headers: Any = None, parameters: dict[str, Any] | None = None
        ) -> str:
            del headers  # a server's link may ask for some; none are sent
            href, body = urljoin(self._here, href), None
            if (method or "GET").upper() == "POST":
                body = json.dumps(parameters or {}).encode()
                if len(body) > _LONGEST_BODY:
                    raise RefusedInput(visible(url)[:200], "asks for a request that is too large")
            elif parameters:
                href = _with_parameters(href, parameters)
            self._count(href, body)
            page = fetch_json(href, self._limits, network, body=body)
            self._here = page.url
            try:
                return page.content.decode("utf-8")
            except UnicodeDecodeError as error:
                raise UnreadableFile(page.url[:200], "is not UTF-8") from error

        def read_json(self, source: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
            text = self.read_text(source, *args, **kwargs)
            try:
                tree = json.loads(text)
            except (ValueError, RecursionError) as error:
                raise UnreadableFile(visible(str(url))[:200], "answers with something that is no JSON") from error
            if not isinstance(tree, dict):
                raise UnreadableFile(visible(str(url))[:200], "answers with JSON that is no object")
            return tree

        def _count(self, href: str, body: bytes | None) -> None:
            if (href, body) in self._asked:
                raise NetworkError(visible(href)[:200], "is the next page of itself: the search goes in a circle")
            self._asked.add((href, body))
            if len(self._asked) > limits.search_pages:
                raise RefusedInput(
                    visible(url)[:200], f"has more than {limits.search_pages} pages", "narrow the search"
                )

    return GuardedIO()


def _with_parameters(href: str, parameters: Mapping[str, Any]) -> str:
    import httpx

    try:
        return str(httpx.URL(href).copy_merge_params({key: str(value) for key, value in parameters.items()}))
    except (httpx.InvalidURL, ValueError) as error:
        raise NetworkError(visible(href)[:200], "is no valid URL") from error
